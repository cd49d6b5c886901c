"""How scenarios, runs, comparisons and reports look on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from scenarios.contracts import AgentKind
from scenarios.document.places import StationKind
from scenarios.layout.parsing import parse_document
from scenarios.models import (
    Playback,
    Report,
    ReportFormat,
    Run,
    RunStatus,
    RunStep,
    Scenario,
    ScenarioRevision,
    StepKind,
)
from scenarios.safety.ranking import SEVERITIES
from twin.leases import WorkStatus
from twin.serializers import PART_CLASSES, FloorPlanSerializer, PointField

STATION_KINDS = get_args(StationKind)


@extend_schema_field({"$ref": "#/components/schemas/ScenarioDocument"})
class SavedDocumentField(serializers.JSONField):
    """A scenario document with every default written out."""


@extend_schema_field({"$ref": "#/components/schemas/ScenarioDocumentRequest"})
class DocumentField(serializers.JSONField):
    """A scenario document as it may be sent: what is left out has its default."""


class ScenarioRevisionSerializer(serializers.ModelSerializer[ScenarioRevision]):
    """One saved state."""

    twin_revision_id = serializers.UUIDField(read_only=True)

    class Meta:
        model = ScenarioRevision
        fields = ("id", "number", "created_at", "author", "twin_revision_id")


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


class PlayedDocumentSerializer(serializers.Serializer[object]):
    """What a run played: the document as it was then, on which revision of the facility."""

    document = SavedDocumentField()
    twin_revision_id = serializers.UUIDField()


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


class PlanFaceSerializer(serializers.Serializer[object]):
    """Where one stands to pick."""

    part_id = serializers.CharField()
    x_m = serializers.FloatField()
    y_m = serializers.FloatField()


class PlanStationSerializer(serializers.Serializer[object]):
    """A station's standing points: x, y and heading of each."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(STATION_KINDS)
    stands = serializers.ListField(child=PointField(3))


class VariantPlanSerializer(FloorPlanSerializer):
    """A variant's floor plan, with its pick faces and stations."""

    faces = PlanFaceSerializer(many=True)
    stations = PlanStationSerializer(many=True)


class CatalogueItemSerializer(serializers.Serializer[object]):
    """Equipment that can be placed."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    part_class = serializers.ChoiceField(PART_CLASSES)
    size_m = PointField(3)
    station_kind = serializers.ChoiceField(STATION_KINDS, allow_null=True)
    holds_storage = serializers.BooleanField()
    note = serializers.CharField()


class CatalogueSerializer(serializers.Serializer[object]):
    """Everything that can be placed."""

    items = CatalogueItemSerializer(many=True)


class FindingSerializer(serializers.Serializer[object]):
    """Something that a planner should look at."""

    severity = serializers.ChoiceField(("error", "warning"))
    code = serializers.CharField()
    pointer = serializers.CharField()
    message = serializers.CharField()
    part_ids = serializers.ListField(child=serializers.CharField())
    at_m = PointField(2, allow_null=True)


class LayoutSummarySerializer(serializers.Serializer[object]):
    """Figures about a variant's layout."""

    face_count = serializers.IntegerField()
    reachable_face_count = serializers.IntegerField()
    storage_area_m2 = serializers.FloatField()
    mean_walk_to_pack_m = serializers.FloatField(allow_null=True)


class ValidationSerializer(serializers.Serializer[object]):
    """What a check of a document found."""

    findings = FindingSerializer(many=True)
    ok = serializers.BooleanField()
    summary = LayoutSummarySerializer(allow_null=True)


class DocumentSerializer(serializers.Serializer[object]):
    """A document to check; the head's where absent."""

    document = DocumentField(required=False)


class ChangeSerializer(serializers.Serializer[object]):
    """One difference from the base, in words."""

    area = serializers.CharField()
    pointer = serializers.CharField()
    message = serializers.CharField()


class DifferenceSerializer(serializers.Serializer[object]):
    """What a scenario changes against its base."""

    changes = ChangeSerializer(many=True)


class NewRunSerializer(serializers.Serializer[object]):
    """How often to play; the document's number where absent."""

    replications = serializers.IntegerField(min_value=1, max_value=500, required=False, allow_null=True)


class NewComparisonSerializer(serializers.Serializer[object]):
    """Runs to compare, or scenarios whose runs to compare; the first is the base."""

    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    run_ids = serializers.ListField(child=serializers.UUIDField(), min_length=2, max_length=4, required=False)
    scenario_ids = serializers.ListField(child=serializers.UUIDField(), min_length=2, max_length=4, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("run_ids" in attrs) == ("scenario_ids" in attrs):
            raise serializers.ValidationError("Give either run_ids or scenario_ids.")
        return attrs


class EstimateSerializer(serializers.Serializer[object]):
    """A mean over replications with its interval; null where it is not known."""

    mean = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    count = serializers.IntegerField()


class MetricNameSerializer(serializers.Serializer[object]):
    """Which metric, and which way is better."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    unit = serializers.CharField()
    better = serializers.ChoiceField(("higher", "lower", "neutral"))
    headline = serializers.BooleanField()


class MetricSerializer(EstimateSerializer, MetricNameSerializer):
    """One metric of a run."""

    definition = serializers.CharField()
    values = serializers.ListField(child=serializers.FloatField(allow_null=True))


class LittleLawSerializer(serializers.Serializer[object]):
    """How exactly L = λW holds; a bound that the engine asserts on every replication."""

    relative_error = serializers.FloatField()
    is_bound = serializers.BooleanField()


class MetricPrecisionSerializer(serializers.Serializer[object]):
    """How well one headline metric is known."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    standing = serializers.ChoiceField(("reached", "looking_ahead", "too_wide", "undefined"))
    relative_half_width = serializers.FloatField(allow_null=True)
    measure = serializers.ChoiceField(("of_mean", "events", "points"))
    half_width = serializers.FloatField(allow_null=True)
    bound = serializers.FloatField(allow_null=True)
    reached_at = serializers.IntegerField(allow_null=True)
    projected = serializers.IntegerField(allow_null=True)


class PrecisionSerializer(serializers.Serializer[object]):
    """What a run with a target half-width has reached, and which metric binds."""

    target = serializers.FloatField()
    replications = serializers.IntegerField()
    most = serializers.IntegerField()
    is_reached = serializers.BooleanField()
    binding = serializers.CharField(allow_null=True)
    more = serializers.IntegerField()
    sentence = serializers.CharField()
    metrics = MetricPrecisionSerializer(many=True)


class StationFiguresSerializer(serializers.Serializer[object]):
    """What a station, a pool of stations or a conveyor did; a figure that it does not have has no mean."""

    name = serializers.CharField()
    queue_mean = EstimateSerializer()
    queue_max = EstimateSerializer()
    utilisation = EstimateSerializer()
    served = EstimateSerializer()


class QuantileSerializer(EstimateSerializer):
    """A quantile over the orders of all replications, with its interval by resampling whole days."""

    key = serializers.CharField()
    share = serializers.FloatField()


class LongRunSerializer(EstimateSerializer):
    """A series once the opening has worn off; without a mean where the day is too short for that."""

    series = serializers.CharField()
    cut_s = serializers.FloatField()
    is_settled = serializers.BooleanField()


class MetricsSerializer(serializers.Serializer[object]):
    """A run's figures."""

    replications = serializers.IntegerField()
    confidence = serializers.FloatField()
    metrics = MetricSerializer(many=True)
    series = serializers.DictField()
    utilisation = serializers.DictField(child=serializers.DictField(child=serializers.FloatField()))
    stations = StationFiguresSerializer(many=True)
    quantiles = QuantileSerializer(many=True)
    long_run = LongRunSerializer(many=True, allow_null=True)
    precision = PrecisionSerializer(allow_null=True)
    little_law = LittleLawSerializer()
    orders = serializers.DictField(child=serializers.FloatField())


class DifferenceRowSerializer(MetricNameSerializer):
    """One metric of a variant against the base."""

    base = EstimateSerializer()
    variant = EstimateSerializer()
    difference = EstimateSerializer()
    relative = serializers.FloatField(allow_null=True)
    p_holm = serializers.FloatField(allow_null=True)
    verdict = serializers.ChoiceField(("better", "worse", "no_difference_shown", "changed"))
    sentence = serializers.CharField()
    variance_reduction = serializers.FloatField(allow_null=True)


class DifferencesSerializer(serializers.Serializer[object]):
    """Every metric of one variant against the base."""

    letter = serializers.CharField()
    rows = DifferenceRowSerializer(many=True)


class BestSerializer(serializers.Serializer[object]):
    """Which of more than two variants may be best on a metric, by letter, and which can be picked."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    unit = serializers.CharField()
    replications = serializers.IntegerField()
    may_be_best = serializers.ListField(child=serializers.CharField())
    smallest_difference = serializers.FloatField(allow_null=True)
    selected = serializers.CharField(allow_null=True)
    more = serializers.IntegerField(allow_null=True)
    method = serializers.ChoiceField(("kim_nelson", "ocba"))
    probability = serializers.FloatField(allow_null=True)
    allocation = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    sentence = serializers.CharField()


class RateRatioSerializer(serializers.Serializer[object]):
    """A variant's rate over the base's; null where neither saw any, or without a bound."""

    ratio = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    p_value = serializers.FloatField()


class ConflictRateSerializer(serializers.Serializer[object]):
    """Conflicts per 1000 agent-hours between two classes, or all, with the exact Poisson interval."""

    kinds = serializers.ListField(child=serializers.CharField(), allow_null=True)
    pair = serializers.CharField()
    at_least = serializers.ChoiceField(("contact", "serious", "slight"))
    seen = serializers.IntegerField()
    agent_hours = serializers.FloatField()
    mean = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    dispersion = serializers.FloatField(allow_null=True)
    against_base = RateRatioSerializer(allow_null=True)


class ConflictRatesSerializer(serializers.Serializer[object]):
    """Every rate of one variant, and a sentence."""

    rates = ConflictRateSerializer(many=True)
    rate_sentence = serializers.CharField()


class AgentPoseSerializer(serializers.Serializer[object]):
    """Where somebody was and how they moved; null where an older run did not keep it."""

    x_m = serializers.FloatField()
    y_m = serializers.FloatField()
    heading_rad = serializers.FloatField(allow_null=True)
    vx_mps = serializers.FloatField(allow_null=True)
    vy_mps = serializers.FloatField(allow_null=True)


class ConflictSerializer(serializers.Serializer[object]):
    """One encounter: its extremes, and who was where at the worst instant."""

    id = serializers.CharField()
    replication = serializers.IntegerField()
    start_s = serializers.FloatField()
    end_s = serializers.FloatField()
    at_s = serializers.FloatField()
    at_clock = serializers.CharField()
    replay_s = PointField(2)
    agents = serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2)
    kinds = serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2)
    poses = serializers.ListField(child=AgentPoseSerializer(), min_length=2, max_length=2)
    x_m = serializers.FloatField()
    y_m = serializers.FloatField()
    geometry = serializers.CharField()
    min_ttc_s = serializers.FloatField(allow_null=True)
    max_drac_mps2 = serializers.FloatField(allow_null=True)
    min_pet_s = serializers.FloatField(allow_null=True)
    min_separation_m = serializers.FloatField(allow_null=True)
    max_closing_mps = serializers.FloatField(allow_null=True)
    max_delta_v_mps = serializers.FloatField(allow_null=True)
    contact = serializers.BooleanField()
    severity = serializers.ChoiceField(SEVERITIES)


class ConflictCountsSerializer(serializers.Serializer[object]):
    """How many of each severity."""

    contact = serializers.IntegerField()
    serious = serializers.IntegerField()
    slight = serializers.IntegerField()


class ConflictsSerializer(ConflictRatesSerializer):
    """The worst conflicts of a run first, how many there are, and their rates."""

    conflicts = ConflictSerializer(many=True)
    counts = ConflictCountsSerializer()


class DensitySerializer(serializers.Serializer[object]):
    """Cells of the floor, row by row from the origin: seconds spent in each, and conflicts by weight."""

    origin_m = PointField(2)
    cell_m = serializers.FloatField()
    rows = serializers.IntegerField()
    columns = serializers.IntegerField()
    values = serializers.ListField(child=serializers.FloatField())
    conflict_values = serializers.ListField(child=serializers.FloatField())


class ComparedRunSerializer(serializers.Serializer[object]):
    """A run under its letter."""

    run = RunSummarySerializer()
    scenario_name = serializers.CharField()
    color_index = serializers.IntegerField()
    letter = serializers.CharField()


class ComparisonSerializer(serializers.Serializer[object]):
    """Runs compared; figures are there once every run is done."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    facility_id = serializers.UUIDField()
    status = serializers.ChoiceField(("waiting", "ready", "failed"))
    headline = serializers.CharField()
    detail = serializers.CharField()
    created_at = serializers.DateTimeField()
    runs = ComparedRunSerializer(many=True)
    differences = DifferencesSerializer(many=True)
    series = serializers.DictField()
    changes = serializers.DictField()
    how_sure = serializers.ListField(child=serializers.CharField())
    best = BestSerializer(many=True)
    conflict_rates = serializers.DictField(child=ConflictRatesSerializer())


class FilmAgentSerializer(serializers.Serializer[object]):
    """Somebody in a film."""

    id = serializers.CharField()
    role = serializers.CharField()
    kind = serializers.ChoiceField([kind.name.lower() for kind in AgentKind])
    size_m = PointField(3)  # along the heading, across it, height


class FilmSerializer(serializers.Serializer[object]):
    """How to read the file of a playback: `scenarios.recording.playback` has the format."""

    format = serializers.IntegerField()
    start_s = serializers.FloatField()
    step_s = serializers.FloatField()
    frames = serializers.IntegerField()
    frames_per_piece = serializers.IntegerField()
    origin_m = PointField(2)
    unit_m = serializers.FloatField()
    piece_bytes = serializers.ListField(child=serializers.IntegerField())
    agents = FilmAgentSerializer(many=True)


class PlaybackSerializer(serializers.Serializer[object]):
    """A replication to watch; film and file are there once it is done."""

    run_id = serializers.UUIDField()
    replication = serializers.IntegerField()
    status = serializers.ChoiceField(WorkStatus.choices)
    progress = serializers.FloatField()
    error = serializers.CharField(allow_null=True)
    film = FilmSerializer(allow_null=True)
    file_url = serializers.CharField(allow_null=True)


class NewReportSerializer(serializers.Serializer[object]):
    """The kind of file to make."""

    format = serializers.ChoiceField(ReportFormat.choices)


class ReportSerializer(serializers.Serializer[object]):
    """A comparison as a file."""

    id = serializers.UUIDField()
    format = serializers.ChoiceField(ReportFormat.choices)
    status = serializers.ChoiceField(WorkStatus.choices)
    progress = serializers.FloatField()
    error = serializers.CharField(allow_null=True)
    file_url = serializers.CharField(allow_null=True)
    file_name = serializers.CharField()


# How much of a run's work each kind of step is, for one figure of progress.
WEIGHTS = {
    StepKind.PREPARE: 1.0,
    StepKind.REPLICATION: 2.0,
    StepKind.CLIP: 10.0,
    StepKind.FUTURES: 4.0,
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


def describe_document(document: Any) -> dict[str, Any]:
    """A saved document with every default written out: what was saved before a field was there has its default."""
    return parse_document(document).model_dump(mode="json")


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


def describe_report(report: Report) -> dict[str, Any]:
    """A report as JSON."""
    return {
        "id": str(report.pk),
        "format": report.format,
        "status": report.status,
        "progress": report.progress,
        "error": report.error or None,
        "file_url": f"/api/v1/reports/{report.pk}/file" if report.file_key else None,
        "file_name": report.file_name,
    }


def describe_playback(playback: Playback) -> dict[str, Any]:
    """A playback as JSON."""
    done = playback.status == WorkStatus.DONE
    return {
        "run_id": str(playback.run_id),
        "replication": playback.index,
        "status": playback.status,
        "progress": playback.progress,
        "error": playback.error or None,
        "film": playback.header if done else None,
        "file_url": f"/api/v1/runs/{playback.run_id}/playbacks/{playback.index}/file" if done else None,
    }


def _time(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
