"""From irradiance to a picture: compose it with the CAD's albedo and what glows, expose, and map to sRGB.

The curve is K. Narkowicz's fit of the ACES filmic curve (2015).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.depth.compiled import Array, compiled
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
    """(H, W, 3) exposed radiance of a frame whose exposed irradiance (h, w, 3) is given."""
    return conditions.composition.radiance(irradiance, exposure)


def to_bytes(srgb: Floats) -> NDArray[np.uint8]:
    """8-bit picture of sRGB in 0..1."""
    return (srgb * 255 + 0.5).astype(np.uint8)


def developed(exposed_radiance: Floats) -> NDArray[np.uint8]:
    """8-bit picture of exposed radiance: `display` by a table with steps below a tenth of a grey level."""
    out = np.empty(exposed_radiance.shape, np.uint8)
    develop(exposed_radiance.reshape(-1), _TABLE, out.reshape(-1))
    return out


@compiled
def develop(radiance: Array, table: Array, out: Array) -> None:
    """Table entries at (N,) radiances; the table is even in their square roots."""
    last = table.shape[0] - 1
    for k in range(radiance.shape[0]):
        out[k] = table[min(int(np.sqrt(max(radiance[k], 0.0)) * TABLE_STEPS), last)]


TABLE_STEPS = 4096.0
_ROOT = (np.arange(int(6 * TABLE_STEPS)) + 0.5) / TABLE_STEPS  # radiance 36 is white
_TABLE = to_bytes(display((_ROOT**2).astype(np.float32)))
