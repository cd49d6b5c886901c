"""The four sides of a part in plan, from the smallest rectangle around its footprint."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPoint, Polygon

from twin.contracts import Footprint


@dataclass(frozen=True)
class Side:
    """One straight side: from `start_m` for `length_m` along `along`, the part behind it, `outward` in front."""

    start_m: tuple[float, float]
    length_m: float
    along: tuple[float, float]  # unit
    outward: tuple[float, float]  # unit

    @property
    def facing_rad(self) -> float:
        """The heading of somebody who looks at this side."""
        return math.atan2(-self.outward[1], -self.outward[0])

    def point(self, distance_m: float, off_m: float) -> tuple[float, float]:
        """The point `distance_m` along the side and `off_m` in front of it."""
        return (
            self.start_m[0] + distance_m * self.along[0] + off_m * self.outward[0],
            self.start_m[1] + distance_m * self.along[1] + off_m * self.outward[1],
        )


def rectangle(footprint: Footprint) -> NDArray[np.float64]:
    """(4, 2) corners, counter-clockwise, of the least-area rectangle around a footprint."""
    box = MultiPoint(footprint.polygon_m).minimum_rotated_rectangle
    if not isinstance(box, Polygon):  # a footprint without width
        box = box.buffer(0.01, cap_style="square")
    corners = np.array(box.exterior.coords[:-1])
    return corners if box.exterior.is_ccw else corners[::-1].copy()


def sides_of(footprint: Footprint) -> tuple[Side, ...]:
    """Both long sides, then both short ones; each pair with the more southern (then western) one first."""
    corners = rectangle(footprint)
    sides = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        step = end - start
        length = float(np.hypot(*step))
        along = (float(step[0] / length), float(step[1] / length))
        sides.append(Side((float(start[0]), float(start[1])), length, along, (along[1], -along[0])))

    def order(side: Side) -> tuple[float, float, float]:
        x_m, y_m = side.point(side.length_m / 2, 0.0)
        return -round(side.length_m, 6), round(y_m, 6), round(x_m, 6)

    return tuple(sorted(sides, key=order))
