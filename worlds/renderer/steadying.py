"""Holds light where nothing says that it changes: what the network makes of somebody far away is not seen there.

A frame's light hints are compared with those of two others. Where they are the hints of the same view with nobody
in it, the light is that view's, to the bit and whatever went on before. Elsewhere, with the hints of the frame
before (somebody's resting shadow), it follows the network by a tenth a frame, so that what it keeps of
the past is gone within a second. About whoever moves, and wherever the camera does, the network has its way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from worlds.conditioning.conditions import FrameConditions

Floats = NDArray[np.float32]

FRINGE_PX = 1  # of the light image: fully the network's up to here from what changes, not at all from twice that on
FOLLOWED = np.float32(0.1)  # of the way to the network's light, each frame


def at_rest(light: Floats, empty_light: Floats, now: FrameConditions) -> Floats:
    """(h, w, 3) the network's light about agents and their shadows, the empty view's elsewhere."""
    share = _about(_differing(now, now.empty or now))
    return np.where(share > 0, empty_light + share * (light - empty_light), empty_light)


def followed(light: Floats, light_before: Floats, now: FrameConditions, before: FrameConditions) -> Floats:
    """(h, w, 3) the network's light where hints changed since the frame before, most of that frame's elsewhere."""
    share = np.maximum(_about(_differing(now, before)), FOLLOWED)
    return np.where(share < 1, light_before + share * (light - light_before), light)


def _differing(one: FrameConditions, other: FrameConditions) -> NDArray[np.bool_]:
    """(h, w) where either shows somebody or their hints differ; the two are of one view."""
    every = one.light.ratio
    shows = (one.body[::every, ::every] >= 0) | (other.body[::every, ::every] >= 0)
    hints = (one.seen != other.seen) | (one.openness != other.openness) | (one.sky_share != other.sky_share)
    return np.asarray(shows | hints)


def _about(changed: NDArray[np.bool_]) -> Floats:
    """(h, w, 1) 1 where something changed and as far as the fringe, falling to 0."""
    width = 2 * FRINGE_PX + 1
    near = ndimage.maximum_filter(changed.view(np.uint8), width).astype(np.float32)
    for axis in (0, 1):
        near = ndimage.correlate1d(near, np.ones(width), axis)  # exact, as a running mean is not
    return np.asarray(near[..., None] / np.float32(width**2))
