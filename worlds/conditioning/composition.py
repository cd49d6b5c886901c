"""From light to picture with smooth edges: each pixel is a weighted sum of the light around it.

A pixel shows several places (`samples`), each with its own surface and albedo. The light on such a
place is taken from those pixels of the light image whose centres lie on the same surface (joint
bilateral: Kopf et al. 2007, with the distance from the surface's plane in place of depth). What comes
out is linear in light, so that it is kept as nine weights of three colours a pixel; for a camera that
rests only the pixels about the agents are weighed anew. The light image may be coarser than the
picture by a whole factor: edges and textures come from the samples and stay sharp.
"""

# ruff: noqa: PLR0917, PLR0912, C901

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera, GBuffer
from twin.depth.compiled import Array, compiled
from twin.depth.raster import Drawn
from twin.depth.raycast import SUBPIXELS_PX, Caster, RaycastScene
from twin.depth.shading import mean_texture, uneven

Floats = NDArray[np.float32]

PLANE_TOLERANCE = 0.01  # of the distance: a neighbour so far from the surface's plane counts half
OTHER_PART = 0.15  # weight of light on another part, beside the same part's
BEYOND = 0.01  # weight of the neighbours that bilinear interpolation leaves out, for places with no like neighbour


MIDDLE = np.zeros((1, 2), np.float32)


@dataclass(frozen=True, eq=False)
class LightImage:
    """Centres of the light image's pixels, every `ratio`-th of the picture: what irradiance is predicted for."""

    ratio: int
    point: Floats  # (h, w, 3) world; the eye where nothing is hit
    normal: Floats  # (h, w, 3)
    part: NDArray[np.int32]  # (h, w) -1 where nothing is hit
    depth_m: Floats  # (h, w)


@dataclass(frozen=True, eq=False)
class Composition:
    """Radiance = glow + Σ taps · irradiance of the 3 × 3 light pixels about a pixel's own, row by row."""

    taps: Floats  # (H, W, 9, 3)
    glow: Floats  # (H, W, 3)
    ratio: int
    changed: NDArray[np.int64]  # (M,) flat indices of pixels whose taps are not the standing ones
    changed_taps: Floats  # (M, 9, 3)
    changed_glow: Floats  # (M, 3)

    def radiance(self, irradiance: Floats, exposure: float) -> Floats:
        """(H, W, 3) exposed radiance of exposed irradiance (h, w, 3)."""
        out = np.empty_like(self.glow)
        light = np.ascontiguousarray(irradiance, np.float32)
        sum_taps(self.taps.reshape(-1, 9, 3), self.glow.reshape(-1, 3), EVERYWHERE, light, self.ratio, exposure, out)
        if len(self.changed):
            sum_taps(self.changed_taps, self.changed_glow, self.changed, light, self.ratio, exposure, out)
        return out

    def dense(self) -> tuple[Floats, Floats]:
        """Taps (H, W, 9, 3) and glow (H, W, 3) with the changes in their place."""
        taps, glow = self.taps.copy(), self.glow.copy()
        taps.reshape(-1, 9, 3)[self.changed], glow.reshape(-1, 3)[self.changed] = self.changed_taps, self.changed_glow
        return taps, glow


EVERYWHERE = np.zeros(0, np.int64)


def compose_pixels(
    raycast: RaycastScene, camera: Camera, pixel: NDArray[np.int64], gbuffer: GBuffer, light: LightImage, sky: Floats,
    places: Places, agents: tuple[Caster, Drawn] | None = None,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Taps (M, 9, 3), glow (M, 3) and mean albedo (M, 3) of pixels (M,), flat indices; 3 × 3 about each must be known.

    Pixels within one smooth surface are one place, its texture averaged; the others are cast at four places.
    """
    rays, surface = raycast.static_surface(camera)
    mixed = np.empty(gbuffer.part_index.shape, np.bool_)
    uneven(gbuffer.depth_m, gbuffer.normal, gbuffer.part_index, gbuffer.emission, rays[..., 3:], mixed)
    mixed_here = mixed.reshape(-1)[pixel]
    plain, rough = pixel[~mixed_here], pixel[mixed_here]
    taps, glow = np.empty((len(pixel), 9, 3), np.float32), np.empty((len(pixel), 3), np.float32)
    albedo = np.empty_like(glow)
    flat = gbuffer.part_index.reshape(-1)[plain]
    colors = gbuffer.albedo.reshape(-1, 3).copy()
    step = camera.camera_to_world[:3, :2] / np.asarray(camera.focal_px)  # (3, 2) of the ray's direction, per pixel
    step = np.ascontiguousarray(step.T, np.float32)
    eye = camera.camera_to_world[:3, 3].astype(np.float32)
    caster, soup = raycast.static, raycast.static.soup
    mean_texture(
        plain[flat < len(raycast.scene.parts)], surface.triangle.reshape(-1), rays.reshape(-1, 6)[:, 3:], step[0],
        step[1], SUBPIXELS_PX, eye, caster.corners_m, soup.base_color, soup.texture, soup.uv, caster.atlas.pixels,
        caster.atlas.layout, colors,
    )  # fmt: skip
    shown = gbuffer.depth_m.reshape(-1), gbuffer.normal.reshape(-1, 3), gbuffer.emission.reshape(-1, 3)
    middle = (shown[0][plain], shown[1][plain], flat, colors[plain], shown[2][plain])
    for where, offset, found in (
        (~mixed_here, MIDDLE, middle),
        (mixed_here, SUBPIXELS_PX, _cast(raycast, rays, rough, step, agents, places)),
    ):
        if where.any():
            out = [np.empty((int(where.sum()), *shape), np.float32) for shape in ((9, 3), (3,), (3,))]
            weigh(  # type: ignore[call-arg]
                pixel[where], offset, rays.reshape(-1, 6)[:, 3:], step, camera.width_px, light.ratio, *found, sky, eye,
                light.point, light.normal, light.part, *out,
            )  # fmt: skip
            taps[where], glow[where], albedo[where] = out
    return taps, glow, albedo


def _cast(
    raycast: RaycastScene,
    rays: Floats,
    pixel: NDArray[np.int64],
    step: Floats,
    agents: tuple[Caster, Drawn] | None,
    places: Places,
) -> tuple[NDArray[Any], ...]:
    """Depth, normal, part, albedo and emission (M · 4, …) at the places inside pixels (M,)."""
    depth, normal, part, albedo, emission = places.of(raycast, rays, pixel, step)
    if agents is not None:
        moving, drawn = agents
        count = 1 + len(SUBPIXELS_PX)
        nearer = drawn.depth_m.reshape(-1, count)[pixel, 1:].reshape(-1)
        front = np.flatnonzero(nearer < depth)
        triangle = drawn.triangle.reshape(-1, count)[pixel, 1:].reshape(-1)[front]
        depth[front], part[front] = nearer[front], moving.soup.owner[triangle] + len(raycast.scene.parts)
        which, place = np.divmod(front, len(SUBPIXELS_PX))
        normal[front] = moving.facing(triangle, rays.reshape(-1, 6)[pixel[which], 3:] + (SUBPIXELS_PX @ step)[place])
        albedo[front], emission[front] = moving.soup.base_color[triangle], moving.soup.emission[triangle]
    return depth, normal, part, albedo, emission


class Places:
    """What the standing scene shows at the four places of a pixel: cast once it is asked for, kept while a camera stays."""

    def __init__(self, pixels: int) -> None:
        shape = (pixels, len(SUBPIXELS_PX))
        self._known = np.zeros(pixels, np.bool_)
        # depth, normal, part, albedo, emission; memory that is never written is never taken
        self._columns: tuple[NDArray[Any], ...] = (
            np.empty(shape, np.float32), np.empty((*shape, 3), np.float32), np.empty(shape, np.int32),
            np.empty((*shape, 3), np.float32), np.empty((*shape, 3), np.float32),
        )  # fmt: skip

    def forget(self) -> Places:
        """The same memory for another view: fresh memory costs a moving camera as much as the rays."""
        self._known[:] = False
        return self

    def of(
        self, raycast: RaycastScene, rays: Floats, pixel: NDArray[np.int64], step: Floats
    ) -> tuple[NDArray[Any], ...]:
        """Copies of depth, normal, part, albedo and emission (M · 4, …) of pixels (M,)."""
        missing = pixel[~self._known[pixel]]
        if len(missing):
            cast = np.repeat(rays.reshape(-1, 6)[missing][:, None], len(SUBPIXELS_PX), axis=1)
            cast[..., 3:] += SUBPIXELS_PX @ step
            found = raycast.static.surface(cast)
            owner = raycast.static.soup.owner
            part = np.where(found.triangle >= 0, owner[np.maximum(found.triangle, 0)], -1) if len(owner) else -1
            values = (found.depth_m, found.normal, part, found.albedo, found.emission)
            for column, value in zip(self._columns, values, strict=True):
                column[missing] = value
            self._known[missing] = True
        count = len(pixel) * len(SUBPIXELS_PX)
        return tuple(column[pixel].reshape(count, *column.shape[2:]) for column in self._columns)


@compiled
def weigh(
    pixel: Array, offset: Array, direction: Array, step: Array, width: int, ratio: int,
    depth: Array, normal: Array, part: Array, albedo: Array, emission: Array, sky: Array, eye: Array,
    light_point: Array, light_normal: Array, light_part: Array, taps: Array, glow: Array, mean_albedo: Array,
) -> None:  # fmt: skip
    """Taps (M, 9, 3), glow and mean albedo (M, 3) of pixels (M,) that show S places each, at `offset` (S, 2).

    Places are (M · S, …); a place with part -1 shows the sky. `direction` (H · W, 3) are the rays of whole
    pixels, `step` (2, 3) their change from column to column and from row to row.
    """
    rows, columns = light_part.shape
    count = offset.shape[0]
    weight = np.empty(9, np.float32)
    for m in range(pixel.shape[0]):
        y, x = pixel[m] // width, pixel[m] % width
        own_y, own_x = min((y + ratio // 2) // ratio, rows - 1), min((x + ratio // 2) // ratio, columns - 1)
        matt = 0
        for k in range(9):
            for c in range(3):
                taps[m, k, c] = 0.0
        for c in range(3):
            glow[m, c] = mean_albedo[m, c] = 0.0
        for s in range(count):
            p = m * count + s
            if part[p] < 0:
                for c in range(3):
                    glow[m, c] += sky[c] / count
                continue
            if emission[p, 0] + emission[p, 1] + emission[p, 2] > 0.0:
                for c in range(3):
                    glow[m, c] += emission[p, c] / count
                continue
            matt += 1
            fy, fx = (y + offset[s, 1]) / ratio, (x + offset[s, 0]) / ratio
            dx = direction[pixel[m], 0] + offset[s, 0] * step[0, 0] + offset[s, 1] * step[1, 0]
            dy = direction[pixel[m], 1] + offset[s, 0] * step[0, 1] + offset[s, 1] * step[1, 1]
            dz = direction[pixel[m], 2] + offset[s, 0] * step[0, 2] + offset[s, 1] * step[1, 2]
            d = depth[p]
            px, py, pz = eye[0] + d * dx, eye[1] + d * dy, eye[2] + d * dz
            nx, ny, nz = normal[p, 0], normal[p, 1], normal[p, 2]
            scale = 1.0 / (PLANE_TOLERANCE * d + 0.005)
            total = np.float32(0.0)
            for k in range(9):
                weight[k] = 0.0
                ly, lx = own_y + k // 3 - 1, own_x + k % 3 - 1
                if ly < 0 or lx < 0 or ly >= rows or lx >= columns or light_part[ly, lx] < 0:
                    continue
                near = max(1.0 - abs(fy - ly), 0.0) * max(1.0 - abs(fx - lx), 0.0) + BEYOND
                turn = nx * light_normal[ly, lx, 0] + ny * light_normal[ly, lx, 1] + nz * light_normal[ly, lx, 2]
                turn = max(turn, 0.0)
                turn *= turn
                turn *= turn
                away = scale * (
                    nx * (light_point[ly, lx, 0] - px)
                    + ny * (light_point[ly, lx, 1] - py)
                    + nz * (light_point[ly, lx, 2] - pz)
                )
                like = turn * turn / (1.0 + away * away)
                if light_part[ly, lx] != part[p]:
                    like *= OTHER_PART
                weight[k] = near * (like * like + 1e-4)
                total += weight[k]
            if total <= 0.0:
                weight[4] = total = np.float32(1.0)
            share = np.float32(1.0 / (np.pi * count)) / total
            for c in range(3):
                mean_albedo[m, c] += albedo[p, c]
                for k in range(9):
                    taps[m, k, c] += weight[k] * share * albedo[p, c]
        if matt:
            for c in range(3):
                mean_albedo[m, c] /= matt


@compiled
def sum_taps(taps: Array, glow: Array, pixel: Array, light: Array, ratio: int, exposure: float, out: Array) -> None:
    """Write radiance (H, W, 3) at the pixels (M,) given by flat index, or at all if none are."""
    rows, columns = light.shape[:2]
    width = out.shape[1]
    for m in range(taps.shape[0]):
        i = pixel[m] if pixel.shape[0] else m
        y, x = i // width, i % width
        own_y, own_x = min((y + ratio // 2) // ratio, rows - 1), min((x + ratio // 2) // ratio, columns - 1)
        r, g, b = exposure * glow[m, 0], exposure * glow[m, 1], exposure * glow[m, 2]
        for k in range(9):
            ly = min(max(own_y + k // 3 - 1, 0), rows - 1)
            lx = min(max(own_x + k % 3 - 1, 0), columns - 1)
            r += taps[m, k, 0] * light[ly, lx, 0]
            g += taps[m, k, 1] * light[ly, lx, 1]
            b += taps[m, k, 2] * light[ly, lx, 2]
        out[y, x, 0], out[y, x, 1], out[y, x, 2] = r, g, b
