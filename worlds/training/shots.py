"""Short clips in a generated hall: who moves, and a camera as a wall, a person, a vehicle or a crane would carry it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, AgentKind
from twin.contracts import Camera, FloatArray, look_at
from worlds.contracts import FRAMES_PER_SECOND, WorldState
from worlds.training.scenes import Hall

CLIP_FRAMES = 4
VIEW_KINDS, VIEW_SHARES = ("cctv", "eye level", "vehicle", "overhead"), (0.45, 0.25, 0.15, 0.15)
SIZES_M = {AgentKind.PERSON: (0.4, 0.5, 1.75), AgentKind.AMR: (1.0, 0.7, 0.35), AgentKind.FORKLIFT: (2.6, 1.2, 2.2)}


@dataclass(frozen=True)
class Crowd:
    """How many agents stand about the place that is looked at, and how far from it."""

    least: int = 2
    most: int = 13
    spread_m: float = 3.0  # standard deviation along x and along y


USUAL_CROWD = Crowd()


@dataclass(frozen=True, eq=False)
class Shot:
    """`CLIP_FRAMES` successive instants at 24 a second: the agents, and the camera."""

    kind: str  # of VIEW_KINDS
    states: tuple[WorldState, ...]
    cameras: tuple[Camera, ...]


def generate_shot(hall: Hall, seed: int, width_px: int = 256, height_px: int = 144, crowd: Crowd = USUAL_CROWD) -> Shot:
    """The shot with this number; cameras on walls rest, or pan in one of seven; carried ones move with their carrier."""
    rng = np.random.default_rng(np.random.SeedSequence([seed, 23]))
    kind = str(rng.choice(VIEW_KINDS, p=VIEW_SHARES))
    fov = float(np.radians(rng.uniform(50, 95)))
    eye, focus = _view(hall, rng, kind)
    forward = (focus - eye)[:2] / max(float(np.hypot(*(focus - eye)[:2])), 1e-6)
    moving, turning = np.zeros(3), np.zeros(3)  # metres a second of eye and focus
    if kind in ("eye level", "vehicle"):
        moving[:2] = forward * rng.uniform(0.0, 1.5 if kind == "eye level" else 2.8)
        moving[2] = rng.normal(0, 0.1) if kind == "eye level" else 0.0
        turning[:2] = moving[:2] + rng.normal(0, 0.8, 2)
    elif rng.random() < 0.15:
        turning[:2] = rng.normal(0, 1.5, 2)
    around = focus[:2] if kind != "overhead" else eye[:2]
    states = _agents(hall, rng, np.asarray(around), crowd)
    times = (np.arange(CLIP_FRAMES) - CLIP_FRAMES + 1) / FRAMES_PER_SECOND
    cameras = [
        look_at(
            "cam", "cam", position_m=_triple(eye + moving * time_s), target_m=_triple(focus + turning * time_s),
            horizontal_fov_rad=fov, width_px=width_px, height_px=height_px,
        )
        for time_s in times
    ]  # fmt: skip
    return Shot(kind, tuple(states(float(t)) for t in times), tuple(cameras))


def _view(hall: Hall, rng: np.random.Generator, kind: str) -> tuple[FloatArray, FloatArray]:
    """Eye and focus (3,) each."""
    long, wide, tall = hall.size_m
    spot = _free_spot(hall, rng, 0.6)
    if kind == "overhead":
        eye = np.array([*rng.uniform((1, 1), (long - 1, wide - 1)), tall - 0.6])
        return eye, np.array([*np.clip(eye[:2] + rng.normal(0, 1.5, 2), 0.5, (long - 0.5, wide - 0.5)), 0.0]) + 1e-3
    height = {"cctv": rng.uniform(2.6, max(tall - 0.5, 2.8)), "eye level": rng.uniform(1.4, 1.9)}.get(
        kind, rng.uniform(0.9, 2.3)
    )
    eye = np.array([*spot, height])
    if kind == "cctv" and rng.random() < 0.75:  # near a wall
        side = int(rng.integers(4))
        eye[side % 2] = 0.4 if side < 2 else (long, wide)[side % 2] - 0.4
    focus = np.array([*_free_spot(hall, rng, 0.3), rng.uniform(0.3, 1.6)])
    for _ in range(20):
        if 3.0 < float(np.hypot(*(focus - eye)[:2])) < 22.0:
            break
        focus[:2] = _free_spot(hall, rng, 0.3)
    return eye, focus


def _agents(
    hall: Hall, rng: np.random.Generator, focus: NDArray[np.float64], crowd: Crowd
) -> Callable[[float], WorldState]:
    """Agents around the focus, on straight lines: their state at any time about 0."""
    count = int(rng.integers(crowd.least, crowd.most + 1))
    kinds = rng.choice(list(SIZES_M), count, p=[0.62, 0.22, 0.16]).astype(np.uint8)
    size = np.array([SIZES_M[AgentKind(int(k))] for k in kinds]) * rng.uniform(0.92, 1.08, (count, 1))
    position = np.array(
        [_free_spot(hall, rng, 0.45 if k == 0 else 0.9, near=focus, spread_m=crowd.spread_m) for k in kinds]
    )
    heading = rng.uniform(-np.pi, np.pi, count)
    moving = rng.random(count) < 0.6
    speed = np.where(moving, rng.uniform(0.5, 1.7, count), 0.0)
    velocity = speed[:, None] * np.stack([np.cos(heading), np.sin(heading)], axis=1)
    standing = rng.choice([Activity.IDLE, Activity.PICK, Activity.PACK, Activity.WAIT], count)
    load = (rng.random(count) < 0.4).astype(np.uint8) * rng.integers(1, 9, count).astype(np.uint8)
    activity = np.where(moving, np.where(load > 0, Activity.CARRY, Activity.WALK), standing).astype(np.uint8)
    travelled = rng.uniform(0, 20, count)
    names = tuple(f"agent-{int(v)}" for v in rng.integers(0, 100000, count))

    def state(time_s: float) -> WorldState:
        pose = np.concatenate([position + velocity * time_s, heading[:, None]], axis=1)
        return WorldState(
            time_s, names, kinds, size.astype(np.float32), pose.astype(np.float32), velocity.astype(np.float32),
            activity, load, (travelled + speed * time_s).astype(np.float32),
        )  # fmt: skip

    return state


def _free_spot(
    hall: Hall,
    rng: np.random.Generator,
    radius: float,
    near: NDArray[np.float64] | None = None,
    spread_m: float = USUAL_CROWD.spread_m,
) -> NDArray[np.float64]:
    long, wide, _ = hall.size_m
    spot = np.array([long / 2, wide / 2])
    for attempt in range(60):
        if near is None or attempt > 40:
            spot = rng.uniform((radius, radius), (long - radius, wide - radius))
        else:
            spot = near + rng.normal(0, spread_m, 2)
        inside = radius < spot[0] < long - radius and radius < spot[1] < wide - radius
        clear = np.abs(spot - hall.taken_m[:, :2]) > hall.taken_m[:, 2:] + radius
        if inside and bool(clear.any(axis=1).all()):
            break
    return np.asarray(np.clip(spot, 0.3, (long - 0.3, wide - 0.3)))


def _triple(v: FloatArray) -> tuple[float, float, float]:
    return (float(v[0]), float(v[1]), float(v[2]))
