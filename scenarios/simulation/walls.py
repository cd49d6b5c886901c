"""Walls as a signed distance: how near they are, where they push, and what they allow.

One look gives the clearance and its gradient from the same four cells. Nobody ends a step deeper in
a wall's keep-out than they began it.
"""


# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import inner
from scenarios.simulation.navigation import clearance

WALL_HORIZON_S = 0.3
VEHICLE_WALL_HORIZON_S = 0.8
OFF_WALL_MPS = 0.3  # whoever is too near a wall leaves it no faster than this


@inner
def look(fine: NDArray[np.float32], r: Any, x: float, y: float) -> tuple[float, float, float]:
    """(clearance in m, its gradient in x, in y): bilinear between cell centres; `r` are the rules."""
    rows, columns = fine.shape
    u = (x - r.x0) / r.cell - 0.5
    v = (y - r.y0) / r.cell - 0.5
    if u < 0.0 or v < 0.0 or u >= columns - 1 or v >= rows - 1:
        return clearance(fine, r.x0, r.y0, r.cell, x, y), 0.0, 0.0
    i = int(u)
    j = int(v)
    a = u - i
    b = v - j
    f00 = fine[j, i]
    f01 = fine[j, i + 1]
    f10 = fine[j + 1, i]
    f11 = fine[j + 1, i + 1]
    low = f00 + (f01 - f00) * a
    high = f10 + (f11 - f10) * a
    gx = ((f01 - f00) * (1.0 - b) + (f11 - f10) * b) / r.cell
    gy = (high - low) / r.cell
    return low + (high - low) * b, gx, gy


@inner
def wall_line(a: Any, r: Any, fine: NDArray[np.float32], lines: NDArray[np.float64]) -> int:
    """Write the half-plane of the nearest wall if it is close; return the number of rows written."""
    c, gx, gy = look(fine, r, a.x, a.y)
    horizon = WALL_HORIZON_S if a.kind == 0 else VEHICLE_WALL_HORIZON_S
    if c > a.wall + a.speed * horizon:
        return 0
    norm = math.sqrt(gx * gx + gy * gy)
    if norm < 0.05:  # on a ridge between two walls: neither is nearer
        return 0
    gx /= norm
    gy /= norm
    away = min(-(c - a.wall) / horizon, OFF_WALL_MPS)  # least speed along the normal
    lines[0, 0] = away * gx
    lines[0, 1] = away * gy
    lines[0, 2] = gy
    lines[0, 3] = -gx
    return 1


@inner
def keep_off_walls(a: Any, r: Any, fine: NDArray[np.float32]) -> None:
    """Push an agent out of the clearance it must keep, never farther than it walked; else leave it where it was."""
    c, gx, gy = look(fine, r, a.x, a.y)
    if c >= a.wall:
        return
    before = clearance(fine, r.x0, r.y0, r.cell, a.ox, a.oy)
    if c >= before:
        return
    norm = math.sqrt(gx * gx + gy * gy)
    if norm > 1e-6:
        push = min(a.wall, before) - c
        a.x += gx / norm * push
        a.y += gy / norm * push
    dx = a.x - a.ox
    dy = a.y - a.oy
    moved = math.sqrt(dx * dx + dy * dy)
    most = a.speed * r.step
    if moved > most:
        a.x = a.ox + dx * most / moved
        a.y = a.oy + dy * most / moved
    if clearance(fine, r.x0, r.y0, r.cell, a.x, a.y) < min(a.wall, before) - 0.02:
        a.x = a.ox
        a.y = a.oy
