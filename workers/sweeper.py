"""The sweeper: every few seconds, whatever is due and unattended is sent to its queue again.

It is what makes the queue a mere hint. Any number may run; rows are locked while they are looked at.
"""

from __future__ import annotations

import threading

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now
from redis import Redis
from redis.exceptions import RedisError

from accounts.jobs import Queue
from scenarios.services.sweep import sweep_files, sweep_runs
from twin.jobs import Job, enqueue
from twin.leases import overdue
from twin.models import Revision, RevisionStatus
from twin.services.uploads import sweep_uploads
from worlds.services.tuning_work import sweep_tuning

EVERY_S = 3.0
PRIORITY_SEPARATOR = "\x06\x16"  # kombu.transport.redis.Channel.sep

log = structlog.get_logger(__name__)


def sweep() -> int:
    """Look once; returns how many jobs were sent."""
    sweep_uploads()
    empty = list_empty_queues()
    return sweep_imports(empty) + sweep_runs(empty) + sweep_files(empty) + sweep_tuning(empty)


def list_empty_queues() -> set[Queue]:
    """Queues in which nothing waits; none of them where the broker cannot be asked."""
    try:
        with Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2) as broker:
            return {queue for queue in Queue if not any(broker.llen(key) for key in _lists(queue))}
    except RedisError as error:
        log.warning("the broker does not answer", reason=type(error).__name__)
        return set()


def _lists(queue: Queue) -> list[str]:
    """The lists that kombu keeps for a queue, one for each priority."""
    steps: list[int] = settings.PRIORITY_STEPS
    return [queue.value if step == 0 else f"{queue.value}{PRIORITY_SEPARATOR}{step}" for step in steps]


def sweep_imports(empty_queues: set[Queue]) -> int:
    """Uploads that nobody reads."""
    if Queue.IMPORT not in empty_queues:
        return 0
    with transaction.atomic():
        rows = overdue(Revision.objects.all(), running=RevisionStatus.IMPORTING).select_for_update(skip_locked=True)
        ids = [row.pk for row in rows]
        Revision.objects.filter(pk__in=ids).update(
            status=RevisionStatus.WAITING, lease_owner=None, lease_until=None, sent_at=Now()
        )
        for revision_id in ids:
            enqueue(Job.IMPORT_REVISION, revision_id)
    return len(ids)


def sweep_for_ever(stop: threading.Event) -> None:
    """Look every few seconds until `stop` is set; a database that is away for a moment is no reason to end."""
    while not stop.is_set():
        try:
            sent = sweep()
            if sent:
                log.info("swept", jobs=sent)
        except DatabaseError as error:
            log.warning("could not sweep", reason=type(error).__name__)
            connection.close()
        stop.wait(EVERY_S)
