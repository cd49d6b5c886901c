"""The worlds' work for the queues, beside the clips, which are steps of a run."""

from __future__ import annotations

from enum import Enum
from uuid import UUID

from accounts.jobs import LATER, SOON, Queue, send_on_commit


class Job(Enum):
    """Task names, registered in `workers.tasks`."""

    REGISTER = "worlds.register_footage"
    FINETUNE = "worlds.finetune"


def enqueue(job: Job, row_id: UUID) -> None:
    """Send a job once the transaction is through; minutes of training let everything else go first."""
    send_on_commit(job.value, row_id, queue=Queue.RENDER, priority=SOON if job is Job.REGISTER else LATER)
