"""Which of several variants is best: those that may be, and whether one can be picked already.

*Subset selection* needs no assumption of how far apart the variants are: it keeps every variant that
could still be best. *Kim and Nelson's procedure* picks one, replication by replication, given the
smallest difference that matters to the planner. Both hold for one metric by itself, with the stated
confidence that the best variant (or one that is less than that difference worse) is among those kept.
*Optimal computing budget allocation* (`allocation`) picks one as soon as it is probably the best, and says
how to share out the replications that are still to be played. Replications are normal enough in their
means; variances may differ.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from scenarios.contracts import MetricInfo, RunResult
from scenarios.document.scenario import SelectionMethod
from scenarios.metrics.definitions import HEADLINE, METRICS
from scenarios.statistics.allocation import next_round

FIRST_STAGE = 10  # replications from which Kim and Nelson's variances come; they advise at least this many


@dataclass(frozen=True)
class Selection:
    """Where the sequential procedure stands."""

    still_in: tuple[int, ...]  # rows that are not eliminated, in order
    decided_after: int | None  # replications at which one was left
    more: int  # replications after which one will be left at the latest; 0 once decided


@dataclass(frozen=True)
class BestOnMetric:
    """Which variants may be best on one metric. Variants are counted from 0, the base."""

    key: str
    replications: int
    confidence: float
    may_be_best: tuple[int, ...]
    smallest_difference: float | None  # that matters, in the metric's unit; None where nobody has said
    selected: int | None  # the one picked, if one can be with that difference
    more: int | None  # at most so many more replications until one can; None where it cannot be asked
    method: SelectionMethod = "kim_nelson"
    probability: float | None = None  # of having picked rightly, where the method tells it
    allocation: tuple[int, ...] | None = None  # of the next round, per variant, where the method tells it


def subset_paired(values: ArrayLike, *, confidence: float = 0.95, smallest_difference: float = 0.0) -> tuple[int, ...]:
    """Rows that may have the largest mean, from values (K, N) whose columns share their luck.

    Row i stays if its mean is within max(0, t S_il / √n - δ) of every other's, with t at 1 - α/(K-1) by
    Bonferroni, which allows any dependence (Nelson, Swann, Goldsman and Song 2001, Simple procedures for
    selecting the best simulated system when the number of alternatives is large, Oper. Res. 49, 950-963,
    with differences in place of independent samples). With one column everything stays.
    """
    data = np.asarray(values, dtype=np.float64)
    rows, count = data.shape
    if rows < 2 or count < 2:
        return tuple(range(rows))
    quantile = float(stats.t.ppf(1 - (1 - confidence) / (rows - 1), count - 1))
    margin = quantile * np.sqrt(_difference_variances(data) / count)
    return _within(data.mean(axis=1), margin, smallest_difference)


def subset_independent(
    samples: Sequence[ArrayLike], *, confidence: float = 0.95, smallest_difference: float = 0.0
) -> tuple[int, ...]:
    """Samples that may have the largest mean, where each had its own luck and any number of replications.

    Unknown, unequal variances: W_il = √(t_i² S_i²/n_i + t_l² S_l²/n_l) with t_i at (1-α)^(1/(K-1)) and
    n_i - 1 degrees of freedom (Gupta's subset selection as in Nelson, Swann, Goldsman and Song 2001,
    section 2; unequal n: Boesel, Nelson and Kim 2003). A sample of one can neither go nor send others away.
    """
    data = [np.asarray(sample, dtype=np.float64) for sample in samples]
    if len(data) < 2:
        return tuple(range(len(data)))
    level = confidence ** (1 / (len(data) - 1))
    spreads = np.array(
        [stats.t.ppf(level, len(d) - 1) ** 2 * d.var(ddof=1) / len(d) if len(d) > 1 else math.inf for d in data]
    )
    margin = np.sqrt(spreads[:, None] + spreads[None, :])
    return _within(np.array([d.mean() for d in data]), margin, smallest_difference)


def kim_nelson(
    values: ArrayLike, *, smallest_difference: float, confidence: float = 0.95, first_stage: int = FIRST_STAGE
) -> Selection:
    """The row with the largest mean, given values (K, N) whose columns may share their luck.

    Kim and Nelson 2001, A fully sequential procedure for indifference-zone selection in simulation, ACM
    TOMACS 11, 251-273, with c = 1: η = ((2α/(K-1))^(-2/(n0-1)) - 1)/2, h² = 2η(n0-1); after r replications
    row i goes if some mean exceeds its own by more than max(0, (h² S_il²/δ² - r) δ / 2r). The variances of
    differences S_il² come from the first stage only. Of exact ties the first row is taken. Raises ``ValueError`` for a difference that is not
    positive, a first stage below 2, or a confidence at or below 1/K, which guessing would reach.
    """
    data = np.asarray(values, dtype=np.float64)
    rows, count = data.shape
    if smallest_difference <= 0 or first_stage < 2 or not 1 / rows < confidence < 1:
        raise ValueError("a selection needs a positive difference, a first stage of 2, and a confidence above 1/K")
    if rows == 1:
        return Selection((0,), 0, 0)
    if count < first_stage:
        return Selection(tuple(range(rows)), None, first_stage - count)
    eta = ((2 * (1 - confidence) / (rows - 1)) ** (-2 / (first_stage - 1)) - 1) / 2
    h2 = 2 * eta * (first_stage - 1)
    ends = h2 * _difference_variances(data[:, :first_stage]) / smallest_difference**2  # (K, K)
    sums = np.cumsum(data, axis=1)
    still_in = np.arange(rows)
    for r in range(first_stage, count + 1):
        means = sums[still_in, r - 1] / r
        margin = np.maximum(0.0, (ends[np.ix_(still_in, still_in)] - r) * smallest_difference / (2 * r))
        still_in = still_in[list(_within(means, margin, 0.0))]
        last = math.floor(ends[np.ix_(still_in, still_in)].max()) + 1
        if len(still_in) == 1 or r >= last:  # from the last on no margin is left: only exact ties are
            return Selection((int(still_in[0]),), r, 0)
    return Selection(tuple(int(i) for i in still_in), None, last - count)


def select_best(
    results: Sequence[Sequence[RunResult]],
    confidence: float = 0.95,
    *,
    smallest_share: float | None = None,
    method: SelectionMethod = "kim_nelson",
    keys: Sequence[str] = HEADLINE,
    metrics: Mapping[str, MetricInfo] = METRICS,
) -> tuple[BestOnMetric, ...]:
    """Every metric that has a better side, over the replications that all variants have.

    Replications in which a metric is not defined for some variant are left out; a metric that is never
    defined for all of them is too. `smallest_share` of the base's mean is the smallest difference that
    matters; a metric whose base mean is 0 has none. Budget allocation looks at all that each variant has.
    """
    by_number = [{r.replication: r for r in variant} for variant in results]
    common = sorted(set.intersection(*(set(found) for found in by_number))) if by_number else []
    found = []
    for key in keys:
        if metrics[key].better == "neutral":
            continue
        table = np.array([[rows[n].metrics.get(key, math.nan) for n in common] for rows in by_number])  # (K, N)
        table = table[:, np.isfinite(table).all(axis=0)] if common else np.empty((len(by_number), 0))
        if table.shape[1] == 0:
            continue
        sign = 1.0 if metrics[key].better == "higher" else -1.0
        difference = abs(float(table[0].mean())) * (smallest_share or 0.0)
        smallest = difference if difference > 0 else None
        if method == "ocba":
            samples = [sign * np.array([r.metrics.get(key, math.nan) for r in rows.values()]) for rows in by_number]
            found.append(_allocated(key, samples, sign * table, confidence, smallest))
        else:
            found.append(_best_on(key, sign * table, confidence, smallest))
    return tuple(found)


def _allocated(
    key: str,
    samples: Sequence[NDArray[np.float64]],
    common: NDArray[np.float64],
    confidence: float,
    difference: float | None,
) -> BestOnMetric:
    """By budget allocation, from each variant's own replications."""
    subset = subset_paired(common, confidence=confidence)
    known = [sample[np.isfinite(sample)] for sample in samples]
    if difference is None or min(len(sample) for sample in known) < 2:
        return BestOnMetric(key, common.shape[1], confidence, subset, difference, None, None, method="ocba")
    round_ = next_round(known, smallest_difference=difference, confidence=confidence)
    return BestOnMetric(
        key,
        common.shape[1],
        confidence,
        subset,
        difference,
        round_.best if round_.probability >= confidence else None,
        sum(round_.allocation),
        "ocba",
        round_.probability,
        round_.allocation,
    )


def _best_on(key: str, values: NDArray[np.float64], confidence: float, difference: float | None) -> BestOnMetric:
    subset = subset_paired(values, confidence=confidence)
    count = values.shape[1]
    if difference is None:
        return BestOnMetric(key, count, confidence, subset, None, None, None)
    picked = kim_nelson(values, smallest_difference=difference, confidence=confidence)
    selected = picked.still_in[0] if picked.decided_after is not None else None
    return BestOnMetric(key, count, confidence, subset, difference, selected, picked.more)


def _difference_variances(data: NDArray[np.float64]) -> NDArray[np.float64]:
    """(K, K) variance of the paired difference of every two rows of (K, N); 0 on the diagonal."""
    differences = data[:, None, :] - data[None, :, :]
    return np.asarray(differences.var(axis=2, ddof=1))


def _within(means: NDArray[np.float64], margin: NDArray[np.float64], indifference: float) -> tuple[int, ...]:
    """Rows whose mean is not below any other's by more than the margin less the indifference, or 0."""
    short = means[None, :] - means[:, None]  # how much i falls short of l
    is_in = (short <= np.maximum(0.0, margin - indifference)).all(axis=1)
    return tuple(int(i) for i in np.flatnonzero(is_in))
