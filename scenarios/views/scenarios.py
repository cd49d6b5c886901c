"""Scenarios: list, read, save."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import PAGE_PARAMETERS, ApiView, Pages, get_if_match, get_uuid_parameter, page_of
from accounts.idempotency import respond_once
from scenarios.selectors import get_scenario, list_scenario_revisions, list_scenarios
from scenarios.serializers.scenarios import (
    NewScenarioSerializer,
    ScenarioChangeSerializer,
    ScenarioRevisionSerializer,
    ScenarioRowSerializer,
    ScenarioSerializer,
    describe_scenarios,
)
from scenarios.services.scenarios import create_scenario, update_scenario
from twin.selectors import get_facility

IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="the last ETag")


def _answer(view: ApiView, scenario_id: object, status: int = 200) -> Response:
    scenario = get_scenario(view.caller, scenario_id)
    headers = {"ETag": f'"{scenario.head_number}"'}
    if status == 201:
        headers["Location"] = f"/api/v1/scenarios/{scenario.pk}/"
    return Response(describe_scenarios([scenario], with_document=True)[0], status=status, headers=headers)


@extend_schema(tags=["scenarios"])
class ScenariosView(ApiView):
    """Every scenario."""

    @extend_schema(
        parameters=[OpenApiParameter("facility_id", str), *PAGE_PARAMETERS],
        responses=page_of(ScenarioRowSerializer),
        operation_id="scenarios_list",
    )
    def get(self, request: Request) -> Response:
        """List scenarios, newest first, without their documents."""
        rows = list_scenarios(self.caller)
        if facility_id := get_uuid_parameter(request, "facility_id"):
            rows = rows.filter(facility_id=facility_id)
        pages = Pages()
        return pages.get_paginated_response(describe_scenarios(pages.paginate_queryset(rows, request, self) or []))

    @extend_schema(request=NewScenarioSerializer, responses={201: ScenarioSerializer})
    def post(self, request: Request) -> Response:
        """Make a scenario: from a document, as a copy of a base, or the facility's default."""
        return respond_once(request, self.caller, lambda: self._create(request))

    def _create(self, request: Request) -> Response:
        form = NewScenarioSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        facility = get_facility(self.caller, data["facility_id"])
        base = get_scenario(self.caller, data["base_id"]) if data.get("base_id") else None
        scenario = create_scenario(self.caller, facility, name=data["name"], base=base, document=data.get("document"))
        return _answer(self, scenario.pk, status=201)


@extend_schema(tags=["scenarios"])
class ScenarioView(ApiView):
    """One scenario."""

    @extend_schema(responses=ScenarioSerializer)
    def get(self, request: Request, scenario_id: str) -> Response:
        """Read; the ETag is the revision's number."""
        return _answer(self, scenario_id)

    @extend_schema(request=ScenarioChangeSerializer, responses=ScenarioSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, scenario_id: str) -> Response:
        """Save; 412 where somebody else has saved since."""
        scenario = get_scenario(self.caller, scenario_id)
        based_on = get_if_match(request)
        form = ScenarioChangeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        update_scenario(self.caller, scenario, based_on=based_on, **form.validated_data)
        return _answer(self, scenario_id)


@extend_schema(tags=["scenarios"])
class ScenarioRevisionsView(ApiView):
    """A scenario's history."""

    @extend_schema(
        responses=page_of(ScenarioRevisionSerializer),
        parameters=PAGE_PARAMETERS,
        operation_id="scenario_revisions_list",
    )
    def get(self, request: Request, scenario_id: str) -> Response:
        """List revisions, newest first."""
        scenario = get_scenario(self.caller, scenario_id)
        pages = Pages()
        rows = pages.paginate_queryset(list_scenario_revisions(scenario), request, self)
        return pages.get_paginated_response(ScenarioRevisionSerializer(rows, many=True).data)
