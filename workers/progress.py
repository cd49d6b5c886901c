"""What long work reports to while it is done by a worker: the step's row, the watchers, the cancel button."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from scenarios.announce import send_preview, send_step_progress
from scenarios.contracts import Cancelled, Progress
from scenarios.models import RunStep
from scenarios.services.steps import extend_step, is_wanted
from workers.leases import LeaseKeeper

TELL_S = 0.2  # at most five times a second to the watchers
NOTE_S = 1.0  # and once a second into the row
LOOK_S = 0.4  # how old the answer to "is this still wanted" may be


class StepProgress(Progress):
    """Progress of one step, by one owner."""

    def __init__(self, step: RunStep, owner: UUID, lease: LeaseKeeper) -> None:
        self._step, self._owner, self._lease = step, owner, lease
        self._seq = step.run.last_seq
        self._told = self._noted = self._looked = -1e9

    def report(self, fraction: float, message: str, **_payload: Any) -> None:
        """Tell how far the step is."""
        now = time.monotonic()
        if now - self._told >= TELL_S:
            self._told = now
            send_step_progress(self._step, progress=fraction, message=message, seq=self._seq)
        if now - self._noted >= NOTE_S:
            self._noted = now
            extend_step(self._step.pk, owner=self._owner, progress=fraction, message=message)

    def preview(self, jpeg: bytes, **fields: Any) -> None:
        """Show a frame that was just rendered."""
        send_preview(self._step, jpeg, **fields)

    def check_cancelled(self) -> None:
        """Raise ``Cancelled`` if the run was called off, ``LeaseLost`` if somebody else has the step."""
        now = time.monotonic()
        if now - self._looked < LOOK_S:
            return
        self._looked = now
        self._lease.check()
        if not is_wanted(self._step.run_id):
            raise Cancelled
