"""Permanence behind occluders: who walks behind a column comes out again, looking as before.

What a person looks like depends on the light where they are, so the comparison is with the control
picture (light hints without the network): the difference to it should not change while they are hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worlds.audit.audit import control_picture
from worlds.audit.matching import LEAST_PIXELS
from worlds.renderer.renderer import RenderedFrame


@dataclass(frozen=True)
class Hiding:
    """An agent's disappearance: the last clear frame before, the first clear frame after."""

    before: int
    after: int


def hidings(visible_px: Sequence[int], clear_px: int) -> list[Hiding]:
    """When somebody was hidden: from at least `clear_px` pixels down to none, and back up."""
    found: list[Hiding] = []
    last_clear: int | None = None
    gone = False
    for k, pixels in enumerate(visible_px):
        if pixels >= clear_px:
            if gone and last_clear is not None:
                found.append(Hiding(last_clear, k))
            last_clear, gone = k, False
        elif pixels == 0:
            gone = True
    return found


def visible_pixels(frame: RenderedFrame, part: int) -> int:
    """How many pixels show an agent (`part` counts agents after the parts of the scene)."""
    return int((frame.conditions.gbuffer.part_index == part).sum())


def appearance(frame: RenderedFrame, part: int) -> NDArray[np.float64]:
    """(3,) mean sRGB level of an agent's pixels, less that of the control picture."""
    mine = frame.conditions.gbuffer.part_index == part
    return np.asarray(frame.picture[mine].mean(axis=0) - control_picture(frame)[mine].mean(axis=0))


def changes_of_appearance(frames: Sequence[RenderedFrame], part: int) -> list[float]:
    """For each time that the agent was hidden, the mean change of its look in 8-bit levels."""
    least = round(LEAST_PIXELS * frames[0].picture[..., 0].size / (256 * 144))
    found = hidings([visible_pixels(frame, part) for frame in frames], least)
    looks = [(appearance(frames[h.before], part), appearance(frames[h.after], part)) for h in found]
    return [float(np.abs(before - after).mean()) for before, after in looks]
