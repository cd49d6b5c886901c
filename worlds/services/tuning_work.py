"""What workers write about footage and tuned models, each in one transaction and only with the lease; the sweeping."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from accounts.jobs import Queue
from twin.artifacts import release_on_commit, store_bytes
from twin.leases import WorkStatus, overdue, release
from worlds.jobs import Job, enqueue
from worlds.models import Footage, TunedModel


def finish_footage(footage: Footage, *, owner: UUID, fit: Mapping[str, Any]) -> bool:
    """The footage fits; False if the lease was lost meanwhile."""
    done = WorkStatus.DONE
    return release(Footage.objects.all(), footage.pk, owner=owner, status=done, fit=dict(fit), error="")


def fail_footage(footage: Footage, *, owner: UUID, error: str) -> bool:
    """It does not fit, or cannot be read."""
    return release(Footage.objects.all(), footage.pk, owner=owner, status=WorkStatus.FAILED, error=error)


def finish_tuned_model(model: TunedModel, *, owner: UUID, weights: bytes, card: Mapping[str, Any]) -> bool:
    """Keep the weights as the organisation's own artifact; False, and nothing kept, if the lease was lost."""
    key = store_bytes(model.facility.organisation_id, weights, ".safetensors")
    with transaction.atomic():
        columns = {"weights_key": key, "card": dict(card), "model_hash": card["sha256"], "progress": 1.0, "error": ""}
        mine = release(TunedModel.objects.all(), model.pk, owner=owner, status=WorkStatus.DONE, **columns)
        if not mine:
            release_on_commit([key])
    return mine


def fail_tuned_model(model: TunedModel, *, owner: UUID, error: str) -> bool:
    """Record why a model was not made."""
    return release(TunedModel.objects.all(), model.pk, owner=owner, status=WorkStatus.FAILED, error=error)


def sweep_tuning(empty_queues: Collection[Queue]) -> int:
    """Footage and models that nobody works on are sent again; returns how many."""
    if Queue.RENDER not in empty_queues:
        return 0
    return sum(_sweep(rows, job) for rows, job in ((Footage, Job.REGISTER), (TunedModel, Job.FINETUNE)))


def _sweep(kind: type[Footage | TunedModel], job: Job) -> int:
    with transaction.atomic():
        ids = [row.pk for row in overdue(kind._default_manager.all()).select_for_update(skip_locked=True)]
        kind._default_manager.filter(pk__in=ids).update(
            status=WorkStatus.WAITING, lease_owner=None, lease_until=None, sent_at=Now()
        )
        for row_id in ids:
            enqueue(job, row_id)
    return len(ids)
