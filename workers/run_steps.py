"""The steps of a run as tasks do them: load, compute, save, announce."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import structlog

from scenarios.announce import announce_event
from scenarios.contracts import Cancelled, Progress
from scenarios.document import VIDEO_MODEL, ScenarioDocument
from scenarios.layout.edits import LayoutError
from scenarios.layout.parsing import parse_document
from scenarios.models import Run, RunStep
from scenarios.services.figures import describe_partial, load_results
from scenarios.services.results import replication_row
from scenarios.services.steps import acquire_step, extend_step, fail_step, finish_step, stop_step
from scenarios.services.summaries import summarise_run
from scenarios.simulation.compile import NotRunnable
from scenarios.simulation.engine import SimulationStalled
from twin.scenes import load_scene_of
from twin.services.cameras import camera_of_view
from workers import future_films, steps
from workers.leases import LeaseKeeper, LeaseLost
from workers.progress import StepProgress
from workers.renderers import ModelUnavailable, chosen_renderer
from worlds.contracts import FRAMES_PER_SECOND, ClipError
from worlds.services.clips import copy_clip, create_clip, describe_clip, find_equal_clip
from worlds.services.future_films import create_films
from worlds.services.futures import create_futures

log = structlog.get_logger(__name__)
NO_MEMORY = "ran out of memory; a shorter clip, smaller pictures or fewer agents need less."
Done = tuple[str, Callable[[], None]]  # the message, and what to write
Work = Callable[[RunStep, StepProgress], Done]


def do_step(step_id: UUID, work: Work) -> None:
    """Take a step, do it, and write what came of it; whatever happens, the step's row tells."""
    owner = uuid4()
    step = acquire_step(step_id, owner=owner)
    if step is None:
        return
    try:
        with LeaseKeeper(lambda: extend_step(step_id, owner=owner)) as lease:
            message, save = work(step, StepProgress(step, owner, lease))
            if not finish_step(step, owner=owner, message=message, save=save):
                stop_step(step, owner=owner)
    except Cancelled:
        stop_step(step, owner=owner)
    except LeaseLost:
        log.warning("a step was taken over", step=str(step_id))
    except (LayoutError, ModelUnavailable, NotRunnable, SimulationStalled, ClipError) as error:
        fail_step(step, owner=owner, error=f"{step.label}: {error}")
    except Exception as error:
        log.exception("a step failed", step=str(step_id), kind=step.kind)
        if ran_out_of_memory(error):
            fail_step(step, owner=owner, error=f"{step.label} {NO_MEMORY}")
            return
        fail_step(
            step, owner=owner, error=f"{step.label} failed on our side ({type(error).__name__}); it has been logged."
        )


def ran_out_of_memory(error: Exception) -> bool:
    """Whether an error says so: Python's and numpy's, or torch's, which has no type of its own on a CPU."""
    return isinstance(error, MemoryError) or "can't allocate memory" in str(error)


def prepare(step: RunStep, progress: StepProgress) -> Done:
    """Lay out and compile the variant."""
    progress.report(0.1, "laying out the variant")
    prepared = _prepared(step.run)
    message = f"{len(prepared.layout.faces)} pick faces, {len(prepared.layout.stations)} stations"
    return message, lambda: None


def replicate(step: RunStep, progress: StepProgress) -> Done:
    """Play one replication, and estimate from all so far."""
    result = steps.replicate(_prepared(step.run), index=step.index, progress=progress)
    row = replication_row(step.run, result)

    def save() -> None:
        row.save(force_insert=True)
        announce_event(step.run_id, describe_partial(step.run))

    return f"{result.orders_shipped} of {result.orders_in} orders shipped", save


def render(step: RunStep, progress: StepProgress) -> Done:
    """Film the first replication before one camera, or take the film of an equal run."""
    run, view = step.run, step.run.cameras[step.index]
    document = parse_document(run.document)
    model = document.experiment.clip_model
    if model != VIDEO_MODEL and (equal := find_equal_clip(run, step.index)):  # its folder may hold others by now
        return "filmed before", lambda: _announce_clip(run, describe_clip(copy_clip(equal, run, index=step.index)))
    prepared = _prepared(run)
    camera = camera_of_view(view)
    start_s = _clip_start(run, document, prepared)
    previews = _Previews(progress, str(view["id"]), document)
    with chosen_renderer(run, model) as renderer:
        clip = steps.film(prepared, document, camera, start_s=start_s, progress=previews, renderer=renderer)
    save = create_clip(run, index=step.index, clip=clip)
    return f"{clip.frame_count} frames, audit {clip.audit.verdict}", lambda: _announce_clip(run, describe_clip(save()))


def roll_futures(step: RunStep, progress: StepProgress) -> Done:
    """Roll the futures of the worst conflicts, and of a typical minute."""
    run = step.run
    conflicts, minute = steps.roll_futures(_prepared(run), load_results(run), progress=progress)
    save = create_futures(run, conflicts=conflicts, minute=minute)
    return f"{len(conflicts)} conflicts rolled on", lambda: _announce_futures(run, save())


def film_futures(step: RunStep, progress: StepProgress) -> Done:
    """Film the likeliest, the median and the worst future of the run's worst conflict."""
    run = step.run
    worst = run.futures.order_by("index").first()
    document = parse_document(run.document)
    model = document.experiment.clip_model
    if worst is None:
        return "no conflict was rolled on", lambda: None
    if model == VIDEO_MODEL:
        return "video models film no futures", lambda: None
    cameras = [camera_of_view(view) for view in run.cameras]
    with chosen_renderer(run, model) as renderer:
        films = future_films.film_futures(
            _prepared(run),
            load_results(run),
            conflict_id=worst.summary["conflict_id"],
            cameras=cameras,
            renderer=renderer,
            progress=progress,
        )
    if not films:
        return "no camera sees the worst conflict", lambda: None
    save = create_films(worst, films)
    return f"{len(films)} futures filmed", lambda: _announce_futures(run, save())


def summarise(step: RunStep, progress: StepProgress) -> Done:
    """Write what the lists of runs show."""
    progress.report(0.5, "summing up")
    summary = summarise_run(step.run)
    return "done", lambda: _save_summary(step.run, summary)


def _clip_start(run: Run, document: ScenarioDocument, prepared: steps.Prepared) -> float:
    """All cameras of a run film the same minutes: the busiest before the first of them."""
    return steps.choose_clip_start(prepared, document, camera_of_view(run.cameras[0]))


def _save_summary(run: Run, summary: dict[str, object]) -> None:
    Run.objects.filter(pk=run.pk).update(summary=summary)


def _announce_clip(run: Run, clip: dict[str, object]) -> None:
    announce_event(run.pk, {"type": "clip.ready", "clip": clip})


def _announce_futures(run: Run, conflicts: int) -> None:
    announce_event(run.pk, {"type": "futures.ready", "conflicts": conflicts})


def _prepared(run: Run) -> steps.Prepared:
    scene = load_scene_of(run.scenario_revision.twin_revision)
    return steps.prepare(scene, parse_document(run.document), key=run.replay_key)


class _Previews(Progress):
    """Passes progress on; a rendered frame among it becomes a preview of the camera."""

    def __init__(self, progress: StepProgress, camera_id: str, document: ScenarioDocument) -> None:
        experiment = document.experiment
        self._progress = progress
        self._frames = round(experiment.clip_duration_s * FRAMES_PER_SECOND)
        self._fields = {
            "camera_id": camera_id,
            "frame_count": self._frames,
            "width_px": experiment.clip_width_px,
            "height_px": experiment.clip_height_px,
        }

    def report(self, fraction: float, message: str, **payload: Any) -> None:
        if picture := payload.pop("preview_jpeg", None):
            self._progress.preview(base64.b64decode(picture), frame=round(fraction * self._frames) - 1, **self._fields)
        self._progress.report(fraction, message, **payload)

    def check_cancelled(self) -> None:
        self._progress.check_cancelled()
