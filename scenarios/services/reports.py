"""Reports of comparisons: asked for here, made by a worker, kept as a file."""

from __future__ import annotations

import re
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from accounts.caller import Caller, Permission
from accounts.errors import Conflict
from accounts.services.audit import create_audit_event
from scenarios.jobs import Job, enqueue
from scenarios.models import Comparison, Report, ReportFormat, ReportLanguage
from scenarios.services.comparisons import get_comparison_status
from twin.artifacts import store_bytes
from twin.leases import WorkStatus, release

_UNSAFE = re.compile(r"[^A-Za-z0-9 _-]+")


def create_report(
    caller: Caller,
    comparison: Comparison,
    *,
    format_: ReportFormat,
    language: ReportLanguage = ReportLanguage.ENGLISH,
) -> Report:
    """Have a comparison written down in a language."""
    caller.check(Permission.MAKE_REPORT)
    if get_comparison_status([entry.run for entry in comparison.entries.all()]) != "ready":
        raise Conflict("A report can be made once every run of the comparison is done.")
    stem = _UNSAFE.sub("", comparison.name).strip()[:80] or "comparison"
    with transaction.atomic():
        report = Report.objects.create(
            comparison=comparison,
            format=format_,
            language=language,
            file_name=f"{stem}.{format_.value}",
            sent_at=Now(),
        )
        create_audit_event(caller, action="report.created", subject=report, name=report.file_name)
        enqueue(Job.REPORT, report.pk)
    return report


def finish_report(report: Report, *, owner: UUID, data: bytes) -> bool:
    """Keep the file."""
    key = store_bytes(report.comparison.facility.organisation_id, data, f".{report.format}")
    return release(
        Report.objects.all(), report.pk, owner=owner, status=WorkStatus.DONE, file_key=key, progress=1.0, error=""
    )


def fail_report(report: Report, *, owner: UUID, error: str) -> bool:
    """Say why there is no file."""
    return release(Report.objects.all(), report.pk, owner=owner, status=WorkStatus.FAILED, error=error[:1000])
