"""The inner loops of visibility, compiled: which rays may meet an agent, and what share is free."""

# ruff: noqa: PLR0917

from __future__ import annotations

import numpy as np

from twin.depth.compiled import Array, counted_out, inlined

RAYS = 8  # of a texel that are cast again for agents
ZERO, ONE, TWO, TINY = (np.float32(v) for v in (0, 1, 2, 1e-9))
FAR = np.float32(4e3)  # free length, in reaches, from which on a ray leaves the scene
LIFT = np.float32(0.01)  # metres above the surface at which rays start


@counted_out
def shade(ray: Array, hit: Array, out: Array) -> None:
    """Take from shares (P, 3) the light of rays (R,), numbered eight a texel, that agents stop."""
    for r in range(ray.shape[0]):
        if hit[r]:
            p = ray[r] // RAYS
            out[p, 0] = max(out[p, 0] - ONE / RAYS, np.float32(0))


@counted_out
def close(ray: Array, rows: Array, length: Array, free: Array, out: Array) -> None:
    """Shorten the free lengths in shares (P, 3) by rays (R,), eight a texel, that are free up to an agent at `length`."""
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

    The rays of the texels in `rows` (P,) are numbered K at a time; those marked in `without` (N, K), which
    may be empty, are left out. Gives R. `near` (A,) is scratch.
    """
    count, kinds = 0, direction.shape[1]
    for p in range(rows.shape[0]):
        t = rows[p]
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
