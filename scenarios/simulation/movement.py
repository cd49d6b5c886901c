"""One step of 0.1 s for everyone who moves: where they want to go, whom they avoid, what walls allow.

People are discs that may take any velocity within their acceleration. Vehicles turn and brake within
their limits and keep a protective field in front of them, sized by their stopping distance. The wish
comes from a direction field, or straight at the target once it is near and in sight.
"""

# ruff: noqa: PLR0917 -- compiled functions take plain positional arguments, and compare the same way
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.accounts import add_presence, set_activity
from scenarios.simulation.compiled import inner
from scenarios.simulation.navigation import CELL_M, clearance, sees
from scenarios.simulation.orca import avoid_disc, best_velocity
from scenarios.simulation.records import STEP_S, Simulation

SKIN_M = 1.6  # pair lists are kept until somebody has walked half of it
AVOID_M = 4.5  # people farther from each other take no notice yet
AVOID_VEHICLE_M = 8.0  # nor do people and vehicles, or vehicles among themselves
NEIGHBOURS = 7  # the nearest ones
PERSON_ACCELERATION = 5.0  # m/s², a brisk stop within half a step
PERSON_HORIZON_S = 2.0
VEHICLE_HORIZON_S = 3.0
WALL_HORIZON_S = 0.3
VEHICLE_WALL_HORIZON_S = 0.8
STRAIGHT_M = 4.0
FASTEST_PERSON = 2.5  # m/s
VEHICLE_LOOK_M = 30.0  # nobody farther than this is looked at, whatever the speeds
BLOCKED_AFTER_S = 1.0
DEADLOCK_AFTER_S = 10.0
GHOST_S = 4.0
LONG = 0.6  # bodies whose half length exceeds the half width by more than this share of it are avoided as swept discs
SWING_TURN = 0.25  # share of its turning that a vehicle uses while somebody stands where it would swing
NEAR_S = 1.0  # and close in on nobody faster than the gap over this
HEADWAY_S = 2.0  # vehicles keep this time from whoever is in front of them
GHOST_SPEED = 0.5

_WALK, _CARRY, _WAIT, _BLOCKED = 2, 3, 6, 7


@inner
def build_pairs(sim: Simulation) -> None:
    """For everyone who moves, all who are near enough to matter before the next rebuild."""
    agents = sim.agents
    rules = sim.rules[0]
    for i in range(len(agents)):
        sim.neighbour_count[i] = 0
    for k in range(sim.clock[0].stepped):
        i = sim.movers[k]
        a = agents[i]
        sim.built_at[i, 0] = a.x
        sim.built_at[i, 1] = a.y
        people_m = max(rules.person_slight_ttc * (a.speed + FASTEST_PERSON) + 1.0, AVOID_M) + SKIN_M
        n = 0
        for j in range(len(agents)):
            b = agents[j]
            dx = b.x - a.x
            dy = b.y - a.y
            d2 = dx * dx + dy * dy
            if d2 > VEHICLE_LOOK_M * VEHICLE_LOOK_M or not b.present or j == i:
                continue
            if a.kind + b.kind == 0:
                near_m = people_m
            else:
                speeds = a.speed + (b.speed if b.moving else 0.0)
                near_m = max(rules.slight_ttc * speeds + a.reach + b.reach, AVOID_VEHICLE_M) + SKIN_M
            if d2 < near_m * near_m:
                sim.neighbours[i, n] = j
                n += 1
        sim.neighbour_count[i] = n
    sim.clock[0].pairs_stale = 0


@inner
def list_movers(sim: Simulation) -> None:
    """Write down who is stepped."""
    n = 0
    for i in range(len(sim.agents)):
        if sim.agents[i].moving and not sim.agents[i].down:
            sim.movers[n] = i
            n += 1
    sim.clock[0].stepped = n


@inner
def _wish(
    a: Any, r: Any, fields: NDArray[np.uint8], fine: NDArray[np.float32], look: int, wish: NDArray[np.float64]
) -> None:
    """Write the wanted velocity of an agent: direction times speed; `look` counts the steps between looks at the target."""
    dx = a.tx - a.x
    dy = a.ty - a.y
    d = math.hypot(dx, dy)
    if a.hold or d < 1e-6:
        wish[0] = 0.0
        wish[1] = 0.0
        return
    if d < STRAIGHT_M and look % (20 if a.straight else 5) == 0:
        a.straight = 1 if sees(fine, r.x0, r.y0, r.cell, a.x, a.y, a.tx, a.ty, min(a.wall, 0.25) - 0.05) else 0
    speed = a.speed
    if a.straight:
        ex = dx / d
        ey = dy / d
    else:
        rows, columns = fields.shape[1], fields.shape[2]
        column = min(max(int((a.x - r.x0) / CELL_M), 0), columns - 1)
        row = min(max(int((a.y - r.y0) / CELL_M), 0), rows - 1)
        angle = fields[a.field, row, column] * (2.0 * math.pi / 256.0)
        ex = math.cos(angle)
        ey = math.sin(angle)
    if d < STRAIGHT_M:
        d = max(d - a.short, 0.0)
        speed = min(speed, d / 1.0 + 0.15 if a.kind == 0 else math.sqrt(1.2 * a.accel * d) + 0.05)
    wish[0] = ex * speed
    wish[1] = ey * speed


@inner
def _nearest(
    agents: NDArray[Any],
    i: int,
    neighbours: NDArray[np.int32],
    count: int,
    t: float,
    near: NDArray[np.int64],
    near_d2: NDArray[np.float64],
) -> int:
    """Write the nearest agents to avoid, nearest first; return their number."""
    a = agents[i]
    n = 0
    for k in range(count):
        j = neighbours[i, k]
        b = agents[j]
        dx = b.x - a.x
        dy = b.y - a.y
        d2 = dx * dx + dy * dy
        range_m = AVOID_VEHICLE_M if a.kind + b.kind > 0 else AVOID_M
        if b.kind == 0 and not b.moving:  # one who stands matters only within one's own look-ahead
            range_m = min(
                range_m, a.speed * (VEHICLE_HORIZON_S if a.kind > 0 else PERSON_HORIZON_S) + a.radius + b.radius
            )
        if d2 > range_m * range_m or b.ghost_until > t:
            continue
        if n == NEIGHBOURS and d2 >= near_d2[n - 1]:
            continue
        at = min(n, NEIGHBOURS - 1)
        while at > 0 and near_d2[at - 1] > d2:
            near[at] = near[at - 1]
            near_d2[at] = near_d2[at - 1]
            at -= 1
        near[at] = j
        near_d2[at] = d2
        n = min(n + 1, NEIGHBOURS)
    return n


@inner
def _sidestep(
    agents: NDArray[Any], i: int, t: float, near: NDArray[np.int64], n: int, wish: NDArray[np.float64]
) -> None:
    """Turn the wish aside for whoever is straight ahead: to the right for oncoming ones, past standing ones.

    Breaks the symmetry that reciprocal avoidance cannot; after three seconds without success the other
    side is tried.
    """
    a = agents[i]
    speed = math.hypot(wish[0], wish[1])
    if speed < 0.05:
        return
    ex = wish[0] / speed
    ey = wish[1] / speed
    turn = 0.0
    for k in range(n):
        b = agents[near[k]]
        dx = b.x - a.x
        dy = b.y - a.y
        ahead = dx * ex + dy * ey
        side = -dx * ey + dy * ex  # positive: it is on our left
        reach = a.radius + b.radius + 0.3
        if ahead <= 0.0 or abs(side) > reach:
            continue
        along = b.vx * ex + b.vy * ey
        if b.moving and along < -0.2:
            turn = -0.3
            break
        if ahead < 2.5 and along < 0.3:
            turn = -0.35 if side >= -0.02 else 0.35
            break
    if turn != 0.0:
        if int((t - a.slow_since) / 3.0) % 2 == 1:
            turn = -2.0 * turn
        c = math.cos(turn)
        s = math.sin(turn)
        wish[0] = speed * (ex * c - ey * s)
        wish[1] = speed * (ex * s + ey * c)


@inner
def _wall_line(a: Any, r: Any, fine: NDArray[np.float32], lines: NDArray[np.float64]) -> int:
    """Write the half-plane of the nearest wall if it is close; return the number of rows written."""
    c = clearance(fine, r.x0, r.y0, r.cell, a.x, a.y)
    horizon = WALL_HORIZON_S if a.kind == 0 else VEHICLE_WALL_HORIZON_S
    if c > a.wall + a.speed * horizon:
        return 0
    h = r.cell
    gx = clearance(fine, r.x0, r.y0, h, a.x + h, a.y) - clearance(fine, r.x0, r.y0, h, a.x - h, a.y)
    gy = clearance(fine, r.x0, r.y0, h, a.x, a.y + h) - clearance(fine, r.x0, r.y0, h, a.x, a.y - h)
    norm = math.hypot(gx, gy)
    if norm < 1e-6:
        return 0
    gx /= norm
    gy /= norm
    away = min(-(c - a.wall) / horizon, 0.3)  # least speed along the normal
    lines[0, 0] = away * gx
    lines[0, 1] = away * gy
    lines[0, 2] = gy
    lines[0, 3] = -gx
    return 1


@inner
def _nearest_on_axis(b: Any, x: float, y: float) -> float:
    """Where on a vehicle's axis, from its middle, the point nearest to (x, y) lies; 0 for people and short vehicles."""
    reach = b.half_length - b.half_width
    if b.kind == 0 or reach <= LONG * b.half_width:
        return 0.0
    along = (x - b.x) * math.cos(b.heading) + (y - b.y) * math.sin(b.heading)
    return min(max(along, -reach), reach)


@inner
def _half_planes(
    agents: NDArray[Any], i: int, near: NDArray[np.int64], n: int, lines: NDArray[np.float64], row: int
) -> int:
    """Append the half-planes against the neighbours: long vehicles are discs swept along their axis."""
    a = agents[i]
    for k in range(n):
        if row >= len(lines):
            return row
        b = agents[near[k]]
        b_moves = b.moving and not b.down
        if a.kind == 0:
            horizon = PERSON_HORIZON_S if b.kind == 0 else VEHICLE_HORIZON_S
            share = 0.5 if b_moves else 1.0
        else:
            horizon = VEHICLE_HORIZON_S
            share = 1.0 if b.kind == 0 or not b_moves else 0.6
        own = _nearest_on_axis(a, b.x, b.y)
        ax = a.x + own * math.cos(a.heading)
        ay = a.y + own * math.sin(a.heading)
        nearest = _nearest_on_axis(b, ax, ay)
        reach = b.half_length - b.half_width
        for end in range(3):  # the nearest point of its axis, and both ends, which one may yet come to
            other = nearest
            if end > 0:
                if b.kind == 0 or reach <= LONG * b.half_width or row >= len(lines):
                    continue
                other = reach if end == 1 else -reach
            px = b.x + other * math.cos(b.heading) - ax
            py = b.y + other * math.sin(b.heading) - ay
            avoid_disc(
                lines, row, px, py, a.vx - b.vx, a.vy - b.vy, a.vx, a.vy, a.radius + b.radius, horizon, share, STEP_S
            )
            row += 1
    return row


@inner
def _protective_limit(agents: NDArray[Any], i: int, near: NDArray[np.int64], n: int) -> float:
    """Speed a vehicle may have so that it can stop before whoever is in its way."""
    a = agents[i]
    ex = math.cos(a.heading)
    ey = math.sin(a.heading)
    limit = a.speed
    brake = a.accel
    for k in range(n):
        b = agents[near[k]]
        dx = b.x - a.x
        dy = b.y - a.y
        ahead = dx * ex + dy * ey
        side = abs(-dx * ey + dy * ex)
        if b.kind > 0:
            turned = b.heading - a.heading
            length = abs(math.cos(turned)) * b.half_length + abs(math.sin(turned)) * b.half_width
            width = abs(math.sin(turned)) * b.half_length + abs(math.cos(turned)) * b.half_width
        else:
            length = b.half_width
            width = b.half_width
        if ahead <= 0.0:
            continue
        distance = math.hypot(dx, dy)
        if ahead > 0.2 * distance:  # not faster towards anybody than the gap allows, wherever the nose points
            room = max(distance - a.radius - b.radius, 0.0)
            limit = min(limit, (room / NEAR_S + 0.1) * distance / ahead + max(b.vx * ex + b.vy * ey, 0.0))
        if side > a.half_width + width + 0.1:
            continue
        gap = max(ahead - a.half_length - length - 0.2, 0.0)
        own = min(math.sqrt(2.0 * brake * gap), gap / HEADWAY_S)
        limit = min(limit, own + max(b.vx * ex + b.vy * ey, 0.0))
    return limit


@inner
def _would_swing(agents: NDArray[Any], i: int, near: NDArray[np.int64], n: int) -> bool:
    """Whether somebody stands where the ends of a turning vehicle would pass."""
    a = agents[i]
    swing = math.hypot(a.half_length, a.half_width)
    for k in range(n):
        b = agents[near[k]]
        if math.hypot(b.x - a.x, b.y - a.y) < swing + b.half_width + 0.05:
            return True
    return False


@inner
def _wrapped(angle: float) -> float:
    """An angle in -pi..pi."""
    return angle - 2.0 * math.pi * math.floor(angle / (2.0 * math.pi) + 0.5)


@inner
def _steer_vehicle(a: Any, vx: float, vy: float, limit: float, turn: float) -> None:
    """Turn and accelerate towards a wanted velocity within the vehicle's limits; writes nx, ny."""
    wanted = math.hypot(vx, vy)
    current = a.vx * math.cos(a.heading) + a.vy * math.sin(a.heading)
    target = 0.0
    if wanted > 0.02:
        error = _wrapped(math.atan2(vy, vx) - a.heading)
        a.heading = _wrapped(a.heading + min(max(error, -turn * STEP_S), turn * STEP_S))
        target = wanted * max(0.0, math.cos(min(abs(error) * 1.3, 1.571)))
    target = min(target, limit)
    speed = min(max(target, current - 1.5 * a.accel * STEP_S), current + a.accel * STEP_S)
    speed = min(max(speed, 0.0), a.speed)
    a.nx = speed * math.cos(a.heading)
    a.ny = speed * math.sin(a.heading)


@inner
def _touches(agents: NDArray[Any], i: int, neighbours: NDArray[np.int32], count: int) -> bool:
    """Whether an agent stands within the space of another: nobody ends passing through inside somebody."""
    a = agents[i]
    for k in range(count):
        b = agents[neighbours[i, k]]
        if math.hypot(b.x - a.x, b.y - a.y) < a.radius + b.radius + max(b.half_length - b.half_width, 0.0):
            return True
    return False


@inner
def choose_velocity(
    agents: NDArray[Any],
    i: int,
    r: Any,
    fields: NDArray[np.uint8],
    fine: NDArray[np.float32],
    neighbours: NDArray[np.int32],
    count: int,
    step: int,
    t: float,
    wish: NDArray[np.float64],
    near: NDArray[np.int64],
    near_d2: NDArray[np.float64],
    lines: NDArray[np.float64],
    spare: NDArray[np.float64],
) -> None:
    """Decide nx, ny of one agent from the positions and velocities of the last step."""
    a = agents[i]
    _wish(a, r, fields, fine, step + i, wish)
    if abs(a.ghost_until - t) <= 1.01 * STEP_S and _touches(agents, i, neighbours, count):
        a.ghost_until = t + 0.5
    ghost = a.ghost_until > t
    n = 0 if ghost else _nearest(agents, i, neighbours, count, t, near, near_d2)
    limit = min(a.speed, GHOST_SPEED) if ghost else a.speed
    if n:
        _sidestep(agents, i, t, near, n, wish)
    hard = _wall_line(a, r, fine, lines)
    rows = _half_planes(agents, i, near, n, lines, hard) if n else hard
    if rows or ghost:
        best_velocity(lines, hard, rows, limit, wish[0], wish[1], wish, spare)
    if a.kind == 0:
        dx = wish[0] - a.vx
        dy = wish[1] - a.vy
        change = math.hypot(dx, dy)
        most = PERSON_ACCELERATION * STEP_S
        scale = most / change if change > most else 1.0
        a.nx = a.vx + dx * scale
        a.ny = a.vy + dy * scale
        speed = math.hypot(a.nx, a.ny)
        if speed > 0.15:
            error = _wrapped(math.atan2(a.ny, a.nx) - a.heading)
            a.heading = _wrapped(a.heading + min(max(error, -0.5), 0.5))
    else:
        turn = a.turn * (SWING_TURN if _would_swing(agents, i, near, n) else 1.0)
        _steer_vehicle(a, wish[0], wish[1], min(limit, _protective_limit(agents, i, near, n)), turn)


@inner
def _keep_off_walls(a: Any, r: Any, fine: NDArray[np.float32]) -> None:
    """Push an agent out of the clearance it must keep, never farther than it walked; else leave it where it was."""
    h = r.cell
    c = clearance(fine, r.x0, r.y0, h, a.x, a.y)
    if c >= a.wall:
        return
    before = clearance(fine, r.x0, r.y0, h, a.ox, a.oy)
    if c >= before:
        return
    gx = clearance(fine, r.x0, r.y0, h, a.x + h, a.y) - clearance(fine, r.x0, r.y0, h, a.x - h, a.y)
    gy = clearance(fine, r.x0, r.y0, h, a.x, a.y + h) - clearance(fine, r.x0, r.y0, h, a.x, a.y - h)
    norm = math.hypot(gx, gy)
    if norm > 1e-6:
        push = min(a.wall, before) - c
        a.x += gx / norm * push
        a.y += gy / norm * push
    moved = math.hypot(a.x - a.ox, a.y - a.oy)
    most = a.speed * STEP_S
    if moved > most:
        a.x = a.ox + (a.x - a.ox) * most / moved
        a.y = a.oy + (a.y - a.oy) * most / moved
    if clearance(fine, r.x0, r.y0, h, a.x, a.y) < min(a.wall, before) - 0.02:
        a.x = a.ox
        a.y = a.oy


@inner
def _watch_progress(a: Any, t: float, moved: float) -> int:
    """Tell walking from being blocked, and let whoever is blocked for long pass through; the activity it makes."""
    base = _WAIT if a.hold else (_CARRY if a.load > 0 else _WALK)
    if a.hold or moved > 0.15 * a.speed * STEP_S:
        a.slow_since = t
    blocked_s = t - a.slow_since
    activity = _BLOCKED if blocked_s > BLOCKED_AFTER_S else base
    if blocked_s > DEADLOCK_AFTER_S and a.ghost_until <= t:
        a.ghost_until = t + GHOST_S
        a.slow_since = t
        a.passes += 1
    return activity


@inner
def move_all(
    sim: Simulation,
    t: float,
    wish: NDArray[np.float64],
    near: NDArray[np.int64],
    near_d2: NDArray[np.float64],
    lines: NDArray[np.float64],
    spare: NDArray[np.float64],
) -> None:
    """Advance everyone who moves by one step ending at `t`."""
    agents = sim.agents
    list_movers(sim)
    stepped = sim.clock[0].stepped
    if sim.clock[0].pairs_stale:
        build_pairs(sim)
    for k in range(stepped):
        i = sim.movers[k]
        choose_velocity(
            agents,
            i,
            sim.rules[0],
            sim.fields,
            sim.fine,
            sim.neighbours,
            sim.neighbour_count[i],
            sim.clock[0].step,
            t,
            wish,
            near,
            near_d2,
            lines,
            spare,
        )
    sim.clock[0].agent_steps += stepped
    for k in range(stepped):
        i = sim.movers[k]
        a = agents[i]
        a.ox = a.x
        a.oy = a.y
        a.x += a.nx * STEP_S
        a.y += a.ny * STEP_S
        _keep_off_walls(a, sim.rules[0], sim.fine)
        a.vx = (a.x - a.ox) / STEP_S
        a.vy = (a.y - a.oy) / STEP_S
        moved = math.hypot(a.x - a.ox, a.y - a.oy)
        a.distance += moved
        if a.load > 0:
            a.distance_loaded += moved
        add_presence(sim.density, sim.rules[0], a.x, a.y, STEP_S)
        activity = _watch_progress(a, t, moved)
        if activity != a.activity:
            set_activity(sim, i, activity, t)
        bx = a.x - sim.built_at[i, 0]
        by = a.y - sim.built_at[i, 1]
        if bx * bx + by * by > 0.25 * SKIN_M * SKIN_M:
            sim.clock[0].pairs_stale = 1
