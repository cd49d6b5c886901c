"""Spots on the open floor for what the CAD has no part for: packing, shipping, parking."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from scenarios.layout.reach import Reach

# A place for work on the open floor keeps this from the racks' faces where it can, so that pickers pass.
FROM_FACES_M = 2.0


def working_spots(
    reach: Reach,
    count: int,
    *,
    faces_m: NDArray[np.float64],
    taken_m: Sequence[tuple[float, float]],
    apart_m: float,
    from_taken_m: float,
) -> list[tuple[float, float]]:
    """Up to `count` spots around the middle of the largest free area that is away from faces and from `taken_m`."""
    cells = _cells(reach)
    if not len(cells):
        return []
    room = reach.plan.clearance_m[reach.mask].astype(np.float64)
    # The demands are dropped one after the other where the floor is too small for them.
    keeps = ((FROM_FACES_M, from_taken_m), (0.8, from_taken_m), (0.8, apart_m), (0.0, 0.0))
    for from_faces, from_taken in keeps:
        fits = (_distance(cells, faces_m) >= from_faces) & (_distance(cells, np.array(taken_m)) >= from_taken)
        if fits.any():
            middle = cells[np.argmax(np.where(fits, np.round(room, 4), -np.inf))]
            break
    spots: list[tuple[float, float]] = []
    while len(spots) < count:
        avoid = [*spots, *taken_m]
        spot = reach.nearest(float(middle[0]), float(middle[1]), within_m=60.0, avoid_m=avoid, apart_m=apart_m)
        if spot is None:
            break
        spots.append(spot)
    return spots


def quiet_spot(reach: Reach, busy_m: NDArray[np.float64]) -> tuple[float, float] | None:
    """The spot farthest from everything where work is done; None on a floor without room."""
    cells = _cells(reach)
    if not len(cells):
        return None
    best = cells[np.argmax(np.round(_distance(cells, busy_m), 4))]
    return float(best[0]), float(best[1])


def _cells(reach: Reach) -> NDArray[np.float64]:
    """(N, 2) centres of the cells of a piece of floor."""
    rows, columns = np.nonzero(reach.mask)
    centres: NDArray[np.float64] = np.stack([columns + 0.5, rows + 0.5], axis=1) * reach.plan.cell_m
    centres += np.array(reach.plan.origin_m)
    return centres


def _distance(cells: NDArray[np.float64], points_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N,) distance to the nearest of some points; infinite where there are none."""
    if not len(points_m):
        return np.full(len(cells), np.inf)
    distance: NDArray[np.float64] = cKDTree(points_m).query(cells)[0]
    return distance
