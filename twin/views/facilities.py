"""Facilities, and uploading CAD to them."""

from __future__ import annotations

import hashlib
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import PAGE_PARAMETERS, ApiView, Pages, page_of
from accounts.idempotency import respond_once
from twin.models import Facility
from twin.selectors import get_facility, list_facilities, list_revisions
from twin.serializers import (
    FacilityNameSerializer,
    FacilitySerializer,
    RevisionSerializer,
    UploadSerializer,
    describe_facilities,
    describe_revision,
)
from twin.services.facilities import create_facility, delete_facility, update_facility
from twin.services.revisions import check_upload_size, create_revision

KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="repeats get the first answer")


@extend_schema(tags=["twin"])
class FacilitiesView(ApiView):
    """Every facility."""

    @extend_schema(responses=page_of(FacilitySerializer), parameters=PAGE_PARAMETERS, operation_id="facilities_list")
    def get(self, request: Request) -> Response:
        """List facilities, newest first."""
        pages = Pages()
        rows = pages.paginate_queryset(list_facilities(self.caller), request, self)
        return pages.get_paginated_response(describe_facilities(rows or []))

    @extend_schema(request=FacilityNameSerializer, responses={201: FacilitySerializer})
    def post(self, request: Request) -> Response:
        """Make a facility."""
        form = FacilityNameSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        facility = create_facility(self.caller, name=form.validated_data["name"])
        body = describe_facilities([get_facility(self.caller, facility.pk)])[0]
        return Response(body, status=201, headers={"Location": f"/api/v1/facilities/{facility.pk}/"})


@extend_schema(tags=["twin"])
class FacilityView(ApiView):
    """One facility."""

    @extend_schema(responses=FacilitySerializer)
    def get(self, request: Request, facility_id: str) -> Response:
        """Read."""
        return Response(describe_facilities([get_facility(self.caller, facility_id)])[0])

    @extend_schema(request=FacilityNameSerializer, responses=FacilitySerializer)
    def patch(self, request: Request, facility_id: str) -> Response:
        """Rename."""
        facility = get_facility(self.caller, facility_id)
        form = FacilityNameSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(describe_facilities([update_facility(self.caller, facility, **form.validated_data)])[0])

    @extend_schema(responses={204: None})
    def delete(self, request: Request, facility_id: str) -> Response:
        """Delete, with all revisions, scenarios and runs."""
        delete_facility(self.caller, get_facility(self.caller, facility_id))
        return Response(status=204)


@extend_schema(tags=["twin"])
class FacilityRevisionsView(ApiView):
    """The CAD revisions of a facility."""

    parser_classes = (MultiPartParser, FormParser)

    @extend_schema(responses=page_of(RevisionSerializer), parameters=PAGE_PARAMETERS, operation_id="revisions_list")
    def get(self, request: Request, facility_id: str) -> Response:
        """List revisions, newest first."""
        facility = get_facility(self.caller, facility_id)
        pages = Pages()
        rows = pages.paginate_queryset(list_revisions(self.caller).filter(facility=facility), request, self)
        return pages.get_paginated_response([describe_revision(row) for row in rows or []])

    @extend_schema(request=UploadSerializer, responses={202: RevisionSerializer}, parameters=[KEY])
    def post(self, request: Request, facility_id: str) -> Response:
        """Upload CAD; it is imported by a worker."""
        facility = get_facility(self.caller, facility_id)
        check_upload_size(int(request.META.get("CONTENT_LENGTH") or 0))  # before anything of it is read
        form = UploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        return respond_once(
            request, self.caller, lambda: self._create(facility, data), body_hash=_hash_of_upload(request, data)
        )

    def _create(self, facility: Facility, data: dict[str, Any]) -> Response:
        revision = create_revision(
            self.caller,
            facility,
            upload=data["file"],
            name=data["file"].name,
            unit=data.get("unit", ""),
            up_axis=data.get("up_axis", ""),
        )
        location = {"Location": f"/api/v1/revisions/{revision.pk}/"}
        return Response(describe_revision(revision), status=202, headers=location)


def _hash_of_upload(request: Request, data: dict[str, Any]) -> str:
    """The content's hash, for whoever sends an Idempotency-Key: the body of a form is different each time."""
    digest = hashlib.sha256()
    if "Idempotency-Key" in request.headers:
        digest.update(repr((data["file"].name, data.get("unit", ""), data.get("up_axis", ""))).encode())
        for chunk in data["file"].chunks():
            digest.update(chunk)
        data["file"].seek(0)
    return digest.hexdigest()
