"""What the renderer is told about a frame: the G-buffer and an estimate of the light on every pixel.

Direct lamp light without shadows and the baked indirect light are computed per pixel; how much of the
lamps a pixel sees, and how open its surroundings are, comes from a few rays at half the resolution
with a pattern that never changes, so that standing surfaces do not flicker. For a camera that stays,
everything about the standing scene is kept and only the surroundings of who moves are cast again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twin.contracts import Camera, GBuffer, Scene
from twin.depth.raycast import BodyLayer, Caster, RaycastScene, StandingSight, camera_rays
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.composition import (
    Composition,
    LightImage,
    compose_about_agents,
    compose_standing,
    light_image,
)
from worlds.conditioning.kernels import cylinders, hemisphere_rays, lamp_irradiance, may_meet, shadow_rays, upsample
from worlds.conditioning.light_grid import LightGrid, bake_light_grid
from worlds.conditioning.lights import SKY_RADIANCE, LightRig, light_rig
from worlds.conditioning.shapes import Bodies, body_soup
from worlds.conditioning.standing_view import StandingView, surface_height
from worlds.contracts import WorldState

Floats = NDArray[np.float32]
Scalar = TypeVar("Scalar", bound=np.generic)

SHADOW_RAYS = 8
OPENNESS_RAYS = 8
OPENNESS_REACH_M = 2.5
FAR = 1e4 / OPENNESS_REACH_M
NOWHERE_M = np.float32(1e9)  # the kernels' fast arithmetic knows no infinity
WIDEST_LIGHT_PX = 384  # wider pictures get a light image of a whole fraction of their size
LARGEST_AGENT_M = 2.0  # half the length of a forklift with its forks
AGENT_REACH_M = 4.0  # farther away an agent's shadow is not looked for


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


@dataclass(frozen=True, eq=False)
class _Standing:
    """Everything about the standing scene that a resting camera needs only once."""

    sight: StandingSight
    composition: Composition
    view: StandingView
    light: LightImage
    lamps: Floats
    indirect: Floats
    shadow: Floats  # (…, K, 6) rays at half the light image's resolution
    blocked: NDArray[np.bool_]  # (…, K)
    open_rays: Floats  # (…, K, 6)
    free: Floats  # (…, K) length until something, in reaches; inf outside


class Conditioner:
    """Turns states into frame conditions for the cameras of one scene. Not thread-safe."""

    def __init__(self, scene: Scene, sky: float = SKY_RADIANCE) -> None:
        self.raycast = RaycastScene(scene)
        self.rig: LightRig = light_rig(self.raycast.static.soup, sky)
        self.grid: LightGrid = bake_light_grid(self.raycast.static, self.rig)
        self._standing: dict[str, _Standing] = {}

    def beside(self) -> Conditioner:
        """One for another thread: the scene and its baked light are shared, what is kept of cameras is not."""
        other = object.__new__(Conditioner)
        other.raycast, other.rig, other.grid, other._standing = self.raycast.beside(), self.rig, self.grid, {}
        return other

    def frame(self, state: WorldState, camera: Camera) -> FrameConditions:
        """The conditions of one state seen by one camera."""
        bodies = agent_bodies(state)
        soup = body_soup(bodies)
        moving = Caster(soup)
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
        seen, openness, sky_share = self._half_resolution(standing, light=light, body=body, moving=moving)
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
        )

    def _light(self, point: Floats, normal: Floats) -> tuple[Floats, Floats]:
        """Lamp light without shadows and indirect light on points (P, 3)."""
        lamps = np.zeros_like(point)
        rig = self.rig
        lamp_irradiance(point, normal, rig.center_m, rig.area_m2, rig.radiance, lamps)
        return lamps, self.grid.at(point, normal)

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
        lamps, indirect = (
            v.reshape(light.point.shape) for v in self._light(light.point.reshape(-1, 3), light.normal.reshape(-1, 3))
        )
        height = surface_height(camera_rays(camera), depth)
        view = StandingView(composition.albedo, depth, height, camera.focal_px[0])
        half_point, half_normal = _halved(light.point), _halved(light.normal)
        shadow, used = self._shadow_rays(half_point, half_normal, _pattern(half_point.shape))
        open_rays = _open_rays(half_point, half_normal, _pattern(half_point.shape))
        blocked = self.raycast.static.occluded(shadow) | ~used[..., None]
        free = self.raycast.static.nearest(open_rays)[0]
        return _Standing(sight, composition, view, light, lamps, indirect, shadow, blocked, open_rays, free)

    def _half_resolution(
        self, standing: _Standing, *, light: LightImage, body: NDArray[np.int32], moving: Caster
    ) -> tuple[Floats, Floats, Floats]:
        """Shares of lamps and surroundings seen, for each pixel of the light image."""
        half_body, half_point, half_normal = _halved(body), _halved(light.point), _halved(light.normal)
        blocked, free = standing.blocked, standing.free
        if not moving.soup.empty:
            blocked, free = blocked.copy(), free.copy()
            shadow, open_rays = standing.shadow, standing.open_rays
            stands = (half_body < 0)[..., None]
            meets = _meeting(shadow, moving, AGENT_REACH_M) & stands & ~blocked
            blocked[meets] = moving.occluded(shadow[meets])
            meets = _meeting(open_rays, moving, OPENNESS_REACH_M + LARGEST_AGENT_M) & stands
            free[meets] = np.minimum(free[meets], moving.nearest(open_rays[meets])[0])
            own = half_body >= 0
            if own.any():
                pattern = _pattern(half_point.shape)[own]
                shadow, used = self._shadow_rays(half_point[own], half_normal[own], pattern)
                blocked[own] = self.raycast.static.occluded(shadow) | moving.occluded(shadow) | ~used[:, None]
                rays = _open_rays(half_point[own], half_normal[own], pattern)
                free[own] = np.minimum(self.raycast.static.nearest(rays)[0], moving.nearest(rays)[0])
        coarse = np.empty((*half_body.shape, 3), np.float32)
        coarse[..., 0] = 1 - blocked.mean(axis=-1)
        coarse[..., 1] = np.minimum(free, 1).mean(axis=-1)
        coarse[..., 2] = (free > FAR).mean(axis=-1)
        out = np.empty((*body.shape, 3), np.float32)
        depth = np.minimum(light.depth_m, NOWHERE_M)
        upsample(coarse, _halved(depth), half_normal, depth, light.normal, out)
        return out[..., 0], out[..., 1], out[..., 2]

    def _shadow_rays(
        self, point: Floats, normal: Floats, pattern: NDArray[np.int64]
    ) -> tuple[Floats, NDArray[np.bool_]]:
        shape, rig = point.shape[:-1], self.rig
        count = int(np.prod(shape))
        rays, used = np.empty((count, SHADOW_RAYS, 6), np.float32), np.empty(count, np.bool_)
        flat = np.ascontiguousarray(point.reshape(-1, 3)), np.ascontiguousarray(normal.reshape(-1, 3))
        lamps = (rig.center_m, rig.half_m, rig.area_m2, rig.radiance)
        shadow_rays(*flat, pattern.reshape(-1), *lamps, rays, used)
        return rays.reshape(*shape, SHADOW_RAYS, 6), used.reshape(shape)


def _open_rays(point: Floats, normal: Floats, pattern: NDArray[np.int64]) -> Floats:
    shape = point.shape[:-1]
    rays = np.empty((int(np.prod(shape)), OPENNESS_RAYS, 6), np.float32)
    flat = np.ascontiguousarray(point.reshape(-1, 3)), np.ascontiguousarray(normal.reshape(-1, 3))
    hemisphere_rays(*flat, pattern.reshape(-1), OPENNESS_REACH_M, rays)
    return rays.reshape(*shape, OPENNESS_RAYS, 6)


def _pattern(shape: tuple[int, ...]) -> NDArray[np.int64]:
    """(h, w) start in the sample sequence: 16 different ones in every 4 × 4 pixels."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    return np.asarray((x % 4) * 4 + (y % 4) + 5 * ((x // 4 + 3 * (y // 4)) % 64) * 16 * SHADOW_RAYS, np.int64)


def _halved(image: NDArray[Scalar]) -> NDArray[Scalar]:
    """Every second pixel: hints are taken at pixel centres that exist at full resolution."""
    return np.ascontiguousarray(image[::2, ::2])


def _grown(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """The mask and everything within a square of `by` pixels about it."""
    return np.asarray(ndimage.maximum_filter(mask, 2 * by + 1, mode="constant"))


def _meeting(rays: Floats, moving: Caster, reach_m: float) -> NDArray[np.bool_]:
    """(h, w, K) rays that may hit an agent; the others need not be cast."""
    soup = moving.soup
    owner = np.empty(len(soup.vertices_m), np.int32)
    owner[soup.faces] = soup.owner[:, None]
    around = np.empty((int(owner.max()) + 1, 4), np.float32)
    cylinders(soup.vertices_m, owner, around)
    out = np.empty(rays.shape[:-1], np.bool_)
    count = rays.shape[-2]
    may_meet(rays.reshape(-1, count, 6), around, reach_m, out.reshape(-1, count))
    return out
