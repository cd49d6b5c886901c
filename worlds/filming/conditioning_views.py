"""Videos beside a clip: depth and class, which the model was told, and how far each pixel may be from the truth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twin.contracts import PartClass
from worlds.conditioning.conditions import FrameConditions

FARTHEST_M = 60.0
CLASS_COLORS: dict[PartClass, tuple[int, int, int]] = {
    PartClass.FLOOR: (176, 176, 172), PartClass.WALL: (214, 208, 196), PartClass.CEILING: (232, 232, 228),
    PartClass.RACK: (58, 97, 164), PartClass.DESK: (146, 108, 74), PartClass.CONVEYOR: (64, 64, 68),
    PartClass.CLUTTER: (194, 150, 92), PartClass.BARRIER: (232, 190, 40), PartClass.DOOR: (96, 150, 120),
    PartClass.COLUMN: (150, 150, 160), PartClass.LAMP: (255, 250, 210), PartClass.MARKING: (250, 220, 90),
    PartClass.PERSON: (222, 60, 48), PartClass.VEHICLE: (52, 168, 83),
}  # fmt: skip
OTHER = (120, 120, 130)
SCALE_LEVELS = 40.0  # grey levels of expected error that are shown brightest
# Matplotlib's "inferno" (N. Smith, S. van der Walt, E. Firing), at nine even places
HEAT = np.array([(0, 0, 4), (31, 12, 72), (85, 15, 109), (136, 34, 106), (186, 54, 85),
                 (227, 89, 51), (249, 140, 10), (249, 201, 50), (252, 255, 164)], np.float32)  # fmt: skip
GHOST = 0.3  # of the picture's brightness that remains to be seen under the colours


def depth_view(conditions: FrameConditions) -> NDArray[np.uint8]:
    """(H, W, 3) near white, 60 m and farther black, logarithmic in between."""
    depth = np.clip(conditions.gbuffer.depth_m, 0.3, FARTHEST_M)
    grey = 1 - np.log(depth / 0.3) / np.log(FARTHEST_M / 0.3)
    return np.repeat((grey * 255 + 0.5).astype(np.uint8)[..., None], 3, axis=-1)


def class_view(conditions: FrameConditions) -> NDArray[np.uint8]:
    """(H, W, 3) one colour for each class; what lies outside is black."""
    table = np.array([CLASS_COLORS.get(PartClass(k), OTHER) if k in _KNOWN else OTHER for k in range(256)], np.uint8)
    out = table[conditions.gbuffer.class_id]
    out[conditions.gbuffer.part_index < 0] = 0
    return out


def uncertainty_view(picture: NDArray[np.uint8], levels: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(H, W, 3) expected error (h, w) in grey levels, from black to pale yellow at 40, over a faint picture."""
    height, width = picture.shape[:2]
    every = -(-width // levels.shape[1])
    spread = np.repeat(np.repeat(levels, every, axis=0), every, axis=1)[:height, :width]
    place = np.clip(spread / SCALE_LEVELS, 0, 1) * (len(HEAT) - 1)
    lower = np.minimum(place.astype(np.intp), len(HEAT) - 2)
    share = (place - lower)[..., None]
    heat = HEAT[lower] * (1 - share) + HEAT[lower + 1] * share
    faint = GHOST * picture.astype(np.float32).mean(axis=-1, keepdims=True)
    return np.asarray(np.clip(heat + faint * (1 - heat / 255), 0, 255), np.uint8)


_KNOWN = {int(c) for c in PartClass}
