"""Random halls to train on: shell, floor with markings, storage of many kinds, desks, clutter, signs, lamps.

Every hall follows from one integer. Surfaces are matt. Nothing here is taken from a real facility, so the small warehouse
of the tests and the demonstration facility stay unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Mesh, Part, PartClass, Primitive, Scene
from worlds.training import shapes, storage, surfaces

GENERATOR_VERSION = 2  # raise it when the same number would give another hall or shot


@dataclass(frozen=True, eq=False)
class Hall:
    """A generated hall with the ground that is taken (x, y, half length, half width, per row)."""

    scene: Scene
    size_m: tuple[float, float, float]
    sky: float  # radiance outside
    taken_m: NDArray[np.float64]  # (K, 4)


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
    _storage(builder, rng, size)
    _furniture(builder, rng, size)
    _signs(builder, rng, size)
    _lamps(builder, rng, size)
    sky = float(rng.uniform(0.1, 2.0))
    taken = np.array(builder.taken, np.float64).reshape(-1, 4)
    return Hall(Scene(tuple(builder.parts), builder.meshes), size, sky, taken)


def _shell(builder: _Builder, rng: np.random.Generator, size: tuple[float, float, float]) -> None:
    long, wide, tall = size
    builder.add(surfaces.floor(rng, long, wide), PartClass.FLOOR, long / 2, wide / 2, solid=False)
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
        mesh = shapes.mesh_of_boxes(f"wall-{name}", boxes)
        if rng.random() < 0.5:
            mesh = _papered(mesh, surfaces.wall_picture(rng, span, tall, wall), span, tall)
        builder.add(mesh, PartClass.WALL, x, y, turns=turns, solid=False)
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


def _papered(mesh: Mesh, image: NDArray[np.uint8], span: float, tall: float) -> Mesh:
    """A wall whose inner side shows a picture."""
    face = surfaces.board("paper", (span + 0.4, tall), image).primitives[0]
    turned = face.vertices_m * np.array([-1, -1, 1], np.float32) + np.array([0, 0.105, tall / 2], np.float32)
    return Mesh(mesh.id, (*mesh.primitives, Primitive(turned, face.faces, face.material, face.uv)))


def _storage(builder: _Builder, rng: np.random.Generator, size: tuple[float, float, float]) -> None:
    """Lines of racks, shelves or flow racks with aisles between them; stacks, a cage, a mezzanine beside them."""
    long, wide, tall = size
    run = float(min(rng.uniform(3, 14), long * 0.6))
    depth = float(rng.uniform(0.6, 1.3))
    makers = [_line_maker(rng, run, depth, tall) for _ in range(int(rng.integers(1, 3)))]
    meshes = [make(f"storage-{k}") for k, make in enumerate(makers * 2)]
    aisle = float(rng.uniform(1.6, 4.0))
    turned = bool(rng.random() < 0.5)
    across, along = (long, wide) if turned else (wide, long)
    share = rng.uniform(0.3, 1.0)
    lines = np.arange(1.0 + depth / 2, across * share - 1.0, aisle + depth * (2 if rng.random() < 0.3 else 1))
    for line in lines:
        for start in np.arange(1.5 + run / 2, along - run / 2 - 1.5, run + rng.uniform(1.8, 3.5)):
            if rng.random() < 0.88:
                x, y = (line, start) if turned else (start, line)
                mesh = meshes[int(rng.integers(len(meshes)))]
                builder.add(mesh, PartClass.RACK, float(x), float(y), turns=1.0 if turned else 0.0)
    if rng.random() < 0.3 and tall > 4.8:
        height = float(rng.uniform(2.6, tall - 2.0))
        mesh = storage.mezzanine("mezzanine", rng, length=float(rng.uniform(4, 9)), depth=float(rng.uniform(3, 6)), height=height)  # fmt: skip
        _drop(builder, rng, size, mesh, PartClass.COLUMN)
    if rng.random() < 0.3:
        mesh = storage.cage("cage", rng, length=float(rng.uniform(2, 5)), depth=float(rng.uniform(2, 4)))
        _drop(builder, rng, size, mesh, PartClass.BARRIER)
    for k in range(int(rng.integers(0, 7))):
        _drop(builder, rng, size, storage.block_stack(f"stack-{k}", rng), PartClass.CLUTTER)


def _line_maker(rng: np.random.Generator, run: float, depth: float, tall: float) -> Callable[[str], Mesh]:
    """One kind of storage that stands in lines: pallet racks mostly."""
    kind = rng.random()
    if kind < 0.55:
        levels = int(rng.integers(2, 5))
        gap = float(min(rng.uniform(0.6, 1.9), (tall - 0.8) / levels))
        return lambda name: shapes.rack(name, rng, length=run, depth=depth, levels=levels, gap=gap)
    if kind < 0.85:
        height = float(rng.uniform(1.6, min(3.2, tall - 0.6)))
        return lambda name: storage.shelving(name, rng, length=run, depth=min(depth, 0.8), height=height)
    return lambda name: storage.flow_rack(name, rng, length=run, depth=depth)


def _furniture(builder: _Builder, rng: np.random.Generator, size: tuple[float, float, float]) -> None:
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


def _signs(builder: _Builder, rng: np.random.Generator, size: tuple[float, float, float]) -> None:
    """Boards on walls and names that hang over aisles."""
    long, wide, tall = size
    for k in range(int(rng.integers(0, 8))):
        across = float(rng.uniform(0.4, 1.6))
        mesh = surfaces.board(f"sign-{k}", (across, across * 0.62), surfaces.sign(rng))
        side = int(rng.integers(6))
        along = float(rng.uniform(0.15, 0.85))
        x, y, turns = (
            (along * long, wide - 0.03, 0.0),
            (along * long, 0.03, 2.0),
            (long - 0.03, along * wide, 3.0),
            (0.03, along * wide, 1.0),
        )[side % 4]
        if side >= 4:
            x, y, turns = float(rng.uniform(1, long - 1)), float(rng.uniform(1, wide - 1)), float(rng.integers(4))
        height = float(rng.uniform(1.4, min(3.0, tall - 0.6)) if side < 4 else rng.uniform(2.5, tall - 0.8))
        builder.add(mesh, PartClass.WALL, x, y, height, turns=turns, solid=False)


def _lamps(builder: _Builder, rng: np.random.Generator, size: tuple[float, float, float]) -> None:
    """Panels, strips or high bays in a grid, daylight through windows or skylights, or nothing at all."""
    long, wide, tall = size
    kind = rng.random()
    if kind < 0.1:
        return  # the default panels light it
    if kind < 0.35:
        _daylight(builder, rng, size)
        if kind < 0.2:
            return
    warm = rng.uniform(0.75, 1.0)
    light = float(rng.uniform(8, 30))
    shape = [(1.4, 0.25), (0.6, 0.6), (1.2, 1.2), (0.35, 0.35), (2.4, 0.2), (6.0, 0.15)][int(rng.integers(6))]
    if shape[0] == 0.35:
        light *= 2.5  # high bays are small and bright
    emission = (light, light * (0.5 + warm / 2), light * warm)
    panel = shapes.mesh_of_boxes("lamp", [((0, 0, 0), (*shape, 0.06), (0.8, 0.8, 0.8))], emission)
    step_x, step_y = max(rng.uniform(3.5, 9), shape[0] + 1), rng.uniform(3.5, 9)
    height = tall - rng.uniform(0.15, 1.0)
    for x in np.arange(step_x / 2, long, step_x):
        for y in np.arange(step_y / 2, wide, step_y):
            if rng.random() < 0.9:
                builder.add(panel, PartClass.LAMP, float(x), float(y), float(height), solid=False)


def _daylight(builder: _Builder, rng: np.random.Generator, size: tuple[float, float, float]) -> None:
    """Bright panes under the ceiling or high in one wall: the diffuse sky, without sun."""
    long, wide, tall = size
    light = float(rng.uniform(4, 12))
    emission = (light * 0.92, light * 0.97, light)
    step = float(rng.uniform(3, 7))
    if rng.random() < 0.5:
        pane = shapes.mesh_of_boxes("skylight", [((0, 0, 0), (1.8, 1.2, 0.04), (0.8, 0.8, 0.8))], emission)
        row = float(rng.uniform(0.3, 0.7)) * wide
        for x in np.arange(step / 2, long, step):
            builder.add(pane, PartClass.LAMP, float(x), row, tall - 0.05, solid=False)
    else:
        pane = shapes.mesh_of_boxes("window", [((0, 0, 0), (2.2, 0.04, 1.0), (0.8, 0.8, 0.8))], emission)
        for x in np.arange(step / 2, long, step):
            builder.add(pane, PartClass.LAMP, float(x), wide - 0.05, tall - 1.2, solid=False)
