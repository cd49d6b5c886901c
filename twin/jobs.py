"""The twin's work for the queues."""

from __future__ import annotations

from enum import Enum
from uuid import UUID

from accounts.jobs import SOON, Queue, send_on_commit


class Job(Enum):
    """Task names, registered in `workers.tasks`."""

    IMPORT_REVISION = "twin.import_revision"


def enqueue(job: Job, row_id: UUID) -> None:
    """Send a job once the transaction is through."""
    send_on_commit(job.value, row_id, queue=Queue.IMPORT, priority=SOON)
