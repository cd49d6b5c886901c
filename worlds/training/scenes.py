"""Random halls to train on: walls, floor with lane markings, racks, desks, clutter, lamps, and who stands there.

Every hall follows from one integer. Nothing here is taken from a real facility, so the small warehouse
of the tests and the demonstration facility stay unseen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, AgentKind
from twin.contracts import Camera, Material, Mesh, Part, PartClass, Primitive, Scene, look_at
from worlds.contracts import FRAMES_PER_SECOND, WorldState
from worlds.training import shapes

GENERATOR_VERSION = 1  # raise it when the same number would give another hall
FLOOR_PX_PER_M = 24


@dataclass(frozen=True, eq=False)
class Hall:
    """A generated hall with the ground that is taken (x, y, half length, half width, per row)."""

    scene: Scene
    size_m: tuple[float, float, float]
    sky: float  # radiance outside
    taken_m: NDArray[np.float64]  # (K, 4)


@dataclass(frozen=True, eq=False)
class Shot:
    """Two successive frames: the agents and the camera before and now."""

    before: WorldState
    now: WorldState
    camera_before: Camera
    camera_now: Camera


class _Builder:
    """Collects parts and the ground that they take."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.meshes: dict[str, Mesh] = {}
        self.taken: list[tuple[float, float, float, float]] = []

    def add(
        self, mesh: Mesh, part_class: PartClass, x: float, y: float, z: float = 0.0, *, turns: float = 0.0,
        solid: bool = True
    ) -> None:  # fmt: skip
        self.meshes[mesh.id] = mesh
        pose = np.eye(4)
        c, s = np.cos(turns * np.pi / 2), np.sin(turns * np.pi / 2)
        pose[:2, :2] = [[c, -s], [s, c]]
        pose[:3, 3] = x, y, z
        self.parts.append(Part(f"{part_class.label}-{len(self.parts)}", mesh.id, part_class, mesh.id, pose))
        if solid:
            half = np.abs(mesh.bounds_m[:, :2]).max(axis=0)
            half = np.abs(pose[:2, :2]) @ half
            self.taken.append((x, y, float(half[0]), float(half[1])))

    def free(self, x: float, y: float, half: tuple[float, float]) -> bool:
        return all(abs(x - tx) > half[0] + hx or abs(y - ty) > half[1] + hy for tx, ty, hx, hy in self.taken)


def generate_hall(seed: int) -> Hall:
    """The hall with this number."""
    rng = np.random.default_rng(np.random.SeedSequence([seed, 11]))
    size = (float(rng.uniform(12, 46)), float(rng.uniform(10, 36)), float(rng.uniform(4.2, 10.5)))
    builder = _Builder()
    _shell(builder, rng, size)
    _furniture(builder, rng, size)
    _lamps(builder, rng, size)
    sky = float(rng.uniform(0.1, 2.0))
    taken = np.array(builder.taken, np.float64).reshape(-1, 4)
    return Hall(Scene(tuple(builder.parts), builder.meshes), size, sky, taken)


def _shell(builder: _Builder, rng: np.random.Generator, size: tuple[float, float, float]) -> None:
    long, wide, tall = size
    builder.add(_floor(rng, long, wide), PartClass.FLOOR, long / 2, wide / 2, solid=False)
    wall = shapes.random_color(rng, 0.3, 0.85, 0.15)
    plinth = shapes.random_color(rng, 0.1, 0.7, 0.6)
    for name, span, x, y, turns in (
        ("south", long, long / 2, -0.1, 0.0),
        ("north", long, long / 2, wide + 0.1, 2.0),
        ("west", wide, -0.1, wide / 2, 3.0),
        ("east", wide, long + 0.1, wide / 2, 1.0),
    ):
        if rng.random() < 0.06:
            continue
        boxes: shapes.Boxes = [((0, 0, tall / 2), (span + 0.4, 0.2, tall), wall)]
        if rng.random() < 0.4:
            boxes.append(((0, 0.11, 0.5), (span, 0.03, 1.0), plinth))
        builder.add(shapes.mesh_of_boxes(f"wall-{name}", boxes), PartClass.WALL, x, y, turns=turns, solid=False)
        door = shapes.random_color(rng, 0.1, 0.8, 0.7)
        count = int(rng.integers(0, max(1, int(span / 5))))
        for k in range(count):
            shift = (k + 0.5) * span / count - span / 2
            mesh = shapes.mesh_of_boxes(f"door-{name}-{k}", [((shift, 0.13, 1.6), (2.9, 0.08, 3.2), door)])
            builder.add(mesh, PartClass.DOOR, x, y, turns=turns, solid=False)
    if rng.random() < 0.65:
        ceiling = shapes.mesh_of_boxes(
            "ceiling", [((0, 0, 0.1), (long + 0.4, wide + 0.4, 0.2), shapes.random_color(rng, 0.3, 0.85, 0.1))]
        )
        builder.add(ceiling, PartClass.CEILING, long / 2, wide / 2, tall, solid=False)
    if rng.random() < 0.5:
        side, paint = rng.uniform(0.25, 0.5), shapes.random_color(rng, 0.2, 0.8, 0.5)
        column = shapes.mesh_of_boxes("column", [((0, 0, tall / 2), (side, side, tall), paint)])
        for x in np.arange(8, long - 3, rng.uniform(7, 12)):
            for y in np.arange(7, wide - 3, rng.uniform(7, 12)):
                builder.add(column, PartClass.COLUMN, float(x), float(y))


def _floor(rng: np.random.Generator, long: float, wide: float) -> Mesh:
    """Concrete with patches and joints; lanes, bays and hatching painted on it."""
    columns, rows = int(long * FLOOR_PX_PER_M), int(wide * FLOOR_PX_PER_M)
    base = rng.uniform(0.35, 0.78)
    tint = 1 + rng.uniform(-0.06, 0.06, 3)
    coarse = rng.normal(0, 0.035, (rows // 48 + 2, columns // 48 + 2))
    patch = np.kron(coarse, np.ones((48, 48)))[:rows, :columns]
    image = base + patch + rng.normal(0, 0.015, (rows, columns))
    joint = int(rng.uniform(3, 6) * FLOOR_PX_PER_M)
    image[::joint] -= 0.1
    image[:, ::joint] -= 0.1
    texture = np.clip(image[..., None] * tint, 0.03, 1)
    yellow, white = (0.92, 0.74, 0.1), (0.9, 0.9, 0.88)
    for _ in range(int(rng.integers(2, 9))):
        paint = (yellow, white, (0.2, 0.35, 0.75), (0.75, 0.15, 0.1), (0.15, 0.5, 0.25))[
            int(rng.choice(5, p=[0.5, 0.25, 0.1, 0.1, 0.05]))
        ]
        line = max(2, int(rng.uniform(0.06, 0.14) * FLOOR_PX_PER_M))
        x0, x1 = np.sort(rng.integers(0, columns, 2))
        y0, y1 = np.sort(rng.integers(0, rows, 2))
        kind = rng.random()
        if kind < 0.45:  # a lane: two parallel lines
            gap = int(rng.uniform(1.5, 4) * FLOOR_PX_PER_M)
            for shift in (0, gap):
                if rng.random() < 0.5:
                    texture[y0 + shift : y0 + shift + line] = paint
                else:
                    texture[:, x0 + shift : x0 + shift + line] = paint
        elif kind < 0.8:  # a bay: an outline
            x1, y1 = (
                min(x0 + int(rng.uniform(1, 4) * FLOOR_PX_PER_M), columns),
                min(y0 + int(rng.uniform(1, 4) * FLOOR_PX_PER_M), rows),
            )
            texture[y0:y1, x0 : x0 + line] = texture[y0:y1, max(x1 - line, 0) : x1] = paint
            texture[y0 : y0 + line, x0:x1] = texture[max(y1 - line, 0) : y1, x0:x1] = paint
        else:  # hatching
            block = texture[y0 : y0 + 60, x0 : x0 + 90]
            yy, xx = np.mgrid[: block.shape[0], : block.shape[1]]
            block[(xx + yy) % 16 < 7] = paint
    vertices = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * (long / 2, wide / 2, 0)
    uv = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    material = Material(base_color=(1.0, 1.0, 1.0), texture=(texture * 255).astype(np.uint8))
    faces = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    return Mesh("floor", (Primitive(vertices.astype(np.float32), faces, material, uv),))


def _furniture(builder: _Builder, rng: np.random.Generator, size: tuple[float, float, float]) -> None:
    long, wide, tall = size
    levels = int(rng.integers(2, 5))
    gap = min(rng.uniform(0.6, 1.9), (tall - 0.8) / levels)
    run = float(min(rng.uniform(3, 14), long * 0.6))
    depth = float(rng.uniform(0.6, 1.3))
    racks = [shapes.rack(f"rack-{k}", rng, length=run, depth=depth, levels=levels, gap=gap) for k in range(3)]
    aisle = float(rng.uniform(2.0, 4.0))
    turned = bool(rng.random() < 0.5)
    across, along = (long, wide) if turned else (wide, long)
    share = rng.uniform(0.4, 1.0)
    lines = np.arange(1.0 + depth / 2, across * share - 1.0, aisle + depth * (2 if rng.random() < 0.3 else 1))
    for line in lines:
        for start in np.arange(1.5 + run / 2, along - run / 2 - 1.5, run + rng.uniform(1.8, 3.5)):
            if rng.random() < 0.88:
                x, y = (line, start) if turned else (start, line)
                builder.add(
                    racks[int(rng.integers(3))], PartClass.RACK, float(x), float(y), turns=1.0 if turned else 0.0
                )
    for maker, part_class, most in (
        (shapes.desk, PartClass.DESK, 7),
        (shapes.conveyor, PartClass.CONVEYOR, 3),
        (shapes.pallet_stack, PartClass.CLUTTER, 14),
    ):
        for k in range(int(rng.integers(0, most))):
            _drop(builder, rng, size, maker(f"{part_class.label}-m{k}", rng), part_class)
    for k in range(int(rng.integers(0, 4))):
        _drop(builder, rng, size, shapes.barrier(f"barrier-m{k}", float(rng.uniform(1.5, 5))), PartClass.BARRIER)
    for k in range(int(rng.integers(0, 14))):
        side = rng.uniform(0.2, 0.8, 3)
        box: shapes.Boxes = [
            ((0, 0, float(side[2]) / 2), (float(side[0]), float(side[1]), float(side[2])), shapes.carton_color(rng))
        ]
        _drop(builder, rng, size, shapes.mesh_of_boxes(f"carton-m{k}", box), PartClass.CLUTTER)


def _drop(
    builder: _Builder, rng: np.random.Generator, size: tuple[float, float, float], mesh: Mesh, part_class: PartClass
) -> None:
    """Put a thing where nothing stands, if a place is found."""
    half = np.abs(mesh.bounds_m[:, :2]).max(axis=0)
    for _ in range(12):
        turns = float(rng.integers(4))
        reach = (float(half[0]), float(half[1])) if turns % 2 == 0 else (float(half[1]), float(half[0]))
        x, y = (
            rng.uniform(reach[0] + 0.2, max(size[0] - reach[0] - 0.2, reach[0] + 0.3)),
            rng.uniform(reach[1] + 0.2, max(size[1] - reach[1] - 0.2, reach[1] + 0.3)),
        )
        if builder.free(x, y, (reach[0] + 0.1, reach[1] + 0.1)):
            builder.add(mesh, part_class, float(x), float(y), turns=turns)
            return


def _lamps(builder: _Builder, rng: np.random.Generator, size: tuple[float, float, float]) -> None:
    long, wide, tall = size
    if rng.random() < 0.12:
        return  # the default panels light it
    warm = rng.uniform(0.75, 1.0)
    light = float(rng.uniform(8, 30))
    emission = (light, light * (0.5 + warm / 2), light * warm)
    shape = [(1.4, 0.25), (0.6, 0.6), (1.2, 1.2), (0.35, 0.35), (2.4, 0.2)][int(rng.integers(5))]
    panel = shapes.mesh_of_boxes("lamp", [((0, 0, 0), (*shape, 0.06), (0.8, 0.8, 0.8))], emission)
    step_x, step_y = rng.uniform(3.5, 9), rng.uniform(3.5, 9)
    height = tall - rng.uniform(0.15, 1.0)
    for x in np.arange(step_x / 2, long, step_x):
        for y in np.arange(step_y / 2, wide, step_y):
            if rng.random() < 0.9:
                builder.add(panel, PartClass.LAMP, float(x), float(y), float(height), solid=False)


def generate_shot(hall: Hall, seed: int, width_px: int = 256, height_px: int = 144) -> Shot:
    """Agents and a camera in a hall; the camera stands still in three shots of five."""
    rng = np.random.default_rng(np.random.SeedSequence([seed, 23]))
    long, wide, tall = hall.size_m
    low = rng.random() < 0.3  # at eye height, else as a CCTV camera
    height = rng.uniform(1.4, 2.0) if low else rng.uniform(2.6, max(tall - 0.5, 2.8))
    eye = np.array([*_free_spot(hall, rng, 0.5), height])
    if not low and rng.random() < 0.7:  # near a wall
        side = int(rng.integers(4))
        eye[side % 2] = 0.4 if side < 2 else (long, wide)[side % 2] - 0.4
    focus = np.array([*_free_spot(hall, rng, 0.3), rng.uniform(0.3, 1.6)])
    for _ in range(20):
        if 3.0 < float(np.hypot(*(focus - eye)[:2])) < 22.0:
            break
        focus[:2] = _free_spot(hall, rng, 0.3)
    fov = float(np.radians(rng.uniform(50, 95)))
    now = look_at("cam", "cam", position_m=_triple(eye), target_m=_triple(focus), horizontal_fov_rad=fov, width_px=width_px, height_px=height_px)  # fmt: skip
    before = now
    if rng.random() < 0.4:
        shift, turn = rng.normal(0, 0.05, 3), rng.normal(0, 0.12, 3)
        before = look_at("cam", "cam", position_m=_triple(eye + shift), target_m=_triple(focus + turn), horizontal_fov_rad=fov, width_px=width_px, height_px=height_px)  # fmt: skip
    states = _agents(hall, rng, focus[:2])
    return Shot(states[0], states[1], before, now)


def _agents(hall: Hall, rng: np.random.Generator, focus: NDArray[np.float64]) -> tuple[WorldState, WorldState]:
    """Agents around the focus at two instants 1/24 s apart."""
    count = int(rng.integers(2, 14))
    kinds = rng.choice([AgentKind.PERSON, AgentKind.AMR, AgentKind.FORKLIFT], count, p=[0.62, 0.22, 0.16]).astype(
        np.uint8
    )
    sizes = {
        AgentKind.PERSON: (0.4, 0.5, 1.75),
        AgentKind.AMR: (1.0, 0.7, 0.35),
        AgentKind.FORKLIFT: (2.6, 1.2, 2.2),
    }
    size = np.array([sizes[AgentKind(int(k))] for k in kinds], np.float32) * rng.uniform(0.92, 1.08, (count, 1)).astype(
        np.float32
    )
    position = np.array([_free_spot(hall, rng, 0.45 if k == 0 else 0.9, near=focus) for k in kinds])
    heading = rng.uniform(-np.pi, np.pi, count)
    moving = rng.random(count) < 0.6
    speed = np.where(moving, rng.uniform(0.5, 1.7, count), 0.0)
    velocity = speed[:, None] * np.stack([np.cos(heading), np.sin(heading)], axis=1)
    standing = rng.choice([Activity.IDLE, Activity.PICK, Activity.PACK, Activity.WAIT], count)
    load = (rng.random(count) < 0.4).astype(np.uint8) * rng.integers(1, 9, count).astype(np.uint8)
    activity = np.where(moving, np.where(load > 0, Activity.CARRY, Activity.WALK), standing).astype(np.uint8)
    travelled = rng.uniform(0, 20, count)
    step = 1 / FRAMES_PER_SECOND

    def state(time_s: float) -> WorldState:
        pose = np.concatenate([position + velocity * time_s, heading[:, None]], axis=1)
        return WorldState(
            time_s,
            tuple(f"agent-{int(v)}" for v in names),
            kinds,
            size,
            pose.astype(np.float32),
            velocity.astype(np.float32),
            activity,
            load,
            (travelled + speed * time_s).astype(np.float32),
        )

    names = rng.integers(0, 100000, count)
    return state(-step), state(0.0)


def _free_spot(
    hall: Hall, rng: np.random.Generator, radius: float, near: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    long, wide, _ = hall.size_m
    spot = np.array([long / 2, wide / 2])
    for attempt in range(60):
        if near is None or attempt > 40:
            spot = rng.uniform((radius, radius), (long - radius, wide - radius))
        else:
            spot = near + rng.normal(0, 3.0, 2)
        inside = radius < spot[0] < long - radius and radius < spot[1] < wide - radius
        clear = np.abs(spot - hall.taken_m[:, :2]) > hall.taken_m[:, 2:] + radius
        if inside and bool(clear.any(axis=1).all()):
            break
    return np.asarray(np.clip(spot, 0.3, (long - 0.3, wide - 0.3)))


def _triple(v: NDArray[np.float64]) -> tuple[float, float, float]:
    return (float(v[0]), float(v[1]), float(v[2]))
