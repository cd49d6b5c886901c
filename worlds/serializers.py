"""How clips, futures and world models look on the wire."""

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
    agents_expected = serializers.IntegerField(help_text="visible agents, summed over frames")
    agents_unjudged = serializers.IntegerField(help_text="of them too small or too hidden for the detector to tell")
    omission_rate = serializers.FloatField(help_text="share of the others that the frames do not show")
    ghost_rate_per_frame = serializers.FloatField()
    position_error_m = serializers.FloatField(allow_null=True)
    flicker = serializers.FloatField()
    out_of_distribution = serializers.FloatField()
    plain_frames = serializers.IntegerField(help_text="frames shown as plain geometry, labelled so in the picture")
    rendered_again_frames = serializers.IntegerField(help_text="frames whose first rendering failed its audit")


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
    thumbnails_url = serializers.CharField(allow_null=True)
    depth_video_url = serializers.CharField(allow_null=True)
    class_video_url = serializers.CharField(allow_null=True)
    uncertainty_video_url = serializers.CharField(
        allow_null=True, help_text="expected error of each pixel; null where the model cannot tell"
    )
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


class ShareSerializer(serializers.Serializer[object]):
    """So many of the futures, with the exact 95 % interval of their share."""

    count = serializers.IntegerField()
    of = serializers.IntegerField()
    mean = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class SpreadSerializer(serializers.Serializer[object]):
    """The middle of the futures' values, and the ends between which 95 % of them lie."""

    median = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    count = serializers.IntegerField()


class EngineEncounterSerializer(serializers.Serializer[object]):
    """What the simulation did in the same seconds, measured in the same way."""

    contact = serializers.BooleanField()
    min_separation_m = serializers.FloatField(allow_null=True)
    min_ttc_s = serializers.FloatField(allow_null=True)


class FutureSummarySerializer(serializers.Serializer[object]):
    """The futures of one conflict, from five seconds before it."""

    id = serializers.UUIDField()
    conflict_id = serializers.CharField()
    replication = serializers.IntegerField()
    start_s = serializers.FloatField()
    start_clock = serializers.CharField()
    duration_s = serializers.FloatField()
    agents = serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2)
    kinds = serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2)
    x_m = serializers.FloatField()
    y_m = serializers.FloatField()
    futures = serializers.IntegerField()
    contact = ShareSerializer()
    near = ShareSerializer()
    min_separation_m = SpreadSerializer(allow_null=True)
    min_ttc_s = SpreadSerializer(allow_null=True)
    engine = EngineEncounterSerializer()
    agrees = serializers.BooleanField()
    sentence = serializers.CharField()
    likeliest = serializers.IntegerField()
    median = serializers.IntegerField()
    worst = serializers.IntegerField()
    projection_rate = serializers.FloatField()
    url = serializers.CharField()


class ShownAgentSerializer(serializers.Serializer[object]):
    """Somebody in the picture; the pair come first."""

    id = serializers.CharField()
    kind = serializers.CharField()
    size_m = serializers.ListField(child=serializers.FloatField(), min_length=3, max_length=3)
    is_pair = serializers.BooleanField()


class OutcomeSerializer(serializers.Serializer[object]):
    """How one future ends."""

    contact = serializers.BooleanField()
    min_separation_m = serializers.FloatField(allow_null=True)
    min_ttc_s = serializers.FloatField(allow_null=True)
    likelihood = serializers.FloatField()


class _PathField(serializers.ListField):
    """Points of a way: x_m, y_m, and where a body is drawn heading_rad."""

    def __init__(self, numbers: int) -> None:
        point = serializers.ListField(child=serializers.FloatField(), min_length=numbers, max_length=numbers)
        super().__init__(child=point)


class ShownFuturesSerializer(serializers.Serializer[object]):
    """Three futures with everybody in them, in the order of `agents_shown`: x_m, y_m, heading_rad."""

    likeliest = serializers.ListField(child=_PathField(3))
    median = serializers.ListField(child=_PathField(3))
    worst = serializers.ListField(child=_PathField(3))


class FutureFilmSerializer(serializers.Serializer[object]):
    """A clip of one of the futures, before the camera that sees the two best."""

    name = serializers.ChoiceField(("likeliest", "median", "worst"))
    number = serializers.IntegerField()
    camera_name = serializers.CharField()
    start_s = serializers.FloatField()
    duration_s = serializers.FloatField()
    video_url = serializers.CharField()
    poster_url = serializers.CharField()
    sidecar_url = serializers.CharField()
    audit = AuditSerializer()


class FuturesDetailSerializer(FutureSummarySerializer):
    """The same with the paths: of the pair in every future, and of everybody in three."""

    step_s = serializers.FloatField()
    agents_shown = ShownAgentSerializer(many=True)
    paths = serializers.ListField(child=serializers.ListField(child=_PathField(2)))
    engine_paths = serializers.ListField(child=_PathField(2))
    outcomes = OutcomeSerializer(many=True)
    shown = ShownFuturesSerializer()
    films = FutureFilmSerializer(many=True, help_text="of the run's worst conflict, where cameras film")


class EngineCountSerializer(serializers.Serializer[object]):
    """Passages in the one minute that the simulation played, with their exact Poisson interval."""

    count = serializers.IntegerField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class GateSerializer(serializers.Serializer[object]):
    """How many pass a line across the floor in the minute, either way."""

    id = serializers.CharField()
    from_m = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)
    to_m = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)
    futures = SpreadSerializer()
    engine = EngineCountSerializer()
    agrees = serializers.BooleanField()


class MinuteFlowsSerializer(serializers.Serializer[object]):
    """A typical minute of the shift."""

    start_s = serializers.FloatField()
    start_clock = serializers.CharField()
    duration_s = serializers.FloatField()
    futures = serializers.IntegerField()
    gates = GateSerializer(many=True)
    sentence = serializers.CharField()


class FuturesSerializer(serializers.Serializer[object]):
    """The futures of a run."""

    state = serializers.ChoiceField(("none", "pending", "running", "done"))
    model_hash = serializers.CharField(allow_blank=True)
    conflicts = FutureSummarySerializer(many=True)
    considered = serializers.IntegerField()
    serious = serializers.IntegerField()
    minute = MinuteFlowsSerializer(allow_null=True)
