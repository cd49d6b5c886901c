"""One revision: its state, parts, floor plan and files."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import ApiView
from twin.artifacts import load_bytes
from twin.files import file_answer
from twin.selectors import get_ready_revision, get_revision, list_parts
from twin.serializers import (
    FloorPlanSerializer,
    PartChangesSerializer,
    PartsSerializer,
    RevisionSerializer,
    describe_revision,
)
from twin.services.revisions import update_part_classes


@extend_schema(tags=["twin"])
class RevisionView(ApiView):
    """One revision."""

    @extend_schema(responses=RevisionSerializer)
    def get(self, request: Request, revision_id: str) -> Response:
        """Read."""
        return Response(describe_revision(get_revision(self.caller, revision_id)))


@extend_schema(tags=["twin"])
class PartsView(ApiView):
    """The parts of a revision."""

    @extend_schema(responses=PartsSerializer)
    def get(self, request: Request, revision_id: str) -> HttpResponse:
        """List every part."""
        parts = ",".join(list_parts(get_ready_revision(self.caller, revision_id)))
        return HttpResponse(f'{{"parts":[{parts}]}}', content_type="application/json")

    @extend_schema(request=PartChangesSerializer, responses={201: RevisionSerializer})
    def patch(self, request: Request, revision_id: str) -> Response:
        """Correct classes; this makes the next revision."""
        revision = get_ready_revision(self.caller, revision_id)
        form = PartChangesSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        successor = update_part_classes(self.caller, revision, changes=form.validated_data["changes"])
        location = {"Location": f"/api/v1/revisions/{successor.pk}/"}
        return Response(describe_revision(successor), status=201, headers=location)


@extend_schema(tags=["twin"])
class FloorPlanView(ApiView):
    """Where one can stand."""

    @extend_schema(responses=FloorPlanSerializer)
    def get(self, request: Request, revision_id: str) -> HttpResponse:
        """The building's outline, footprints, the walkable area; kept as it is sent."""
        plan = load_bytes(get_ready_revision(self.caller, revision_id).plan_key)
        return HttpResponse(plan, content_type="application/json")


@extend_schema(tags=["twin"], responses={(200, "model/gltf-binary"): OpenApiTypes.BINARY})
class SceneFileView(ApiView):
    """The geometry for a browser."""

    def get(self, request: Request, revision_id: str) -> HttpResponse:
        """Binary glTF, y up; node extras name the part and its class."""
        revision = get_ready_revision(self.caller, revision_id)
        return file_answer(request, revision.mesh_key, "model/gltf-binary")


@extend_schema(tags=["twin"], responses={(200, "image/svg+xml"): OpenApiTypes.BINARY})
class ThumbnailView(ApiView):
    """The plan as a small picture."""

    def get(self, request: Request, revision_id: str) -> HttpResponse:
        """SVG."""
        revision = get_ready_revision(self.caller, revision_id)
        return file_answer(request, revision.thumbnail_key, "image/svg+xml")
