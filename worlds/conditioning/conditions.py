"""What the renderer is told about a frame: the G-buffer and an estimate of the light on every pixel.

Direct lamp light without shadows and the baked indirect light are computed per pixel; how much of the
lamps a pixel sees, and how open its surroundings are, comes from a few rays at half the resolution
with a pattern that never changes, so that standing surfaces do not flicker. For a camera that stays,
everything about the standing scene is kept and only the surroundings of who moves are cast again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera, GBuffer, Scene
from twin.depth.raycast import Caster, RaycastScene, view_key
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.kernels import hemisphere_rays, lamp_irradiance, shadow_rays, upsample
from worlds.conditioning.light_grid import LightGrid, bake_light_grid
from worlds.conditioning.lights import SKY_RADIANCE, LightRig, light_rig
from worlds.conditioning.shapes import Bodies, body_soup
from worlds.contracts import WorldState

Floats = NDArray[np.float32]
Scalar = TypeVar("Scalar", bound=np.generic)

SHADOW_RAYS = 8
OPENNESS_RAYS = 8
OPENNESS_REACH_M = 2.5
FAR = 1e4 / OPENNESS_REACH_M
NOWHERE_M = np.float32(1e9)  # the kernels' fast arithmetic knows no infinity
AGENT_REACH_M = 4.0  # farther away an agent's shadow is not looked for


@dataclass(frozen=True, eq=False)
class FrameConditions:
    """One frame before the network. Light in the scene's unit (not exposed)."""

    camera: Camera
    gbuffer: GBuffer
    body: NDArray[np.int32]  # (H, W) index in `bodies`, -1 for the standing scene
    bodies: Bodies
    unhidden_px: Mapping[int, int]  # agent -> its pixels if the standing scene hid nothing
    lamps: Floats  # (H, W, 3) irradiance from lamps without shadows
    indirect: Floats  # (H, W, 3) irradiance by reflection and from outside
    seen: Floats  # (H, W) share of the lamps' light that arrives, 0..1
    openness: Floats  # (H, W) mean free length of short rays over their reach, 0..1
    sky_share: Floats  # (H, W) share of directions that leave the scene
    sky: Floats  # (3,) radiance outside

    @property
    def estimate(self) -> Floats:
        """(H, W, 3) irradiance as far as the hints know it."""
        return self.lamps * self.seen[..., None] + self.indirect


@dataclass(frozen=True, eq=False)
class _Standing:
    """Everything about the standing scene that a resting camera needs only once."""

    key: bytes
    rays: Floats
    point: Floats  # (H, W, 3)
    normal: Floats
    depth: Floats
    lamps: Floats
    indirect: Floats
    shadow: Floats  # (h, w, K, 6) rays at half resolution
    blocked: NDArray[np.bool_]  # (h, w, K)
    open_rays: Floats  # (h, w, K, 6)
    free: Floats  # (h, w, K) length until something, in reaches; inf outside


class Conditioner:
    """Turns states into frame conditions for the cameras of one scene. Not thread-safe."""

    def __init__(self, scene: Scene, sky: float = SKY_RADIANCE) -> None:
        self.raycast = RaycastScene(scene)
        self.rig: LightRig = light_rig(self.raycast.static.soup, sky)
        self.grid: LightGrid = bake_light_grid(self.raycast.static, self.rig)
        self._standing: dict[str, _Standing] = {}

    def frame(self, state: WorldState, camera: Camera) -> FrameConditions:
        """The conditions of one state seen by one camera."""
        bodies = agent_bodies(state)
        moving = Caster(body_soup(bodies))
        gbuffer, layer = self.raycast.gbuffer_with_bodies(camera, moving)
        body = layer.body
        standing = self._standing_for(camera)
        rows, columns = np.nonzero(body >= 0)
        point, lamps, indirect = standing.point.copy(), standing.lamps.copy(), standing.indirect.copy()
        if len(rows):
            ray = standing.rays[rows, columns]
            point[rows, columns] = ray[:, :3] + ray[:, 3:] * gbuffer.depth_m[rows, columns, None]
            p, n = point[rows, columns], np.ascontiguousarray(gbuffer.normal[rows, columns])
            lamps[rows, columns], indirect[rows, columns] = self._light(p, n)
        seen, openness, sky_share = self._half_resolution(
            standing, gbuffer=gbuffer, body=body, point=point, state=state, moving=moving
        )
        return FrameConditions(
            camera,
            gbuffer,
            body,
            bodies,
            layer.unhidden_px,
            lamps,
            indirect,
            seen,
            openness,
            sky_share,
            self.rig.sky,
        )

    def _light(self, point: Floats, normal: Floats) -> tuple[Floats, Floats]:
        lamps = np.zeros_like(point)
        rig = self.rig
        lamp_irradiance(point, normal, rig.center_m, rig.area_m2, rig.radiance, lamps)
        return lamps, self.grid.at(point, normal)

    def _standing_for(self, camera: Camera) -> _Standing:
        key = view_key(camera)
        standing = self._standing.get(camera.id)
        if standing is None or standing.key != key:
            standing = self._standing[camera.id] = self._build_standing(key, camera)
        return standing

    def _build_standing(self, key: bytes, camera: Camera) -> _Standing:
        rays, surface = self.raycast.static_surface(camera)
        shape = surface.depth_m.shape
        depth = np.where(np.isfinite(surface.depth_m), surface.depth_m, 0)[..., None]
        point = (rays[..., :3] + rays[..., 3:] * depth).astype(np.float32)
        flat = np.ascontiguousarray(point.reshape(-1, 3)), np.ascontiguousarray(surface.normal.reshape(-1, 3))
        lamps, indirect = (v.reshape(*shape, 3) for v in self._light(*flat))
        half_point, half_normal = _halved(point), _halved(surface.normal)
        shadow, used = self._shadow_rays(half_point, half_normal, _pattern(half_point.shape))
        open_rays = _open_rays(half_point, half_normal, _pattern(half_point.shape))
        blocked = self.raycast.static.occluded(shadow) | ~used[..., None]
        free = self.raycast.static.nearest(open_rays)[0]
        return _Standing(
            key, rays, point, surface.normal, surface.depth_m, lamps, indirect, shadow, blocked, open_rays, free
        )

    def _half_resolution(
        self,
        standing: _Standing,
        *,
        gbuffer: GBuffer,
        body: NDArray[np.int32],
        point: Floats,
        state: WorldState,
        moving: Caster,
    ) -> tuple[Floats, Floats, Floats]:
        """Shares of lamps and surroundings seen, at full resolution."""
        half_body, half_point, half_normal = _halved(body), _halved(point), _halved(gbuffer.normal)
        blocked, free = standing.blocked, standing.free
        if not moving.soup.empty:
            blocked, free = blocked.copy(), free.copy()
            near = _near_agents(half_point, state) & (half_body < 0)
            blocked[near] |= moving.occluded(standing.shadow[near])
            free[near] = np.minimum(free[near], moving.nearest(standing.open_rays[near])[0])
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
        depth = np.minimum(gbuffer.depth_m, NOWHERE_M)
        upsample(coarse, _halved(depth), half_normal, depth, gbuffer.normal, out)
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


def _near_agents(point: Floats, state: WorldState) -> NDArray[np.bool_]:
    near = np.zeros(point.shape[:-1], np.bool_)
    for x, y, _ in state.pose:
        near |= (point[..., 0] - x) ** 2 + (point[..., 1] - y) ** 2 < AGENT_REACH_M**2
    return near
