"""The futures of a run: its worst conflicts and a typical minute."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import ApiView
from scenarios.selectors import get_run
from twin.files import file_answer
from worlds.selectors import get_future_film, get_futures
from worlds.serializers import FuturesDetailSerializer, FuturesSerializer
from worlds.services.futures import describe_detail, describe_futures

FILM_FILES = {
    "video.mp4": ("video_key", "video/mp4"),
    "poster.jpg": ("poster_key", "image/jpeg"),
    "sidecar.json": ("sidecar_key", "application/json"),
}


@extend_schema(tags=["worlds"])
class RunFuturesView(ApiView):
    """What may happen instead."""

    @extend_schema(responses=FuturesSerializer, operation_id="run_futures_list")
    def get(self, request: Request, run_id: str) -> Response:
        """The worst conflicts, each rolled 64 times, and the flows of a typical minute."""
        return Response(describe_futures(get_run(self.caller, run_id)))


@extend_schema(tags=["worlds"])
class FuturesView(ApiView):
    """One conflict."""

    @extend_schema(responses=FuturesDetailSerializer, operation_id="run_futures_detail")
    def get(self, request: Request, run_id: str, futures_id: str) -> Response:
        """Its figures, and the paths of its futures."""
        run = get_run(self.caller, run_id)
        return Response(describe_detail(get_futures(self.caller, run, futures_id)))


@extend_schema(tags=["worlds"], responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
class FutureFilmFileView(ApiView):
    """One file of a future's film."""

    file_name = "video.mp4"

    def get(self, request: Request, film_id: str) -> HttpResponse:
        """The file; byte ranges are answered."""
        field, content_type = FILM_FILES[self.file_name]
        return file_answer(request, getattr(get_future_film(self.caller, film_id), field), content_type)
