"""What a scenario means on its facility: findings, the plan, the difference from its base."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.errors import InvalidInput, NotFound
from accounts.http import ApiView
from scenarios.layout.canonical import json_schema
from scenarios.layout.catalogue import CATALOGUE, catalogue_json
from scenarios.layout.parsing import DocumentError, parse_document
from scenarios.selectors import get_head, get_scenario
from scenarios.serializers.documents import DocumentSerializer
from scenarios.serializers.layouts import (
    CatalogueSerializer,
    DifferenceSerializer,
    ValidationSerializer,
    VariantPlanSerializer,
)
from scenarios.services.documents import (
    build_layout,
    check_scenario_document,
    describe_findings,
    describe_layout,
    list_changes_of,
)
from twin.services.plans import describe_plan


@extend_schema(tags=["scenarios"])
class ValidateView(ApiView):
    """Checking a document without saving it."""

    @extend_schema(request=DocumentSerializer, responses=ValidationSerializer)
    def post(self, request: Request, scenario_id: str) -> Response:
        """Every finding on the given document, or on the saved one."""
        scenario = get_scenario(self.caller, scenario_id)
        head = get_head(scenario)
        data = request.data.get("document") if isinstance(request.data, dict) else request.data
        try:
            document = parse_document(head.document if data is None else data)
        except DocumentError as error:
            return Response({"findings": describe_findings(error.findings), "ok": False, "summary": None})
        findings = check_scenario_document(document, head.twin_revision, scenario.facility)
        return Response(
            {
                "findings": describe_findings(findings),
                "ok": not any(f.severity == "error" for f in findings),
                "summary": self._summary(document, head),
            }
        )

    def _summary(self, document: Any, head: Any) -> dict[str, Any] | None:
        try:
            return describe_layout(document, build_layout(document, head.twin_revision))
        except InvalidInput:
            return None


@extend_schema(tags=["scenarios"])
class DifferenceView(ApiView):
    """Against the base."""

    @extend_schema(responses=DifferenceSerializer)
    def get(self, request: Request, scenario_id: str) -> Response:
        """What the scenario changes, in words."""
        scenario = get_scenario(self.caller, scenario_id)
        head = get_head(scenario)
        changes = list_changes_of(scenario, parse_document(head.document), head.twin_revision)
        return Response({"changes": [{"area": c.area, "pointer": c.pointer, "message": c.message} for c in changes]})


@extend_schema(tags=["scenarios"])
class PlanView(ApiView):
    """The variant's floor."""

    @extend_schema(responses=VariantPlanSerializer)
    def get(self, request: Request, scenario_id: str) -> Response:
        """The floor plan with the edits applied, pick faces and stations."""
        head = get_head(get_scenario(self.caller, scenario_id))
        layout = build_layout(parse_document(head.document), head.twin_revision)
        return Response(
            {
                **describe_plan(layout.floor_plan),
                "faces": [{"part_id": f.part_id, "x_m": f.x_m, "y_m": f.y_m} for f in layout.faces],
                "stations": [
                    {"id": s.id, "kind": s.kind, "stands": [[float(v) for v in row] for row in s.stands_m]}
                    for s in layout.stations
                ],
            }
        )


@extend_schema(tags=["scenarios"])
class DocumentSchemaView(APIView):
    """The scenario document's JSON Schema."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """Draft 2020-12."""
        return Response(json_schema())


@extend_schema(tags=["scenarios"])
class CatalogView(ApiView):
    """Equipment that can be placed."""

    @extend_schema(responses=CatalogueSerializer)
    def get(self, request: Request) -> Response:
        """Every item."""
        items = [{**item, "station_kind": item["station"]} for item in catalogue_json()]
        return Response({"items": items})


@extend_schema(tags=["scenarios"], responses={(200, "model/gltf-binary"): OpenApiTypes.BINARY})
class CatalogMeshView(ApiView):
    """An item's shape."""

    def get(self, request: Request, item_id: str) -> HttpResponse:
        """Binary glTF, y up, at the item's own size."""
        from scenarios.services.catalogue import item_glb

        if item_id not in CATALOGUE:
            raise NotFound("There is no such catalogue item.")
        response = HttpResponse(item_glb(item_id), content_type="model/gltf-binary")
        response["Cache-Control"] = "private, max-age=3600"
        return response
