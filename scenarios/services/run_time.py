"""How long a run will take on this server: from what finished runs of the same facility and engine took.

The time of a replication is taken as proportional to the length of the day and to how many people and vehicles are
about; that of a clip to its pixels and seconds. Steps go on side by side: how many at once is taken from the runs, too.
Without finished runs it is a guess, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from scenarios.document import ScenarioDocument
from scenarios.engine_version import engine_version
from scenarios.layout.parsing import DocumentError, parse_document
from scenarios.models import Run, RunStatus, RunStep, StepKind
from twin.leases import WorkStatus
from twin.models import Facility

RUNS_LOOKED_AT = 20
# A step that took less was not played: its result was there already.
SHORTEST_S = 0.05
# Seconds of work for an hour of one agent, and for a second of film of a million pixels: two cores of a small server.
GUESSED_AGENT_HOUR_S, GUESSED_CLIP_S, GUESSED_REST_S = 0.06, 4.0, 3.0
GUESSED_AT_ONCE = 2.0
GUESS_FACTOR = 4.0  # as wrong as a guess may be, each way
MEASURED_FACTOR = 1.3  # no fewer than so much apart from a few runs


@dataclass(frozen=True)
class Pace:
    """What work took: seconds for a unit of it, in the middle and at the edges of nine runs in ten."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True)
class RunTime:
    """How long a run is going to take. With a target half-width the last replications may not be needed."""

    seconds: float
    low_s: float
    high_s: float
    is_measured: bool
    runs: int  # that it was learned from


def estimate_run_time(document: ScenarioDocument, facility: Facility) -> RunTime:
    """How long a run of a document would take on this server now."""
    runs = list(
        Run.objects.filter(
            scenario__facility=facility,
            engine_version=engine_version(),
            status=RunStatus.DONE,
            started_at__isnull=False,
        )
        .prefetch_related("steps")
        .order_by("-id")[:RUNS_LOOKED_AT]
    )
    played = [(run, parsed) for run in runs if (parsed := _parsed(run)) is not None]
    plays = [
        seconds / work(parsed)
        for run, parsed in played
        for seconds in _seconds(run, StepKind.REPLICATION)
        if seconds >= SHORTEST_S
    ]
    if not plays:
        return _guess(document)
    clips = [s / film(parsed) for run, parsed in played for s in _seconds(run, StepKind.CLIP) if s >= SHORTEST_S]
    rest = [sum(_seconds(run, StepKind.PREPARE) + _seconds(run, StepKind.SUMMARISE)) for run, _ in played]
    at_once = median(_at_once(run) for run, _ in played)
    clip_pace = _pace(clips) if clips else _guessed(GUESSED_CLIP_S)
    return _sum(document, _pace(plays), clip_pace, _pace(rest), at_once=at_once, runs=len(played))


def work(document: ScenarioDocument) -> float:
    """Agent-hours of one replication: people on shift and vehicles, over the day; never none."""
    horizon = document.experiment.horizon_s
    heads = sum(
        max(0.0, min(shift.end_s, horizon) - shift.start_s) * shift.heads
        for role in document.staffing
        for shift in role.shifts
    )
    vehicles = sum(row.count for row in document.fleet) * horizon
    return max(horizon, heads + vehicles) / 3600


def film(document: ScenarioDocument) -> float:
    """Million pixels times seconds of one clip."""
    e = document.experiment
    return e.clip_duration_s * e.clip_width_px * e.clip_height_px / 1e6


def _guess(document: ScenarioDocument) -> RunTime:
    play, clip, rest = map(_guessed, (GUESSED_AGENT_HOUR_S, GUESSED_CLIP_S, GUESSED_REST_S))
    return _sum(document, play, clip, rest, at_once=GUESSED_AT_ONCE, runs=0)


def _guessed(middle: float) -> Pace:
    return Pace(middle, middle / GUESS_FACTOR, middle * GUESS_FACTOR)


def _pace(values: Sequence[float]) -> Pace:
    low, middle, high = (float(v) for v in np.quantile(values, (0.05, 0.5, 0.95)))
    return Pace(middle, min(low, middle / MEASURED_FACTOR), max(high, middle * MEASURED_FACTOR))


def _sum(document: ScenarioDocument, play: Pace, clip: Pace, rest: Pace, *, at_once: float, runs: int) -> RunTime:
    experiment = document.experiment
    first = experiment.replications
    most = max(first, experiment.max_replications) if experiment.target_half_width is not None else first
    clips = len(experiment.clip_camera_ids)
    per_play, per_clip = work(document), film(document)

    def seconds(count: int, edge: str) -> float:
        pace = [float(getattr(p, edge)) for p in (play, clip, rest)]
        played, filmed = count * per_play * pace[0], clips * per_clip * pace[1]
        # No more goes on at once than there is.
        return (played + filmed) / max(1.0, min(at_once, count + clips)) + pace[2]

    return RunTime(seconds(first, "middle"), seconds(first, "low"), seconds(most, "high"), runs > 0, runs)


def _parsed(run: Run) -> ScenarioDocument | None:
    try:
        return parse_document(run.document)
    except DocumentError:
        return None


def _seconds(run: Run, kind: StepKind) -> list[float]:
    return [_took(step) for step in run.steps.all() if step.kind == kind and _took(step) > 0]


def _took(step: RunStep) -> float:
    if step.status != WorkStatus.DONE or step.started_at is None or step.finished_at is None:
        return 0.0
    return float((step.finished_at - step.started_at).total_seconds())


def _at_once(run: Run) -> float:
    """How many steps of a run were worked on at the same time, on average while any was."""
    kinds = (StepKind.REPLICATION, StepKind.CLIP)
    steps = [s for s in run.steps.all() if s.kind in kinds and _took(s) >= SHORTEST_S]
    if not steps:
        return 1.0
    begun = min(s.started_at for s in steps if s.started_at is not None)
    over = max(s.finished_at for s in steps if s.finished_at is not None)
    lasted = (over - begun).total_seconds()
    return max(1.0, sum(_took(s) for s in steps) / lasted) if lasted > 0 else 1.0


def describe_run_time(found: RunTime) -> dict[str, Any]:
    """The estimate as JSON."""
    return {
        "seconds": found.seconds,
        "low_s": found.low_s,
        "high_s": found.high_s,
        "is_measured": found.is_measured,
        "runs": found.runs,
    }
