"""Goods lie where the policy puts them, and recorded orders come as they were."""

from collections import Counter

import numpy as np
import pytest

from scenarios.safety.settings import SAFETY
from scenarios.simulation.compile import NotRunnable, compile_run
from scenarios.simulation.goods import assign
from scenarios.simulation.state import initial_state
from tests.scenarios.simulation.halls import document, small_hall

FACES = small_hall().faces
COST = np.array([10.0 + f.y_m + 0.01 * f.x_m for f in FACES])


def recorded(articles, *, arrival_s=None, **storage):
    arrivals = arrival_s or [float(k) for k in range(len(articles))]
    demand = {"windows": [], "recorded": {"arrival_s": arrivals, "articles": articles}}
    return document(horizon_s=600.0, demand=demand, storage=storage)


def test_abc_puts_what_is_asked_for_most_nearest():
    asked = ["rare"] + ["often"] * 5 + ["seldom"] * 2
    found = assign(recorded([asked], policy="abc"), FACES, COST).of_line
    cost = {article: COST[face] for article, face in zip(asked, found, strict=True)}
    assert cost["often"] == COST.min()
    assert cost["often"] < cost["seldom"] < cost["rare"]
    assert len(set(found.tolist())) == 3


def test_random_places_do_not_depend_on_popularity_nor_change_with_it():
    few = dict(zip("abc", assign(recorded([list("abc")]), FACES, COST).of_line, strict=True))
    many = dict(zip("abcc", assign(recorded([list("abcc")]), FACES, COST).of_line, strict=True))
    assert few == many
    popular = [
        COST[assign(recorded([["hit"] * 5 + [f"x{seed}", f"y{seed}"]]), FACES, COST).of_line[-2:]] for seed in range(40)
    ]
    assert abs(np.mean(popular) - COST.mean()) < 4 * COST.std() / np.sqrt(40)


def test_given_places_are_kept_and_a_missing_one_is_told():
    given = [{"article": "a", "part_id": "rack-01", "ordinal": 4}, {"article": "b", "part_id": "rack-00", "ordinal": 1}]
    content = recorded([["b", "a"]], policy="given", given=given)
    faces = [FACES[k] for k in assign(content, FACES, COST).of_line]
    assert [(f.part_id, f.ordinal) for f in faces] == [("rack-00", 1), ("rack-01", 4)]
    with pytest.raises(NotRunnable, match=r"1 articles have no place.*c"):
        compile_run(small_hall(), recorded([["a", "c"]], policy="given", given=given))


@pytest.mark.parametrize("policy", ["random", "abc"])
def test_more_articles_than_faces_share_them_evenly(policy):
    articles = [f"a{k}" for k in range(2 * len(FACES) + 5)]
    found = Counter(assign(recorded([articles], policy=policy), FACES, COST).of_line.tolist())
    assert set(found) == set(range(len(FACES)))
    assert max(found.values()) <= 3


def test_recorded_orders_are_the_same_in_every_replication():
    articles = [["a", "b"], ["c"], ["a", "a", "b"]]
    run = compile_run(small_hall(), recorded(articles, arrival_s=[3.0, 7.5, 700.0]))
    first, second = (initial_state(run, k, SAFETY) for k in (0, 5))
    assert first.orders["arrival"].tolist() == [3.0, 7.5]  # the third comes after the horizon
    assert first.orders["lines"].tolist() == [2, 1]
    assert (first.lines["face"] == second.lines["face"]).all()
    assert (first.lines["pick_s"] != second.lines["pick_s"]).all()  # hands are not the same every day
    assert first.lines["face"][0] != first.lines["face"][1]


def test_a_profile_prefers_popular_faces_and_abc_puts_them_near():
    means = {}
    for policy in ("random", "abc"):
        run = compile_run(small_hall(), document(orders_per_hour=400, storage={"policy": policy, "popularity": 1.2}))
        table = initial_state(run, 0, SAFETY)
        faces = table.places[: run.face_count]
        means[policy] = np.mean(faces["y"][table.lines["face"]])  # packing is at y = 0.8
    assert means["abc"] < means["random"] - 0.3
