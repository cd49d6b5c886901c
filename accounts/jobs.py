"""Sending work to the queues by task name, once the transaction that asks for it is through.

The queue is only a hint: rows say what is due, and the sweeper sends again what got lost. So a
broker that is away for a moment costs time, never work.
"""

from __future__ import annotations

from enum import Enum
from uuid import UUID

import structlog
from django.db import transaction

log = structlog.get_logger(__name__)


class Queue(Enum):
    """Where a job waits; each queue is scaled alone."""

    IMPORT = "import"
    SIMULATE = "simulate"
    RENDER = "render"
    REPORT = "report"
    DELIVER = "deliver"


URGENT, SOON, NORMAL, LATER = 0, 3, 6, 9  # Valkey keeps a list for each; 0 goes first


def send_on_commit(task_name: str, row_id: UUID, *, queue: Queue, priority: int = NORMAL) -> None:
    """Send a task by name with a row's id, after commit."""
    transaction.on_commit(lambda: _send(task_name, row_id, queue, priority))


def _send(task_name: str, row_id: UUID, queue: Queue, priority: int) -> None:
    from celery import current_app
    from kombu.exceptions import KombuError

    try:
        current_app.send_task(task_name, args=[str(row_id)], queue=queue.value, priority=priority)
    except (KombuError, OSError) as error:
        log.warning("broker did not take a job", job=task_name, reason=type(error).__name__)
