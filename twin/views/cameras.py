"""The cameras of a facility, and what they see."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import Conflict
from accounts.http import PAGE_PARAMETERS, ApiView, Pages, page_of
from twin.selectors import find_newest_ready_revision, get_camera, get_facility, list_cameras
from twin.serializers import CameraSerializer
from twin.services.cameras import check_camera, create_camera, delete_camera, update_camera


@extend_schema(tags=["twin"])
class FacilityCamerasView(ApiView):
    """Every camera of a facility."""

    @extend_schema(responses=page_of(CameraSerializer), parameters=PAGE_PARAMETERS, operation_id="cameras_list")
    def get(self, request: Request, facility_id: str) -> Response:
        """List cameras."""
        facility = get_facility(self.caller, facility_id)
        pages = Pages()
        pages.ordering = "id"
        rows = pages.paginate_queryset(list_cameras(self.caller).filter(facility=facility), request, self)
        return pages.get_paginated_response(CameraSerializer(rows, many=True).data)

    @extend_schema(request=CameraSerializer, responses={201: CameraSerializer})
    def post(self, request: Request, facility_id: str) -> Response:
        """Place a camera."""
        facility = get_facility(self.caller, facility_id)
        form = CameraSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        camera = create_camera(self.caller, facility, view=form.validated_data)
        return Response(CameraSerializer(camera).data, status=201)


@extend_schema(tags=["twin"])
class CameraDetailView(ApiView):
    """One camera."""

    @extend_schema(responses=CameraSerializer)
    def get(self, request: Request, camera_id: str) -> Response:
        """Read."""
        return Response(CameraSerializer(get_camera(self.caller, camera_id)).data)

    @extend_schema(request=CameraSerializer(partial=True), responses=CameraSerializer)
    def patch(self, request: Request, camera_id: str) -> Response:
        """Move, turn or rename."""
        camera = get_camera(self.caller, camera_id)
        form = CameraSerializer(camera, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        return Response(CameraSerializer(update_camera(self.caller, camera, changes=form.validated_data)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, camera_id: str) -> Response:
        """Remove."""
        delete_camera(self.caller, get_camera(self.caller, camera_id))
        return Response(status=204)


@extend_schema(tags=["twin"], responses={(200, "image/png"): OpenApiTypes.BINARY})
class CameraDepthView(ApiView):
    """What a camera sees, as distance."""

    def get(self, request: Request, camera_id: str) -> HttpResponse:
        """A colour-mapped depth picture of the newest revision, 256 pixels wide."""
        from twin.services.depth_picture import depth_png

        camera = get_camera(self.caller, camera_id)
        revision = find_newest_ready_revision(camera.facility)
        if revision is None:
            raise Conflict("This facility has no imported CAD yet.")
        response = HttpResponse(depth_png(revision, check_camera(camera)), content_type="image/png")
        response["Cache-Control"] = "private, max-age=30"
        return response
