"""Sentences for a planner: what is said where the two mostly touch, where they mostly pass, where the simulation differs."""

from types import SimpleNamespace

import numpy as np

from worlds.futures.figures import share_of, spread_of
from worlds.futures.wording import conflict_sentence


def study(*separations_m, engine_m=0.0, agrees=True):
    apart = np.array(separations_m)
    return SimpleNamespace(
        contact=share_of(apart == 0),
        min_separation=spread_of(apart),
        agrees=agrees,
        of_engine=SimpleNamespace(contact=[engine_m == 0], min_separation_m=[engine_m]),
    )


def test_where_most_touch_nothing_is_said_of_a_distance_of_nought():
    sentence = conflict_sentence(study(0.0, 0.0, 0.0, 0.7))
    assert sentence.startswith("In 3 of 4 futures the two touch (75%, ")
    assert "within" not in sentence


def test_where_most_pass_the_middle_distance_is_told():
    assert "within 0.50 m of each other" in conflict_sentence(study(0.0, 0.4, 0.5, 0.6, 0.7))


def test_a_simulation_outside_of_the_futures_is_told():
    assert "In the simulation they came within 2.00 m" in conflict_sentence(study(0.4, 0.5, engine_m=2.0, agrees=False))
