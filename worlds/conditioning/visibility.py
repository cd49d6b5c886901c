"""How much of the lamps' light and of its surroundings each pixel of the light image sees.

What the standing scene hides is known from its texels; only rays of theirs that may meet an agent are cast again in
every frame, and those from agents themselves.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from twin.depth.raycast import Caster
from twin.depth.triangles import TriangleSoup
from worlds.conditioning.composition import LightImage
from worlds.conditioning.kernels import upsample
from worlds.conditioning.lights import LightRig
from worlds.conditioning.texel_kernels import interpolate, sample_start
from worlds.conditioning.texels import NOWHERE_M, OPENNESS_REACH_M, TexelsSeen, lamp_rays, open_rays
from worlds.conditioning.visibility_kernels import RAYS, boxes, close, may_meet, shade, shares

Floats = NDArray[np.float32]
Scalar = TypeVar("Scalar", bound=np.generic)

LARGEST_AGENT_M = 2.0  # half the length of a forklift with its forks
AGENT_REACH_M = 4.0  # farther away an agent's shadow is not looked for


def seen_shares(
    seen: TexelsSeen, image: LightImage, casters: tuple[Caster, Caster], rig: LightRig
) -> tuple[Floats, Floats, Floats]:
    """Shares of the lamps' light that arrives, free length around and sky, (h, w) each.

    `casters` are of the standing scene and of the agents.
    """
    moving, share = casters[1], seen.texels.share[seen.row]
    if not moving.soup.empty:
        _meet(seen, moving, share)
    out = np.empty((*image.part.shape, 3), np.float32)
    interpolate(seen.number, seen.share, share, out)
    if (image.patch < -1).any():
        _from_agents(image, casters, rig, out)
    return out[..., 0], out[..., 1], out[..., 2]


def _meet(seen: TexelsSeen, moving: Caster, share: Floats) -> None:
    """Take from the texels' shares (M, 3) what agents take: rays that may meet one are cast again."""
    texels, around = seen.texels, _boxes(moving.soup)
    ray, rays = np.empty(len(share) * RAYS, np.int64), np.empty((len(share) * RAYS, 6), np.float32)
    of, near = (texels.point, texels.normal), np.empty(len(around), np.int64)
    count = may_meet(seen.row, *of, texels.shadow, texels.blocked, around, AGENT_REACH_M, near, ray, rays)
    shade(ray[:count], moving.occluded(rays[:count]), share)
    reach = OPENNESS_REACH_M + LARGEST_AGENT_M
    count = may_meet(seen.row, *of, texels.around, texels.blocked[:0], around, reach, near, ray, rays)
    free = moving.nearest(rays[:count])[0]
    close(ray[:count], seen.row, np.minimum(free, NOWHERE_M), texels.free, share)


def _from_agents(image: LightImage, casters: tuple[Caster, Caster], rig: LightRig, out: Floats) -> None:
    """Set the shares (h, w, 3) on agents: their rays start at every second pixel."""
    static, moving = casters
    patch, normal, depth = _halved(image.patch), _halved(image.normal), np.minimum(image.depth_m, NOWHERE_M)
    coarse, own = _halved(out), patch < -1
    if own.any():
        point, pattern = _halved(image.point)[own], _pattern(own.shape)[own]
        rays, used = lamp_rays(rig, point, normal[own], pattern, RAYS)
        blocked = static.occluded(rays) | ~used[:, None]
        blocked[~blocked] = moving.occluded(rays[~blocked])
        rays = open_rays(point, normal[own], pattern, RAYS)
        free = np.minimum(np.minimum(static.nearest(rays)[0], moving.nearest(rays)[0]), NOWHERE_M)
        mine = np.empty((len(point), 3), np.float32)
        shares(blocked, free, mine)
        coarse[own] = mine
    upsample(coarse, _halved(depth), normal, patch, depth, image.normal, image.patch, out)


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
