"""Play one replication: slices of the compiled loop with a look at the caller between them."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Progress, RunResult, Trajectories
from scenarios.safety.settings import SAFETY, SafetySettings
from scenarios.simulation import outcome
from scenarios.simulation.compile import CompiledRun
from scenarios.simulation.flow_build import with_room
from scenarios.simulation.loop import CONFLICT_ROOM, LOG_ROOM, advance, close_books
from scenarios.simulation.recording import MemoryRecorder, Recorder, Tape
from scenarios.simulation.records import STEP_S, Simulation, copied
from scenarios.simulation.state import initial_state

SLICE_S = 120.0  # simulated time of the first slice; later ones aim at a tenth of a second of work
CHECK_S = 0.1
LIMIT_S = 600.0  # wall clock for one replication


class SimulationStalled(RuntimeError):
    """A replication took longer than its wall-clock budget; the message says where it stood."""


@dataclass(frozen=True, eq=False)
class Played:
    """A finished replication in full: the result, the film if one was asked for, and the raw state."""

    result: RunResult
    trajectories: Trajectories | None
    state: Simulation


def simulate(
    run: CompiledRun,
    *,
    replication: int,
    window: tuple[float, float] | None = None,
    progress: Progress | None = None,
    safety: SafetySettings = SAFETY,
    limit_s: float = LIMIT_S,
    recorder: Recorder | None = None,
) -> tuple[RunResult, Trajectories | None]:
    """One replication. Trajectories are recorded every 0.1 s in `window` (start_s, end_s) and change nothing else.

    With a `recorder`, events and frames go there, those of the whole horizon where there is no `window`.
    Raises `Cancelled` from `progress`, and `SimulationStalled` beyond `limit_s` seconds of wall clock.
    """
    played = play(
        run,
        replication=replication,
        window=window,
        progress=progress,
        safety=safety,
        limit_s=limit_s,
        recorder=recorder,
    )
    return played.result, played.trajectories


def play(
    run: CompiledRun,
    *,
    replication: int,
    window: tuple[float, float] | None = None,
    sample_s: float = STEP_S,
    progress: Progress | None = None,
    safety: SafetySettings = SAFETY,
    limit_s: float = LIMIT_S,
    recorder: Recorder | None = None,
    resume: Simulation | None = None,
) -> Played:
    """As `simulate`, with the raw state for whoever wants to look deeper, filmed every `sample_s`.

    Goes on from `resume`, a state of the same run and replication (see `play_until` and `snapshot`), by the
    safety settings it was begun with. Raises ``ValueError`` where the state is of another run.
    """
    memory = MemoryRecorder() if recorder is None and window is not None else None
    watcher = progress or Progress()
    end_s = _steps(run) * STEP_S
    state, tape = _played(
        run,
        replication=replication,
        until=_steps(run),
        recorder=recorder or memory,
        window=window,
        sample_s=sample_s,
        watcher=watcher,
        safety=safety,
        limit_s=limit_s,
        resume=resume,
    )
    close_books(state, end_s)
    result = outcome.build_result(run, state, replication=replication, end_s=end_s, safety=safety)
    if tape is not None:
        state = tape.end(state)
    watcher.report(1.0, f"replication {replication + 1}: {result.orders_shipped} of {result.orders_in} orders shipped")
    return Played(result, memory.trajectories if memory else None, state)


def play_until(
    run: CompiledRun,
    *,
    replication: int,
    until_s: float,
    recorder: Recorder | None = None,
    resume: Simulation | None = None,
) -> Simulation:
    """The state at a time of the day, from which `play` goes on to the same outcome as without the stop."""
    until = min(max(round(until_s / STEP_S), 0), _steps(run))
    state, tape = _played(
        run,
        replication=replication,
        until=until,
        recorder=recorder,
        window=None,
        sample_s=STEP_S,
        watcher=Progress(),
        safety=SAFETY,
        limit_s=LIMIT_S,
        resume=resume,
    )
    state.rules[0]["run_key"], state.rules[0]["replication"] = run_key(run), replication
    return state if tape is None else tape.end(state)


def run_key(run: CompiledRun) -> int:
    """Eight bytes of a SHA-256 over the document and the places, by which a paused state knows its run again."""
    digest = hashlib.sha256(run.document.model_dump_json().encode() + run.places.tobytes())
    return int.from_bytes(digest.digest()[:8], "little", signed=True)


def _steps(run: CompiledRun) -> int:
    return round(run.document.experiment.horizon_s / STEP_S)


def _played(
    run: CompiledRun,
    *,
    replication: int,
    until: int,
    recorder: Recorder | None,
    window: tuple[float, float] | None,
    sample_s: float,
    watcher: Progress,
    safety: SafetySettings,
    limit_s: float,
    resume: Simulation | None,
) -> tuple[Simulation, Tape | None]:
    """The state at step `until`, and the tape that is still to be ended."""
    state = initial_state(run, replication, safety) if resume is None else _resumed(resume, run, replication)
    tape = None
    if recorder is not None:
        whole = (0.0, run.document.experiment.horizon_s)
        tape = Tape(
            run,
            state,
            recorder,
            replication=replication,
            window=window or whole,
            sample_s=sample_s,
            last_step=until,
        )
        state = tape.thread(state)
    return _run_slices(run, state, until, watcher, tape, limit_s=limit_s), tape


def _resumed(state: Simulation, run: CompiledRun, replication: int) -> Simulation:
    """A copy of a state to go on from. Raises ``ValueError`` where it is not one of this run and replication."""
    rules = state.rules[0]
    if rules["run_key"] != run_key(run) or rules["replication"] != replication:
        raise ValueError("the state to resume is of another run or replication")
    return copied(state)


def _run_slices(
    run: CompiledRun, state: Simulation, steps: int, watcher: Progress, tape: Tape | None, *, limit_s: float
) -> Simulation:
    began = time.monotonic()
    slice_steps = round(SLICE_S / STEP_S)
    step = int(state.clock[0]["step"])
    while step < steps:
        watcher.check_cancelled()
        started = time.monotonic()
        reached = int(advance(state, min(step + slice_steps, steps)))
        if state.clock[0]["full"] or state.flow.clock[0]["log_lost"]:
            raise AssertionError("one step wrote more events than there was room for")
        if tape is not None:
            tape.drain(state)
        state = _with_room(run, state)
        took = time.monotonic() - started
        if took > 0:
            slice_steps = int(min(max(slice_steps * CHECK_S / took, 20), 4 * slice_steps, 36_000))
        step = reached
        if time.monotonic() - began > limit_s:
            raise SimulationStalled(_diagnosis(state, steps, limit_s))
        watcher.report(step / steps, "")
    watcher.check_cancelled()
    return state


def _with_room(run: CompiledRun, state: Simulation) -> Simulation:
    """Larger tables where the log, the conflicts or the jobs in progress fill theirs."""
    if state.flow.clock[0]["short"]:
        state = state._replace(flow=with_room(state.flow, run.network))
    if state.clock[0]["logged"] + LOG_ROOM > len(state.log):
        state = state._replace(log=_grown(state.log, LOG_ROOM))
    if state.clock[0]["conflicts"] + CONFLICT_ROOM > len(state.conflicts):
        state = state._replace(conflicts=_grown(state.conflicts, CONFLICT_ROOM))
    return state


def _grown(table: NDArray[Any], room: int) -> NDArray[Any]:
    return np.concatenate([table, np.zeros(max(len(table), room), table.dtype)])


def _diagnosis(state: Simulation, steps: int, limit_s: float) -> str:
    clock = state.clock[0]
    return (
        f"after {limit_s:g} s of computing the day had reached {clock['step'] * STEP_S:.0f} s of {steps * STEP_S:.0f} s: "
        f"{clock['movers']} of {len(state.agents)} agents on the move, {clock['wip']} orders in the building, "
        f"{state.agents['passes'].sum()} deadlocks resolved"
    )
