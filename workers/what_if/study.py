"""Compute a what-if: check, simulate, film and compare the variants of one facility, without a database.

Replications run in threads (the compiled engine releases Python's lock); clips one after the other,
because the renderer uses every core by itself. The outcome does not depend on how many threads there are.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime

from scenarios.contracts import Cancelled, Progress, RunResult
from scenarios.engine_version import engine_version
from scenarios.layout.canonical import document_hash
from scenarios.layout.checks import check_document
from scenarios.layout.contracts import Finding
from scenarios.layout.difference import difference
from scenarios.metrics.definitions import METRICS
from scenarios.reports.facts import ClipFact, ComparisonSummary
from scenarios.reports.summary import VariantRun, build_summary
from scenarios.simulation.compile import NotRunnable
from scenarios.simulation.engine import SimulationStalled
from scenarios.statistics.comparison import compare
from scenarios.statistics.sequential import assess_experiment, first_replications
from twin.contracts import Camera, FloorPlan, Scene
from workers import steps
from workers.what_if.documents import Variant, VariantError
from worlds.contracts import FRAMES_PER_SECOND, Clip

_CLIP_SHARE = 0.5  # of the progress bar, where there are clips
_THREADED_FROM = 4  # replications in all; fewer are not worth a second thread


@dataclass(frozen=True, eq=False)
class Study:
    """What to compare: the first variant is the base."""

    facility_name: str
    scene: Scene
    floor_plan: FloorPlan
    variants: tuple[Variant, ...]
    camera: Camera | None  # no clips without one
    made_at: datetime


@dataclass(frozen=True, eq=False)
class Outcome:
    """A finished study: the summary that reports show, and the clips in the order of the variants."""

    summary: ComparisonSummary
    clips: tuple[Clip | None, ...]


class StudyError(Exception):
    """The study cannot be finished on this machine; the message says why and what to do."""


class _Share(Progress):
    """Passes a part of the work on as a part of the whole, and tells threads to stop."""

    def __init__(self, whole: Progress, start: float, share: float, stop: threading.Event | None = None) -> None:
        self.whole, self.start, self.share, self.stop = whole, start, share, stop

    def report(self, fraction: float, message: str, **payload: object) -> None:
        if self.stop is None:  # only the main thread talks to the bar
            self.whole.report(self.start + self.share * fraction, message, **payload)

    def check_cancelled(self) -> None:
        if self.stop is not None and self.stop.is_set():
            raise Cancelled
        if self.stop is None:
            self.whole.check_cancelled()


def check_study(study: Study) -> tuple[tuple[Variant, tuple[Finding, ...]], ...]:
    """Every variant with its findings, errors first."""
    return tuple((v, check_document(v.document, study.scene, base_plan=study.floor_plan)) for v in study.variants)


def run_study(study: Study, progress: Progress, *, threads: int = 2) -> Outcome:
    """Everything about the study. Raises ``VariantError`` for a variant that cannot be run, and ``StudyError``."""
    progress.report(0.0, "laying out the variants")
    prepared = [_prepared(study.scene, variant) for variant in study.variants]
    share = 1.0 if study.camera is None else 1 - _CLIP_SHARE
    results = _replications(study, prepared, progress, share=share, threads=threads)
    clips: tuple[Clip | None, ...] = (None,) * len(prepared)
    if study.camera is not None:
        clips = _clips(study, study.camera, prepared, _Share(progress, share, _CLIP_SHARE))
    runs = [_variant_run(study, i, prepared[i], results, clips[i]) for i in range(len(prepared))]
    summary = build_summary(
        facility_name=study.facility_name,
        comparison_name=" against ".join([study.variants[0].name, ", ".join(v.name for v in study.variants[1:])]),
        runs=runs,
        metrics=tuple(METRICS.values()),
        engine_version=engine_version(),
        model_hash=next((clip.model_hash for clip in clips if clip is not None), None),
        made_at=study.made_at,
    )
    progress.report(1.0, "done")
    return Outcome(summary, clips)


def _prepared(scene: Scene, variant: Variant) -> steps.Prepared:
    try:
        return steps.prepare(scene, variant.document, key=document_hash(variant.document))
    except NotRunnable as error:
        raise VariantError.one(variant.name, "not_runnable", f"Cannot be run: {error}.") from None


def _replications(
    study: Study, prepared: Sequence[steps.Prepared], progress: Progress, *, share: float, threads: int
) -> list[tuple[RunResult, ...]]:
    """Every variant's replications in their order: batch after batch, until all are known as well as they ask for."""
    experiment = study.variants[0].document.experiment
    results: list[tuple[RunResult, ...]] = [()] * len(prepared)
    more = first_replications(experiment)
    most = more if experiment.target_half_width is None else max(more, experiment.max_replications)
    while more:
        played = len(results[0])
        part = _Share(progress, share * played / most, share * more / most)
        batch = _batch(study, prepared, range(played, played + more), part, threads=threads)
        results = [(*before, *after) for before, after in zip(results, batch, strict=True)]
        more = max(map(_wanted, study.variants, results))
    return results


def _wanted(variant: Variant, results: Sequence[RunResult]) -> int:
    """How many more replications a variant asks for."""
    precision = assess_experiment(variant.document.experiment, [r.metrics for r in results])
    return 0 if precision is None else precision.more


def _batch(
    study: Study, prepared: Sequence[steps.Prepared], numbers: range, progress: Progress, *, threads: int
) -> list[tuple[RunResult, ...]]:
    """Some replications of every variant, in their order whatever order they were finished in."""
    jobs = [(v, r) for r in numbers for v in range(len(prepared))]
    if len(jobs) < _THREADED_FROM:
        threads = 1
    found: dict[tuple[int, int], RunResult] = {}
    stop = threading.Event()
    with ThreadPoolExecutor(threads, thread_name_prefix="replication") as pool:
        quiet = _Share(progress, 0, 0, stop)
        futures = {pool.submit(steps.replicate, prepared[v], index=r, progress=quiet): (v, r) for v, r in jobs}
        try:
            for future in as_completed(futures):
                found[futures[future]] = _result(future, study.variants[futures[future][0]].name)
                number = numbers.start * len(prepared) + len(found)
                message = f"replication {number} of {numbers.stop * len(prepared)}"
                progress.report(len(found) / len(jobs), message)
                progress.check_cancelled()
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return [tuple(found[v, r] for r in numbers) for v in range(len(prepared))]


def _result(future: Future[RunResult], name: str) -> RunResult:
    try:
        return future.result()
    except SimulationStalled as error:
        raise StudyError(f"{name} stalled {error}.") from error


def _clips(study: Study, camera: Camera, prepared: Sequence[steps.Prepared], progress: Progress) -> tuple[Clip, ...]:
    """One clip a variant, all of the same minutes of the first replication."""
    from worlds.contracts import ClipError
    from worlds.renderer.weights import WeightsMismatch, WeightsMissing

    try:
        return _filmed(study, camera, prepared, progress)
    except (WeightsMissing, WeightsMismatch, ClipError) as error:
        raise StudyError(f"No clips: {error}. They can be left out with --clip-seconds 0.") from error


def _filmed(study: Study, camera: Camera, prepared: Sequence[steps.Prepared], progress: Progress) -> tuple[Clip, ...]:
    start_s = steps.choose_clip_start(prepared[0], study.variants[0].document, camera)
    clips = []
    for i, (variant, ready) in enumerate(zip(study.variants, prepared, strict=True)):
        part = _Share(progress, i / len(prepared), 1 / len(prepared))
        clips.append(steps.film(ready, variant.document, camera, start_s=start_s, progress=part))
    return tuple(clips)


def _variant_run(
    study: Study, index: int, prepared: steps.Prepared, results: Sequence[tuple[RunResult, ...]], clip: Clip | None
) -> VariantRun:
    base, variant = study.variants[0].document, study.variants[index].document
    facts: tuple[ClipFact, ...] = ()
    if clip is not None and study.camera is not None:
        facts = (clip_fact(clip, camera_name=study.camera.name, start_clock=variant.wall_clock(clip.start_s)),)
    return VariantRun(
        name=study.variants[index].name,
        document=variant,
        results=results[index],
        scene_hash=prepared.layout.scene.content_hash,
        floor_plan=prepared.layout.floor_plan,
        differences=compare(results[0], results[index], variant.experiment.confidence) if index else (),
        changes=difference(base, variant, study.scene) if index else (),
        clips=facts,
    )


def clip_fact(clip: Clip, *, camera_name: str, start_clock: str) -> ClipFact:
    """What a report shows of a clip."""
    audit = clip.audit
    return ClipFact(
        camera_name=camera_name,
        start_s=clip.start_s,
        start_clock=start_clock,
        duration_s=clip.frame_count / FRAMES_PER_SECOND,
        width_px=clip.width_px,
        height_px=clip.height_px,
        poster=clip.poster,
        verdict=audit.verdict,
        reasons=audit.reasons,
        invented=audit.invented,
        omission_rate=audit.omission_rate,
        ghost_rate_per_frame=audit.ghost_rate_per_frame,
        position_error_m=audit.position_error_m,
        model_hash=clip.model_hash,
        control_hash=clip.control_hash,
    )
