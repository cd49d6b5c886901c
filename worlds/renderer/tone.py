"""From irradiance to a picture: multiply by the CAD's albedo, add what glows, expose, and map to sRGB.

The curve is K. Narkowicz's fit of the ACES filmic curve (2015).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from worlds.conditioning.conditions import FrameConditions

Floats = NDArray[np.float32]


def filmic(x: Any) -> Any:
    """Display light 0..1 of exposed radiance ≥ 0; works on arrays and tensors, may exceed 1 slightly."""
    return x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)


def filmic_slope(x: Any) -> Any:
    """Derivative of `filmic`."""
    a, b = x * (2.51 * x + 0.03), x * (2.43 * x + 0.59) + 0.14
    return ((5.02 * x + 0.03) * b - a * (4.86 * x + 0.59)) / (b * b)


def display(exposed_radiance: Floats) -> Floats:
    """(…, 3) sRGB 0..1 of exposed linear radiance."""
    x = np.clip(filmic(np.clip(exposed_radiance, 0, 1e3)), 0, 1)
    return np.asarray(np.where(x <= 0.0031308, 12.92 * x, 1.055 * np.power(np.maximum(x, 1e-6), 1 / 2.4) - 0.055))


def compose(irradiance: Floats, conditions: FrameConditions, exposure: float) -> Floats:
    """(H, W, 3) exposed radiance of a frame whose exposed irradiance (H, W, 3) is given."""
    gbuffer = conditions.gbuffer
    radiance = gbuffer.albedo * irradiance / np.float32(np.pi)
    glowing = gbuffer.emission.max(axis=-1) > 0
    radiance[glowing] += gbuffer.emission[glowing] * np.float32(exposure)
    radiance[~np.isfinite(gbuffer.depth_m)] = conditions.sky * np.float32(exposure)
    return np.asarray(radiance, np.float32)


def to_bytes(srgb: Floats) -> NDArray[np.uint8]:
    """8-bit picture."""
    return (srgb * 255 + 0.5).astype(np.uint8)
