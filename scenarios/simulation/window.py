"""When to film: the stretch of a day in which most goes on, before a camera or anywhere.

The day is played once with everybody's place written down every two seconds. Somebody on the move
counts for one, a vehicle for one and a half, a conflict adds to its moment; nearer to the camera
counts for more. Occlusion is left to whoever renders.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, AgentKind, Conflict, EventLog, JobLog, Progress, Trajectories
from scenarios.simulation.compile import CompiledRun
from scenarios.simulation.engine import play
from scenarios.simulation.recording import Header
from twin.contracts import Camera

SAMPLE_S = 2.0
SEVERITY_WEIGHT = {"contact": 6.0, "serious": 4.0, "slight": 0.5}
_MOVING = (Activity.WALK, Activity.CARRY, Activity.BLOCKED)
_STANDING = (Activity.PICK, Activity.PACK, Activity.SHIP, Activity.HANDLE)
_NEAR_M = 10.0
_EYE_HEIGHT_M = 0.9


def seen_by(camera: Camera | None, points_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weight 0..1 of points (..., 3): 0 outside the picture, falling with distance; 1 everywhere without a camera."""
    if camera is None:
        return np.ones(points_m.shape[:-1])
    to_camera = np.linalg.inv(camera.camera_to_world)
    local = points_m @ to_camera[:3, :3].T + to_camera[:3, 3]
    depth = np.maximum(local[..., 2], 1e-6)
    u = camera.focal_px[0] * local[..., 0] / depth + camera.center_px[0]
    v = camera.focal_px[1] * local[..., 1] / depth + camera.center_px[1]
    inside = (local[..., 2] > 0.5) & (u >= 0) & (u < camera.width_px) & (v >= 0) & (v < camera.height_px)
    return np.where(inside, _NEAR_M / (_NEAR_M + depth), 0.0)


def interest(frames: Trajectories, camera: Camera | None) -> NDArray[np.float64]:
    """(T,) how much goes on in each frame, conflicts left out."""
    height = np.full(frames.pose.shape[:2], _EYE_HEIGHT_M)
    places = np.stack([frames.pose[:, :, 0], frames.pose[:, :, 1], height], axis=-1).astype(np.float64)
    moving, standing = np.isin(frames.activity, _MOVING), np.isin(frames.activity, _STANDING)
    share = np.where(frames.kinds == AgentKind.PERSON, 1.0, 1.5) * moving + 0.4 * standing
    return np.asarray((seen_by(camera, places) * share).sum(axis=1))


class InterestRecorder:
    """Keeps how much goes on in each frame instead of the frames."""

    def __init__(self, camera: Camera | None) -> None:
        self._camera = camera
        self._parts: list[NDArray[np.float64]] = []

    def begin(self, header: Header) -> None: ...

    def write(self, events: EventLog, jobs: JobLog, frames: Trajectories) -> None:  # noqa: ARG002 -- the port
        """Score the frames."""
        self._parts.append(interest(frames, self._camera))

    def end(self) -> None:
        """Join the scores."""
        self.score = np.concatenate(self._parts)

    def add_conflicts(self, conflicts: Sequence[Conflict], *, sample_s: float) -> None:
        """Let each conflict add to its moment."""
        for conflict in conflicts:
            at = np.array([conflict.x_m, conflict.y_m, _EYE_HEIGHT_M])
            k = min(int(conflict.at_s / sample_s), len(self.score) - 1)
            self.score[k] += SEVERITY_WEIGHT[conflict.severity] * float(seen_by(self._camera, at))


def busiest_moment(
    run: CompiledRun,
    *,
    duration_s: float,
    camera: Camera | None = None,
    replication: int = 0,
    progress: Progress | None = None,
) -> float:
    """Start of the busiest stretch of `duration_s` in one replication, in view of the camera, rounded to 0.1 s."""
    horizon = run.document.experiment.horizon_s
    recorder = InterestRecorder(camera)
    played = play(run, replication=replication, recorder=recorder, sample_s=SAMPLE_S, progress=progress)
    recorder.add_conflicts(played.result.conflicts, sample_s=SAMPLE_S)
    score = recorder.score
    width = min(max(1, round(duration_s / SAMPLE_S)), len(score))
    sums = np.convolve(score, np.ones(width), mode="valid")
    start = float(np.argmax(sums)) * SAMPLE_S
    return round(max(0.0, min(start, horizon - duration_s)), 1)
