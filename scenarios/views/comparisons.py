"""Comparisons and their reports."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import Conflict
from accounts.http import PAGE_PARAMETERS, ApiView, Pages, get_uuid_parameter, page_of
from accounts.idempotency import respond_once
from scenarios.models import ReportFormat, ReportLanguage
from scenarios.selectors import get_comparison, get_report, get_run, get_scenario, list_comparisons
from scenarios.serializers.comparisons import ComparisonSerializer, NewComparisonSerializer
from scenarios.serializers.reports import NewReportSerializer, ReportSerializer, describe_report
from scenarios.services.comparisons import create_comparison, describe_comparison, find_or_start_runs
from scenarios.services.reports import create_report
from twin.files import file_answer

CONTENT_TYPES = {
    ReportFormat.PDF: "application/pdf",
    ReportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@extend_schema(tags=["comparisons"])
class ComparisonsView(ApiView):
    """Every comparison."""

    @extend_schema(
        parameters=[OpenApiParameter("facility_id", str), *PAGE_PARAMETERS],
        responses=page_of(ComparisonSerializer),
        operation_id="comparisons_list",
    )
    def get(self, request: Request) -> Response:
        """List comparisons, newest first, without their figures."""
        rows = list_comparisons(self.caller)
        if facility_id := get_uuid_parameter(request, "facility_id"):
            rows = rows.filter(facility_id=facility_id)
        pages = Pages()
        page = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response([describe_comparison(c, with_figures=False) for c in page])

    @extend_schema(request=NewComparisonSerializer, responses={201: ComparisonSerializer, 202: ComparisonSerializer})
    def post(self, request: Request) -> Response:
        """Compare runs (201), or scenarios, whose runs are started where they are missing (202)."""
        return respond_once(request, self.caller, lambda: self._create(request))

    def _create(self, request: Request) -> Response:
        form = NewComparisonSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        if "run_ids" in data:
            runs = [get_run(self.caller, run_id) for run_id in data["run_ids"]]
        else:
            runs = find_or_start_runs(self.caller, [get_scenario(self.caller, i) for i in data["scenario_ids"]])
        made = create_comparison(self.caller, runs=runs, name=data.get("name", ""))
        body = describe_comparison(get_comparison(self.caller, made.pk))
        return Response(
            body,
            status=202 if body["status"] == "waiting" and "scenario_ids" in data else 201,
            headers={"Location": f"/api/v1/comparisons/{made.pk}/"},
        )


@extend_schema(tags=["comparisons"])
class ComparisonView(ApiView):
    """One comparison."""

    @extend_schema(responses=ComparisonSerializer)
    def get(self, request: Request, comparison_id: str) -> Response:
        """Paired differences with intervals, in figures and sentences."""
        return Response(describe_comparison(get_comparison(self.caller, comparison_id)))


@extend_schema(tags=["comparisons"])
class ReportsView(ApiView):
    """Reports of a comparison."""

    @extend_schema(request=NewReportSerializer, responses={202: ReportSerializer})
    def post(self, request: Request, comparison_id: str) -> Response:
        """Have a report made."""
        return respond_once(request, self.caller, lambda: self._create(request, comparison_id))

    def _create(self, request: Request, comparison_id: str) -> Response:
        comparison = get_comparison(self.caller, comparison_id)
        form = NewReportSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        report = create_report(
            self.caller,
            comparison,
            format_=ReportFormat(form.validated_data["format"]),
            language=ReportLanguage(form.validated_data["language"]),
        )
        location = {"Location": f"/api/v1/reports/{report.pk}/"}
        return Response(describe_report(report), status=202, headers=location)


@extend_schema(tags=["comparisons"])
class ReportView(ApiView):
    """One report."""

    @extend_schema(responses=ReportSerializer)
    def get(self, request: Request, report_id: str) -> Response:
        """Whether it is ready."""
        return Response(describe_report(get_report(self.caller, report_id)))


@extend_schema(tags=["comparisons"], responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
class ReportFileView(ApiView):
    """A report's file."""

    def get(self, request: Request, report_id: str) -> HttpResponse:
        """Download."""
        report = get_report(self.caller, report_id)
        if not report.file_key:
            raise Conflict("This report is not ready.")
        return file_answer(
            request, report.file_key, CONTENT_TYPES[ReportFormat(report.format)], file_name=report.file_name
        )
