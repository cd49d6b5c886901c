"""How unlike the training data the conditions of a frame are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from worlds.conditioning.features import features
from worlds.renderer.renderer import RenderedFrame


def unfamiliar_share(frame: RenderedFrame, familiar: Mapping[str, list[float]]) -> float:
    """Share of the conditioning channels whose mean lies outside the training's range."""
    if not familiar:
        return 0.0
    means = features(frame.conditions, frame.exposure).mean(axis=(1, 2))
    outside = [not low <= mean <= high for mean, (low, high) in zip(means, familiar.values(), strict=True)]
    return float(np.mean(outside))
