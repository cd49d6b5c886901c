"""Rates of rare events, pooled over replications: conflicts per 1000 agent-hours, and whether two differ.

Counts of conflicts are taken as Poisson over the time that people and vehicles were on the floor, so
intervals and tests are exact however few were seen; none seen is not no risk. Real conflicts cluster
(one jam gives several), which `PooledRate.dispersion` shows: well above 1 the intervals are too narrow.
A rate is a relative measure. It is not a forecast of accidents.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import get_args

import numpy as np
from scipy import stats

from scenarios.contracts import AgentKind, Conflict, Estimate, RunResult
from scenarios.document import VehicleType
from scenarios.statistics.intervals import poisson_interval

Pair = tuple[AgentKind, AgentKind]  # in the order of `AgentKind`
SEVERITIES = ("contact", "serious", "slight")  # the worst first
PER_HOURS = 1000.0
_OTHER_VEHICLES = {name for name in get_args(VehicleType) if name.upper() not in AgentKind.__members__}


@dataclass(frozen=True)
class PooledRate:
    """Events over exposure, all replications together."""

    count: int
    agent_hours: float
    per_1000_h: Estimate  # exact Poisson interval; its count is that of the events
    dispersion: float | None  # variance over mean of the counts per replication; None with one, or with none seen


@dataclass(frozen=True)
class ConflictRate:
    """How often two classes of agents came at least so badly into conflict."""

    kinds: Pair | None  # None for all pairs together
    at_least: str  # "contact" | "serious" | "slight": what is worse is counted in
    rate: PooledRate


@dataclass(frozen=True)
class RateRatio:
    """A variant's rate over the base's, by the exact conditional test."""

    ratio: float  # NaN where neither saw any; infinite where only the variant did
    low: float
    high: float
    p_value: float
    confidence: float = 0.95


def pooled_rate(counts: Sequence[int], agent_hours: Sequence[float], confidence: float = 0.95) -> PooledRate:
    """The rate per 1000 agent-hours from each replication's count and exposure.

    Raises ``ValueError`` where there was no exposure at all.
    """
    count, hours = sum(counts), math.fsum(agent_hours)
    rate = poisson_interval(count, hours / PER_HOURS, confidence)
    dispersion = None
    if len(counts) > 1 and count > 0:
        dispersion = float(np.var(counts, ddof=1) / np.mean(counts))
    return PooledRate(count, hours, rate, dispersion)


def agent_hours(result: RunResult) -> float:
    """Hours that people and vehicles were on the floor in a replication: all of its presence map."""
    return float(result.density.sum(dtype=np.float64)) / 3600


def conflict_rates(results: Sequence[RunResult], confidence: float = 0.95) -> tuple[ConflictRate, ...]:
    """Rates by severity, all pairs first, then each pair of classes that were there; empty without exposure.

    A pair's exposure is that of all agents, so that the rates of the pairs add up to the rate of all.
    """
    hours = [agent_hours(r) for r in results]
    if math.fsum(hours) <= 0:
        return ()
    tables = [Counter((_pair(c), c.severity) for c in r.conflicts) for r in results]  # a day may have thousands
    kinds = sorted({kind for r in results for kind in _classes_of(r)} | {k for t in tables for p, _ in t for k in p})
    pairs: list[Pair | None] = [None, *combinations_with_replacement(kinds, 2)]
    return tuple(
        ConflictRate(pair, at_least, pooled_rate([_count(t, pair, at_least) for t in tables], hours, confidence))
        for pair in pairs
        for at_least in SEVERITIES
    )


def compare_conflicts(
    base: Sequence[ConflictRate], variant: Sequence[ConflictRate], confidence: float = 0.95
) -> tuple[RateRatio | None, ...]:
    """Each of a variant's rates against the base's of the same pair and severity; None where the base has none.

    Each test holds by itself: a reader who picks the smallest of many p-values has to allow for that.
    """
    of_base = {(r.kinds, r.at_least): r.rate for r in base}
    return tuple(
        compare_rates(found.count, found.agent_hours, r.rate.count, r.rate.agent_hours, confidence)
        if (found := of_base.get((r.kinds, r.at_least))) is not None
        else None
        for r in variant
    )


def compare_rates(
    base_count: int,
    base_exposure: float,
    variant_count: int,
    variant_exposure: float,
    confidence: float = 0.95,
) -> RateRatio:
    """Two Poisson rates by the conditional test: given both counts together, the variant's is binomial.

    Przyborowski and Wilenski 1940, Homogeneity of results in testing samples from Poisson series,
    Biometrika 31, 313-323; twice the smaller tail. The interval is Clopper and Pearson's for the share,
    so it excludes 1 exactly where p < 1 - confidence. Common random numbers make the counts agree more
    than independent ones would, which errs on the side of showing no difference.
    """
    if min(base_count, variant_count) < 0 or min(base_exposure, variant_exposure) <= 0:
        raise ValueError("counts are not negative and exposures are positive")
    total = base_count + variant_count
    if total == 0:
        return RateRatio(math.nan, 0.0, math.inf, 1.0, confidence)
    share = variant_exposure / (base_exposure + variant_exposure)
    lower = float(stats.binom.cdf(variant_count, total, share))
    upper = float(stats.binom.sf(variant_count - 1, total, share))
    tail = (1 - confidence) / 2
    low = float(stats.beta.ppf(tail, variant_count, base_count + 1)) if variant_count else 0.0
    high = float(stats.beta.ppf(1 - tail, variant_count + 1, base_count)) if base_count else 1.0

    def ratio(share_of_variant: float) -> float:
        if share_of_variant >= 1:
            return math.inf
        return share_of_variant / (1 - share_of_variant) * base_exposure / variant_exposure

    return RateRatio(ratio(variant_count / total), ratio(low), ratio(high), min(1.0, 2 * min(lower, upper)), confidence)


def _classes_of(result: RunResult) -> set[AgentKind]:
    """The classes that were on the floor, by their roles; a vehicle type that is no class shows in its conflicts."""
    classes = {kind.name.lower(): kind for kind in AgentKind}
    return {classes.get(role, AgentKind.PERSON) for role in result.utilisation if role not in _OTHER_VEHICLES}


def _pair(conflict: Conflict) -> Pair:
    first, second = conflict.kinds
    return (first, second) if first <= second else (second, first)


def _count(table: Mapping[tuple[Pair, str], int], pair: Pair | None, at_least: str) -> int:
    worst = SEVERITIES[: SEVERITIES.index(at_least) + 1]
    return sum(count for (found, severity), count in table.items() if severity in worst and pair in (None, found))
