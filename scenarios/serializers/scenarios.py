"""Scenarios and their revisions on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers

from scenarios.models import Run, Scenario, ScenarioRevision
from scenarios.serializers.documents import DocumentField, SavedDocumentField, describe_document
from scenarios.serializers.runs import RunSummarySerializer, describe_run


class ScenarioRevisionSerializer(serializers.ModelSerializer[ScenarioRevision]):
    """One saved state."""

    twin_revision_id = serializers.UUIDField(read_only=True)

    class Meta:
        model = ScenarioRevision
        fields = ("id", "number", "created_at", "author", "twin_revision_id")


class ScenarioRowSerializer(serializers.Serializer[object]):
    """A scenario in a list."""

    id = serializers.UUIDField()
    facility_id = serializers.UUIDField()
    name = serializers.CharField()
    base_id = serializers.UUIDField(allow_null=True)
    color_index = serializers.IntegerField()
    revision = ScenarioRevisionSerializer()
    latest_run = RunSummarySerializer(allow_null=True)
    change_count = serializers.IntegerField()


class ScenarioSerializer(ScenarioRowSerializer):
    """A scenario with its document."""

    document = SavedDocumentField()


class NewScenarioSerializer(serializers.Serializer[object]):
    """A variant to make."""

    facility_id = serializers.UUIDField()
    name = serializers.CharField(max_length=120)
    base_id = serializers.UUIDField(required=False, allow_null=True)
    document = DocumentField(required=False, allow_null=True)


class ScenarioChangeSerializer(serializers.Serializer[object]):
    """A new name, a new document, or both."""

    name = serializers.CharField(max_length=120, required=False)
    document = DocumentField(required=False)


def describe_scenario(
    scenario: Scenario, revision: ScenarioRevision, run: Run | None, *, with_document: bool = True
) -> dict[str, Any]:
    """A scenario as JSON."""
    body = {
        "id": str(scenario.pk),
        "facility_id": str(scenario.facility_id),
        "name": scenario.name,
        "base_id": str(scenario.base_id) if scenario.base_id else None,
        "color_index": scenario.color_index,
        "revision": dict(ScenarioRevisionSerializer(revision).data),
        "latest_run": describe_run(run, with_steps=False) if run else None,
        "change_count": revision.change_count,
    }
    if not with_document:
        return body
    return {**body, "document": describe_document(revision.document)}


def describe_scenarios(scenarios: Iterable[Scenario], *, with_document: bool = False) -> list[dict[str, Any]]:
    """Scenarios as JSON; the selector has named their newest revision and run."""
    rows = list(scenarios)
    revisions: Mapping[UUID, ScenarioRevision] = ScenarioRevision.objects.in_bulk(
        [s.newest_revision_id for s in rows]  # type: ignore[attr-defined]
    )
    wanted = [s.latest_run_id for s in rows if s.latest_run_id]  # type: ignore[attr-defined]
    runs = Run.objects.filter(pk__in=wanted).select_related("scenario", "scenario_revision").prefetch_related("steps")
    by_id = {run.pk: run for run in runs}
    return [
        describe_scenario(
            s,
            revisions[s.newest_revision_id],  # type: ignore[attr-defined]
            by_id.get(s.latest_run_id),  # type: ignore[attr-defined]
            with_document=with_document,
        )
        for s in rows
    ]
