"""Boxes and cylinders gathered into meshes, one primitive per material. Metres, z up, triangles facing out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.cad.shapes import mesh_of
from twin.contracts import Material, Mesh, Primitive

Vector = tuple[float, float, float]
Tile = tuple[float, float, float, float]  # u0, v0, u1, v1 in a texture
WHOLE: Tile = (0.0, 0.0, 1.0, 1.0)

# Corners of a unit box per face, counter-clockwise seen from outside, beginning at the lower left of the face.
_FACES = np.array(
    [
        [[0, 0, 0], [1, 0, 0], [1, 0, 1], [0, 0, 1]],  # south
        [[1, 0, 0], [1, 1, 0], [1, 1, 1], [1, 0, 1]],  # east
        [[1, 1, 0], [0, 1, 0], [0, 1, 1], [1, 1, 1]],  # north
        [[0, 1, 0], [0, 0, 0], [0, 0, 1], [0, 1, 1]],  # west
        [[0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 1, 1]],  # top
        [[0, 1, 0], [1, 1, 0], [1, 0, 0], [0, 0, 0]],  # bottom
    ],
    dtype=np.float64,
)
_QUAD = np.array([[0, 1, 2], [0, 2, 3]])
_CORNER_UV = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float64)


class MeshBuilder:
    """Gathers triangles by material; materials are told apart by identity."""

    def __init__(self) -> None:
        self._pieces: dict[int, tuple[Material, list[NDArray[Any]], list[NDArray[Any]], list[NDArray[Any]]]] = {}

    def add(
        self,
        material: Material,
        points: NDArray[np.float64],
        faces: NDArray[Any],
        uv: NDArray[np.float64] | None = None,
    ) -> None:
        """Add triangles: points (V, 3), faces (F, 3), and uv (V, 2) for a material with a texture."""
        _, all_points, all_faces, all_uv = self._pieces.setdefault(id(material), (material, [], [], []))
        offset = sum(len(p) for p in all_points)
        all_points.append(points)
        all_faces.append(np.asarray(faces) + offset)
        all_uv.append(np.zeros((len(points), 2)) if uv is None else uv)

    def box(self, material: Material, low: Vector, size: Vector, *, tile: Tile = WHOLE) -> None:
        """An upright box from its lower corner; each face shows the tile of the texture once."""
        points = (_FACES * np.asarray(size) + np.asarray(low)).reshape(-1, 3)
        faces = np.concatenate([_QUAD + 4 * i for i in range(6)])
        u0, v0, u1, v1 = tile
        uv = np.tile(np.array([u0, v0]) + _CORNER_UV * np.array([u1 - u0, v1 - v0]), (6, 1))
        self.add(material, points, faces, uv)

    def centered_box(self, material: Material, center: Vector, size: Vector, *, tile: Tile = WHOLE) -> None:
        """A box around `center` in x and y, standing on its z."""
        self.box(material, (center[0] - size[0] / 2, center[1] - size[1] / 2, center[2]), size, tile=tile)

    def quad(self, material: Material, corners: Sequence[Vector], *, tile: Tile = WHOLE) -> None:
        """Four corners, counter-clockwise seen from the visible side, beginning at the tile's lower left."""
        u0, v0, u1, v1 = tile
        uv = np.array([u0, v0]) + _CORNER_UV * np.array([u1 - u0, v1 - v0])
        self.add(material, np.asarray(corners, dtype=np.float64), _QUAD, uv)

    def beam(self, material: Material, start: Vector, end: Vector, thickness: float) -> None:
        """A square bar between two points."""
        a, b = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
        along = (b - a) / np.linalg.norm(b - a)
        side = np.cross(along, (0.0, 0.0, 1.0) if abs(along[2]) < 0.9 else (1.0, 0.0, 0.0))
        side /= np.linalg.norm(side)
        frame = np.stack([along * np.linalg.norm(b - a), side * thickness, np.cross(along, side) * thickness])
        points = (_FACES - [0, 0.5, 0.5]).reshape(-1, 3) @ frame + a
        self.add(material, points, np.concatenate([_QUAD + 4 * i for i in range(6)]))

    def cylinder(self, material: Material, base: Vector, radius: float, height: float, *, sides: int = 12) -> None:
        """An upright cylinder standing on `base`."""
        angle = np.arange(sides) * (2 * np.pi / sides)
        ring = np.stack([np.cos(angle) * radius, np.sin(angle) * radius, np.zeros(sides)], axis=1) + np.asarray(base)
        points = np.concatenate([ring, np.add(ring, (0.0, 0.0, height))])
        i, j = np.arange(sides), (np.arange(sides) + 1) % sides
        mantle = np.concatenate([np.stack([i, j, j + sides], 1), np.stack([i, j + sides, i + sides], 1)])
        k = np.arange(1, sides - 1)
        top = np.stack([np.full(sides - 2, sides), k + sides, k + 1 + sides], 1)
        bottom = np.stack([np.zeros(sides - 2, dtype=int), k + 1, k], 1)
        self.add(material, points, np.concatenate([mantle, top, bottom]))

    def build(self) -> Mesh:
        """The mesh of everything that was added."""
        primitives = []
        for material, points, faces, uv in self._pieces.values():
            primitives.append(
                Primitive(
                    np.concatenate(points).astype(np.float32),
                    np.concatenate(faces).astype(np.int32),
                    material,
                    np.concatenate(uv).astype(np.float32) if material.texture is not None else None,
                )
            )
        return mesh_of(tuple(primitives))
