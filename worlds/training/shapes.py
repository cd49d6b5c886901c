"""Meshes of a warehouse's furniture for the training halls: racks with goods, desks, conveyors, pallets, lamps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Material, Mesh, Primitive
from worlds.conditioning.shapes import box_mesh

Color = tuple[float, float, float]
Boxes = list[tuple[tuple[float, float, float], tuple[float, float, float], Color]]


def mesh_of_boxes(mesh_id: str, boxes: Boxes, emission: Color = (0.0, 0.0, 0.0)) -> Mesh:
    """One primitive for each colour among boxes given by centre, size and colour."""
    vertices, faces = box_mesh()
    by_color: dict[Color, list[NDArray[np.float64]]] = {}
    for center, size, color in boxes:
        by_color.setdefault(color, []).append(vertices * size + center)
    primitives = []
    for color, corners in by_color.items():
        offsets = 8 * np.arange(len(corners))[:, None, None]
        primitives.append(
            Primitive(
                np.concatenate(corners).astype(np.float32),
                (faces[None] + offsets).reshape(-1, 3).astype(np.int32),
                Material(base_color=color, emission=emission),
            )
        )
    return Mesh(mesh_id, tuple(primitives))


def random_color(rng: np.random.Generator, low: float = 0.08, high: float = 0.75, vivid: float = 0.5) -> Color:
    """A colour between grey (`vivid` 0) and saturated (1)."""
    grey = rng.uniform(low, high)
    tint = rng.uniform(low, high, 3)
    mixed = (1 - vivid) * grey + vivid * tint
    return (float(mixed[0]), float(mixed[1]), float(mixed[2]))


def carton_color(rng: np.random.Generator) -> Color:
    """Mostly cardboard, sometimes a coloured tote or white film."""
    kind = rng.random()
    if kind < 0.65:
        shade = rng.uniform(0.6, 1.3)
        return (0.45 * shade, 0.29 * shade, 0.155 * shade)
    if kind < 0.85:
        return random_color(rng, 0.03, 0.7, 0.9)
    shade = rng.uniform(0.55, 0.82)
    return (shade, shade, 0.97 * shade)


def rack(mesh_id: str, rng: np.random.Generator, *, length: float, depth: float, levels: int, gap: float) -> Mesh:
    """A pallet rack or shelf of one run along x, with goods on its levels; its foot is at z = 0."""
    upright = random_color(rng, 0.02, 0.5, 0.9)
    beam = (0.70, 0.20, 0.02) if rng.random() < 0.5 else random_color(rng, 0.03, 0.7, 0.9)
    deck = random_color(rng, 0.2, 0.6, 0.1)
    bays = max(1, round(length / 2.7))
    bay = length / bays
    height = levels * gap
    boxes: Boxes = []
    for k in range(bays + 1):
        x = -length / 2 + k * bay
        for y in (-depth / 2, depth / 2):
            boxes.append(((x, y, height / 2), (0.09, 0.09, height), upright))
        boxes.append(((x, 0, height * 0.55), (0.05, depth, 0.06), upright))
    fill = rng.uniform(0.3, 0.95)
    for level in range(levels):
        z = 0.12 + level * gap
        for y in (-depth / 2, depth / 2):
            boxes.append(((0, y, z), (length, 0.05, 0.1), beam))
        boxes.append(((0, 0, z + 0.04), (length, depth * 0.96, 0.03), deck))
        for k in range(bays):
            x = -length / 2 + k * bay + 0.1
            end = x + bay - 0.2
            while x < end - 0.3:
                wide = min(rng.uniform(0.3, 1.2), end - x)
                if rng.random() < fill:
                    tall = min(rng.uniform(0.2, 1.1), gap - 0.3)
                    deep = depth * rng.uniform(0.6, 0.95)
                    center = (x + wide / 2, float(rng.uniform(-0.05, 0.05)), z + 0.06 + tall / 2)
                    boxes.append((center, (wide * 0.92, deep, tall), carton_color(rng)))
                x += wide
    return mesh_of_boxes(mesh_id, boxes)


def desk(mesh_id: str, rng: np.random.Generator) -> Mesh:
    """A pack station: table, shelf, screen, a carton or two."""
    top = random_color(rng, 0.3, 0.75, 0.2)
    frame = random_color(rng, 0.05, 0.5, 0.4)
    long, deep, tall = rng.uniform(1.4, 2.4), rng.uniform(0.7, 1.0), rng.uniform(0.8, 1.0)
    boxes: Boxes = [((0, 0, tall), (long, deep, 0.05), top)]
    boxes += [
        ((sx * (long / 2 - 0.06), sy * (deep / 2 - 0.06), tall / 2), (0.06, 0.06, tall), frame)
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    boxes.append(((-long * 0.3, deep * 0.3, tall + 0.25), (0.5, 0.04, 0.32), (0.02, 0.02, 0.025)))
    boxes.append(((0, deep / 2 - 0.05, tall + 0.6), (long, 0.25, 0.03), frame))
    for _ in range(int(rng.integers(1, 4))):
        side = rng.uniform(0.2, 0.45)
        where = (float(rng.uniform(-0.1, long / 2 - 0.3)), float(rng.uniform(-0.15, 0.1)), tall + 0.025 + side * 0.4)
        boxes.append((where, (side, side, side * 0.8), carton_color(rng)))
    return mesh_of_boxes(mesh_id, boxes)


def conveyor(mesh_id: str, rng: np.random.Generator) -> Mesh:
    """A belt on legs along x with cartons on it."""
    long, wide, tall = rng.uniform(3, 9), rng.uniform(0.5, 0.9), rng.uniform(0.6, 0.9)
    frame = random_color(rng, 0.1, 0.6, 0.5)
    boxes: Boxes = [
        ((0, 0, tall), (long, wide, 0.06), (0.04, 0.04, 0.045)),
        ((0, wide / 2, tall), (long, 0.06, 0.16), frame),
        ((0, -wide / 2, tall), (long, 0.06, 0.16), frame),
    ]
    for x in np.arange(-long / 2 + 0.2, long / 2, 1.5):
        boxes += [((float(x), sy * wide / 2, tall / 2), (0.06, 0.06, tall), frame) for sy in (-1, 1)]
        if rng.random() < 0.5:
            side = rng.uniform(0.25, 0.5)
            boxes.append(((float(x), 0, tall + 0.03 + side * 0.4), (side, side, side * 0.8), carton_color(rng)))
    return mesh_of_boxes(mesh_id, boxes)


def pallet_stack(mesh_id: str, rng: np.random.Generator) -> Mesh:
    """A pallet with layers of cartons, now and then wrapped to one block."""
    wood = (0.36, 0.25, 0.14)
    boxes: Boxes = [((0, 0, 0.13), (1.2, 0.8, 0.03), wood), ((0, 0, 0.015), (1.2, 0.8, 0.03), wood)]
    boxes += [((0, y, 0.07), (1.2, 0.1, 0.09), wood) for y in (-0.33, 0.0, 0.33)]
    z, color = 0.145, carton_color(rng)
    for _ in range(int(rng.integers(0, 5))):
        tall = rng.uniform(0.2, 0.45)
        split = int(rng.integers(1, 4))
        for k in range(split):
            shade = color if rng.random() < 0.7 else carton_color(rng)
            width = 1.16 / split
            boxes.append(((-0.58 + (k + 0.5) * width, 0, z + tall / 2), (width * 0.97, 0.76, tall * 0.98), shade))
        z += tall
    return mesh_of_boxes(mesh_id, boxes)


def barrier(mesh_id: str, long: float) -> Mesh:
    """A yellow guard rail along x."""
    yellow, black = (0.75, 0.52, 0.02), (0.03, 0.03, 0.03)
    boxes: Boxes = [((0, 0, z), (long, 0.06, 0.12), yellow) for z in (0.35, 0.85)]
    boxes += [((x, 0, 0.5), (0.1, 0.1, 1.0), black) for x in np.linspace(-long / 2, long / 2, max(2, int(long)))]
    return mesh_of_boxes(mesh_id, boxes)
