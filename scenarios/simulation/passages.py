"""People's ways through openings that the cells of the ways are too coarse for.

A cell of 0.25 m is open where its centre is far enough from walls; the middle of an opening narrower than
0.9 m may lie between two centres. Near such openings a cell is open, too, where any of its points has the room
that a body needs, and two cells hang together where one can walk from one's point to the other's. Room is what
`navigation.room` says: what the walls ask when they push a body back, so a body fits wherever a way leads.
"""

# ruff: noqa: PLR0917, RUF046 -- compiled functions take plain positional arguments, and compare the same way
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import inner, kernel
from scenarios.simulation.navigation import (
    ALL_SIDES,
    CELL_M,
    FAR,
    Grid,
    all_sides,
    as_byte,
    leaning,
    nearest_free,
    room,
    seeded,
    slowness,
    sweep,
)
from scenarios.simulation.sightlines import directions_in_sight, straighten

LEAST_M = (
    0.24  # room that people's way through an opening has on both sides: a body's half width, less what a cell hides
)
NARROW_SLOWNESS = 3.0  # as beside a wall
_WALL_M = 0.2  # samples of the clearance this near to a wall look for another one across from it,
_ACROSS_M = 0.9  # this far
_AROUND = 2  # cells about an opening that may be opened
_GRAIN_M = 0.0125  # to which the point with the most room in a cell is found
_OFF_CENTRE = 0.5  # metres of room that a metre off a cell's centre is worth
_EDGE_POINTS = 11  # looked at along an edge between two cells
_SAMPLE_M = 0.04  # between two looks along a way
_AHEAD = 3  # cells that a direction looks ahead


@dataclass(frozen=True, eq=False)
class Ways:
    """What people's ways over a floor are worked out from."""

    slow: NDArray[np.float32]  # (rows, columns) cost of a metre, -1 where there is no way
    sides: NDArray[np.uint8]  # (rows, columns) to which each cell is open, bits of ALL_SIDES
    narrow: NDArray[np.bool_]  # (rows, columns) cells that are open only for a point in them
    via_m: NDArray[np.float32]  # (rows, columns, 2) that point, off the grid's origin; the centre of other cells
    special: NDArray[np.int64]  # (K, 2) cells (row, column) at narrow ones, where the slope of the cost is no guide
    least_m: float  # room on these ways
    comfort_m: float  # and where they run straight

    def content(self) -> bytes:
        """All that the direction fields depend on."""
        return b"".join(part.tobytes() for part in (self.slow, self.sides, self.special, self.via_m[self.narrow]))


def find_ways(grid: Grid, nav_m: float, comfort_m: float) -> Ways:
    """The ways of people who keep `nav_m` from walls, `comfort_m` where they can, and LEAST_M in narrow openings."""
    least_m = min(LEAST_M, nav_m)
    fine, coarse = grid.fine_m, grid.coarse_m
    near = _near_openings(fine, grid.fine_cell_m, *coarse.shape)
    narrow = np.zeros(coarse.shape, np.bool_)
    via_m = _centres(*coarse.shape)
    _open(fine, grid.fine_cell_m, coarse, near, nav_m, least_m, narrow, via_m)
    sides = all_sides(*coarse.shape)
    _close_sides(fine, grid.fine_cell_m, coarse, narrow, via_m, nav_m, least_m, sides)
    slow = slowness(coarse, nav_m, comfort_m)
    slow[narrow] = NARROW_SLOWNESS
    return Ways(slow, sides, narrow, via_m, _special(narrow, slow), least_m, comfort_m)


def _special(narrow: NDArray[np.bool_], slow: NDArray[np.float32]) -> NDArray[np.int64]:
    """(K, 2) open cells that are narrow or at most two steps from one that is."""
    reach = narrow.copy()
    for _ in range(2):
        grown = reach.copy()
        grown[1:] |= reach[:-1]
        grown[:-1] |= reach[1:]
        grown[:, 1:] |= reach[:, :-1]
        grown[:, :-1] |= reach[:, 1:]
        reach = grown
    return np.ascontiguousarray(np.argwhere(reach & (slow > 0)))


def costs_in_sight(
    grid: Grid, ways: Ways, points_m: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """(costs in metres to the nearest of some points, 1e9 for no way; the roots they come from, see `sightlines`)."""
    cost = seeded(grid, ways.slow, points_m)
    root = np.where(cost < FAR, np.arange(cost.size).reshape(cost.shape), -1)
    plain = cost.copy()
    sweep(ways.slow, ways.sides, plain)
    reached = np.flatnonzero(plain < FAR)
    order = reached[np.argsort(plain.ravel()[reached], kind="stable")]
    straighten(grid.fine_m, grid.fine_cell_m, ways.slow, ways.sides, ways.comfort_m - _GRAIN_M, order, cost, root)
    return cost, root


def direction_field(
    grid: Grid, ways: Ways, points_m: NDArray[np.float64], out: NDArray[np.uint8]
) -> NDArray[np.float32]:
    """Write the direction field (rows, columns) towards the nearest of some points; the costs (rows, columns), 1e9 for no way.

    Straight where nothing is near, through openings the way itself, and the steepest descent of the cost elsewhere.
    """
    cost, root = costs_in_sight(grid, ways, points_m)
    directions_in_sight(cost, root, grid.coarse_m, out)
    _through_openings(
        grid.fine_m, grid.fine_cell_m, cost, ways.sides, ways.narrow, ways.via_m, ways.special, ways.least_m, out
    )
    return cost


def direction_fields(
    grid: Grid, ways: Ways, anchors_m: NDArray[np.float64]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Direction fields (D, rows, columns) towards each anchor, and the costs (D, D) from each (row) to each (column)."""
    count = len(anchors_m)
    fields = np.empty((count, *ways.slow.shape), np.uint8)
    between = np.empty((count, count), np.float32)
    cells = [grid.cell_of(x, y) for x, y in anchors_m]
    near = [nearest_free(ways.slow, row, column) for row, column in cells]
    rows_at = np.array([cell[0] for cell in near], np.int64)
    columns_at = np.array([cell[1] for cell in near], np.int64)
    for k in range(count):
        cost = direction_field(grid, ways, anchors_m[k : k + 1], fields[k])
        between[:, k] = cost[rows_at, columns_at]
    np.fill_diagonal(between, 0.0)
    return fields, between


def _centres(rows: int, columns: int) -> NDArray[np.float32]:
    j, i = np.mgrid[0:rows, 0:columns]
    return ((np.stack([i, j], axis=-1) + 0.5) * CELL_M).astype(np.float32)


@kernel
def _near_openings(fine: NDArray[np.float32], cell: float, rows: int, columns: int) -> NDArray[np.bool_]:
    """(rows, columns) cells of the ways at most `_AROUND` from the ground between two walls that face each other."""
    near = np.zeros((rows, columns), np.bool_)
    steps = int(_ACROSS_M / cell)
    for j in range(fine.shape[0]):
        for i in range(fine.shape[1]):
            if fine[j, i] <= 0.0 or fine[j, i] > _WALL_M:
                continue
            ex, ey, known = leaning(fine, j, i)
            if not known:
                continue
            for k in range(1, steps):
                jj = int(round(j + ey * k))
                ii = int(round(i + ex * k))
                if jj < 0 or ii < 0 or jj >= fine.shape[0] or ii >= fine.shape[1] or fine[jj, ii] <= 0.0:
                    break
                fx, fy, across = leaning(fine, jj, ii)
                if across and ex * fx + ey * fy < -0.5:
                    for m in range(k + 1):
                        y = int((j + 0.5 + ey * m) * cell / CELL_M)
                        x = int((i + 0.5 + ex * m) * cell / CELL_M)
                        near[
                            max(y - _AROUND, 0) : min(y + _AROUND + 1, rows),
                            max(x - _AROUND, 0) : min(x + _AROUND + 1, columns),
                        ] = True
                    break
    return near


@inner
def _worth(fine: NDArray[np.float32], cell: float, radius: float, x: float, y: float, i: int, j: int) -> float:
    """Room at a point, no more than `radius` of it, and less the farther the point is from its cell's centre."""
    d, _, _ = room(fine, 0.0, 0.0, cell, x, y, radius)
    return min(d, radius) - _OFF_CENTRE * math.hypot(x - (i + 0.5) * CELL_M, y - (j + 0.5) * CELL_M)


@kernel
def _open(
    fine: NDArray[np.float32],
    cell: float,
    coarse: NDArray[np.float32],
    near: NDArray[np.bool_],
    radius: float,
    least: float,
    narrow: NDArray[np.bool_],
    via: NDArray[np.float32],
) -> None:
    """Mark the cells near openings that have `least` room at some point, and write that point."""
    rows, columns = coarse.shape
    for j in range(rows):
        for i in range(columns):
            if not near[j, i] or coarse[j, i] >= radius or coarse[j, i] < least - 0.8 * CELL_M:
                continue
            best_x = (i + 0.5) * CELL_M
            best_y = (j + 0.5) * CELL_M
            best = _worth(fine, cell, radius, best_x, best_y, i, j)
            for k in range(36):
                x = (i + 0.2 * (k % 6)) * CELL_M
                y = (j + 0.2 * (k // 6)) * CELL_M
                worth = _worth(fine, cell, radius, x, y, i, j)
                if worth > best:
                    best, best_x, best_y = worth, x, y
            step = 0.1 * CELL_M
            while step > 0.9 * _GRAIN_M:
                from_x, from_y = best_x, best_y
                for k in range(9):
                    x = min(max(from_x + (k % 3 - 1) * step, i * CELL_M), (i + 1) * CELL_M)
                    y = min(max(from_y + (k // 3 - 1) * step, j * CELL_M), (j + 1) * CELL_M)
                    worth = _worth(fine, cell, radius, x, y, i, j)
                    if worth > best:
                        best, best_x, best_y = worth, x, y
                step *= 0.5
            d, _, _ = room(fine, 0.0, 0.0, cell, best_x, best_y, radius)
            if d >= least:
                narrow[j, i] = True
                via[j, i, 0] = best_x
                via[j, i, 1] = best_y


@kernel
def _fits(fine: NDArray[np.float32], cell: float, ax: float, ay: float, bx: float, by: float, least: float) -> bool:
    """Whether a body that needs `least` room to both sides fits all along a straight way, to a millimetre."""
    count = int(math.hypot(bx - ax, by - ay) / _SAMPLE_M) + 1
    for k in range(count + 1):
        s = k / count
        d, _, _ = room(fine, 0.0, 0.0, cell, ax + (bx - ax) * s, ay + (by - ay) * s, least)
        if d < least - 1e-3:
            return False
    return True


@inner
def _on_edge(j: int, i: int, side: int, k: int) -> tuple[float, float]:
    """(x, y) of the `k`-th of `_EDGE_POINTS` along a cell's side (0 left, 1 right, 2 down, 3 up)."""
    s = k / (_EDGE_POINTS - 1)
    if side < 2:
        return (i + side) * CELL_M, (j + s) * CELL_M
    return (i + s) * CELL_M, (j + side - 2) * CELL_M


@kernel
def _door(
    fine: NDArray[np.float32],
    cell: float,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    j: int,
    i: int,
    side: int,
    least: float,
) -> int:
    """Where on a side one gets from a point of the cell to one of the next cell: the number of the shortest way, -1: nowhere."""
    best = -1
    least_m = 1e9
    for k in range(_EDGE_POINTS):
        x, y = _on_edge(j, i, side, k)
        length = math.hypot(x - ax, y - ay) + math.hypot(bx - x, by - y)
        if length < least_m and _fits(fine, cell, ax, ay, x, y, least) and _fits(fine, cell, x, y, bx, by, least):
            best = k
            least_m = length
    return best


@kernel
def _close_sides(
    fine: NDArray[np.float32],
    cell: float,
    coarse: NDArray[np.float32],
    narrow: NDArray[np.bool_],
    via: NDArray[np.float32],
    radius: float,
    least: float,
    sides: NDArray[np.uint8],
) -> None:
    """Close the sides between two open cells, one of them narrow, where no body fits from one's point to the other's."""
    rows, columns = coarse.shape
    for j in range(rows):
        for i in range(columns):
            for side in (1, 3):  # to the right, and up
                jj = j + (side == 3)
                ii = i + (side == 1)
                if jj >= rows or ii >= columns or not (narrow[j, i] or narrow[jj, ii]):
                    continue
                if not (narrow[j, i] or coarse[j, i] >= radius) or not (narrow[jj, ii] or coarse[jj, ii] >= radius):
                    continue
                ax, ay = via[j, i, 0], via[j, i, 1]
                bx, by = via[jj, ii, 0], via[jj, ii, 1]
                if (
                    _fits(fine, cell, ax, ay, bx, by, least)
                    or _door(fine, cell, ax, ay, bx, by, j, i, side, least) >= 0
                ):
                    continue
                sides[j, i] = sides[j, i] & np.uint8(ALL_SIDES - (1 << side))
                sides[jj, ii] = sides[jj, ii] & np.uint8(ALL_SIDES - (1 << (side - 1)))


@inner
def _next_side(cost: NDArray[np.float32], sides: NDArray[np.uint8], j: int, i: int) -> int:
    """The open side towards the lowest cost below the cell's own: 0 left, 1 right, 2 down, 3 up, -1 none."""
    best = -1
    lowest = cost[j, i]
    open_to = sides[j, i]
    for side in range(4):
        if open_to >> side & 1:
            c = cost[j + (side == 3) - (side == 2), i + (side == 1) - (side == 0)]
            if c < lowest:
                lowest = c
                best = side
    return best


@kernel
def _through_openings(
    fine: NDArray[np.float32],
    cell: float,
    cost: NDArray[np.float32],
    sides: NDArray[np.uint8],
    narrow: NDArray[np.bool_],
    via: NDArray[np.float32],
    special: NDArray[np.int64],
    least: float,
    out: NDArray[np.uint8],
) -> None:
    """At narrow cells, point from a cell's point to the farthest of the next few that a body fits straight to."""
    for n in range(len(special)):
        j, i = special[n]
        if cost[j, i] > FAR:
            continue
        x, y = via[j, i, 0], via[j, i, 1]
        first = _next_side(cost, sides, j, i)
        concerned = narrow[j, i] or not _all_seen(cost, sides, j, i)
        jj, ii = j, i
        side = first
        aim_x, aim_y = x, y
        for k in range(_AHEAD):
            if side < 0:
                break
            jj += (side == 3) - (side == 2)
            ii += (side == 1) - (side == 0)
            concerned = concerned or (k < 2 and narrow[jj, ii])
            if math.hypot(via[jj, ii, 0] - x, via[jj, ii, 1] - y) > 1e-3 and _fits(
                fine, cell, x, y, via[jj, ii, 0], via[jj, ii, 1], least
            ):
                aim_x, aim_y = via[jj, ii, 0], via[jj, ii, 1]
            side = _next_side(cost, sides, jj, ii)
        if not concerned or first < 0:
            continue
        if aim_x == x and aim_y == y:
            jj = j + (first == 3) - (first == 2)
            ii = i + (first == 1) - (first == 0)
            k = _door(fine, cell, x, y, via[jj, ii, 0], via[jj, ii, 1], j, i, first, least)
            if k < 0:
                continue
            aim_x, aim_y = _on_edge(j, i, first, k)
        if math.hypot(aim_x - x, aim_y - y) > 1e-3:
            out[j, i] = as_byte(aim_x - x, aim_y - y)


@inner
def _all_seen(cost: NDArray[np.float32], sides: NDArray[np.uint8], j: int, i: int) -> bool:
    """Whether no neighbour with a lower cost lies behind a closed side."""
    rows, columns = cost.shape
    for side in range(4):
        jj = j + (side == 3) - (side == 2)
        ii = i + (side == 1) - (side == 0)
        if 0 <= jj < rows and 0 <= ii < columns and not sides[j, i] >> side & 1 and cost[jj, ii] < cost[j, i]:
            return False
    return True
