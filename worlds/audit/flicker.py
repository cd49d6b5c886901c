"""How much standing surfaces change from frame to frame although their light did not."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from twin.depth.compiled import Array, compiled
from worlds.conditioning.conditions import same_view
from worlds.renderer.renderer import RenderedFrame


def standing_change(before: RenderedFrame, now: RenderedFrame) -> float | None:
    """Mean absolute change, 0..1, of standing surfaces under unchanged light; None for a moving camera."""
    a, b = before.conditions, now.conditions
    if not same_view(a, b):
        return None
    same_light = ndimage.minimum_filter(
        (a.seen == b.seen) & (a.openness == b.openness), 3
    )  # pixels mix their neighbours' light
    standing = a.standing & b.standing & a.in_picture(same_light)
    change, pixels = total_change(before.picture, now.picture, standing)
    return change / (3 * 255 * pixels) if pixels else None


@compiled
def total_change(before: Array, now: Array, where: Array) -> tuple[int, int]:
    """Levels of all colours (H, W, 3) by which pixels differ, and how many pixels were looked at."""
    change, pixels = np.int64(0), 0
    for y in range(where.shape[0]):
        for x in range(where.shape[1]):
            if where[y, x]:
                pixels += 1
                for c in range(3):
                    change += abs(np.int64(before[y, x, c]) - np.int64(now[y, x, c]))
    return int(change), pixels
