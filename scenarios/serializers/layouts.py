"""What a variant's layout gives on the wire: plan, catalogue, findings, differences from the base."""

from __future__ import annotations

from typing import get_args

from rest_framework import serializers

from scenarios.document.places import StationKind
from twin.serializers import PART_CLASSES, FloorPlanSerializer, PointField

STATION_KINDS = get_args(StationKind)


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


class ChangeSerializer(serializers.Serializer[object]):
    """One difference from the base, in words."""

    area = serializers.CharField()
    pointer = serializers.CharField()
    message = serializers.CharField()


class DifferenceSerializer(serializers.Serializer[object]):
    """What a scenario changes against its base."""

    changes = ChangeSerializer(many=True)
