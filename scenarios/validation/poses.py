"""One floor in several poses: what is measured on it must not depend on how it lies on the grid.

A known answer of walking is written in its own coordinates. A pose turns and shifts floor, starts and
goals before the people walk, and turns their tracks back before anything is measured.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity

from scenarios.simulation.compile import PERSON_NAV_M
from scenarios.simulation.crowd import CELL_M, Goal, Period, Tracks, Walkers, walk


@dataclass(frozen=True)
class Pose:
    """A turn about the origin in degrees, then a shift along both axes in metres."""

    words: str
    turn_deg: float = 0.0
    shift_m: float = 0.0

    def _turn(self, xy: NDArray[Any], sign: float) -> NDArray[np.float64]:
        c, s = math.cos(math.radians(self.turn_deg)), sign * math.sin(math.radians(self.turn_deg))
        turned: NDArray[np.float64] = np.asarray(xy, np.float64) @ np.array([[c, s], [-s, c]])
        return turned

    def place(self, xy: NDArray[Any]) -> NDArray[np.float64]:
        """Own coordinates (..., 2) to those of the floor that is walked on."""
        return self._turn(xy, 1.0) + self.shift_m

    def walk(
        self,
        floor: shapely.Polygon,
        goals: Sequence[Goal],
        walkers: Walkers,
        *,
        horizon_s: float,
        period: Period | None = None,
        nav_m: float = PERSON_NAV_M,
    ) -> Tracks:
        """As `crowd.walk` on the posed floor; the tracks come back in own coordinates."""

        def placed(point: tuple[float, float]) -> tuple[float, float]:
            x, y = self.place(np.array(point))
            return float(x), float(y)

        there = affinity.translate(affinity.rotate(floor, self.turn_deg, origin=(0.0, 0.0)), self.shift_m, self.shift_m)
        if period:
            ahead = self._turn(np.array(period.along), 1.0)
            period = Period(placed(period.origin_m), (float(ahead[0]), float(ahead[1])), period.length_m)
        tracks = walk(
            there,
            [Goal(placed(goal.a), placed(goal.b), goal.reach_m) for goal in goals],
            replace(walkers, start_m=self.place(walkers.start_m)),
            horizon_s=horizon_s,
            period=period,
            nav_m=nav_m,
        )
        return replace(
            tracks,
            position_m=self._turn(tracks.position_m - self.shift_m, -1.0).astype(np.float32),
            velocity_mps=self._turn(tracks.velocity_mps, -1.0).astype(np.float32),
        )


AS_DRAWN = Pose("as drawn")
TURNED = Pose("turned by 30° and shifted by half a cell", 30.0, CELL_M / 2)
POSES = (AS_DRAWN, TURNED)


def crossings_s(tracks: Tracks, x_m: float, axis: int = 0) -> NDArray[np.float64]:
    """(K,) when people first came to x >= `x_m` (or y, axis 1), sorted; between two samples by interpolation."""
    along = tracks.position_m[..., axis].astype(np.float64)
    beyond = along >= x_m
    who = np.nonzero(beyond.any(axis=0))[0]
    first = beyond[:, who].argmax(axis=0)
    before = np.maximum(first - 1, 0)
    a, b = along[before, who], along[first, who]
    share = np.where(first > 0, (x_m - a) / np.where(b > a, b - a, 1.0), 0.0)
    return np.sort((before + share) * tracks.step_s)
