"""The inner loops of conditioning, compiled: unshadowed light of the lamps, light-grid lookup, sampling of rays.

Each takes flat arrays of P points. No parallel loops: a worker has its own core, and the order of
sums must not depend on how many there are. numba knows no keyword-only arguments.
"""

# ruff: noqa: PLR0917, PLR0912, C901

from __future__ import annotations

import numpy as np

from twin.contracts import PartClass
from twin.depth.compiled import Array, compiled

PERSON, VEHICLE, FLOOR = int(PartClass.PERSON), int(PartClass.VEHICLE), int(PartClass.FLOOR)
ONE, FOUR, MISS_M, LIKE_DEPTH, TURN = (np.float32(v) for v in (1, 4, 1e9, 0.02, 0.01))
R2_A, R2_B = 0.7548776662466927, 0.5698402909980532  # M. Roberts' R2 sequence


@compiled
def lamp_irradiance(point: Array, normal: Array, center: Array, area: Array, radiance: Array, out: Array) -> None:
    """(P, 3) irradiance without shadows: sum of L A(d) cos / d², lamps taken as points with a direction's area."""
    for p in range(point.shape[0]):
        r = g = b = 0.0
        for k in range(center.shape[0]):
            form = form_factor(point, normal, center, area, p, k)
            if form > 0.0:
                r += form * radiance[k, 0]
                g += form * radiance[k, 1]
                b += form * radiance[k, 2]
        out[p, 0], out[p, 1], out[p, 2] = r, g, b


@compiled
def not_between(patch: Array, out: Array) -> None:
    """(H, W) pixels but those in the midst of two or four of the even rows' and columns', all on one patch with them."""
    rows, columns = patch.shape
    for y in range(rows):
        for x in range(columns):
            v, u = y % 2, x % 2
            out[y, x] = (v == 0 and u == 0) or y + v >= rows or x + u >= columns or patch[y, x] < 0
            for k in range(4):
                if not out[y, x] and patch[y - v + 2 * v * (k >> 1), x - u + 2 * u * (k & 1)] != patch[y, x]:
                    out[y, x] = True


@compiled
def fill_between(known: Array, values: Array) -> None:
    """Set the values (H, W, C) of pixels that are not known to the mean of the four that `not_between` speaks of."""
    for y in range(known.shape[0]):
        for x in range(known.shape[1]):
            if known[y, x]:
                continue
            v, u = y % 2, x % 2
            for c in range(values.shape[2]):
                upper = values[y - v, x - u, c] + values[y - v, x + u, c]
                values[y, x, c] = (upper + values[y + v, x - u, c] + values[y + v, x + u, c]) / FOUR


@compiled
def form_factor(point: Array, normal: Array, center: Array, area: Array, p: int, k: int) -> float:
    """Cosine times A(d) over d² of lamp k as seen from point p; near a lamp d² is held above A / 2."""
    dx, dy, dz = center[k, 0] - point[p, 0], center[k, 1] - point[p, 1], center[k, 2] - point[p, 2]
    square = dx * dx + dy * dy + dz * dz + 1e-6
    inverse = 1.0 / np.sqrt(square)
    dx, dy, dz = dx * inverse, dy * inverse, dz * inverse
    cosine = dx * normal[p, 0] + dy * normal[p, 1] + dz * normal[p, 2]
    if cosine <= 0.0:
        return 0.0
    seen = (
        (dx * area[k, 1] if dx > 0 else -dx * area[k, 0])
        + (dy * area[k, 3] if dy > 0 else -dy * area[k, 2])
        + (dz * area[k, 5] if dz > 0 else -dz * area[k, 4])
    )
    return float(cosine * seen / max(square, 0.5 * seen))


@compiled
def shadow_rays(
    point: Array, normal: Array, pattern: Array, center: Array, half: Array, area: Array, radiance: Array,
    rays: Array, used: Array,
) -> None:  # fmt: skip
    """Rays (P, K, 6) to lamps drawn in proportion to their unshadowed light; a ray ends short of the lamp.

    `pattern` (P,) says where in the R2 sequence a point starts; `used` (P,) tells whether any lamp shines on it.
    """
    lamps, count = center.shape[0], rays.shape[1]
    cumulative = np.zeros(lamps)
    for p in range(point.shape[0]):
        total = 0.0
        for k in range(lamps):
            total += form_factor(point, normal, center, area, p, k) * (radiance[k, 0] + radiance[k, 1] + radiance[k, 2])
            cumulative[k] = total
        used[p] = total > 0.0
        for i in range(count):
            step = pattern[p] + 16 * i
            pick = (i + (step * 0.6180339887498949) % 1.0) / count * total
            k = 0
            while k < lamps - 1 and cumulative[k] < pick:
                k += 1
            u, v = (step * R2_A) % 1.0 * 2 - 1, (step * R2_B) % 1.0 * 2 - 1
            thin = min(half[k, 0], half[k, 1], half[k, 2])
            dx = center[k, 0] + (u * half[k, 0] if half[k, 0] > thin else 0.0) - point[p, 0]
            dy = center[k, 1] + (v * half[k, 1] if half[k, 1] > thin else 0.0) - point[p, 1]
            dz = center[k, 2] + (v * half[k, 2] if half[k, 2] > thin else 0.0) - point[p, 2]
            length = np.sqrt(dx * dx + dy * dy + dz * dz) + 1e-6
            end = max(1.0 - (2 * thin + 0.03) / length, 0.0)
            rays[p, i, 0] = point[p, 0] + 0.01 * normal[p, 0]
            rays[p, i, 1] = point[p, 1] + 0.01 * normal[p, 1]
            rays[p, i, 2] = point[p, 2] + 0.01 * normal[p, 2]
            rays[p, i, 3], rays[p, i, 4], rays[p, i, 5] = dx * end, dy * end, dz * end


@compiled
def hemisphere_rays(point: Array, normal: Array, pattern: Array, reach_m: float, rays: Array) -> None:
    """Rays (P, K, 6) of length `reach_m`, cosine-distributed about the normal."""
    count = rays.shape[1]
    for p in range(point.shape[0]):
        nx, ny, nz = normal[p, 0], normal[p, 1], normal[p, 2]
        sign = 1.0 if nz >= 0 else -1.0  # orthonormal basis: Duff et al. 2017
        a = -1.0 / (sign + nz)
        b = nx * ny * a
        tx, ty, tz = 1.0 + sign * nx * nx * a, sign * b, -sign * nx
        sx, sy, sz = b, sign + ny * ny * a, -ny
        for i in range(count):
            step = pattern[p] + 16 * i
            u, v = (step * R2_A + 0.5) % 1.0, (step * R2_B + 0.5) % 1.0
            radius, angle = np.sqrt(u), 2 * np.pi * v
            x, y, z = radius * np.cos(angle), radius * np.sin(angle), np.sqrt(max(0.0, 1.0 - u))
            rays[p, i, 0], rays[p, i, 1], rays[p, i, 2] = (
                point[p, 0] + 0.01 * nx,
                point[p, 1] + 0.01 * ny,
                point[p, 2] + 0.01 * nz,
            )
            rays[p, i, 3] = (x * tx + y * sx + z * nx) * reach_m
            rays[p, i, 4] = (x * ty + y * sy + z * ny) * reach_m
            rays[p, i, 5] = (x * tz + y * sz + z * nz) * reach_m


@compiled
def look_up_grid(
    point: Array, normal: Array, origin: Array, cell: float, grid: Array, valid: Array, out: Array
) -> None:
    """(P, 3) irradiance from an ambient cube grid (X, Y, Z, 6, 3), trilinear over the cells that are valid."""
    nx, ny, nz = valid.shape
    for p in range(point.shape[0]):
        fx = (point[p, 0] + 0.35 * cell * normal[p, 0] - origin[0]) / cell - 0.5
        fy = (point[p, 1] + 0.35 * cell * normal[p, 1] - origin[1]) / cell - 0.5
        fz = (point[p, 2] + 0.35 * cell * normal[p, 2] - origin[2]) / cell - 0.5
        ix, iy, iz = int(np.floor(fx)), int(np.floor(fy)), int(np.floor(fz))
        total = r = g = b = 0.0
        for corner in range(8):
            cx, cy, cz = ix + (corner & 1), iy + ((corner >> 1) & 1), iz + (corner >> 2)
            wx, wy, wz = 1 - abs(fx - cx), 1 - abs(fy - cy), 1 - abs(fz - cz)
            cx, cy, cz = min(max(cx, 0), nx - 1), min(max(cy, 0), ny - 1), min(max(cz, 0), nz - 1)
            weight = wx * wy * wz * valid[cx, cy, cz] + 1e-5
            for axis in range(3):
                n = normal[p, axis]
                side = 2 * axis + (0 if n > 0 else 1)
                w = weight * n * n
                r += w * grid[cx, cy, cz, side, 0]
                g += w * grid[cx, cy, cz, side, 1]
                b += w * grid[cx, cy, cz, side, 2]
            total += weight
        out[p, 0], out[p, 1], out[p, 2] = r / total, g / total, b / total


@compiled
def upsample(
    coarse: Array, coarse_depth: Array, coarse_normal: Array, coarse_patch: Array, depth: Array, normal: Array,
    patch: Array, out: Array,
) -> None:  # fmt: skip
    """Set pixels on agents of (H, W, C) from (H/2, W/2, C): the four nearest, by likeness of depth and normal.

    A joint bilateral filter; pixels of one patch are alike, however steeply it is seen.
    """
    rows, columns = coarse_depth.shape
    channels = coarse.shape[2]
    for y in range(depth.shape[0]):
        for x in range(depth.shape[1]):
            if patch[y, x] >= -1:
                continue
            fy, fx = np.float32(y / 2 - 0.25), np.float32(x / 2 - 0.25)
            iy, ix = int(np.floor(fy)), int(np.floor(fx))
            total = np.float32(0)
            for c in range(channels):
                out[y, x, c] = 0.0
            for corner in range(4):
                sy, sx = iy + (corner >> 1), ix + (corner & 1)
                w = (1 - abs(fy - sy)) * (1 - abs(fx - sx))
                sy, sx = min(max(sy, 0), rows - 1), min(max(sx, 0), columns - 1)
                d = coarse_depth[sy, sx]
                if d > 1e8:
                    continue
                if coarse_patch[sy, sx] != patch[y, x]:
                    away = abs(d - depth[y, x]) / (LIKE_DEPTH * depth[y, x])
                    turn = np.float32(0)
                    for k in range(3):
                        turn += coarse_normal[sy, sx, k] * normal[y, x, k]
                    turn = max(turn, TURN)
                    turn *= turn
                    away = ONE + away * away
                    w = w * turn * turn * turn * turn / (away * away) + np.float32(1e-9)
                total += w
                for c in range(channels):
                    out[y, x, c] += w * coarse[sy, sx, c]
            if total > 0:
                for c in range(channels):
                    out[y, x, c] /= total


@compiled
def write_features(
    depth: Array, normal: Array, albedo: Array, class_id: Array, lamps: Array, indirect: Array, seen: Array,
    openness: Array, sky_share: Array, turn: Array, exposure: float, out: Array,
) -> None:  # fmt: skip
    """What the network reads (20, h, w), before the logarithm of what is light.

    `turn` (3, 3) has the camera's axes as its columns, as seen in the world.
    """
    scale = np.float32(FOUR * exposure)
    for y in range(depth.shape[0]):  # row by row in each channel: channels may lie a whole page apart, and share caches
        for x in range(depth.shape[1]):
            out[0, y, x] = FOUR / (FOUR + min(depth[y, x], MISS_M))
        for k in range(3):
            for x in range(depth.shape[1]):
                out[1 + k, y, x] = (
                    normal[y, x, 0] * turn[0, k] + normal[y, x, 1] * turn[1, k] + normal[y, x, 2] * turn[2, k]
                )
            for x in range(depth.shape[1]):
                out[5 + k, y, x] = albedo[y, x, k]
            for x in range(depth.shape[1]):
                out[11 + k, y, x] = ONE + scale * lamps[y, x, k]
            for x in range(depth.shape[1]):
                out[15 + k, y, x] = ONE + scale * indirect[y, x, k]
        for x in range(depth.shape[1]):
            out[4, y, x] = normal[y, x, 2]
        for k, kind in enumerate((PERSON, VEHICLE, FLOOR)):
            for x in range(depth.shape[1]):
                out[8 + k, y, x] = class_id[y, x] == kind
        for x in range(depth.shape[1]):
            out[14, y, x] = seen[y, x]
        for x in range(depth.shape[1]):
            out[18, y, x] = openness[y, x]
        for x in range(depth.shape[1]):
            out[19, y, x] = sky_share[y, x]
