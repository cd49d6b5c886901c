"""Comparing runs: paired differences, in figures and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.caller import Caller, Permission
from accounts.errors import Conflict, Unprocessable
from accounts.services.audit import create_audit_event
from scenarios.contracts import Difference, RunResult
from scenarios.layout.contracts import DocumentChange
from scenarios.layout.parsing import parse_document
from scenarios.metrics.definitions import METRICS
from scenarios.models import Comparison, ComparisonRun, Run, RunStatus, RunStep, Scenario, StepKind
from scenarios.reports import certainty, wording
from scenarios.reports.facts import BestFact
from scenarios.reports.summary import LETTERS
from scenarios.serializers.runs import describe_run
from scenarios.services.documents import list_changes
from scenarios.services.figures import describe_estimate, describe_rates, describe_series, load_results
from scenarios.services.kept import keep
from scenarios.services.results import finite
from scenarios.services.runs import create_run
from twin.leases import WorkStatus
from twin.scenes import load_scene_of


def create_comparison(caller: Caller, *, runs: Sequence[Run], name: str = "") -> Comparison:
    """Compare runs; the first is the base. They must have had the same luck, and as much of it.

    Runs with a target half-width end when they are precise enough; they are paired over what all of them have.
    """
    caller.check(Permission.COMPARE)
    _check_comparable(runs)
    with transaction.atomic():
        comparison = Comparison.objects.create(
            facility=runs[0].scenario.facility,
            name=name or " against ".join([runs[0].scenario.name, ", ".join(r.scenario.name for r in runs[1:])]),
        )
        ComparisonRun.objects.bulk_create(
            [ComparisonRun(comparison=comparison, run=run, position=i) for i, run in enumerate(runs)]
        )
        create_audit_event(caller, action="comparison.created", subject=comparison, name=comparison.name)
    return comparison


def find_or_start_runs(caller: Caller, scenarios: Sequence[Scenario], *, replications: int | None = None) -> list[Run]:
    """A run of each scenario's head: the one that is there where it is equal, else a new one."""
    return [create_run(caller, scenario, replications=replications)[0] for scenario in scenarios]


def _check_comparable(runs: Sequence[Run]) -> None:
    if not 2 <= len(runs) <= len(LETTERS):
        raise Unprocessable("A comparison has two to four runs.")
    if len({run.pk for run in runs}) != len(runs):
        raise Unprocessable("A run cannot be compared with itself.")
    if len({run.scenario.facility_id for run in runs}) > 1:
        raise Unprocessable("The runs are of different facilities.")
    gone = [run for run in runs if run.status in (RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.CANCELLING)]
    if gone:
        raise Conflict(f"The run of {gone[0].scenario.name} is {gone[0].status}.")
    experiments = [parse_document(run.document).experiment for run in runs]
    is_open = any(e.target_half_width is not None for e in experiments)  # then each has as many as it takes
    for label, values in (
        ("seeds", {e.seed for e in experiments}),
        ("numbers of replications", set() if is_open else {run.replications for run in runs}),
        ("horizons", {e.horizon_s for e in experiments}),
    ):
        if len(values) > 1:
            raise Unprocessable(
                f"The runs have different {label} ({', '.join(f'{v:g}' for v in sorted(values))}); "
                "they can only be compared with the same luck, replication by replication."
            )


def get_comparison_status(runs: Sequence[Run]) -> str:
    """How far a comparison is, in one word.

    ``waiting`` until every replication of every run is played, ``rendering`` while clips and futures are still being
    made, ``ready`` once every run is done; ``failed`` once one of them never will be.
    """
    if any(run.status in (RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.CANCELLING) for run in runs):
        return "failed"
    unfinished = [run for run in runs if run.status != RunStatus.DONE]
    if not unfinished:
        return "ready"
    played = RunStep.objects.filter(run__in=unfinished, kind=StepKind.REPLICATION)
    return "waiting" if played.exclude(status=WorkStatus.DONE).exists() else "rendering"


def describe_comparison(comparison: Comparison, *, with_figures: bool = True) -> dict[str, Any]:
    """A comparison as JSON."""
    runs = [entry.run for entry in comparison.entries.all()]
    status = get_comparison_status(runs)
    body: dict[str, Any] = {
        "id": str(comparison.pk),
        "name": comparison.name,
        "facility_id": str(comparison.facility_id),
        "status": status,
        "headline": _WAITING[status],
        "detail": "",
        "created_at": comparison.created_at.isoformat(),
        "runs": [
            {
                "run": describe_run(run, with_steps=False),
                "scenario_name": run.scenario.name,
                "color_index": run.scenario.color_index,
                "letter": LETTERS[i],
            }
            for i, run in enumerate(runs)
        ],
    }
    if status not in ("rendering", "ready") or not with_figures:
        return {
            **body,
            "differences": [],
            "series": {},
            "changes": {},
            "how_sure": [],
            "best": [],
            "conflict_rates": {},
        }
    verdicts = [verdict for run in runs for verdict in run.clips.values_list("audit__verdict", flat=True)]
    names = [run.scenario.name for run in runs]
    # Clips come one by one long after the figures are known; only a sentence is about them.
    figures = keep("comparison", runs, lambda: _describe_figures(runs), names)
    return {**body, **figures, "how_sure": [*figures["how_sure"], *wording.audit_sentences(verdicts)]}


_WAITING = {
    "waiting": "The runs are still going on.",
    "failed": "A run of this comparison did not finish.",
    "rendering": "",
    "ready": "",
}


def compare_runs(results: Sequence[Sequence[RunResult]], confidence: float) -> list[tuple[Difference, ...]]:
    """Differences of every run against the first; the base's own are empty."""
    from scenarios.statistics.comparison import compare

    return [(), *(tuple(compare(results[0], variant, confidence)) for variant in results[1:])]


def list_run_changes(base: Run, variant: Run) -> tuple[DocumentChange, ...]:
    """What a variant's document changes against the base's, in words."""
    scene = load_scene_of(variant.scenario_revision.twin_revision)
    return list_changes(parse_document(base.document), parse_document(variant.document), scene)


def _describe_figures(runs: Sequence[Run]) -> dict[str, Any]:
    documents = [parse_document(run.document) for run in runs]
    confidence = documents[0].experiment.confidence
    results = [load_results(run) for run in runs]
    differences = compare_runs(results, confidence)
    variants = tuple(
        wording.ComparedVariant(LETTERS[i], run.scenario.name, differences[i]) for i, run in enumerate(runs) if i
    )
    best = certainty.best_facts(
        results,
        METRICS,
        LETTERS,
        confidence=confidence,
        smallest_share=documents[0].experiment.smallest_difference,
        method=documents[0].experiment.selection,
    )
    return {
        "headline": wording.headline(variants, METRICS),
        "detail": " ".join(filter(None, (wording.detail(variants, METRICS), certainty.best_summary(best)))),
        "best": [_describe_best(fact) for fact in best],
        "conflict_rates": {
            LETTERS[i]: describe_rates(certainty.rate_facts(found, results[0] if i else None, confidence))
            for i, found in enumerate(results)
        },
        "differences": [
            {"letter": v.letter, "rows": [_describe_difference(d, v.letter) for d in v.differences if d.key in METRICS]}
            for v in variants
        ],
        "series": {LETTERS[i]: describe_series(results[i], documents[i]) for i in range(len(runs))},
        "changes": {
            LETTERS[i]: [{"area": c.area, "message": c.message} for c in list_run_changes(runs[0], run)]
            for i, run in enumerate(runs)
            if i
        },
        "how_sure": [
            *wording.how_sure(variants, METRICS, replications=min(len(r) for r in results)),
            *certainty.precision_sentences(
                ((d.experiment, r) for d, r in zip(documents, results, strict=True)), METRICS, LETTERS
            ),
        ],
    }


def _describe_best(fact: BestFact) -> dict[str, Any]:
    best = fact.best
    return {
        "key": best.key,
        "label": fact.metric.label,
        "unit": fact.metric.unit,
        "replications": best.replications,
        "may_be_best": list(fact.letters),
        "smallest_difference": finite(best.smallest_difference),
        "selected": None if best.selected is None else LETTERS[best.selected],
        "more": best.more,
        "method": best.method,
        "probability": finite(best.probability),
        "allocation": None if best.allocation is None else dict(zip(LETTERS, best.allocation, strict=False)),
        "sentence": fact.sentence,
    }


def _describe_difference(difference: Difference, letter: str) -> dict[str, Any]:
    info = METRICS[difference.key]
    return {
        "key": info.key,
        "label": info.label,
        "unit": info.unit,
        "better": info.better,
        "headline": info.headline,
        "base": describe_estimate(difference.base),
        "variant": describe_estimate(difference.variant),
        "difference": describe_estimate(difference.difference),
        "relative": finite(difference.relative),
        "p_holm": finite(difference.p_holm),
        "verdict": difference.verdict,
        "sentence": wording.row_sentence(difference, info, letter),
        "variance_reduction": finite(difference.variance_reduction),
    }
