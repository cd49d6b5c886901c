"""The event heap: one total order, whatever is scheduled, taken and removed in between."""

import numpy as np
import pytest
from numba import njit

from scenarios.simulation.flow_build import NetworkPlan, RoutingPlan, StationPlan, StepPlan, make_flow
from scenarios.simulation.flow_heap import NOTHING, close_hole, remove, schedule, time_of, what_of


@njit
def _play(flow, times, priorities, ops, out_time, out_what):
    """Schedule (0), take the earliest (1), take it and schedule in its place (2), remove one from the middle (3)."""
    c = flow.clock[0]
    taken = 0
    for k in range(len(ops)):
        if ops[k] == 0 or c.events == 0:
            schedule(flow, times[k], priorities[k], k)
        elif ops[k] == 3:
            place = k % c.events
            out_time[taken] = -1.0
            out_what[taken] = what_of(flow.heap[place].word)
            taken += 1
            remove(flow, place)
        else:
            out_time[taken] = time_of(flow.heap[0].key)
            out_what[taken] = what_of(flow.heap[0].word)
            taken += 1
            c.hole = 1
            if ops[k] == 2:
                schedule(flow, times[k], priorities[k], k)
            if c.hole:
                close_hole(flow)
    return taken


@pytest.mark.parametrize("seed", range(5))
def test_events_come_in_the_order_of_time_priority_and_sequence(seed: int) -> None:
    count = 4000
    rng = np.random.default_rng(seed)
    times = rng.choice([0.0, 1.5, 2.0, 1e6, *rng.exponential(100, 20)], count)  # with many ties
    priorities = rng.integers(0, 3, count)
    ops = rng.choice(4, count, p=[0.35, 0.25, 0.3, 0.1])
    plan = NetworkPlan((StationPlan("s"),), (RoutingPlan("r", (StepPlan((0,), 1.0),), population=count),))
    flow = make_flow(plan, seed=1, replication=0)
    flow.clock["events"] = 0  # without the arrival that a new state begins with
    flow.heap["key"] = NOTHING
    out_time, out_what = np.empty(count), np.empty(count, np.int64)
    taken = _play(flow, times, priorities, ops, out_time, out_what)

    waiting: set[int] = set()
    number = 0
    for k, op in enumerate(ops):
        if op != 0 and waiting:
            what = int(out_what[number])
            if op != 3:
                assert what == min(waiting, key=lambda n: (times[n], priorities[n], n))
                assert out_time[number] == times[what]
            waiting.remove(what)
            number += 1
            if op == 2:
                waiting.add(k)
        else:
            waiting.add(k)
    assert number == taken
    assert flow.clock[0]["events"] == len(waiting)
    assert (flow.heap["key"][len(waiting) :] == NOTHING).all()
