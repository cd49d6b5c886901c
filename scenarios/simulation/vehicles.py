"""How a vehicle drives: it turns and brakes within its limits and keeps a protective field in front of it.

The field is as long as the stopping distance and as wide as the body; nobody in it is driven at.
Beside people it drives slowly, and it turns only where its ends sweep nobody. A vehicle that is
asked to make room backs off along the way it came.
"""

# ruff: noqa: PLR0917 -- compiled functions take plain positional arguments
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import inner
from scenarios.simulation.navigation import clearance
from scenarios.simulation.steering import wrapped

BRAKE = 1.5  # of the acceleration
HEADWAY_S = 1.0  # time kept from whoever is in front
STAND_OFF_M = 0.2  # room left in front at rest
BESIDE_PERSON_M = 1.5
REVERSE_MPS = 0.4
EASY = 0.8  # of its brakes is what a vehicle counts on before a wall, and uses beside one: sliding along it slows too
BESIDE_WALL_M = 0.05  # more than it must keep
LAST_S = 0.4  # and at last it drives no more than the way that is left in this time
NEARER_M = 0.03  # to a wall ahead than beside it: whoever slides along one is not stopped by it
LOOK_AHEAD_M = 0.1  # between two looks at the clearance ahead, where it does not vouch for more


@inner
def _extent(b: Any, ex: float, ey: float) -> tuple[float, float]:
    """(half its length, half its width) of a body as seen along a direction."""
    if b.kind == 0:
        return b.half_width, b.half_width
    c = abs(ex * b.ux + ey * b.uy)
    s = abs(ex * b.uy - ey * b.ux)
    return c * b.half_length + s * b.half_width, s * b.half_length + c * b.half_width


@inner
def protective_limit(
    agents: NDArray[Any], i: int, near: NDArray[np.uint32], n: int, person_limit: float, back: float
) -> float:
    """Speed a vehicle may have so that it can stop before whoever is in its way; `back` is -1 for driving backwards."""
    a = agents[i]
    ex = a.ux * back
    ey = a.uy * back
    limit = a.speed
    for k in range(n):
        b = agents[near[k]]
        dx = b.x - a.x
        dy = b.y - a.y
        ahead = dx * ex + dy * ey
        if b.kind == 0:
            around = a.half_width + b.half_width + BESIDE_PERSON_M
            if dx * dx + dy * dy < around * around and ahead > -a.half_length:
                limit = min(limit, person_limit)
        if ahead <= 0.0:
            continue
        length, width = _extent(b, ex, ey)
        if abs(-dx * ey + dy * ex) > a.half_width + width + 0.1:
            continue
        gap = max(ahead - a.half_length - length - STAND_OFF_M, 0.0)
        along = max(b.vx * ex + b.vy * ey, 0.0)
        limit = min(limit, math.sqrt(along * along + 2.0 * a.accel * gap), gap / HEADWAY_S + 0.5 * along)
    return limit


@inner
def turn_is_free(agents: NDArray[Any], i: int, near: NDArray[np.uint32], n: int, ux: float, uy: float) -> bool:
    """Whether a vehicle turned to (ux, uy) keeps off everybody, or at least comes no nearer to anyone."""
    a = agents[i]
    for k in range(n):
        b = agents[near[k]]
        dx = b.x - a.x
        dy = b.y - a.y
        reach = a.reach + b.reach
        if dx * dx + dy * dy >= reach * reach:
            continue
        radius = b.half_width + 0.05
        other = max(b.half_length - b.half_width, 0.0)
        for side in range(-1, 2):  # the middle and both ends of a long body
            px = dx + side * other * b.ux
            py = dy + side * other * b.uy
            turned = _outside(a, px, py, ux, uy)
            if turned < radius and turned < _outside(a, px, py, a.ux, a.uy) - 1e-9:
                return False
    return True


@inner
def _outside(a: Any, px: float, py: float, ux: float, uy: float) -> float:
    """Distance of a point, relative to the middle, from the body with its heading at (ux, uy)."""
    along = max(abs(px * ux + py * uy) - a.half_length, 0.0)
    aside = max(abs(-px * uy + py * ux) - a.half_width, 0.0)
    return math.sqrt(along * along + aside * aside)


@inner
def speed_along(lines: NDArray[np.float64], rows: int, ux: float, uy: float, wanted: float) -> float:
    """The greatest speed up to the wanted one that all half-planes allow along (ux, uy).

    A vehicle cannot take the velocity that avoidance chose before it has turned to it; until then it
    drives no faster than avoidance allows in the direction it has. It never flees from anybody.
    """
    high = wanted
    for k in range(rows):
        dx = lines[k, 2]
        dy = lines[k, 3]
        rate = dx * uy - dy * ux  # the edge's left side is allowed
        if rate < -1e-9:
            high = min(high, (dx * lines[k, 1] - dy * lines[k, 0]) / rate)
    return max(high, 0.0)


@inner
def _stops_within(a: Any, gap: float) -> float:
    """The speed from which a vehicle comes to rest in `gap` metres by its brakes, with some of them in reserve.

    v² = (b h)² + 2 b (gap - b h²) with the deceleration b; v = gap / h where that is b h and less.
    """
    brake = EASY * BRAKE * a.accel
    if gap < brake * LAST_S * LAST_S:
        return gap / LAST_S
    return math.sqrt(2.0 * brake * gap - brake * brake * LAST_S * LAST_S)


@inner
def _free_ahead(a: Any, r: Any, fine: NDArray[np.float32], ux: float, uy: float, least: float) -> float:
    """How far a vehicle can go along (ux, uy) before it is too near to a wall; not looked at beyond `least`."""
    keep = a.wall - NEARER_M
    way = 0.0
    while way < least:
        free = clearance(fine, r.x0, r.y0, r.cell, a.x + way * ux, a.y + way * uy) - keep
        if free <= 0.0:
            return max(way - LOOK_AHEAD_M, 0.0)
        way += max(free, LOOK_AHEAD_M)
    return way


@inner
def _before_walls(
    a: Any, r: Any, fine: NDArray[np.float32], ux: float, uy: float, speed: float, inside: float
) -> float:
    """`speed`, or what the walls ahead along (ux, uy) leave of it; `inside` is the clearance where the vehicle is."""
    brake = EASY * BRAKE * a.accel
    stop = 0.5 * speed * speed / brake + 0.5 * brake * LAST_S * LAST_S + speed * r.step
    if inside - a.wall >= stop or inside < a.wall - NEARER_M:
        return speed
    return min(speed, _stops_within(a, _free_ahead(a, r, fine, ux, uy, stop)))


@inner
def _brakes(a: Any, inside: float) -> float:
    """The deceleration in m/s² of a vehicle that brakes where the clearance is `inside`."""
    return (EASY if inside < a.wall + BESIDE_WALL_M else 1.0) * BRAKE * a.accel


@inner
def drive(
    agents: NDArray[Any],
    i: int,
    r: Any,
    vx: float,
    vy: float,
    near: NDArray[np.uint32],
    n: int,
    lines: NDArray[np.float64],
    rows: int,
    most: float,
    fine: NDArray[np.float32],
) -> None:
    """Turn and accelerate towards a wanted velocity within the vehicle's limits and `most` m/s; writes nx, ny."""
    a = agents[i]
    step = r.step
    wanted = math.sqrt(vx * vx + vy * vy)
    current = a.vx * a.ux + a.vy * a.uy
    inside = clearance(fine, r.x0, r.y0, r.cell, a.x, a.y)
    brakes = _brakes(a, inside)
    target = 0.0
    if wanted > 0.02:
        along = (vx * a.ux + vy * a.uy) / wanted
        if along > 0.99999:
            target = wanted
        else:
            error = wrapped(math.atan2(vy, vx) - a.heading)
            heading = wrapped(a.heading + min(max(error, -a.turn * step), a.turn * step))
            ux = math.cos(heading)
            uy = math.sin(heading)
            slowest = current - brakes * step
            if turn_is_free(agents, i, near, n, ux, uy) and (
                slowest <= 0.0 or slowest <= _before_walls(a, r, fine, ux, uy, current, inside)
            ):  # and never faster towards a wall than it can brake
                a.heading = heading
                a.ux = ux
                a.uy = uy
            target = wanted * max(0.0, math.cos(min(abs(error) * 1.3, 1.571)))
        target = speed_along(lines, rows, a.ux, a.uy, target)
    target = min(target, protective_limit(agents, i, near, n, r.person_limit, 1.0), most)
    if target > 0.0:
        target = _before_walls(a, r, fine, a.ux, a.uy, target, inside)
    _accelerate(a, target, current, brakes, step)


@inner
def back_off(
    agents: NDArray[Any],
    i: int,
    r: Any,
    near: NDArray[np.uint32],
    n: int,
    lines: NDArray[np.float64],
    walls: int,
    fine: NDArray[np.float32],
) -> None:
    """Drive straight back as long as nobody and no wall is behind; the first rows of `lines` are `walls`; writes nx, ny."""
    a = agents[i]
    inside = clearance(fine, r.x0, r.y0, r.cell, a.x, a.y)
    free = min(protective_limit(agents, i, near, n, r.person_limit, -1.0), REVERSE_MPS)
    free = speed_along(lines, walls, -a.ux, -a.uy, free)
    free = _before_walls(a, r, fine, -a.ux, -a.uy, free, inside)
    _accelerate(a, -min(free, REVERSE_MPS), a.vx * a.ux + a.vy * a.uy, _brakes(a, inside), r.step)


@inner
def _accelerate(a: Any, target: float, current: float, brakes: float, step: float) -> None:
    """Change the speed along the heading (negative: backwards) within what motor and brakes give.

    Brakes hold as far as standing, in the rest of the step the motor takes over.
    """
    gain = a.accel * step
    forwards = current >= 0.0
    pace = abs(current)
    lost = brakes * step
    slower = pace - lost if pace > lost else gain * (pace / lost - 1.0)
    low, high = (slower, pace + gain) if forwards else (-pace - gain, -slower)
    speed = min(max(min(max(target, low), high), -REVERSE_MPS), a.speed)
    a.nx = speed * a.ux
    a.ny = speed * a.uy
