"""Work that a worker holds for a while: rows with a status and a lease.

A worker acquires a row by one conditional UPDATE, extends the lease while it works, and writes
its result only while the lease is still its own. A worker that dies stops extending; after
`LEASE_S` somebody else may take the row. The database's clock decides, so workers need not agree
on the time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

LEASE_S = 15.0
MOST_ATTEMPTS = 5  # a step that kills its worker again and again is given up
RESEND_S = 8.0  # after this long without a worker, and with an empty queue, a job is sent once more


class WorkStatus(models.TextChoices):
    """Where a piece of work is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Leased(models.Model):
    """Columns of a row that a worker works on."""

    status = models.CharField(max_length=16, choices=WorkStatus.choices, default=WorkStatus.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    lease_owner = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)  # when a job for it was last enqueued

    class Meta:
        abstract = True


def acquire(rows: QuerySet[Any], row_id: UUID, *, owner: UUID, running: str = WorkStatus.RUNNING) -> bool:
    """Take the row if it waits, or if whoever held it is gone; True if it is now the owner's."""
    free = Q(status=WorkStatus.WAITING) | Q(status=running, lease_until__lt=Now())
    return bool(
        rows.filter(free, pk=row_id).update(
            status=running,
            lease_owner=owner,
            lease_until=Now() + timedelta(seconds=LEASE_S),
            attempts=F("attempts") + 1,
        )
    )


def extend(rows: QuerySet[Any], row_id: UUID, *, owner: UUID, **columns: Any) -> bool:
    """Keep the row for another `LEASE_S`; False if it was taken away or finished."""
    return bool(
        rows.filter(pk=row_id, lease_owner=owner).update(lease_until=Now() + timedelta(seconds=LEASE_S), **columns)
    )


def release(rows: QuerySet[Any], row_id: UUID, *, owner: UUID, status: str, **columns: Any) -> bool:
    """Finish the row, if it is still the owner's. Call in the transaction that writes the result."""
    return bool(
        rows.filter(pk=row_id, lease_owner=owner).update(status=status, lease_owner=None, lease_until=None, **columns)
    )


def overdue(rows: QuerySet[Any], *, running: str = WorkStatus.RUNNING) -> QuerySet[Any]:
    """Rows whose worker is gone, and rows that nobody has taken although they were sent long ago."""
    lost = Q(status=running, lease_until__lt=Now())
    unsent = Q(status=WorkStatus.WAITING) & (Q(sent_at=None) | Q(sent_at__lt=Now() - timedelta(seconds=RESEND_S)))
    return rows.filter(lost | unsent)
