"""Finding encounters while the simulation runs: one record per encounter, with its extremes.

Between two steps everyone moves in a straight line, and every measure is taken on that motion in
continuous time: a collision course is followed to its end, contact inside a step is contact, and all
instants are exact. People are discs, vehicles oriented rectangles. How bad an encounter was, and what to
call it, is judged afterwards (`encounters`).

Three things make an encounter, and run on in it until all have been over for longer than the merge gap:
contact; a collision course that is near and fast enough, that no wall cuts off, and that has been held for a
moment; and a vehicle's coming upon ground where the other was less than the PET threshold ago.
"""

# ruff: noqa: C901, FBT001, PLR0917 -- compiled functions take plain positional arguments, and compare the same way
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.safety.kinematics import bodies_separation, bodies_ttc, course_window, drac, encroachment
from scenarios.simulation.compiled import inner
from scenarios.simulation.navigation import clearance
from scenarios.simulation.records import Simulation

_WALL_M = 0.05  # a straight way that comes nearer than this to a wall ends there
_STRIDE_M = 0.05  # the least stride along it
_SAME_S = 1e-6  # instants nearer than this are the same
_SLACK_M = 1e-6  # more than what rounding makes of a position


@inner
def _is_let_through(a: Any, t: float) -> bool:
    """Whether an agent has no body for now: it is being let through a deadlock, or through the crowd at its home."""
    return a.ghost_until > t


@inner
def _way_is_free(sim: Simulation, i: int, ttc: float) -> bool:
    """Whether an agent going straight on for `ttc` would stay clear of walls: strides as long as the clearance."""
    a = sim.agents[i]
    r = sim.rules[0]
    speed = math.sqrt(a.vx * a.vx + a.vy * a.vy)
    length = speed * ttc
    way = _STRIDE_M
    while way < length:
        s = way / speed
        free = clearance(sim.fine[sim.clock[0].floor], r.x0, r.y0, r.cell, a.ox + a.vx * s, a.oy + a.vy * s) - _WALL_M
        if free <= 0.0:
            return False
        way += max(free, _STRIDE_M)
    return True


@inner
def _held_since(sim: Simulation, low: int, high: int, first: float, last: float) -> float:
    """When the unbroken course began that a pair is on from `first` to `last`; writes down that it goes on."""
    if first > sim.courses[high, low] + _SAME_S:
        sim.courses[low, high] = first
    sim.courses[high, low] = last
    return float(sim.courses[low, high])


@inner
def _open_episode(sim: Simulation, i: int, j: int, at: float) -> int:
    """The running episode of a pair at an instant, or a new one; -1 when the table is full."""
    c = sim.clock[0]
    low, high = min(i, j), max(i, j)
    e = sim.encounters[low, high]
    if e >= 0 and at - sim.conflicts[e].end <= sim.rules[0].merge_gap:
        return int(e)
    if c.conflicts >= len(sim.conflicts):
        c.full = 1
        return -1
    e = c.conflicts
    c.conflicts += 1
    sim.encounters[low, high] = e
    row = sim.conflicts[e]
    row.start = at
    row.end = at
    row.at = at
    row.a = low
    row.b = high
    row.ttc = math.inf
    row.pet = math.inf
    row.separation = math.inf
    row.closing = 0.0
    row.drac = 0.0
    row.contact = 0
    return int(e)


@inner
def _remember(row: Any, a: Any, b: Any, start: float, into: float) -> None:
    """Write down where both are and how they move at an instant of the step; `a` has the lower number."""
    row.at = start + into
    row.ax = a.ox + a.vx * into
    row.ay = a.oy + a.vy * into
    row.aux = a.ux
    row.auy = a.uy
    row.avx = a.vx
    row.avy = a.vy
    row.bx = b.ox + b.vx * into
    row.by = b.oy + b.vy * into
    row.bux = b.ux
    row.buy = b.uy
    row.bvx = b.vx
    row.bvy = b.vy


@inner
def _is_near(a: Any, b: Any, r: Any, step: float) -> bool:
    """Whether two agents may be on a collision course in this step: a cheap, generous test."""
    px = b.ox - a.ox
    py = b.oy - a.oy
    vx = b.vx - a.vx
    vy = b.vy - a.vy
    d2 = px * px + py * py
    dot = px * vx + py * vy
    body = a.reach + b.reach
    if d2 <= body * body:
        return True
    if dot >= 0.0:
        return False
    v2 = vx * vx + vy * vy
    if v2 * (d2 - body * body) > dot * dot:
        return False
    look = (r.person_slight_ttc if a.kind + b.kind == 0 else r.slight_ttc) + step
    reach = look * math.sqrt(v2) + body
    return d2 <= reach * reach


@inner
def _course(sim: Simulation, i: int, j: int, ttc: float, t: float, step: float) -> tuple[float, float]:
    """(first, last) instant of the step at which a pair is on a course that counts; last < first if it is on none."""
    a = sim.agents[i]
    b = sim.agents[j]
    r = sim.rules[0]
    look = r.person_slight_ttc
    if a.kind + b.kind > 0:
        look = r.slight_ttc
        slowest2 = r.min_vehicle_speed * r.min_vehicle_speed
        a_drives = a.kind > 0 and a.vx * a.vx + a.vy * a.vy >= slowest2
        if not a_drives and (b.kind == 0 or b.vx * b.vx + b.vy * b.vy < slowest2):
            return 0.0, -1.0
    first, last = course_window(
        b.ox - a.ox, b.oy - a.oy, b.vx - a.vx, b.vy - a.vy, ttc, look, r.min_closing, step
    )  # fmt: skip
    if last < first:
        return first, last
    if ttc > step and not (_way_is_free(sim, i, ttc) and _way_is_free(sim, j, ttc)):
        return 0.0, -1.0
    start = t - step
    counts_from = _held_since(sim, i, j, start + first, start + last) + r.hold - start
    return max(first, min(counts_from, last) if counts_from < last + _SAME_S else counts_from), last


@inner
def _extend(sim: Simulation, i: int, j: int, ttc: float, first: float, last: float, t: float, step: float) -> None:
    """Take a course from `first` to `last`, or else a contact, into the pair's episode."""
    contact = ttc <= step
    if contact:
        first = min(first, ttc) if last >= first else ttc
        last = ttc
    elif last < first:
        return
    a = sim.agents[i]
    b = sim.agents[j]
    start = t - step
    e = _open_episode(sim, i, j, start + first)
    if e < 0:
        return
    row = sim.conflicts[e]
    row.end = max(row.end, start + last)
    vx = b.vx - a.vx
    vy = b.vy - a.vy
    px = b.ox - a.ox + vx * first
    py = b.oy - a.oy + vy * first
    row.closing = max(row.closing, -(px * vx + py * vy) / max(math.sqrt(px * px + py * py), 1e-9))
    if ttc - last < row.ttc:
        row.ttc = ttc - last
        _remember(row, a, b, start, last)
    if contact:
        row.contact = 1
        row.separation = 0.0
        px = b.x - a.x  # backwards from the step's end: how long ago they last touched
        py = b.y - a.y
        ago = bodies_ttc(
            px, py, -vx, -vy, a.kind > 0, a.ux, a.uy, a.half_length, a.half_width,
            b.kind > 0, b.ux, b.uy, b.half_length, b.half_width,
        )  # fmt: skip
        row.end = max(row.end, t - min(ago, step))
    else:
        speed = math.sqrt(vx * vx + vy * vy)
        row.drac = max(row.drac, drac(speed, speed * (ttc - last)))


@inner
def _observe_course(sim: Simulation, i: int, j: int, t: float, step: float) -> None:
    """Whether a pair is in contact or on a course in the step that ends at `t`; i < j."""
    a = sim.agents[i]
    b = sim.agents[j]
    ttc = bodies_ttc(
        b.ox - a.ox, b.oy - a.oy, b.vx - a.vx, b.vy - a.vy, a.kind > 0, a.ux, a.uy, a.half_length, a.half_width,
        b.kind > 0, b.ux, b.uy, b.half_length, b.half_width,
    )  # fmt: skip
    if ttc == math.inf:
        return
    first, last = _course(sim, i, j, ttc, t, step)
    _extend(sim, i, j, ttc, first, last, t, step)


@inner
def _observe_separation(sim: Simulation, e: int, t: float, step: float) -> None:
    """How near a pair comes in the step that ends at `t`, from its episode's start to the end of the merge gap."""
    row = sim.conflicts[e]
    a = sim.agents[row.a]
    b = sim.agents[row.b]
    start = t - step
    since = max(row.start - start, 0.0)
    lasting = min(step, row.end + sim.rules[0].merge_gap - start) - since
    if row.separation <= 0.0 or lasting < 0.0:
        return
    vx = b.vx - a.vx
    vy = b.vy - a.vy
    px = b.ox - a.ox + vx * since
    py = b.oy - a.oy + vy * since
    reach = row.separation + a.reach + b.reach + math.sqrt(vx * vx + vy * vy) * lasting
    if px * px + py * py >= reach * reach:
        return
    near = bodies_separation(
        px, py, vx, vy, lasting, a.kind > 0, a.ux, a.uy, a.half_length, a.half_width,
        b.kind > 0, b.ux, b.uy, b.half_length, b.half_width,
    )  # fmt: skip
    row.separation = min(row.separation, near)


@inner
def _observe_crossing(sim: Simulation, i: int, j: int, t: float, step: float) -> None:
    """Whether agent i, in the step that ends at `t`, came upon ground that agent j was on shortly before."""
    a = sim.agents[i]
    b = sim.agents[j]
    r = sim.rules[0]
    slowest2 = r.min_closing * r.min_closing
    speed2 = a.vx * a.vx + a.vy * a.vy
    if speed2 < slowest2:
        return
    start = t - step
    low, high = min(i, j), max(i, j)
    e = sim.encounters[low, high]
    best = r.pet
    if e >= 0 and start - sim.conflicts[e].end <= r.merge_gap:
        best = min(best, sim.conflicts[e].pet)
    limit = best
    entry = 0.0
    body = a.reach + b.reach + math.sqrt(speed2) * step
    stride = b.speed * step
    newest = sim.trail_count[j] - 1
    mask = sim.trail.shape[1] - 1
    count = min(newest, mask) + 1
    k = 0
    while k < count:
        row = sim.trail[j, (newest - k) & mask]
        if start - row.t >= best:  # the least delay that is left
            break
        dx = row.x - a.ox
        dy = row.y - a.oy
        gap = math.sqrt(dx * dx + dy * dy) - body
        if gap > stride:
            k += int(gap / stride)
            continue
        k += 1
        along = a.vx * row.vx + a.vy * row.vy
        other2 = row.vx * row.vx + row.vy * row.vy
        # paths that cross: neither along each other nor against (SSAM counts from 30 degrees)
        if other2 < slowest2 or along * along > 0.75 * speed2 * other2:
            continue
        delay, into = encroachment(
            dx, dy, a.vx, a.vy, row.vx, row.vy, step,
            a.kind > 0, a.ux, a.uy, a.half_length, a.half_width,
            b.kind > 0, row.ux, row.uy, b.half_length, b.half_width,
        )  # fmt: skip
        delay += start - (row.t - step)
        if 0.0 < delay < best:
            best = delay
            entry = into
    if best == limit:
        return
    e = _open_episode(sim, i, j, start + entry)
    if e < 0:
        return
    row = sim.conflicts[e]
    row.end = max(row.end, start + entry)
    row.pet = best
    if row.ttc == math.inf:
        _remember(row, sim.agents[low], sim.agents[high], start, entry)


@inner
def _leave_trail(sim: Simulation, t: float) -> None:
    """Write down the step of everyone who moved, for whoever crosses their way."""
    mask = sim.trail.shape[1] - 1
    for m in range(sim.clock[0].stepped):
        i = sim.movers[m]
        a = sim.agents[i]
        row = sim.trail[i, sim.trail_count[i] & mask]
        sim.trail_count[i] += 1
        row.t = t
        row.x = a.ox
        row.y = a.oy
        row.vx = a.vx
        row.vy = a.vy
        row.ux = a.ux
        row.uy = a.uy


@inner
def _may_cross(a: Any, b: Any, r: Any, d2: float, step: float) -> bool:
    """Whether ground that `b` was on shortly before is within one step of `a`; `d2` is how far they are apart, squared."""
    reach = a.reach + b.reach + r.pet * b.speed + step * a.speed + _SLACK_M
    return d2 < reach * reach


@inner
def _observe_pair(sim: Simulation, i: int, j: int, both: bool, t: float, step: float) -> None:
    """Look for all that makes an encounter of a mover i and of j, who moves too if `both`."""
    a = sim.agents[i]
    b = sim.agents[j]
    r = sim.rules[0]
    if _is_near(a, b, r, step):
        _observe_course(sim, min(i, j), max(i, j), t, step)
    if a.kind + b.kind > 0:
        dx = b.ox - a.ox
        dy = b.oy - a.oy
        d2 = dx * dx + dy * dy
        if a.kind > 0 and _may_cross(a, b, r, d2, step):
            _observe_crossing(sim, i, j, t, step)
        if both and b.kind > 0 and _may_cross(b, a, r, d2, step):
            _observe_crossing(sim, j, i, t, step)


@inner
def _who_may_meet(sim: Simulation, i: int, t: float, step: float, found: NDArray[np.uint32]) -> int:
    """Write down with whom mover i may have an encounter in the step that ends at `t`; how many they are.

    Two generous tests without branches, which nobody could foresee: exact are `_is_near` and `_observe_crossing`.
    Of two who move, the one with the lower number looks.
    """
    r = sim.rules[0]
    a = sim.agents[i]
    near = 0
    for k in range(sim.neighbour_count[i]):
        j = sim.neighbours[i, k]
        b = sim.agents[j]
        dx = b.x - a.x
        dy = b.y - a.y
        found[near] = j
        near += dx * dx + dy * dy < sim.reaches2[i, 2 * (b.kind > 0) + b.moving]
    person_look2 = 2.0 * (r.person_slight_ttc + step) * (r.person_slight_ttc + step)
    look2 = 2.0 * (r.slight_ttc + step) * (r.slight_ttc + step)
    crossing_m = (r.pet + step) * sim.clock[0].fastest
    recently = t - r.pet - 2.0 * step
    a_drives = a.kind > 0
    n = 0
    for k in range(near):
        j = found[k]
        b = sim.agents[j]
        vx = b.vx - a.vx
        vy = b.vy - a.vy
        px = b.x - a.x - step * vx  # as the step began
        py = b.y - a.y - step * vy
        d2 = px * px + py * py
        v2 = vx * vx + vy * vy
        dot = px * vx + py * vy
        body = a.reach + b.reach + _SLACK_M
        body2 = body * body
        b_drives = b.kind > 0
        vehicles = a_drives | b_drives
        moves = (b.moving != 0) & (b.down == 0)
        course = (dot < 0.0) & (v2 * (d2 - body2) <= dot * dot)
        course &= d2 < (look2 if vehicles else person_look2) * v2 + 2.0 * body2
        crossing = vehicles & (d2 < (body + crossing_m) * (body + crossing_m))
        crossing &= (a_drives & (moves | (b.still_since > recently))) | (b_drives & moves)
        found[n] = j
        n += ((j > i) | ~moves) & ~_is_let_through(b, t) & ((d2 <= body2) | course | crossing)
    return n


@inner
def _observe_running(sim: Simulation, t: float, step: float) -> None:
    """How near those come whose episodes run on in the step that ends at `t`."""
    c = sim.clock[0]
    first = c.conflicts
    for e in range(c.first_open, c.conflicts):
        row = sim.conflicts[e]
        if t - step - row.end > sim.rules[0].merge_gap:
            continue
        first = min(first, e)
        a = sim.agents[row.a]
        b = sim.agents[row.b]
        if a.present and b.present and not (_is_let_through(a, t) or _is_let_through(b, t)):
            _observe_separation(sim, e, t, step)
    c.first_open = first


@inner
def observe_all(sim: Simulation, t: float, found: NDArray[np.uint32]) -> None:
    """Measure every pair with somebody moving in it over the step that ends at `t`; (agents,) `found` is working space."""
    agents = sim.agents
    step = sim.rules[0].step
    if sim.trail.shape[1] > 0:
        _leave_trail(sim, t)
    for m in range(sim.clock[0].stepped):
        i = sim.movers[m]
        if _is_let_through(agents[i], t):
            continue
        for k in range(_who_may_meet(sim, i, t, step, found)):
            j = found[k]
            b = agents[j]
            if b.present:
                _observe_pair(sim, i, j, b.moving and not b.down, t, step)
    _observe_running(sim, t, step)
