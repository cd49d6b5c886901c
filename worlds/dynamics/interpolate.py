"""States between the samples of a simulated trajectory: positions linear, headings along the shorter arc.

The simulation samples at 0.1 s and a clip shows 24 frames a second. Nothing is predicted here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, Trajectories
from worlds.conditioning.posture import PostureTrack
from worlds.contracts import WorldState

TIME_TOLERANCE_S = 1e-6


class OutsideTrajectory(ValueError):
    """A time that the trajectory does not cover."""


class StateInterpolator:
    """Answers who is where at any time of a trajectory."""

    def __init__(self, trajectories: Trajectories) -> None:
        if not np.isfinite(trajectories.pose).all():
            agent = int(np.argwhere(~np.isfinite(trajectories.pose))[0][1])
            raise ValueError(f"the trajectory of {trajectories.agent_ids[agent]} has a pose that is not finite")
        self.trajectories = trajectories
        steps = np.hypot(*np.diff(trajectories.pose[..., :2].astype(np.float64), axis=0).transpose(2, 0, 1))
        zero = np.zeros((1, len(trajectories.agent_ids)))
        self._travelled = np.concatenate([zero, np.cumsum(steps, axis=0)]) if len(trajectories.pose) else zero
        self._postures = PostureTrack(trajectories) if len(trajectories.pose) else None

    def at(self, time_s: float) -> WorldState:
        """The state at a time; raises ``OutsideTrajectory``."""
        t = self.trajectories
        place = (time_s - t.start_s) / t.step_s
        last = len(t.pose) - 1
        if last < 0 or place < -TIME_TOLERANCE_S / t.step_s or place > last + TIME_TOLERANCE_S / t.step_s:
            raise OutsideTrajectory(
                f"{time_s:.2f} s lies outside the trajectory, {t.start_s:.2f} s to {t.start_s + t.duration_s:.2f} s"
            )
        place = float(np.clip(place, 0, last))
        row = min(int(place), max(last - 1, 0))
        part = place - row
        following = min(row + 1, last)
        nearest = row if part < 0.5 else following
        activity = np.where(t.activity[row] == Activity.OFF, t.activity[row], t.activity[nearest]).astype(np.uint8)
        return WorldState(
            time_s=time_s,
            agent_ids=t.agent_ids,
            kinds=t.kinds,
            size_m=t.size_m,
            pose=_between(t.pose[row], t.pose[following], part),
            velocity_mps=t.velocity_mps[nearest],
            activity=activity,
            load=t.load[nearest],
            travelled_m=(self._travelled[row] * (1 - part) + self._travelled[following] * part).astype(np.float32),
            posture=self._postures.at(time_s) if self._postures else None,
        )


def _between(first: NDArray[np.float32], second: NDArray[np.float32], part: float) -> NDArray[np.float32]:
    pose = first.astype(np.float64) * (1 - part) + second.astype(np.float64) * part
    turn = (second[:, 2] - first[:, 2] + np.pi) % (2 * np.pi) - np.pi
    pose[:, 2] = first[:, 2] + part * turn
    return pose.astype(np.float32)
