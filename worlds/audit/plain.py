"""The plain shaded G-buffer: what is shown where the model failed twice. It knows no lamps and no network."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from worlds.conditioning.conditions import FrameConditions

TOWARDS_LIGHT = np.array([0.3, -0.45, 0.84], np.float32)  # about a unit vector, the same in every frame
AMBIENT = 0.45
OUTSIDE = 0.72  # grey where the scene ends
GAMMA = 2.2


def plain_picture(conditions: FrameConditions) -> NDArray[np.uint8]:
    """(H, W, 3) sRGB of albedo under one fixed light."""
    gbuffer = conditions.gbuffer
    facing = np.clip(gbuffer.normal @ TOWARDS_LIGHT, 0, 1)[..., None]
    light = gbuffer.albedo * (AMBIENT + (1 - AMBIENT) * facing)
    light = np.where(gbuffer.emission.max(axis=-1, keepdims=True) > 0, 1.0, light)
    light = np.where(np.isfinite(gbuffer.depth_m)[..., None], light, OUTSIDE)
    return np.asarray(np.clip(light, 0, 1) ** (1 / GAMMA) * 255 + 0.5, np.uint8)
