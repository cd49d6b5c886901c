"""Holds the light of a resting camera where nothing says that it changes: what the network makes of somebody far away is not seen there.

The light of a standing surface changes with its hints and with nothing else. Where they are the hints of the same view
with nobody in it, the light is that view's, whatever went on before. Elsewhere, with the hints of the frame before
(somebody's resting shadow), it is that frame's. Both to the bit. Where hints change the network has its way, and is
shown no past, so that what is then held is the light of these hints and of no others. Wherever the camera moves, and
on agents, nothing is held.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from worlds.conditioning.conditions import FrameConditions

Floats = NDArray[np.float32]


def at_rest(light: Floats, empty_light: Floats, now: FrameConditions) -> Floats:
    """(h, w, 3) the network's light on agents and in their shadows, the empty view's elsewhere."""
    return np.where(same_hints(now, now.empty or now)[..., None], empty_light, light)


def held(light: Floats, light_before: Floats, now: FrameConditions, before: FrameConditions) -> Floats:
    """(h, w, 3) the network's light where hints changed since the frame before, that frame's elsewhere."""
    return np.where(same_hints(now, before)[..., None], light_before, light)


def same_hints(one: FrameConditions, other: FrameConditions) -> NDArray[np.bool_]:
    """(h, w) standing surfaces that have the same hints in two frames of one view."""
    every = one.light.ratio
    standing = (one.body[::every, ::every] < 0) & (other.body[::every, ::every] < 0)
    same = (one.seen == other.seen) & (one.openness == other.openness) & (one.sky_share == other.sky_share)
    return np.asarray(standing & same)
