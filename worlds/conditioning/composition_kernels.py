"""The inner loops of composition, compiled: whose light each place of a pixel takes, and the sums."""

# ruff: noqa: PLR0917

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.depth.compiled import Array, counted_out, inlined

PLANE_TOLERANCE = 0.01  # of the distance: a neighbour so far from the surface's plane counts half
OTHER_PART = 0.15  # weight of light on another part, beside the same part's
BEYOND = 0.01  # weight of the neighbours that bilinear interpolation leaves out, for places with no like neighbour
SAME_TURN = 0.95  # cosine between the normals of places that count as one surface
SAME_DEPTH = 0.03  # between them, relative


class Light(NamedTuple):
    """A light image as the loops read it."""

    point: Array  # (h, w, 3)
    normal: Array  # (h, w, 3)
    part: Array  # (h, w)
    patch: Array  # (h, w)
    ratio: int


@inlined
def towards(frame: Array, x: float, y: float) -> tuple[float, float, float]:
    """As `twin.depth.shading.towards`; `twin.depth.compiled.inlined` says why each file has its own."""
    return (
        frame[1, 0] + x * frame[2, 0] + y * frame[3, 0],
        frame[1, 1] + x * frame[2, 1] + y * frame[3, 1],
        frame[1, 2] + x * frame[2, 2] + y * frame[3, 2],
    )


@counted_out
def locate(
    depth: Array, normal: Array, part: Array, body: Array, moving: Array, number: Array, patch: Array, frame: Array,
    out: Light, out_depth: Array,
) -> None:  # fmt: skip
    """Fill a light image from a G-buffer; `body` and `moving` are empty where nobody is."""
    anybody = body.shape[0] > 0
    for v in range(out_depth.shape[0]):
        for u in range(out_depth.shape[1]):
            y, x = v * out.ratio, u * out.ratio
            t = number[y, x, 0] - 1
            out.part[v, u], out_depth[v, u] = part[y, x], depth[y, x]
            out.patch[v, u] = patch[t] if t >= 0 else -1
            if anybody and body[y, x] >= 0:
                out.patch[v, u] = -1 - moving[y, x, 0]
            dx, dy, dz = towards(frame, x, y)
            d = depth[y, x] if part[y, x] >= 0 else np.float32(0)
            out.point[v, u, 0], out.point[v, u, 1] = frame[0, 0] + d * dx, frame[0, 1] + d * dy
            out.point[v, u, 2] = frame[0, 2] + d * dz
            for c in range(3):
                out.normal[v, u, c] = normal[y, x, c]


@counted_out
def weigh_even(
    mixed: Array, depth: Array, normal: Array, part: Array, emission: Array, number: Array, patch: Array,
    frame: Array, light: Light, sky: Array, weight: Array, glow: Array,
) -> None:  # fmt: skip
    """Weights (H, W, 9) and glow (H, W, 3) of pixels that show one patch; nought for the mixed ones."""
    for y in range(mixed.shape[0]):
        for x in range(mixed.shape[1]):
            for k in range(9):
                weight[y, x, k] = 0.0
            for c in range(3):
                glow[y, x, c] = 0.0
            if mixed[y, x]:
                continue
            if part[y, x] < 0 or emission[y, x, 0] + emission[y, x, 1] + emission[y, x, 2] > 0.0:
                for c in range(3):
                    glow[y, x, c] = sky[c] if part[y, x] < 0 else emission[y, x, c]
                continue
            dx, dy, dz = towards(frame, x, y)
            d = depth[y, x]
            total = nine(
                y, x, 0.0, 0.0, frame[0, 0] + d * dx, frame[0, 1] + d * dy, frame[0, 2] + d * dz, normal[y, x, 0],
                normal[y, x, 1], normal[y, x, 2], d, part[y, x], patch[number[y, x, 0] - 1], light, weight[y, x],
            )  # fmt: skip
            for k in range(9):
                weight[y, x, k] *= 1.0 / (np.pi * total)


@counted_out
def weigh_again(
    pixel: Array, depth: Array, normal: Array, part: Array, emission: Array, number: Array, patch: Array,
    frame: Array, light: Light, albedo: Array, weight: Array, taps: Array, glow: Array,
) -> None:  # fmt: skip
    """Taps (M, 9, 3) and glow (M, 3) of pixels (M,) that show one patch of the standing scene; `weight` is scratch."""
    width = depth.shape[1]
    for m in range(pixel.shape[0]):
        y, x = pixel[m] // width, pixel[m] % width
        shines = emission[y, x, 0] + emission[y, x, 1] + emission[y, x, 2] > 0.0
        for c in range(3):
            glow[m, c] = emission[y, x, c] if shines else np.float32(0)
        dx, dy, dz = towards(frame, x, y)
        d = depth[y, x]
        total = nine(
            y, x, 0.0, 0.0, frame[0, 0] + d * dx, frame[0, 1] + d * dy, frame[0, 2] + d * dz, normal[y, x, 0],
            normal[y, x, 1], normal[y, x, 2], d, part[y, x], patch[number[y, x, 0] - 1], light, weight,
        )  # fmt: skip
        for c in range(3):
            share = 0.0 if shines else albedo[y, x, c] / (np.pi * total)
            for k in range(9):
                taps[m, k, c] = weight[k] * share


@counted_out
def weigh_mixed(
    pixel: Array, nearness: Array, normal: Array, part: Array, patch: Array, tint: Array, emission: Array,
    frame: Array, light: Light, offset: Array, sky: Array, group: Array, of_group: Array, weight: Array,
    taps: Array, glow: Array, albedo: Array,
) -> None:  # fmt: skip
    """Taps (M, 9, 3) and glow (M, 3) of pixels (M,); `albedo` (H, W, 3) becomes the mean of what does not glow there.

    Places (M, S) that lie on one surface are taken together. `group` (S, 7) and `weight` (9,) are scratch: the sums of
    a surface's normals, offsets, 1 / depth and number of places; `of_group` (S,) is the first place of each.
    """
    width, most = albedo.shape[1], offset.shape[0]
    for m in range(pixel.shape[0]):
        y, x = pixel[m] // width, pixel[m] % width
        for c in range(3):
            glow[m, c] = albedo[y, x, c] = 0.0
            for k in range(9):
                taps[m, k, c] = 0.0
        groups = together(m, nearness, normal, part, patch, tint, emission, offset, sky, group, of_group, glow)
        matt = 0.0
        for g in range(groups):
            matt += group[g, 6]
        for g in range(groups):
            of, count = of_group[g], group[g, 6]
            ox, oy, d = group[g, 3] / count, group[g, 4] / count, count / group[g, 5]
            long = 1.0 / np.sqrt(group[g, 0] ** 2 + group[g, 1] ** 2 + group[g, 2] ** 2)
            dx, dy, dz = towards(frame, x + ox, y + oy)
            total = nine(
                y, x, ox, oy, frame[0, 0] + d * dx, frame[0, 1] + d * dy, frame[0, 2] + d * dz, group[g, 0] * long,
                group[g, 1] * long, group[g, 2] * long, d, part[m, of], patch[m, of], light, weight,
            )  # fmt: skip
            for c in range(3):
                share = tint[m, of, c] / (np.pi * most * total)
                albedo[y, x, c] += tint[m, of, c] / matt
                for k in range(9):
                    taps[m, k, c] += weight[k] * share


@inlined
def together(
    m: int, nearness: Array, normal: Array, part: Array, patch: Array, tint: Array, emission: Array, offset: Array,
    sky: Array, group: Array, of_group: Array, glow: Array,
) -> int:  # fmt: skip
    """Number of surfaces at the places of pixel m, whose sums and summed colours are written; what glows is added up."""
    most, groups = offset.shape[0], 0
    for k in range(most):
        if part[m, k] < 0 or emission[m, k, 0] + emission[m, k, 1] + emission[m, k, 2] > 0.0:
            for c in range(3):
                glow[m, c] += (sky[c] if part[m, k] < 0 else emission[m, k, c]) / most
            continue
        g = 0
        while g < groups and not alike(m, k, of_group[g], nearness, normal, part, patch):
            g += 1
        if g == groups:
            groups += 1
            of_group[g] = k
            for c in range(7):
                group[g, c] = 0.0
        else:
            for c in range(3):
                tint[m, of_group[g], c] += tint[m, k, c]
        for c in range(3):
            group[g, c] += normal[m, k, c]
        group[g, 3] += offset[k, 0]
        group[g, 4] += offset[k, 1]
        group[g, 5] += nearness[m, k]
        group[g, 6] += 1.0
    return groups


@inlined
def alike(m: int, k: int, other: int, nearness: Array, normal: Array, part: Array, patch: Array) -> bool:
    """Whether two places of pixel m lie on one surface, or near enough to take the same light."""
    if patch[m, k] == patch[m, other]:
        return True
    if part[m, k] != part[m, other]:
        return False
    turn = 0.0
    for c in range(3):
        turn += normal[m, k, c] * normal[m, other, c]
    return bool(turn > SAME_TURN and abs(nearness[m, other] - nearness[m, k]) < SAME_DEPTH * nearness[m, k])


@inlined
def nine(
    y: int, x: int, ox: float, oy: float, px: float, py: float, pz: float, nx: float, ny: float, nz: float, d: float,
    part: int, patch: int, light: Light, weight: Array,
) -> float:  # fmt: skip
    """Weights (9,) of the light pixels about a place and their sum; the place lies `ox`, `oy` off pixel (y, x)."""
    rows, columns = light.part.shape
    ratio = light.ratio
    own_y, own_x = min((y + ratio // 2) // ratio, rows - 1), min((x + ratio // 2) // ratio, columns - 1)
    fy, fx = (y + oy) / ratio, (x + ox) / ratio
    scale = 1.0 / (PLANE_TOLERANCE * d + 0.005)
    total = 0.0
    for k in range(9):
        weight[k] = 0.0
        ly, lx = own_y + k // 3 - 1, own_x + k % 3 - 1
        if ly < 0 or lx < 0 or ly >= rows or lx >= columns or light.part[ly, lx] < 0:
            continue
        near = max(1.0 - abs(fy - ly), 0.0) * max(1.0 - abs(fx - lx), 0.0) + BEYOND
        if light.patch[ly, lx] == patch:
            weight[k] = near
            total += near
            continue
        turn = nx * light.normal[ly, lx, 0] + ny * light.normal[ly, lx, 1] + nz * light.normal[ly, lx, 2]
        turn = max(turn, 0.0)
        turn *= turn
        turn *= turn
        away = scale * (
            nx * (light.point[ly, lx, 0] - px) + ny * (light.point[ly, lx, 1] - py) + nz * (light.point[ly, lx, 2] - pz)
        )
        like = turn * turn / (1.0 + away * away)
        if light.part[ly, lx] != part:
            like *= OTHER_PART
        weight[k] = near * (like * like + 1e-4)
        total += weight[k]
    if total <= 0.0:
        weight[4] = total = 1.0
    return total


@counted_out
def sum_even(weight: Array, albedo: Array, glow: Array, light: Array, ratio: int, exposure: float, out: Array) -> None:
    """Write radiance (H, W, 3) of pixels on one surface; `light` (h + 2, w + 2, 3) has a border."""
    rows, columns = light.shape[0] - 2, light.shape[1] - 2
    bright = np.float32(exposure)
    for y in range(out.shape[0]):
        own_y = min((y + ratio // 2) // ratio, rows - 1)
        for x in range(out.shape[1]):
            own_x = min((x + ratio // 2) // ratio, columns - 1)
            r = g = b = np.float32(0)
            for v in range(3):
                for u in range(3):
                    w = weight[y, x, 3 * v + u]
                    r += w * light[own_y + v, own_x + u, 0]
                    g += w * light[own_y + v, own_x + u, 1]
                    b += w * light[own_y + v, own_x + u, 2]
            out[y, x, 0] = bright * glow[y, x, 0] + albedo[y, x, 0] * r
            out[y, x, 1] = bright * glow[y, x, 1] + albedo[y, x, 1] * g
            out[y, x, 2] = bright * glow[y, x, 2] + albedo[y, x, 2] * b


@counted_out
def sum_taps(taps: Array, glow: Array, pixel: Array, light: Array, ratio: int, exposure: float, out: Array) -> None:
    """Write radiance (H, W, 3) at the pixels (M,) given by flat index; `light` (h + 2, w + 2, 3) has a border."""
    rows, columns = light.shape[0] - 2, light.shape[1] - 2
    width, bright = out.shape[1], np.float32(exposure)
    for m in range(taps.shape[0]):
        y, x = pixel[m] // width, pixel[m] % width
        own_y, own_x = min((y + ratio // 2) // ratio, rows - 1), min((x + ratio // 2) // ratio, columns - 1)
        r, g, b = bright * glow[m, 0], bright * glow[m, 1], bright * glow[m, 2]
        for v in range(3):
            for u in range(3):
                r += taps[m, 3 * v + u, 0] * light[own_y + v, own_x + u, 0]
                g += taps[m, 3 * v + u, 1] * light[own_y + v, own_x + u, 1]
                b += taps[m, 3 * v + u, 2] * light[own_y + v, own_x + u, 2]
        out[y, x, 0], out[y, x, 1], out[y, x, 2] = r, g, b
