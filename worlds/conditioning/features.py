"""Writes frame conditions as the numbers that the network reads, and says how bright the picture is to be.

Everything that is light is multiplied by the exposure first, so that a hall with half the lamps looks
the same to the network; then it is compressed by log(1 + 4 x), which the network inverts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from worlds.conditioning.conditions import FrameConditions
from worlds.conditioning.kernels import write_features

Floats = NDArray[np.float32]

CHANNELS = (
    "nearness", "normal_x", "normal_y", "normal_z", "normal_up", "albedo_r", "albedo_g", "albedo_b",
    "person", "vehicle", "floor", "lamps_r", "lamps_g", "lamps_b", "seen",
    "indirect_r", "indirect_g", "indirect_b", "openness", "sky_share",
)  # fmt: skip
ALBEDO, LAMPS, SEEN, INDIRECT = slice(5, 8), slice(11, 14), slice(14, 15), slice(15, 18)
MIDDLE_GREY = 0.22  # exposed log-mean radiance of a picture
LOG_SLOPE = 4.0


def surface(conditions: FrameConditions) -> NDArray[np.bool_]:
    """(H, W) pixels whose centre shows a surface that is not itself a light."""
    return np.asarray(np.isfinite(conditions.gbuffer.depth_m) & (conditions.gbuffer.emission.max(axis=-1) <= 0))


def exposure_of(conditions: FrameConditions) -> float:
    """The factor that brings the estimated picture to middle grey (log-mean); 1 where nothing is seen."""
    every = conditions.light.ratio
    gbuffer = conditions.gbuffer
    lit = surface(conditions)[::every, ::every]
    if not lit.any():
        return 1.0
    radiance = (gbuffer.albedo[::every, ::every] * conditions.estimate / np.pi)[lit].mean(axis=-1)
    return float(MIDDLE_GREY / np.exp(np.mean(np.log(radiance + 1e-3))))


def compress(light: Any) -> Any:
    """log(1 + 4 x) of exposed light."""
    return np.log1p(LOG_SLOPE * light)


def features(conditions: FrameConditions, exposure: float, out: Floats | None = None) -> Floats:
    """(20, h, w) of the light image, in the order of `CHANNELS`."""
    image, every = conditions.light, conditions.light.ratio
    if out is None:
        out = np.empty((len(CHANNELS), *image.depth_m.shape), np.float32)
    write_features(
        image.depth_m, image.normal, conditions.gbuffer.albedo[::every, ::every],
        conditions.gbuffer.class_id[::every, ::every], conditions.lamps, conditions.indirect, conditions.seen,
        conditions.openness, conditions.sky_share, conditions.camera.camera_to_world[:3, :3].astype(np.float32),
        exposure, out,
    )  # fmt: skip
    for light in (out[LAMPS], out[INDIRECT]):
        np.log(light, out=light)  # numpy's takes a fifth of the time of a compiled loop's
    return out
