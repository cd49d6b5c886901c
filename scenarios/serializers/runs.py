"""Runs and their steps on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from scenarios.models import Run, RunStatus, RunStep, StepKind
from twin.leases import WorkStatus


class StepSerializer(serializers.Serializer[object]):
    """One piece of a run's work."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(StepKind.choices)
    index = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name, not the widget's label
    status = serializers.ChoiceField(WorkStatus.choices)
    progress = serializers.FloatField()
    message = serializers.CharField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    attempts = serializers.IntegerField()


class RunSummarySerializer(serializers.Serializer[object]):
    """A run without its steps."""

    id = serializers.UUIDField()
    scenario_id = serializers.UUIDField()
    scenario_name = serializers.CharField()
    scenario_revision = serializers.IntegerField()
    status = serializers.ChoiceField(RunStatus.choices)
    progress = serializers.FloatField()
    message = serializers.CharField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    replications = serializers.IntegerField()
    clip_count = serializers.IntegerField()
    error = serializers.CharField(allow_null=True)
    events_url = serializers.CharField()


class RunSerializer(RunSummarySerializer):
    """A run with its steps."""

    steps = StepSerializer(many=True)


class NewRunSerializer(serializers.Serializer[object]):
    """How often to play; the document's number where absent."""

    replications = serializers.IntegerField(min_value=1, max_value=500, required=False, allow_null=True)


# How much of a run's work each kind of step is, for one figure of progress.
WEIGHTS = {
    StepKind.PREPARE: 1.0,
    StepKind.REPLICATION: 2.0,
    StepKind.CLIP: 10.0,
    StepKind.FUTURES: 4.0,
    StepKind.FILMS: 15.0,
    StepKind.SUMMARISE: 0.5,
}


def describe_step(step: RunStep) -> dict[str, Any]:
    """A step as JSON."""
    return {
        "id": str(step.pk),
        "kind": step.kind,
        "index": step.index,
        "label": step.label,
        "status": step.status,
        "progress": step.progress,
        "message": step.message,
        "started_at": _time(step.started_at),
        "finished_at": _time(step.finished_at),
        "attempts": step.attempts,
    }


def describe_progress(steps: Iterable[RunStep]) -> float:
    """0 to 1 over all steps of a run."""
    rows = [(WEIGHTS[StepKind(s.kind)], 1.0 if s.status == WorkStatus.DONE else s.progress) for s in steps]
    total = sum(weight for weight, _ in rows)
    return sum(weight * share for weight, share in rows) / total if total else 0.0


def describe_run(run: Run, *, with_steps: bool = True) -> dict[str, Any]:
    """A run as JSON."""
    steps = sorted(run.steps.all(), key=lambda s: (list(StepKind).index(StepKind(s.kind)), s.index))
    body = {
        "id": str(run.pk),
        "scenario_id": str(run.scenario_id),
        "scenario_name": run.scenario.name,
        "scenario_revision": run.scenario_revision.number,
        "status": run.status,
        "progress": 1.0 if run.status == RunStatus.DONE else describe_progress(steps),
        "message": run.message,
        "created_at": _time(run.created_at),
        "started_at": _time(run.started_at),
        "finished_at": _time(run.finished_at),
        "replications": run.replications,
        "clip_count": len(run.cameras),
        "error": run.error or None,
        "events_url": f"/ws/runs/{run.pk}/",
    }
    return {**body, "steps": [describe_step(step) for step in steps]} if with_steps else body


def _time(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
