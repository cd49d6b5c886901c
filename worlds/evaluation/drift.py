"""Drift over a long rollout: does likeness to the truth change with time?

The rollout is periodic, so the same few instants come again and are compared with the same path-traced
pictures; what then changes is the model. Every period is held against the one before, so that a fall
which is made up for later counts too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Drift:
    """Decibels. `worst_db_per_100` is the largest change between successive segments, for 100 frames."""

    frames: int
    segment_frames: int
    segments_db: tuple[float, ...]
    worst_db_per_100: float
    largest_from_first_db: float


def drift_of(numbers: Sequence[int], scores_db: Sequence[float], segment_frames: int, warm_up: int = 0) -> Drift:
    """From frame numbers and their PSNR. Segments up to `warm_up` frames are left out, and so is an unfinished one.

    Raises ``ValueError`` where fewer than two segments remain: one cannot drift.
    """
    if len(numbers) != len(scores_db):
        raise ValueError("a score is needed for every frame number")
    segment = np.asarray(numbers) // segment_frames
    counts = np.bincount(segment) if len(segment) else np.zeros(0, int)
    whole = [k for k, count in enumerate(counts) if k * segment_frames >= warm_up and count == counts.max()]
    if len(whole) < 2:
        raise ValueError(f"two whole segments of {segment_frames} frames are needed to tell a drift")
    scores = np.asarray(scores_db, np.float64)
    means = np.array([scores[segment == k].mean() for k in whole])
    steps = np.abs(np.diff(means)) / np.diff(whole) / segment_frames * 100
    return Drift(
        frames=int(numbers[-1]) + 1,
        segment_frames=segment_frames,
        segments_db=tuple(round(float(v), 4) for v in means),
        worst_db_per_100=float(steps.max()),
        largest_from_first_db=float(np.abs(means - means[0]).max()),
    )
