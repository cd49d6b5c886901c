"""How much standing surfaces change from frame to frame although their light did not."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from worlds.conditioning.conditions import FrameConditions
from worlds.renderer.renderer import RenderedFrame


def same_view(before: FrameConditions, now: FrameConditions) -> bool:
    """Whether the camera has not moved."""
    return np.array_equal(before.camera.camera_to_world, now.camera.camera_to_world)


def standing_change(before: RenderedFrame, now: RenderedFrame) -> float | None:
    """Mean absolute change, 0..1, of standing surfaces under unchanged light; None for a moving camera."""
    a, b = before.conditions, now.conditions
    if not same_view(a, b):
        return None
    same_light = ndimage.minimum_filter(
        (a.seen == b.seen) & (a.openness == b.openness), 3
    )  # pixels mix their neighbours' light
    standing = a.standing & b.standing & a.in_picture(same_light)
    if not standing.any():
        return None
    change = np.abs(before.picture[standing].astype(np.int16) - now.picture[standing])
    return float(change.mean()) / 255
