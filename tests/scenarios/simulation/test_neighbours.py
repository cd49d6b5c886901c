"""Whom somebody has to avoid: those near, and those whom one would meet."""

import numpy as np
import pytest

from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import play_until
from scenarios.simulation.neighbours import (
    AVOID_M,
    AVOID_VEHICLE_M,
    MEETS_M,
    NEIGHBOURS,
    SEEN_M,
    SKIN_M,
    STRIPS,
    nearest,
)
from scenarios.simulation.records import AGENT
from tests.scenarios.simulation.halls import document, warehouse


def avoided(others, *, velocity=(1.3, 0.0), wish=None, kind=0):
    """The places of those whom somebody at (0, 0) avoids; `others` are (x, y, vx, vy) of people who walk."""
    agents = np.zeros(1 + len(others), AGENT).view(np.recarray)
    agents.moving, agents.radius, agents.speed = 1, 0.3, 1.3
    agents.ghost_until = -1.0
    agents.vx[0], agents.vy[0] = velocity
    agents.kind[0] = kind
    for k, other in enumerate(others, 1):
        agents.x[k], agents.y[k], agents.vx[k], agents.vy[k] = other
    listed = np.arange(1, len(agents), dtype=np.int32)[None]
    near, near_d2 = np.zeros(len(agents), np.int64), np.zeros(len(agents))
    n = nearest.py_func(agents, 0, listed, len(others), 0.0, *(wish or velocity), near, near_d2)
    assert (np.diff(near_d2[:n]) >= 0).all()
    return [others[j - 1][:2] for j in near[:n]]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ((4.0, 0.0, -1.3, 0.0), "comes"),
        ((2.0, 1.0, 0.0, 0.0), "crawls ahead"),
        ((0.0, MEETS_M - 0.1, 1.3, 0.0), "walks beside, but close"),
        ((-1.0, 0.0, -1.3, 0.0), "walks away, but close"),
    ],
)
def test_who_would_be_met_is_avoided(other, why):
    assert avoided([other]) == [other[:2]], why


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ((3.0, 0.0, 1.3, 0.0), "walks on ahead as fast"),
        ((-3.0, 0.0, 1.3, 0.0), "follows as fast"),
        ((3.0, 2.0, 1.3, 1.3), "turns away"),
        ((AVOID_M + 0.1, 0.0, -1.3, 0.0), "is too far away yet"),
    ],
)
def test_who_would_not_be_met_is_left_alone(other, why):
    assert avoided([other]) == [], why


def test_a_wish_to_meet_somebody_is_enough():
    other = (2.5, 0.0, 0.0, 0.0)
    assert avoided([other], velocity=(0.0, 0.0)) == []
    assert avoided([other], velocity=(0.0, 0.0), wish=(1.3, 0.0)) == [(2.5, 0.0)]


def test_a_vehicle_looks_farther_and_leaves_out_who_drives_away_from_it_too():
    assert avoided([(4.0, 2.0, 0.0, 0.0)], kind=1) == [(4.0, 2.0)]
    assert avoided([(4.0, 2.0, 1.3, 1.3)], kind=1) == []
    assert avoided([(1.5, 1.0, 1.3, 1.3)], kind=1) == [(1.5, 1.0)]  # near enough to matter wherever they go


def test_the_nearest_are_kept_of_many():
    ring = [(0.5 + 0.1 * k, 0.0, 0.0, 0.0) for k in reversed(range(NEIGHBOURS + 3))]
    assert avoided(ring) == sorted(place[:2] for place in ring)[:NEIGHBOURS]


@pytest.fixture(scope="module")
def busy():
    """A busy hall after some minutes."""
    run = compile_run(
        warehouse(), document(pickers=20, packers=8, shippers=5, amrs=8, orders_per_hour=400, horizon_s=900.0)
    )
    return play_until(run, replication=0, until_s=700.0)


def test_everyone_on_the_floor_is_in_one_strip(busy):
    on_floor = np.flatnonzero(busy.agents["present"])
    starts = busy.strip_starts
    assert sorted(busy.strip_agents[: starts[STRIPS]]) == list(on_floor)
    assert (np.diff(starts) >= 0).all()
    strip = np.repeat(np.arange(STRIPS), np.diff(starts))
    assert len(set(strip)) > 10
    west, per_m = busy.clock[0]["west"], busy.clock[0]["strips_per_m"]
    assert (strip == np.minimum(((busy.strip_x[: len(strip)] - west) * per_m).astype(int), STRIPS - 1)).all()


def test_a_pair_list_has_everybody_near_and_those_who_matter_to_movement_first(busy):
    agents, x, y = busy.agents, busy.listed_x, busy.listed_y
    on_floor = agents["present"] > 0
    for i in np.flatnonzero(busy.listed):
        listed = list(busy.neighbours[i, : busy.neighbour_count[i]])
        apart = np.hypot(x - x[i], y - y[i])
        vehicles = (agents["kind"] > 0) | (agents["kind"][i] > 0)
        matter = on_floor & (apart < np.where(vehicles, AVOID_VEHICLE_M, SEEN_M) + SKIN_M)
        matter[i] = False
        assert len(set(listed)) == len(listed)
        assert i not in listed
        assert set(listed[: busy.near_count[i]]) == set(np.flatnonzero(matter))
        assert on_floor[listed].all()
    assert busy.near_count[busy.listed > 0].sum() >= 5  # there was somebody to list
