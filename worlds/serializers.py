"""How clips and world models look on the wire."""

from __future__ import annotations

import json
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from worlds.finetuning.calibration import METRES

MOST_POINTS = 200


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
    model = serializers.CharField()
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


@extend_schema_field(OpenApiTypes.STR)
class PointsField(serializers.Field[Any, Any, Any, Any]):
    """Picked points as JSON text in a form: [{"px": [x, y], "m": [x, y, z]}, ...]."""

    def to_internal_value(self, data: Any) -> list[dict[str, list[float]]]:
        try:
            points = [{"px": _floats(p["px"], 2), "m": _floats(p["m"], 3)} for p in json.loads(data)]
        except (ValueError, TypeError, KeyError) as error:
            raise serializers.ValidationError('Give a list of {"px": [x, y], "m": [x, y, z]}.') from error
        if len(points) > MOST_POINTS:
            raise serializers.ValidationError(f"{MOST_POINTS} points are taken at most.")
        return points

    def to_representation(self, value: Any) -> Any:
        return value


def _floats(values: Any, count: int) -> list[float]:
    if not isinstance(values, list) or len(values) != count:
        raise ValueError("a wrong number of coordinates")
    return [float(v) for v in values]


class FootageUploadSerializer(serializers.Serializer[object]):
    """A video and the camera's calibration in OpenCV's files; the pose may come from picked points instead."""

    name = serializers.CharField(max_length=120)
    video = serializers.FileField(max_length=255)
    intrinsics = serializers.FileField(max_length=255)
    extrinsics = serializers.FileField(max_length=255, required=False)
    unit = serializers.ChoiceField(tuple(METRES), default="m")
    points = PointsField(default=list)


class FitSerializer(serializers.Serializer[object]):
    """How footage fits its twin: strength of the picture's edges on the twin's, 1 for chance."""

    agreement = serializers.FloatField()
    frames = serializers.IntegerField()
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()


class FootageSerializer(serializers.Serializer[object]):
    """A video of a facility."""

    id = serializers.UUIDField()
    facility_id = serializers.UUIDField()
    revision_id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.ChoiceField(("pending", "checking", "registered", "failed"))
    error = serializers.CharField()
    reprojection_px = serializers.FloatField(allow_null=True)
    fit = FitSerializer(allow_null=True)
    created_at = serializers.DateTimeField()


class FootageListSerializer(serializers.Serializer[object]):
    """A facility's videos."""

    footage = FootageSerializer(many=True)


class NewTunedModelSerializer(serializers.Serializer[object]):
    """What to tune on, and for how long."""

    name = serializers.CharField(max_length=120)
    footage_ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=32)
    minutes = serializers.FloatField(default=5.0)


class FootageNameSerializer(serializers.Serializer[object]):
    """Which footage."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class GainSerializer(serializers.Serializer[object]):
    """Likeness to frames that were held out, in decibels."""

    before_db = serializers.FloatField()
    with_look_db = serializers.FloatField()
    after_db = serializers.FloatField()
    held_out_frames = serializers.IntegerField()


class TunedModelSerializer(serializers.Serializer[object]):
    """A renderer tuned on an organisation's own footage."""

    id = serializers.UUIDField()
    facility_id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.ChoiceField(("pending", "training", "ready", "failed"))
    progress = serializers.FloatField()
    message = serializers.CharField()
    error = serializers.CharField()
    minutes = serializers.FloatField()
    footage = FootageNameSerializer(many=True)
    hash = serializers.CharField()
    measured = GainSerializer(allow_null=True)
    created_at = serializers.DateTimeField()


class TunedModelListSerializer(serializers.Serializer[object]):
    """A facility's tuned models."""

    tuned_models = TunedModelSerializer(many=True)
