"""The world model as an environment (`reset`, `step`), and clips of simulated trajectories.

Each step takes the state that the agents move to and gives the frame of every camera. The state is
never changed here: it is authoritative, the picture is evidence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, AgentKind, Progress, Trajectories
from twin.contracts import Camera, Scene
from twin.depth.check import check_camera
from worlds.audit.audit import Audit
from worlds.audit.detector import Detector
from worlds.conditioning.conditions import Conditioner
from worlds.contracts import FRAMES_PER_SECOND, Action, Clip, WorldState
from worlds.dynamics.interpolate import StateInterpolator
from worlds.renderer.renderer import RenderedFrame, Renderer
from worlds.video import VideoWriter, badge, jpeg, jpeg_base64, with_badge

PREVIEW_EVERY = 12  # frames
Frames = dict[str, NDArray[np.uint8]]


class ClipError(ValueError):
    """A clip that cannot be made, in words for a planner."""


@dataclass(frozen=True)
class Style:
    """How the pictures look: brightness 1 is metered, 0.5 half as bright."""

    brightness: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.brightness <= 8:
            raise ValueError("brightness must lie between 0 and 8")


class WorldModel:
    """A facility that can be stepped. One camera set, one thread.

    The renderer of this version draws no random numbers; the seed is kept so that a clip can name it.
    """

    def __init__(self, scene: Scene, renderer: Renderer, conditioner: Conditioner | None = None) -> None:
        self.conditioner = conditioner or Conditioner(scene)
        self.renderer = renderer
        self.cameras: tuple[Camera, ...] = ()
        self.style = Style()
        self.seed = 0
        self.last: dict[str, RenderedFrame] = {}

    def reset(self, state: WorldState, cameras: Sequence[Camera], style: Style | None = None, seed: int = 0) -> Frames:
        """Begin at a state; gives its frames."""
        self.cameras, self.style, self.seed = tuple(cameras), style or Style(), seed
        self.last = {}
        return self._render(state)

    def step(self, action: Action) -> tuple[WorldState, Frames]:
        """The next state and its frames (H, W, 3), by camera id."""
        if not self.last:
            raise RuntimeError("reset the world model before stepping it")
        return action.next_state, self._render(action.next_state)

    def _render(self, state: WorldState) -> Frames:
        for camera in self.cameras:
            conditions = self.conditioner.frame(state, camera)
            before = self.last.get(camera.id)
            self.last[camera.id] = self.renderer.render(conditions, before, brightness=self.style.brightness)
        return {camera.id: self.last[camera.id].picture for camera in self.cameras}


def render_clip(
    scene: Scene,
    camera: Camera,
    trajectories: Trajectories,
    *,
    start_s: float,
    duration_s: float,
    renderer: Renderer,
    seed: int = 0,
    progress: Progress | None = None,
    badge_text: str = "generated",
    detector: Detector | None = None,
    conditioner: Conditioner | None = None,
) -> Clip:
    """The clip of a window of a run, audited. Raises ``ClipError``, ``WeightsMissing``, ``Cancelled``.

    `conditioner` may be handed over to spare the baking of light (1 to 2 s) when several clips show one scene.
    """
    progress = progress or Progress()
    states = _states(trajectories, start_s, duration_s)
    progress.check_cancelled()
    progress.report(0.0, "preparing the light of the scene")
    detector = detector or Detector.load()
    model = WorldModel(scene, renderer, conditioner)
    if errors := check_camera(camera, model.conditioner.raycast):
        raise ClipError("; ".join(errors))
    audit = Audit(detector, len(scene.parts), renderer.card.get("conditioning_range", {}))
    with VideoWriter(camera.width_px, camera.height_px) as video:
        frames, poster = _film(
            model, camera, states, seed=seed, audit=audit, video=video, progress=progress, badge_text=badge_text
        )
        data = video.finish()
    report = audit.report()
    control = control_hash(scene, camera, states, seed)
    progress.report(1.0, f"audit {report.verdict}")
    return Clip(
        camera_id=camera.id,
        start_s=start_s,
        frame_count=len(states),
        width_px=camera.width_px,
        height_px=camera.height_px,
        video=data,
        poster=poster,
        sidecar={
            "version": 1,
            "frames_per_second": FRAMES_PER_SECOND,
            "camera": camera.id,
            "start_s": start_s,
            "seed": seed,
            "model": str(renderer.card.get("name", "")),
            "model_sha256": renderer.model_hash,
            "control_sha256": control,
            "badge": badge_text,
            "audit": asdict(report),
            "frames": frames,
        },
        audit=report,
        model_hash=renderer.model_hash,
        control_hash=control,
    )


def _film(
    model: WorldModel,
    camera: Camera,
    states: Sequence[WorldState],
    *,
    seed: int,
    audit: Audit,
    video: VideoWriter,
    progress: Progress,
    badge_text: str,
) -> tuple[list[dict[str, Any]], bytes]:
    """Roll out, audit and encode frame by frame; gives the sidecar's frames and the poster."""
    label = badge(badge_text, camera.height_px)
    frames: list[dict[str, Any]] = []
    poster, most_seen = b"", -1
    before: RenderedFrame | None = None
    for index, state in enumerate(states):
        progress.check_cancelled()
        if before is None:
            model.reset(state, [camera], seed=seed)
        else:
            model.step(Action(state))
        frame = model.last[camera.id]
        audit.add(frame, before)
        shown = with_badge(frame.picture, label)
        video.add(shown)
        frames.append(sidecar_frame(state, frame, audit.agents_from, states[0].time_s))
        seen = sum(agent["pixels"] for agent in frames[-1]["agents"])
        if seen > most_seen:
            poster, most_seen = jpeg(shown), seen
        if index % PREVIEW_EVERY == 0:
            message = f"frame {index + 1} of {len(states)}"
            progress.report((index + 1) / len(states), message, preview_jpeg=jpeg_base64(shown))
        before = frame
    return frames, poster


def sidecar_frame(state: WorldState, frame: RenderedFrame, agents_from: int, start_s: float) -> dict[str, Any]:
    """Time and, for each agent that is seen, pose and pixel box (left, upper, right, lower; exclusive)."""
    conditions = frame.conditions
    part = conditions.gbuffer.part_index
    agents = []
    for index in np.unique(part[part >= agents_from]):
        agent = int(index) - agents_from
        rows, columns = np.nonzero(part == index)
        agents.append(
            {
                "id": state.agent_ids[agent],
                "kind": AgentKind(int(state.kinds[agent])).name.lower(),
                "activity": Activity(int(state.activity[agent])).name.lower(),
                "pose": [round(float(v), 3) for v in state.pose[agent]],
                "box": [int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1],
                "pixels": len(rows),
                "visible": round(len(rows) / max(conditions.unhidden_px.get(agent, 0), len(rows)), 3),
            }
        )
    return {"time_s": round(state.time_s, 4), "clip_s": round(state.time_s - start_s, 4), "agents": agents}


def control_hash(scene: Scene, camera: Camera, states: Sequence[WorldState], seed: int) -> str:
    """SHA-256 of everything that conditions a clip."""
    digest = hashlib.sha256(scene.content_hash.encode())
    lens = (camera.width_px, camera.height_px, camera.focal_px, camera.center_px, seed)
    digest.update(json.dumps(lens).encode() + camera.camera_to_world.tobytes())
    for state in states:
        digest.update("|".join(state.agent_ids).encode())
        for array in (state.kinds, state.size_m, state.pose, state.activity, state.load, state.travelled_m):
            digest.update(np.ascontiguousarray(array).tobytes())
        digest.update(np.float64(state.time_s).tobytes())
        if state.posture is not None:
            for array in vars(state.posture).values():
                digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _states(trajectories: Trajectories, start_s: float, duration_s: float) -> list[WorldState]:
    """The state of every frame; raises ``ClipError`` where the trajectory does not reach."""
    count = round(duration_s * FRAMES_PER_SECOND)
    if count < 1:
        raise ClipError(f"a clip of {duration_s} s has no frame; ask for at least {1 / FRAMES_PER_SECOND:.2f} s")
    end, last = trajectories.start_s + trajectories.duration_s, start_s + (count - 1) / FRAMES_PER_SECOND
    if start_s < trajectories.start_s - 1e-6 or last > end + 1e-6:
        raise ClipError(
            f"the clip runs from {start_s:.2f} s to {last:.2f} s, the trajectory from "
            f"{trajectories.start_s:.2f} s to {end:.2f} s"
        )
    try:
        interpolator = StateInterpolator(trajectories)
        return [interpolator.at(start_s + k / FRAMES_PER_SECOND) for k in range(count)]
    except ValueError as error:
        raise ClipError(str(error)) from error
