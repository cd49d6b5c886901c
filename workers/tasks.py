"""Every task, by the name that the apps send; each takes a row's id and hands over to its step."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from twin.jobs import Job as TwinJob


@shared_task(name=TwinJob.IMPORT_REVISION.value)
def import_revision(revision_id: str) -> None:
    """Read an upload."""
    from workers.imports import import_revision as step

    step(UUID(revision_id))
