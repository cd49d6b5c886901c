"""Ways of storing goods in the training halls, each a maker of meshes whose foot is at z = 0, long side along x."""

from __future__ import annotations

import numpy as np

from twin.contracts import Material, Mesh, Primitive
from worlds.training import surfaces
from worlds.training.shapes import Boxes, carton_color, mesh_of_boxes, random_color


def shelving(mesh_id: str, rng: np.random.Generator, *, length: float, depth: float, height: float) -> Mesh:
    """Light shelves with closed sides, close levels and small bins."""
    frame, shelf = random_color(rng, 0.1, 0.7, 0.3), random_color(rng, 0.3, 0.75, 0.15)
    levels = max(3, int(height / rng.uniform(0.35, 0.55)))
    gap, bays = height / levels, max(1, round(length / 1.0))
    bay = length / bays
    boxes: Boxes = [((-length / 2 + k * bay, 0, height / 2), (0.03, depth, height), frame) for k in range(bays + 1)]
    fill, bin_color = rng.uniform(0.4, 1.0), random_color(rng, 0.05, 0.7, 0.9)
    for level in range(levels):
        z = 0.08 + level * gap
        boxes.append(((0, 0, z), (length, depth, 0.025), shelf))
        for x in np.arange(-length / 2 + 0.18, length / 2 - 0.1, rng.uniform(0.26, 0.5)):
            if rng.random() < fill:
                tall = float(rng.uniform(0.4, 0.8)) * gap
                color = bin_color if rng.random() < 0.7 else carton_color(rng)
                boxes.append(((float(x), 0, z + 0.02 + tall / 2), (0.22, depth * 0.85, tall), color))
    return mesh_of_boxes(mesh_id, boxes)


def flow_rack(mesh_id: str, rng: np.random.Generator, *, length: float, depth: float) -> Mesh:
    """Sloping lanes of cartons, as steps that fall towards -y, on a frame with lane stops."""
    frame, height = random_color(rng, 0.1, 0.6, 0.6), float(rng.uniform(1.7, 2.3))
    boxes: Boxes = [
        ((sx * length / 2, sy * depth / 2, height / 2), (0.05, 0.05, height), frame) for sx in (-1, 1) for sy in (-1, 1)
    ]
    for level in np.arange(0.35, height - 0.3, 0.5):
        color = carton_color(rng)
        for step in range(4):
            y = (step + 0.5) / 4 * depth - depth / 2
            z = float(level) + 0.06 * step
            boxes.append(((0, y, z), (length, depth / 4, 0.04), frame))
            for x in np.arange(-length / 2 + 0.25, length / 2 - 0.15, 0.45):
                if rng.random() < 0.75 - 0.1 * step:
                    boxes.append(((float(x), y, z + 0.17), (0.36, depth / 4 - 0.04, 0.28), color))
    return mesh_of_boxes(mesh_id, boxes)


def block_stack(mesh_id: str, rng: np.random.Generator) -> Mesh:
    """Pallet loads side by side and on top of each other, wrapped or of cartons with labels to the front."""
    columns, rows, layers = int(rng.integers(1, 5)), int(rng.integers(1, 3)), int(rng.integers(1, 4))
    color, tall = carton_color(rng), float(rng.uniform(0.8, 1.4))
    wood = (0.36, 0.25, 0.14)
    boxes: Boxes = []
    fronts: list[Primitive] = []
    picture = surfaces.label(rng, color)
    for i in range(columns):
        for j in range(rows):
            for k in range(int(rng.integers(1, layers + 1))):
                x, y, z = (i - (columns - 1) / 2) * 1.3, (j - (rows - 1) / 2) * 0.9, k * (tall + 0.15)
                boxes.append(((x, y, z + 0.07), (1.2, 0.8, 0.1), wood))
                boxes.append(((x, y, z + 0.14 + tall / 2), (1.14, 0.76, tall), color))
                if j == 0 and rng.random() < 0.6:
                    fronts.append(
                        _front(surfaces.board("face", (1.1, tall * 0.95), picture), x, y - 0.39, z + 0.14 + tall / 2)
                    )
    mesh = mesh_of_boxes(mesh_id, boxes)
    return Mesh(mesh_id, (*mesh.primitives, *fronts))


def cage(mesh_id: str, rng: np.random.Generator, *, length: float, depth: float) -> Mesh:
    """A fenced area: posts, rails and thin upright bars, open in one place."""
    color, height = random_color(rng, 0.05, 0.7, 0.8), float(rng.uniform(1.8, 2.4))
    boxes: Boxes = []
    for side in (-1, 1):
        for z in (0.1, height / 2, height):
            boxes.append(((0, side * depth / 2, z), (length, 0.04, 0.04), color))
            boxes.append(((side * length / 2, 0, z), (0.04, depth * (0.6 if side > 0 else 1), 0.04), color))
        for x in np.arange(-length / 2, length / 2 + 0.01, 0.2):
            boxes.append(((float(x), side * depth / 2, height / 2), (0.012, 0.012, height), color))
        for y in np.arange(-depth * 0.3, depth * 0.31, 0.2):
            boxes.append(((side * length / 2, float(y), height / 2), (0.012, 0.012, height), color))
    return mesh_of_boxes(mesh_id, boxes)


def mezzanine(mesh_id: str, rng: np.random.Generator, *, length: float, depth: float, height: float) -> Mesh:
    """A platform on columns with a railing; whoever walks below is in its shade."""
    steel, deck = random_color(rng, 0.08, 0.6, 0.6), random_color(rng, 0.25, 0.7, 0.15)
    boxes: Boxes = [((0, 0, height), (length, depth, 0.15), deck)]
    for x in np.linspace(-length / 2 + 0.15, length / 2 - 0.15, max(2, int(length / 3) + 1)):
        for y in (-depth / 2 + 0.15, depth / 2 - 0.15):
            boxes.append(((float(x), float(y), height / 2), (0.16, 0.16, height), steel))
            boxes.append(((float(x), float(y), height + 0.6), (0.05, 0.05, 1.1), steel))
    for z in (height + 0.6, height + 1.1):
        boxes += [((0, s * (depth / 2 - 0.1), z), (length, 0.05, 0.05), steel) for s in (-1, 1)]
        boxes += [((s * (length / 2 - 0.1), 0, z), (0.05, depth, 0.05), steel) for s in (-1, 1)]
    return mesh_of_boxes(mesh_id, boxes)


def _front(mesh: Mesh, x: float, y: float, z: float) -> Primitive:
    picture = mesh.primitives[0]
    moved = picture.vertices_m + np.array([x, y, z], np.float32)
    material: Material = picture.material
    return Primitive(moved.astype(np.float32), picture.faces, material, picture.uv)
