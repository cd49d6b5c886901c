"""Finding the way: a coarse navigation grid, walking costs to a place, and direction fields.

The floor plan's clearance (0.1 m) is sampled at 0.25 m. The cost to a place solves the eikonal
equation by fast sweeping (Zhao 2005, "A fast sweeping method for eikonal equations") with a slowness
that is 1 in the open and rises near walls, so that paths keep a natural distance. A direction field
holds, per cell, the steepest descent as one byte: 256 steps of a full turn. What such cells are too coarse
for is found in `passages`. Nothing here moves anyone.
"""

# ruff: noqa: PLR0917, RUF046 -- compiled functions take plain positional arguments, and compare the same way
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import inner, kernel
from twin.contracts import FloorPlan

CELL_M = 0.25
FAR = 1e8  # a cost above this means unreachable
ALL_SIDES = 15  # of a cell: one can walk to the left (1), to the right (2), down (4) and up (8)
STEEPEST = 1.5  # metres that the clearance may fall by in a metre of way, and some more
STEADY = 0.8  # of the slope at a sample there is this much a cell farther on, too, where it is that of one wall
MIDDLE_M = 0.03  # so much nearer to walls on both sides, a sample is in the middle between them
_SWEEPS = 60


@dataclass(frozen=True, eq=False)
class Grid:
    """Clearance at two resolutions over the same ground."""

    origin_m: tuple[float, float]
    fine_cell_m: float
    fine_m: NDArray[np.float32]  # (rows, columns) the floor plan's clearance
    coarse_m: NDArray[np.float32]  # (rows, columns) clearance at the centres of CELL_M cells

    @classmethod
    def from_plan(cls, plan: FloorPlan) -> Grid:
        """Sample a floor plan."""
        origin = (float(plan.origin_m[0]), float(plan.origin_m[1]))
        return cls.of(origin, float(plan.cell_m), np.ascontiguousarray(plan.clearance_m, dtype=np.float32))

    @classmethod
    def of(cls, origin_m: tuple[float, float], cell_m: float, fine_m: NDArray[np.float32]) -> Grid:
        """Sample a clearance of cells of `cell_m`."""
        rows = max(1, math.ceil(fine_m.shape[0] * cell_m / CELL_M - 1e-9))
        columns = max(1, math.ceil(fine_m.shape[1] * cell_m / CELL_M - 1e-9))
        return cls(origin_m, cell_m, fine_m, _resample(fine_m, cell_m, rows, columns))

    def center_m(self, row: int, column: int) -> tuple[float, float]:
        """The middle of a coarse cell."""
        return self.origin_m[0] + (column + 0.5) * CELL_M, self.origin_m[1] + (row + 0.5) * CELL_M

    def cell_of(self, x_m: float, y_m: float) -> tuple[int, int]:
        """(row, column) of the coarse cell under a point, clipped to the grid."""
        rows, columns = self.coarse_m.shape
        row = min(max(int((y_m - self.origin_m[1]) / CELL_M), 0), rows - 1)
        column = min(max(int((x_m - self.origin_m[0]) / CELL_M), 0), columns - 1)
        return row, column

    def clearance_at(self, x_m: float, y_m: float) -> float:
        """Signed distance to what blocks, at a point."""
        return float(clearance(self.fine_m, self.origin_m[0], self.origin_m[1], self.fine_cell_m, x_m, y_m))

    def sees(self, ax: float, ay: float, bx: float, by: float, margin_m: float) -> bool:
        """Whether the straight way from a to b keeps `margin_m` from everything."""
        return bool(sees(self.fine_m, self.origin_m[0], self.origin_m[1], self.fine_cell_m, ax, ay, bx, by, margin_m))


@kernel
def clearance(fine: NDArray[np.float32], x0: float, y0: float, cell: float, x: float, y: float) -> float:
    """Signed distance to the nearest obstacle at a point: bilinear between cell centres, -1 off the grid."""
    rows, columns = fine.shape
    u = (x - x0) / cell - 0.5
    v = (y - y0) / cell - 0.5
    if u < -0.5 or v < -0.5 or u > columns - 0.5 or v > rows - 0.5:
        return -1.0
    i = min(max(int(math.floor(u)), 0), max(columns - 2, 0))
    j = min(max(int(math.floor(v)), 0), max(rows - 2, 0))
    i1 = min(i + 1, columns - 1)
    j1 = min(j + 1, rows - 1)
    a = min(max(u - i, 0.0), 1.0)
    b = min(max(v - j, 0.0), 1.0)
    low = fine[j, i] * (1.0 - a) + fine[j, i1] * a
    high = fine[j1, i] * (1.0 - a) + fine[j1, i1] * a
    return low * (1.0 - b) + high * b


@kernel
def leaning(fine: NDArray[np.float32], j: int, i: int) -> tuple[float, float, bool]:
    """(x, y, known): the unit vector from the nearest wall at a sample of the clearance, by upwind differences.

    Unknown on the middle between two walls: both neighbours along an axis are nearer to one, or the axes tell
    of different walls, and a cell towards it the wall is not a cell nearer.
    """
    rows, columns = fine.shape
    f = fine[j, i]
    left = f - fine[j, max(i - 1, 0)]
    right = f - fine[j, min(i + 1, columns - 1)]
    down = f - fine[max(j - 1, 0), i]
    up = f - fine[min(j + 1, rows - 1), i]
    if min(left, right) > MIDDLE_M or min(down, up) > MIDDLE_M:
        return 0.0, 0.0, False
    gx = max(left, 0.0) if left >= right else -max(right, 0.0)
    gy = max(down, 0.0) if down >= up else -max(up, 0.0)
    norm = math.sqrt(gx * gx + gy * gy)
    if norm < MIDDLE_M:
        return 0.0, 0.0, False
    gx /= norm
    gy /= norm
    nearer = f - clearance(fine, -0.5, -0.5, 1.0, i - gx, j - gy)
    return gx, gy, nearer > STEADY * norm


@kernel
def room(
    fine: NDArray[np.float32], x0: float, y0: float, cell: float, x: float, y: float, enough: float
) -> tuple[float, float, float]:
    """(distance to the nearest wall in m, unit vector from it in x, in y), also between two walls that are near.

    Between cells, the clearance cuts the ridge of an opening by up to half a cell, and its slope there leads
    along the ridge or nowhere. From each of the four samples around the point the wall is at f + g (p - c)
    with the slope g of that sample's own side: exact for straight walls, short of the truth for corners
    that stick out. Not worked out where the clearance is `enough` anyhow (the vector is 0 then).
    """
    c = clearance(fine, x0, y0, cell, x, y)
    rows, columns = fine.shape
    u = (x - x0) / cell - 0.5
    v = (y - y0) / cell - 0.5
    if c >= enough or u < 0.0 or v < 0.0 or u >= columns - 1 or v >= rows - 1:
        return c, 0.0, 0.0
    i = int(u)
    j = int(v)
    least = 1e9
    nearest = 1e9
    gx = 0.0
    gy = 0.0
    for k in range(4):
        jj = j + (k >> 1)
        ii = i + (k & 1)
        px = (u - ii) * cell
        py = (v - jj) * cell
        ex, ey, known = leaning(fine, jj, ii)
        if known:
            d = fine[jj, ii] + ex * px + ey * py
            if d < nearest:
                nearest = d
                gx = ex
                gy = ey
        else:
            d = fine[jj, ii] + math.sqrt(px * px + py * py)
        least = min(least, d)
    return max(c, least), gx, gy


@kernel
def sees(
    fine: NDArray[np.float32],
    x0: float,
    y0: float,
    cell: float,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    margin: float,
) -> bool:
    """Whether every point of a segment (sampled at 0.15 m) keeps `margin` from obstacles.

    Samples are passed over that the clearance of an earlier one vouches for: between cells it falls by
    sqrt(2) m a metre at most, being a distance.
    """
    length = math.hypot(bx - ax, by - ay)
    count = int(length / 0.15) + 1
    samples_per_m = count / (STEEPEST * length) if length > 1e-6 else 0.0
    k = 0
    while k <= count:
        s = k / count
        c = clearance(fine, x0, y0, cell, ax + (bx - ax) * s, ay + (by - ay) * s)
        if c < margin:
            return False
        k += 1 + int((c - margin) * samples_per_m)
    return True


@kernel
def _resample(fine: NDArray[np.float32], cell: float, rows: int, columns: int) -> NDArray[np.float32]:
    out = np.empty((rows, columns), np.float32)
    for j in range(rows):
        for i in range(columns):
            out[j, i] = clearance(fine, 0.0, 0.0, cell, (i + 0.5) * CELL_M, (j + 0.5) * CELL_M)
    return out


@kernel
def slowness(coarse: NDArray[np.float32], radius: float, comfort: float) -> NDArray[np.float32]:
    """Cost per metre: -1 where a disc of `radius` does not fit, 1 beyond `comfort`, up to 3 between."""
    rows, columns = coarse.shape
    out = np.empty((rows, columns), np.float32)
    for j in range(rows):
        for i in range(columns):
            d = coarse[j, i]
            if d < radius:
                out[j, i] = -1.0
            elif d < comfort:
                out[j, i] = 1.0 + 2.0 * (comfort - d) / (comfort - radius)
            else:
                out[j, i] = 1.0
    return out


@inner
def across(a: Any, b: Any, step: Any) -> Any:
    """Cost of a cell from the lesser ones beside it along both axes, where crossing it costs `step` (Zhao 2005, eq. 2.4)."""
    gap = a - b
    if abs(gap) >= step:
        return min(a, b) + step
    return np.float32(0.5) * (a + b + np.float32(math.sqrt(2.0 * step * step - gap * gap)))


@inner
def beside(cost: NDArray[np.float32], open_to: int, j: int, i: int) -> tuple[Any, Any, Any, Any]:
    """Costs to the left, to the right, down and up of a cell; 1e9 where it is not open to that side."""
    big = np.float32(1e9)
    left = cost[j, i - 1] if open_to & 1 else big
    right = cost[j, i + 1] if open_to & 2 else big
    down = cost[j - 1, i] if open_to & 4 else big
    up = cost[j + 1, i] if open_to & 8 else big
    return left, right, down, up


@inner
def _tell_beside(stale: NDArray[np.bool_], open_to: int, j: int, i: int) -> None:
    """Mark the cells beside one that it is open to."""
    if open_to & 1:
        stale[j, i - 1] = True
    if open_to & 2:
        stale[j, i + 1] = True
    if open_to & 4:
        stale[j - 1, i] = True
    if open_to & 8:
        stale[j + 1, i] = True


@kernel
def sweep(slow: NDArray[np.float32], sides: NDArray[np.uint8], cost: NDArray[np.float32]) -> None:
    """Solve |grad cost| = slowness from the finite entries of `cost`, in place; `sides` are those that cells are open to."""
    rows, columns = slow.shape
    stale = np.ones((rows, columns), np.bool_)  # a cell beside it has got cheaper (Bak, McLaughlin and Renzi 2010)
    for _ in range(_SWEEPS):
        change = np.float32(0.0)
        for direction in range(4):
            for jj in range(rows):
                j = jj if direction < 2 else rows - 1 - jj
                for ii in range(columns):
                    i = ii if (direction & 1) == 0 else columns - 1 - ii
                    if not stale[j, i]:
                        continue
                    stale[j, i] = False
                    left, right, down, up = beside(cost, sides[j, i], j, i)
                    a = min(left, right)
                    b = min(down, up)
                    c = cost[j, i]
                    if slow[j, i] < 0.0 or min(a, b) >= c:
                        continue
                    value = across(a, b, slow[j, i] * np.float32(CELL_M))
                    if value < c - np.float32(1e-4):
                        change = max(change, c - value)
                        cost[j, i] = value
                        _tell_beside(stale, sides[j, i], j, i)
        if change < 1e-3:
            return


@kernel
def seed(cost: NDArray[np.float32], slow: NDArray[np.float32], x: float, y: float, reach: int) -> bool:
    """Write exact distances around a point (grid coordinates in metres); false when no free cell is near.

    Cells of the 3 x 3 block under the point are seeded; where none of them is free, the nearest free
    cell within `reach` cells is.
    """
    rows, columns = slow.shape
    ci = int(math.floor(x / CELL_M))
    cj = int(math.floor(y / CELL_M))
    found = False
    for j in range(max(0, cj - 1), min(rows, cj + 2)):
        for i in range(max(0, ci - 1), min(columns, ci + 2)):
            if slow[j, i] > 0.0:
                d = np.float32(math.hypot((i + 0.5) * CELL_M - x, (j + 0.5) * CELL_M - y))
                cost[j, i] = min(cost[j, i], d)
                found = True
    if found:
        return True
    best = 1e18
    bi = -1
    bj = -1
    for j in range(max(0, cj - reach), min(rows, cj + reach + 1)):
        for i in range(max(0, ci - reach), min(columns, ci + reach + 1)):
            if slow[j, i] > 0.0:
                d2 = math.hypot((i + 0.5) * CELL_M - x, (j + 0.5) * CELL_M - y)
                if d2 < best:
                    best = d2
                    bi = i
                    bj = j
    if bi < 0:
        return False
    cost[bj, bi] = min(cost[bj, bi], np.float32(best))
    return True


@inner
def as_byte(ex: Any, ey: Any) -> Any:
    """A direction as a field holds it: 256 steps of a full turn (`steering.COMPASS` has their unit vectors)."""
    return np.uint8(int(round(math.atan2(ey, ex) / (2.0 * math.pi) * 256.0)) & 255)


@kernel
def directions(cost: NDArray[np.float32], coarse: NDArray[np.float32], out: NDArray[np.uint8]) -> None:
    """Steepest descent of the cost per cell as a byte; out of the wall where the cost is unknown."""
    rows, columns = cost.shape
    big = 1e9
    for j in range(rows):
        for i in range(columns):
            c = cost[j, i]
            il = max(i - 1, 0)
            ir = min(i + 1, columns - 1)
            jd = max(j - 1, 0)
            ju = min(j + 1, rows - 1)
            if c > FAR:
                ex = float(coarse[j, ir] - coarse[j, il])
                ey = float(coarse[ju, i] - coarse[jd, i])
            else:
                left = cost[j, i - 1] if i > 0 else big
                right = cost[j, i + 1] if i < columns - 1 else big
                down = cost[j - 1, i] if j > 0 else big
                up = cost[j + 1, i] if j < rows - 1 else big
                ex = 0.0
                ey = 0.0
                if min(left, right) < c:
                    ex = c - right if right < left else left - c
                if min(down, up) < c:
                    ey = c - up if up < down else down - c
            out[j, i] = as_byte(ex, ey)


@kernel
def descend(cost: NDArray[np.float32], row: int, column: int) -> NDArray[np.int64]:
    """(N, 2) cells from one cell down the steepest of its neighbours until none is lower, both ends included."""
    rows, columns = cost.shape
    path = np.empty((rows * columns, 2), np.int64)
    count = 0
    while True:
        path[count, 0], path[count, 1] = row, column
        count += 1
        next_row, next_column, least = row, column, cost[row, column]
        for j in range(max(row - 1, 0), min(row + 2, rows)):
            for i in range(max(column - 1, 0), min(column + 2, columns)):
                if cost[j, i] < least:
                    next_row, next_column, least = j, i, cost[j, i]
        if next_row == row and next_column == column:
            return path[:count].copy()
        row, column = next_row, next_column


@kernel
def all_sides(rows: int, columns: int) -> NDArray[np.uint8]:
    """Every cell is open to all of its neighbours."""
    sides = np.full((rows, columns), np.uint8(ALL_SIDES))
    sides[:, 0] -= np.uint8(1)
    sides[:, columns - 1] -= np.uint8(2)
    sides[0] -= np.uint8(4)
    sides[rows - 1] -= np.uint8(8)
    return sides


def seeded(grid: Grid, slow: NDArray[np.float32], points_m: NDArray[np.float64]) -> NDArray[np.float32]:
    """(rows, columns) distances in metres of the cells right at some points; 1e9 elsewhere."""
    cost = np.full(slow.shape, 1e9, np.float32)
    for x, y in points_m:
        seed(cost, slow, float(x) - grid.origin_m[0], float(y) - grid.origin_m[1], 5)
    return cost


def cost_to(
    grid: Grid,
    slow: NDArray[np.float32],
    points_m: NDArray[np.float64],
    sides: NDArray[np.uint8] | None = None,
) -> NDArray[np.float32]:
    """(rows, columns) walking cost in metres to the nearest of some points; 1e9 where there is no way.

    `sides` (rows, columns) are those to which each cell is open, bits of ALL_SIDES; without it, all are.
    """
    cost = seeded(grid, slow, points_m)
    sweep(slow, all_sides(*slow.shape) if sides is None else sides, cost)
    return cost


def nearest_free(slow: NDArray[np.float32], row: int, column: int) -> tuple[int, int]:
    """The free cell nearest to a cell, itself included, within 5 cells; itself where none is."""
    if slow[row, column] > 0:
        return row, column
    low_row, low_column = max(0, row - 5), max(0, column - 5)
    window = slow[low_row : row + 6, low_column : column + 6]
    rows, columns = np.nonzero(window > 0)
    if not len(rows):
        return row, column
    best = int(np.argmin((rows + low_row - row) ** 2 + (columns + low_column - column) ** 2))
    return int(rows[best] + low_row), int(columns[best] + low_column)
