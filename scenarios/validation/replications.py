"""Measure a job network in steady state: independent replications with a warm-up, and a t interval over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from scenarios.simulation.flow_books import Books, play_flow, read_books
from scenarios.simulation.flow_build import NetworkPlan, make_flow
from scenarios.statistics.intervals import estimate
from scenarios.validation.case import Measured, Tier

CONFIDENCE = 0.99
SEED = 20
REPLICATIONS: dict[Tier, int] = {"quick": 30, "full": 120}


def steady(
    plan: NetworkPlan,
    figures: Callable[[Books, Books], Sequence[float]],
    *,
    warm_up_s: float,
    length_s: float,
    tier: Tier,
) -> list[Measured]:
    """One measurement per figure that `figures` reads from the books at the end of the warm-up and of the run."""
    count = REPLICATIONS[tier]
    values = []
    for replication in range(count):
        flow = play_flow(make_flow(plan, seed=SEED, replication=replication), plan, warm_up_s)
        before = read_books(flow, warm_up_s)
        end_s = warm_up_s + length_s
        values.append(figures(before, read_books(play_flow(flow, plan, end_s), end_s)))
    how = f"{count} replications of {length_s:,.0f} s after {warm_up_s:,.0f} s, t at {CONFIDENCE:.0%}"
    found = []
    for column in np.array(values, dtype=np.float64).T:
        mean = estimate(list(column), CONFIDENCE)
        found.append(Measured(mean.mean, mean.low, mean.high, how))
    return found


def waits(before: Books, after: Books) -> list[float]:
    """Mean wait per arrival at each station between two readings."""
    pairs = zip(before.stations, after.stations, strict=True)
    return [(b.queue_area - a.queue_area) / (b.arrivals - a.arrivals) for a, b in pairs]


def sojourn(before: Books, after: Books) -> list[float]:
    """Mean time in the network of the jobs of the first routing that were done between two readings."""
    a, b = before.routings[0], after.routings[0]
    return [(b.sojourn_s - a.sojourn_s) / (b.done - a.done)]


def throughput(before: Books, after: Books) -> list[float]:
    """Jobs of the first routing done per hour between two readings."""
    return [3600 * (after.routings[0].done - before.routings[0].done) / (after.time_s - before.time_s)]
