"""When people choose how to walk on, and what they do between two choices."""

import numpy as np
import pytest

from scenarios.safety.settings import SAFETY
from scenarios.simulation.compile import compile_run
from scenarios.simulation.loop import advance
from scenarios.simulation.people import CHOICE_S, WATCH_M, WATCH_S, has_company
from scenarios.simulation.records import AGENT
from scenarios.simulation.state import initial_state
from scenarios.simulation.steering import STRAIGHT_M, want
from tests.scenarios.simulation.halls import document, small_hall

REACH_M = 0.25


def company(distance_m, closing_mps=0.0):
    """Whether somebody at a distance, who comes nearer at a speed, makes one watch them."""
    agents = np.zeros(2, AGENT).view(np.recarray)
    agents.reach = REACH_M
    agents.x[1], agents.vx[1] = distance_m, -closing_mps
    return has_company.py_func(agents, 0, np.array([1]), np.array([distance_m**2]), 1)


def test_who_is_near_is_watched():
    assert company(WATCH_M + REACH_M - 0.01)
    assert not company(WATCH_M + REACH_M + 0.01)


def test_who_will_be_near_before_the_next_choice_is_watched_and_who_walks_away_is_not():
    edge_m = WATCH_M + REACH_M + CHOICE_S * 2.6
    assert company(edge_m - 0.01, closing_mps=2.6)
    assert not company(edge_m + 0.01, closing_mps=2.6)
    assert not company(WATCH_M + REACH_M + 0.01, closing_mps=-2.6)


def choices(step_s):
    """(seconds from each choice to the next, number of steps) of the pickers of a quarter of an hour while they walk."""
    run = compile_run(small_hall(), document(pickers=6, orders_per_hour=120.0, horizon_s=900.0))
    state = initial_state(run, 0, SAFETY)
    state.rules[0]["step"] = step_s
    until_next, steps = [], 0
    for step in range(1, round(900.0 / step_s) + 1):
        before = state.agents["chooses_at"].copy()
        advance(state, step)
        walks = (state.agents["moving"] == 1) & (state.agents["role"] == 0)
        steps += walks.sum()
        until_next += list(state.agents["chooses_at"][walks & (state.agents["chooses_at"] != before)] - step * step_s)
    return np.array(until_next), steps


@pytest.fixture(scope="module")
def by_step():
    return {step_s: choices(step_s) for step_s in (0.1, 0.05)}


def test_people_choose_every_fifth_of_a_second_and_twice_as_often_in_company(by_step):
    until_next, _ = by_step[0.1]
    until_next = until_next[until_next > 0.01]  # the others were sent on in this very step
    assert set(np.round(until_next, 3)) == {WATCH_S, CHOICE_S}


def test_half_the_step_is_not_twice_the_choices(by_step):
    (whole, steps), (halved, twice_the_steps) = by_step[0.1], by_step[0.05]
    assert twice_the_steps == pytest.approx(2 * steps, rel=0.1)
    assert len(halved) == pytest.approx(len(whole), rel=0.15)


def test_who_is_led_away_from_a_target_in_sight_follows_the_way_there_again():
    """Dragged past an aisle by others, one would else walk at the wall between for the rest of the day."""
    agent = np.zeros(1, AGENT).view(np.recarray)[0]
    agent.speed, agent.accel, agent.straight, agent.looks_at = 1.3, 5.0, 1, 100.0
    agent.tx = STRAIGHT_M + 1.0
    rules = np.zeros(1, [("x0", "f8"), ("y0", "f8"), ("cell", "f8")]).view(np.recarray)[0]
    wish = np.zeros(2)
    north = np.full((1, 8, 40), 64, np.uint8)  # a quarter of 256
    assert want.py_func(agent, rules, north, np.ones((20, 100), np.float32), 1.0, wish) == 1.3
    assert not agent.straight
    assert wish == pytest.approx((0.0, 1.0), abs=1e-9)
