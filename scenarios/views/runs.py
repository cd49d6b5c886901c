"""Runs: start, follow, read, stop."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import PAGE_PARAMETERS, ApiView, Pages, get_uuid_parameter, page_of
from accounts.idempotency import respond_once
from scenarios.selectors import get_run, get_scenario, list_runs
from scenarios.serializers.conflicts import ConflictsSerializer, DensitySerializer
from scenarios.serializers.documents import PlayedDocumentSerializer, describe_document
from scenarios.serializers.figures import MetricsSerializer
from scenarios.serializers.runs import NewRunSerializer, RunSerializer, RunSummarySerializer, describe_run
from scenarios.services.figures import describe_conflicts, describe_density, describe_metrics
from scenarios.services.runs import cancel_run, create_run

KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="repeats get the first answer")


@extend_schema(tags=["runs"])
class ScenarioRunsView(ApiView):
    """Playing a scenario."""

    @extend_schema(request=NewRunSerializer, responses={202: RunSerializer, 200: RunSerializer}, parameters=[KEY])
    def post(self, request: Request, scenario_id: str) -> Response:
        """Start a run; 200 with the stored one where an equal one is there."""
        return respond_once(request, self.caller, lambda: self._start(request, scenario_id))

    def _start(self, request: Request, scenario_id: str) -> Response:
        scenario = get_scenario(self.caller, scenario_id)
        form = NewRunSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        run, is_new = create_run(self.caller, scenario, replications=form.validated_data.get("replications"))
        return Response(
            describe_run(get_run(self.caller, run.pk)),
            status=202 if is_new else 200,
            headers={"Location": f"/api/v1/runs/{run.pk}/"},
        )


@extend_schema(tags=["runs"])
class RunsView(ApiView):
    """Every run."""

    @extend_schema(
        parameters=[OpenApiParameter("scenario_id", str), OpenApiParameter("facility_id", str), *PAGE_PARAMETERS],
        responses=page_of(RunSummarySerializer),
        operation_id="runs_list",
    )
    def get(self, request: Request) -> Response:
        """List runs, newest first."""
        rows = list_runs(self.caller)
        if scenario_id := get_uuid_parameter(request, "scenario_id"):
            rows = rows.filter(scenario_id=scenario_id)
        if facility_id := get_uuid_parameter(request, "facility_id"):
            rows = rows.filter(scenario__facility_id=facility_id)
        pages = Pages()
        page = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response([describe_run(run, with_steps=False) for run in page])


@extend_schema(tags=["runs"])
class RunView(ApiView):
    """One run."""

    @extend_schema(responses=RunSerializer)
    def get(self, request: Request, run_id: str) -> Response:
        """Read, with its steps."""
        return Response(describe_run(get_run(self.caller, run_id)))


@extend_schema(tags=["runs"])
class RunDocumentView(ApiView):
    """What was played."""

    @extend_schema(responses=PlayedDocumentSerializer)
    def get(self, request: Request, run_id: str) -> Response:
        """The document as it was when the run began; the scenario may have changed since."""
        run = get_run(self.caller, run_id)
        revision_id = str(run.scenario_revision.twin_revision_id)
        return Response({"document": describe_document(run.document), "twin_revision_id": revision_id})


@extend_schema(tags=["runs"])
class CancelView(ApiView):
    """Calling a run off."""

    @extend_schema(request=None, responses={202: RunSerializer})
    def post(self, request: Request, run_id: str) -> Response:
        """Cancel; workers stop within two seconds."""
        cancel_run(self.caller, get_run(self.caller, run_id))
        return Response(describe_run(get_run(self.caller, run_id)), status=202)


@extend_schema(tags=["runs"])
class MetricsView(ApiView):
    """A run's figures."""

    @extend_schema(responses=MetricsSerializer)
    def get(self, request: Request, run_id: str) -> Response:
        """Every metric with its interval, series over the day, use of time."""
        return Response(describe_metrics(get_run(self.caller, run_id)))


@extend_schema(tags=["runs"])
class ConflictsView(ApiView):
    """Where people and vehicles came too close."""

    @extend_schema(responses=ConflictsSerializer)
    def get(self, request: Request, run_id: str) -> Response:
        """The worst conflicts first."""
        return Response(describe_conflicts(get_run(self.caller, run_id)))


@extend_schema(tags=["runs"])
class DensityView(ApiView):
    """Where people and vehicles are."""

    @extend_schema(responses=DensitySerializer)
    def get(self, request: Request, run_id: str) -> Response:
        """Mean seconds per cell and replication."""
        return Response(describe_density(get_run(self.caller, run_id)))
