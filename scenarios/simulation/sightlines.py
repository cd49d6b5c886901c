"""Costs of ways that run straight wherever nothing is near.

The eikonal equation on a grid of squares smears what a wall adds to the cost, so that far from the axes ways
bend towards the middle of the floor: along a corridor of 4 m turned by 30° they met it at 12° where they
should have run along it. Here a cell in the open may take its cost straight from a cell that it sees, its
root, which it takes over from a neighbour (after Nash, Daniel, Koenig and Felner 2007, "Theta*: any-angle path
planning on grids"). Near walls, and where nobody is seen, the equation's own solution stands.
"""

# ruff: noqa: PLR0917 -- compiled functions take plain positional arguments, and compare the same way
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import inner, kernel
from scenarios.simulation.navigation import CELL_M, across, as_byte, beside, directions, sees

_WORTH_M = np.float32(0.02)  # by so much a straight way may be the longer one: it is exact, the other is not


@inner
def _between(root: NDArray[np.int64], i: int, j: int, dx: int, dy: int) -> bool:
    """Whether the two cells between which the way from a cell to its root (dx, dy) cells away begins both see it.

    What is not in the open is wider than a cell, so nothing gets in between. On an axis or a diagonal it is one cell.
    """
    columns = root.shape[1]
    r = (j + dy) * columns + i + dx
    sx = (dx > 0) - (dx < 0)
    sy = (dy > 0) - (dy < 0)
    if abs(dx) > abs(dy):
        return root[j, i + sx] == r and (dy == 0 or root[j + sy, i + sx] == r)
    if abs(dy) > abs(dx):
        return root[j + sy, i] == r and (dx == 0 or root[j + sy, i + sx] == r)
    return root[j + sy, i + sx] == r


@inner
def _sees(
    fine: NDArray[np.float32], cell: float, root: NDArray[np.int64], i: int, j: int, dx: int, dy: int, margin: float
) -> bool:
    """Whether the straight way from a cell to one (dx, dy) cells away keeps `margin` from everything."""
    if _between(root, i, j, dx, dy):
        return True
    x, y = (i + 0.5) * CELL_M, (j + 0.5) * CELL_M
    return sees(fine, 0.0, 0.0, cell, x, y, x + dx * CELL_M, y + dy * CELL_M, margin)


@kernel
def straighten(
    fine: NDArray[np.float32],
    cell: float,
    slow: NDArray[np.float32],
    sides: NDArray[np.uint8],
    margin: float,
    order: NDArray[np.int64],
    cost: NDArray[np.float32],
    root: NDArray[np.int64],
) -> None:
    """Work out the costs anew, in place, with straight ways that keep `margin` where `slow` is 1; write their roots.

    `order` are the cells (numbered row by row) by the costs that the equation gave; `cost` and `root` (rows,
    columns) are set for those that the ways lead to, which are their own roots, and 1e9 and -1 elsewhere.
    """
    columns = slow.shape[1]
    for own in order:
        j = own // columns
        i = own - j * columns
        if root[j, i] >= 0:
            continue
        left, right, down, up = beside(cost, sides[j, i], j, i)
        value = across(min(left, right), min(down, up), slow[j, i] * np.float32(CELL_M))
        best = own
        if slow[j, i] == 1.0:
            least = value + _WORTH_M
            di = int(right < left) - int(left < right)  # towards the lower cost, where there is one
            dj = int(up < down) - int(down < up)
            for k in range(1, 4):
                r = root[j + (k >> 1) * dj, i + (k & 1) * di]
                if r < 0:
                    continue
                dy = r // columns - j
                dx = r - (j + dy) * columns - i
                straight = cost[j + dy, i + dx] + np.float32(CELL_M * math.sqrt(dx * dx + dy * dy))
                if straight < least and _sees(fine, cell, root, i, j, dx, dy, margin):
                    least = straight
                    best = r
            value = min(value, least)
        cost[j, i] = value
        root[j, i] = best


@kernel
def directions_in_sight(
    cost: NDArray[np.float32], root: NDArray[np.int64], coarse: NDArray[np.float32], out: NDArray[np.uint8]
) -> None:
    """As `navigation.directions`, and towards the root of each cell that has another than itself."""
    directions(cost, coarse, out)
    rows, columns = cost.shape
    for j in range(rows):
        for i in range(columns):
            r = root[j, i]
            if r < 0 or r == j * columns + i:
                continue
            rj = r // columns
            out[j, i] = as_byte(r - rj * columns - i, rj - j)
