"""What the standing scene's surfaces see of lamps and surroundings, found by rays from texels and kept.

Each patch of the scene is divided into square texels, two to four pixels of the light image wide at that distance,
to a power of two. A texel's rays start at its middle, or where its patch is nearest to that, in a pattern of its own, so
that what they find follows from the scene alone: it is cast once and kept, whoever looks. A pixel takes from the
four texels about it, so that its light does not jump from one to the next as the camera moves; those that lie on nothing
of the patch, or inside a solid, are left out.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera
from twin.depth.raycast import RaycastScene
from worlds.conditioning.composition import LightImage
from worlds.conditioning.kernels import hemisphere_rays, shadow_rays
from worlds.conditioning.lights import LightRig
from worlds.conditioning.texel_kernels import find_texels, put_keys, take_used
from worlds.conditioning.visibility_kernels import RAYS, shares

Floats = NDArray[np.float32]

TEXEL_PX = 4.0  # pixels of the light image: the largest side of a texel, the least is half of it
KEPT_RAYS = 4 * RAYS  # of a texel, to lamps and as many around; every fourth is cast again where agents are
OPENNESS_REACH_M = 2.5
NOWHERE_M = np.float32(1e9)  # the kernels' fast arithmetic knows no infinity
FIRST_TEXELS, MOST_TEXELS = 1 << 15, 1 << 18  # 290 bytes each
INSIDE = 0.3  # share of the rays around that meet the back of a surface: the texel lies inside a solid
LEAST_TRUST = np.float32(1e-3)  # in a texel inside a solid: it counts where there is no other


@dataclass(frozen=True, eq=False)
class Texels:
    """What the rays of N texels found; rows once written are never changed.

    `share` has what `seen_shares` gives, of all rays; the others are of every fourth ray.
    """

    key: NDArray[np.int64]  # (2 N,) open addressing
    row: NDArray[np.int32]  # (2 N,)
    point: Floats  # (N, 3)
    normal: Floats  # (N, 3) on the side that is seen
    pattern: NDArray[np.int64]  # (N,)
    trust: Floats  # (N,) 0 where nothing of the texel lies on its patch, LEAST_TRUST inside a solid, else 1
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
            np.empty((count, 3), np.float32), np.empty(count, np.int64), np.empty(count, np.float32),
            np.zeros((count, 3), np.float32), np.empty((count, RAYS, 3), np.float32),
            np.empty((count, RAYS, 3), np.float32), np.empty((count, RAYS), np.bool_),
            np.empty((count, RAYS), np.float32),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class TexelsSeen:
    """The M texels of a view, and what each pixel of its light image takes of them."""

    texels: Texels
    row: NDArray[np.int32]  # (M,) of each in `texels`
    number: NDArray[np.int32]  # (h, w, 4) 0 to M, -1 for none
    share: Floats  # (h, w, 4) sum to 1 where the standing scene is seen


class TexelCache:
    """The texels of one standing scene, shared by all cameras and threads."""

    def __init__(self, raycast: RaycastScene, rig: LightRig) -> None:
        self._static, self._rig = raycast.static, rig
        self._plane, self._first, self._corner = _patches(raycast)
        self._lock = threading.Lock()
        self._texels, self._count = Texels.of_size(FIRST_TEXELS), 0

    def look(self, image: LightImage, camera: Camera) -> TexelsSeen:
        """The texels about every pixel of a light image; what is not known yet is cast."""
        rows = np.empty((*image.patch.shape, 4), np.int32)
        share = np.empty(rows.shape, np.float32)
        eye, spacing = camera.camera_to_world[:3, 3], TEXEL_PX * image.ratio / camera.focal_px[0]
        with self._lock:
            while True:
                texels, first = self._texels, self._count
                count = find_texels(
                    image.patch, image.point, image.normal, eye, spacing, self._plane, self._first, self._corner, first,
                    texels.key, texels.row, texels.point, texels.normal, texels.pattern, texels.trust, rows, share,
                )  # fmt: skip
                if count >= 0:
                    break
                self._grow()
            self._cast(texels, first + np.flatnonzero(texels.trust[first:count] > 0))
            self._count = count
        used = np.empty(count, np.int32)
        seen = take_used(rows, share, texels.trust, np.full(count, -1, np.int32), used)
        return TexelsSeen(texels, used[:seen].copy(), rows, share)

    def _grow(self) -> None:
        """Twice the room; where there are too many, begin again, for what is found once more is the same."""
        old, count = self._texels, self._count
        if count and 2 * len(old.point) > MOST_TEXELS:
            self._texels, self._count = Texels.of_size(MOST_TEXELS), 0
            return
        new = self._texels = Texels.of_size(2 * len(old.point))
        used = np.flatnonzero((old.row >= 0) & (old.row < count))
        put_keys(old.key[used], old.row[used], new.key, new.row)
        for name in ("point", "normal", "pattern", "trust", "share", "shadow", "around", "blocked", "free"):
            getattr(new, name)[:count] = getattr(old, name)[:count]

    def _cast(self, texels: Texels, new: NDArray[np.int64]) -> None:
        if not len(new):
            return
        point, normal, pattern = texels.point[new], texels.normal[new], texels.pattern[new]
        rays, used = lamp_rays(self._rig, point, normal, pattern, KEPT_RAYS)
        blocked = self._static.occluded(rays) | ~used[:, None]
        texels.shadow[new], texels.blocked[new] = rays[:, :: KEPT_RAYS // RAYS, 3:], blocked[:, :: KEPT_RAYS // RAYS]
        rays = open_rays(point, normal, pattern, KEPT_RAYS)
        distance, triangle, facing, _ = self._static.nearest(rays)
        free = np.minimum(distance, NOWHERE_M)
        texels.around[new], texels.free[new] = rays[:, :: KEPT_RAYS // RAYS, 3:], free[:, :: KEPT_RAYS // RAYS]
        behind = (triangle >= 0) & (np.einsum("nkc,nkc->nk", facing, rays[..., 3:]) > 0)
        texels.trust[new] = np.where(behind.mean(axis=1) < INSIDE, np.float32(1), LEAST_TRUST)
        found = np.empty((len(new), 3), np.float32)
        shares(blocked, free, found)
        texels.share[new] = found


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


def _patches(raycast: RaycastScene) -> tuple[NDArray[np.float64], NDArray[np.int64], Floats]:
    """(P, 4) unit normal and offset of each patch, where its triangles begin (P + 1,), their corners (T, 3, 3)."""
    order = np.argsort(raycast.surfaces.patch, kind="stable")
    patch = raycast.surfaces.patch[order]
    first = np.searchsorted(patch, np.arange(int(patch[-1]) + 2 if len(patch) else 1))
    soup = raycast.static.soup
    return np.asarray(soup.planes()[order[first[:-1]]], np.float64), first, soup.corners_m()[order]
