"""Scores of the dynamics: regions that hold what they should, and weights that know more than a straight line."""

import numpy as np
import pytest

from scenarios.contracts import AgentKind
from tests.worlds.dynamics.halls import situation, untrained
from worlds.dynamics.dynamics import Dynamics
from worlds.evaluation.dynamics import AHEAD_STEPS, Case, day_cases, interval_over_people, score_cases, share_inside
from worlds.training.dynamics_days import random_day

UNSEEN_DAY = 2001


def _two_ways(rng, count):
    return rng.normal(0, 0.2, (count, 2)) + np.where(rng.random(count) < 0.4, -3, 3)[:, None] * [1, 0]


@pytest.mark.parametrize(
    "drawn",
    [
        lambda rng, count: rng.normal(0, (1.0, 0.4), (count, 2)),
        lambda rng, count: rng.normal(0, 0.01, (count, 2)),  # all nearer than a position is known to
        lambda rng, count: 0.2 * rng.standard_t(2, (count, 2)),
        lambda rng, count: rng.normal(0, 0.2, (count, 2)) * (rng.random(count) < 0.6)[:, None],  # some do not move
        _two_ways,
    ],
    ids=["normal", "narrow", "heavy tails", "some rest", "two ways"],
)
def test_of_a_perfect_model_nine_outcomes_in_ten_lie_in_the_region(drawn):
    """64 futures and the outcome from one distribution; 4,000 times, a standard error of half a hundredth."""
    rng = np.random.default_rng(0)
    points = [drawn(rng, 65).astype(np.float32) for _ in range(4000)]
    assert np.mean([share_inside(p[:64], p[64]) for p in points]) == pytest.approx(0.9, abs=0.01)


def test_a_model_that_is_too_sure_or_not_sure_enough_is_found_out():
    rng = np.random.default_rng(0)
    futures, outcomes = rng.normal(0, 1.0, (1000, 64, 2)), rng.normal(0, 1.0, (1000, 2))
    assert np.mean([share_inside(0.7 * f, o) for f, o in zip(futures, outcomes, strict=True)]) < 0.75
    assert np.mean([share_inside(1.5 * f, o) for f, o in zip(futures, outcomes, strict=True)]) > 0.97


def test_what_never_happens_lies_outside_and_what_always_happens_inside():
    still = np.tile(np.array([[3.0, 4.0]], np.float32), (64, 1))
    assert share_inside(still, np.array([3.0, 4.0])) == 1.0
    assert share_inside(still, np.array([3.5, 4.0])) == 0.0


def test_between_two_ways_is_not_where_the_ways_are():
    rng = np.random.default_rng(1)
    ways = np.concatenate([rng.normal((-3, 0), 0.2, (32, 2)), rng.normal((3, 0), 0.2, (32, 2))]).astype(np.float32)
    assert share_inside(ways, np.array([3.0, 0.1])) == 1.0
    assert share_inside(ways, np.array([0.0, 0.0])) == 0.0


def test_cases_of_one_person_do_not_narrow_the_interval():
    values = np.array([1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0])
    who = np.array([f"person {k}" for k in range(8)])
    low, high = interval_over_people(values, who)
    assert interval_over_people(np.tile(values, 10), np.tile(who, 10)) == pytest.approx((low, high))
    narrow = interval_over_people(np.tile(values, 10), np.arange(80).astype(str))
    assert high - low > 2 * (narrow[1] - narrow[0])


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
