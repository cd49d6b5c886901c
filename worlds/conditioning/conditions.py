"""What the renderer is told about a frame: the G-buffer and an estimate of the light on every pixel.

Direct lamp light without shadows and the baked indirect light are computed per pixel; how much of the
lamps a pixel sees, and how open its surroundings are, comes from a few rays (`texels`, `visibility`). For a camera that stays,
everything about the standing scene is kept and only the surroundings of who moves are looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twin.contracts import Camera, GBuffer, Scene
from twin.depth.raycast import BodyLayer, Caster, RaycastScene, StandingSight
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.composition import (
    Composition,
    LightImage,
    compose_about_agents,
    compose_standing,
    light_image,
)
from worlds.conditioning.kernels import fill_between, lamp_irradiance, not_between
from worlds.conditioning.light_grid import LightGrid, bake_light_grid
from worlds.conditioning.lights import SKY_RADIANCE, LightRig, light_rig
from worlds.conditioning.shapes import NOBODY, Bodies, body_soup
from worlds.conditioning.standing_view import StandingView, surface_height
from worlds.conditioning.texels import TexelCache, TexelsSeen
from worlds.conditioning.visibility import seen_shares
from worlds.contracts import WorldState

Floats = NDArray[np.float32]
Scalar = TypeVar("Scalar", bound=np.generic)

WIDEST_LIGHT_PX = 384  # wider pictures get a light image of a whole fraction of their size


def light_ratio(camera: Camera) -> int:
    """Pixels of the picture for each one of the light image, along a side: light is smooth where edges are not."""
    return max(1, -(-camera.width_px // WIDEST_LIGHT_PX))


@dataclass(frozen=True, eq=False)
class FrameConditions:
    """One frame before the network. The picture is (H, W), its light image (h, w); light in the scene's unit."""

    camera: Camera
    gbuffer: GBuffer  # of pixel centres, but albedo is the mean inside each pixel
    body: NDArray[np.int32]  # (H, W) index in `bodies`, -1 for the standing scene
    bodies: Bodies
    unhidden_px: Mapping[int, int]  # agent -> its pixels if the standing scene hid nothing
    composition: Composition
    light: LightImage
    standing_view: StandingView  # the same view with nobody in it
    lamps: Floats  # (h, w, 3) irradiance from lamps without shadows
    indirect: Floats  # (h, w, 3) irradiance by reflection and from outside
    seen: Floats  # (h, w) share of the lamps' light that arrives, 0..1
    openness: Floats  # (h, w) mean free length of short rays over their reach, 0..1
    sky_share: Floats  # (h, w) share of directions that leave the scene
    empty: FrameConditions | None = None  # the same view with nobody in it; None in that itself

    @property
    def estimate(self) -> Floats:
        """(h, w, 3) irradiance as far as the hints know it."""
        return self.lamps * self.seen[..., None] + self.indirect

    @property
    def standing(self) -> NDArray[np.bool_]:
        """(H, W) pixels that show the standing scene alone, with light from nobody's surface."""
        alone = self.body < 0
        alone.reshape(-1)[self.composition.changed.pixel] = False
        return alone

    def in_picture(self, of_light: NDArray[Scalar]) -> NDArray[Scalar]:
        """Values (h, w, …) of the light image as values (H, W, …) of the picture, each of the nearest."""
        height, width = self.body.shape
        nearest = [np.minimum((np.arange(n) + self.light.ratio // 2) // self.light.ratio, m - 1)
                   for n, m in zip((height, width), of_light.shape, strict=False)]  # fmt: skip
        return np.asarray(of_light if self.light.ratio == 1 else of_light[np.ix_(*nearest)])


def same_view(one: FrameConditions, other: FrameConditions) -> bool:
    """Whether both are of a camera that has not moved."""
    lenses = [(c.width_px, c.height_px, c.focal_px, c.center_px) for c in (one.camera, other.camera)]
    return lenses[0] == lenses[1] and np.array_equal(one.camera.camera_to_world, other.camera.camera_to_world)


@dataclass(frozen=True, eq=False)
class _Standing:
    """Everything about the standing scene that a resting camera needs only once."""

    sight: StandingSight
    composition: Composition
    view: StandingView
    light: LightImage
    lamps: Floats
    indirect: Floats
    texels: TexelsSeen
    empty: FrameConditions


class Conditioner:
    """Turns states into frame conditions for the cameras of one scene. Not thread-safe."""

    def __init__(self, scene: Scene, sky: float = SKY_RADIANCE) -> None:
        self.raycast = RaycastScene(scene)
        self.rig: LightRig = light_rig(self.raycast.static.soup, sky)
        self.grid: LightGrid = bake_light_grid(self.raycast.static, self.rig)
        self._texels = TexelCache(self.raycast, self.rig)
        self._standing: dict[str, _Standing] = {}

    def beside(self) -> Conditioner:
        """One for another thread: the scene and its baked light are shared, what is kept of cameras is not."""
        other = object.__new__(Conditioner)
        other.raycast, other.rig, other.grid, other._standing = self.raycast.beside(), self.rig, self.grid, {}
        other._texels = self._texels
        return other

    def frame(self, state: WorldState, camera: Camera) -> FrameConditions:
        """The conditions of one state seen by one camera."""
        bodies = agent_bodies(state)
        soup = body_soup(bodies)
        gbuffer, layer = self.raycast.gbuffer_with_bodies(camera, soup)
        standing = self._standing_for(camera)
        light, lamps, indirect = standing.light, standing.lamps, standing.indirect
        body = np.ascontiguousarray(layer.body[:: light.ratio, :: light.ratio])
        shown = np.nonzero(body >= 0)
        composition = standing.composition
        if (layer.body >= 0).any():
            lamps, indirect = lamps.copy(), indirect.copy()
            light = light_image(standing.sight, gbuffer, light.ratio, layer)
            lamps[shown], indirect[shown] = self._light(light.point[shown], light.normal[shown])
            composition = self._changed(standing, layer, light)
        casters = self.raycast.static, Caster(body_soup(bodies, coarse=True))
        seen, openness, sky_share = seen_shares(standing.texels, light, casters, self.rig)
        return FrameConditions(
            camera=camera,
            gbuffer=replace(gbuffer, albedo=composition.albedo),
            body=layer.body,
            bodies=bodies,
            unhidden_px=layer.unhidden_px,
            composition=composition,
            light=light,
            standing_view=standing.view,
            lamps=lamps,
            indirect=indirect,
            seen=seen,
            openness=openness,
            sky_share=sky_share,
            empty=standing.empty,
        )

    def _light(self, point: Floats, normal: Floats) -> tuple[Floats, Floats]:
        """Lamp light without shadows and indirect light on points (P, 3)."""
        lamps = np.zeros_like(point)
        rig = self.rig
        lamp_irradiance(point, normal, rig.center_m, rig.area_m2, rig.radiance, lamps)
        return lamps, self.grid.at(point, normal)

    def _light_everywhere(self, image: LightImage) -> tuple[Floats, Floats]:
        """`_light` of a light image (h, w, 3): at every second pixel and at edges, in between their mean."""
        known = np.empty(image.patch.shape, np.bool_)
        not_between(image.patch, known)
        lamps, indirect = np.empty_like(image.point), np.empty_like(image.point)
        lamps[known], indirect[known] = self._light(image.point[known], image.normal[known])
        for values in (lamps, indirect):
            fill_between(known, values)
        return lamps, indirect

    def _changed(self, standing: _Standing, layer: BodyLayer, light: LightImage) -> Composition:
        """The standing composition with the pixels on and about agents weighed anew."""
        pixel = np.flatnonzero(_grown(layer.body >= 0, 2 * light.ratio - 1))
        return compose_about_agents(standing.composition, pixel, standing.sight, light, sky=self.rig.sky, layer=layer)

    def _standing_for(self, camera: Camera) -> _Standing:
        sight = self.raycast.standing(camera)
        standing = self._standing.get(camera.id)
        if standing is None or standing.sight is not sight:
            standing = self._standing[camera.id] = self._build_standing(sight, camera)
        return standing

    def _build_standing(self, sight: StandingSight, camera: Camera) -> _Standing:
        depth = sight.gbuffer.depth_m
        light = light_image(sight, sight.gbuffer, light_ratio(camera))
        composition = compose_standing(sight, light, self.rig.sky)
        lamps, indirect = self._light_everywhere(light)
        height = surface_height(sight.frame, depth)
        view = StandingView(composition.albedo, depth, height, camera.focal_px[0])
        texels = self._texels.look(light, camera)
        seen, openness, sky_share = seen_shares(
            texels, light, (self.raycast.static, Caster(body_soup(NOBODY))), self.rig
        )
        empty = FrameConditions(
            camera=camera,
            gbuffer=replace(sight.gbuffer, albedo=composition.albedo),
            body=np.full(depth.shape, -1, np.int32),
            bodies=NOBODY,
            unhidden_px={},
            composition=composition,
            light=light,
            standing_view=view,
            lamps=lamps,
            indirect=indirect,
            seen=seen,
            openness=openness,
            sky_share=sky_share,
        )
        return _Standing(sight, composition, view, light, lamps, indirect, texels, empty)


def _grown(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """The mask and everything within a square of `by` pixels about it."""
    return np.asarray(ndimage.maximum_filter(mask, 2 * by + 1, mode="constant"))
