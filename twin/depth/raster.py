"""Agents drawn into a picture: at several places of every pixel, which triangle is nearest.

A few thousand small triangles that move every frame are drawn faster than a search structure for rays is
built over them. Rays and this agree but for ties on edges, which a test holds.
"""

# ruff: noqa: PLR0917

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera
from twin.depth.compiled import Array, compiled
from twin.depth.triangles import TriangleSoup

NEAR_M = 0.02


@dataclass(frozen=True, eq=False)
class Drawn:
    """At S places of each pixel: depth (inf) and triangle (-1)."""

    depth_m: NDArray[np.float32]  # (H, W, S)
    triangle: NDArray[np.int32]  # (H, W, S)


def draw(camera: Camera, soup: TriangleSoup, offset_px: NDArray[np.float32]) -> Drawn:
    """Draw a soup at places `offset_px` (S, 2) from the centres of all pixels."""
    shape = (camera.height_px, camera.width_px, len(offset_px))
    drawn = Drawn(np.full(shape, np.inf, np.float32), np.full(shape, -1, np.int32))
    if not soup.empty:
        local = (soup.vertices_m - camera.camera_to_world[:3, 3]) @ camera.camera_to_world[:3, :3]
        lens = np.array([*camera.focal_px, *camera.center_px])
        fill(local, soup.faces, lens, offset_px, drawn.depth_m, drawn.triangle)
    return drawn


@compiled
def fill(vertex: Array, faces: Array, lens: Array, offset: Array, depth: Array, triangle: Array) -> None:
    """Z-buffer of triangles given in the camera's frame, cut at the near plane into one or two."""
    polygon = np.empty((4, 3))
    corner = np.empty((3, 3))  # x, y in pixels, 1 / depth
    for f in range(faces.shape[0]):
        count = 0
        for k in range(3):
            a, b = faces[f, k], faces[f, (k + 1) % 3]
            if vertex[a, 2] >= NEAR_M:
                for c in range(3):
                    polygon[count, c] = vertex[a, c]
                count += 1
            if (vertex[a, 2] >= NEAR_M) != (vertex[b, 2] >= NEAR_M):
                t = (NEAR_M - vertex[a, 2]) / (vertex[b, 2] - vertex[a, 2])
                for c in range(3):
                    polygon[count, c] = vertex[a, c] + t * (vertex[b, c] - vertex[a, c])
                count += 1
        for k in range(1, count - 1):
            for j, of in enumerate((0, k, k + 1)):
                inverse = 1.0 / polygon[of, 2]
                corner[j, 0] = polygon[of, 0] * inverse * lens[0] + lens[2] - 0.5
                corner[j, 1] = polygon[of, 1] * inverse * lens[1] + lens[3] - 0.5
                corner[j, 2] = inverse
            fill_one(corner, f, offset, depth, triangle)


@compiled
def fill_one(corner: Array, number: int, offset: Array, depth: Array, triangle: Array) -> None:
    """One triangle in pixel coordinates, where (0, 0) is the centre of the first pixel; 1 / depth is linear there."""
    ax, ay, bx, by = corner[0, 0], corner[0, 1], corner[1, 0], corner[1, 1]
    cx, cy = corner[2, 0], corner[2, 1]
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if abs(area) < 1e-12:
        return
    inverse = 1.0 / area
    left, right = max(int(np.floor(min(ax, bx, cx))), 0), min(int(np.ceil(max(ax, bx, cx))), depth.shape[1] - 1)
    upper, lower = max(int(np.floor(min(ay, by, cy))), 0), min(int(np.ceil(max(ay, by, cy))), depth.shape[0] - 1)
    for y in range(upper, lower + 1):
        for x in range(left, right + 1):
            for s in range(offset.shape[0]):
                px, py = x + offset[s, 0], y + offset[s, 1]
                v = ((px - ax) * (cy - ay) - (py - ay) * (cx - ax)) * inverse
                w = ((bx - ax) * (py - ay) - (by - ay) * (px - ax)) * inverse
                if v < 0.0 or w < 0.0 or v + w > 1.0:
                    continue
                z = 1.0 / (corner[0, 2] + v * (corner[1, 2] - corner[0, 2]) + w * (corner[2, 2] - corner[0, 2]))
                if z < depth[y, x, s]:
                    depth[y, x, s] = z
                    triangle[y, x, s] = number
