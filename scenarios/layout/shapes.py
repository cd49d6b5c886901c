"""Plain boxes from which catalogue equipment is built; no curves, no textures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from twin.contracts import Material, Primitive

# Corner order: x fastest, then y, then z; faces counter-clockwise seen from outside.
_CORNERS = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], dtype=np.float64)
_FACES = np.array(
    [
        [0, 2, 3], [0, 3, 1],  # bottom
        [4, 5, 7], [4, 7, 6],  # top
        [0, 1, 5], [0, 5, 4],  # y = 0
        [2, 6, 7], [2, 7, 3],  # y = 1
        [0, 4, 6], [0, 6, 2],  # x = 0
        [1, 3, 7], [1, 7, 5],  # x = 1
    ],
    dtype=np.int32,
)  # fmt: skip

Box = tuple[float, float, float, float, float, float]  # lower corner, then upper corner, metres


def boxes(corners_m: Iterable[Box], material: Material) -> Primitive:
    """One primitive of axis-aligned boxes; corners are not shared between faces, so that shading stays flat."""
    vertices: list[np.ndarray] = []
    for box in corners_m:
        lower, upper = np.array(box[:3]), np.array(box[3:])
        vertices.append((lower + _CORNERS * (upper - lower))[_FACES].reshape(-1, 3))
    points = np.concatenate(vertices).astype(np.float32)
    return Primitive(points, np.arange(len(points), dtype=np.int32).reshape(-1, 3), material)


def spread(length_m: float, count: int, width_m: float) -> Sequence[float]:
    """Lower edges of `count` strips of `width_m`, evenly spread over `length_m` about 0, flush at both ends."""
    if count == 1:
        return (-width_m / 2,)
    return [float(x) for x in np.linspace(-length_m / 2, length_m / 2 - width_m, count)]
