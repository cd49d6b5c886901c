"""The scenarios' work for the queues."""

from __future__ import annotations

from enum import Enum
from uuid import UUID

from accounts.jobs import NORMAL, Queue, send_on_commit


class Job(Enum):
    """Task names, registered in `workers.tasks`, each with its queue."""

    PREPARE = "scenarios.prepare"
    REPLICATE = "scenarios.replicate"
    RENDER = "worlds.render"
    FUTURES = "worlds.futures"
    FILMS = "worlds.films"
    SUMMARISE = "scenarios.summarise"
    REPORT = "scenarios.report"
    PLAYBACK = "scenarios.playback"

    @property
    def queue(self) -> Queue:
        """Where it waits."""
        return {Job.RENDER: Queue.RENDER, Job.FILMS: Queue.RENDER, Job.REPORT: Queue.REPORT}.get(self, Queue.SIMULATE)


def enqueue(job: Job, row_id: UUID, *, priority: int = NORMAL) -> None:
    """Send a job once the transaction is through."""
    send_on_commit(job.value, row_id, queue=job.queue, priority=priority)
