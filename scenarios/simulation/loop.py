"""The compiled main loop: events in their exact order joined to the 0.1 s steps of those who move."""

# ruff: noqa: PLR1714, RUF046 -- compiled functions take plain positional arguments, and compare the same way

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scenarios.safety.episodes import observe_all
from scenarios.simulation.accounts import add_presence, change_wip, record, set_activity
from scenarios.simulation.compiled import inner, kernel
from scenarios.simulation.movement import move_all
from scenarios.simulation.neighbours import NEIGHBOURS
from scenarios.simulation.queues import pop_timer, push
from scenarios.simulation.records import Simulation
from scenarios.simulation.work import (
    E_ARRIVED,
    LEAVING,
    Q_RELEASE,
    TO_DROP,
    TO_FACE,
    TO_HOME,
    TO_LOAD,
    TO_UNLOAD,
    dispatch,
    on_arrival,
    on_timer,
    set_down,
    set_heads,
)

LOG_ROOM = 4096  # rows that one step may add at most
CONFLICT_ROOM = 2048
FACE_ROOM = 2  # pickers who can pick at one face side by side
BESIDE_M = 0.75
CLEAR_M = 2.2  # a vehicle this far from a place has left it
VEHICLE_AT_REST_MPS = 0.16
_FAR = 1e18
_NEVER = 1 << 62


@inner
def _next_event(sim: Simulation) -> tuple[float, int]:
    """(time, source) of what happens next: 0 calendar, 1 order, 2 replenishment, 3 timer, 4 release, -1 nothing."""
    c = sim.clock[0]
    time = _FAR
    source = -1
    if c.next_calendar < len(sim.calendar):
        time = sim.calendar[c.next_calendar].time
        source = 0
    if c.next_order < len(sim.orders) and sim.orders[c.next_order].arrival < time:
        time = sim.orders[c.next_order].arrival
        source = 1
    if c.next_request < len(sim.requests) and sim.requests[c.next_request, 0] < time:
        time = sim.requests[c.next_request, 0]
        source = 2
    if c.timers > 0 and sim.timers[0].time < time:
        time = sim.timers[0].time
        source = 3
    if c.release_at < time:
        time = c.release_at
        source = 4
    return time, source


@inner
def _set_blocked(sim: Simulation, part: int, by: int) -> None:
    for k in range(sim.rules[0].faces):
        if sim.places[k].part == part:
            sim.places[k].blocked += by


@inner
def _happen(sim: Simulation, source: int, t: float) -> None:
    """Let the next event of a source happen at its exact time."""
    c = sim.clock[0]
    if source == 0:
        row = sim.calendar[c.next_calendar]
        c.next_calendar += 1
        if row.kind == 0:
            set_heads(sim, row.a, row.b, t)
        elif row.kind == 1:
            _set_blocked(sim, row.a, 1)
        elif row.kind == 2:
            _set_blocked(sim, row.a, -1)
        else:
            set_down(sim, row.a, row.b, t)
        c.dirty = 1
    elif source == 1:
        order = c.next_order
        c.next_order += 1
        c.arrived += 1
        change_wip(sim, t, 1)
        record(sim, t, E_ARRIVED, order, -1, -1)
        push(sim, Q_RELEASE, order)
        c.dirty = 1
    elif source == 2:
        c.next_request += 1
        c.dirty = 1
    elif source == 3:
        on_timer(sim, pop_timer(sim), t)
    else:
        c.release_at = _FAR
        c.dirty = 1


@inner
def _queue_up(sim: Simulation, i: int, d2: float) -> None:
    """Stop short of a place that is taken, farther away the more others wait there already."""
    a = sim.agents[i]
    if a.hold:
        return
    p = sim.places[a.place]
    near = (1.4 if a.kind == 0 else 2.6) + 0.4 * p.waiting
    if d2 < near * near:
        a.hold = 1
        p.waiting += 1


@inner
def _leave_queue(sim: Simulation, i: int) -> None:
    """The place is free: walk on."""
    a = sim.agents[i]
    if a.hold:
        a.hold = 0
        sim.places[a.place].waiting -= 1


@inner
def _leave_place(sim: Simulation, a: Any) -> None:
    """A place is free for the next vehicle once the last one has driven off."""
    p = sim.places[a.leaves]
    if (p.x - a.x) ** 2 + (p.y - a.y) ** 2 > CLEAR_M * CLEAR_M:
        p.busy -= 1
        a.leaves = -1


@inner
def _arrivals(sim: Simulation, t: float) -> None:
    """Let those arrive who reached their place; hold those whose place somebody else still uses."""
    for k in range(sim.clock[0].stepped):
        i = sim.movers[k]
        a = sim.agents[i]
        if a.leaves >= 0:
            _leave_place(sim, a)
        d2 = (a.tx - a.x) ** 2 + (a.ty - a.y) ** 2
        if d2 > 36.0:
            continue
        busy = sim.places[a.place].busy - (1 if a.leaves == a.place else 0)
        waits = (a.state == TO_FACE and busy >= FACE_ROOM) or (
            busy > 0 and (a.state == TO_LOAD or a.state == TO_UNLOAD)
        )
        if waits:
            _queue_up(sim, i, d2)
            continue
        _leave_queue(sim, i)
        close = 0.25 if a.kind == 0 else 0.4
        crowded = 0.9 if a.kind == 0 else 1.5
        slow_s = t - a.slow_since
        a.short = 0.0
        if a.state == TO_FACE and busy:  # beside whoever picks there already
            a.short = BESIDE_M
            close = BESIDE_M + 0.15
        if a.state == TO_HOME or a.state == LEAVING:  # any spot beside one's own will do
            crowded = 2.0 if a.kind == 0 else 5.0
        if a.state == TO_DROP and a.kind == 0:
            close = 0.4
            crowded = 1.5
        if a.kind > 0 and a.vx * a.vx + a.vy * a.vy > VEHICLE_AT_REST_MPS * VEHICLE_AT_REST_MPS:
            continue
        if d2 < close * close or (d2 < crowded * crowded and slow_s > 1.0):
            on_arrival(sim, i, t)


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


@inner
def _lacks_room(sim: Simulation) -> bool:
    """Whether a step may write more than a table can hold; room is made between the compiled calls."""
    c = sim.clock[0]
    film_is_full = sim.rules[0].film_stride > 0 and c.filmed >= len(sim.film)
    return bool(c.logged + LOG_ROOM > len(sim.log) or c.conflicts + CONFLICT_ROOM > len(sim.conflicts) or film_is_full)


@kernel
def advance(sim: Simulation, until: int) -> int:
    """Run until step number `until`; returns the step reached, earlier when a table needs more room."""
    c = sim.clock[0]
    step_s = sim.rules[0].step
    wish = np.zeros(2)
    near = np.zeros(NEIGHBOURS, np.int64)
    near_d2 = np.zeros(NEIGHBOURS)
    lines = np.zeros((3 * NEIGHBOURS + 1, 4))
    spare = np.zeros((3 * NEIGHBOURS + 1, 4))
    while c.step < until:
        if _lacks_room(sim):
            return int(c.step)
        frame = _next_frame(sim)
        time, source = _next_event(sim)
        if c.movers == 0:
            empty = min(until, frame, int(math.ceil(min(time, 1e9) / step_s - 1e-9))) - 1
            c.step = max(c.step, empty)
        c.step += 1
        t = c.step * step_s
        while time <= t + 1e-9:
            _happen(sim, source, time)
            if c.dirty:
                dispatch(sim, time)
            time, source = _next_event(sim)
        if c.movers > 0:
            move_all(sim, t, wish, near, near_d2, lines, spare)
            observe_all(sim, t)
            _arrivals(sim, t)
            if c.dirty:
                dispatch(sim, t)
        if c.step == frame:
            _film(sim)
    return int(c.step)


@kernel
def close_books(sim: Simulation, t: float) -> None:
    """End all running accounts at the end of the horizon."""
    change_wip(sim, t, 0)
    for i in range(len(sim.agents)):
        a = sim.agents[i]
        set_activity(sim, i, a.activity, t)
        if a.present and not a.moving:
            add_presence(sim.density, sim.rules[0], a.x, a.y, t - a.still_since)
