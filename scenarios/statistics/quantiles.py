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
from numpy.typing import ArrayLike, NDArray

from scenarios.contracts import Estimate

RESAMPLES = 1000
_SEED = 20_011  # the interval of the same figures is the same, always
_AT_ONCE = 4_000_000  # weights held in memory


def bootstrap_quantiles(
    replications: Sequence[ArrayLike],
    shares: Sequence[float],
    *,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
) -> tuple[Estimate, ...]:
    """Quantiles (0.9: nine of ten lie below) of all observations, with their intervals, from the same resamples.

    Each replication is an array of observations, or a single figure per day. Values that are not finite
    are left out, and so are replications without any; `count` is how many remain. With one replication
    the interval is not known (NaN), with none nothing is.
    """
    if not all(0 <= share <= 1 for share in shares):
        raise ValueError("a quantile's share lies between 0 and 1")
    days = [np.atleast_1d(np.asarray(day, dtype=np.float64)) for day in replications]
    days = [known for day in days if len(known := day[np.isfinite(day)])]
    if not days:
        return tuple(Estimate(math.nan, math.nan, math.nan, 0, confidence) for _ in shares)
    pooled = np.concatenate(days)
    means = np.quantile(pooled, shares)
    if len(days) == 1:
        return tuple(Estimate(float(mean), math.nan, math.nan, 1, confidence) for mean in means)
    found = _resampled(days, np.asarray(shares, dtype=np.float64), resamples)
    tail = (1 - confidence) / 2
    low, high = np.quantile(found, (tail, 1 - tail), axis=0)
    return tuple(
        Estimate(float(m), float(a), float(b), len(days), confidence) for m, a, b in zip(means, low, high, strict=True)
    )


def _resampled(days: Sequence[NDArray[np.float64]], shares: NDArray[np.float64], resamples: int) -> NDArray[np.float64]:
    """(B, Q) quantiles of draws of days: everything is sorted once, a draw only weighs the days."""
    pooled = np.concatenate(days)
    order = np.argsort(pooled, kind="stable")
    values = pooled[order]
    day = np.repeat(np.arange(len(days)), [len(d) for d in days])[order]
    draws = np.random.default_rng(_SEED).integers(0, len(days), (resamples, len(days)))
    times = np.stack([np.bincount(draw, minlength=len(days)) for draw in draws])  # (B, days)
    found = np.empty((resamples, len(shares)))
    step = max(1, _AT_ONCE // len(values))
    for first in range(0, resamples, step):
        reached = np.cumsum(times[first : first + step, day], axis=1)  # (b, N) how many lie up to each value
        for row, counts in enumerate(reached):
            at = (counts[-1] - 1) * shares  # linear interpolation (Hyndman and Fan 1996, type 7)
            below = values[np.searchsorted(counts, np.floor(at), side="right")]
            above = values[np.searchsorted(counts, np.ceil(at), side="right")]
            found[first + row] = below + (at - np.floor(at)) * (above - below)
    return found
