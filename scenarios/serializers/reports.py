"""Reports on the wire."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from scenarios.models import Report, ReportFormat, ReportLanguage
from twin.leases import WorkStatus


class NewReportSerializer(serializers.Serializer[object]):
    """The kind of file to make, and in which language."""

    format = serializers.ChoiceField(ReportFormat.choices)
    language = serializers.ChoiceField(ReportLanguage.choices, default=ReportLanguage.ENGLISH)


class ReportSerializer(serializers.Serializer[object]):
    """A comparison as a file."""

    id = serializers.UUIDField()
    format = serializers.ChoiceField(ReportFormat.choices)
    language = serializers.ChoiceField(ReportLanguage.choices)
    status = serializers.ChoiceField(WorkStatus.choices)
    progress = serializers.FloatField()
    error = serializers.CharField(allow_null=True)
    file_url = serializers.CharField(allow_null=True)
    file_name = serializers.CharField()


def describe_report(report: Report) -> dict[str, Any]:
    """A report as JSON."""
    return {
        "id": str(report.pk),
        "format": report.format,
        "language": report.language,
        "status": report.status,
        "progress": report.progress,
        "error": report.error or None,
        "file_url": f"/api/v1/reports/{report.pk}/file" if report.file_key else None,
        "file_name": report.file_name,
    }
