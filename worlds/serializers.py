"""How clips and world models look on the wire."""

from rest_framework import serializers


class CameraNameSerializer(serializers.Serializer[object]):
    """Which camera filmed."""

    id = serializers.CharField()
    name = serializers.CharField()


class AuditSerializer(serializers.Serializer[object]):
    """Whether the clip shows the state that it claims to show."""

    verdict = serializers.ChoiceField(("passed", "failed"))
    reasons = serializers.ListField(child=serializers.CharField())
    omission_rate = serializers.FloatField()
    ghost_rate_per_frame = serializers.FloatField()
    position_error_m = serializers.FloatField(allow_null=True)
    flicker = serializers.FloatField()
    out_of_distribution = serializers.FloatField()


class ClipSerializer(serializers.Serializer[object]):
    """One camera's video of a run's first replication."""

    id = serializers.UUIDField()
    camera = CameraNameSerializer()
    start_s = serializers.FloatField()
    start_clock = serializers.CharField()
    duration_s = serializers.FloatField()
    frame_count = serializers.IntegerField()
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()
    video_url = serializers.CharField()
    poster_url = serializers.CharField()
    sidecar_url = serializers.CharField()
    audit = AuditSerializer()
    model_hash = serializers.CharField()
    control_hash = serializers.CharField()


class ClipsSerializer(serializers.Serializer[object]):
    """Every clip of a run."""

    clips = ClipSerializer(many=True)


class WorldModelSerializer(serializers.Serializer[object]):
    """A world model and its card."""

    id = serializers.CharField()
    name = serializers.CharField()
    hash = serializers.CharField()
    card = serializers.DictField()
