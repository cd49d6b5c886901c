"""The playback step: play a replication once more, film it, hold that it was the same day."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID, uuid4

import structlog

from scenarios.contracts import Progress
from scenarios.layout.edits import LayoutError
from scenarios.layout.parsing import parse_document
from scenarios.models import Playback
from scenarios.recording.playback import PlaybackRecorder, frame_step_s
from scenarios.services.playbacks import fail_playback, finish_playback
from scenarios.simulation.compile import NotRunnable
from scenarios.simulation.engine import SimulationStalled, play
from twin.leases import MOST_ATTEMPTS, acquire, extend
from twin.scenes import load_scene_of
from workers import steps
from workers.leases import LeaseKeeper, LeaseLost

NOTE_S = 0.3  # between two notes of the progress in the row
_CHANGED = "This run was played by an earlier engine, which this one cannot repeat exactly. Run it again to watch it."

log = structlog.get_logger(__name__)


def make_playback(playback_id: UUID) -> None:
    """Film a replication that waits; does nothing where somebody else has it or it is done."""
    owner = uuid4()
    if not acquire(Playback.objects.all(), playback_id, owner=owner):
        return
    rows = Playback.objects.select_related("run__scenario__facility", "run__scenario_revision__twin_revision")
    playback = rows.get(pk=playback_id)
    if playback.attempts > MOST_ATTEMPTS:
        fail_playback(playback, owner=owner, error="Playing this replication again ended its worker again and again.")
        return
    try:
        with LeaseKeeper(lambda: extend(Playback.objects.all(), playback_id, owner=owner)) as lease:
            recorder, digest = _film(playback, _Noted(playback_id, owner, lease))
        if digest != playback.run.results.get(index=playback.index).digest:
            fail_playback(playback, owner=owner, error=_CHANGED)
            return
        finish_playback(playback, owner=owner, header=recorder.header, data=recorder.data)
    except LeaseLost:
        log.warning("a playback was taken over", playback=str(playback_id))
    except (LayoutError, NotRunnable, SimulationStalled) as error:
        fail_playback(playback, owner=owner, error=str(error))
    except Exception as error:
        log.exception("a playback failed", playback=str(playback_id))
        fail_playback(playback, owner=owner, error=f"This failed on our side ({type(error).__name__}).")


def _film(playback: Playback, progress: Progress) -> tuple[PlaybackRecorder, str]:
    """The film, and the digest of the day that it shows."""
    run = playback.run
    document = parse_document(run.document)
    prepared = steps.prepare(load_scene_of(run.scenario_revision.twin_revision), document, key=run.replay_key)
    compiled = prepared.compiled
    recorder = PlaybackRecorder()
    sample_s = frame_step_s(document.experiment.horizon_s, sum(compiled.heads))
    played = play(compiled, replication=playback.index, recorder=recorder, sample_s=sample_s, progress=progress)
    return recorder, played.result.digest


class _Noted(Progress):
    """Progress into the row, now and then; stops once somebody else has it."""

    def __init__(self, playback_id: UUID, owner: UUID, lease: LeaseKeeper) -> None:
        self._id, self._owner, self._lease = playback_id, owner, lease
        self._noted = 0.0

    def report(self, fraction: float, message: str, **_payload: Any) -> None:  # noqa: ARG002 -- nobody reads it
        """Note how far it is."""
        if time.monotonic() - self._noted >= NOTE_S:
            self._noted = time.monotonic()
            extend(Playback.objects.all(), self._id, owner=self._owner, progress=fraction)

    def check_cancelled(self) -> None:
        """Raise ``LeaseLost`` once the row is somebody else's, or gone."""
        self._lease.check()
