"""Tuned models: beginning a fine-tuning, listing, deleting, and handing the weights to a worker of the owner's runs."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.caller import Caller, Permission, system_caller
from accounts.errors import Conflict, FieldError, InvalidInput, NotFound
from accounts.services.audit import create_audit_event
from twin.artifacts import load_bytes, release_on_commit
from twin.leases import WorkStatus
from twin.models import Facility
from worlds.jobs import Job, enqueue
from worlds.models import Footage, TunedModel

LEAST_MINUTES, MOST_MINUTES = 0.1, 60.0


def create_tuned_model(
    caller: Caller, facility: Facility, *, name: str, footage_ids: Sequence[UUID], minutes: float
) -> TunedModel:
    """Have the renderer fine-tuned on registered footage of one facility and one revision of its twin."""
    caller.check(Permission.WRITE_TWIN)
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        raise InvalidInput(
            "The time is out of range.",
            [FieldError("/minutes", f"{LEAST_MINUTES} to {MOST_MINUTES:.0f} minutes are possible.")],
        )
    footage = list(Footage.objects.filter(facility=facility, pk__in=footage_ids))
    if not footage or len(footage) != len(set(footage_ids)):
        raise NotFound("There is no such footage in this facility.")
    if waiting := [each.name for each in footage if each.status != WorkStatus.DONE]:
        raise Conflict(f"Footage that is not registered cannot be used: {', '.join(waiting)}.")
    if len({each.revision_id for each in footage}) > 1:
        raise Conflict("The footage belongs to different revisions of the twin.")
    with transaction.atomic():
        model = TunedModel.objects.create(facility=facility, name=name, minutes=minutes)
        model.footage.set(footage)
        create_audit_event(caller, action="tuned_model.created", subject=model, name=name)
        enqueue(Job.FINETUNE, model.pk)
    return model


def delete_tuned_model(caller: Caller, model: TunedModel) -> None:
    """Delete a model with its weights; one that is being trained is called off. Clips that it made stay."""
    caller.check(Permission.WRITE_TWIN)
    with transaction.atomic():
        create_audit_event(caller, action="tuned_model.deleted", subject=model, name=model.name)
        release_on_commit([model.weights_key])
        model.delete()


def find_tuned_model(organisation_id: UUID, model_id: UUID) -> TunedModel | None:
    """A finished model of this organisation; another organisation's does not exist."""
    rows = TunedModel.objects.filter(facility__organisation_id=organisation_id, status=WorkStatus.DONE)
    return rows.filter(pk=model_id).first()


@contextmanager
def tuned_weights(model: TunedModel, *, organisation_id: UUID, purpose: str) -> Iterator[Path]:
    """The weights and their card as a folder that lives as long as the context; the use is put into the audit trail.

    Raises ``NotFound`` for another organisation, whoever asks.
    """
    if model.facility.organisation_id != organisation_id or not model.weights_key:
        raise NotFound("There is no such world model.")
    create_audit_event(
        system_caller(organisation_id), action="tuned_model.used", subject=model, name=f"{model.name}: {purpose}"
    )
    with tempfile.TemporaryDirectory(prefix="tuned-") as name:
        folder = Path(name)
        (folder / "weights.safetensors").write_bytes(load_bytes(model.weights_key))
        (folder / "card.json").write_text(json.dumps(model.card))
        yield folder


def describe_tuned_model(model: TunedModel) -> dict[str, Any]:
    """A model as JSON."""
    return {
        "id": str(model.pk),
        "facility_id": str(model.facility_id),
        "name": model.name,
        "status": _STATUS.get(model.status, model.status),
        "progress": model.progress,
        "message": model.message,
        "error": model.error,
        "minutes": model.minutes,
        "footage": [{"id": str(each.pk), "name": each.name} for each in model.footage.all()],
        "hash": model.model_hash,
        "measured": (model.card or {}).get("measured"),
        "created_at": model.created_at,
    }


_STATUS: dict[str, str] = {WorkStatus.WAITING: "pending", WorkStatus.RUNNING: "training", WorkStatus.DONE: "ready"}
