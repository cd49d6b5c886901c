"""How a vehicle drives: it turns and brakes within its limits and keeps a protective field in front of it.

The field is as long as the stopping distance and as wide as the body; nobody in it is driven at.
"""

# ruff: noqa: PLR0917 -- compiled functions take plain positional arguments
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import inner
from scenarios.simulation.steering import wrapped

BRAKE = 1.5  # of the acceleration
SWING_TURN = 0.25  # share of its turning that a vehicle uses while somebody stands where it would swing
NEAR_S = 1.0  # and close in on nobody faster than the gap over this
HEADWAY_S = 2.0  # vehicles keep this time from whoever is in front of them


@inner
def protective_limit(agents: NDArray[Any], i: int, near: NDArray[np.int64], n: int) -> float:
    """Speed a vehicle may have so that it can stop before whoever is in its way."""
    a = agents[i]
    ex = a.ux
    ey = a.uy
    limit = a.speed
    for k in range(n):
        b = agents[near[k]]
        dx = b.x - a.x
        dy = b.y - a.y
        ahead = dx * ex + dy * ey
        if ahead <= 0.0:
            continue
        side = abs(-dx * ey + dy * ex)
        if b.kind > 0:
            c = abs(ex * b.ux + ey * b.uy)
            s = abs(ex * b.uy - ey * b.ux)
            length = c * b.half_length + s * b.half_width
            width = s * b.half_length + c * b.half_width
        else:
            length = b.half_width
            width = b.half_width
        distance = math.sqrt(dx * dx + dy * dy)
        along = max(b.vx * ex + b.vy * ey, 0.0)
        if ahead > 0.2 * distance:  # not faster towards anybody than the gap allows, wherever the nose points
            room = max(distance - a.radius - b.radius, 0.0)
            limit = min(limit, (room / NEAR_S + 0.1) * distance / ahead + along)
        if side > a.half_width + width + 0.1:
            continue
        gap = max(ahead - a.half_length - length - 0.2, 0.0)
        limit = min(limit, min(math.sqrt(2.0 * a.accel * gap), gap / HEADWAY_S) + along)
    return limit


@inner
def would_swing(agents: NDArray[Any], i: int, near: NDArray[np.int64], n: int) -> bool:
    """Whether somebody stands where the ends of a turning vehicle would pass."""
    a = agents[i]
    for k in range(n):
        b = agents[near[k]]
        dx = b.x - a.x
        dy = b.y - a.y
        reach = a.reach + b.half_width + 0.05
        if dx * dx + dy * dy < reach * reach:
            return True
    return False


@inner
def drive(a: Any, vx: float, vy: float, limit: float, turn: float, step: float) -> None:
    """Turn and accelerate towards a wanted velocity within the vehicle's limits; writes nx, ny."""
    wanted = math.sqrt(vx * vx + vy * vy)
    current = a.vx * a.ux + a.vy * a.uy
    target = 0.0
    if wanted > 0.02:
        along = (vx * a.ux + vy * a.uy) / wanted
        if along > 0.99999:
            target = wanted
        else:
            error = wrapped(math.atan2(vy, vx) - a.heading)
            a.heading = wrapped(a.heading + min(max(error, -turn * step), turn * step))
            a.ux = math.cos(a.heading)
            a.uy = math.sin(a.heading)
            target = wanted * max(0.0, math.cos(min(abs(error) * 1.3, 1.571)))
    target = min(target, limit)
    speed = min(max(target, current - BRAKE * a.accel * step), current + a.accel * step)
    speed = min(max(speed, 0.0), a.speed)
    a.nx = speed * a.ux
    a.ny = speed * a.uy
