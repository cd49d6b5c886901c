"""Counterfactual locality: when one agent's plan changes, how much of the picture changes, and where.

Two rollouts share everything but one agent's path. What may differ is the ground that the agent sweeps in
either of them and where its shadow falls; the rest should stay. Some leak is physical, because light
bounces, but it is far below a grey level a few metres away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from worlds.conditioning.conditions import FrameConditions
from worlds.renderer.renderer import RenderedFrame

MARGIN_PX = 6  # at 256 pixels of width: soft edges of shadows


@dataclass(frozen=True)
class Locality:
    """Mean absolute change in 8-bit levels inside the mask and outside; the share of all change that is inside."""

    inside: float
    outside: float
    share_inside: float
    largest_outside: float
    mask_share: float  # of the pictures

    def as_dict(self) -> dict[str, float]:
        """Rounded, for JSON."""
        return {name: round(float(value), 5) for name, value in vars(self).items()}


def swept_mask(one: FrameConditions, other: FrameConditions) -> NDArray[np.bool_]:
    """(H, W) pixels whose surface or light hints differ between two conditions of one view, with a margin."""
    same = (
        (one.gbuffer.part_index == other.gbuffer.part_index)
        & (one.gbuffer.depth_m == other.gbuffer.depth_m)
        & one.in_picture((one.seen == other.seen) & (one.openness == other.openness))
    )
    margin = max(1, round(MARGIN_PX * same.shape[1] / 256))
    return np.asarray(ndimage.binary_dilation(~same, iterations=margin))


def locality(one: Sequence[RenderedFrame], other: Sequence[RenderedFrame]) -> Locality:
    """Of two rollouts of one view; the mask grows, because what was swept stays swept."""
    if len(one) != len(other) or not one:
        raise ValueError("two rollouts of equal length are needed")
    swept = np.zeros(one[0].picture.shape[:2], np.bool_)
    inside: list[NDArray[np.float64]] = []
    outside: list[NDArray[np.float64]] = []
    for a, b in zip(one, other, strict=True):
        swept |= swept_mask(a.conditions, b.conditions)
        change = np.abs(a.picture.astype(np.float64) - b.picture).mean(axis=-1)
        inside.append(change[swept])
        outside.append(change[~swept])
    within, beyond = np.concatenate(inside), np.concatenate(outside)
    total = within.sum() + beyond.sum()
    return Locality(
        inside=float(within.mean()) if len(within) else 0.0,
        outside=float(beyond.mean()) if len(beyond) else 0.0,
        share_inside=float(within.sum() / total) if total else 1.0,
        largest_outside=float(beyond.max()) if len(beyond) else 0.0,
        mask_share=len(within) / (len(within) + len(beyond)),
    )


def common_prefix(one: Sequence[RenderedFrame], other: Sequence[RenderedFrame]) -> int:
    """How many leading frames are equal to the bit."""
    for count, (a, b) in enumerate(zip(one, other, strict=False)):
        if not np.array_equal(a.picture, b.picture):
            return count
    return min(len(one), len(other))
