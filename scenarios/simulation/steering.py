"""What people and vehicles share on their way: where they want to go, and whom they have to leave room.

The wish comes from a direction field, or straight at the target once it is near and in sight. Whoever
is near gives a half-plane of velocities that lead to no collision (see `orca`); long vehicles are
discs swept along their axis.
"""

# ruff: noqa: FBT001, PLR0917 -- compiled functions take plain positional arguments
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import inner
from scenarios.simulation.navigation import CELL_M, sees
from scenarios.simulation.neighbours import PERSON_HORIZON_S, VEHICLE_HORIZON_S
from scenarios.simulation.orca import avoid_disc

STRAIGHT_M = 4.0
SIGHT_M = 0.02  # a target is in sight where the way to it has this much less room than people need
IN_SIGHT_S, OUT_OF_SIGHT_S = 2.0, 0.5  # between two looks at a target that is in sight, and one that is not
BRAKE_EARLY_M = 2.0  # twice the distance before its braking distance at which a vehicle looks at its target
REST_M = 0.15  # a vehicle comes to rest this far from the exact place
LONG = 0.6  # bodies whose half length exceeds the half width by more than this share of it are avoided as swept discs
_TURNS = np.array([0.3, 0.35, 0.6, 0.7])  # rad, past oncoming and standing ones; twice that to the other side
_ASIDE = np.ascontiguousarray(np.column_stack([np.cos(_TURNS), np.sin(_TURNS)]))
_ANGLES = np.arange(256) * (2.0 * math.pi / 256.0)
COMPASS = np.ascontiguousarray(np.column_stack([np.cos(_ANGLES), np.sin(_ANGLES)]))  # of the bytes of a field


@inner
def wrapped(angle: float) -> float:
    """An angle in -pi..pi."""
    return angle - 2.0 * math.pi * math.floor(angle / (2.0 * math.pi) + 0.5)


@inner
def want(
    a: Any, r: Any, fields: NDArray[np.uint8], fine: NDArray[np.float32], t: float, wish: NDArray[np.float64]
) -> float:
    """Write the direction in which an agent wants to go, a unit vector, and return how fast, in m/s."""
    dx = a.tx - a.x
    dy = a.ty - a.y
    d = math.sqrt(dx * dx + dy * dy)
    if a.hold or a.down or d < 1e-6:
        wish[0] = 0.0
        wish[1] = 0.0
        return 0.0
    if d < STRAIGHT_M and t >= a.looks_at:
        a.straight = 1 if sees(fine, r.x0, r.y0, r.cell, a.x, a.y, a.tx, a.ty, min(a.wall, 0.25) - SIGHT_M) else 0
        a.looks_at = t + (IN_SIGHT_S if a.straight else OUT_OF_SIGHT_S)
    elif d >= STRAIGHT_M:
        a.straight = 0  # led away from it, say by others
    speed = a.speed
    if a.straight:
        ex = dx / d
        ey = dy / d
    else:
        rows, columns = fields.shape[1], fields.shape[2]
        column = min(max(int((a.x - r.x0) / CELL_M), 0), columns - 1)
        row = min(max(int((a.y - r.y0) / CELL_M), 0), rows - 1)
        byte = fields[a.field, row, column]
        ex = COMPASS[byte, 0]
        ey = COMPASS[byte, 1]
    if d < STRAIGHT_M or 2.0 * a.accel * d < speed * speed + BRAKE_EARLY_M * a.accel:
        d = max(d - a.short, 0.0)
        speed = min(speed, d / 1.0 + 0.15 if a.kind == 0 else math.sqrt(2.0 * a.accel * max(d - REST_M, 0.0)) + 0.03)
    wish[0] = ex
    wish[1] = ey
    return speed


@inner
def sidestep(
    agents: NDArray[Any], i: int, t: float, near: NDArray[np.uint32], n: int, wish: NDArray[np.float64], crowded: bool
) -> None:
    """Turn the direction of the wish aside for whoever is straight ahead: to the right for oncoming ones, past standing ones.

    Breaks the symmetry that reciprocal avoidance cannot; after three seconds without success the other
    side is tried.
    """
    a = agents[i]
    ex = wish[0]
    ey = wish[1]
    aside = 0.0  # 1.0 to the left, -1.0 to the right
    turn = 0
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
            if crowded and b.kind == 0:  # see `people.keep_right`
                continue
            aside = -1.0
            break
        if ahead < 2.5 and along < 0.3:
            aside = -1.0 if side >= -0.02 else 1.0
            turn = 1
            break
    if aside != 0.0:
        if int((t - a.slow_since) / 3.0) % 2 == 1:
            aside = -aside
            turn += 2
        c = _ASIDE[turn, 0]
        s = aside * _ASIDE[turn, 1]
        wish[0] = ex * c - ey * s
        wish[1] = ex * s + ey * c


@inner
def _nearest_on_axis(b: Any, x: float, y: float) -> float:
    """Where on a vehicle's axis, from its middle, the point nearest to (x, y) lies; 0 for people and short vehicles."""
    if b.kind == 0:
        return 0.0
    reach = b.half_length - b.half_width
    if reach <= LONG * b.half_width:
        return 0.0
    along = (x - b.x) * b.ux + (y - b.y) * b.uy
    return min(max(along, -reach), reach)


@inner
def people_half_planes(
    agents: NDArray[Any], i: int, near: NDArray[np.uint32], n: int, lines: NDArray[np.float64], row: int, crowded: bool
) -> int:
    """`half_planes` of a person near whom are people only, which is what most of a day's steps are."""
    a = agents[i]
    x, y, vx, vy, radius = a.x, a.y, a.vx, a.vy, a.radius
    for k in range(n):
        b = agents[near[k]]
        if crowded and b.moving:
            continue
        share = 0.5 if b.moving else 1.0
        avoid_disc(
            lines, row, b.x - x, b.y - y, vx - b.vx, vy - b.vy, vx, vy, radius + b.radius, PERSON_HORIZON_S, share
        )
        row += 1
    return row


@inner
def half_planes(
    agents: NDArray[Any], i: int, near: NDArray[np.uint32], n: int, lines: NDArray[np.float64], row: int, crowded: bool
) -> int:
    """Append the half-planes against the neighbours and return the number of rows; none against people who walk in a crowd."""
    a = agents[i]
    for k in range(n):
        if row >= len(lines):
            return row
        b = agents[near[k]]
        b_moves = b.moving and (b.kind == 0 or not b.down)  # people do not break down
        if crowded and b.kind == 0 and b_moves:  # see `people.keep_apart`
            continue
        if a.kind == 0:
            horizon = PERSON_HORIZON_S if b.kind == 0 else VEHICLE_HORIZON_S
            share = 0.5 if b_moves else 1.0
        else:
            horizon = VEHICLE_HORIZON_S
            share = 1.0 if b.kind == 0 or not b_moves else 0.6
        own = _nearest_on_axis(a, b.x, b.y)
        ax = a.x + own * a.ux
        ay = a.y + own * a.uy
        closest = _nearest_on_axis(b, ax, ay)
        reach = b.half_length - b.half_width
        ends = 1 if b.kind == 0 or reach <= LONG * b.half_width else 3
        for end in range(ends):  # the nearest point of its axis, and both ends, which one may yet come to
            if row >= len(lines):
                return row
            other = closest if end == 0 else (reach if end == 1 else -reach)
            px = b.x + other * b.ux - ax
            py = b.y + other * b.uy - ay
            avoid_disc(lines, row, px, py, a.vx - b.vx, a.vy - b.vy, a.vx, a.vy, a.radius + b.radius, horizon, share)
            row += 1
    return row
