"""How many replications are enough: the confidence-interval method over every headline metric.

Replications go on until the half-width of each metric's t interval is within a target share of its
mean, and stays there while a few more are played (Hoad, Robinson and Davies 2010, Automated selection
of the number of replications for a discrete-event simulation, J. Oper. Res. Soc. 61, 1632-1644). The
published method plays one at a time and watches one output; here batches are played, because workers
are many, and all metrics are watched together: the last of them to be known well enough *binds*.

This module only judges the figures so far and says how many more to play. It does not play them. Each
interval holds by itself: the target is not a joint one over the metrics.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scenarios.document.scenario import Experiment
from scenarios.metrics.definitions import HEADLINE

FIRST_REPLICATIONS = 3  # two tell nothing about the spread; the authors start here
LOOK_AHEAD = 5  # their kLimit: replications for which a met target has to stay met

Standing = Literal["reached", "looking_ahead", "too_wide", "undefined"]


@dataclass(frozen=True)
class MetricPrecision:
    """How well one metric is known.

    A metric that was defined in no replication, or whose mean is 0 (nothing of the kind was seen), has no
    relative precision: it stands as ``undefined`` and never asks for more. What zero seen says about a rate
    is answered by its Poisson interval.
    """

    key: str
    standing: Standing
    relative_half_width: float  # half-width over the size of the mean; infinite with one value, NaN if undefined
    reached_at: int | None  # replications since when the target has been met without a break
    projected: int | None  # replications at which this spread would meet the target; None where it is not known


@dataclass(frozen=True)
class Precision:
    """What the replications so far are worth, and how many to play now."""

    target: float
    replications: int
    most: int
    metrics: tuple[MetricPrecision, ...]
    binding: str | None  # the metric that decides; None where no metric has a relative precision
    more: int  # to play now; 0 when all is reached, or when there have been the most allowed

    @property
    def is_reached(self) -> bool:
        """Whether every metric that has a precision meets the target, and has for long enough."""
        return self.replications >= FIRST_REPLICATIONS and all(
            m.standing in ("reached", "undefined") for m in self.metrics
        )


def look_ahead(replications: int) -> int:
    """How many more have to stay within the target: 5, and 5 % of them beyond 100 (f(kLimit, n) of the paper)."""
    return LOOK_AHEAD * max(replications, 100) // 100


def relative_half_widths(values: Sequence[float], confidence: float = 0.95) -> NDArray[np.float64]:
    """(N,) d_n of the paper: the t interval's half-width over the mean's size, after n = 1..N replications.

    Values that are not finite are left out. Infinite while there is one value, NaN while there is none
    and where the mean is 0.
    """
    data = np.asarray(values, dtype=np.float64)
    is_known = np.isfinite(data)
    count = np.cumsum(is_known)
    origin = data[is_known][0] if is_known.any() else 0.0  # sums of squares about a nearby value keep their digits
    shifted = np.where(is_known, data - origin, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.cumsum(shifted) / count
        squares = np.maximum(np.cumsum(shifted**2) - count * mean**2, 0.0)
        squares[squares <= 1e-24 * np.cumsum(shifted**2)] = 0.0  # equal values, but for rounding
        quantile = stats.t.ppf(0.5 + confidence / 2, np.maximum(count - 1, 1))
        half = quantile * np.sqrt(squares / (count - 1) / count)
        widths = half / np.abs(mean + origin)
    widths[(count > 0) & (mean + origin == 0)] = np.nan
    widths[count == 1] = np.inf
    return np.asarray(widths)


def first_replications(experiment: Experiment) -> int:
    """How many to begin with: as many as the document says, but at least three where it has a target."""
    if experiment.target_half_width is None:
        return experiment.replications
    return max(experiment.replications, min(FIRST_REPLICATIONS, experiment.max_replications))


def assess_experiment(
    experiment: Experiment, rows: Sequence[Mapping[str, float | None]], keys: Sequence[str] = HEADLINE
) -> Precision | None:
    """Judge the metrics of finished replications, one row each in their order; None without a target.

    What is absent or None in a row is not defined there. The document's own number of replications is
    played whatever the most allowed is.
    """
    if experiment.target_half_width is None:
        return None
    return assess_precision(
        {key: [math.nan if (value := row.get(key)) is None else value for row in rows] for key in keys},
        target=experiment.target_half_width,
        most=max(experiment.max_replications, experiment.replications),
        confidence=experiment.confidence,
    )


def assess_precision(
    columns: Mapping[str, Sequence[float]], *, target: float, most: int, confidence: float = 0.95
) -> Precision:
    """Judge metrics by their values, one per replication in the order of replications.

    `target` is a share of the mean, `most` bounds the replications. Until `FIRST_REPLICATIONS` nothing is
    judged as reached. A batch at most doubles what there is, because a spread estimated from few
    replications is itself not known well; and it covers at least the look-ahead that is due anyway.
    """
    replications = max((len(values) for values in columns.values()), default=0)
    judged = [_judge(key, values, target, confidence) for key, values in columns.items()]
    metrics = tuple(metric for metric, _ in judged)
    wanted = max([FIRST_REPLICATIONS, *(total for _, total in judged)]) - replications
    batch = max(replications, 1 + look_ahead(replications))
    if replications < FIRST_REPLICATIONS:
        batch = FIRST_REPLICATIONS - replications
    more = max(0, min(wanted, batch, most - replications))
    return Precision(target, replications, most, metrics, _binding(metrics), more)


def _judge(key: str, values: Sequence[float], target: float, confidence: float) -> tuple[MetricPrecision, int]:
    """One metric's standing, and the number of replications in all that it asks for."""
    widths = relative_half_widths(values, confidence)
    count = len(widths)
    width = float(widths[-1]) if count else math.nan
    if math.isnan(width):
        return MetricPrecision(key, "undefined", math.nan, None, None), 0
    is_met = (widths <= target) & (np.arange(1, count + 1) >= FIRST_REPLICATIONS)
    if not is_met[-1]:
        projected = _project(values, target, confidence)
        total = count + 1 if projected is None else max(projected, count + 1)
        return MetricPrecision(key, "too_wide", width, None, projected), total + look_ahead(total)
    misses = np.flatnonzero(~is_met)
    since = int(misses[-1]) + 2 if len(misses) else 1  # misses are counted from 0, replications from 1
    total = since + look_ahead(since)
    return MetricPrecision(key, "reached" if count >= total else "looking_ahead", width, since, since), total


def _project(values: Sequence[float], target: float, confidence: float) -> int | None:
    """The least n with t(n-1) s / √n within the target share of the mean, if mean and spread stay as they are."""
    data = np.asarray(values, dtype=np.float64)
    data = data[np.isfinite(data)]
    if len(data) < 2:
        return None
    spread = float(data.std(ddof=1) / abs(data.mean()))
    needed: int = max(2, math.ceil((stats.norm.ppf(0.5 + confidence / 2) * spread / target) ** 2))
    while stats.t.ppf(0.5 + confidence / 2, needed - 1) * spread / math.sqrt(needed) > target:
        needed += 1  # t is wider than the normal it starts from: a few steps
    return needed


def _binding(metrics: Sequence[MetricPrecision]) -> str | None:
    """The widest metric that misses the target; once none does, the one that met it last."""
    wide = [m for m in metrics if m.standing == "too_wide"]
    if wide:
        return max(wide, key=lambda m: m.relative_half_width).key
    known = [m for m in metrics if m.reached_at is not None]
    return max(known, key=lambda m: (m.reached_at or 0, m.relative_half_width)).key if known else None
