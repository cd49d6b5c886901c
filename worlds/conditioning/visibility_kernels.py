"""The inner loops of visibility, compiled: finding texels, which rays may meet an agent, and what share is free."""

# ruff: noqa: PLR0917

from __future__ import annotations

from typing import Any

import numpy as np

from twin.depth.compiled import Array, counted_out, inlined

RAYS = 8  # of a texel that are cast again for agents
ZERO, ONE, TWO, TINY = (np.float32(v) for v in (0, 1, 2, 1e-9))
FAR = np.float32(4e3)  # free length, in reaches, from which on a ray leaves the scene
LIFT = np.float32(0.01)  # metres above the surface at which rays start
BLOCK = 5 * 16 * 8  # steps in the sample sequence from one block of 4 × 4 texels to the next


def sample_start(u: Any, v: Any) -> Any:
    """Where in the sample sequence the place (u, v) of a grid begins, numbers or arrays: 16 starts in every 4 × 4."""
    return (u % 4) * 4 + v % 4 + BLOCK * ((u // 4 + 3 * (v // 4)) % 64)


_sample_start = inlined(sample_start)


@counted_out
def find_texels(
    patch: Array, point: Array, normal: Array, depth: Array, spacing: float, plane: Array, count: int, key: Array,
    row: Array, texel_point: Array, texel_normal: Array, texel_pattern: Array, out: Array,
) -> int:  # fmt: skip
    """Write the texel's row of every pixel (h, w); new ones get the rows from `count` on.

    Gives the new count, or -1 where there is no more room. `spacing` is the distance of pixels at 1 m; `plane` (P, 4)
    holds the patches' normals and offsets.
    """
    slots = key.shape[0]
    for y in range(patch.shape[0]):
        for x in range(patch.shape[1]):
            p = patch[y, x]
            out[y, x] = -1
            if p < 0:
                continue
            a, b, c, d = plane[p, 0], plane[p, 1], plane[p, 2], plane[p, 3]
            front = a * normal[y, x, 0] + b * normal[y, x, 1] + c * normal[y, x, 2] > 0.0
            axis = 2 if abs(c) >= abs(a) and abs(c) >= abs(b) else (0 if abs(a) >= abs(b) else 1)
            level = int(np.floor(np.log2(spacing * depth[y, x])))
            size = 2.0**level
            first, second = (1 if axis == 0 else 0), (1 if axis == 2 else 2)
            u, v = int(np.floor(point[y, x, first] / size)), int(np.floor(point[y, x, second] / size))
            name = mixed(mixed(mixed(mixed(mixed(1, p), level), u), v), int(front))
            slot = slot_of(name, slots)
            while row[slot] >= 0 and key[slot] != name:
                slot = (slot + 1) % slots
            if row[slot] < 0:
                if count >= texel_point.shape[0]:
                    return -1
                key[slot], row[slot] = name, count
                cu, cv = (u + 0.5) * size, (v + 0.5) * size
                texel_point[count, first], texel_point[count, second] = cu, cv
                texel_point[count, axis] = (d - plane[p, first] * cu - plane[p, second] * cv) / plane[p, axis]
                sign = 1.0 if front else -1.0
                for k in range(3):
                    texel_normal[count, k] = sign * plane[p, k]
                texel_pattern[count] = _sample_start(u, v)
                count += 1
            out[y, x] = row[slot]
    return count


@counted_out
def put_keys(name: Array, rows: Array, key: Array, row: Array) -> None:
    """Enter names and rows (N,) into a table that has room for them."""
    for n in range(name.shape[0]):
        slot = slot_of(name[n], key.shape[0])
        while row[slot] >= 0:
            slot = (slot + 1) % key.shape[0]
        key[slot], row[slot] = name[n], rows[n]


@inlined
def mixed(name: int, value: int) -> int:
    """A hash of both (D. Knuth's multiplier)."""
    name = (name + value) * 6364136223846793005
    return name ^ ((name >> 32) & 0xFFFFFFFF)


@inlined
def slot_of(name: int, slots: int) -> int:
    """Where the search for a name begins."""
    return ((name >> 20) & 0xFFFFFFFFFFF) % slots


@counted_out
def gather(rows: Array, share: Array, out: Array) -> None:
    """The shares (h, w, 3) of the texels in rows (h, w); nothing where there is no texel."""
    for y in range(rows.shape[0]):
        for x in range(rows.shape[1]):
            for c in range(3):
                out[y, x, c] = share[rows[y, x], c] if rows[y, x] >= 0 else np.float32(0)


@counted_out
def shade(ray: Array, hit: Array, out: Array) -> None:
    """Take from shares (P, 3) the light of rays (R,), numbered eight a pixel, that agents stop."""
    for r in range(ray.shape[0]):
        if hit[r]:
            p = ray[r] // RAYS
            out[p, 0] = max(out[p, 0] - ONE / RAYS, np.float32(0))


@counted_out
def close(ray: Array, rows: Array, length: Array, free: Array, out: Array) -> None:
    """Shorten the free lengths in shares (P, 3) by rays (R,), eight a pixel, that are free up to an agent at `length`."""
    for r in range(ray.shape[0]):
        p, k = ray[r] // RAYS, ray[r] % RAYS
        before, now = free[rows[p], k], length[r]
        if now < before:
            out[p, 1] = max(out[p, 1] - (min(before, ONE) - min(now, ONE)) / RAYS, np.float32(0))
            if before > FAR:
                out[p, 2] = max(out[p, 2] - ONE / RAYS, np.float32(0))


@counted_out
def shares(blocked: Array, free: Array, out: Array) -> None:
    """(P, 3) share of rays that arrive, mean free length up to 1, share of rays that leave the scene."""
    for p in range(blocked.shape[0]):
        arrive = length = leave = np.float32(0)
        for k in range(blocked.shape[1]):
            arrive += np.float32(0) if blocked[p, k] else np.float32(1)
            length += min(free[p, k], np.float32(1))
            leave += np.float32(1) if free[p, k] > FAR else np.float32(0)
        share = np.float32(1) / blocked.shape[1]
        out[p, 0], out[p, 1], out[p, 2] = share * arrive, share * length, share * leave


@counted_out
def boxes(vertex: Array, face: Array, owner: Array, out: Array) -> None:
    """Upright boxes (A, 6), lower and upper corner, about the triangles of each owner; upside down for none."""
    for a in range(out.shape[0]):
        for c in range(3):
            out[a, c], out[a, c + 3] = 1e9, -1e9
    for f in range(face.shape[0]):
        a = owner[f]
        for corner in range(3):
            for c in range(3):
                v = vertex[face[f, corner], c]
                out[a, c], out[a, c + 3] = min(out[a, c], v), max(out[a, c + 3], v)


@counted_out
def may_meet(
    rows: Array, point: Array, normal: Array, direction: Array, without: Array, box: Array, reach: float, near: Array,
    ray: Array, rays: Array,
) -> int:  # fmt: skip
    """Write number and course (R, 6) of the rays of texels that come into a box whose middle is within reach.

    `rows` (P,) are the texels of pixels, whose rays are numbered K at a time; those marked in `without` (N, K), which
    may be empty, are left out. Gives R. `near` (A,) is scratch.
    """
    count, kinds = 0, direction.shape[1]
    for p in range(rows.shape[0]):
        t = rows[p]
        if t < 0:
            continue
        x, y, z = (
            point[t, 0] + LIFT * normal[t, 0],
            point[t, 1] + LIFT * normal[t, 1],
            point[t, 2] + LIFT * normal[t, 2],
        )
        agents = 0
        for a in range(box.shape[0]):
            far_x, far_y = (box[a, 0] + box[a, 3]) / TWO - x, (box[a, 1] + box[a, 4]) / TWO - y
            if box[a, 3] >= box[a, 0] and far_x * far_x + far_y * far_y < reach * reach:
                near[agents] = a
                agents += 1
        if agents == 0:
            continue
        for k in range(kinds):
            if without.shape[0] > 0 and without[t, k]:
                continue
            dx, dy, dz = direction[t, k, 0], direction[t, k, 1], direction[t, k, 2]
            ix, iy, iz = reciprocal(dx), reciprocal(dy), reciprocal(dz)
            for n in range(agents):
                a = near[n]
                x0, x1 = (box[a, 0] - x) * ix, (box[a, 3] - x) * ix
                y0, y1 = (box[a, 1] - y) * iy, (box[a, 4] - y) * iy
                z0, z1 = (box[a, 2] - z) * iz, (box[a, 5] - z) * iz
                enter = max(min(x0, x1), min(y0, y1), min(z0, z1), ZERO)
                leave = min(max(x0, x1), max(y0, y1), max(z0, z1), ONE)
                if enter <= leave:
                    ray[count] = p * kinds + k
                    rays[count, 0], rays[count, 1], rays[count, 2] = x, y, z
                    rays[count, 3], rays[count, 4], rays[count, 5] = dx, dy, dz
                    count += 1
                    break
    return count


@inlined
def reciprocal(x: float) -> float:
    """1 / x, of nought a large number."""
    return float(ONE / x if abs(x) > TINY else ONE / TINY)
