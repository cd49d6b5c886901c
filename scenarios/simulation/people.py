"""How a person walks: any direction, within a brisk acceleration, and in a crowd as crowds do.

Where there is room, people give way reciprocally (`orca`). Where many are close, that locks up:
in a crowd the neighbours turn the direction, those who come are passed on the right, and the free
way ahead limits the speed. That is a collision-free speed model (Tordeux, Chraibi and Seyfried 2016,
"Collision-free speed model for pedestrian dynamics").
"""

# ruff: noqa: FBT001, PLR0917 -- compiled functions take plain positional arguments

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import inner
from scenarios.simulation.orca import within

CHOICE_S = 0.2  # between two choices of a velocity; in between, people carry out what they chose
WATCH_S = 0.1  # the same in a crowd, and while somebody's body is or will by then be as near as
WATCH_M = 0.8
PERSON_ACCELERATION = 5.0  # m/s², a brisk stop within a quarter of a second
TURN_PER_S = 5.0  # rad/s
FACES_MPS = 0.15  # slower than this, a person keeps facing where they did

CROWD = 4  # with so many others
CROWD_M = 0.9  # within this distance one walks in a crowd, about 1.6 people per m²; before that, one overtakes,
CROWD_BY_VEHICLES_M = 1.5  # but not beside vehicles, where people file sooner
CORE_M = 0.305  # between two who stand in single file, middle to middle (0.36 in Seyfried et al. 2005)
HEADWAY_S = 0.80  # T of Tordeux et al.: the free way over this is the speed; set by Weidmann's diagram and a door
APART_M = 0.47  # at this distance others turn one's direction by `PUSH`
PUSH = 10.0
PUSH_FADES_M = 0.05
PUSH_ENDS_M = APART_M + 6.0 * PUSH_FADES_M

ONCOMING_M = 5.0  # those who come are seen this far
KEEP_RIGHT = 0.5  # rad, and this is the turn
_COS_RIGHT, _SIN_RIGHT = math.cos(KEEP_RIGHT), math.sin(KEEP_RIGHT)


@inner
def among_vehicles(agents: NDArray[Any], near: NDArray[np.uint32], n: int) -> bool:
    """Whether one of the `n` nearest is a vehicle."""
    found = False
    for k in range(n):
        found = found or agents[near[k]].kind > 0
    return found


@inner
def has_company(agents: NDArray[Any], i: int, near: NDArray[np.uint32], near_d2: NDArray[np.float64], n: int) -> bool:
    """Whether anybody is near, or would be before the next choice; squared distances of the `n` nearest."""
    a = agents[i]
    found = False
    for k in range(n):
        b = agents[near[k]]
        d2 = near_d2[k]
        closing = (a.vx - b.vx) * (b.x - a.x) + (a.vy - b.vy) * (b.y - a.y)  # times the distance
        found = found or d2 < (WATCH_M + b.reach) * math.sqrt(d2) + CHOICE_S * max(closing, 0.0)
    return found


@inner
def in_crowd(near_d2: NDArray[np.float64], n: int, has_vehicles: bool) -> bool:
    """Whether so many are so close that one walks as in a crowd; squared distances of the `n` nearest, nearest first."""
    reach = CROWD_BY_VEHICLES_M if has_vehicles else CROWD_M
    return n >= CROWD and near_d2[CROWD - 1] < reach * reach


@inner
def keep_right(
    agents: NDArray[Any], i: int, neighbours: NDArray[np.uint32], count: int, wish: NDArray[np.float64]
) -> None:
    """Turn the direction of the wish to the right while anybody comes towards one; lanes form of it.

    All in the pair list are looked at, for in a crowd the nearest ones all walk the same way.
    """
    a = agents[i]
    ex = wish[0]
    ey = wish[1]
    for k in range(count):
        b = agents[neighbours[i, k]]
        if b.kind > 0 or not b.moving or b.ux * ex + b.uy * ey > -0.5:
            continue
        dx = b.x - a.x
        dy = b.y - a.y
        ahead = dx * ex + dy * ey
        if ahead < 0.0 or ahead > ONCOMING_M or abs(dx * ey - dy * ex) > 0.7 * ahead + 0.5:
            continue
        wish[0] = ex * _COS_RIGHT + ey * _SIN_RIGHT
        wish[1] = ey * _COS_RIGHT - ex * _SIN_RIGHT
        return


@inner
def keep_apart(agents: NDArray[Any], i: int, near: NDArray[np.uint32], n: int, wish: NDArray[np.float64]) -> None:
    """Turn the direction of the wish away from people who are close: e = e0 + sum of a exp((l - s) / D) away from each (eq. 6).

    Not from those who stand at their work: one may have to get between them.
    """
    a = agents[i]
    ex = wish[0]
    ey = wish[1]
    for k in range(n):
        b = agents[near[k]]
        dx = b.x - a.x
        dy = b.y - a.y
        d2 = dx * dx + dy * dy
        if b.kind > 0 or not b.moving or d2 > PUSH_ENDS_M * PUSH_ENDS_M or d2 < 1e-12:
            continue
        d = math.sqrt(d2)
        push = PUSH * math.exp((APART_M - d) / PUSH_FADES_M) / d
        ex -= push * dx
        ey -= push * dy
    norm = math.sqrt(ex * ex + ey * ey)
    if norm > 1e-9:
        wish[0] = ex / norm
        wish[1] = ey / norm


@inner
def keep_headway(agents: NDArray[Any], i: int, near: NDArray[np.uint32], n: int, wish: NDArray[np.float64]) -> None:
    """Walk no faster than the free way ahead over the headway: v <= (s - l) / T towards every person (eq. 3)."""
    a = agents[i]
    speed = math.sqrt(wish[0] * wish[0] + wish[1] * wish[1])
    if speed < 1e-6:
        return
    ex = wish[0] / speed
    ey = wish[1] / speed
    limit = speed
    for k in range(n):
        b = agents[near[k]]
        dx = b.x - a.x
        dy = b.y - a.y
        ahead = dx * ex + dy * ey
        side = dx * ey - dy * ex
        room2 = CORE_M * CORE_M - side * side
        if b.kind > 0 or ahead <= 0.0 or room2 <= 0.0:
            continue
        limit = min(limit, max(ahead - math.sqrt(room2), 0.0) / HEADWAY_S)
    wish[0] = ex * limit
    wish[1] = ey * limit


@inner
def take_step(
    a: Any,
    wish: NDArray[np.float64],
    step: float,
    lines: NDArray[np.float64],
    walls: int,
    spare: NDArray[np.float64],
) -> None:
    """Accelerate towards the velocity `wish` and face where one walks; writes nx, ny.

    Who cannot have it at once brakes before walls first, the first rows of `lines`; `spare` is working space.
    """
    dx = wish[0] - a.vx
    dy = wish[1] - a.vy
    change2 = dx * dx + dy * dy
    most = PERSON_ACCELERATION * step
    if change2 > most * most:
        wish[0] = dx
        wish[1] = dy
        for k in range(walls):
            spare[k, 0] = lines[k, 0] - a.vx
            spare[k, 1] = lines[k, 1] - a.vy
            spare[k, 2] = lines[k, 2]
            spare[k, 3] = lines[k, 3]
        within(spare, walls, most, dx, dy, wish)
        dx = wish[0]
        dy = wish[1]
    a.nx = a.vx + dx
    a.ny = a.vy + dy
    speed2 = a.nx * a.nx + a.ny * a.ny
    if speed2 > a.speed * a.speed:
        slower = a.speed / math.sqrt(speed2)
        a.nx *= slower
        a.ny *= slower
    if speed2 > FACES_MPS * FACES_MPS:
        over = 1.0 / math.sqrt(speed2)
        turn_towards(a, a.nx * over, a.ny * over, TURN_PER_S * step)


@inner
def turn_towards(a: Any, ex: float, ey: float, most: float) -> None:
    """Turn the unit heading (ux, uy) towards (ex, ey) by `most` radians at most."""
    along = a.ux * ex + a.uy * ey
    if along > 1.0 - 0.5 * most * most:  # nearer than `most`
        a.ux = ex
        a.uy = ey
        return
    left = a.ux * ey - a.uy * ex
    s = most if left >= 0.0 else -most  # small enough for sin s = s
    c = 1.0 - 0.5 * s * s
    ux = a.ux * c - a.uy * s
    uy = a.ux * s + a.uy * c
    norm = math.sqrt(ux * ux + uy * uy)
    a.ux = ux / norm
    a.uy = uy / norm
