"""Gather what a report shows from what the runs left behind: the only module that knows both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from scenarios.contracts import Difference, MetricInfo, RunResult
from scenarios.document import ScenarioDocument
from scenarios.layout.canonical import document_hash
from scenarios.layout.contracts import DocumentChange
from scenarios.reports import certainty, wording
from scenarios.reports.bands import bands, estimate, mean_utilisation
from scenarios.reports.facts import (
    ChangeFact,
    ClipFact,
    ComparisonSummary,
    ConflictFact,
    ExperimentFact,
    OrdersFact,
    RowFact,
    VariantFact,
)
from scenarios.reports.plan_svg import plan_difference, plan_svg
from scenarios.safety.ranking import SEVERITIES, rank
from twin.contracts import FloorPlan

LETTERS = "ABCD"
VARIANT_COLORS = ("#2563eb", "#e8590c", "#0c8a6a", "#8a3ffc")  # the workspace's, so that a variant keeps its own
_WORST_CONFLICTS = 200  # a variant; the page shows five, the spreadsheet all of these
LIMITS = (
    (
        "Conflicts are a relative measure: use them to rank variants, not to predict accidents. In road studies "
        "conflict counts correlate with accidents only loosely (about 0.46)."
    ),
    (
        "Times between orders, picking, packing and walking are drawn from the parameters in the scenario; unless they "
        "were fitted to recorded days, the differences between variants are more trustworthy than the absolute figures."
    ),
    (
        "The simulation owns what is true. Generated pictures are evidence of what a situation could look like; "
        "no figure in this report is read from them, and each clip states how well it passed its audit."
    ),
    (
        "A difference is claimed only where it holds after correction for all figures compared together (Holm). "
        "Where none is claimed, the study does not show that there is none."
    ),
)


@dataclass(frozen=True, eq=False)
class VariantRun:
    """What one variant's run left behind. The base comes first and has no differences and changes."""

    name: str
    document: ScenarioDocument
    results: tuple[RunResult, ...]
    scene_hash: str
    floor_plan: FloorPlan | None = None
    differences: tuple[Difference, ...] = ()
    changes: tuple[DocumentChange, ...] = ()
    clips: tuple[ClipFact, ...] = ()
    color_index: int | None = None  # its place in the comparison where absent


def build_summary(
    *,
    facility_name: str,
    comparison_name: str,
    runs: Sequence[VariantRun],
    metrics: Sequence[MetricInfo],
    engine_version: str,
    model_hash: str | None,
    made_at: datetime,
) -> ComparisonSummary:
    """Everything a report shows. Raises ``ValueError`` for fewer than two or more than four runs."""
    if not 2 <= len(runs) <= len(LETTERS):
        raise ValueError(f"a comparison has two to four variants, not {len(runs)}")
    by_key = {m.key: m for m in metrics}
    experiment = runs[0].document.experiment
    compared = compared_variants(runs)
    replications = min(len(run.results) for run in runs)
    best = certainty.best_facts(
        [run.results for run in runs],
        by_key,
        LETTERS,
        confidence=experiment.confidence,
        method=experiment.selection,
        smallest_share=experiment.smallest_difference,
    )
    return ComparisonSummary(
        facility_name=facility_name,
        comparison_name=comparison_name,
        made_at=made_at,
        headline=wording.headline(compared, by_key),
        detail=" ".join(filter(None, (wording.detail(compared, by_key), certainty.best_summary(best)))),
        how_sure=(
            *wording.how_sure(
                compared,
                by_key,
                replications=replications,
                audit_verdicts=[clip.verdict for run in runs for clip in run.clips],
            ),
            *certainty.precision_sentences(((r.document.experiment, r.results) for r in runs), by_key, LETTERS),
        ),
        metrics=tuple(metrics),
        variants=tuple(_variant(i, run, runs[0], by_key) for i, run in enumerate(runs)),
        experiment=ExperimentFact(
            replications=replications,
            seed=experiment.seed,
            horizon_s=experiment.horizon_s,
            start_of_day=experiment.start_of_day,
            confidence=experiment.confidence,
            engine_version=engine_version,
            model_hash=model_hash,
        ),
        limits=LIMITS,
        best=best,
    )


def compared_variants(runs: Sequence[VariantRun]) -> tuple[wording.ComparedVariant, ...]:
    """Every run but the base, under its letter, as the wording wants it."""
    return tuple(wording.ComparedVariant(LETTERS[i], run.name, run.differences) for i, run in enumerate(runs) if i > 0)


def _variant(index: int, run: VariantRun, base: VariantRun, metrics: Mapping[str, MetricInfo]) -> VariantFact:
    letter = LETTERS[index]
    color = VARIANT_COLORS[(index if run.color_index is None else run.color_index) % len(VARIANT_COLORS)]
    confidence = run.document.experiment.confidence
    compared = wording.ComparedVariant(letter, run.name, run.differences)
    values = {key: tuple(float(r.metrics.get(key, np.nan)) for r in run.results) for key in metrics}
    return VariantFact(
        letter=letter,
        name=run.name,
        color=color,
        document_hash=document_hash(run.document),
        scene_hash=run.scene_hash,
        values=values,
        estimates={key: estimate(v, confidence) for key, v in values.items()},
        series=bands(run.results, confidence),
        utilisation=mean_utilisation(run.results),
        orders=_orders(run.results),
        conflict_counts=_conflict_counts(run.results),
        conflicts=_worst_conflicts(run),
        conflict_rates=certainty.rate_facts(run.results, base.results if index else None, confidence),
        finding=wording.headline([compared], metrics) if index else "",
        detail=wording.detail([compared], metrics) if index else "",
        rows=tuple(
            RowFact(metrics[d.key], d, wording.row_sentence(d, metrics[d.key], letter))
            for d in run.differences
            if d.key in metrics and (np.isfinite(d.base.mean) or np.isfinite(d.variant.mean))
        ),
        changes=tuple(ChangeFact(c.area, c.message) for c in run.changes),
        clips=run.clips,
        plan_svg=_plan(run, base, color, is_base=index == 0),
        digests=tuple(r.digest for r in run.results),
    )


def _orders(results: Sequence[RunResult]) -> OrdersFact:
    table = np.array([(r.orders_in, r.orders_shipped, r.orders_open, r.orders_failed) for r in results], dtype=float)
    return OrdersFact(*table.mean(axis=0).tolist())


def _conflict_counts(results: Sequence[RunResult]) -> dict[str, float]:
    return {
        severity: float(np.mean([sum(c.severity == severity for c in r.conflicts) for r in results]))
        for severity in SEVERITIES
    }


def _worst_conflicts(run: VariantRun) -> tuple[ConflictFact, ...]:
    """As `scenarios.safety.ranking` ranks them; ties by place in the study."""
    found = [(r.replication, c) for r in run.results for c in r.conflicts]
    found.sort(key=lambda item: (*rank(item[1]), item[0]))
    return tuple(ConflictFact(n, run.document.wall_clock(c.at_s), c) for n, c in found[:_WORST_CONFLICTS])


def _plan(run: VariantRun, base: VariantRun, color: str, *, is_base: bool) -> str | None:
    if run.floor_plan is None:
        return None
    difference = None
    if not is_base and base.floor_plan is not None:
        difference = plan_difference(base.floor_plan, run.floor_plan)
    spots = [
        (c.x_m, c.y_m, c.severity) for r in run.results for c in r.conflicts if c.severity in ("contact", "serious")
    ]
    return plan_svg(run.floor_plan, color=color, difference=difference, spots=spots[:400])
