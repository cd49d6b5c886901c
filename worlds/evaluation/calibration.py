"""Whether stated uncertainty is honest: how often the error stays within it, and whether it grows with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, spearmanr

from twin.contracts import FloatArray


@dataclass(frozen=True)
class Calibration:
    """Shares of errors within one and two stated standard deviations (0.683 and 0.954 if normal)."""

    within_one: float
    within_two: float
    rank_correlation: float  # Spearman's, of stated deviation and absolute error; nan for a constant one
    scale: float  # by which the stated deviation must be multiplied to hold 68.3 % of the errors


def calibration(error: FloatArray, deviation: FloatArray) -> Calibration:
    """Of errors and their stated standard deviations, any equal shapes; deviations must be positive."""
    wrong, stated = np.abs(error).ravel().astype(np.float64), deviation.ravel().astype(np.float64)
    if wrong.shape != stated.shape or not len(wrong):
        raise ValueError("errors and deviations must be of one shape, and there must be some")
    if not (stated > 0).all():
        raise ValueError("a stated deviation is not positive")
    ratio = wrong / stated
    constant = stated.min() == stated.max()
    return Calibration(
        within_one=float((ratio <= 1).mean()),
        within_two=float((ratio <= 2).mean()),
        rank_correlation=float("nan") if constant else float(spearmanr(stated, wrong).statistic),
        scale=float(np.quantile(ratio, norm.cdf(1) - norm.cdf(-1))),
    )
