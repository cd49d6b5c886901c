"""Conveyors of packed orders: what is on them, how long it takes, and when they are full.

A belt with a limit accumulates: an order that has come to its end lies there until the station takes it.
"""

from __future__ import annotations

from scenarios.simulation.compiled import called, inner
from scenarios.simulation.flow_accounts import change_load
from scenarios.simulation.queues import start_timer
from scenarios.simulation.records import Simulation


@inner
def is_full(sim: Simulation, belt: int) -> bool:
    """Whether nothing more goes onto a belt."""
    b = sim.belts[belt]
    return bool(b.room >= 0 and b.on >= b.room)


@called
def put_on_belt(sim: Simulation, order: int, belt: int, t: float) -> None:
    """An order is on a belt from now on."""
    b = sim.belts[belt]
    change_load(b, 1, t)
    b.entered += 1
    b.moving += 1
    sim.orders[order].belt = belt
    sim.orders[order].since = t
    start_timer(sim, t + b.seconds, len(sim.agents) + order)


@called
def leave_belt(sim: Simulation, order: int, t: float) -> None:
    """An order is taken off the belt it lies on, if it lies on one."""
    o = sim.orders[order]
    if o.belt < 0:
        return
    b = sim.belts[o.belt]
    change_load(b, -1, t)
    b.left += 1
    b.stays += t - o.since
    o.belt = -1
    sim.clock[0].dirty = 1
