"""Watching a replication: who was where over the whole day, in pieces."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import Conflict
from accounts.http import ApiView
from scenarios.selectors import get_playback, get_run
from scenarios.serializers.playbacks import PlaybackSerializer, describe_playback
from scenarios.services.playbacks import find_or_create_playback
from twin.files import file_answer
from twin.leases import WorkStatus


@extend_schema(tags=["runs"])
class PlaybackView(ApiView):
    """One replication to watch."""

    @extend_schema(responses=PlaybackSerializer)
    def get(self, request: Request, run_id: str, index: int) -> Response:
        """How far it is; once it is done, who is in it and where its pieces lie in the file."""
        return Response(describe_playback(get_playback(self.caller, run_id, index)))

    @extend_schema(request=None, responses={200: PlaybackSerializer, 202: PlaybackSerializer})
    def post(self, request: Request, run_id: str, index: int) -> Response:
        """Have it made (202); 200 where it is there. Asking again changes nothing."""
        playback = find_or_create_playback(self.caller, get_run(self.caller, run_id), index=index)
        body = describe_playback(playback)
        location = {"Location": f"/api/v1/runs/{playback.run_id}/playbacks/{playback.index}/"}
        return Response(body, status=200 if playback.status == WorkStatus.DONE else 202, headers=location)


@extend_schema(tags=["runs"], responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
class PlaybackFileView(ApiView):
    """The pieces, one after the other."""

    def get(self, request: Request, run_id: str, index: int) -> HttpResponse:
        """Download; a piece by its byte range."""
        playback = get_playback(self.caller, run_id, index)
        if not playback.file_key:
            raise Conflict("This replication is not ready to be watched.")
        return file_answer(request, playback.file_key, "application/octet-stream")
