"""What a drawn pixel shows, compiled: colour from material and texture, light, and the normal that faces the camera.

Textures lie one after another in one atlas.
"""

# ruff: noqa: PLR0917

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera
from twin.depth.compiled import Array, counted_out, inlined
from twin.depth.triangles import TriangleSoup

_MIX = 6364136223846793005  # D. Knuth, MMIX


class Surfaces(NamedTuple):
    """A soup as the compiled loops read it."""

    vertex: NDArray[np.float32]  # (V, 3)
    face: NDArray[np.int32]  # (F, 3)
    owner: NDArray[np.int32]  # (F,)
    body: NDArray[np.int32]  # (F,)
    class_id: NDArray[np.uint8]  # (F,)
    color: NDArray[np.float32]  # (F, 3)
    emission: NDArray[np.float32]  # (F, 3)
    texture: NDArray[np.int32]  # (F,) -1 without
    uv: NDArray[np.float32]  # (F, 3, 2)
    patch: NDArray[np.int32]  # (F,) equal for triangles of one plane, owner and material
    atlas: NDArray[np.float32]  # (N, 3) the pixels of all textures
    layout: NDArray[np.int64]  # (T, 3) start, height and width of each


def surfaces_of(soup: TriangleSoup, *, flat: bool) -> Surfaces:
    """The surfaces of a soup; `flat` finds the triangles that form one patch, else each is one of its own."""
    sizes = np.array([t.shape[:2] for t in soup.textures], np.int64).reshape(-1, 2)
    starts = np.concatenate([[0], np.cumsum(sizes.prod(axis=1))])[: len(sizes)]
    pixels = [t.reshape(-1, 3) for t in soup.textures] or [np.zeros((1, 3), np.float32)]
    patch = _patches(soup) if flat and not soup.empty else np.arange(len(soup.faces))
    return Surfaces(
        soup.vertices_m.astype(np.float32, copy=False),
        soup.faces,
        soup.owner,
        soup.body,
        soup.class_id,
        soup.base_color,
        np.ascontiguousarray(soup.emission),
        soup.texture,
        np.ascontiguousarray(soup.uv),
        patch.astype(np.int32),
        np.concatenate(pixels),
        np.column_stack([starts, sizes]).astype(np.int64),
    )


def _patches(soup: TriangleSoup) -> NDArray[np.int64]:
    """(F,) a number for all triangles that lie in one plane, to a millimetre, and have owner and material in common."""
    columns = (*soup.planes().T, *soup.base_color.T, *soup.emission.T)
    key = soup.owner * np.int64(_MIX) + soup.texture  # rows are told apart by a sum that wraps around
    for column in columns:
        key = key * np.int64(_MIX) + np.round(column * 1e3).astype(np.int64)
    return np.asarray(np.unique(key, return_inverse=True)[1])


def pixel_frame(camera: Camera) -> NDArray[np.float64]:
    """(4, 3) in the world: the eye; the ray to the first pixel's centre; its change by column; by row. Depth 1 each."""
    across, down, ahead = camera.camera_to_world[:3, :3].T
    (fx, fy), (cx, cy) = camera.focal_px, camera.center_px
    first = ahead + (0.5 - cx) / fx * across + (0.5 - cy) / fy * down
    return np.stack([camera.camera_to_world[:3, 3], first, across / fx, down / fy]).astype(np.float64)


@inlined
def towards(frame: Array, x: float, y: float) -> tuple[float, float, float]:
    """The ray through a place of the picture, in pixels from the first one's centre."""
    return (
        frame[1, 0] + x * frame[2, 0] + y * frame[3, 0],
        frame[1, 1] + x * frame[2, 1] + y * frame[3, 1],
        frame[1, 2] + x * frame[2, 2] + y * frame[3, 2],
    )


@inlined
def facing(s: Surfaces, t: int, dx: float, dy: float, dz: float) -> tuple[float, float, float]:
    """The unit normal of a triangle on the side that a ray meets."""
    v, a, b, c = s.vertex, s.face[t, 0], s.face[t, 1], s.face[t, 2]
    ex, ey, ez = float(v[b, 0]) - v[a, 0], float(v[b, 1]) - v[a, 1], float(v[b, 2]) - v[a, 2]
    fx, fy, fz = float(v[c, 0]) - v[a, 0], float(v[c, 1]) - v[a, 1], float(v[c, 2]) - v[a, 2]
    nx, ny, nz = ey * fz - ez * fy, ez * fx - ex * fz, ex * fy - ey * fx
    scale = 1.0 / np.sqrt(nx * nx + ny * ny + nz * nz)
    if nx * dx + ny * dy + nz * dz > 0.0:
        scale = -scale
    return nx * scale, ny * scale, nz * scale


@inlined
def texture_plane(s: Surfaces, t: int, eye: Array, out: Array) -> None:
    """Write (3, 3) vectors p, q, r: a ray d meets the triangle's plane at texture coordinates (p · d, q · d) / r · d.

    Möller and Trumbore 1997, their numerators and determinant written as products with the ray.
    """
    v, a, b, c = s.vertex, s.face[t, 0], s.face[t, 1], s.face[t, 2]
    ax, ay, az = v[a, 0] - eye[0], v[a, 1] - eye[1], v[a, 2] - eye[2]
    ex, ey, ez = float(v[b, 0]) - v[a, 0], float(v[b, 1]) - v[a, 1], float(v[b, 2]) - v[a, 2]
    fx, fy, fz = float(v[c, 0]) - v[a, 0], float(v[c, 1]) - v[a, 1], float(v[c, 2]) - v[a, 2]
    rx, ry, rz = fy * ez - fz * ey, fz * ex - fx * ez, fx * ey - fy * ex
    ux, uy, uz = ay * fz - az * fy, az * fx - ax * fz, ax * fy - ay * fx
    wx, wy, wz = az * ey - ay * ez, ax * ez - az * ex, ay * ex - ax * ey
    for k in range(2):
        base, along, across = s.uv[t, 0, k], s.uv[t, 1, k] - s.uv[t, 0, k], s.uv[t, 2, k] - s.uv[t, 0, k]
        out[k, 0] = base * rx + along * ux + across * wx
        out[k, 1] = base * ry + along * uy + across * wy
        out[k, 2] = base * rz + along * uz + across * wz
    out[2, 0], out[2, 1], out[2, 2] = rx, ry, rz


@inlined
def color(s: Surfaces, t: int, plane: Array, dx: float, dy: float, dz: float) -> tuple[float, float, float]:
    """The albedo of a textured triangle's plane where a ray meets it: bilinear, repeating, row 0 lies at y = 1."""
    inverse = 1.0 / (plane[2, 0] * dx + plane[2, 1] * dy + plane[2, 2] * dz)
    x = (plane[0, 0] * dx + plane[0, 1] * dy + plane[0, 2] * dz) * inverse
    y = 1.0 - (plane[1, 0] * dx + plane[1, 1] * dy + plane[1, 2] * dz) * inverse
    start, height, width = s.layout[s.texture[t], 0], s.layout[s.texture[t], 1], s.layout[s.texture[t], 2]
    column, row = (x - np.floor(x)) * width - 0.5, (y - np.floor(y)) * height - 0.5
    left, upper = int(np.floor(column)), int(np.floor(row))
    fx, fy = column - left, row - upper
    right = left + 1 if left + 1 < width else 0
    lower = upper + 1 if upper + 1 < height else 0
    left = left if left >= 0 else width - 1
    upper = upper if upper >= 0 else height - 1
    i, j = start + upper * width + left, start + upper * width + right
    k, n = start + lower * width + left, start + lower * width + right
    one, two, three, four = (1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy
    at = s.atlas
    return (
        s.color[t, 0] * (at[i, 0] * one + at[j, 0] * two + at[k, 0] * three + at[n, 0] * four),
        s.color[t, 1] * (at[i, 1] * one + at[j, 1] * two + at[k, 1] * three + at[n, 1] * four),
        s.color[t, 2] * (at[i, 2] * one + at[j, 2] * two + at[k, 2] * three + at[n, 2] * four),
    )


@inlined
def paint(
    s: Surfaces, t: int, of: int, frame: Array, plane: Array, dx: float, dy: float, dz: float, out: Array
) -> int:  # fmt: skip
    """Write the albedo (3,) of a triangle where a ray meets it; gives the triangle that `plane` now belongs to, before `of`."""
    if s.texture[t] < 0:
        for c in range(3):
            out[c] = s.color[t, c]
        return of
    if t != of:
        texture_plane(s, t, frame[0], plane)
    out[0], out[1], out[2] = color(s, t, plane, dx, dy, dz)
    return t


@counted_out
def show(
    nearness: Array, number: Array, frame: Array, s: Surfaces, first_part: int, kept: Array, count: Array,
    plane: Array, depth: Array, normal: Array, class_id: Array, part: Array, body: Array, albedo: Array,
    emission: Array,
) -> None:  # fmt: skip
    """Write what is drawn at the centres of pixels into a G-buffer, where it is nearer than `kept` (H, W) in 1 / depth.

    `count` (A,) is raised by the pixels of each owner, hidden or not; `plane` (3, 3) is scratch.
    """
    of = -1
    for y in range(number.shape[0]):
        for x in range(number.shape[1]):
            t = number[y, x, 0] - 1
            if t < 0:
                continue
            count[s.owner[t]] += 1
            if nearness[y, x, 0] <= kept[y, x]:
                continue
            dx, dy, dz = towards(frame, x, y)
            depth[y, x] = 1.0 / nearness[y, x, 0]
            normal[y, x, 0], normal[y, x, 1], normal[y, x, 2] = facing(s, t, dx, dy, dz)
            of = paint(s, t, of, frame, plane, dx, dy, dz, albedo[y, x])
            for c in range(3):
                emission[y, x, c] = s.emission[t, c]
            class_id[y, x], part[y, x], body[y, x] = s.class_id[t], s.owner[t] + first_part, s.body[t]


@counted_out
def show_places(
    pixel: Array, nearness: Array, number: Array, frame: Array, s: Surfaces, first_part: int, offset: Array,
    plane: Array, kept: Array, normal: Array, part: Array, patch: Array, albedo: Array, emission: Array,
) -> None:  # fmt: skip
    """Write what is drawn at the places about the centres of pixels (M,) where it is nearer than `kept` (M, S), 1 / depth.

    Patches of agents, whose `first_part` is not negative, are numbered -2, -3 and so on; `plane` (3, 3) is scratch.
    """
    width, of = number.shape[1], -1
    for m in range(pixel.shape[0]):
        y, x = pixel[m] // width, pixel[m] % width
        last = 0
        for k in range(offset.shape[0]):
            t = number[y, x, k + 1] - 1
            if t < 0 or nearness[y, x, k + 1] <= kept[m, k]:
                continue
            dx, dy, dz = towards(frame, x + offset[k, 0], y + offset[k, 1])
            kept[m, k] = nearness[y, x, k + 1]
            part[m, k], patch[m, k] = s.owner[t] + max(first_part, 0), -2 - t if first_part >= 0 else s.patch[t]
            same = last < k and number[y, x, last + 1] - 1 == t and patch[m, last] == patch[m, k]
            if same:
                for c in range(3):
                    normal[m, k, c], emission[m, k, c] = normal[m, last, c], emission[m, last, c]
            else:
                normal[m, k, 0], normal[m, k, 1], normal[m, k, 2] = facing(s, t, dx, dy, dz)
                for c in range(3):
                    emission[m, k, c] = s.emission[t, c]
            last = k
            of = paint(s, t, of, frame, plane, dx, dy, dz, albedo[m, k])


@counted_out
def mean_color(
    mixed: Array, number: Array, frame: Array, s: Surfaces, offset: Array, plane: Array, albedo: Array
) -> None:  # fmt: skip
    """Write the albedo (H, W, 3) of pixels that show one patch as the mean at places `offset` (S, 2) of its plane."""
    of, count = -1, offset.shape[0]
    for y in range(mixed.shape[0]):
        for x in range(mixed.shape[1]):
            t = number[y, x, 0] - 1
            if mixed[y, x] or t < 0 or s.texture[t] < 0:
                continue
            if t != of:
                texture_plane(s, t, frame[0], plane)
                of = t
            r = g = b = 0.0
            for k in range(count):
                dx, dy, dz = towards(frame, x + offset[k, 0], y + offset[k, 1])
                one, two, three = color(s, t, plane, dx, dy, dz)
                r, g, b = r + one, g + two, b + three
            albedo[y, x, 0], albedo[y, x, 1], albedo[y, x, 2] = r / count, g / count, b / count


@inlined
def on_one_patch(one: int, other: int, patch: Array) -> bool:
    """Whether two places show one patch, or both nothing, by what was drawn there (1 + triangle)."""
    return one == other or (one > 0 and other > 0 and patch[one - 1] == patch[other - 1])


@counted_out
def mixed_pixels(number: Array, patch: Array, out: Array) -> None:
    """(H, W) whether the places of a pixel lie on more than one patch."""
    for y in range(number.shape[0]):
        for x in range(number.shape[1]):
            own = number[y, x, 0]
            out[y, x] = False
            for k in range(1, number.shape[2]):
                if not on_one_patch(own, number[y, x, k], patch):
                    out[y, x] = True
                    break


@counted_out
def even_pixels(pixel: Array, number: Array, patch: Array, agents: Array, out: Array) -> None:
    """(M,) which of some pixels show one patch of the standing scene, and of no agent anything."""
    width, places = number.shape[1], number.shape[2]
    for m in range(pixel.shape[0]):
        y, x = pixel[m] // width, pixel[m] % width
        own = number[y, x, 0]
        out[m] = own > 0 and agents[y, x, 0] == 0
        for k in range(1, places):
            if agents[y, x, k] > 0 or not on_one_patch(own, number[y, x, k], patch):
                out[m] = False
                break
