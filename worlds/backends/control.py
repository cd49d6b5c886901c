"""The control video of a clip for video models: inverse depth as grey, near is bright.

The range is fixed over the clip, so that a surface which stays keeps its grey.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from worlds.conditioning.conditions import FrameConditions


def depth_video(frames: Sequence[FrameConditions]) -> NDArray[np.uint8]:
    """(T, H, W, 3) grey of inverse depth between its 1 % and 99 % quantiles over the clip; nothing is black."""
    near = np.stack([inverse_depth(frame) for frame in frames])
    seen = near[near > 0]
    if not len(seen):
        return np.zeros((*near.shape, 3), np.uint8)
    low, high = np.quantile(seen, [0.01, 0.99])
    grey = np.clip((near - low) / max(high - low, 1e-6), 0, 1)
    grey[near <= 0] = 0
    return np.repeat((grey * 255 + 0.5).astype(np.uint8)[..., None], 3, axis=-1)


def inverse_depth(frame: FrameConditions) -> NDArray[np.float32]:
    """(H, W) 1/m; 0 where a ray left the scene."""
    depth = frame.gbuffer.depth_m
    return np.where(np.isfinite(depth), 1 / np.maximum(depth, 1e-3), 0).astype(np.float32)
