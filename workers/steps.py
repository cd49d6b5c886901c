"""The computing of a run, without rows and queues: prepare, replicate, film.

Plain functions over the pure packages; the tasks of `workers.run_steps` surround them with loading
and saving. A variant that was prepared lately is kept in the process.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import structlog

from scenarios.contracts import Progress, RunResult, Trajectories
from scenarios.document import Experiment, ScenarioDocument
from scenarios.layout.contracts import VariantLayout
from scenarios.layout.variant import build_variant
from scenarios.simulation.compile import CompiledRun, compile_run
from scenarios.simulation.engine import simulate
from twin.contracts import Camera, Scene
from worlds.contracts import FRAMES_PER_SECOND, Clip, ClipError

if TYPE_CHECKING:
    from worlds.audit.detector import Detector
    from worlds.conditioning.conditions import Conditioner
    from worlds.dynamics.dynamics import Dynamics
    from worlds.renderer.renderer import Renderer

KEPT = 6

log = structlog.get_logger(__name__)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A variant ready to be played."""

    layout: VariantLayout
    compiled: CompiledRun


_kept: OrderedDict[str, Prepared] = OrderedDict()


def prepare(scene: Scene, document: ScenarioDocument, *, key: str) -> Prepared:
    """Lay out and compile a variant; the same `key` gives the same object while it is remembered.

    Raises ``LayoutError`` and ``NotRunnable`` for a variant that cannot be played.
    """
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    layout = build_variant(scene, document)
    prepared = Prepared(layout, compile_run(layout, document))
    _kept[key] = prepared
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return prepared


def replicate(prepared: Prepared, *, index: int, progress: Progress) -> RunResult:
    """Play one replication."""
    return simulate(prepared.compiled, replication=index, progress=progress)[0]


def choose_clip_start(prepared: Prepared, document: ScenarioDocument, camera: Camera) -> float:
    """When the clips begin: as the document says, else the busiest moment before the camera."""
    from scenarios.simulation.window import busiest_moment

    experiment = document.experiment
    if experiment.clip_start_s is not None:
        return experiment.clip_start_s
    return float(busiest_moment(prepared.compiled, camera=camera, duration_s=experiment.clip_duration_s))


def film(
    prepared: Prepared,
    document: ScenarioDocument,
    camera: Camera,
    *,
    start_s: float,
    progress: Progress,
    renderer: Any = None,
) -> Clip:
    """The clip of the first replication before one camera, by the shipped renderer if none is given. Raises ``ClipError``."""
    from worlds.filming.clip import Take, render_clip

    shipped, detector = models()
    renderer = renderer or shipped
    experiment = document.experiment
    window = (start_s, start_s + experiment.clip_duration_s)
    progress.report(0.0, "playing the minutes before the camera")
    result, trajectories = simulate(prepared.compiled, replication=0, window=window, progress=Progress())
    assert trajectories is not None
    view = camera.resized(experiment.clip_width_px, experiment.clip_height_px)
    _film_ahead(
        renderer, prepared.layout.scene, view, trajectories, experiment=experiment, start_s=start_s, progress=progress
    )
    return render_clip(
        prepared.layout.scene,
        view,
        trajectories,
        Take(start_s, experiment.clip_duration_s, seed=experiment.seed, conflicts=result.conflicts),
        renderer=renderer,
        detector=detector,
        conditioner=conditioner(prepared.layout.scene),
        progress=progress,
    )


def _film_ahead(
    renderer: Any,
    scene: Scene,
    view: Camera,
    trajectories: Trajectories,
    *,
    experiment: Experiment,
    start_s: float,
    progress: Progress,
) -> None:
    """Video models see a clip's whole motion before its first frame; the renderer has no need to."""
    from worlds.backends.video_renderer import VideoRenderer
    from worlds.dynamics.interpolate import StateInterpolator

    if not isinstance(renderer, VideoRenderer):
        return
    states, told = StateInterpolator(trajectories), conditioner(scene)
    count = round(experiment.clip_duration_s * FRAMES_PER_SECOND)
    conditions = [told.frame(states.at(start_s + k / FRAMES_PER_SECOND), view) for k in range(count)]

    def watch(share: float) -> None:
        progress.check_cancelled()
        progress.report(0.9 * share, "the video model is at work")

    renderer.film_ahead(conditions, seed=experiment.seed, watch=watch)


@cache
def models() -> tuple[Renderer, Detector]:
    """The renderer and the audit's detector, loaded once a process; raises ``ClipError`` where they cannot be."""
    from worlds.audit.detector import Detector
    from worlds.renderer.renderer import Renderer
    from worlds.renderer.weights import WeightsMismatch, WeightsMissing

    try:
        return Renderer.load(), Detector.load()
    except (WeightsMissing, WeightsMismatch) as error:
        raise ClipError(f"the world model cannot be loaded: {error}") from error


@lru_cache(maxsize=1)
def conditioner(scene: Scene) -> Conditioner:
    """The scene with its light baked; kept for the next camera."""
    from worlds.conditioning.conditions import Conditioner

    return Conditioner(scene)


def roll_futures(
    prepared: Prepared, results: Sequence[RunResult], *, progress: Progress
) -> tuple[list[tuple[dict[str, Any], dict[str, Any]]], dict[str, Any] | None]:
    """The futures of the most serious conflicts of all replications, and of a typical minute, as they are stored.

    A conflict that one of the two came to from off the floor has no five seconds before it, and is left out.
    """
    from worlds.dynamics.situation import SituationError
    from worlds.futures.conflicts import Found, most_serious, study_conflict
    from worlds.futures.describe import flows_of, paths_of, summary_of
    from worlds.futures.minutes import study_minute

    roller = dynamics()
    chosen = most_serious([Found(r.replication, k, c) for r in results for k, c in enumerate(r.conflicts)])
    described = []
    for k, found in enumerate(chosen):
        progress.report(k / (len(chosen) + 1), f"conflict {k + 1} of {len(chosen)}")
        try:
            study = study_conflict(prepared.compiled, found, roller, progress=_Quiet(progress))
        except SituationError as error:
            log.info("a conflict has no futures", reason=str(error))
        except ValueError:  # the run's own figures do not wait for it
            log.exception("a conflict's futures failed")
        else:
            described.append((summary_of(study), paths_of(study)))
    progress.report(len(chosen) / (len(chosen) + 1), "a typical minute")
    try:
        minute = study_minute(prepared.compiled, roller, progress=_Quiet(progress))
    except ValueError:
        log.exception("a typical minute's futures failed")
        minute = None
    return described, None if minute is None else flows_of(minute)


class _Quiet(Progress):
    """Asks whether the work is wanted, and says nothing of its parts."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def check_cancelled(self) -> None:
        self._progress.check_cancelled()


@cache
def dynamics() -> Dynamics:
    """The dynamics, loaded once a process; needs no torch."""
    from worlds.dynamics.dynamics import Dynamics

    return Dynamics.load()


def warm_up_models() -> None:
    """Load the models before the first clip asks for them."""
    models()
