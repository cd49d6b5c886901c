"""A typical minute of the shift: how many pass the gates of the floor in its futures, and how many in the engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, Estimate, EventLog, JobLog, Progress, Trajectories
from scenarios.simulation.compile import CompiledRun
from scenarios.simulation.engine import play
from scenarios.simulation.recording import Header
from scenarios.statistics.intervals import poisson_interval
from worlds.dynamics.dynamics import Dynamics
from worlds.dynamics.replay import situation_at, states_from
from worlds.dynamics.situation import HISTORY, STEP_S
from worlds.futures.conflicts import FUTURES, play_to
from worlds.futures.figures import Spread, spread_of
from worlds.futures.flows import Gate, busy_gates, crossings

MINUTE_S = 60.0
SAMPLE_S = 2.0


@dataclass(frozen=True)
class GateFlow:
    """How many pass a gate in the minute, either way."""

    gate: Gate
    futures: Spread
    engine: Estimate  # exact Poisson interval of the one minute that was played

    @property
    def agrees(self) -> bool:
        """Whether the two intervals overlap."""
        return self.futures.low <= self.engine.high and self.engine.low <= self.futures.high


@dataclass(frozen=True)
class MinuteStudy:
    """The minute and its gates."""

    start_s: float
    futures: int
    gates: tuple[GateFlow, ...]
    projection_rate: float


class _Places:
    """A recorder that keeps where everybody was and how many were on the move."""

    def __init__(self) -> None:
        self._places: list[NDArray[np.float32]] = []
        self._moving: list[NDArray[np.int64]] = []

    def begin(self, header: Header) -> None: ...

    def write(self, events: EventLog, jobs: JobLog, frames: Trajectories) -> None:  # noqa: ARG002 -- the port
        self._places.append(frames.pose[..., :2])
        self._moving.append(np.isin(frames.activity, (Activity.WALK, Activity.CARRY, Activity.BLOCKED)).sum(axis=1))

    def end(self) -> None:
        self.place_m, self.moving = np.concatenate(self._places), np.concatenate(self._moving)


def typical_start(moving: NDArray[np.int64], sample_s: float = SAMPLE_S) -> float | None:
    """Start of the minute with the median of movement, of all minutes in which anybody moves; None where none does."""
    width = min(round(MINUTE_S / sample_s), len(moving))
    sums = np.convolve(moving, np.ones(width), mode="valid")
    first = int(np.ceil(HISTORY * STEP_S / sample_s))
    usable = np.flatnonzero(sums > 0)
    usable = usable[usable >= first]
    if not len(usable):
        return None
    ordered = usable[np.argsort(sums[usable], kind="stable")]
    return float(ordered[len(ordered) // 2]) * sample_s


def study_minute(
    run: CompiledRun, dynamics: Dynamics, *, futures: int = FUTURES, progress: Progress | None = None
) -> MinuteStudy | None:
    """Gates and flows of a typical minute of the first replication; None where nobody moves or no gate is found."""
    watcher = progress or Progress()
    recorder = _Places()
    play(run, replication=0, recorder=recorder, sample_s=SAMPLE_S, progress=_CancelOnly(watcher))
    start = typical_start(recorder.moving)
    horizon = run.document.experiment.horizon_s
    if start is None or horizon < MINUTE_S + 1.0:
        return None
    start = min(start, np.floor((horizon - MINUTE_S) / STEP_S) * STEP_S)
    before = play_to(run, start, replication=0, resume=None, progress=watcher)
    situation, state = situation_at(run, start, replication=0, resume=before)
    gates = busy_gates(situation.floor, recorder.place_m)
    if not gates:
        return None
    situation = situation.chosen(np.flatnonzero(situation.present))
    seed = int(np.random.SeedSequence((run.document.experiment.seed, 60)).generate_state(1, np.uint64)[0])
    rolled = dynamics.roll(situation, futures=futures, duration_s=MINUTE_S, seed=seed, progress=watcher)
    played = np.stack(
        [
            np.column_stack([s.agents["x"], s.agents["y"]])
            for s in states_from(run, start, steps=round(MINUTE_S / STEP_S), resume=state)
        ]
    ).astype(np.float32)
    flows = tuple(_flow(gate, rolled.pose[..., :2], played) for gate in gates)
    return MinuteStudy(start, futures, flows, rolled.projection_rate)


def _flow(gate: Gate, rolled: NDArray[np.float32], played: NDArray[np.float32]) -> GateFlow:
    spread = spread_of(crossings(gate, rolled).astype(np.float64))
    assert spread is not None
    return GateFlow(gate, spread, poisson_interval(int(crossings(gate, played)), 1.0))


class _CancelOnly(Progress):
    """Asks whether the work is wanted, and keeps the engine's own progress to itself."""

    def __init__(self, watcher: Progress) -> None:
        self.check_cancelled = watcher.check_cancelled  # type: ignore[method-assign]
