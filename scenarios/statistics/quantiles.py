"""Quantiles over many days, with an interval by resampling whole days.

Observations within a replication depend on each other, replications do not: so replications are drawn
with replacement, and the quantile is taken of everything that a draw holds (the cluster bootstrap:
Davison and Hinkley 1997, Bootstrap Methods and their Application, section 3.8; percentile interval:
Efron 1979). With fewer than about ten replications the interval is too narrow, as every bootstrap's is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from scenarios.contracts import Estimate

RESAMPLES = 2000
_SEED = 20_011  # the interval of the same figures is the same, always


def bootstrap_quantile(
    replications: Sequence[ArrayLike], share: float, *, confidence: float = 0.95, resamples: int = RESAMPLES
) -> Estimate:
    """The `share` quantile (0.9: nine of ten lie below) of all observations, with its interval.

    Each replication is an array of observations, or a single figure per day. Values that are not finite
    are left out, and so are replications without any; `count` is how many remain. With one replication
    the interval is not known (NaN), with none nothing is.
    """
    if not 0 <= share <= 1:
        raise ValueError("a quantile's share lies between 0 and 1")
    days = [np.atleast_1d(np.asarray(day, dtype=np.float64)) for day in replications]
    days = [known for day in days if len(known := day[np.isfinite(day)])]
    if not days:
        return Estimate(math.nan, math.nan, math.nan, 0, confidence)
    pooled = float(np.quantile(np.concatenate(days), share))
    if len(days) == 1:
        return Estimate(pooled, math.nan, math.nan, 1, confidence)
    draws = np.random.default_rng(_SEED).integers(0, len(days), (resamples, len(days)))
    found = np.array([np.quantile(np.concatenate([days[i] for i in draw]), share) for draw in draws])
    tail = (1 - confidence) / 2
    low, high = np.quantile(found, (tail, 1 - tail))
    return Estimate(pooled, float(low), float(high), len(days), confidence)
