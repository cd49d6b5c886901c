"""Ways for vehicles: direction fields that keep to the right and respect one-way aisles.

Where people may walk as they like, a metre costs a vehicle more with the wall on its left than with
the wall on its right, and far more against the direction of a one-way aisle. The cheapest way then is
a lane. Costs are solved on the eight neighbours of each cell by sweeping (Bellman's equation, Gauss-
Seidel in four orders); nothing is forbidden outright, so that nobody is ever shut in.
"""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import kernel
from scenarios.simulation.navigation import CELL_M, FAR, Grid, as_byte, nearest_free, seed

WRONG_SIDE = 0.8  # extra cost of a metre with the wall on the left, as a share
WRONG_WAY = 25.0  # and against a one-way aisle
LANE_M = 2.2  # walls farther away than this have no side
AHEAD = 3  # cells that a direction looks ahead, so that ways are not octagonal
_SWEEPS = 60
# eight neighbours counter-clockwise from east: (column, row)
_STEPS = np.array([(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)], dtype=np.int64)


@kernel
def step_costs(
    coarse: NDArray[np.float32],
    slow: NDArray[np.float32],
    one_way: NDArray[np.float32],
    keep_right: bool,  # noqa: FBT001
) -> NDArray[np.float32]:
    """(rows, columns, 8) cost of leaving each cell towards each neighbour; 1e9 where there is no floor.

    `slow` is the cost per metre (negative where a vehicle does not fit), `one_way` (rows, columns, 2) the
    unit direction of the aisle a cell lies in, 0 elsewhere.
    """
    rows, columns = slow.shape
    out = np.full((rows, columns, 8), np.float32(1e9))
    for j in range(rows):
        for i in range(columns):
            if slow[j, i] < 0.0:
                continue
            gx = float(coarse[j, min(i + 1, columns - 1)] - coarse[j, max(i - 1, 0)])
            gy = float(coarse[min(j + 1, rows - 1), i] - coarse[max(j - 1, 0), i])
            norm = math.sqrt(gx * gx + gy * gy)
            near = max(0.0, 1.0 - coarse[j, i] / LANE_M) if keep_right and norm > 0.1 * CELL_M else 0.0
            for k in range(8):
                ni = i + _STEPS[k, 0]
                nj = j + _STEPS[k, 1]
                if ni < 0 or nj < 0 or ni >= columns or nj >= rows or slow[nj, ni] < 0.0:
                    continue
                if k % 2 == 1 and (slow[j, ni] < 0.0 or slow[nj, i] < 0.0):  # no cutting of corners
                    continue
                length = CELL_M * (1.4142135 if k % 2 else 1.0)
                ex = _STEPS[k, 0] * CELL_M / length
                ey = _STEPS[k, 1] * CELL_M / length
                factor = 1.0
                if (
                    near > 0.0
                ):  # the gradient points away from the wall: to the right of the way means a wall on the left
                    factor += WRONG_SIDE * near * max(0.0, (gx * ey - gy * ex) / norm)
                if ex * one_way[j, i, 0] + ey * one_way[j, i, 1] < -0.3:
                    factor += WRONG_WAY
                out[j, i, k] = length * 0.5 * (slow[j, i] + slow[nj, ni]) * factor
    return out


@kernel
def solve(costs: NDArray[np.float32], cost: NDArray[np.float32]) -> None:
    """Least cost to go from the finite entries of `cost`, in place: C(p) = min over k of step(p, k) + C(p + k)."""
    rows, columns = cost.shape
    for _ in range(_SWEEPS):
        changed = False
        for direction in range(4):
            for jj in range(rows):
                j = jj if direction < 2 else rows - 1 - jj
                for ii in range(columns):
                    i = ii if (direction & 1) == 0 else columns - 1 - ii
                    best = cost[j, i]
                    for k in range(8):
                        step = costs[j, i, k]
                        if step >= best:
                            continue
                        value = step + cost[j + _STEPS[k, 1], i + _STEPS[k, 0]]
                        if value < best - np.float32(1e-4):
                            best = value
                            changed = True
                    cost[j, i] = best
        if not changed:
            return


@kernel
def _first_steps(costs: NDArray[np.float32], cost: NDArray[np.float32]) -> NDArray[np.int8]:
    """(rows, columns) the neighbour that the cheapest way leads to; -1 where there is no way."""
    rows, columns = cost.shape
    first = np.full((rows, columns), np.int8(-1))
    for j in range(rows):
        for i in range(columns):
            best = np.float32(1e8)
            for k in range(8):
                step = costs[j, i, k]
                if step < best:
                    value = step + cost[j + _STEPS[k, 1], i + _STEPS[k, 0]]
                    if value < best:
                        best = value
                        first[j, i] = k
    return first


@kernel
def _directions(
    first: NDArray[np.int8], cost: NDArray[np.float32], coarse: NDArray[np.float32], out: NDArray[np.uint8]
) -> None:
    """The way that the next cells lead, as a byte per cell; out of the wall where there is no way."""
    rows, columns = cost.shape
    for j in range(rows):
        for i in range(columns):
            ex = float(coarse[j, min(i + 1, columns - 1)] - coarse[j, max(i - 1, 0)])
            ey = float(coarse[min(j + 1, rows - 1), i] - coarse[max(j - 1, 0), i])
            x = 0
            y = 0
            k = first[j, i]
            for n in range(AHEAD):
                if k < 0 or (n > 0 and cost[j + y, i + x] < CELL_M):
                    break
                x += _STEPS[k, 0]
                y += _STEPS[k, 1]
                k = first[j + y, i + x]
                ex = float(x)
                ey = float(y)
            out[j, i] = as_byte(ex, ey)


def lane_fields(
    grid: Grid, costs: NDArray[np.float32], slow: NDArray[np.float32], anchors_m: NDArray[np.float64]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Direction fields (D, rows, columns) towards each anchor, and the costs (D, D) from each (row) to each (column)."""
    count = len(anchors_m)
    fields = np.empty((count, *slow.shape), np.uint8)
    between = np.empty((count, count), np.float32)
    near = [nearest_free(slow, *grid.cell_of(x, y)) for x, y in anchors_m]
    rows_at = np.array([cell[0] for cell in near], np.int64)
    columns_at = np.array([cell[1] for cell in near], np.int64)
    for k, (x, y) in enumerate(anchors_m):
        cost = np.full(slow.shape, 1e9, np.float32)
        seed(cost, slow, float(x) - grid.origin_m[0], float(y) - grid.origin_m[1], 5)
        solve(costs, cost)
        _directions(_first_steps(costs, cost), cost, grid.coarse_m, fields[k])
        between[:, k] = cost[rows_at, columns_at]
    np.fill_diagonal(between, 0.0)
    return fields, between


assert FAR < 1e9
