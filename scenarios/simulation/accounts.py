"""Bookkeeping of agents' time: activities, batteries, the event log and where people stand."""

# ruff: noqa: PLR0917, PLR1714, SIM109 -- compiled functions take plain positional arguments, and compare the same way

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.codes import A_CARRY, A_CHARGE, A_DOWN, A_OFF, A_WALK
from scenarios.simulation.compiled import called, inner
from scenarios.simulation.records import Simulation


@inner
def set_activity(sim: Simulation, i: int, activity: int, t: float) -> None:
    """Close the running activity of an agent at `t` and begin another; one that is down stays so."""
    a = sim.agents[i]
    if a.down:
        activity = a.activity
    sim.activity_s[i, a.activity] += t - a.since
    if a.moving and a.activity == A_DOWN:
        a.moving_s -= t - a.since  # broken down on the way
    if a.capacity > 0.0:
        _use_battery(sim, i, activity, t)
    a.activity = activity
    a.since = t


@inner
def _power(a: Any, activity: int) -> float:
    """What a vehicle takes while it does something, in W."""
    if activity == A_OFF:
        return 0.0
    return float(a.drive_w if activity == A_WALK or activity == A_CARRY else a.idle_w)


@called
def _use_battery(sim: Simulation, i: int, activity: int, t: float) -> None:
    """Book what the activity until now took from the battery or put into it, and when the next will have emptied it."""
    a = sim.agents[i]
    seconds = t - a.since
    taken = _power(a, a.activity) * seconds
    if a.activity == A_CHARGE:
        a.charge = min(max(a.charge + a.charge_w * seconds - taken, 0.0), a.capacity)
    else:
        taken = min(taken, a.charge)
        a.charge -= taken
    a.energy += taken
    drain = _power(a, activity) - (a.charge_w if activity == A_CHARGE else 0.0)
    a.empties = math.inf
    if drain > 0.0 and activity != A_DOWN:
        a.empties = t + a.charge / drain
        sim.clock[0].next_empty = min(sim.clock[0].next_empty, a.empties)


@inner
def record(sim: Simulation, t: float, kind: int, order: int, agent: int, place: int) -> None:
    """One row of the event log; room is made between the compiled calls (see `has_room`)."""
    c = sim.clock[0]
    if c.logged >= len(sim.log):
        c.full = 1
        return
    row = sim.log[c.logged]
    row.time = t
    row.kind = kind
    row.order = order
    row.agent = agent
    row.place = place
    c.logged += 1


@inner
def add_presence(density: NDArray[np.float32], r: Any, x: float, y: float, seconds: float) -> None:
    """Seconds that somebody was at a place, into the density map; `r` are the rules."""
    column = int((x - r.density_x0) / r.density_cell)
    row = int((y - r.density_y0) / r.density_cell)
    if 0 <= row < density.shape[0] and 0 <= column < density.shape[1]:
        density[row, column] += seconds


@inner
def stop_waiting(sim: Simulation, i: int) -> None:
    """The agent waits no more before its place."""
    a = sim.agents[i]
    if a.hold:
        a.hold = 0
        sim.places[a.place].waiting -= 1


@inner
def come_to_rest(sim: Simulation, i: int, t: float) -> None:
    """The agent stops being stepped."""
    a = sim.agents[i]
    if a.moving:
        a.moving = 0
        a.still_since = t
        a.moving_s += t - a.moving_since
        sim.clock[0].movers -= 1
        sim.clock[0].movers_stale = 1
    a.vx = 0.0
    a.vy = 0.0
    a.ox = a.x
    a.oy = a.y
    stop_waiting(sim, i)


@inner
def set_out(sim: Simulation, i: int, place: int, t: float) -> None:
    """The agent is stepped towards a place from now on."""
    a = sim.agents[i]
    p = sim.places[place]
    stop_waiting(sim, i)
    if not a.moving:
        a.moving = 1
        a.moving_since = t
        sim.clock[0].movers += 1
        sim.clock[0].movers_stale = 1
        if a.kind > 0:  # others look farther for a vehicle that drives
            sim.clock[0].pairs_stale = 1
        if t - a.still_since < sim.rules[0].step + 1e-9:  # misses no step: goes on with the way it has on
            a.vx = a.nx
            a.vy = a.ny
        add_presence(sim.density, sim.rules[0], a.x, a.y, t - a.still_since)
    a.place = place
    a.tx = p.x
    a.ty = p.y
    a.facing = p.facing
    a.field = p.field
    a.straight = 0
    a.looks_at = t
    a.chooses_at = t
    a.short = 0.0
    a.slow_since = t
    a.mark_x = a.x
    a.mark_y = a.y
    a.mark_t = t


@inner
def change_wip(sim: Simulation, t: float, by: int) -> None:
    """Count orders in the system, integrating their number over time (the L of Little's law)."""
    c = sim.clock[0]
    c.wip_area += c.wip * (t - c.wip_time)
    c.wip_time = t
    c.wip += by
