"""What a camera would see if nobody were there: known from the CAD alone, whoever is about.

The detector looks at a picture beside this view, as a guard looks at a hall whose empty state is known by
heart. It holds nothing of the simulated state, so that whom the picture omits, the detector cannot find.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

GUIDE_CHANNELS = 5  # colour (3), size of a metre, height above the floor
SCALE_CHANNEL = 3
LEAST_SCALE, MOST_SCALE = 0.0, 8.0  # log2 of pixels a metre
TALLEST_M = 4.0  # higher surfaces are as good as this one
FAR_M = 200.0  # where nothing is hit


@dataclass(frozen=True, eq=False)
class StandingView:
    """The standing scene in one camera."""

    albedo: Floats  # (H, W, 3) linear, mean inside each pixel
    depth_m: Floats  # (H, W) along the camera's axis; inf where nothing is hit
    height_m: Floats  # (H, W) of the surface above the floor
    focal_px: float

    def guide(self) -> Floats:
        """(5, H, W) numbers of 0 to 1: root of the albedo, size of a metre on the surface, its height."""
        depth = np.minimum(self.depth_m, FAR_M)
        scale = np.log2(np.maximum(self.focal_px / np.maximum(depth, 1e-2), 1e-6))
        out = np.empty((GUIDE_CHANNELS, *depth.shape), np.float32)
        out[:3] = np.sqrt(np.clip(self.albedo, 0, 1)).transpose(2, 0, 1)
        out[SCALE_CHANNEL] = (scale - LEAST_SCALE) / (MOST_SCALE - LEAST_SCALE)
        out[4] = np.where(np.isfinite(self.depth_m), self.height_m, TALLEST_M) / TALLEST_M
        return np.clip(out, 0, 1, out=out)


def surface_height(frame: NDArray[np.float64], depth_m: Floats) -> Floats:
    """(H, W) height of what is seen at depths (H, W) in a `pixel_frame`; the eye's where nothing is."""
    rows, columns = depth_m.shape
    rise = frame[1, 2] + np.arange(columns) * frame[2, 2] + np.arange(rows)[:, None] * frame[3, 2]
    return np.asarray(frame[0, 2] + rise * np.where(np.isfinite(depth_m), depth_m, 0), np.float32)
