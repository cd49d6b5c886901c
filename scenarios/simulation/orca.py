"""Optimal reciprocal collision avoidance: half-planes of safe velocities and the best velocity in them.

Van den Berg, Guy, Lin and Manocha 2011, "Reciprocal n-body collision avoidance". A half-plane is a
row (point_x, point_y, direction_x, direction_y); velocities to the left of its direction are safe.
"""

# ruff: noqa: FBT001, PLR0917 -- compiled functions take plain positional arguments, and compare the same way

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import inner

SEPARATE_S = 0.5  # those who are too near part within this time
SEPARATE_MPS = 0.4  # but no faster than this
_EPSILON = 1e-9


@inner
def avoid_disc(
    lines: NDArray[np.float64],
    row: int,
    px: float,
    py: float,
    vx: float,
    vy: float,
    own_vx: float,
    own_vy: float,
    radius: float,
    horizon: float,
    share: float,
) -> None:
    """Write the half-plane against a disc at (px, py) relative to us; (vx, vy) is our velocity minus its own.

    `radius` is the sum of radii, `horizon` the look-ahead in s, `share` how much of the change is ours.
    """
    distance2 = px * px + py * py
    radius2 = radius * radius
    if distance2 > radius2:
        inverse = 1.0 / horizon
        wx = vx - inverse * px
        wy = vy - inverse * py
        w2 = wx * wx + wy * wy
        dot = wx * px + wy * py
        if dot < 0.0 and dot * dot > radius2 * w2:  # the front cap of the velocity obstacle
            w = math.sqrt(w2)
            ux = wx / w
            uy = wy / w
            dx = uy
            dy = -ux
            scale = radius * inverse - w
            cx = scale * ux
            cy = scale * uy
        else:  # one of its legs
            side = 1.0 if px * wy - py * wx > 0.0 else -1.0
            leg = side * math.sqrt(distance2 - radius2)
            over = 1.0 / distance2
            dx = (px * leg - py * radius) * over
            dy = (px * radius + py * leg) * over
            along = vx * dx + vy * dy
            cx = along * dx - vx
            cy = along * dy - vy
    else:  # too near: apart along the line between them, gently enough to look like people
        distance = math.sqrt(distance2)
        nx = -px / distance if distance > _EPSILON else 1.0
        ny = -py / distance if distance > _EPSILON else 0.0
        needed = min((radius - distance) / SEPARATE_S, SEPARATE_MPS) - (vx * nx + vy * ny)
        cx = needed * nx
        cy = needed * ny
        dx = ny
        dy = -nx
    lines[row, 0] = own_vx + share * cx
    lines[row, 1] = own_vy + share * cy
    lines[row, 2] = dx
    lines[row, 3] = dy


@inner
def _on_line(
    lines: NDArray[np.float64],
    row: int,
    limit: float,
    wish_x: float,
    wish_y: float,
    direction_only: bool,
    out: NDArray[np.float64],
) -> bool:
    """Best velocity on one half-plane's edge within the earlier ones and the speed limit; false if there is none."""
    px, py, dx, dy = lines[row, 0], lines[row, 1], lines[row, 2], lines[row, 3]
    dot = px * dx + py * dy
    root = dot * dot + limit * limit - (px * px + py * py)
    if root < 0.0:
        return False
    root = math.sqrt(root)
    low = -dot - root
    high = -dot + root
    for k in range(row):
        denominator = dx * lines[k, 3] - dy * lines[k, 2]
        numerator = lines[k, 2] * (py - lines[k, 1]) - lines[k, 3] * (px - lines[k, 0])
        if abs(denominator) <= _EPSILON:
            if numerator < 0.0:
                return False
            continue
        t = numerator / denominator
        if denominator >= 0.0:
            high = min(high, t)
        else:
            low = max(low, t)
        if low > high:
            return False
    if direction_only:
        t = high if wish_x * dx + wish_y * dy > 0.0 else low
    else:
        t = min(max(dx * (wish_x - px) + dy * (wish_y - py), low), high)
    out[0] = px + t * dx
    out[1] = py + t * dy
    return True


@inner
def _in_all(
    lines: NDArray[np.float64],
    count: int,
    limit: float,
    wish_x: float,
    wish_y: float,
    direction_only: bool,
    out: NDArray[np.float64],
) -> int:
    """Best velocity in all half-planes; the number of the first one that cannot be met, or `count`."""
    if direction_only:
        out[0] = wish_x * limit
        out[1] = wish_y * limit
    else:
        norm2 = wish_x * wish_x + wish_y * wish_y
        scale = limit / math.sqrt(norm2) if norm2 > limit * limit else 1.0
        out[0] = wish_x * scale
        out[1] = wish_y * scale
    for k in range(count):
        if lines[k, 2] * (lines[k, 1] - out[1]) - lines[k, 3] * (lines[k, 0] - out[0]) > 0.0:
            kept_x, kept_y = out[0], out[1]
            if not _on_line(lines, k, limit, wish_x, wish_y, direction_only, out):
                out[0] = kept_x
                out[1] = kept_y
                return k
    return count


@inner
def within(
    lines: NDArray[np.float64], count: int, limit: float, wish_x: float, wish_y: float, out: NDArray[np.float64]
) -> None:
    """The velocity nearest to the wish, no faster than `limit`, in all half-planes; straight into the first that is out of reach."""
    failed = _in_all(lines, count, limit, wish_x, wish_y, False, out)
    if failed < count:
        out[0] = -lines[failed, 3] * limit
        out[1] = lines[failed, 2] * limit


@inner
def best_velocity(
    lines: NDArray[np.float64],
    hard: int,
    count: int,
    limit: float,
    wish_x: float,
    wish_y: float,
    out: NDArray[np.float64],
    spare: NDArray[np.float64],
) -> None:
    """The velocity nearest to the wish that all half-planes allow; the least bad one when none does.

    The first `hard` rows (walls) are never given up. `spare` is working space of the shape of `lines`.
    """
    failed = _in_all(lines, count, limit, wish_x, wish_y, False, out)
    if failed == count:
        return
    distance = 0.0
    for i in range(failed, count):
        if lines[i, 2] * (lines[i, 1] - out[1]) - lines[i, 3] * (lines[i, 0] - out[0]) <= distance:
            continue
        used = hard
        for j in range(hard):
            for m in range(4):
                spare[j, m] = lines[j, m]
        for j in range(hard, i):
            determinant = lines[i, 2] * lines[j, 3] - lines[i, 3] * lines[j, 2]
            if abs(determinant) <= _EPSILON:
                if lines[i, 2] * lines[j, 2] + lines[i, 3] * lines[j, 3] > 0.0:
                    continue
                spare[used, 0] = 0.5 * (lines[i, 0] + lines[j, 0])
                spare[used, 1] = 0.5 * (lines[i, 1] + lines[j, 1])
            else:
                t = (
                    lines[j, 2] * (lines[i, 1] - lines[j, 1]) - lines[j, 3] * (lines[i, 0] - lines[j, 0])
                ) / determinant
                spare[used, 0] = lines[i, 0] + t * lines[i, 2]
                spare[used, 1] = lines[i, 1] + t * lines[i, 3]
            ex = lines[j, 2] - lines[i, 2]
            ey = lines[j, 3] - lines[i, 3]
            over = 1.0 / math.sqrt(ex * ex + ey * ey)
            spare[used, 2] = ex * over
            spare[used, 3] = ey * over
            used += 1
        kept_x, kept_y = out[0], out[1]
        if _in_all(spare, used, limit, -lines[i, 3], lines[i, 2], True, out) < used:
            out[0] = kept_x
            out[1] = kept_y
        distance = lines[i, 2] * (lines[i, 1] - out[1]) - lines[i, 3] * (lines[i, 0] - out[0])
