"""Writes frame conditions as the numbers that the network reads, and says how bright the picture is to be.

Everything that is light is multiplied by the exposure first, so that a hall with half the lamps looks
the same to the network; then it is compressed by log(1 + 4 x), which the network inverts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.contracts import PartClass
from worlds.conditioning.conditions import FrameConditions

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
    """(H, W) pixels that show a surface which is not itself a light."""
    return np.asarray(np.isfinite(conditions.gbuffer.depth_m) & (conditions.gbuffer.emission.max(axis=-1) <= 0))


def exposure_of(conditions: FrameConditions) -> float:
    """The factor that brings the estimated picture to middle grey (log-mean); 1 where nothing is seen."""
    lit = surface(conditions)
    if not lit.any():
        return 1.0
    radiance = (conditions.gbuffer.albedo * conditions.estimate / np.pi)[lit].mean(axis=-1)
    return float(MIDDLE_GREY / np.exp(np.mean(np.log(radiance + 1e-3))))


def compress(light: Any) -> Any:
    """log(1 + 4 x) of exposed light."""
    return np.log1p(LOG_SLOPE * light)


def features(conditions: FrameConditions, exposure: float) -> Floats:
    """(20, H, W) in the order of `CHANNELS`."""
    gbuffer = conditions.gbuffer
    height, width = gbuffer.depth_m.shape
    out = np.empty((len(CHANNELS), height, width), np.float32)
    out[0] = 1 / (1 + gbuffer.depth_m / 4)
    out[1:4] = (gbuffer.normal @ conditions.camera.camera_to_world[:3, :3].astype(np.float32)).transpose(2, 0, 1)
    out[4] = gbuffer.normal[..., 2]
    out[ALBEDO] = gbuffer.albedo.transpose(2, 0, 1)
    for channel, part_class in ((8, PartClass.PERSON), (9, PartClass.VEHICLE), (10, PartClass.FLOOR)):
        out[channel] = gbuffer.class_id == part_class
    out[LAMPS] = compress(exposure * conditions.lamps).transpose(2, 0, 1)
    out[14] = conditions.seen
    out[INDIRECT] = compress(exposure * conditions.indirect).transpose(2, 0, 1)
    out[18] = conditions.openness
    out[19] = conditions.sky_share
    return out
