"""From light to picture with smooth edges: each pixel is a weighted sum of the light around it.

A pixel shows several places, each with its own surface and albedo. The light on such a surface is taken
from those pixels of the light image whose centres lie on it (joint bilateral: Kopf et al. 2007, with the
distance from the surface's plane in place of depth). What comes out is linear in light, so that it is kept
as nine weights a pixel; for a camera that rests only the pixels about the agents are weighed anew. The light
image may be coarser than the picture by a whole factor: edges and textures come from the places and stay sharp.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from twin.contracts import GBuffer
from twin.depth.raster import SUBPIXELS_PX
from twin.depth.raycast import BodyLayer, StandingSight
from twin.depth.shading import even_pixels, mean_color, mixed_pixels, show_places
from worlds.conditioning.composition_kernels import (
    Light,
    locate,
    sum_even,
    sum_taps,
    weigh_again,
    weigh_even,
    weigh_mixed,
)

Floats = NDArray[np.float32]
Pixels = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class LightImage:
    """Centres of the light image's pixels, every `ratio`-th of the picture: what irradiance is predicted for."""

    ratio: int
    point: Floats  # (h, w, 3) world; the eye where nothing is hit
    normal: Floats  # (h, w, 3)
    part: NDArray[np.int32]  # (h, w) -1 where nothing is hit
    patch: NDArray[np.int32]  # (h, w) of the standing scene, below -1 a triangle of an agent, -1 where nothing is hit
    depth_m: Floats  # (h, w)


@dataclass(frozen=True, eq=False)
class Taps:
    """Pixels that mix several surfaces: radiance = glow + Σ taps · irradiance."""

    pixel: Pixels  # (M,) flat indices
    taps: Floats  # (M, 9, 3)
    glow: Floats  # (M, 3)

    @staticmethod
    def of(pixel: Pixels) -> Taps:
        """Room for some pixels."""
        return Taps(pixel, np.empty((len(pixel), 9, 3), np.float32), np.empty((len(pixel), 3), np.float32))

    def with_others(self, others: Taps) -> Taps:
        """These pixels and others."""
        return Taps(
            np.concatenate([self.pixel, others.pixel]),
            np.concatenate([self.taps, others.taps]),
            np.concatenate([self.glow, others.glow]),
        )


@dataclass(frozen=True, eq=False)
class Composition:
    """Radiance = glow + albedo · Σ weight · irradiance of the 3 × 3 light pixels about a pixel's own, row by row.

    What `mixed` says of a pixel stands in place of this, and what `changed` says in place of both.
    """

    weight: Floats  # (H, W, 9)
    albedo: Floats  # (H, W, 3) mean over the places that do not glow
    glow: Floats  # (H, W, 3)
    ratio: int
    mixed: Taps
    changed: Taps  # about agents

    def radiance(self, irradiance: Floats, exposure: float) -> Floats:
        """(H, W, 3) exposed radiance of exposed irradiance (h, w, 3)."""
        out = np.empty_like(self.glow)
        light = np.pad(irradiance.astype(np.float32, copy=False), ((1, 1), (1, 1), (0, 0)), mode="edge")
        sum_even(self.weight, self.albedo, self.glow, light, self.ratio, exposure, out)
        for some in (self.mixed, self.changed):
            sum_taps(some.taps, some.glow, some.pixel, light, self.ratio, exposure, out)
        return out

    def dense(self) -> tuple[Floats, Floats]:
        """Taps (H, W, 9, 3) and glow (H, W, 3) of every pixel."""
        taps, glow = self.weight[..., None] * self.albedo[..., None, :], self.glow.copy()
        for some in (self.mixed, self.changed):
            taps.reshape(-1, 9, 3)[some.pixel], glow.reshape(-1, 3)[some.pixel] = some.taps, some.glow
        return taps, glow


def light_image(sight: StandingSight, gbuffer: GBuffer, ratio: int, layer: BodyLayer | None = None) -> LightImage:
    """The light image of a G-buffer, and of the agents in it if there are any."""
    shape = tuple(len(range(0, n, ratio)) for n in gbuffer.depth_m.shape)
    point, normal = np.empty((*shape, 3), np.float32), np.empty((*shape, 3), np.float32)
    part, patch, depth = np.empty(shape, np.int32), np.empty(shape, np.int32), np.empty(shape, np.float32)
    nobody = np.zeros((0, 0, 1), np.int32)
    body, moving = (nobody[..., 0], nobody) if layer is None else (layer.body, layer.drawn.number)
    locate(
        gbuffer.depth_m, gbuffer.normal, gbuffer.part_index, np.ascontiguousarray(body), moving, sight.drawn.number,
        sight.surfaces.patch, sight.frame, Light(point, normal, part, patch, ratio), depth,
    )  # fmt: skip
    return LightImage(ratio, point, normal, part, patch, depth)


def compose_standing(sight: StandingSight, image: LightImage, sky: Floats) -> Composition:
    """Weights of every pixel of a view with nobody in it."""
    number, frame, seen, surfaces = sight.drawn.number, sight.frame, sight.gbuffer, sight.surfaces
    shape = number.shape[:2]
    mixed = np.empty(shape, np.bool_)
    mixed_pixels(number, surfaces.patch, mixed)
    albedo = seen.albedo.copy()
    mean_color(mixed, number, frame, surfaces, SUBPIXELS_PX, np.empty((3, 3)), albedo)
    weight, glow = np.empty((*shape, 9), np.float32), np.empty((*shape, 3), np.float32)
    weigh_even(
        mixed, seen.depth_m, seen.normal, seen.part_index, seen.emission, number, surfaces.patch, frame,
        _light(image), sky, weight, glow,
    )  # fmt: skip
    taps = _weighed(np.flatnonzero(mixed), sight, image, sky, albedo)
    return Composition(weight, albedo, glow, image.ratio, taps, Taps.of(np.zeros(0, np.int64)))


def compose_about_agents(
    standing: Composition, pixel: Pixels, sight: StandingSight, image: LightImage, *, sky: Floats, layer: BodyLayer
) -> Composition:
    """The standing composition with pixels (M,), flat indices, weighed anew."""
    albedo, seen = standing.albedo.copy(), sight.gbuffer
    number, patch = sight.drawn.number, sight.surfaces.patch
    even = np.empty(len(pixel), np.bool_)
    even_pixels(pixel, number, patch, layer.drawn.number, even)
    plain = Taps.of(pixel[even])
    weigh_again(
        plain.pixel, seen.depth_m, seen.normal, seen.part_index, seen.emission, number, patch, sight.frame,
        _light(image), albedo, np.empty(9), plain.taps, plain.glow,
    )  # fmt: skip
    rest = _weighed(pixel[~even], sight, image, sky, albedo, layer=layer)
    return replace(standing, albedo=albedo, changed=plain.with_others(rest))


def _weighed(
    pixel: Pixels, sight: StandingSight, image: LightImage, sky: Floats, albedo: Floats, *, layer: BodyLayer | None = None
) -> Taps:  # fmt: skip
    """Taps of pixels (M,), whose mean albedo is written into `albedo`."""
    places = len(SUBPIXELS_PX)
    shape = (len(pixel), places)
    nearness, part, patch = np.zeros(shape, np.float32), np.full(shape, -1, np.int32), np.full(shape, -1, np.int32)
    normal, tint, emission = (np.empty((*shape, 3), np.float32) for _ in range(3))
    out = (nearness, normal, part, patch, tint, emission)
    shown = [(sight.drawn, sight.surfaces, -1)]
    if layer is not None:  # first: what agents hide need not be known
        shown.insert(0, (layer.drawn, layer.surfaces, layer.first_part))
    for drawn, of, first_part in shown:
        show_places(
            pixel, drawn.nearness, drawn.number, sight.frame, of, first_part, SUBPIXELS_PX, np.empty((3, 3)), *out
        )
    taps = Taps.of(pixel)
    scratch = np.empty((places, 7)), np.empty(places, np.int64), np.empty(9)
    weigh_mixed(pixel, *out, sight.frame, _light(image), SUBPIXELS_PX, sky, *scratch, taps.taps, taps.glow, albedo)
    return taps


def _light(image: LightImage) -> Light:
    return Light(image.point, image.normal, image.part, image.patch, image.ratio)
