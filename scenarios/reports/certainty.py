"""Sentences about how much is known: the precision of a run, which variants may be best, rates of conflicts.

They go beside the sentences of `wording` about single differences, and claim as little.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from scenarios.contracts import AgentKind, MetricInfo, RunResult
from scenarios.document import Experiment
from scenarios.document.scenario import SelectionMethod
from scenarios.reports.facts import BestFact, RateFact
from scenarios.reports.numbers import percent, plain, scale_for
from scenarios.reports.wording import PRIMARY_METRIC, in_a_sentence
from scenarios.statistics.rates import ConflictRate, compare_conflicts, conflict_rates
from scenarios.statistics.selection import BestOnMetric, select_best
from scenarios.statistics.sequential import ONE_EVENT, SHARE_POINT, MetricPrecision, Precision, assess_experiment

_ABBREVIATIONS = ("AMR", "AGV")
_MOST_PLAYED = 500  # replications that a document allows: to ask for more is no advice
_CLUSTERED = 2.0  # times the spread that independent events would have: worth naming


def precision_sentence(precision: Precision, metrics: Mapping[str, MetricInfo]) -> str:
    """What a run with a target has reached, and which metric decides."""
    played = f"{precision.replications} replication{'s' if precision.replications != 1 else ''}"
    target = f"±{percent(precision.target)}"
    others = _other_measures(precision)
    binding = next((m for m in precision.metrics if m.key == precision.binding), None)
    if binding is None:
        return f"After {played} no headline figure has a mean to be precise about."
    label = in_a_sentence(metrics[binding.key].label)
    if precision.is_reached:
        return (
            f"After {played} every headline figure is known to {target} of its mean{others}; {label} took the longest."
        )
    limit = ", the most allowed," if precision.replications >= precision.most else ""
    missing = sum(m.standing == "too_wide" for m in precision.metrics)
    if not missing:
        return f"After {played}{limit} every headline figure meets {target}, but not for long enough to rely on it."
    figures = "1 headline figure is" if missing == 1 else f"{missing} headline figures are"
    return (
        f"After {played}{limit} {figures} not known to {target} of {'its' if missing == 1 else 'their'} mean{others}: "
        f"{label} is known least, {_reach(binding)}."
    )


def _other_measures(precision: Precision) -> str:
    """What rare counts and small shares are held to instead; empty where there are none."""
    words = {
        "events": f"rare counts to ±{ONE_EVENT:g} a replication",
        "points": f"small shares to ±{100 * SHARE_POINT:g} percentage points",
    }
    found = {m.measure for m in precision.metrics if m.standing != "undefined"}
    return "".join(f", {text}" for measure, text in words.items() if measure in found)


def _reach(metric: MetricPrecision) -> str:
    if math.isinf(metric.half_width):
        return "it was defined in one replication only"
    known = {
        "of_mean": f"to ±{percent(metric.half_width)}",
        "events": f"to ±{plain(metric.half_width, 1.0, 1)} a replication",
        "points": f"to ±{plain(metric.half_width, 100.0, 1)} percentage points",
    }[metric.measure]
    if metric.projected is None:
        return known
    return f"{known}, and would take about {plain(metric.projected, 1.0, 0)} replications"


def precision_sentences(
    runs: Iterable[tuple[Experiment, Sequence[RunResult]]], metrics: Mapping[str, MetricInfo], letters: Sequence[str]
) -> list[str]:
    """For each compared run that has a target, what it has reached."""
    keys = [key for key, metric in metrics.items() if metric.headline]
    judged = [assess_experiment(experiment, [r.metrics for r in results], keys) for experiment, results in runs]
    return [
        f"{letters[i]}: {precision_sentence(found, metrics)}" for i, found in enumerate(judged) if found is not None
    ]


def best_facts(
    results: Sequence[Sequence[RunResult]],
    metrics: Mapping[str, MetricInfo],
    letters: Sequence[str],
    *,
    confidence: float,
    smallest_share: float,
    method: SelectionMethod = "kim_nelson",
) -> tuple[BestFact, ...]:
    """For each headline metric which of more than two variants may be best; nothing for two: they are just compared."""
    if len(results) < 3:
        return ()
    keys = [key for key, metric in metrics.items() if metric.headline]
    found = select_best(results, confidence, smallest_share=smallest_share, method=method, keys=keys, metrics=metrics)
    return tuple(
        BestFact(
            metrics[best.key],
            best,
            tuple(letters[i] for i in best.may_be_best),
            best_sentence(best, metrics[best.key], letters[: len(results)]),
        )
        for best in found
    )


def best_summary(facts: Sequence[BestFact]) -> str:
    """The sentence about the metric that a comparison leads with; empty where there is none."""
    return next((fact.sentence for fact in facts if fact.metric.key == PRIMARY_METRIC), "")


def rate_facts(
    results: Sequence[RunResult], base: Sequence[RunResult] | None, confidence: float
) -> tuple[RateFact, ...]:
    """A variant's rates of conflicts, and how they stand to the base's (None for the base itself)."""
    rates = conflict_rates(results, confidence)
    ratios = compare_conflicts(conflict_rates(base or (), confidence), rates, confidence)
    return tuple(RateFact(pair_name(rate), rate, ratio) for rate, ratio in zip(rates, ratios, strict=True))


def best_sentence(best: BestOnMetric, metric: MetricInfo, letters: Sequence[str]) -> str:
    """Which variants may be best on a metric, and which can be picked, by letter."""
    level = f"{best.confidence * 100:g} %"
    label = in_a_sentence(metric.label)
    chosen = [letters[i] for i in best.may_be_best]
    if best.replications < 2:
        return f"One replication cannot tell which variant is best on {label}."
    if len(chosen) == 1:
        sentence = f"{chosen[0]} is best on {label} ({level})."
    elif len(chosen) == len(letters):
        sentence = f"Any variant may be best on {label} ({level})."
    else:
        sentence = f"{_listed(chosen)} may be best on {label} ({level}); {_listed(_others(letters, chosen))} cannot be."
    if len(chosen) == 1 or best.smallest_difference is None:
        return sentence
    return f"{sentence}{_pick(best, metric, letters)}"


def _pick(best: BestOnMetric, metric: MetricInfo, letters: Sequence[str]) -> str:
    """Which one can be picked, or what it would take; begins with a space."""
    assert best.smallest_difference is not None
    matters = scale_for(metric.unit, best.smallest_difference).amount(best.smallest_difference)
    if best.selected is not None:
        sure = "" if best.probability is None else f" (probability at least {percent(best.probability)})"
        return f" {letters[best.selected]} can be picked: it is best, or less than {matters} from the best{sure}."
    if best.allocation is not None:
        shares = _listed([f"{count} of {letters[i]}" for i, count in enumerate(best.allocation) if count])
        return f" None can be picked yet, if differences below {matters} do not matter: play {shares} more."
    if best.more and best.more > _MOST_PLAYED:
        return f" They are too alike to pick one: differences below {matters} do not matter."
    if best.more:
        more = f"{plain(best.more, 1.0, 0)} more replication{'s' if best.more != 1 else ''}"
        return f" At most {more} would pick one, if differences below {matters} do not matter."
    return ""


def rate_sentence(rates: Sequence[ConflictRate]) -> str:
    """Serious conflicts of all pairs, with the exact interval, and the pair that has the most; empty without rates."""
    serious = [r for r in rates if r.at_least == "serious"]
    total = next((r for r in serious if r.kinds is None), None)
    if total is None:
        return ""
    found = total.rate.per_1000_h
    interval = f"{found.confidence * 100:g} % interval {_rate(found.low)} to {_rate(found.high)}"
    hours = plain(total.rate.agent_hours, 1.0, 0)
    if total.rate.count == 0:
        return (
            f"No serious conflict was seen in {hours} agent-hours: up to {_rate(found.high)} per 1000 h are possible."
        )
    sentence = f"{_rate(found.mean)} serious conflicts per 1000 agent-hours ({interval}, {total.rate.count} seen)"
    worst = max((r for r in serious if r.kinds is not None), key=lambda r: r.rate.count)
    sentence += f", most between {pair_name(worst)} ({_rate(worst.rate.per_1000_h.mean)})."
    if (total.rate.dispersion or 0.0) > _CLUSTERED:
        sentence += " They come in clusters, so the interval is narrower than it should be."
    return sentence


def pair_name(rate: ConflictRate) -> str:
    """``"person and AMR"``, or ``"all pairs"``."""
    if rate.kinds is None:
        return "all pairs"
    return " and ".join(_kind_name(kind) for kind in rate.kinds)


def _kind_name(kind: AgentKind) -> str:
    return kind.name if kind.name in _ABBREVIATIONS else kind.name.lower().replace("_", " ")


def _rate(value: float) -> str:
    return plain(value, 1.0, 0 if value >= 100 else 1 if value >= 1 else 2)


def _others(letters: Sequence[str], chosen: Sequence[str]) -> list[str]:
    return [letter for letter in letters if letter not in chosen]


def _listed(letters: Sequence[str]) -> str:
    return letters[0] if len(letters) == 1 else f"{', '.join(letters[:-1])} and {letters[-1]}"
