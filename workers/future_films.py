"""Filming what may happen: three futures of a run's worst conflict before the camera that sees it best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenarios.contracts import Progress, RunResult
from twin.contracts import Camera
from workers import steps
from worlds.contracts import FutureFilm

FILM_S = 5.0  # of the futures' eight seconds and more
LEAD_S = 2.5  # after their beginning: half of the film lies before the conflict, which is five seconds after it


def film_futures(
    prepared: steps.Prepared,
    results: Sequence[RunResult],
    *,
    conflict_id: str,
    cameras: Sequence[Camera],
    renderer: Any,
    progress: Progress,
) -> list[FutureFilm]:
    """Films of the likeliest, the median and the worst future; none where no camera sees the two.

    Raises ``ClipError``, ``Cancelled``.
    """
    from worlds.filming.clip import Take, render_clip
    from worlds.futures.conflicts import Found, best_camera, sees, study_conflict, trajectories_of

    progress.report(0.0, "rolling the worst conflict")
    replication, position = (int(part) for part in conflict_id.split("-"))
    conflict = next(r for r in results if r.replication == replication).conflicts[position]
    study = study_conflict(
        prepared.compiled, Found(replication, position, conflict), steps.dynamics(), progress=_Part(progress, 0.0, 0.0)
    )
    experiment = prepared.compiled.document.experiment
    camera = best_camera(cameras, trajectories_of(study.futures, study.median))
    if not sees(camera, trajectories_of(study.futures, study.median)):
        return []
    view = camera.resized(experiment.clip_width_px, experiment.clip_height_px)
    shipped, detector = steps.models()
    end_s = study.futures.start_s + (study.futures.pose.shape[1] - 1) * study.futures.step_s
    start_s = max(study.futures.start_s, min(study.futures.start_s + LEAD_S, end_s - FILM_S))
    duration_s = min(FILM_S, end_s - start_s)
    numbers = {"likeliest": study.likeliest, "median": study.median, "worst": study.worst}
    clips = {}
    different = list(dict.fromkeys(numbers.values()))
    for k, number in enumerate(different):
        clips[number] = render_clip(
            prepared.layout.scene,
            view,
            trajectories_of(study.futures, number),
            Take(start_s, duration_s, seed=experiment.seed),
            renderer=renderer or shipped,
            detector=detector,
            conditioner=steps.conditioner(prepared.layout.scene),
            progress=_Part(progress, k / len(different), 1 / len(different)),
        )
    return [FutureFilm(name, number, camera.name, clips[number]) for name, number in numbers.items()]


class _Part(Progress):
    """A stretch of a larger work; previews belong to clips and are left out."""

    def __init__(self, progress: Progress, start: float, share: float) -> None:
        self._progress, self._start, self._share = progress, start, share

    def report(self, fraction: float, message: str, **_payload: Any) -> None:
        self._progress.report(self._start + self._share * fraction, message)

    def check_cancelled(self) -> None:
        self._progress.check_cancelled()
