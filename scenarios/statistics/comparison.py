"""Variant against base, paired by replication: what changed, how surely, and for better or worse.

Both variants drew the same luck in the same replication, so their difference varies less than either.
Each metric gets a paired t interval; the p-values of the metrics compared together are corrected by
Holm's step-down method (Holm 1979), and the verdict follows the corrected one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy import stats

from scenarios.contracts import Difference, Estimate, MetricInfo, RunResult
from scenarios.metrics.definitions import HEADLINE, METRICS
from scenarios.statistics.intervals import estimate


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm-corrected p-values in the order given; NaN stays NaN and does not count."""
    corrected = [math.nan] * len(p_values)
    known = sorted((p, k) for k, p in enumerate(p_values) if not math.isnan(p))
    largest = 0.0
    for rank, (p, k) in enumerate(known):
        largest = max(largest, min(1.0, (len(known) - rank) * p))
        corrected[k] = largest
    return corrected


def verdict(difference: Estimate, p_holm: float, better: str) -> str:
    """``better``, ``worse`` or ``changed`` when the corrected p-value is below 1 - confidence, else no difference shown."""
    if math.isnan(p_holm) or p_holm >= 1 - difference.confidence or difference.mean == 0:
        return "no_difference_shown"
    if better == "neutral":
        return "changed"
    return "better" if (difference.mean > 0) == (better == "higher") else "worse"


def _p_value(differences: np.ndarray) -> float:
    """Two-sided p of a paired t test; equal differences other than 0 are certain, all 0 show nothing."""
    if len(differences) < 2:
        return math.nan
    spread = float(differences.std(ddof=1))
    mean = float(differences.mean())
    if spread <= 1e-12 * max(abs(mean), 1e-300):
        return 1.0 if mean == 0 else 0.0
    return float(2 * stats.t.sf(abs(mean) / (spread / math.sqrt(len(differences))), len(differences) - 1))


def _variance_reduction(base: np.ndarray, variant: np.ndarray) -> float | None:
    """Variance of the difference without pairing over that with it; None where either is 0 or unknown."""
    if len(base) < 2:
        return None
    paired = float((variant - base).var(ddof=1))
    unpaired = float(base.var(ddof=1) + variant.var(ddof=1))
    return unpaired / paired if paired > 0 and unpaired > 0 else None


def paired_difference(
    key: str,
    base_values: Sequence[float],
    variant_values: Sequence[float],
    *,
    confidence: float = 0.95,
    better: str = "neutral",
) -> Difference:
    """One metric compared on its own (`p_holm` equals `p_value`); pairs with a NaN in them are left out."""
    base = np.asarray(base_values, dtype=np.float64)
    variant = np.asarray(variant_values, dtype=np.float64)
    if base.shape != variant.shape:
        raise ValueError("pairs need as many values of the base as of the variant")
    both = np.isfinite(base) & np.isfinite(variant)
    base, variant = base[both], variant[both]
    base_estimate = estimate(base.tolist(), confidence)
    difference = estimate((variant - base).tolist(), confidence)
    p_value = _p_value(variant - base)
    relative = difference.mean / base_estimate.mean if len(base) and base_estimate.mean != 0 else None
    return Difference(
        key=key,
        base=base_estimate,
        variant=estimate(variant.tolist(), confidence),
        difference=difference,
        relative=relative,
        p_value=p_value,
        p_holm=p_value,
        verdict=verdict(difference, p_value, better),
        variance_reduction=_variance_reduction(base, variant),
    )


def compare(
    base: Sequence[RunResult],
    variant: Sequence[RunResult],
    confidence: float = 0.95,
    *,
    keys: Sequence[str] = HEADLINE,
    metrics: Mapping[str, MetricInfo] = METRICS,
) -> tuple[Difference, ...]:
    """Every metric of `keys` compared over the replications that both have, Holm-corrected together."""
    of_base = {r.replication: r for r in base}
    of_variant = {r.replication: r for r in variant}
    common = sorted(of_base.keys() & of_variant.keys())
    raw = [
        paired_difference(
            key,
            [of_base[r].metrics.get(key, math.nan) for r in common],
            [of_variant[r].metrics.get(key, math.nan) for r in common],
            confidence=confidence,
        )
        for key in keys
    ]
    corrected = holm([d.p_value for d in raw])
    return tuple(
        Difference(
            key=d.key,
            base=d.base,
            variant=d.variant,
            difference=d.difference,
            relative=d.relative,
            p_value=d.p_value,
            p_holm=p,
            verdict=verdict(d.difference, p, metrics[d.key].better),
            variance_reduction=d.variance_reduction,
        )
        for d, p in zip(raw, corrected, strict=True)
    )
