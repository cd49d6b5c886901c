"""Steady-state studies: where the opening has worn off, and what a single long run then says.

A shift is a terminating simulation and is never truncated; this is for questions about the long run.
MSER-5 (White 1997, An effective truncation heuristic for bias reduction in simulation output,
Simulation 69, 323-334; batches of five: White, Cobb and Spratt 2000) chooses the truncation. After it,
replications give the interval (replication and deletion: Law 2015, section 9.5.2), or, where there is
one, its batch means (Schmeiser 1982, Batch size effects in the analysis of simulation output, Oper.
Res. 30, 556-568: 10 to 30 batches).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Estimate
from scenarios.statistics.intervals import estimate

MSER_BATCH = 5
LEAST_OBSERVATIONS = 10 * MSER_BATCH
BATCHES = 20


@dataclass(frozen=True)
class Truncation:
    """How many observations to leave out at the start."""

    observations: int
    is_valid: bool  # False where the best cut lies in the second half: the run is too short to have settled


def mser5(values: Sequence[float] | NDArray[np.float64]) -> Truncation:
    """The cut that minimises the squared standard error of what remains, over means of five observations.

    MSER(d) = Σ_{j>d} (z_j - z̄_d)² / (m - d)² over the m batch means z. Cuts that leave fewer than five
    batches are not looked at: the statistic collapses there. Raises ``ValueError`` for fewer than 50
    observations or values that are not finite.
    """
    data = np.asarray(values, dtype=np.float64)
    if len(data) < LEAST_OBSERVATIONS:
        raise ValueError(f"a truncation needs at least {LEAST_OBSERVATIONS} observations, not {len(data)}")
    if not np.isfinite(data).all():
        raise ValueError("observations of a steady-state study are finite")
    count = len(data) // MSER_BATCH
    means = data[: count * MSER_BATCH].reshape(count, MSER_BATCH).mean(axis=1)  # (m,)
    means = means - means[-1]  # the statistic does not see a shift, but its rounding does
    left = count - np.arange(count)
    sums = np.cumsum(means[::-1])[::-1]
    squares = np.cumsum(means[::-1] ** 2)[::-1]
    statistic = ((squares - sums**2 / left) / left**2)[:-5]
    best = int(np.argmin(statistic))
    return Truncation(best * MSER_BATCH, is_valid=best <= count / 2)


def batch_means(
    values: Sequence[float] | NDArray[np.float64], *, batches: int = BATCHES, confidence: float = 0.95
) -> Estimate:
    """The long-run mean with a t interval over the means of equal batches; `count` is the number of batches.

    What does not fill a batch is left out at the start, where it is nearest to the opening state.
    """
    data = np.asarray(values, dtype=np.float64)
    if batches < 2 or len(data) < 2 * batches:
        raise ValueError(f"{len(data)} observations do not make {batches} batches of two")
    size = len(data) // batches
    return estimate(data[len(data) - size * batches :].reshape(batches, size).mean(axis=1).tolist(), confidence)


def long_run_mean(
    series: Sequence[Sequence[float] | NDArray[np.float64]] | NDArray[np.float64], *, confidence: float = 0.95
) -> tuple[Truncation, Estimate | None]:
    """(the cut, the long-run mean after it) of a figure's course (R, T) in R replications.

    The cut is found once, on the mean course of all replications (Welch 1983), so that all lose the same opening.
    None in place of the mean where the opening has not worn off by half of the run. Raises ``ValueError`` as `mser5`.
    """
    data = np.asarray(series, dtype=np.float64)
    cut = mser5(data.mean(axis=0))
    if not cut.is_valid:
        return cut, None
    kept = data[:, cut.observations :]
    if len(data) == 1:
        return cut, batch_means(kept[0], batches=min(BATCHES, kept.shape[1] // 2), confidence=confidence)
    return cut, estimate(kept.mean(axis=1).tolist(), confidence)
