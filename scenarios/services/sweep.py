"""Sending again what got lost: due steps, leases of dead workers, reports, playbacks, half-cancelled runs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.jobs import Queue
from scenarios.jobs import Job, enqueue
from scenarios.models import Playback, Report, Run, RunStatus, RunStep
from scenarios.models.run import ALIVE
from scenarios.services.steps import enqueue_due_steps, enqueue_step, finish_cancelling
from twin.leases import WorkStatus, overdue


def sweep_runs(empty_queues: Collection[Queue]) -> int:
    """Enqueue whatever is due and unattended; returns how many jobs were sent.

    A step that waits is taken for lost only if its queue is empty: else it is merely not its turn.
    """
    sent = 0
    for run in Run.objects.filter(status__in=ALIVE).order_by("id"):
        with transaction.atomic():
            Run.objects.select_for_update().get(pk=run.pk)
            sent += enqueue_due_steps(run, resend=empty_queues)
            sent += _resend_lost(run)
    for run in Run.objects.filter(status=RunStatus.CANCELLING):
        with transaction.atomic():
            finish_cancelling(Run.objects.select_for_update().get(pk=run.pk))
    return sent


def _resend_lost(run: Run) -> int:
    """Steps whose worker has stopped extending its lease wait again."""
    lost = list(run.steps.filter(status=WorkStatus.RUNNING, lease_until__lt=Now()))
    for step in lost:
        updated = RunStep.objects.filter(pk=step.pk, status=WorkStatus.RUNNING, lease_until__lt=Now()).update(
            status=WorkStatus.WAITING, lease_owner=None, lease_until=None, sent_at=Now()
        )
        if updated:
            enqueue_step(step)
    return len(lost)


def sweep_files(empty_queues: Collection[Queue]) -> int:
    """Reports and playbacks that nobody makes."""
    return sum(
        _resend_overdue(rows, job)
        for rows, job in ((Report.objects.all(), Job.REPORT), (Playback.objects.all(), Job.PLAYBACK))
        if job.queue in empty_queues
    )


def _resend_overdue(rows: QuerySet[Any], job: Job) -> int:
    with transaction.atomic():
        ids = [row.pk for row in overdue(rows).select_for_update(skip_locked=True)]
        rows.filter(pk__in=ids).update(status=WorkStatus.WAITING, lease_owner=None, lease_until=None, sent_at=Now())
        for row_id in ids:
            enqueue(job, row_id)
    return len(ids)
