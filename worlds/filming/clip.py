"""Clips: a window of a simulated run before one camera, rendered, audited, labelled and encoded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Conflict, Progress, Trajectories
from twin.contracts import Camera, Scene
from twin.depth.check import check_camera
from worlds.audit.audit import Audit, Finder
from worlds.audit.detector import Detector
from worlds.audit.findings import Findings, report_of
from worlds.conditioning.conditions import Conditioner
from worlds.contracts import FRAMES_PER_SECOND, AuditReport, Clip, ClipError, WorldState
from worlds.dynamics.interpolate import StateInterpolator
from worlds.filming.chunks import CHUNK_FRAMES, Chunk, Filming
from worlds.filming.conditioning_views import SCALE_LEVELS
from worlds.filming.sidecar import control_hash, describe_conflicts
from worlds.renderer.renderer import RenderedFrame, Renderer
from worlds.renderer.uncertainty import Uncertainty
from worlds.rollout import WorldModel
from worlds.video import Thumbnails, VideoWriter, badge, jpeg, jpeg_base64, with_badge

PREVIEW_EVERY = 12  # frames
GENERATED, PLAIN = "generated", "plain geometry"


@dataclass(frozen=True)
class Take:
    """What to film of a run: from when, for how long, with which seed, and which conflicts to mark."""

    start_s: float
    duration_s: float
    seed: int = 0
    conflicts: tuple[Conflict, ...] = field(default=())


def render_clip(
    scene: Scene,
    camera: Camera,
    trajectories: Trajectories,
    take: Take,
    *,
    renderer: Renderer,
    progress: Progress | None = None,
    detector: Finder | None = None,
    conditioner: Conditioner | None = None,
) -> Clip:
    """The clip of a window of a run, audited. Raises ``ClipError``, ``WeightsMissing``, ``Cancelled``.

    `conditioner` may be handed over to spare the baking of light (1 to 2 s) when several clips show one scene.
    """
    progress = progress or Progress()
    states = states_of(trajectories, take)
    progress.check_cancelled()
    progress.report(0.0, "preparing the light of the scene")
    detector = detector or Detector.load()
    model = WorldModel(scene, renderer, conditioner)
    if errors := check_camera(camera, model.conditioner.raycast):
        raise ClipError("; ".join(errors))
    audit = Audit(detector, len(scene.parts), renderer.card.get("conditioning_range", {}))
    uncertainty = Uncertainty.load() if renderer.tells_light else None
    with _Reel(camera, uncertain=uncertainty is not None) as reel:
        watch = _Watch(progress, len(states))
        start_s = states[0].time_s
        filming = Filming(
            model, camera, audit, seed=take.seed, start_s=start_s, at_frame=watch.frame, uncertainty=uncertainty
        )
        before: RenderedFrame | None = None
        for first in range(0, len(states), CHUNK_FRAMES):
            watch.at = first
            chunk = filming.chunk(states[first : first + CHUNK_FRAMES], first, before)
            reel.add(chunk)
            before = chunk.last
        reel.finish()
    report = reel.report()
    control = control_hash(scene, camera, states, take.seed)
    progress.report(1.0, f"audit {report.verdict}")
    return Clip(
        camera_id=camera.id,
        start_s=take.start_s,
        frame_count=len(states),
        width_px=camera.width_px,
        height_px=camera.height_px,
        video=reel.video,
        poster=reel.poster,
        thumbnails=reel.thumbnails,
        depth_video=reel.depth,
        class_video=reel.classes,
        uncertainty_video=reel.uncertainty,
        sidecar={
            "version": 2,
            "frames_per_second": FRAMES_PER_SECOND,
            "camera": camera.id,
            "start_s": take.start_s,
            "seed": take.seed,
            "model": str(renderer.card.get("name", "")),
            "model_sha256": renderer.model_hash,
            "scene_sha256": scene.content_hash,
            "control_sha256": control,
            "video_sha256": hashlib.sha256(reel.video).hexdigest(),  # before credentials are added
            "badge": GENERATED,
            "uncertainty": _describe(uncertainty, renderer),
            "audit": asdict(report),
            "chunks": [chunk.describe() for chunk in reel.chunks],
            "thumbnails": reel.thumbnail_layout,
            "conflicts": describe_conflicts(take.conflicts, states[0].time_s, len(states)),
            "frames": [frame for chunk in reel.chunks for frame in chunk.frames],
        },
        audit=report,
        model_hash=renderer.model_hash,
        control_hash=control,
    )


def _describe(uncertainty: Uncertainty | None, renderer: Renderer) -> dict[str, Any] | None:
    """How to read the colours, and whether they were calibrated for the model that made the clip."""
    if uncertainty is None:
        return None
    return {"brightest_levels": SCALE_LEVELS, "calibrated": uncertainty.calibrated_for(renderer.model_hash)}


class _Watch:
    """Asks at every frame whether the clip is still wanted, and shows every twelfth to whoever watches."""

    def __init__(self, progress: Progress, frames: int) -> None:
        self._progress, self._frames = progress, frames
        self.at = 0  # frames that are decided
        self._seen = 0

    def frame(self, index: int, picture: NDArray[np.uint8]) -> None:
        self._progress.check_cancelled()
        number = self.at + index
        if number % PREVIEW_EVERY == 0:
            self._progress.report(
                (number + 1) / self._frames,
                f"frame {number + 1} of {self._frames}",
                preview_jpeg=jpeg_base64(picture),
            )


class _Reel:
    """Everything that is written of a clip, chunk by chunk; what it needs on disk is gone when the block is left."""

    def __init__(self, camera: Camera, *, uncertain: bool) -> None:
        size = camera.width_px, camera.height_px
        self._writers = [VideoWriter(*size) for _ in range(4 if uncertain else 3)]
        self._labels = {name: badge(name, *size) for name in (GENERATED, PLAIN)}
        self._thumbnails = Thumbnails()
        self._most_seen = -1
        self.chunks: list[Chunk] = []
        self.poster = self.video = self.depth = self.classes = self.uncertainty = self.thumbnails = b""
        self.thumbnail_layout: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for writer in self._writers:
            writer.__exit__(*error)

    def add(self, chunk: Chunk) -> None:
        """Label and write the frames of a chunk."""
        label = self._labels[PLAIN if chunk.plain else GENERATED]
        video, *beside = self._writers
        for picture, frame, views in zip(chunk.pictures, chunk.frames, chunk.views, strict=True):
            shown = with_badge(picture, label)
            video.add(shown)
            for writer, view in zip(beside, views, strict=True):
                writer.add(view)
            self._thumbnails.add(shown)
            seen = sum(agent["pixels"] for agent in frame["agents"])
            if seen > self._most_seen:
                self.poster, self._most_seen = jpeg(shown), seen
        chunk.pictures.clear()
        chunk.views.clear()
        self.chunks.append(chunk)

    def finish(self) -> None:
        """Close the files."""
        self.video, self.depth, self.classes, *rest = (writer.finish() for writer in self._writers)
        self.uncertainty = rest[0] if rest else b""
        self.thumbnails, self.thumbnail_layout = self._thumbnails.finish()

    def report(self) -> AuditReport:
        """The audit of what the model shows in this clip."""
        model = [chunk for chunk in self.chunks if not chunk.plain]
        return report_of(
            Findings.of([chunk.findings for chunk in model]),
            plain_frames=sum(len(c.frames) for c in self.chunks if c.plain),
            rendered_again=sum(len(c.frames) for c in model if len(c.faults) > 1),
            fps=FRAMES_PER_SECOND,
        )


def states_of(trajectories: Trajectories, take: Take) -> Sequence[WorldState]:
    """The state of every frame; raises ``ClipError`` where the trajectory does not reach."""
    count = round(take.duration_s * FRAMES_PER_SECOND) if np.isfinite(take.duration_s) else 0
    if count < 1:
        raise ClipError(f"a clip of {take.duration_s} s has no frame; ask for at least {1 / FRAMES_PER_SECOND:.2f} s")
    if not np.isfinite(take.start_s):
        raise ClipError("a clip needs a start that is a number of seconds")
    end, last = trajectories.start_s + trajectories.duration_s, take.start_s + (count - 1) / FRAMES_PER_SECOND
    if take.start_s < trajectories.start_s - 1e-6 or last > end + 1e-6:
        raise ClipError(
            f"the clip runs from {take.start_s:.2f} s to {last:.2f} s, the trajectory from "
            f"{trajectories.start_s:.2f} s to {end:.2f} s"
        )
    try:
        interpolator = StateInterpolator(trajectories)
        return [interpolator.at(take.start_s + k / FRAMES_PER_SECOND) for k in range(count)]
    except ValueError as error:
        raise ClipError(str(error)) from error
