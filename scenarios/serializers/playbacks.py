"""Replications to watch, on the wire."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from scenarios.contracts import AgentKind
from scenarios.models import Playback
from twin.leases import WorkStatus
from twin.serializers import PointField


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
