"""Which artifacts belong to reports and playbacks."""

from __future__ import annotations

from uuid import UUID

from scenarios.models import Playback, Report


def list_file_keys(facility_id: UUID) -> list[str]:
    """Files of a facility's reports, and of its replications to watch."""
    reports = Report.objects.filter(comparison__facility_id=facility_id)
    playbacks = Playback.objects.filter(run__scenario__facility_id=facility_id)
    return [key for rows in (reports, playbacks) for key in rows.values_list("file_key", flat=True) if key]
