"""Means over replications with their confidence band, for single figures and for series over the day.

Student t over replications, bin by bin (pointwise: the band holds at each time, not for the whole
curve at once; Law, Simulation Modeling and Analysis, 5th ed., eq. 4.12).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scenarios.contracts import RunResult
from scenarios.reports.facts import SeriesBand
from scenarios.statistics.intervals import estimate

__all__ = ["bands", "estimate", "mean_utilisation"]

PER_HOUR = ("orders_shipped", "orders_arrived", "lines_picked")  # counted per bin, shown as a rate
_MOST_BINS = 24  # finer than this a day's curve is noise


def bands(results: Sequence[RunResult], confidence: float) -> dict[str, SeriesBand]:
    """Every series that all replications have, in at most 24 bins; counts become rates per hour."""
    keys = set.intersection(*(set(r.series) for r in results)) if results else set()
    return {key: _band(key, results, confidence) for key in sorted(keys)}


def mean_utilisation(results: Sequence[RunResult]) -> dict[str, dict[str, float]]:
    """Role -> activity -> share of on-shift time, averaged over the replications in which the role worked."""
    roles = list(dict.fromkeys(role for r in results for role in r.utilisation))
    return {role: _mean_shares([r.utilisation[role] for r in results if role in r.utilisation]) for role in roles}


def _mean_shares(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    activities = list(dict.fromkeys(activity for row in rows for activity in row))
    return {a: float(np.mean([row.get(a, 0.0) for row in rows])) for a in activities}


def _band(key: str, results: Sequence[RunResult], confidence: float) -> SeriesBand:
    step_s = results[0].series_step_s
    length = min(len(r.series[key]) for r in results)
    table = np.array([r.series[key][:length] for r in results], dtype=np.float64)  # (R, T)
    merged = max(1, math.ceil(length / _MOST_BINS))
    table = np.stack([table[:, i : i + merged].mean(axis=1) for i in range(0, length, merged)], axis=1)
    if key in PER_HOUR:
        table = table * (3600.0 / step_s)
    mean, half = _mean_and_half(table, confidence)
    return SeriesBand(
        step_s * merged, tuple(mean.tolist()), tuple((mean - half).tolist()), tuple((mean + half).tolist())
    )


def _mean_and_half(table: NDArray[np.float64], confidence: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """Over axis 0: mean, and the half-width of its t interval."""
    count = len(table)
    mean = table.mean(axis=0)
    if count < 2:
        return mean, np.full(mean.shape, np.nan)
    quantile = float(stats.t.ppf(0.5 + confidence / 2, count - 1))
    return mean, quantile * table.std(axis=0, ddof=1) / math.sqrt(count)
