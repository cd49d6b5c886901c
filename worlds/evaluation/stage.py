"""A small lit hall, never trained on, in which the measures of the world model are staged.

Everybody moves by a formula of time, back and forth, so that the same instants come again for as long as a
rollout may last, and path-traced references are needed of a few instants only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, AgentKind
from twin.contracts import Camera, Material, Mesh, Part, PartClass, Primitive, Scene, look_at
from worlds.conditioning.conditions import Conditioner, FrameConditions
from worlds.contracts import FRAMES_PER_SECOND, WorldState
from worlds.renderer.renderer import RenderedFrame
from worlds.training.shapes import Boxes, mesh_of_boxes

PERIOD_FRAMES = 120  # everybody is back where they were
SIZES_M = {
    AgentKind.PERSON: (0.4, 0.5, 1.75),
    AgentKind.AMR: (1.0, 0.7, 0.35),
    AgentKind.FORKLIFT: (2.6, 1.2, 2.2),
}


class Painter(Protocol):
    """Whatever renders frames: the trained renderer, or a broken one that a measure should find out."""

    def render(self, conditions: FrameConditions, before: RenderedFrame | None = None, /) -> RenderedFrame:
        """The next frame."""


@dataclass(frozen=True)
class Walker:
    """Somebody who goes from `start_m` in the direction `heading_rad`, turns at half the period, and returns."""

    kind: AgentKind
    start_m: tuple[float, float]
    heading_rad: float
    speed_mps: float = 1.0


WALKERS = (
    Walker(AgentKind.PERSON, (5.0, 4.0), 0.2, 1.1),
    Walker(AgentKind.PERSON, (8.5, 3.0), 1.5, 0.9),
    Walker(AgentKind.AMR, (5.5, 6.3), 0.0, 1.3),
    Walker(AgentKind.FORKLIFT, (10.5, 7.2), 1.9, 0.0),
)


def stage_scene(*, column: bool = False) -> Scene:
    """14 × 10 × 5 m: floor with lanes, walls, racks with goods, crates, four lamps, and perhaps a column."""
    grey, white, lane = (0.42, 0.42, 0.44), (0.75, 0.74, 0.7), (0.75, 0.55, 0.06)
    steel, card, blue = (0.06, 0.12, 0.35), (0.46, 0.3, 0.17), (0.05, 0.16, 0.4)
    walls: Boxes = [((7, -0.1, 2.5), (14.4, 0.2, 5), white), ((7, 10.1, 2.5), (14.4, 0.2, 5), white),
                    ((-0.1, 5, 2.5), (0.2, 10, 5), white), ((14.1, 5, 2.5), (0.2, 10, 5), white)]  # fmt: skip
    stripes: Boxes = [((7, y, 0.004), (12, 0.1, 0.008), lane) for y in (2.2, 5.6)]
    goods: Boxes = [
        ((3.2 + 0.9 * k, 8.9, 0.45 + 1.1 * level), (0.7, 0.7, 0.7), card) for k in range(5) for level in (0, 1)
    ]
    shelves: Boxes = [((5.0, 8.9, h), (4.8, 0.9, 0.1), steel) for h in (0.05, 1.05, 2.15)]
    posts: Boxes = [((x, 8.9, 1.1), (0.1, 0.9, 2.2), steel) for x in (2.6, 5.0, 7.4)]
    crates: Boxes = [((11.8, 2.0, 0.4), (0.8, 0.8, 0.8), blue), ((12.3, 3.1, 0.3), (0.6, 0.6, 0.6), card)]
    pieces: list[tuple[Mesh, PartClass]] = [
        (mesh_of_boxes("floor", [((7, 5, -0.1), (14, 10, 0.2), grey)]), PartClass.FLOOR),
        (mesh_of_boxes("walls", walls), PartClass.WALL),
        (mesh_of_boxes("ceiling", [((7, 5, 5.1), (14.4, 10.4, 0.2), white)]), PartClass.CEILING),
        (mesh_of_boxes("lanes", stripes), PartClass.MARKING),
        (mesh_of_boxes("rack", [*shelves, *posts, *goods]), PartClass.RACK),
        (mesh_of_boxes("crates", crates), PartClass.CLUTTER),
        (_panels([(x, y) for x in (3.5, 10.5) for y in (2.5, 7.5)]), PartClass.LAMP),
    ]
    if column:
        pieces.append((mesh_of_boxes("column", [((4.5, 3.0, 2.5), (0.9, 0.9, 5), white)]), PartClass.COLUMN))
    parts = tuple(Part(mesh.id, mesh.id, part_class, mesh.id, np.eye(4)) for mesh, part_class in pieces)
    return Scene(parts, {mesh.id: mesh for mesh, _ in pieces})


def _panels(places: Sequence[tuple[float, float]]) -> Mesh:
    """Lamps flush under the ceiling that shine down only: little noise in a path-traced picture."""
    half = np.array([[-0.8, -0.5, 0], [-0.8, 0.5, 0], [0.8, 0.5, 0], [0.8, -0.5, 0]])
    corners = np.concatenate([half + np.array([x, y, 4.98]) for x, y in places]).astype(np.float32)
    faces = np.concatenate([np.array([[0, 1, 2], [0, 2, 3]]) + 4 * k for k in range(len(places))]).astype(np.int32)
    return Mesh("lamps", (Primitive(corners, faces, Material((0.8, 0.8, 0.8), emission=(9.0, 8.8, 8.3))),))


def stage_camera(name: str = "west", width_px: int = 256, height_px: int = 144, *, turn_m: float = 0.0) -> Camera:
    """``west`` and ``east`` face each other; `turn_m` moves the point looked at along x."""
    eye, target = {"west": ((0.8, 0.8, 3.2), (7.5, 5.0, 0.9)), "east": ((13.2, 0.8, 3.2), (6.5, 5.0, 0.9))}[name]
    return look_at(
        name, name, position_m=eye, target_m=(target[0] + turn_m, *target[1:]), horizontal_fov_rad=1.35,
        width_px=width_px, height_px=height_px,
    )  # fmt: skip


def walkers_at(frame: int, walkers: Sequence[Walker] = WALKERS) -> WorldState:
    """Who is where at a frame; equal for frames a whole period apart."""
    place = frame % PERIOD_FRAMES
    half = PERIOD_FRAMES // 2
    back = place >= half
    away_s = (PERIOD_FRAMES - place if back else place) / FRAMES_PER_SECOND
    count = len(walkers)
    heading = np.array([w.heading_rad for w in walkers])
    direction = np.stack([np.cos(heading), np.sin(heading)], axis=1)
    speed = np.array([w.speed_mps for w in walkers])
    position = np.array([w.start_m for w in walkers]) + direction * (speed * away_s)[:, None]
    turned = heading + np.pi * (back & (speed > 0))
    activity = np.where(speed > 0, Activity.WALK, Activity.WAIT)
    return WorldState(
        time_s=frame / FRAMES_PER_SECOND,
        agent_ids=tuple(f"walker-{k}" for k in range(count)),
        kinds=np.array([w.kind for w in walkers], np.uint8),
        size_m=np.array([SIZES_M[w.kind] for w in walkers], np.float32),
        pose=np.concatenate([position, turned[:, None]], axis=1).astype(np.float32),
        velocity_mps=(direction * (speed * (-1 if back else 1))[:, None]).astype(np.float32),
        activity=activity.astype(np.uint8),
        load=np.zeros(count, np.uint8),
        travelled_m=(speed * place / FRAMES_PER_SECOND).astype(np.float32),
    )


def nobody() -> WorldState:
    """The empty hall."""
    none = np.zeros((0, 3), np.float32)
    return WorldState(0.0, (), np.zeros(0, np.uint8), none, none, none[:, :2], none[:, 0].astype(np.uint8), none[:, 0].astype(np.uint8), none[:, 0])  # fmt: skip


def divergent(frame: int, from_frame: int, walkers: Sequence[Walker] = WALKERS) -> WorldState:
    """As `walkers_at`, but the first of them turns left at `from_frame` and goes on walking."""
    if frame < from_frame:
        return walkers_at(frame, walkers)
    there = walkers_at(from_frame, walkers)
    state = walkers_at(frame, walkers)
    left = float(there.pose[0, 2]) + np.pi / 2
    way = walkers[0].speed_mps * (frame - from_frame) / FRAMES_PER_SECOND
    pose, velocity = state.pose.copy(), state.velocity_mps.copy()
    pose[0] = there.pose[0, 0] + way * np.cos(left), there.pose[0, 1] + way * np.sin(left), left
    velocity[0] = walkers[0].speed_mps * np.array([np.cos(left), np.sin(left)])
    return replace(state, pose=pose.astype(np.float32), velocity_mps=velocity.astype(np.float32))


def roll_out(
    painter: Painter,
    conditioner: Conditioner,
    steps: Iterable[tuple[WorldState, Camera]],
    watch: Callable[[], None] = lambda: None,
) -> list[RenderedFrame]:
    """Render frame after frame, each from the one before; `watch` is called at each, to call it off."""
    frames: list[RenderedFrame] = []
    for state, camera in steps:
        watch()
        frames.append(painter.render(conditioner.frame(state, camera), frames[-1] if frames else None))
    return frames


def levels(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A picture in 0..1."""
    return picture.astype(np.float32) / np.float32(255)
