"""The inner loops of texels, compiled: which ones lie about a pixel, where on its patch each is, and how much of each it takes."""

# ruff: noqa: PLR0917, C901

from __future__ import annotations

from typing import Any

import numpy as np

from twin.depth.compiled import Array, counted_out, inlined

BLOCK = 5 * 16 * 8  # steps in the sample sequence from one block of 4 × 4 texels to the next
REACH = 0.75  # sides from a texel's middle to the nearest place of its patch: beyond, none of it lies on the patch
INSET = 0.1  # sides from the patch's edge at which a texel's rays start, where its middle lies off the patch


def sample_start(u: Any, v: Any) -> Any:
    """Where in the sample sequence the place (u, v) of a grid begins, numbers or arrays: 16 starts in every 4 × 4."""
    return (u % 4) * 4 + v % 4 + BLOCK * ((u // 4 + 3 * (v // 4)) % 64)


_sample_start = inlined(sample_start)


@counted_out
def find_texels(
    patch: Array, point: Array, normal: Array, eye: Array, spacing: float, plane: Array, first: Array, corner: Array,
    count: int, key: Array, row: Array, texel_point: Array, texel_normal: Array, pattern: Array, trust: Array,
    rows: Array, share: Array,
) -> int:  # fmt: skip
    """Write the four texels about every pixel (h, w, 4), -1 for none, and their bilinear shares (h, w, 4).

    New ones get the rows from `count` on, and no trust where nothing of them lies on the patch. Gives the new count,
    or -1 where there is no more room. `spacing` is the distance of pixels at 1 m; `plane` (P, 4) holds the patches'
    normals and offsets, `first` (P + 1,) where the triangles of each begin in `corner` (T, 3, 3).
    """
    for y in range(patch.shape[0]):
        last_patch, last_level, last_u, last_v, last_front = -1, 0, 0, 0, False
        level, size = 0, 1.0
        for x in range(patch.shape[1]):
            p = patch[y, x]
            for k in range(4):
                rows[y, x, k], share[y, x, k] = -1, 0.0
            if p < 0:
                last_patch = -1
                continue
            front = plane[p, 0] * normal[y, x, 0] + plane[p, 1] * normal[y, x, 1] + plane[p, 2] * normal[y, x, 2] > 0.0
            dx, dy, dz = point[y, x, 0] - eye[0], point[y, x, 1] - eye[1], point[y, x, 2] - eye[2]
            wide = spacing * np.sqrt(dx * dx + dy * dy + dz * dz)
            if not size <= wide < 2.0 * size:
                level = int(np.floor(np.log2(wide)))
                size = 2.0**level
            axis = steepest(plane[p, 0], plane[p, 1], plane[p, 2])
            one, two = (1 if axis == 0 else 0), (1 if axis == 2 else 2)
            fu, fv = point[y, x, one] / size - 0.5, point[y, x, two] / size - 0.5
            u, v = int(np.floor(fu)), int(np.floor(fv))
            fu, fv = fu - u, fv - v
            same = p == last_patch and level == last_level and u == last_u and v == last_v and front == last_front
            for k in range(4):
                share[y, x, k] = (fu if k & 1 else 1.0 - fu) * (fv if k & 2 else 1.0 - fv)
                if same:
                    rows[y, x, k] = rows[y, x - 1, k]
                    continue
                cu, cv = u + (k & 1), v + (k >> 1)
                name = mixed(mixed(mixed(mixed(mixed(1, p), level), cu), cv), int(front))
                slot = slot_for(name, key, row)
                if row[slot] < 0:
                    if count >= texel_point.shape[0]:
                        return -1
                    key[slot], row[slot] = name, count
                    trust[count] = place(
                        count, (cu + 0.5) * size, (cv + 0.5) * size, size, axis, plane[p], first[p], first[p + 1],
                        corner, texel_point,
                    )  # fmt: skip
                    for c in range(3):
                        texel_normal[count, c] = plane[p, c] if front else -plane[p, c]
                    pattern[count] = _sample_start(cu, cv)
                    count += 1
                rows[y, x, k] = row[slot]
            last_patch, last_level, last_u, last_v, last_front = p, level, u, v, front
    return count


@inlined
def steepest(a: float, b: float, c: float) -> int:
    """The axis along which a normal is longest: a plane is divided as the other two see it."""
    if abs(c) >= abs(a) and abs(c) >= abs(b):
        return 2
    return 0 if abs(a) >= abs(b) else 1


@inlined
def place(
    n: int, cu: float, cv: float, size: float, axis: int, plane: Array, start: int, end: int, corner: Array, point: Array
) -> float:  # fmt: skip
    """Set point n (N, 3) to where on the triangles from `start` to `end` the middle (cu, cv) of a texel is nearest.

    Gives 1, or 0 where they are so far that nothing of the texel lies on them.
    """
    one, two = (1 if axis == 0 else 0), (1 if axis == 2 else 2)
    best, near_u, near_v, nearest = 1e18, cu, cv, start
    for t in range(start, end):
        least, most, area = 0.0, 0.0, 0.0
        for k in range(3):
            au, av = corner[t, k, one], corner[t, k, two]
            eu, ev = corner[t, (k + 1) % 3, one] - au, corner[t, (k + 1) % 3, two] - av
            turn = eu * (cv - av) - ev * (cu - au)
            least, most, area = min(least, turn), max(most, turn), area + turn
            along = min(max((eu * (cu - au) + ev * (cv - av)) / max(eu * eu + ev * ev, 1e-12), 0.0), 1.0)
            pu, pv = au + along * eu, av + along * ev
            square = (pu - cu) ** 2 + (pv - cv) ** 2
            if square < best:
                best, near_u, near_v, nearest = square, pu, pv, t
        if least * most == 0.0 and area != 0.0:
            best, near_u, near_v = 0.0, cu, cv
            break
    if best > 0.0:
        mu = (corner[nearest, 0, one] + corner[nearest, 1, one] + corner[nearest, 2, one]) / 3.0 - near_u
        mv = (corner[nearest, 0, two] + corner[nearest, 1, two] + corner[nearest, 2, two]) / 3.0 - near_v
        step = min(INSET * size / max(np.sqrt(mu * mu + mv * mv), 1e-9), 1.0)
        near_u, near_v = near_u + step * mu, near_v + step * mv
    point[n, one], point[n, two] = near_u, near_v
    point[n, axis] = (plane[3] - plane[one] * near_u - plane[two] * near_v) / plane[axis]
    return 1.0 if best <= (REACH * size) ** 2 else 0.0


@counted_out
def take_used(rows: Array, share: Array, trust: Array, place_of: Array, used: Array) -> int:
    """Number the texels that pixels (h, w, 4) take from in the order in which they are met; gives how many.

    `rows` become those numbers, `used` (N,) the row of each, shares are weighted by trust and sum to 1. `place_of`
    (N,), all -1, is scratch.
    """
    count = 0
    for y in range(rows.shape[0]):
        for x in range(rows.shape[1]):
            total = 0.0
            for k in range(4):
                n = rows[y, x, k]
                share[y, x, k] *= trust[n] if n >= 0 else np.float32(0)
                total += share[y, x, k]
            for k in range(4):
                n = rows[y, x, k]
                if share[y, x, k] <= 0.0:
                    rows[y, x, k] = -1
                    continue
                share[y, x, k] /= total
                if place_of[n] < 0:
                    place_of[n], used[count] = count, n
                    count += 1
                rows[y, x, k] = place_of[n]
    return count


@counted_out
def interpolate(number: Array, share: Array, values: Array, out: Array) -> None:
    """Sums (h, w, 3) of the values (M, 3) of the texels `number` (h, w, 4), -1 for none, by their shares."""
    for y in range(number.shape[0]):
        for x in range(number.shape[1]):
            for c in range(3):
                out[y, x, c] = 0.0
            for k in range(4):
                n = number[y, x, k]
                if n >= 0:
                    for c in range(3):
                        out[y, x, c] += share[y, x, k] * values[n, c]


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
def slot_for(name: int, key: Array, row: Array) -> int:
    """Where a name is, or where it is to be entered."""
    slot = slot_of(name, key.shape[0])
    while row[slot] >= 0 and key[slot] != name:
        slot = (slot + 1) % key.shape[0]
    return slot


@inlined
def slot_of(name: int, slots: int) -> int:
    """Where the search for a name begins."""
    return ((name >> 20) & 0xFFFFFFFFFFF) % slots
