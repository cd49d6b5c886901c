"""Scores of the dynamics: regions that hold what they should, and weights that know more than a straight line."""

import numpy as np
import pytest

from scenarios.contracts import AgentKind
from tests.worlds.dynamics.halls import situation, untrained
from worlds.dynamics.dynamics import Dynamics
from worlds.evaluation.dynamics import AHEAD_STEPS, Case, day_cases, is_inside, score_cases
from worlds.training.dynamics_days import random_day

UNSEEN_DAY = 2001


def test_nine_of_ten_draws_lie_in_the_region_of_the_others():
    rng = np.random.default_rng(0)
    inside = [
        is_inside(rng.normal(0, (1.0, 0.4), (64, 2)).astype(np.float32), rng.normal(0, (1.0, 0.4))) for _ in range(600)
    ]
    assert 0.85 < np.mean(inside) < 0.95


def test_what_never_happens_lies_outside_and_what_always_happens_inside():
    still = np.tile(np.array([[3.0, 4.0]], np.float32), (64, 1))
    assert is_inside(still, np.array([3.0, 4.0]))
    assert not is_inside(still, np.array([3.5, 4.0]))


def test_between_two_ways_is_not_where_the_ways_are():
    rng = np.random.default_rng(1)
    ways = np.concatenate([rng.normal((-3, 0), 0.2, (32, 2)), rng.normal((3, 0), 0.2, (32, 2))]).astype(np.float32)
    assert is_inside(ways, np.array([3.0, 0.1]))
    assert not is_inside(ways, np.array([0.0, 0.0]))


def walks_on(speed: float) -> Case:
    """Somebody who goes on as they went for the last second."""
    start = situation((AgentKind.PERSON, 1.5, 1.5, 0.0), speed=speed)
    ahead = np.arange(AHEAD_STEPS + 1)[:, None] * 0.2 * speed
    place = (np.array([1.5, 1.5]) + ahead * np.array([1.0, 0.0])).astype(np.float32)
    return Case(start, place[:, None], np.ones(1, bool))


def test_constant_velocity_makes_no_mistake_where_velocity_is_constant():
    scores = score_cases(Dynamics(untrained(), {}), [walks_on(1.0)])
    assert scores.constant_ade_m == pytest.approx(0.0, abs=1e-5)
    assert scores.ade_m > 0.05
    assert scores.agents == 1


def test_nobody_to_judge_is_an_error():
    case = walks_on(1.0)
    with pytest.raises(ValueError, match=r"4\.8 s"):
        score_cases(Dynamics(untrained(), {}), [Case(case.situation, case.place_m, np.zeros(1, bool))])


def test_the_shipped_weights_know_more_than_a_straight_line_and_than_chance():
    """On a window of a day that nobody trained on, generated here."""
    cases = day_cases(random_day(UNSEEN_DAY), duration_s=40.0)
    shipped, chance = Dynamics.load(), Dynamics(untrained(), {})
    found, by_chance = score_cases(shipped, cases), score_cases(chance, cases)
    assert found.ade_m < 0.7 * found.constant_ade_m
    assert found.fde_m < 0.7 * found.constant_fde_m
    assert found.ade_m < 0.5 * by_chance.ade_m
    assert found.projection_rate < 0.5 * by_chance.projection_rate
