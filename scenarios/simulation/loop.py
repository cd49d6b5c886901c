"""The compiled main loop: events in their exact order joined to the 0.1 s steps of those who move."""

# ruff: noqa: RUF046 -- compiled functions take plain positional arguments, and compare the same way

from __future__ import annotations

import math

from scenarios.safety.episodes import observe_all
from scenarios.simulation.accounts import add_presence, change_wip, set_activity
from scenarios.simulation.arrivals import arrivals
from scenarios.simulation.compiled import inner, kernel
from scenarios.simulation.events import happen, next_event
from scenarios.simulation.flow import flow_close
from scenarios.simulation.flow_accounts import change_load
from scenarios.simulation.movement import make_scratch, move_all
from scenarios.simulation.records import Simulation
from scenarios.simulation.work import dispatch

LOG_ROOM = 4096  # rows that one step may add at most
CONFLICT_ROOM = 2048
_NEVER = 1 << 62


@inner
def _next_frame(sim: Simulation) -> int:
    """The next step whose poses are filmed; far away where there is none."""
    r = sim.rules[0]
    step = sim.clock[0].step
    if r.film_stride == 0 or step >= r.film_last:
        return _NEVER
    if step < r.film_from:
        return int(r.film_from)
    return int(step + r.film_stride - (step - r.film_from) % r.film_stride)


@inner
def _film(sim: Simulation) -> None:
    """Write the pose of everyone into the film's buffer."""
    c = sim.clock[0]
    frame = c.filmed
    c.filmed += 1
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        moves = a.moving and not a.down
        sim.film[frame, i, 0] = a.x
        sim.film[frame, i, 1] = a.y
        sim.film[frame, i, 2] = math.atan2(a.uy, a.ux)
        sim.film[frame, i, 3] = a.vx if moves else 0.0
        sim.film[frame, i, 4] = a.vy if moves else 0.0
        sim.film_marks[frame, i, 0] = a.activity
        sim.film_marks[frame, i, 1] = min(a.load, 255)


@kernel
def film_now(sim: Simulation) -> None:
    """The frame of this very moment: a film shows everybody before its first step."""
    _film(sim)


@inner
def _lacks_room(sim: Simulation) -> bool:
    """Whether a step may write more than a table can hold; room is made between the compiled calls."""
    c = sim.clock[0]
    film_is_full = sim.rules[0].film_stride > 0 and c.filmed >= len(sim.film)
    logs_are_full = c.logged + LOG_ROOM > len(sim.log) or c.conflicts + CONFLICT_ROOM > len(sim.conflicts)
    rows = len(sim.flow.log)
    jobs_are_full = rows > 0 and sim.flow.clock[0].logged + LOG_ROOM > rows
    return bool(logs_are_full or film_is_full or jobs_are_full or sim.flow.clock[0].short)


@kernel
def advance(sim: Simulation, until: int) -> int:
    """Run until step number `until`; returns the step reached, earlier when a table needs more room."""
    c = sim.clock[0]
    step_s = sim.rules[0].step
    scratch = make_scratch(len(sim.agents))
    while c.step < until:
        if _lacks_room(sim):
            return int(c.step)
        frame = _next_frame(sim)
        time, source = next_event(sim)
        if c.movers == 0:
            empty = min(until, frame, int(math.ceil(min(time, 1e9) / step_s - 1e-9))) - 1
            c.step = max(c.step, empty)
        c.step += 1
        t = c.step * step_s
        while time <= t + 1e-9 and not sim.flow.clock[0].short:
            happen(sim, source, time)
            if c.dirty:
                dispatch(sim, time)
            time, source = next_event(sim)
        if c.movers > 0:
            move_all(sim, t, scratch)
            observe_all(sim, t, scratch.near)
            arrivals(sim, t)
            if c.dirty:
                dispatch(sim, t)
        if c.step == frame:
            _film(sim)
    return int(c.step)


@kernel
def close_books(sim: Simulation, t: float) -> None:
    """End all running accounts at the end of the horizon."""
    change_wip(sim, t, 0)
    flow_close(sim.flow, t)
    for k in range(len(sim.belts)):
        change_load(sim.belts[k], 0, t)
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        set_activity(sim, i, a.activity, t)
        if a.moving:
            a.moving_s += t - a.moving_since
        elif a.present:
            add_presence(sim.density, sim.rules[0], a.x, a.y, t - a.still_since)
