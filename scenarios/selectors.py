"""Reads of scenarios, runs, comparisons and reports. Each takes the caller; tenancy is in the query."""

from __future__ import annotations

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from accounts.caller import Caller, Permission
from accounts.errors import NotFound
from accounts.ids import parse_id
from scenarios.models import (
    Comparison,
    ComparisonRun,
    Playback,
    Report,
    Run,
    RunStep,
    Scenario,
    ScenarioRevision,
    ShareLink,
)


def list_scenarios(caller: Caller) -> QuerySet[Scenario]:
    """The organisation's scenarios, with the ids of their newest revision and run."""
    caller.check(Permission.READ_SCENARIO)
    revisions = ScenarioRevision.objects.filter(scenario=OuterRef("pk")).order_by("-number")
    runs = Run.objects.filter(scenario=OuterRef("pk")).order_by("-id")
    return (
        Scenario.objects.filter(facility__organisation_id=caller.organisation_id)
        .select_related("facility", "base")
        .annotate(
            newest_revision_id=Subquery(revisions.values("pk")[:1]), latest_run_id=Subquery(runs.values("pk")[:1])
        )
    )


def get_scenario(caller: Caller, scenario_id: object) -> Scenario:
    """One scenario."""
    found = list_scenarios(caller).filter(pk=parse_id(str(scenario_id))).first()
    if found is None:
        raise NotFound("There is no such scenario.")
    return found


def get_head(scenario: Scenario) -> ScenarioRevision:
    """A scenario's newest revision."""
    return scenario.revisions.select_related("twin_revision").get(number=scenario.head_number)


def list_scenario_revisions(scenario: Scenario) -> QuerySet[ScenarioRevision]:
    """A scenario's history, newest first."""
    return scenario.revisions.order_by("-number")


def list_runs(caller: Caller) -> QuerySet[Run]:
    """The organisation's runs."""
    caller.check(Permission.READ_SCENARIO)
    return (
        Run.objects.filter(scenario__facility__organisation_id=caller.organisation_id)
        .select_related("scenario__facility", "scenario_revision")
        .prefetch_related(Prefetch("steps", queryset=RunStep.objects.order_by("id")))
    )


def get_run(caller: Caller, run_id: object) -> Run:
    """One run."""
    found = list_runs(caller).filter(pk=parse_id(str(run_id))).first()
    if found is None:
        raise NotFound("There is no such run.")
    return found


def get_playback(caller: Caller, run_id: object, index: int) -> Playback:
    """What there is to watch of one replication of a run."""
    found = Playback.objects.filter(run=get_run(caller, run_id), index=index).first()
    if found is None:
        raise NotFound("Nobody has asked to watch this replication yet: POST here.")
    return found


def list_comparisons(caller: Caller) -> QuerySet[Comparison]:
    """The organisation's comparisons, with their runs."""
    caller.check(Permission.READ_SCENARIO)
    entries = ComparisonRun.objects.order_by("position").select_related("run__scenario", "run__scenario_revision")
    return (
        Comparison.objects.filter(facility__organisation_id=caller.organisation_id)
        .select_related("facility")
        .prefetch_related(
            Prefetch(
                "entries", queryset=entries.prefetch_related(Prefetch("run__steps", RunStep.objects.order_by("id")))
            )
        )
    )


def get_comparison(caller: Caller, comparison_id: object) -> Comparison:
    """One comparison."""
    found = list_comparisons(caller).filter(pk=parse_id(str(comparison_id))).first()
    if found is None:
        raise NotFound("There is no such comparison.")
    return found


def get_report(caller: Caller, report_id: object) -> Report:
    """One report."""
    caller.check(Permission.READ_REPORT)
    rows = Report.objects.filter(comparison__facility__organisation_id=caller.organisation_id)
    found = rows.filter(pk=parse_id(str(report_id))).first()
    if found is None:
        raise NotFound("There is no such report.")
    return found


def list_share_links(caller: Caller) -> QuerySet[ShareLink]:
    """The organisation's links to look by, those that have ended too."""
    caller.check(Permission.COMPARE)
    rows = ShareLink.objects.filter(organisation_id=caller.organisation_id)
    return rows.select_related("comparison", "run__scenario")


def get_share_link(caller: Caller, share_link_id: object) -> ShareLink:
    """One link."""
    found = list_share_links(caller).filter(pk=parse_id(str(share_link_id))).first()
    if found is None:
        raise NotFound("There is no such link.")
    return found
