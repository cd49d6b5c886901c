"""What the dynamics start from: a floor, everybody's body, motion of the last second, and what they mean to do.

Plain arrays, checked once. A plan is a list of legs: the place somebody is on the way to, and the ones
after it as far as they are settled; never where somebody will be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.navigation import CELL_M, clearance
from twin.contracts import check_array

STEP_S = 0.2  # of the dynamics
HISTORY = 5  # velocities of the last second
STANDS, UNDER_WAY, HELD = 0, 1, 2  # phases: at its place, on the way to it, waiting on the way


class SituationError(ValueError):
    """A situation that nothing can follow from, in words for a planner."""


@dataclass(frozen=True, eq=False)
class Floor:
    """Signed distance to walls and racks, and a direction field towards each destination."""

    origin_m: tuple[float, float]
    cell_m: float
    clearance_m: NDArray[np.float32]  # (rows, columns) at the centres of cells of `cell_m`
    fields: NDArray[np.uint8]  # (D, rows, columns) of cells of `navigation.CELL_M`; 256 steps of a full turn

    def __post_init__(self) -> None:
        check_array("clearance_m", self.clearance_m, (None, None), "f")
        check_array("fields", self.fields, (None, None, None), "u")

    def clearance_at(self, x_m: float, y_m: float) -> float:
        """Signed distance in m; -1 off the floor."""
        return float(clearance(self.clearance_m, *self.origin_m, self.cell_m, x_m, y_m))

    def with_field(self, field: NDArray[np.uint8]) -> Floor:
        """The same floor with one more destination, the last."""
        return Floor(self.origin_m, self.cell_m, self.clearance_m, np.concatenate([self.fields, field[None]]))


@dataclass(frozen=True, eq=False)
class Bodies:
    """Who moves, and within which limits."""

    ids: tuple[str, ...]
    roles: tuple[str, ...]
    kinds: NDArray[np.uint8]  # (A,) scenarios.contracts.AgentKind
    size_m: NDArray[np.float32]  # (A, 3) length along the heading, width, height
    speed_mps: NDArray[np.float32]  # (A,) free speed
    accel_mps2: NDArray[np.float32]  # (A,)
    turn_radps: NDArray[np.float32]  # (A,)
    wall_m: NDArray[np.float32]  # (A,) clearance that the middle keeps
    tracked: NDArray[np.bool_]  # (A,) filmed by cameras, so that gait and noise show, instead of simulated

    def __post_init__(self) -> None:
        count = len(self.ids)
        check_array("kinds", self.kinds, (count,), "u")
        check_array("size_m", self.size_m, (count, 3), "f")
        for name in ("speed_mps", "accel_mps2", "turn_radps", "wall_m"):
            check_array(name, getattr(self, name), (count,), "f")

    def rows(self) -> NDArray[np.float32]:
        """(A, 8) as the kernels read them: kind, half length, half width, speed, acceleration, turn, wall, tracked."""
        half = 0.5 * self.size_m[:, :2]
        columns = (self.kinds, half[:, 0], half[:, 1], self.speed_mps, self.accel_mps2, self.turn_radps, self.wall_m)
        return np.column_stack([*columns, self.tracked]).astype(np.float32).reshape(-1, 8)

    def chosen(self, which: NDArray[np.int64]) -> Bodies:
        """Some of them."""
        arrays = {n: getattr(self, n)[which] for n in ("kinds", "size_m", "speed_mps", "accel_mps2", "turn_radps",
                                                       "wall_m", "tracked")}  # fmt: skip
        return Bodies(tuple(self.ids[i] for i in which), tuple(self.roles[i] for i in which), **arrays)


@dataclass(frozen=True, eq=False)
class Situation:
    """One instant with the second before it. Raises ``SituationError`` for poses that nobody can have."""

    time_s: float
    floor: Floor
    bodies: Bodies
    pose: NDArray[np.float64]  # (A, 3) x_m, y_m, heading_rad
    past_mps: NDArray[np.float32]  # (A, HISTORY, 2) velocities over the last steps, the newest last
    activity: NDArray[np.uint8]  # (A,) scenarios.contracts.Activity
    load: NDArray[np.uint8]  # (A,)
    elapsed_s: NDArray[np.float32]  # (A,) since the activity began
    phase: NDArray[np.uint8]  # (A,) STANDS, UNDER_WAY or HELD
    present: NDArray[np.bool_]  # (A,) on the floor
    legs: NDArray[np.float32]  # (A, L, 4) x_m, y_m, number of the field that leads there, Activity there
    leg_count: NDArray[np.int64]  # (A,) legs that are settled; the first is the present one

    def __post_init__(self) -> None:
        count = len(self.bodies.ids)
        check_array("pose", self.pose, (count, 3), "f")
        check_array("past_mps", self.past_mps, (count, HISTORY, 2), "f")
        check_array("legs", self.legs, (count, None, 4), "f")
        for name in ("activity", "load", "phase"):
            check_array(name, getattr(self, name), (count,), "u")
        check_array("elapsed_s", self.elapsed_s, (count,), "f")
        for i in np.flatnonzero(self.present):
            self._check(int(i))

    def _check(self, i: int) -> None:
        who = self.bodies.ids[i]
        if not (np.isfinite(self.pose[i]).all() and np.isfinite(self.past_mps[i]).all()):
            raise SituationError(f"{who} has a pose or a velocity that is not finite")
        x, y = float(self.pose[i, 0]), float(self.pose[i, 1])
        free = self.floor.clearance_at(x, y)
        if free < 0:
            raise SituationError(f"{who} starts inside a wall or off the floor, at ({x:.2f}, {y:.2f})")
        if not 0 <= self.leg_count[i] <= self.legs.shape[1]:
            raise SituationError(f"{who} has {self.leg_count[i]} legs, there is room for {self.legs.shape[1]}")
        fields = self.legs[i, : self.leg_count[i], 2]
        if not np.isfinite(self.legs[i, : self.leg_count[i]]).all() or (fields >= len(self.floor.fields)).any():
            raise SituationError(f"{who} is on the way to a place that no way leads to")

    def chosen(self, which: NDArray[np.int64]) -> Situation:
        """The same with some of those who are there."""
        names = ("pose", "past_mps", "activity", "load", "elapsed_s", "phase", "present", "legs", "leg_count")
        return Situation(
            self.time_s, self.floor, self.bodies.chosen(which), **{n: getattr(self, n)[which] for n in names}
        )


assert CELL_M == 0.25  # what the kernels take the cells of the fields to be
