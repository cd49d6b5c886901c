"""Moving a scenario to a newer revision, and how long its run takes, on the wire."""

from __future__ import annotations

from rest_framework import serializers


class NewerRevisionSerializer(serializers.Serializer[object]):
    """The facility's newest revision."""

    twin_revision_id = serializers.UUIDField()
    number = serializers.IntegerField()
    source_name = serializers.CharField()
    created_at = serializers.DateTimeField()


class LossSerializer(serializers.Serializer[object]):
    """Something that the newest revision has no room for."""

    pointer = serializers.CharField()
    message = serializers.CharField()


class MoveSerializer(serializers.Serializer[object]):
    """Where a scenario can be moved to, and what it would lose; `newer` is null where it is on the newest."""

    newer = NewerRevisionSerializer(allow_null=True)
    based_on = serializers.IntegerField()
    losses = LossSerializer(many=True)


class NewMoveSerializer(serializers.Serializer[object]):
    """The revision that the scenario moves to: the one that the losses were listed for."""

    twin_revision_id = serializers.UUIDField()


class RunTimeSerializer(serializers.Serializer[object]):
    """Seconds that a run takes on this server; a guess where nothing was measured yet."""

    seconds = serializers.FloatField()
    low_s = serializers.FloatField()
    high_s = serializers.FloatField()
    is_measured = serializers.BooleanField()
    runs = serializers.IntegerField()
