"""Clips of a run, their files, and the world models."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import NotFound
from accounts.http import ApiView
from scenarios.selectors import get_run
from twin.files import file_answer
from worlds.selectors import get_clip, list_clips_of_run, list_world_models
from worlds.serializers import ClipsSerializer, WorldModelSerializer
from worlds.services.clips import describe_clip

FILES = {
    "video.mp4": ("video_key", "video/mp4"),
    "poster.jpg": ("poster_key", "image/jpeg"),
    "sidecar.json": ("sidecar_key", "application/json"),
    "thumbnails.jpg": ("thumbnails_key", "image/jpeg"),
    "depth.mp4": ("depth_key", "video/mp4"),
    "class.mp4": ("class_key", "video/mp4"),
    "uncertainty.mp4": ("uncertainty_key", "video/mp4"),
}


@extend_schema(tags=["worlds"])
class RunClipsView(ApiView):
    """What a run filmed."""

    @extend_schema(responses=ClipsSerializer)
    def get(self, request: Request, run_id: str) -> Response:
        """Every clip, each with its audit."""
        run = get_run(self.caller, run_id)
        return Response({"clips": [describe_clip(clip) for clip in list_clips_of_run(self.caller, run)]})


@extend_schema(tags=["worlds"], responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
class ClipFileView(ApiView):
    """One file of a clip."""

    file_name = "video.mp4"

    def get(self, request: Request, clip_id: str) -> HttpResponse:
        """The file; byte ranges are answered."""
        field, content_type = FILES[self.file_name]
        key = getattr(get_clip(self.caller, clip_id), field)
        if not key:
            raise NotFound("This clip was made by an earlier version, which kept no such file.")
        return file_answer(request, key, content_type)


@extend_schema(tags=["worlds"])
class WorldModelsView(ApiView):
    """The world models."""

    @extend_schema(responses=WorldModelSerializer(many=True), operation_id="world_models_list")
    def get(self, request: Request) -> Response:
        """Every model with its card."""
        return Response(list_world_models(self.caller))
