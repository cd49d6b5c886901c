"""Indirect light of the standing scene, baked once into a coarse grid of ambient cubes.

At every cell the light that arrives along the six axes is gathered by ray casting and bounced a few
times (an irradiance volume: Greger et al. 1998; ambient cubes: McTaggart 2004). It holds no direct
lamp light; that is computed per pixel. What moves receives this light but does not change it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.depth.raycast import Caster
from worlds.conditioning.kernels import lamp_irradiance, look_up_grid, shadow_rays
from worlds.conditioning.lights import LightRig

MOST_CELLS = 12_000
DIRECTIONS = 64
SHADOW_RAYS = 3
BOUNCES = 4
AXES = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], np.float32)


@dataclass(frozen=True, eq=False)
class LightGrid:
    """Irradiance along ±x, ±y, ±z in every cell; cells inside solids are not valid."""

    origin_m: NDArray[np.float32]  # (3,)
    cell_m: float
    irradiance: NDArray[np.float32]  # (X, Y, Z, 6, 3)
    valid: NDArray[np.float32]  # (X, Y, Z) 0 or 1

    def at(self, point_m: NDArray[np.float32], normal: NDArray[np.float32]) -> NDArray[np.float32]:
        """(P, 3) indirect irradiance on surface points."""
        out = np.zeros((len(point_m), 3), np.float32)
        look_up_grid(point_m, normal, self.origin_m, self.cell_m, self.irradiance, self.valid, out)
        return out


@dataclass(frozen=True, eq=False)
class _Gathered:
    """What the rays of all cells hit: C cells by D directions."""

    hit: NDArray[np.bool_]  # (C, D)
    point: NDArray[np.float32]  # (M, 3) of the hits
    normal: NDArray[np.float32]
    albedo: NDArray[np.float32]
    cosine: NDArray[np.float32]  # (D, 6) weights 4 cos⁺ / D: the integral over the hemisphere, per sr of radiance × π


def bake_light_grid(caster: Caster, rig: LightRig) -> LightGrid:
    """Gather and bounce; about a second for a hall."""
    lower, upper = _bounds(caster)
    span = np.maximum(upper - lower, 0.5)
    cell = float(max(np.cbrt(np.prod(span) / MOST_CELLS), 0.4))
    shape = np.maximum(np.floor(span / cell), 1).astype(int)  # no centre lies beyond the walls
    lower = (lower + upper - shape * cell) / 2
    index = np.stack(np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"), axis=-1).reshape(-1, 3)
    center = (lower + (index + 0.5) * cell).astype(np.float32)
    direction = _sphere(DIRECTIONS)
    gathered, valid = _gather(caster, center, direction)
    direct = direct_irradiance(caster, rig, gathered.point, gathered.normal)
    origin = lower.astype(np.float32)
    grid_valid = valid.reshape(*shape).astype(np.float32)
    cubes = np.zeros((*shape, 6, 3), np.float32)
    for _ in range(BOUNCES):
        indirect = np.zeros_like(direct)
        look_up_grid(gathered.point, gathered.normal, origin, cell, cubes, grid_valid, indirect)
        radiance = np.empty((*gathered.hit.shape, 3), np.float32)
        radiance[:] = rig.sky
        radiance[gathered.hit] = gathered.albedo * (direct + indirect) / np.pi
        cubes = np.einsum("cdr,da->car", radiance, gathered.cosine, optimize=True).reshape(*shape, 6, 3)
        cubes = np.ascontiguousarray(cubes, np.float32)
    return LightGrid(origin, cell, _smoothed(cubes, grid_valid), grid_valid)


def _smoothed(cubes: NDArray[np.float32], valid: NDArray[np.float32]) -> NDArray[np.float32]:
    """Binomial filter over neighbouring valid cells: takes out the noise of the few rays."""
    weight = valid[..., None, None] + np.float32(1e-6)
    total = cubes * weight
    for axis in range(3):
        total, weight = (_blur(v, axis) for v in (total, weight))
    return np.ascontiguousarray(total / weight, np.float32)


def _blur(values: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    padded = np.concatenate([values.take([0], axis), values, values.take([-1], axis)], axis)
    count = values.shape[axis]
    before, after = (padded.take(np.arange(k, k + count), axis) for k in (0, 2))
    return np.asarray(0.25 * before + 0.5 * values + 0.25 * after, np.float32)


def direct_irradiance(
    caster: Caster, rig: LightRig, point: NDArray[np.float32], normal: NDArray[np.float32]
) -> NDArray[np.float32]:
    """(P, 3) lamp light with a few shadow rays to lamps drawn by their share."""
    unshadowed = np.zeros((len(point), 3), np.float32)
    lamp_irradiance(point, normal, rig.center_m, rig.area_m2, rig.radiance, unshadowed)
    rays = np.zeros((len(point), SHADOW_RAYS, 6), np.float32)
    used = np.zeros(len(point), np.bool_)
    pattern = np.arange(len(point), dtype=np.int64)
    shadow_rays(point, normal, pattern, rig.center_m, rig.half_m, rig.area_m2, rig.radiance, rays, used)
    seen = used * (~caster.occluded(rays)).mean(axis=1)
    return np.asarray(unshadowed * seen[:, None], np.float32)


def _gather(
    caster: Caster, center: NDArray[np.float32], direction: NDArray[np.float32]
) -> tuple[_Gathered, NDArray[np.bool_]]:
    rays = np.empty((len(center), len(direction), 6), np.float32)
    rays[..., :3] = center[:, None]
    rays[..., 3:] = direction
    distance, triangle, normal, _ = caster.nearest(rays)
    hit = triangle >= 0
    facing = np.einsum("cdk,dk->cd", normal, direction)
    behind = hit & (facing > 0)
    valid = behind.mean(axis=1) < 0.3
    point = (rays[..., :3] + distance[..., None] * rays[..., 3:])[hit] if hit.any() else np.zeros((0, 3))
    front = np.where(facing[..., None] > 0, -normal, normal)[hit]
    albedo = caster.soup.mean_albedo()[triangle[hit]] if hit.any() else np.zeros((0, 3), np.float32)
    cosine = 4 * np.pi * np.maximum(direction @ AXES.T, 0) / len(direction)
    gathered = _Gathered(
        hit, point.astype(np.float32), front.astype(np.float32), albedo.astype(np.float32), cosine.astype(np.float32)
    )
    return gathered, valid


def _bounds(caster: Caster) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if caster.soup.empty:
        return np.zeros(3), np.ones(3)
    used = caster.soup.corners_m().reshape(-1, 3).astype(np.float64)
    return used.min(axis=0), used.max(axis=0)


def _sphere(count: int) -> NDArray[np.float32]:
    """(count, 3) directions spread evenly (Fibonacci)."""
    k = np.arange(count) + 0.5
    z = 1 - 2 * k / count
    angle = np.pi * (1 + 5**0.5) * k
    radius = np.sqrt(1 - z * z)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), z], axis=1).astype(np.float32)
