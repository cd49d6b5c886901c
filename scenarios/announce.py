"""Telling those who watch a run. What matters is stored and numbered; progress and previews are not.

Message types, each a JSON object with a literal ``type``:

* ``run.status`` (seq, status, progress, message)
* ``run.snapshot`` (seq, run): the whole run, when its steps have become more
* ``step.status`` (seq, step_id, kind, index, status, progress, message)
* ``metrics.partial`` (seq, replications, metrics)
* ``clip.ready`` (seq, clip)
* ``futures.ready`` (seq, conflicts): how many conflicts have futures now
* ``preview`` (step_id, camera_id, frame, frame_count, width_px, height_px, byte_length), never
  stored, followed by one binary frame: the JPEG
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from scenarios.models import Run, RunEvent, RunStatus, RunStep
from scenarios.serializers.runs import describe_progress, describe_run
from twin.announce import send_to_group, send_to_group_on_commit


def run_group(run_id: UUID | str) -> str:
    """The channel-layer group of a run."""
    return f"run.{run_id}"


def announce_event(run_id: UUID, payload: dict[str, Any]) -> None:
    """Store and send an event. Call inside the transaction that made it true."""
    with transaction.atomic():
        run = Run.objects.select_for_update().only("last_seq").get(pk=run_id)
        run.last_seq += 1
        run.save(update_fields=["last_seq"])
        event = {**payload, "seq": run.last_seq}
        RunEvent.objects.create(run_id=run_id, seq=run.last_seq, payload=event)
        send_to_group_on_commit(run_group(run_id), event, stored=True)


def announce_run(run: Run) -> None:
    """Tell how a run stands."""
    progress = 1.0 if run.status == RunStatus.DONE else describe_progress(RunStep.objects.filter(run=run))
    announce_event(
        run.pk,
        {"type": "run.status", "status": run.status, "progress": progress, "message": run.error or run.message},
    )


def announce_steps(run: Run) -> None:
    """Tell that a run has more steps than before."""
    announce_event(run.pk, {"type": "run.snapshot", "run": describe_run(run)})


def announce_step(step: RunStep) -> None:
    """Tell how a step stands."""
    announce_event(step.run_id, _step_payload(step))


def send_step_progress(step: RunStep, *, progress: float, message: str, seq: int) -> None:
    """Tell how far a step is, without storing it; `seq` is the last stored one."""
    payload = {**_step_payload(step), "seq": seq, "progress": progress, "message": message}
    send_to_group(run_group(step.run_id), payload)


def send_preview(step: RunStep, jpeg: bytes, **fields: Any) -> None:
    """Show a frame that was just rendered."""
    payload = {"type": "preview", "step_id": str(step.pk), **fields, "byte_length": len(jpeg)}
    send_to_group(run_group(step.run_id), payload, jpeg)


def _step_payload(step: RunStep) -> dict[str, Any]:
    return {
        "type": "step.status",
        "step_id": str(step.pk),
        "kind": step.kind,
        "index": step.index,
        "status": step.status,
        "progress": step.progress,
        "message": step.message,
    }
