"""What a ray finds where it ends, compiled: colour from material and texture, light, and the normal that faces it.

Textures lie one after another in one atlas. A pixel whose surroundings are one smooth surface needs no
further rays to know its texture's mean: `mean_texture` finds the other places of the pixel on the same plane.
"""

# ruff: noqa: PLR0917

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twin.depth.compiled import Array, compiled


class Atlas:
    """Textures (H, W, 3) one after another: `pixels` (N, 3) and, for each, its start, height and width (T, 3)."""

    def __init__(self, textures: tuple[NDArray[np.float32], ...]) -> None:
        sizes = np.array([t.shape[:2] for t in textures], np.int64).reshape(-1, 2)
        starts = np.concatenate([[0], np.cumsum(sizes.prod(axis=1))[:-1]]) if len(textures) else np.zeros(0, np.int64)
        self.pixels = np.concatenate([t.reshape(-1, 3) for t in textures]) if textures else np.zeros((1, 3), np.float32)
        self.layout = np.column_stack([starts, sizes]).astype(np.int64)


@compiled
def shade(
    triangle: Array, u: Array, v: Array, direction: Array,
    base_color: Array, emission: Array, texture: Array, uv: Array, atlas: Array, layout: Array,
    normal: Array, albedo: Array, glow: Array,
) -> None:  # fmt: skip
    """Albedo and emission (P, 3) of hits on triangles (P,), -1 for none; `normal` (P, 3) is turned to face the ray."""
    sample = np.empty(3, np.float32)
    for p in range(triangle.shape[0]):
        t = triangle[p]
        if t < 0:
            for c in range(3):
                normal[p, c] = albedo[p, c] = glow[p, c] = 0.0
            continue
        away = normal[p, 0] * direction[p, 0] + normal[p, 1] * direction[p, 1] + normal[p, 2] * direction[p, 2]
        sign = -1.0 if away > 0 else 1.0
        for c in range(3):
            normal[p, c] *= sign
            albedo[p, c] = base_color[t, c]
            glow[p, c] = emission[t, c]
        if texture[t] >= 0:
            w = 1 - u[p] - v[p]
            x = uv[t, 0, 0] * w + uv[t, 1, 0] * u[p] + uv[t, 2, 0] * v[p]
            y = uv[t, 0, 1] * w + uv[t, 1, 1] * u[p] + uv[t, 2, 1] * v[p]
            look_up(atlas, layout[texture[t]], x, y, sample)
            for c in range(3):
                albedo[p, c] *= sample[c]


@compiled
def look_up(atlas: Array, layout: Array, x: float, y: float, out: Array) -> None:
    """Bilinear sample of a repeating texture whose row 0 lies at y = 1."""
    start, height, width = layout[0], layout[1], layout[2]
    column = (x - np.floor(x)) * width - 0.5
    row = (1.0 - y - np.floor(1.0 - y)) * height - 0.5
    left, upper = int(np.floor(column)), int(np.floor(row))
    fx, fy = column - left, row - upper
    left, upper = left % width, upper % height
    right, lower = (left + 1) % width, (upper + 1) % height
    for c in range(3):
        above = atlas[start + upper * width + left, c] * (1 - fx) + atlas[start + upper * width + right, c] * fx
        below = atlas[start + lower * width + left, c] * (1 - fx) + atlas[start + lower * width + right, c] * fx
        out[c] = above * (1 - fy) + below * fy


@compiled
def mean_texture(
    pixel: Array, triangle: Array, direction: Array, step_x: Array, step_y: Array, offset: Array, eye: Array,
    corner: Array, base_color: Array, texture: Array, uv: Array, atlas: Array, layout: Array, albedo: Array,
) -> None:  # fmt: skip
    """Write the albedo (P, 3) of textured pixels (M,) as the mean over rays at `offset` (S, 2), all on one plane."""
    sample = np.empty(3, np.float32)
    for m in range(pixel.shape[0]):
        p = pixel[m]
        t = triangle[p]
        if t < 0 or texture[t] < 0:
            continue
        ax, ay, az = corner[t, 0, 0] - eye[0], corner[t, 0, 1] - eye[1], corner[t, 0, 2] - eye[2]
        e1x, e1y, e1z = (
            corner[t, 1, 0] - corner[t, 0, 0],
            corner[t, 1, 1] - corner[t, 0, 1],
            corner[t, 1, 2] - corner[t, 0, 2],
        )
        e2x, e2y, e2z = (
            corner[t, 2, 0] - corner[t, 0, 0],
            corner[t, 2, 1] - corner[t, 0, 1],
            corner[t, 2, 2] - corner[t, 0, 2],
        )
        # Möller and Trumbore 1997, without the test of being inside
        qx, qy, qz = -(ay * e1z - az * e1y), -(az * e1x - ax * e1z), -(ax * e1y - ay * e1x)
        r = g = b = 0.0
        count = 0
        for s in range(offset.shape[0]):
            dx = direction[p, 0] + offset[s, 0] * step_x[0] + offset[s, 1] * step_y[0]
            dy = direction[p, 1] + offset[s, 0] * step_x[1] + offset[s, 1] * step_y[1]
            dz = direction[p, 2] + offset[s, 0] * step_x[2] + offset[s, 1] * step_y[2]
            hx, hy, hz = dy * e2z - dz * e2y, dz * e2x - dx * e2z, dx * e2y - dy * e2x
            det = e1x * hx + e1y * hy + e1z * hz
            if abs(det) < 1e-12:
                continue
            u = -(ax * hx + ay * hy + az * hz) / det
            v = (dx * qx + dy * qy + dz * qz) / det
            w = 1 - u - v
            x = uv[t, 0, 0] * w + uv[t, 1, 0] * u + uv[t, 2, 0] * v
            y = uv[t, 0, 1] * w + uv[t, 1, 1] * u + uv[t, 2, 1] * v
            look_up(atlas, layout[texture[t]], x, y, sample)
            r, g, b, count = r + sample[0], g + sample[1], b + sample[2], count + 1
        if count:
            albedo[p, 0] = base_color[t, 0] * r / count
            albedo[p, 1] = base_color[t, 1] * g / count
            albedo[p, 2] = base_color[t, 2] * b / count


@compiled
def uneven(depth: Array, normal: Array, part: Array, glow: Array, direction: Array, out: Array) -> None:
    """(H, W) whether a pixel or one of its four neighbours lies on another surface: another part, turn or plane."""
    rows, columns = part.shape
    for y in range(rows):
        for x in range(columns):
            out[y, x] = False
    for y in range(rows):
        for x in range(columns):
            for step in range(2):
                v, w = y + step, x + 1 - step
                if v >= rows or w >= columns:
                    continue
                other = part[y, x] != part[v, w] or (glow[y, x, 0] > 0) != (glow[v, w, 0] > 0)
                if not other and part[y, x] >= 0:
                    turn = away = 0.0
                    for c in range(3):
                        turn += normal[y, x, c] * normal[v, w, c]
                        away += normal[y, x, c] * (depth[v, w] * direction[v, w, c] - depth[y, x] * direction[y, x, c])
                    other = turn < 0.98 or abs(away) > 0.004 * depth[y, x] + 0.002
                if other:
                    out[y, x] = out[v, w] = True
