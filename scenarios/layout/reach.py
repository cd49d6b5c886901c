"""Where one can get to: the largest connected piece of floor on which a disc of a radius fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twin.contracts import FloorPlan


@dataclass(frozen=True, eq=False)
class Reach:
    """The cells that a disc of `radius_m` can occupy and that hang together (steps across an edge, not a corner)."""

    plan: FloorPlan
    radius_m: float
    mask: NDArray[np.bool_]  # (rows, columns)

    @property
    def area_m2(self) -> float:
        """Floor area of the piece."""
        return float(self.mask.sum()) * self.plan.cell_m**2

    def allows(self, x_m: float, y_m: float) -> bool:
        """Whether the point lies in a cell of the piece."""
        row, column = self.plan.cell_of(x_m, y_m)
        rows, columns = self.mask.shape
        return 0 <= row < rows and 0 <= column < columns and bool(self.mask[row, column])

    def allows_all(self, points_m: NDArray[np.float64]) -> NDArray[np.bool_]:
        """(N,) `allows` for (N, 2) points."""
        cells = np.floor((points_m - self.plan.origin_m) / self.plan.cell_m).astype(np.int64)
        rows, columns = self.mask.shape
        inside = (cells[:, 0] >= 0) & (cells[:, 0] < columns) & (cells[:, 1] >= 0) & (cells[:, 1] < rows)
        cells[~inside] = 0
        return np.asarray(inside & self.mask[cells[:, 1], cells[:, 0]])

    def nearest(
        self,
        x_m: float,
        y_m: float,
        *,
        within_m: float,
        avoid_m: Sequence[tuple[float, float]] = (),
        apart_m: float = 0.0,
    ) -> tuple[float, float] | None:
        """The cell centre of the piece nearest to a point and at least `apart_m` from all of `avoid_m`; None if none."""
        cell, (ox, oy) = self.plan.cell_m, self.plan.origin_m
        rows, columns = self.mask.shape
        row, column = self.plan.cell_of(x_m, y_m)
        span = int(np.ceil(within_m / cell)) + 1
        row_low, row_high = max(row - span, 0), min(row + span + 1, rows)
        column_low, column_high = max(column - span, 0), min(column + span + 1, columns)
        if row_low >= row_high or column_low >= column_high:
            return None
        xs = ox + (np.arange(column_low, column_high) + 0.5) * cell
        ys = oy + (np.arange(row_low, row_high) + 0.5) * cell
        distance = np.hypot(xs[None, :] - x_m, ys[:, None] - y_m)
        usable = self.mask[row_low:row_high, column_low:column_high] & (distance <= within_m)
        for ax, ay in avoid_m:
            usable &= np.hypot(xs[None, :] - ax, ys[:, None] - ay) >= apart_m
        if not usable.any():
            return None
        # Rounded, so that equal distances fall to the lower row and column on every machine.
        best = int(np.argmin(np.where(usable, np.round(distance, 6), np.inf)))
        r, c = divmod(best, len(xs))
        return float(xs[c]), float(ys[r])


def main_reach(plan: FloorPlan, radius_m: float) -> Reach:
    """The largest piece for a radius; nothing at all where no cell is free."""
    labels, count = ndimage.label(plan.free(radius_m))
    if count == 0:
        return Reach(plan, radius_m, np.zeros(plan.clearance_m.shape, dtype=np.bool_))
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    return Reach(plan, radius_m, np.asarray(labels == int(np.argmax(sizes))))
