"""Moving a scenario to a newer revision of its facility, and how long its run would take."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import ApiView, get_if_match
from scenarios.layout.parsing import parse_document
from scenarios.selectors import get_head, get_scenario
from scenarios.serializers.documents import DocumentSerializer
from scenarios.serializers.moving import MoveSerializer, NewMoveSerializer, RunTimeSerializer
from scenarios.serializers.scenarios import ScenarioSerializer, describe_scenarios
from scenarios.services.documents import read_document
from scenarios.services.moving import describe_move, move_scenario
from scenarios.services.run_time import describe_run_time, estimate_run_time
from scenarios.views.scenarios import IF_MATCH


@extend_schema(tags=["scenarios"])
class MoveView(ApiView):
    """The facility's newest revision."""

    @extend_schema(responses=MoveSerializer)
    def get(self, request: Request, scenario_id: str) -> Response:
        """What the saved scenario would lose there, part by part."""
        return Response(describe_move(get_scenario(self.caller, scenario_id)))

    @extend_schema(request=NewMoveSerializer, responses=ScenarioSerializer, parameters=[IF_MATCH])
    def post(self, request: Request, scenario_id: str) -> Response:
        """Move there; 409 where there is a newer one by now, 412 where somebody else has saved since."""
        scenario = get_scenario(self.caller, scenario_id)
        based_on = get_if_match(request)
        form = NewMoveSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        move_scenario(self.caller, scenario, based_on=based_on, **form.validated_data)
        moved = get_scenario(self.caller, scenario_id)
        return Response(describe_scenarios([moved], with_document=True)[0], headers={"ETag": f'"{moved.head_number}"'})


@extend_schema(tags=["scenarios"])
class RunTimeView(ApiView):
    """How long a run would take."""

    @extend_schema(request=DocumentSerializer, responses=RunTimeSerializer)
    def post(self, request: Request, scenario_id: str) -> Response:
        """Of the given document, or of the saved one."""
        scenario = get_scenario(self.caller, scenario_id)
        form = DocumentSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data.get("document")
        document = parse_document(get_head(scenario).document) if given is None else read_document(given)
        return Response(describe_run_time(estimate_run_time(document, scenario.facility)))
