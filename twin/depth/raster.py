"""Triangles drawn into a picture: at several places of every pixel, which triangle is nearest.

For some tens of thousands of triangles this is faster than rays, it needs no search structure, and other threads of
Python run meanwhile. Rays and this agree but for ties on edges, which a test holds.
"""

# ruff: noqa: PLR0917, FBT001, C901

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera
from twin.depth.compiled import Array, compiled
from twin.depth.triangles import TriangleSoup

NEAR_M = 0.02
SUBPIXELS_PX = (
    np.array([(k, (10, 4, 13, 6, 0, 8, 14, 1, 9, 5, 12, 3, 15, 7, 11, 2)[k]) for k in range(16)], np.float32)
    - np.float32(7.5)
) / np.float32(16)  # each row and column of sixteenths once
PLACES_PX = np.concatenate([np.zeros((1, 2), np.float32), SUBPIXELS_PX])  # the centre, and sixteen about it


@dataclass(frozen=True, eq=False)
class Drawn:
    """At S places of each pixel: 1 / depth and 1 + triangle, both 0 where nothing is."""

    nearness: NDArray[np.float32]  # (H, W, S)
    number: NDArray[np.int32]  # (H, W, S)


def draw(camera: Camera, soup: TriangleSoup, offset_px: NDArray[np.float32], *, closed: bool = False) -> Drawn:
    """Draw a soup at places `offset_px` (S, 2), within half a pixel of the centres of all pixels.

    The triangles of a `closed` soup enclose solids, so that those seen from behind are hidden.
    """
    shape = (camera.height_px, camera.width_px, len(offset_px))
    drawn = Drawn(np.zeros(shape, np.float32), np.zeros(shape, np.int32))
    if not soup.empty:
        local = (soup.vertices_m - camera.camera_to_world[:3, 3]) @ camera.camera_to_world[:3, :3]
        lens = np.array([*camera.focal_px, *camera.center_px])
        fill(local, soup.faces, lens, offset_px, closed, drawn.nearness, drawn.number)
    return drawn


@compiled
def fill(
    vertex: Array, faces: Array, lens: Array, offset: Array, closed: bool, nearness: Array, number: Array
) -> None:  # fmt: skip
    """Z-buffer of triangles given in the camera's frame, cut at the near plane into one or two."""
    polygon = np.empty((4, 3))
    corner = np.empty((3, 3))  # x, y in pixels, 1 / depth
    shift = np.empty((3, offset.shape[0]))
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
            fill_one(corner, f + 1, offset, shift, closed, nearness, number)


@compiled
def fill_one(
    corner: Array, name: int, offset: Array, shift: Array, closed: bool, nearness: Array, number: Array
) -> None:  # fmt: skip
    """One triangle in pixel coordinates, where (0, 0) is the centre of the first pixel; 1 / depth is linear there.

    In each row only those pixels are looked at of which some place may lie inside. `shift` (3, S) is scratch.
    """
    ax, ay, bx, by, cx, cy = corner[0, 0], corner[0, 1], corner[1, 0], corner[1, 1], corner[2, 0], corner[2, 1]
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if abs(area) < 1e-12 or (closed and area > 0.0):
        return
    left, right = max(min(ax, bx, cx) - 0.5, 0.0), min(max(ax, bx, cx) + 0.5, nearness.shape[1] - 1.0)
    upper, lower = max(min(ay, by, cy) - 0.5, 0.0), min(max(ay, by, cy) + 0.5, nearness.shape[0] - 1.0)
    if left > right or upper > lower:
        return
    vx, vy = (cy - ay) / area, -(cx - ax) / area  # barycentric v and w, and with them 1 / depth, are linear in x and y
    wx, wy = -(by - ay) / area, (bx - ax) / area
    ux, uy = -vx - wx, -vy - wy
    qv, qw = corner[1, 2] - corner[0, 2], corner[2, 2] - corner[0, 2]
    qx, qy = qv * vx + qw * wx, qv * vy + qw * wy
    for s in range(offset.shape[0]):
        shift[0, s] = offset[s, 0] * vx + offset[s, 1] * vy
        shift[1, s] = offset[s, 0] * wx + offset[s, 1] * wy
        shift[2, s] = offset[s, 0] * qx + offset[s, 1] * qy
    more_v, more_w, more_u = 0.5 * (abs(vx) + abs(vy)), 0.5 * (abs(wx) + abs(wy)), 0.5 * (abs(ux) + abs(uy))
    for y in range(int(np.ceil(upper)), int(np.floor(lower)) + 1):
        v0, w0 = vy * (y - ay) - vx * ax, wy * (y - ay) - wx * ax
        low, high = left, right
        for at, by_x in ((v0 + more_v, vx), (w0 + more_w, wx), (1.0 - v0 - w0 + more_u, ux)):
            if by_x > 0.0:
                low = max(low, -at / by_x)
            elif by_x < 0.0:
                high = min(high, -at / by_x)
            elif at < 0.0:
                high = -1.0
        q0 = corner[0, 2] + qv * v0 + qw * w0
        for x in range(int(np.ceil(low)), int(np.floor(high)) + 1):
            v, w, q = v0 + vx * x, w0 + wx * x, q0 + qx * x
            for s in range(offset.shape[0]):
                a, b, near = v + shift[0, s], w + shift[1, s], np.float32(q + shift[2, s])
                if a >= 0.0 and b >= 0.0 and a + b <= 1.0 and near > nearness[y, x, s]:
                    nearness[y, x, s] = near
                    number[y, x, s] = name
