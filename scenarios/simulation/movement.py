"""One step for everyone who moves: what they want, whom they avoid, what walls allow, and where that takes them."""

# ruff: noqa: FBT001, PLR0917 -- compiled functions take plain positional arguments
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.accounts import add_presence, set_activity
from scenarios.simulation.codes import A_BLOCKED, A_CARRY, A_WAIT, A_WALK
from scenarios.simulation.compiled import inner, kernel
from scenarios.simulation.navigation import CELL_M, clearance
from scenarios.simulation.neighbours import NEIGHBOURS, SKIN_M, forget_pairs, list_movers, list_pairs, nearest
from scenarios.simulation.orca import best_velocity, within
from scenarios.simulation.people import (
    CHOICE_S,
    WATCH_S,
    among_vehicles,
    has_company,
    in_crowd,
    keep_apart,
    keep_headway,
    keep_right,
    take_step,
)
from scenarios.simulation.prefetch import prefetch
from scenarios.simulation.records import Simulation
from scenarios.simulation.steering import half_planes, people_half_planes, sidestep, want
from scenarios.simulation.vehicles import back_off, drive
from scenarios.simulation.walls import MOST_WALLS, keep_off_walls, wall_line
from scenarios.simulation.zones import speed_by_zones, watch_crossings

BLOCKED_AFTER_S = 1.0
DEADLOCK_AFTER_S = 6.0
QUEUE_DEADLOCK_AFTER_S = 60.0  # those who queue at a door stand for long without a deadlock:
QUEUE = 12  # people who have so many others in their pair list
WAVERING_AFTER_S = 60.0  # who moves all the time and still is no farther away than this is let through
WAVERING_M = 0.75
BACK_S = 4.0
LET_THROUGH = 4
ROOM_M = 1.5  # somebody this near in the way is asked first
STANDS_MPS = 0.05  # who wants to go no faster is not turned aside
GHOST_S = 4.0
GHOST_SPEED = 0.5
INSTANT_S = 1e-6  # what is due within this is due now
CAUGHT_M = 0.1  # deeper than this in what others keep off, one stands on the closed floor itself


class Scratch(NamedTuple):
    """Working space of a step, made once for many; its contents mean nothing between the steps."""

    wish: NDArray[np.float64]  # (2,) first a unit vector, then a velocity
    near: NDArray[np.uint32]  # (agents,)
    near_d2: NDArray[np.float64]  # (agents,)
    lines: NDArray[np.float64]  # (3 * NEIGHBOURS + MOST_WALLS, 4) half-planes: walls, then three a neighbour at most
    spare: NDArray[np.float64]  # as `lines`


@kernel
def make_scratch(agents: int) -> Scratch:
    """Working space for `move_all` with so many agents."""
    rows = 3 * NEIGHBOURS + MOST_WALLS
    return Scratch(np.zeros(2), np.zeros(agents, np.uint32), np.zeros(agents), np.zeros((rows, 4)), np.zeros((rows, 4)))


@inner
def _touches(agents: NDArray[Any], i: int, neighbours: NDArray[np.uint32], count: int) -> bool:
    """Whether an agent stands within the space of another: nobody ends passing through inside somebody."""
    a = agents[i]
    for k in range(count):
        b = agents[neighbours[i, k]]
        dx = b.x - a.x
        dy = b.y - a.y
        reach = a.radius + b.radius + max(b.half_length - b.half_width, 0.0)
        if dx * dx + dy * dy < reach * reach:
            return True
    return False


@inner
def floor_under(sim: Simulation, a: Any, x: float, y: float) -> int:
    """The floor whose walls hold for somebody at a point: the open one for whoever was caught on a stretch that was closed."""
    r = sim.rules[0]
    whole = int(r.vehicle_fine) if a.kind > 0 else 0
    floor = whole + int(sim.clock[0].floor)
    if floor == whole:
        return whole
    c = clearance(sim.fine[floor], r.x0, r.y0, r.cell, x, y)
    if c < a.wall - CAUGHT_M and c < clearance(sim.fine[whole], r.x0, r.y0, r.cell, x, y) - 1e-3:
        return whole
    return floor


@inner
def is_caught(sim: Simulation, i: int) -> bool:
    """Whether somebody is on a stretch of floor that is closed now."""
    a = sim.agents[i]
    whole = int(sim.rules[0].vehicle_fine) if a.kind > 0 else 0
    return sim.clock[0].floor > 0 and floor_under(sim, a, a.x, a.y) == whole


@inner
def _turn_aside(sim: Simulation, i: int, t: float, scratch: Scratch, n: int, crowded: bool) -> None:
    """Turn the direction of the wish for the `n` who are near."""
    wish, near = scratch.wish, scratch.near
    if crowded:
        keep_right(sim.agents, i, sim.neighbours, sim.near_count[i], wish)
    sidestep(sim.agents, i, t, near, n, wish, crowded)
    if crowded:
        keep_apart(sim.agents, i, near, n, wish)


@inner
def _choose(
    sim: Simulation, i: int, t: float, scratch: Scratch, fine: NDArray[np.float32], hard: int
) -> tuple[int, int]:
    """Write the velocity that one agent wishes for among all who are near; (how many they are, rows of half-planes)."""
    wish, near, near_d2, lines = scratch.wish, scratch.near, scratch.near_d2, scratch.lines
    agents = sim.agents
    a = agents[i]
    count = sim.near_count[i]
    speed = want(a, sim.rules[0], sim.fields[sim.clock[0].floor], fine, t, wish)
    ghost = a.ghost_until > t
    if a.back_until > t:
        speed *= -0.5
    n = 0 if ghost else nearest(agents, i, sim.neighbours, count, t, speed * wish[0], speed * wish[1], near, near_d2)
    files = a.kind == 0 and sim.clock[0].vehicles > 0 and among_vehicles(agents, near, n)
    crowded = a.kind == 0 and in_crowd(near_d2, n, files)
    if n and speed >= STANDS_MPS:
        _turn_aside(sim, i, t, scratch, n, crowded)
    wish[0] *= speed
    wish[1] *= speed
    if a.kind == 0 and not files:
        rows = people_half_planes(agents, i, near, n, lines, hard, crowded)
    else:
        rows = half_planes(agents, i, near, n, lines, hard, crowded)
    if rows or ghost:
        limit = min(a.speed, GHOST_SPEED) if ghost else a.speed
        best_velocity(lines, hard, rows, limit, wish[0], wish[1], wish, scratch.spare)
    if crowded or files:
        keep_headway(agents, i, near, n, wish)
    if a.kind == 0:
        watches = crowded or has_company(agents, i, near, near_d2, n)
        a.chooses_at = sim.clock[0].tick + (WATCH_S if watches else CHOICE_S) - INSTANT_S
        a.wx = wish[0]
        a.wy = wish[1]
    return n, rows


@inner
def decide(sim: Simulation, i: int, t: float, scratch: Scratch) -> None:
    """Write nx, ny of one agent from the positions and velocities of the last step."""
    wish, lines = scratch.wish, scratch.lines
    agents = sim.agents
    a = agents[i]
    r = sim.rules[0]
    fine = sim.fine[floor_under(sim, a, a.x, a.y)]
    if abs(a.ghost_until - t) <= 1.01 * r.step and _touches(agents, i, sim.neighbours, sim.near_count[i]):
        a.ghost_until = t + 0.5
    hard = wall_line(a, r, fine, lines)
    if sim.clock[0].floor > 0:
        a.clear = 0.0  # somebody who was caught has other walls than those outside
    n = rows = 0
    if a.kind > 0 or t >= a.chooses_at:
        n, rows = _choose(sim, i, t, scratch, fine, hard)
    else:
        wish[0] = a.wx
        wish[1] = a.wy
        if hard:
            within(lines, hard, a.speed, a.wx, a.wy, wish)
    if a.kind == 0:
        take_step(a, wish, r.step, lines, hard, scratch.spare)
    elif a.back_until > t:
        back_off(agents, i, r, scratch.near, n, lines, hard, fine)
    else:
        most = speed_by_zones(sim.zones, a, t)
        drive(agents, i, r, wish[0], wish[1], scratch.near, n, lines, rows, most, fine)


@inner
def _let_through(a: Any, t: float) -> None:
    """Let somebody pass through others for a while."""
    a.ghost_until = t + GHOST_S
    a.forced += 1


@inner
def _make_room(sim: Simulation, i: int, t: float) -> None:
    """Resolve a deadlock: whoever waits in the way backs off, or else oneself; the fourth time one is let through."""
    agents = sim.agents
    a = agents[i]
    a.slow_since = t
    a.passes += 1
    if a.passes % LET_THROUGH == 0:
        _let_through(a, t)
        return
    asked = len(agents)  # of several the one with the lowest number
    for k in range(sim.near_count[i]):
        j = sim.neighbours[i, k]
        b = agents[j]
        dx = b.x - a.x
        dy = b.y - a.y
        reach = a.reach + b.reach + ROOM_M
        if b.hold and b.moving and dx * dx + dy * dy < reach * reach:
            asked = min(asked, j)
    agents[i if asked == len(agents) else asked].back_until = t + BACK_S


@inner
def _in_queue(sim: Simulation, i: int) -> bool:
    """Whether so many others are near who are on their way, too."""
    moving = 0
    for k in range(sim.neighbour_count[i]):
        moving += sim.agents[sim.neighbours[i, k]].moving
    return moving >= QUEUE


@inner
def _watch_wavering(sim: Simulation, i: int, t: float) -> None:
    """Let through whoever steps back and forth without getting anywhere, say between a wall and somebody who stands."""
    a = sim.agents[i]
    if a.hold or (a.x - a.mark_x) ** 2 + (a.y - a.mark_y) ** 2 > WAVERING_M * WAVERING_M:
        a.mark_x = a.x
        a.mark_y = a.y
        a.mark_t = t
    elif t - a.mark_t > WAVERING_AFTER_S and a.ghost_until <= t:
        a.mark_t = t
        if a.kind > 0 or not _in_queue(sim, i):
            a.passes += 1
            _let_through(a, t)


@inner
def _watch_progress(sim: Simulation, i: int, t: float, moved: float) -> int:
    """Tell walking from being blocked, and make room for whoever is blocked for long; the activity it makes."""
    a = sim.agents[i]
    _watch_wavering(sim, i, t)
    base = A_WAIT if a.hold else (A_CARRY if a.load > 0 else A_WALK)
    if a.hold or moved > 0.15 * a.speed * sim.rules[0].step:
        a.slow_since = t
        return base
    blocked_s = t - a.slow_since
    if blocked_s <= BLOCKED_AFTER_S:
        return base
    queues = a.kind == 0 and sim.neighbour_count[i] >= QUEUE
    patience_s = QUEUE_DEADLOCK_AFTER_S if queues else DEADLOCK_AFTER_S
    if blocked_s > patience_s + a.number % 4 and a.ghost_until <= t:
        _make_room(sim, i, t)
    return A_BLOCKED


@inner
def _look_ahead(a: Any, r: Any, fields: NDArray[np.uint8], fine: NDArray[np.float32]) -> None:
    """Have what an agent's next step reads fetched: its direction field here, the clearance a step farther on."""
    _, rows, columns = fields.shape
    prefetch(fields, (a.field * rows + int((a.y - r.y0) / CELL_M)) * columns + int((a.x - r.x0) / CELL_M))
    width = fine.shape[1]
    per_m = 1.0 / r.cell
    column = int((a.x + a.vx * r.step - r.x0) * per_m - 0.5)
    at = int((a.y + a.vy * r.step - r.y0) * per_m - 0.5) * width + column
    prefetch(fine, at)
    prefetch(fine, at + width)


@inner
def move_all(sim: Simulation, t: float, scratch: Scratch) -> None:
    """Advance everyone who moves by one step ending at `t`."""
    agents = sim.agents
    r = sim.rules[0]
    step = r.step
    per_s = 1.0 / step
    floor = sim.clock[0].floor
    fields = sim.fields[floor]
    list_movers(sim)
    stepped = sim.clock[0].stepped
    sim.clock[0].tick = math.floor((t + INSTANT_S) / WATCH_S) * WATCH_S
    if sim.clock[0].pairs_stale:
        forget_pairs(sim)
    if len(sim.zones):
        watch_crossings(sim)
    for k in range(stepped):
        i = sim.movers[k]
        if not sim.listed[i]:
            list_pairs(sim, i)
        decide(sim, i, t, scratch)
    sim.clock[0].agent_steps += stepped
    for k in range(stepped):
        i = sim.movers[k]
        a = agents[i]
        a.ox = a.x
        a.oy = a.y
        a.x += a.nx * step
        a.y += a.ny * step
        # at the edge of a stretch that has just been closed vehicles brake, and may come to rest on it
        below = floor_under(sim, a, a.ox, a.oy) if a.kind == 0 else r.vehicle_fine
        keep_off_walls(a, r, sim.fine[below], sim.fine[0])
        dx = a.x - a.ox
        dy = a.y - a.oy
        a.vx = dx * per_s
        a.vy = dy * per_s
        moved = math.sqrt(dx * dx + dy * dy)
        a.distance += moved
        if a.load > 0:
            a.distance_loaded += moved
        add_presence(sim.density, r, a.x, a.y, step)
        activity = _watch_progress(sim, i, t, moved)
        if activity != a.activity:
            set_activity(sim, i, activity, t)
        _look_ahead(a, r, fields, sim.fine[floor])
        bx = a.x - sim.listed_x[i]
        by = a.y - sim.listed_y[i]
        if bx * bx + by * by > 0.25 * SKIN_M * SKIN_M:
            sim.clock[0].pairs_stale = 1
