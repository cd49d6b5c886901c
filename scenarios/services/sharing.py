"""Sharing a comparison or a run by a link: made, opened and revoked here, each with an entry in the audit trail.

Whoever holds a link's token is a reader of that one thing: its figures, plans, films and finished reports. The
token is 256 random bits; kept is its hash. Nothing can be written by a link, so reports, and films of each run's
first day, are made when it is made.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.caller import Caller, Permission
from accounts.errors import Conflict, Gone, NotFound
from accounts.ids import parse_id
from accounts.services.audit import create_audit_event
from scenarios.models import Comparison, Report, ReportFormat, ReportLanguage, Run, RunStatus, ShareLink
from scenarios.services.comparisons import get_comparison_status
from scenarios.services.playbacks import find_or_create_playback
from scenarios.services.reports import create_report
from twin.leases import WorkStatus

DEFAULT_DAYS = 14
MOST_DAYS = 365
SCOPES = frozenset({"twin:read", "scenario:read", "report:read"})
UNKNOWN = "This link does not exist. Ask whoever sent it whether it is complete."


@dataclass(frozen=True)
class Shown:
    """The ids that a link opens; every other id is unknown to its reader."""

    comparison_id: UUID | None
    run_ids: frozenset[UUID]
    revision_ids: frozenset[UUID]


def create_share_link(caller: Caller, subject: Comparison | Run, *, days: int = DEFAULT_DAYS) -> tuple[ShareLink, str]:
    """A link that ends in `days`, and its token, which cannot be had again."""
    caller.check(Permission.COMPARE)
    token = secrets.token_urlsafe(32)
    _check_finished(subject)
    with transaction.atomic():
        link = ShareLink.objects.create(
            organisation_id=caller.organisation_id,
            comparison=subject if isinstance(subject, Comparison) else None,
            run=subject if isinstance(subject, Run) else None,
            token_hash=_hash(token),
            created_by=caller.actor,
            expires_at=timezone.now() + timedelta(days=days),
        )
        create_audit_event(caller, action="share_link.created", subject=link, name=link.name)
        if isinstance(subject, Comparison):
            _make_missing_reports(caller, subject)
        for run in [subject] if isinstance(subject, Run) else [entry.run for entry in subject.entries.all()]:
            _film_first_day(caller, run)
    return link, token


def revoke_share_link(caller: Caller, link: ShareLink) -> ShareLink:
    """End a link now; doing it again changes nothing."""
    caller.check(Permission.COMPARE)
    with transaction.atomic():
        if ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
            create_audit_event(caller, action="share_link.revoked", subject=link, name=link.name)
        link.refresh_from_db()
    return link


def open_share_link(link_id: str, token: str, *, address: str | None) -> ShareLink:
    """Begin to look; ``NotFound`` for a link or token that there is not, ``Gone`` for one whose time is over."""
    link = get_open_link(link_id, token)
    with transaction.atomic():
        ShareLink.objects.filter(pk=link.pk).update(opened_count=F("opened_count") + 1, last_opened_at=timezone.now())
        reader = reader_of(link, address=address)
        create_audit_event(reader, action="share_link.opened", subject=link, name=link.name)
    return link


def get_open_link(link_id: str, token: str) -> ShareLink:
    """The link, for whoever holds its token. Only they are told that it has ended."""
    rows = ShareLink.objects.select_related("comparison", "run__scenario", "organisation")
    link = rows.filter(pk=parse_id(link_id)).first()
    if link is None or not secrets.compare_digest(link.token_hash, _hash(token)):
        raise NotFound(UNKNOWN)
    if link.revoked_at is not None:
        raise Gone("This link was revoked by whoever shared it.", extra={"reason": "revoked"})
    if link.expires_at <= timezone.now():
        raise Gone("This link has expired.", extra={"reason": "expired", "since": link.expires_at.isoformat()})
    return link


def reader_of(link: ShareLink, *, address: str | None = None) -> Caller:
    """The link as a caller; what it may see is narrowed further by `list_shown`."""
    return Caller(organisation_id=link.organisation_id, role=None, scopes=SCOPES, link=link.created_by, address=address)


def list_shown(link: ShareLink) -> Shown:
    """What belongs to the link's subject."""
    is_shown = Q(comparison_entries__comparison=link.comparison) if link.comparison else Q(pk=link.run_id)
    rows = list(Run.objects.filter(is_shown).values_list("pk", "scenario_revision__twin_revision_id"))
    return Shown(link.comparison_id, frozenset(run for run, _ in rows), frozenset(revision for _, revision in rows))


def list_finished_reports(comparison: Comparison) -> list[Report]:
    """The newest finished report of each format in each language."""
    reports = comparison.reports.filter(status=WorkStatus.DONE).exclude(file_key="").order_by("id")
    return list({(report.format, report.language): report for report in reports}.values())


def _check_finished(subject: Comparison | Run) -> None:
    if isinstance(subject, Run):
        is_finished = subject.status == RunStatus.DONE
    else:
        is_finished = get_comparison_status([entry.run for entry in subject.entries.all()]) == "ready"
    if not is_finished:
        raise Conflict("Only what is finished can be shared: wait until every run is done.")


def _make_missing_reports(caller: Caller, comparison: Comparison) -> None:
    wanted = comparison.reports.exclude(status__in=(WorkStatus.FAILED, WorkStatus.CANCELLED))
    there = set(wanted.values_list("format", "language"))
    for format_, language in product(ReportFormat, ReportLanguage):
        if (format_.value, language.value) not in there:
            create_report(caller, comparison, format_=format_, language=language)


def _film_first_day(caller: Caller, run: Run) -> None:
    if run.results.filter(index=0).exists():
        find_or_create_playback(caller, run, index=0)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
