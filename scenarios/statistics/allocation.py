"""Optimal computing budget allocation: which variant is probably the best, and where more replications tell most.

Chen, Lin, Yücesan and Chick 2000, Simulation budget allocation for further enhancing the efficiency of ordinal
optimization, Discrete Event Dynamic Systems 10, 251-270. Variants that are close to the best, and those that vary
much, get more replications than those that are clearly behind. Samples are taken as independent; common random
numbers make the differences vary less than that, so the probability errs on the low side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

PER_ROUND = 5  # replications that a round adds for each variant, on average (the authors: 5 to 10 in all for few)


@dataclass(frozen=True)
class Round:
    """What the replications so far say, and how the next ones are to be shared out."""

    best: int  # the sample with the largest mean; of equal ones the first
    probability: float  # that it is the best, or less than the smallest difference below it: at least so much
    allocation: tuple[int, ...]  # replications of the next round, per sample; none once the probability is reached


def ocba_shares(means: ArrayLike, deviations: ArrayLike, *, smallest_difference: float = 0.0) -> NDArray[np.float64]:
    """(K,) share of all replications for each of K variants, of which the largest mean is the best.

    Theorem 1: N_i / N_j = ((σ_i / δ_i) / (σ_j / δ_j))² for all but the best b, with δ_i the distance of its mean from
    the best, and N_b = σ_b √(Σ N_i² / σ_i²). Distances below `smallest_difference` count as that much (good
    selection), so that equals do not draw all replications. A variant without spread needs none.
    """
    mean, sigma = np.asarray(means, dtype=np.float64), np.asarray(deviations, dtype=np.float64)
    best = int(np.argmax(mean))
    others = np.arange(len(mean)) != best
    distance = np.maximum(mean[best] - mean, smallest_difference)
    if (distance[others] <= 0).any():
        raise ValueError("variants with equal means need a smallest difference")
    weight = np.zeros(len(mean))
    weight[others] = (sigma[others] / distance[others]) ** 2
    spread = others & (sigma > 0)
    weight[best] = sigma[best] * math.sqrt(float((weight[spread] ** 2 / sigma[spread] ** 2).sum()))
    total = float(weight.sum())
    return weight / total if total > 0 else np.full(len(mean), 1 / len(mean))


def probability_of_best(
    means: ArrayLike, deviations: ArrayLike, counts: ArrayLike, *, smallest_difference: float = 0.0
) -> float:
    """Lower bound of the probability that the largest mean is the best: 1 - Σ P(i beats it), by Bonferroni.

    The authors' approximate probability of correct selection, with normal means and the deviations taken as known.
    """
    mean, sigma, n = (np.asarray(v, dtype=np.float64) for v in (means, deviations, counts))
    best = int(np.argmax(mean))
    others = np.arange(len(mean)) != best
    distance = np.maximum(mean[best] - mean, smallest_difference)[others]
    error = np.sqrt(sigma[best] ** 2 / n[best] + sigma[others] ** 2 / n[others])
    with np.errstate(divide="ignore", invalid="ignore"):
        misses = np.where(error > 0, stats.norm.sf(distance / error), np.where(distance > 0, 0.0, 0.5))
    return max(0.0, 1.0 - float(misses.sum()))


def next_round(
    samples: Sequence[ArrayLike], *, smallest_difference: float, confidence: float = 0.95, per_variant: int = PER_ROUND
) -> Round:
    """Judge samples of any sizes (two values at least each), and share out the next replications.

    The budget grows by `per_variant` for each; nobody's replications are taken back, so that what others have too
    many is shared among those who have too few in proportion to what they lack.
    """
    if smallest_difference <= 0:
        raise ValueError("an allocation needs a positive smallest difference")
    data = [np.asarray(sample, dtype=np.float64) for sample in samples]
    means = np.array([d.mean() for d in data])
    deviations = np.array([d.std(ddof=1) for d in data])
    counts = np.array([len(d) for d in data])
    best = int(np.argmax(means))
    probability = probability_of_best(means, deviations, counts, smallest_difference=smallest_difference)
    if len(data) < 2 or probability >= confidence:
        return Round(best, probability, (0,) * len(data))
    budget = per_variant * len(data)
    shares = ocba_shares(means, deviations, smallest_difference=smallest_difference)
    lacking = np.maximum(shares * (counts.sum() + budget) - counts, 0.0)
    exact = lacking / lacking.sum() * budget
    allocation = np.floor(exact).astype(int)
    remainders = np.argsort(-(exact - allocation), kind="stable")
    allocation[remainders[: budget - allocation.sum()]] += 1
    return Round(best, probability, tuple(int(n) for n in allocation))
