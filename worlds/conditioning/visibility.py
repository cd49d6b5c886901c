"""How much of the lamps' light and of its surroundings a surface sees, by a few rays from texels of the standing scene.

Each patch of the scene is divided into square texels, as large as two pixels of the light image are on it, to a power
of two. A texel's rays start at its middle in a pattern of its own, so that what they find follows from the scene
alone: it is cast once and kept, whoever looks, and does not flicker when the camera moves or returns. Only rays that may
meet an agent are cast again in every frame, and those from agents themselves.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera
from twin.depth.raycast import Caster, RaycastScene
from twin.depth.triangles import TriangleSoup
from worlds.conditioning.composition import LightImage
from worlds.conditioning.kernels import hemisphere_rays, shadow_rays, upsample
from worlds.conditioning.lights import LightRig
from worlds.conditioning.visibility_kernels import (
    RAYS,
    boxes,
    close,
    find_texels,
    gather,
    may_meet,
    put_keys,
    sample_start,
    shade,
    shares,
)

Floats = NDArray[np.float32]
Scalar = TypeVar("Scalar", bound=np.generic)

KEPT_RAYS = 2 * RAYS  # of a texel, to lamps and as many around; every second is cast again where agents are
OPENNESS_REACH_M = 2.5
NOWHERE_M = np.float32(1e9)  # the kernels' fast arithmetic knows no infinity
LARGEST_AGENT_M = 2.0  # half the length of a forklift with its forks
AGENT_REACH_M = 4.0  # farther away an agent's shadow is not looked for
FIRST_TEXELS, MOST_TEXELS = 1 << 15, 1 << 18  # 280 bytes each


@dataclass(frozen=True, eq=False)
class Texels:
    """What the rays of N texels found; rows once written are never changed.

    `share` has what `seen_shares` gives, of all rays; the others are of every second ray.
    """

    key: NDArray[np.int64]  # (2 N,) open addressing
    row: NDArray[np.int32]  # (2 N,)
    point: Floats  # (N, 3)
    normal: Floats  # (N, 3) on the side that is seen
    pattern: NDArray[np.int64]  # (N,)
    share: Floats  # (N, 3)
    shadow: Floats  # (N, 8, 3) to a lamp, whole length
    around: Floats  # (N, 8, 3) of the length OPENNESS_REACH_M
    blocked: NDArray[np.bool_]  # (N, 8)
    free: Floats  # (N, 8) length until something, in reaches

    @staticmethod
    def of_size(count: int) -> Texels:
        """Room for so many."""
        return Texels(
            np.zeros(2 * count, np.int64), np.full(2 * count, -1, np.int32), np.empty((count, 3), np.float32),
            np.empty((count, 3), np.float32), np.empty(count, np.int64), np.empty((count, 3), np.float32),
            np.empty((count, RAYS, 3), np.float32), np.empty((count, RAYS, 3), np.float32),
            np.empty((count, RAYS), np.bool_), np.empty((count, RAYS), np.float32),
        )  # fmt: skip


class VisibilityCache:
    """The texels of one standing scene, shared by all cameras and threads."""

    def __init__(self, raycast: RaycastScene, rig: LightRig) -> None:
        self._static, self._rig = raycast.static, rig
        self._plane = _planes(raycast)
        self._lock = threading.Lock()
        self._texels, self._count = Texels.of_size(FIRST_TEXELS), 0

    def look(self, image: LightImage, camera: Camera) -> tuple[Texels, NDArray[np.int32]]:
        """The texels, and the row of each second pixel's (h / 2, w / 2); -1 where the standing scene is not seen."""
        patch, point, normal, depth = (_halved(v) for v in (image.patch, image.point, image.normal, image.depth_m))
        rows = np.empty(patch.shape, np.int32)
        spacing = 2 * image.ratio / camera.focal_px[0]
        with self._lock:
            while True:
                texels, first = self._texels, self._count
                count = find_texels(
                    patch, point, normal, depth, spacing, self._plane, first, texels.key, texels.row, texels.point,
                    texels.normal, texels.pattern, rows,
                )  # fmt: skip
                if count >= 0:
                    break
                self._grow()
            self._cast(texels, slice(first, count))
            self._count = count
        return texels, rows

    def _grow(self) -> None:
        """Twice the room; where there are too many, begin again, for what is found once more is the same."""
        old, count = self._texels, self._count
        if count and 2 * len(old.point) > MOST_TEXELS:
            self._texels, self._count = Texels.of_size(MOST_TEXELS), 0
            return
        new = self._texels = Texels.of_size(2 * len(old.point))
        used = np.flatnonzero((old.row >= 0) & (old.row < count))
        put_keys(old.key[used], old.row[used], new.key, new.row)
        for name in ("point", "normal", "pattern", "share", "shadow", "around", "blocked", "free"):
            getattr(new, name)[:count] = getattr(old, name)[:count]

    def _cast(self, texels: Texels, new: slice) -> None:
        if new.start == new.stop:
            return
        point, normal, pattern = texels.point[new], texels.normal[new], texels.pattern[new]
        rays, used = lamp_rays(self._rig, point, normal, pattern, KEPT_RAYS)
        blocked = self._static.occluded(rays) | ~used[:, None]
        texels.shadow[new], texels.blocked[new] = rays[:, ::2, 3:], blocked[:, ::2]
        rays = open_rays(point, normal, pattern, KEPT_RAYS)
        free = np.minimum(self._static.nearest(rays)[0], NOWHERE_M)
        texels.around[new], texels.free[new] = rays[:, ::2, 3:], free[:, ::2]
        shares(blocked, free, texels.share[new])


def seen_shares(
    found: tuple[Texels, NDArray[np.int32]], image: LightImage, casters: tuple[Caster, Caster], rig: LightRig
) -> tuple[Floats, Floats, Floats]:
    """Shares of the lamps' light that arrives, free length around and sky, (h, w) each.

    `casters` are of the standing scene and of the agents.
    """
    texels, rows = found
    static, moving = casters
    patch, normal = _halved(image.patch), _halved(image.normal)
    coarse = np.empty((*rows.shape, 3), np.float32)
    gather(rows, texels.share, coarse)
    if not moving.soup.empty:
        _meet(found, moving, coarse)
        own = patch < -1
        if own.any():
            point, pattern = _halved(image.point)[own], _pattern(own.shape)[own]
            rays, used = lamp_rays(rig, point, normal[own], pattern, RAYS)
            blocked = static.occluded(rays) | moving.occluded(rays) | ~used[:, None]
            rays = open_rays(point, normal[own], pattern, RAYS)
            free = np.minimum(np.minimum(static.nearest(rays)[0], moving.nearest(rays)[0]), NOWHERE_M)
            mine = np.empty((len(point), 3), np.float32)
            shares(blocked, free, mine)
            coarse[own] = mine
    out = np.empty((*image.part.shape, 3), np.float32)
    depth = np.minimum(image.depth_m, NOWHERE_M)
    upsample(coarse, _halved(depth), normal, patch, depth, image.normal, image.patch, out)
    return out[..., 0], out[..., 1], out[..., 2]


def _meet(found: tuple[Texels, NDArray[np.int32]], moving: Caster, coarse: Floats) -> None:
    """Take from the shares (h / 2, w / 2, 3) what agents take: rays that may meet one are cast again."""
    texels, rows = found
    around, flat = _boxes(moving.soup), rows.reshape(-1)
    ray, rays = np.empty(rows.size * RAYS, np.int64), np.empty((rows.size * RAYS, 6), np.float32)
    of, near = (texels.point, texels.normal), np.empty(len(around), np.int64)
    count = may_meet(flat, *of, texels.shadow, texels.blocked, around, AGENT_REACH_M, near, ray, rays)
    hit = moving.occluded(rays[:count])
    reach = OPENNESS_REACH_M + LARGEST_AGENT_M
    shade(ray[:count], hit, coarse.reshape(-1, 3))
    count = may_meet(flat, *of, texels.around, texels.blocked[:0], around, reach, near, ray, rays)
    free = moving.nearest(rays[:count])[0]
    close(ray[:count], flat, np.minimum(free, NOWHERE_M), texels.free, coarse.reshape(-1, 3))


def lamp_rays(
    rig: LightRig, point: Floats, normal: Floats, pattern: NDArray[np.int64], count: int
) -> tuple[Floats, NDArray[np.bool_]]:
    """Rays (P, K, 6) to the lamps, and whether any shines on the point (P,)."""
    rays, used = np.empty((len(point), count, 6), np.float32), np.empty(len(point), np.bool_)
    shadow_rays(point, normal, pattern, rig.center_m, rig.half_m, rig.area_m2, rig.radiance, rays, used)
    return rays, used


def open_rays(point: Floats, normal: Floats, pattern: NDArray[np.int64], count: int) -> Floats:
    """Short rays (P, K, 6) all around."""
    rays = np.empty((len(point), count, 6), np.float32)
    hemisphere_rays(point, normal, pattern, OPENNESS_REACH_M, rays)
    return rays


def _planes(raycast: RaycastScene) -> NDArray[np.float64]:
    """(P, 4) unit normal and offset of each patch."""
    first = np.unique(raycast.surfaces.patch, return_index=True)[1]
    return np.asarray(raycast.static.soup.planes()[first], np.float64)


def _boxes(soup: TriangleSoup) -> Floats:
    """(A, 6) about the agents."""
    around = np.empty((int(soup.owner.max()) + 1, 6), np.float32)
    boxes(soup.vertices_m, soup.faces, soup.owner, around)
    return around


def _pattern(shape: tuple[int, ...]) -> NDArray[np.int64]:
    """(h, w) start in the sample sequence: 16 different ones in every 4 × 4 pixels."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    return np.asarray(sample_start(x, y), np.int64)


def _halved(image: NDArray[Scalar]) -> NDArray[Scalar]:
    """Every second pixel: rays start at pixel centres that exist at full resolution."""
    return np.ascontiguousarray(image[::2, ::2])
