"""A run's figures as the API gives them: metrics with intervals, series with bands, conflicts, density."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scenarios.contracts import Estimate, RunResult
from scenarios.document import ScenarioDocument
from scenarios.layout.parsing import parse_document
from scenarios.metrics.definitions import METRICS
from scenarios.models import Replication, Run
from scenarios.reports.bands import PER_HOUR, bands, mean_utilisation
from scenarios.reports.certainty import precision_sentence, rate_facts, rate_sentence
from scenarios.reports.facts import RateFact
from scenarios.safety.encounters import replay_window
from scenarios.safety.ranking import SEVERITIES, heat_map, rank
from scenarios.services.kept import keep
from scenarios.services.replications import get_precision
from scenarios.services.results import conflict_of_json, conflict_to_json, density_of_row, finite, result_of_row
from scenarios.statistics.intervals import estimate
from scenarios.statistics.quantiles import bootstrap_quantiles
from scenarios.statistics.sequential import Precision
from scenarios.statistics.steady_state import LEAST_OBSERVATIONS, long_run_mean

MOST_CONFLICTS = 500
QUANTILES = (0.5, 0.9, 0.95)
STATION_FIGURES = ("queue_mean", "queue_max", "utilisation", "served")
# The engine asserts L = λW on the event log of every replication to this; one that broke it has no result.
LITTLE_LAW_BOUND = 1e-9


def load_results(run: Run, *, with_conflicts: bool = True) -> tuple[RunResult, ...]:
    """Every finished replication, in order; reading the conflicts, which some do not need, takes nearly all the time."""
    rows = run.results.order_by("index")
    return tuple(result_of_row(row) for row in (rows if with_conflicts else rows.defer("conflicts")))


def describe_metrics(run: Run) -> dict[str, Any]:
    """Metrics, series, utilisation and what became of the orders."""
    return keep("metrics", [run], lambda: _metrics(run))


def _metrics(run: Run) -> dict[str, Any]:
    document = parse_document(run.document)
    confidence = document.experiment.confidence
    results = load_results(run, with_conflicts=False)
    return {
        "replications": len(results),
        "confidence": confidence,
        "metrics": [
            {
                "key": info.key,
                "label": info.label,
                "unit": info.unit,
                "better": info.better,
                "headline": info.headline,
                "definition": info.definition,
                **_estimate([r.metrics.get(key, np.nan) for r in results], confidence),
                "values": [finite(r.metrics.get(key, np.nan)) for r in results],
            }
            for key, info in METRICS.items()
        ],
        "series": describe_series(results, document),
        "utilisation": mean_utilisation(results),
        "stations": describe_stations(results, confidence),
        "quantiles": describe_quantiles(results, confidence),
        "long_run": describe_long_run(results, confidence) if document.experiment.long_run else None,
        "precision": describe_precision(get_precision(run)),
        "little_law": {"relative_error": LITTLE_LAW_BOUND, "is_bound": True},
        "orders": _orders(results),
    }


def describe_partial(run: Run) -> dict[str, Any]:
    """The estimates so far: what is announced after each replication."""
    confidence = parse_document(run.document).experiment.confidence
    rows = list(run.results.order_by("index").values_list("metrics", flat=True))
    columns = {key: [np.nan if row.get(key) is None else row[key] for row in rows] for key in METRICS}
    return {
        "type": "metrics.partial",
        "replications": len(rows),
        "metrics": [
            {
                "key": key,
                "label": METRICS[key].label,
                "unit": METRICS[key].unit,
                **_estimate(values, confidence),
            }
            for key, values in columns.items()
        ],
        "precision": describe_precision(get_precision(run)),
    }


def describe_precision(precision: Precision | None) -> dict[str, Any] | None:
    """How well each headline metric is known, which one decides, and how many more are wanted; None without a target."""
    if precision is None:
        return None
    return {
        "target": precision.target,
        "replications": precision.replications,
        "most": precision.most,
        "is_reached": precision.is_reached,
        "binding": precision.binding,
        "more": precision.more,
        "sentence": precision_sentence(precision, METRICS),
        "metrics": [
            {
                "key": metric.key,
                "label": METRICS[metric.key].label,
                "standing": metric.standing,
                "relative_half_width": finite(metric.relative_half_width),
                "measure": metric.measure,
                "half_width": finite(metric.half_width),
                "bound": finite(metric.bound),
                "reached_at": metric.reached_at,
                "projected": metric.projected,
            }
            for metric in precision.metrics
        ],
    }


def describe_stations(results: Sequence[RunResult], confidence: float) -> list[dict[str, Any]]:
    """What each station, pool and conveyor did, over the replications: `metrics.stations` with intervals."""
    names = list(dict.fromkeys(name for r in results for name in r.stations))
    return [
        {
            "name": name,
            **{
                key: _estimate([r.stations.get(name, {}).get(key, np.nan) for r in results], confidence)
                for key in STATION_FIGURES
            },
        }
        for name in names
    ]


def describe_quantiles(results: Sequence[RunResult], confidence: float) -> list[dict[str, Any]]:
    """Quantiles of the cycle time over the orders of all replications, with intervals by resampling whole days.

    Unlike the metrics of the same name, which are means of each day's quantile. Empty for runs stored before cycle
    times were kept.
    """
    days = [r.cycle_times_s for r in results if len(r.cycle_times_s)]
    if not days:
        return []
    found = bootstrap_quantiles(days, QUANTILES, confidence=confidence)
    return [
        {"key": "cycle_time_s", "share": share, **describe_estimate(estimate_)}
        for share, estimate_ in zip(QUANTILES, found, strict=True)
    ]


def describe_long_run(results: Sequence[RunResult], confidence: float) -> list[dict[str, Any]]:
    """Series once the opening has worn off (MSER-5): flows per hour, levels as they are; for an experiment that asks."""
    described = []
    for key in sorted(set.intersection(*(set(r.series) for r in results)) if results else set()):
        step_s = results[0].series_step_s
        scale = 3600 / step_s if key in PER_HOUR else 1.0
        length = min(len(r.series[key]) for r in results)
        table = scale * np.array([r.series[key][:length] for r in results], dtype=np.float64)
        if length < LEAST_OBSERVATIONS:
            continue
        cut, found = long_run_mean(table, confidence=confidence)
        described.append(
            {
                "series": key,
                "cut_s": cut.observations * step_s,
                "is_settled": found is not None,
                **describe_estimate(found or Estimate(np.nan, np.nan, np.nan, 0, confidence)),
            }
        )
    return described


def describe_series(results: Sequence[RunResult], document: ScenarioDocument) -> dict[str, Any]:
    """Bands over the day: mean, low and high of each bin; flows as rates per hour."""
    described: dict[str, Any] = {"step_s": None, "start_of_day": document.experiment.start_of_day}
    for key, band in bands(results, document.experiment.confidence).items():
        described["step_s"] = band.step_s
        described[key] = {name: [finite(v) for v in getattr(band, name)] for name in ("mean", "low", "high")}
    return described


def describe_conflicts(run: Run) -> dict[str, Any]:
    """The worst conflicts of all replications, each with its window to replay, and how many there are of each severity."""
    return keep("conflicts", [run], lambda: _conflicts(run))


def _conflicts(run: Run) -> dict[str, Any]:
    document = parse_document(run.document)
    results = load_results(run)
    found = [(result.replication, i, c) for result in results for i, c in enumerate(result.conflicts)]
    counts = {severity: sum(c.severity == severity for _, _, c in found) for severity in SEVERITIES}
    found.sort(key=lambda item: (*rank(item[2]), item[0]))
    return {
        "conflicts": [
            {
                "id": f"{replication}-{position}",
                "replication": replication,
                "at_clock": document.wall_clock(conflict.at_s),
                "replay_s": replay_window(conflict, document.experiment.horizon_s),
                **conflict_to_json(conflict),
            }
            for replication, position, conflict in found[:MOST_CONFLICTS]
        ],
        "counts": counts,
        **describe_rates(rate_facts(results, None, document.experiment.confidence)),
    }


def describe_rates(facts: Sequence[RateFact]) -> dict[str, Any]:
    """Conflicts per 1000 agent-hours with their exact intervals, all pairs first, and a sentence."""
    return {
        "rates": [_describe_rate(fact) for fact in facts],
        "rate_sentence": rate_sentence([fact.found for fact in facts]),
    }


def _describe_rate(fact: RateFact) -> dict[str, Any]:
    found, against = fact.found, fact.against_base
    return {
        "kinds": None if found.kinds is None else [kind.name.lower() for kind in found.kinds],
        "pair": fact.pair,
        "at_least": found.at_least,
        "seen": found.rate.count,
        "agent_hours": found.rate.agent_hours,
        "mean": finite(found.rate.per_1000_h.mean),
        "low": finite(found.rate.per_1000_h.low),
        "high": finite(found.rate.per_1000_h.high),
        "dispersion": finite(found.rate.dispersion),
        "against_base": None
        if against is None
        else {
            "ratio": finite(against.ratio),
            "low": finite(against.low),
            "high": finite(against.high),
            "p_value": against.p_value,
        },
    }


def describe_density(run: Run) -> dict[str, Any]:
    """Where people and vehicles are, mean seconds per cell and replication, and where their conflicts are.

    `conflict_values` are conflicts weighted by severity, mean per cell and replication, on the same cells.
    """
    return keep("density", [run], lambda: _density(run))


def _density(run: Run) -> dict[str, Any]:
    rows: list[Replication] = list(run.results.order_by("index"))
    if not rows:
        return {"origin_m": [0.0, 0.0], "cell_m": 1.0, "rows": 0, "columns": 0, "values": [], "conflict_values": []}
    mean = np.mean([density_of_row(row) for row in rows], axis=0)
    heat = heat_map(
        (conflict_of_json(entry) for row in rows for entry in row.conflicts),
        origin_m=(rows[0].density_origin_m[0], rows[0].density_origin_m[1]),
        cell_m=rows[0].density_cell_m,
        shape=(mean.shape[0], mean.shape[1]),
    ) / len(rows)
    return {
        "origin_m": rows[0].density_origin_m,
        "cell_m": rows[0].density_cell_m,
        "rows": int(mean.shape[0]),
        "columns": int(mean.shape[1]),
        "values": np.round(mean.reshape(-1), 2).tolist(),
        "conflict_values": np.round(heat.reshape(-1), 3).tolist(),
    }


def describe_estimate(found: Estimate) -> dict[str, Any]:
    """An estimate as JSON."""
    return {
        "mean": finite(found.mean),
        "low": finite(found.low),
        "high": finite(found.high),
        "count": found.count,
    }


def _estimate(values: Sequence[float], confidence: float) -> dict[str, Any]:
    return describe_estimate(estimate(values, confidence))


def _orders(results: Sequence[RunResult]) -> dict[str, float]:
    count = max(len(results), 1)
    return {
        "in": sum(r.orders_in for r in results) / count,
        "shipped": sum(r.orders_shipped for r in results) / count,
        "open": sum(r.orders_open for r in results) / count,
        "failed": sum(r.orders_failed for r in results) / count,
    }
