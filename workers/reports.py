"""The report step: gather a comparison, set it, keep the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import UUID, uuid4

import structlog

from scenarios.engine_version import engine_version
from scenarios.layout.parsing import parse_document
from scenarios.layout.variant import build_variant
from scenarios.metrics.definitions import METRICS
from scenarios.models import Comparison, Report, ReportFormat, Run
from scenarios.reports.facts import ClipFact, ComparisonSummary
from scenarios.reports.summary import VariantRun, build_summary
from scenarios.said.sayer import Language
from scenarios.services.comparisons import compare_runs, list_run_changes
from scenarios.services.figures import load_results
from scenarios.services.reports import fail_report, finish_report
from twin.artifacts import load_bytes
from twin.leases import MOST_ATTEMPTS, acquire, extend
from twin.scenes import load_scene_of
from workers.leases import LeaseKeeper, LeaseLost
from worlds.models import Clip

log = structlog.get_logger(__name__)


def make_report(report_id: UUID) -> None:
    """Make a report that waits; does nothing where somebody else has it or it is done."""
    owner = uuid4()
    if not acquire(Report.objects.all(), report_id, owner=owner):
        return
    report = Report.objects.select_related("comparison__facility").get(pk=report_id)
    if report.attempts > MOST_ATTEMPTS:
        fail_report(report, owner=owner, error="Making this report ended its worker again and again.")
        return
    try:
        with LeaseKeeper(lambda: extend(Report.objects.all(), report_id, owner=owner)) as lease:
            summary = summarise_comparison(report.comparison)
            lease.check()
            data = _render(summary, ReportFormat(report.format), cast(Language, report.language))
        finish_report(report, owner=owner, data=data)
    except LeaseLost:
        log.warning("a report was taken over", report=str(report_id))
    except Exception as error:
        log.exception("a report failed", report=str(report_id))
        fail_report(report, owner=owner, error=f"The report failed on our side ({type(error).__name__}).")


def summarise_comparison(comparison: Comparison) -> ComparisonSummary:
    """Everything that a report of a comparison shows."""
    entries = comparison.entries.select_related("run__scenario", "run__scenario_revision__twin_revision")
    runs = [entry.run for entry in entries.order_by("position")]
    return build_summary(
        facility_name=comparison.facility.name,
        comparison_name=comparison.name,
        runs=_variant_runs(runs),
        metrics=tuple(METRICS.values()),
        engine_version=runs[0].engine_version or engine_version(),
        model_hash=next((run.model_hash for run in runs if run.model_hash), None),
        made_at=comparison.created_at,
    )


def _variant_runs(runs: Sequence[Run]) -> list[VariantRun]:
    documents = [parse_document(run.document) for run in runs]
    results = [load_results(run) for run in runs]
    differences = compare_runs(results, documents[0].experiment.confidence)
    return [
        VariantRun(
            name=run.scenario.name,
            document=documents[i],
            results=results[i],
            scene_hash=run.scenario_revision.twin_revision.scene_hash,
            floor_plan=build_variant(load_scene_of(run.scenario_revision.twin_revision), documents[i]).floor_plan,
            differences=differences[i],
            changes=list_run_changes(runs[0], run) if i else (),
            clips=tuple(_clip_fact(clip, documents[i].wall_clock(clip.start_s)) for clip in _clips(run)),
            color_index=run.scenario.color_index,
        )
        for i, run in enumerate(runs)
    ]


def _clips(run: Run) -> list[Clip]:
    return list(Clip.objects.filter(run=run).order_by("index"))


def _clip_fact(clip: Clip, start_clock: str) -> ClipFact:
    return ClipFact(
        camera_name=clip.camera["name"],
        start_s=clip.start_s,
        start_clock=start_clock,
        duration_s=clip.duration_s,
        width_px=clip.width_px,
        height_px=clip.height_px,
        poster=load_bytes(clip.poster_key),
        verdict=clip.audit["verdict"],
        reasons=tuple(clip.audit["reasons"]),
        invented=clip.audit["invented"],
        omission_rate=clip.audit["omission_rate"],
        ghost_rate_per_frame=clip.audit["ghost_rate_per_frame"],
        position_error_m=clip.audit["position_error_m"],
        model_hash=clip.model_hash,
        control_hash=clip.control_hash,
    )


def _render(summary: ComparisonSummary, kind: ReportFormat, language: Language) -> bytes:
    if kind == ReportFormat.PDF:
        from scenarios.reports.pdf import render_pdf

        return render_pdf(summary, language)
    from scenarios.reports.xlsx import render_xlsx

    return render_xlsx(summary, language)
