"""Figures over many futures: shares with exact binomial intervals, spreads, and whether a single outcome fits them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

CENTRAL = 0.95  # of the futures, and of every interval


@dataclass(frozen=True)
class Share:
    """So many of the futures, with the interval of their share."""

    count: int
    of: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Spread:
    """The middle of the futures' values and the ends between which 95 % of them lie."""

    median: float
    low: float
    high: float
    count: int  # futures that have a value


def share_of(which: NDArray[np.bool_], confidence: float = CENTRAL) -> Share:
    """The share of true ones with its exact interval (Clopper and Pearson 1934)."""
    count, of = int(which.sum()), len(which)
    if of == 0:
        raise ValueError("a share needs at least one future")
    tail = (1 - confidence) / 2
    low = float(stats.beta.ppf(tail, count, of - count + 1)) if count else 0.0
    high = float(stats.beta.ppf(1 - tail, count + 1, of - count)) if count < of else 1.0
    return Share(count, of, count / of, low, high)


def spread_of(values: NDArray[np.float64], central: float = CENTRAL) -> Spread | None:
    """Median and central range of the finite values; None where there is none."""
    known = values[np.isfinite(values)]
    if not len(known):
        return None
    low, median, high = np.quantile(known, ((1 - central) / 2, 0.5, (1 + central) / 2))
    return Spread(float(median), float(low), float(high), len(known))


def fits(value: float, spread: Spread | None, resolution: float) -> bool:
    """Whether one outcome lies where the futures do, as closely as the figure is known."""
    if spread is None or math.isnan(value):
        return True
    return spread.low - resolution <= value <= spread.high + resolution
