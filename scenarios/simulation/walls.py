"""Walls as a signed distance: how near they are, where they push, and what they allow.

One look gives the clearance and its gradient from the same four cells; between walls that are near each
other, people look at each of them. Nobody ends a step deeper in a wall's keep-out than they began it.
"""

# ruff: noqa: PLR0917 -- compiled functions take plain positional arguments
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import inner
from scenarios.simulation.navigation import STEEPEST, clearance, leaning, room

WALL_HORIZON_S = 0.3
VEHICLE_WALL_HORIZON_S = 0.8
OFF_WALL_MPS = 0.3  # whoever is too near a wall leaves it no faster than this
SLOPE = 0.8  # where the clearance is less steep than this, more than one wall is near
SAME_WALL = 0.9  # cosine between the directions from a wall as two samples know it
MOST_WALLS = 6
PUSHES = 3
GIVE_M = 0.02  # by so much a step may end deeper, before it is taken back


@inner
def look(fine: NDArray[np.float32], r: Any, x: float, y: float) -> tuple[float, float, float]:
    """(clearance in m, its gradient in x, in y): bilinear between cell centres; `r` are the rules."""
    rows, columns = fine.shape
    per_m = 1.0 / r.cell
    u = (x - r.x0) * per_m - 0.5
    v = (y - r.y0) * per_m - 0.5
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
    gx = ((f01 - f00) * (1.0 - b) + (f11 - f10) * b) * per_m
    gy = (high - low) * per_m
    return low + (high - low) * b, gx, gy


@inner
def is_clear(a: Any, least: float) -> bool:
    """Whether an agent's last look vouches for a clearance of `least` where it is now: a distance falls only so fast."""
    dx = a.x - a.look_x
    dy = a.y - a.look_y
    spare = a.clear - least
    return spare > 0.0 and STEEPEST * STEEPEST * (dx * dx + dy * dy) < spare * spare


@inner
def wall_line(a: Any, r: Any, fine: NDArray[np.float32], lines: NDArray[np.float64]) -> int:
    """Write the half-planes of the walls that are close; return the number of rows written, MOST_WALLS at most.

    One wall for vehicles, and where the clearance is a slope; for people all that are near where it is not, and the
    one that they come to.
    """
    horizon = WALL_HORIZON_S if a.kind == 0 else VEHICLE_WALL_HORIZON_S
    matters = a.wall + a.speed * horizon
    if is_clear(a, matters):
        return 0
    c, gx, gy = look(fine, r, a.x, a.y)
    a.look_x = a.x
    a.look_y = a.y
    a.clear = c
    if c > matters:
        return 0
    norm = math.sqrt(gx * gx + gy * gy)
    rows = 0
    if a.kind == 0 and norm < SLOPE:
        rows = _lines_about(a, r, fine, a.x, a.y, c, lines, 0)
    if rows == 0 and norm >= 0.05:  # else on a ridge between two walls: neither is nearer
        _write(lines, 0, gx / norm, gy / norm, min(-(c - a.wall) / horizon, OFF_WALL_MPS))
        rows = 1
    return rows if a.kind > 0 else _lines_ahead(a, r, fine, c, lines, rows)


@inner
def _lines_ahead(a: Any, r: Any, fine: NDArray[np.float32], c: float, lines: NDArray[np.float64], row: int) -> int:
    """Append the half-planes of the walls that somebody comes to, which need not be those they are at; the rows then."""
    dx = a.vx * WALL_HORIZON_S
    dy = a.vy * WALL_HORIZON_S
    there, gx, gy = look(fine, r, a.x + dx, a.y + dy)
    norm = math.sqrt(gx * gx + gy * gy)
    if norm < SLOPE:
        return _lines_about(a, r, fine, a.x + dx, a.y + dy, c, lines, row)
    gx /= norm
    gy /= norm
    return _append(a, gx, gy, there - dx * gx - dy * gy, lines, row)


@inner
def _lines_about(
    a: Any, r: Any, fine: NDArray[np.float32], x: float, y: float, c: float, lines: NDArray[np.float64], row: int
) -> int:
    """Append the half-planes of the walls on all sides of (x, y), read off the samples around (see `navigation.room`).

    None is nearer than `c`. Nobody is pushed from one towards another: who is too near only comes no nearer.
    """
    rows, columns = fine.shape
    i = min(max(int((x - r.x0) / r.cell - 0.5), 0), columns - 2)
    j = min(max(int((y - r.y0) / r.cell - 0.5), 0), rows - 2)
    u = (a.x - r.x0) / r.cell - 0.5
    v = (a.y - r.y0) / r.cell - 0.5
    for k in range(4):
        jj = j + (k >> 1)
        ii = i + (k & 1)
        gx, gy, known = leaning(fine, jj, ii)
        if known:
            row = _append(a, gx, gy, max(c, fine[jj, ii] + (gx * (u - ii) + gy * (v - jj)) * r.cell), lines, row)
    return row


@inner
def _append(a: Any, gx: float, gy: float, d: float, lines: NDArray[np.float64], row: int) -> int:
    """Append the half-plane of a wall at a distance where it is near and none like it is there; the rows then."""
    if d >= a.wall + a.speed * WALL_HORIZON_S or row >= MOST_WALLS:
        return row
    away = min(-(d - a.wall) / WALL_HORIZON_S, 0.0)
    for k in range(row):
        if gy * lines[k, 2] - gx * lines[k, 3] > SAME_WALL and gx * lines[k, 0] + gy * lines[k, 1] >= away:
            return row
    _write(lines, row, gx, gy, away)
    return row + 1


@inner
def _write(lines: NDArray[np.float64], row: int, nx: float, ny: float, away: float) -> None:
    """The half-plane of velocities of at least `away` along the unit normal (nx, ny) of a wall."""
    lines[row, 0] = away * nx
    lines[row, 1] = away * ny
    lines[row, 2] = ny
    lines[row, 3] = -nx


@inner
def keep_off_walls(a: Any, r: Any, fine: NDArray[np.float32], open_floor: NDArray[np.float32]) -> None:
    """Push an agent out of the clearance it must keep, never farther than it walked; else leave it where it was.

    `open_floor` is the clearance where no stretch of floor is closed: people brake into such a stretch that closes before them.
    """
    if is_clear(a, a.wall):
        return
    c, gx, gy = look(fine, r, a.x, a.y)
    if c >= a.wall:
        return
    if a.kind == 0:
        _keep_between(a, r, fine)
        _no_harder(a, r, open_floor)
        return
    before = clearance(fine, r.x0, r.y0, r.cell, a.ox, a.oy)
    if c >= before:
        return
    norm = math.sqrt(gx * gx + gy * gy)
    if norm > 1e-6:
        push = min(a.wall, before) - c
        a.x += gx / norm * push
        a.y += gy / norm * push
    _no_farther(a, r)
    if clearance(fine, r.x0, r.y0, r.cell, a.x, a.y) < min(a.wall, before) - GIVE_M:
        a.x = a.ox
        a.y = a.oy


@inner
def _no_farther(a: Any, r: Any) -> None:
    """Shorten what an agent moved in a step to what its speed allows."""
    dx = a.x - a.ox
    dy = a.y - a.oy
    moved = math.sqrt(dx * dx + dy * dy)
    most = a.speed * r.step
    if moved > most:
        a.x = a.ox + dx * most / moved
        a.y = a.oy + dy * most / moved


@inner
def _keep_between(a: Any, r: Any, fine: NDArray[np.float32]) -> None:
    """As `keep_off_walls`, for people, by the room that their ways are found by: off one wall, then off another."""
    before, _, _ = room(fine, r.x0, r.y0, r.cell, a.ox, a.oy, a.wall)
    keep = min(a.wall, before)
    for _ in range(PUSHES):
        c, gx, gy = room(fine, r.x0, r.y0, r.cell, a.x, a.y, a.wall)
        if c >= keep:
            break
        a.x += gx * (keep - c)
        a.y += gy * (keep - c)
    _no_farther(a, r)
    c, _, _ = room(fine, r.x0, r.y0, r.cell, a.x, a.y, a.wall)
    if c < keep - GIVE_M:
        a.x = a.ox
        a.y = a.oy


@inner
def _no_harder(a: Any, r: Any, fine: NDArray[np.float32]) -> None:
    """Shorten a push to what a person's acceleration allows, as far as the walls do."""
    dx = (a.x - a.ox) / r.step - a.vx
    dy = (a.y - a.oy) / r.step - a.vy
    most = a.accel * r.step
    change = math.sqrt(dx * dx + dy * dy)
    if change <= most:
        return
    x = a.ox + (a.vx + dx * most / change) * r.step
    y = a.oy + (a.vy + dy * most / change) * r.step
    before, _, _ = room(fine, r.x0, r.y0, r.cell, a.ox, a.oy, a.wall)
    c, _, _ = room(fine, r.x0, r.y0, r.cell, x, y, a.wall)
    if c >= min(a.wall, before) - GIVE_M:
        a.x = x
        a.y = y
