"""How many replications are enough: the confidence-interval method over every headline metric.

Replications go on until the half-width of each metric's t interval is within a target share of its
mean, and stays there while a few more are played (Hoad, Robinson and Davies 2010, Automated selection
of the number of replications for a discrete-event simulation, J. Oper. Res. Soc. 61, 1632-1644). The
published method plays one at a time and watches one output; here batches are played, because workers
are many, and all metrics are watched together: the last of them to be known well enough *binds*.

A share of the mean is the wrong measure near nothing: five per cent of one contact in ten days would take
thousands of days, and changes no decision. So a *rare count* (less than `RARE` events a replication) is known
well enough to within one event a replication, and a *share of time* to within half a percentage point.

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

from scenarios.contracts import MetricInfo
from scenarios.document.scenario import Experiment
from scenarios.metrics.definitions import HEADLINE, METRICS

FIRST_REPLICATIONS = 3  # two tell nothing about the spread; the authors start here
LOOK_AHEAD = 5  # their kLimit: replications for which a met target has to stay met

RARE = 5.0  # events a replication: below it the normal interval is poor, and 5 % are out of reach
ONE_EVENT = 1.0  # half-width that is good enough for a rare count, in events a replication
SHARE_POINT = 0.005  # half-width that is good enough for a share of time

Standing = Literal["reached", "looking_ahead", "too_wide", "undefined"]
Measure = Literal["of_mean", "events", "points"]


@dataclass(frozen=True)
class MetricPrecision:
    """How well one metric is known.

    A metric that was defined in no replication, or whose mean is 0 and that is no count, has no precision: it stands
    as ``undefined`` and never asks for more.
    """

    key: str
    standing: Standing
    relative_half_width: float  # half-width over the size of the mean; infinite with one value, NaN if undefined
    reached_at: int | None  # replications since when the target has been met without a break
    projected: int | None  # replications at which this spread would meet the target; None where it is not known
    measure: Measure = "of_mean"  # what the target is a bound on
    half_width: float = math.nan  # in that measure: a share of the mean, events a replication, or a share of time
    bound: float = math.nan  # to which it has to come down


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
    wanted = {exposure for key in keys if (exposure := METRICS[key].counted_per)}
    columns = {
        key: [math.nan if (value := row.get(key)) is None else value for row in rows] for key in [*keys, *wanted]
    }
    return assess_precision(
        {key: columns[key] for key in keys},
        target=experiment.target_half_width,
        most=max(experiment.max_replications, experiment.replications),
        confidence=experiment.confidence,
        metrics=METRICS,
        exposures={key: columns[key] for key in wanted},
    )


def assess_precision(
    columns: Mapping[str, Sequence[float]],
    *,
    target: float,
    most: int,
    confidence: float = 0.95,
    metrics: Mapping[str, MetricInfo] | None = None,
    exposures: Mapping[str, Sequence[float]] | None = None,
) -> Precision:
    """Judge metrics by their values, one per replication in the order of replications.

    `target` is a share of the mean, `most` bounds the replications. `metrics` tell which are counts and shares of
    time, `exposures` hold the columns that rates are counted over; a metric they say nothing of is judged by its mean.
    Until `FIRST_REPLICATIONS` nothing is judged as reached. A batch at most doubles what there is, because a spread
    estimated from few replications is itself not known well; and it covers at least the look-ahead that is due anyway.
    """
    replications = max((len(values) for values in columns.values()), default=0)
    judged = [
        _judge(_measured(key, values, target, confidence, (metrics or {}).get(key), exposures or {}))
        for key, values in columns.items()
    ]
    found = tuple(metric for metric, _ in judged)
    wanted = max([FIRST_REPLICATIONS, *(total for _, total in judged)]) - replications
    batch = max(replications, 1 + look_ahead(replications))
    if replications < FIRST_REPLICATIONS:
        batch = FIRST_REPLICATIONS - replications
    more = max(0, min(wanted, batch, most - replications))
    return Precision(target, replications, most, found, _binding(found), more)


def event_half_widths(counts: NDArray[np.float64], confidence: float = 0.95) -> NDArray[np.float64]:
    """(N,) half-width of the interval for events a replication, after n = 1..N replications.

    The exact Poisson interval of all events together (Garwood 1936), which knows what none seen is worth, or
    Student's t over replications where that is wider because events come in clusters.
    """
    number = np.arange(1, len(counts) + 1)
    total = np.cumsum(counts)
    tail = (1 - confidence) / 2
    low = np.where(total > 0, stats.chi2.ppf(tail, 2 * np.maximum(total, 1)) / 2, 0.0)
    exact = (stats.chi2.ppf(1 - tail, 2 * (total + 1)) / 2 - low) / 2 / number
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.maximum(np.cumsum(counts**2) - total**2 / number, 0.0) / (number - 1)
        over_replications = stats.t.ppf(1 - tail, np.maximum(number - 1, 1)) * np.sqrt(variance / number)
    return np.asarray(np.fmax(exact, over_replications))


@dataclass(frozen=True, eq=False)
class _Measured:
    """A metric's half-widths (N,) after each replication, in the measure that suits it, and what it is to reach."""

    key: str
    measure: Measure
    half_widths: NDArray[np.float64]
    bound: float
    relative: float
    known: int  # replications in which it was defined
    confidence: float


def _measured(  # noqa: PLR0917
    key: str,
    values: Sequence[float],
    target: float,
    confidence: float,
    info: MetricInfo | None,
    exposures: Mapping[str, Sequence[float]],
) -> _Measured:
    widths = relative_half_widths(values, confidence)
    relative = float(widths[-1]) if len(widths) else math.nan
    known = int(np.isfinite(np.asarray(values, dtype=np.float64)).sum())
    counts = None if info is None else _counts(np.asarray(values, dtype=np.float64), info, exposures)
    if counts is not None and len(counts) and counts.mean() < RARE:
        return _Measured(key, "events", event_half_widths(counts, confidence), ONE_EVENT, relative, known, confidence)
    means = _running_mean(values)
    if info is not None and info.unit == "share" and len(means) and abs(means[-1]) * target < SHARE_POINT:
        with np.errstate(invalid="ignore"):  # of a mean of 0 the relative width is infinite
            points = np.where(means == 0, np.where(np.arange(len(means)) > 0, 0.0, np.inf), widths * np.abs(means))
        return _Measured(key, "points", points, SHARE_POINT, relative, known, confidence)
    return _Measured(key, "of_mean", widths, target, relative, known, confidence)


def _counts(
    values: NDArray[np.float64], info: MetricInfo, exposures: Mapping[str, Sequence[float]]
) -> NDArray[np.float64] | None:
    """Events in each replication; None where the metric is no count, or it is not known over what it was counted."""
    if info.counted_per is None:
        return None
    if info.counted_per:
        if info.counted_per not in exposures:
            return None
        values = values * np.asarray(exposures[info.counted_per], dtype=np.float64) / 1000
    return np.round(values) if np.isfinite(values).all() else None


def _running_mean(values: Sequence[float]) -> NDArray[np.float64]:
    data = np.asarray(values, dtype=np.float64)
    known = np.isfinite(data)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.cumsum(np.where(known, data, 0.0)) / np.cumsum(known))


def _judge(found: _Measured) -> tuple[MetricPrecision, int]:
    """One metric's standing, and the number of replications in all that it asks for."""
    widths, count = found.half_widths, len(found.half_widths)
    width = float(widths[-1]) if count else math.nan

    def standing(word: Standing, since: int | None, projected: int | None) -> MetricPrecision:
        return MetricPrecision(found.key, word, found.relative, since, projected, found.measure, width, found.bound)

    if math.isnan(width):
        return standing("undefined", None, None), 0
    is_met = (widths <= found.bound) & (np.arange(1, count + 1) >= FIRST_REPLICATIONS)
    if not is_met[-1]:
        projected = _project(found)
        total = count + 1 if projected is None else max(projected, count + 1)
        return standing("too_wide", None, projected), total + look_ahead(total)
    misses = np.flatnonzero(~is_met)
    since = int(misses[-1]) + 2 if len(misses) else 1  # misses are counted from 0, replications from 1
    total = since + look_ahead(since)
    return standing("reached" if count >= total else "looking_ahead", since, since), total


def _project(found: _Measured) -> int | None:
    """The least n with t(n-1) s / √n within the bound, if the spread s that the last half-width shows stays as it is."""
    count, width = found.known, float(found.half_widths[-1])
    if count < 2 or not math.isfinite(width):
        return None
    upper = 0.5 + found.confidence / 2
    spread = width * math.sqrt(count) / float(stats.t.ppf(upper, count - 1))
    needed: int = max(2, math.ceil((stats.norm.ppf(upper) * spread / found.bound) ** 2))
    while stats.t.ppf(upper, needed - 1) * spread / math.sqrt(needed) > found.bound:
        needed += 1  # t is wider than the normal it starts from: a few steps
    return needed


def _binding(metrics: Sequence[MetricPrecision]) -> str | None:
    """The metric farthest from its bound; once none misses it, the one that met it last."""
    wide = [m for m in metrics if m.standing == "too_wide"]
    if wide:
        return max(wide, key=lambda m: m.half_width / m.bound).key
    known = [m for m in metrics if m.reached_at is not None]
    return max(known, key=lambda m: (m.reached_at or 0, m.half_width / m.bound)).key if known else None
