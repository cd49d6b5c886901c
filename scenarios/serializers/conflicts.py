"""Conflicts, their rates and where they are, on the wire."""

from __future__ import annotations

from rest_framework import serializers

from scenarios.safety.ranking import SEVERITIES
from twin.serializers import PointField


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
