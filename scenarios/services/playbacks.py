"""Watching a replication: asked for here, played once more by a worker, kept as a file.

A film is not kept when a replication is played: most are never watched, and playing one again gives the
very same day (docs/decisions/0003).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from accounts.caller import Caller, Permission
from accounts.errors import Conflict
from accounts.jobs import URGENT
from scenarios.jobs import Job, enqueue
from scenarios.models import Playback, Run
from twin.artifacts import store_bytes
from twin.leases import WorkStatus, release


@transaction.atomic
def find_or_create_playback(caller: Caller, run: Run, *, index: int) -> Playback:
    """The playback of a replication that is played. One that failed is tried once more."""
    caller.check(Permission.READ_SCENARIO)
    if not run.results.filter(index=index).exists():
        raise Conflict("This replication has not been played: watch it once it is done.")
    playback, is_new = Playback.objects.get_or_create(run=run, index=index, defaults={"sent_at": Now()})
    is_wanted = not _take_over(playback) if is_new else _try_again(playback)
    if is_wanted:
        enqueue(Job.PLAYBACK, playback.pk, priority=URGENT)
    playback.refresh_from_db()
    return playback


def finish_playback(playback: Playback, *, owner: UUID, header: dict[str, Any], data: bytes) -> bool:
    """Keep the file."""
    key = store_bytes(playback.run.scenario.facility.organisation_id, data, ".film")
    return release(
        Playback.objects.all(),
        playback.pk,
        owner=owner,
        status=WorkStatus.DONE,
        header=header,
        file_key=key,
        progress=1.0,
        error="",
    )


def fail_playback(playback: Playback, *, owner: UUID, error: str) -> bool:
    """Say why there is nothing to watch."""
    return release(Playback.objects.all(), playback.pk, owner=owner, status=WorkStatus.FAILED, error=error[:1000])


def _try_again(playback: Playback) -> bool:
    """Whether it had failed, and waits now."""
    failed = Playback.objects.filter(pk=playback.pk, status=WorkStatus.FAILED)
    return bool(failed.update(status=WorkStatus.WAITING, attempts=0, error="", progress=0.0, sent_at=Now()))


def _take_over(playback: Playback) -> bool:
    """Take the film of the same replication of an equal run of the organisation, if there is one."""
    run = playback.run
    equal = Playback.objects.filter(
        run__scenario__facility__organisation_id=run.scenario.facility.organisation_id,
        run__replay_key=run.replay_key,
        index=playback.index,
        status=WorkStatus.DONE,
    ).first()
    if equal is None:
        return False
    Playback.objects.filter(pk=playback.pk).update(
        status=WorkStatus.DONE, header=equal.header, file_key=equal.file_key, progress=1.0
    )
    return True
