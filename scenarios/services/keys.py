"""Which artifacts belong to reports."""

from __future__ import annotations

from uuid import UUID

from scenarios.models import Report


def list_report_keys(facility_id: UUID) -> list[str]:
    """Files of a facility's reports."""
    return [
        key
        for key in Report.objects.filter(comparison__facility_id=facility_id).values_list("file_key", flat=True)
        if key
    ]
