"""Who has reached the place they were sent to, and who has to wait before it because it is taken."""

# ruff: noqa: PLR1714 -- compiled functions compare the same way

from __future__ import annotations

from typing import Any

from scenarios.simulation.accounts import stop_waiting
from scenarios.simulation.codes import LEAVING, TO_DROP, TO_FACE, TO_HOME, TO_LOAD, TO_REST, TO_UNLOAD
from scenarios.simulation.compiled import inner
from scenarios.simulation.movement import is_caught
from scenarios.simulation.records import Simulation
from scenarios.simulation.vehicles import BRAKE
from scenarios.simulation.work import on_arrival

FACE_ROOM = 2  # pickers who can pick at one face side by side
BESIDE_M = 0.75
CLEAR_M = 2.2  # a vehicle this far from a place has left it
PERSON_AT_REST_MPS = 0.5  # from here one stops within a step
LOOK_M = 6.0  # nobody farther than this from their place has arrived
PERSON_QUEUE_M, VEHICLE_QUEUE_M, QUEUE_PITCH_M = 1.4, 2.6, 0.4
CLOSE_ENOUGH_S = 1.0  # who stands still this long near a crowded place has arrived


@inner
def _queue_up(sim: Simulation, i: int, d2: float) -> None:
    """Stop short of a place that is taken, farther away the more others wait there already."""
    a = sim.agents[i]
    if a.hold:
        return
    p = sim.places[a.place]
    near = (PERSON_QUEUE_M if a.kind == 0 else VEHICLE_QUEUE_M) + QUEUE_PITCH_M * p.waiting
    if d2 < near * near:
        a.hold = 1
        p.waiting += 1


@inner
def _leave_place(sim: Simulation, a: Any) -> None:
    """A place is free for the next vehicle once the last one has driven off."""
    p = sim.places[a.leaves]
    if (p.x - a.x) ** 2 + (p.y - a.y) ** 2 > CLEAR_M * CLEAR_M:
        p.busy -= 1
        a.leaves = -1


@inner
def _near_enough(a: Any) -> tuple[float, float]:
    """(m from its place at which an agent has arrived, the same where it is held up by others)."""
    if a.state == TO_HOME or a.state == LEAVING or a.state == TO_REST:  # any spot beside one's own will do
        return (0.25, 2.0) if a.kind == 0 else (0.4, 5.0)
    if a.kind > 0:
        return 0.4, 1.5
    return (0.4, 1.5) if a.state == TO_DROP else (0.25, 0.9)


@inner
def arrivals(sim: Simulation, t: float) -> None:
    """Let those arrive who reached their place; hold those whose place somebody else still uses."""
    for k in range(sim.clock[0].stepped):
        i = sim.movers[k]
        a = sim.agents[i]
        if a.leaves >= 0:
            _leave_place(sim, a)
        d2 = (a.tx - a.x) ** 2 + (a.ty - a.y) ** 2
        if d2 > LOOK_M * LOOK_M or a.down:
            continue
        busy = sim.places[a.place].busy - (1 if a.leaves == a.place else 0)
        if (a.state == TO_FACE and busy >= FACE_ROOM) or (busy > 0 and (a.state == TO_LOAD or a.state == TO_UNLOAD)):
            _queue_up(sim, i, d2)
            continue
        stop_waiting(sim, i)
        close, crowded = _near_enough(a)
        a.short = 0.0
        if a.state == TO_FACE and busy:  # beside whoever picks there already
            a.short = BESIDE_M
            close = BESIDE_M + 0.15
        at_rest = PERSON_AT_REST_MPS if a.kind == 0 else BRAKE * a.accel * sim.rules[0].step
        if a.vx * a.vx + a.vy * a.vy > at_rest * at_rest + 1e-9:
            continue
        held_up = a.leaves < 0 and t - a.slow_since > CLOSE_ENOUGH_S  # one that still stands where others wait goes on
        if d2 < close * close or (d2 < crowded * crowded and held_up and not is_caught(sim, i)):
            on_arrival(sim, i, t)
