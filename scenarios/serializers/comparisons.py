"""Comparisons of runs on the wire."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from scenarios.serializers.conflicts import ConflictRatesSerializer
from scenarios.serializers.figures import EstimateSerializer, MetricNameSerializer
from scenarios.serializers.runs import RunSummarySerializer


class NewComparisonSerializer(serializers.Serializer[object]):
    """Runs to compare, or scenarios whose runs to compare; the first is the base."""

    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    run_ids = serializers.ListField(child=serializers.UUIDField(), min_length=2, max_length=4, required=False)
    scenario_ids = serializers.ListField(child=serializers.UUIDField(), min_length=2, max_length=4, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("run_ids" in attrs) == ("scenario_ids" in attrs):
            raise serializers.ValidationError("Give either run_ids or scenario_ids.")
        return attrs


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


class ComparedRunSerializer(serializers.Serializer[object]):
    """A run under its letter."""

    run = RunSummarySerializer()
    scenario_name = serializers.CharField()
    color_index = serializers.IntegerField()
    letter = serializers.CharField()


class ComparisonSerializer(serializers.Serializer[object]):
    """Runs compared; figures are there once every replication is played, clips and futures once it is ready."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    facility_id = serializers.UUIDField()
    status = serializers.ChoiceField(("waiting", "rendering", "ready", "failed"))
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
