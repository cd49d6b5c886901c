"""A plan is what is settled now; it says nothing of what the engine does later."""

import numpy as np
import pytest

from scenarios.contracts import Activity
from scenarios.simulation.codes import State
from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import play_until
from tests.scenarios.simulation.halls import document, small_hall
from worlds.dynamics.plans import legs_of
from worlds.dynamics.replay import situation_at, states_from
from worlds.dynamics.situation import HISTORY, STANDS, STEP_S, UNDER_WAY


@pytest.fixture(scope="module")
def run():
    return compile_run(small_hall(), document(horizon_s=1200.0, orders_per_hour=400.0, amrs=1))


def walking_pickers(state):
    return [i for i, a in enumerate(state.agents) if a["state"] == State.TO_FACE and a["stops"] - a["stop"] > 1]


@pytest.fixture(scope="module")
def time_s(run) -> float:
    """When somebody is on the way to one of several faces."""
    for k, state in enumerate(states_from(run, 120.0, steps=1500)):
        if walking_pickers(state):
            return round(120.0 + k * STEP_S, 1)
    raise AssertionError("nobody ever walks to a face")


def test_a_picker_means_to_visit_what_is_left_of_the_tour(run, time_s):
    state = play_until(run, replication=0, until_s=time_s)
    for i in walking_pickers(state):
        a, legs = state.agents[i], legs_of(state, i)
        assert legs[0][:2] == (a["tx"], a["ty"])
        assert legs[0][3] == Activity.PICK
        following = state.places[state.lines[state.stops[i, a["stop"] + 1]]["face"]]
        assert (following["x"], following["y"]) in {leg[:2] for leg in legs[:2]}
        assert legs[-1][3] == Activity.WAIT  # where the tour is brought


def test_a_situation_has_the_way_of_the_last_second(run, time_s):
    situation, state = situation_at(run, time_s)
    before = play_until(run, replication=0, until_s=time_s - HISTORY * STEP_S)
    way = np.column_stack([state.agents["x"] - before.agents["x"], state.agents["y"] - before.agents["y"]])
    assert situation.past_mps.sum(axis=1) * STEP_S == pytest.approx(way, abs=1e-4)
    assert situation.time_s == pytest.approx(time_s)
    walker = walking_pickers(state)[0]
    assert situation.phase[walker] == UNDER_WAY
    assert (situation.phase == STANDS).any()


def test_a_situation_takes_nothing_from_later_states(run):
    """Playing on and coming back changes nothing: it is read from the states up to its moment."""
    first, state = situation_at(run, 300.0)
    list(states_from(run, 300.0, steps=50, resume=state))
    again, _ = situation_at(run, 300.0)
    assert (first.legs == again.legs).all()
    assert (first.pose == again.pose).all()


def test_small_steps_follow_the_day(run):
    places = [state.agents["x"].copy() for state in states_from(run, 200.0, steps=10)]
    assert len(places) == 11
    assert places[-1] == pytest.approx(play_until(run, replication=0, until_s=202.0).agents["x"])


def test_a_time_without_a_second_before_it_is_refused(run):
    with pytest.raises(ValueError, match="a second before it"):
        situation_at(run, 0.4)
