"""Confidence intervals: means by Student's t, shares by Wilson, counts by the exact Poisson interval."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

from scenarios.contracts import Estimate


def estimate(values: Sequence[float], confidence: float = 0.95) -> Estimate:
    """Mean over replications with its two-sided t interval.

    Values that are NaN (not defined in that replication) are left out; `count` is how many remain.
    With one value the interval is not known: `low` and `high` are NaN. With none, `mean` is too.
    """
    data = np.asarray(values, dtype=np.float64)
    data = data[np.isfinite(data)]
    count = len(data)
    if count == 0:
        return Estimate(math.nan, math.nan, math.nan, 0, confidence)
    mean = float(data.mean())
    if count == 1:
        return Estimate(mean, math.nan, math.nan, 1, confidence)
    half = float(stats.t.ppf(0.5 + confidence / 2, count - 1) * data.std(ddof=1) / math.sqrt(count))
    return Estimate(mean, mean - half, mean + half, count, confidence)


def half_width(value: Estimate) -> float:
    """Half the width of an interval; NaN where it is not known."""
    return (value.high - value.low) / 2


def poisson_interval(count: int, exposure: float, confidence: float = 0.95) -> Estimate:
    """Rate of a counted event per unit of exposure with its exact interval (Garwood 1936).

    Zero events seen is not zero risk: the upper end is -ln((1 - confidence) / 2) / exposure then.
    """
    if count < 0 or exposure <= 0:
        raise ValueError("a count is not negative and an exposure is positive")
    tail = (1 - confidence) / 2
    low = float(stats.chi2.ppf(tail, 2 * count) / 2) if count else 0.0
    high = float(stats.chi2.ppf(1 - tail, 2 * (count + 1)) / 2)
    return Estimate(count / exposure, low / exposure, high / exposure, count, confidence)


def wilson_interval(successes: int, trials: int, confidence: float = 0.95) -> Estimate:
    """A share with Wilson's score interval (Wilson 1927)."""
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError("successes lie between 0 and the number of trials, which is at least 1")
    z = float(stats.norm.ppf(0.5 + confidence / 2))
    share = successes / trials
    scale = 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == trials else middle + half
    return Estimate(share, low, high, trials, confidence)
