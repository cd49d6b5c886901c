"""A run's figures on the wire, and how well they are known."""

from __future__ import annotations

from rest_framework import serializers


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
