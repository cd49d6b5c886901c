"""How many samples a pixel path tracing needs for pictures as good as given ones.

As good means what the renderer's own bars mean by it: likeness to the truth by PSNR and by SSIM. The truth is itself
traced, with many samples, whose noise counts against both alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worlds.evaluation.similarity import psnr_db, ssim
from worlds.renderer.tone import display

Floats = NDArray[np.float32]
Trace = Callable[[int, int], Floats]  # samples a pixel and seed to (H, W, 3) exposed radiance

FEWEST, SEED = 2, 100


@dataclass(frozen=True)
class Likeness:
    """Of a picture to the truth, both in 0..1 of sRGB."""

    psnr_db: float
    ssim: float

    @staticmethod
    def of(picture: Floats, truth: Floats) -> Likeness:
        """Measured by `worlds.evaluation.similarity`."""
        return Likeness(psnr_db(picture, truth), ssim(picture, truth))

    def no_worse(self, other: Likeness) -> bool:
        """In neither."""
        return self.psnr_db >= other.psnr_db and self.ssim >= other.ssim


@dataclass(frozen=True)
class SamplesNeeded:
    """Samples a pixel; None where the most that were tried are too few."""

    psnr: float | None
    ssim: float | None

    @property
    def both(self) -> float | None:
        """Enough to be no worse in either."""
        return None if self.psnr is None or self.ssim is None else max(self.psnr, self.ssim)


def samples_needed(ours: Likeness, truth: Floats, trace: Trace, most: int = 1024) -> SamplesNeeded:
    """Double the samples until the traced picture is as like the truth, and interpolate on their logarithm.

    Every picture is traced at one go: samples that know of each other lie more evenly than those of several passes.
    """
    curve: list[tuple[int, Likeness]] = []
    samples = FEWEST
    while samples <= most and not (curve and curve[-1][1].no_worse(ours)):
        curve.append((samples, Likeness.of(display(trace(samples, SEED)), truth)))
        samples *= 2
    counts = [n for n, _ in curve]
    return SamplesNeeded(
        crossing(counts, [of.psnr_db for _, of in curve], ours.psnr_db),
        crossing(counts, [of.ssim for _, of in curve], ours.ssim),
    )


def crossing(counts: list[int], scores: list[float], wanted: float) -> float | None:
    """Where scores first reach what is wanted, linear in the logarithm of the counts; None where they do not."""
    for k, score in enumerate(scores):
        if score < wanted:
            continue
        if k == 0:
            return float(counts[0])
        share = (wanted - scores[k - 1]) / (score - scores[k - 1])
        return float(counts[k - 1] * (counts[k] / counts[k - 1]) ** share)
    return None
