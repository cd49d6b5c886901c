"""Play one replication: slices of the compiled loop with a look at the caller between them."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from scenarios.contracts import Progress, RunResult, Trajectories
from scenarios.safety.settings import SAFETY, SafetySettings
from scenarios.simulation import outcome
from scenarios.simulation.compile import CompiledRun
from scenarios.simulation.loop import CONFLICT_ROOM, LOG_ROOM, advance, close_books
from scenarios.simulation.records import STEP_S, Simulation
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
) -> tuple[RunResult, Trajectories | None]:
    """One replication. Trajectories are recorded every 0.1 s in `window` (start_s, end_s) and change nothing else.

    Raises `Cancelled` from `progress`, and `SimulationStalled` beyond `limit_s` seconds of wall clock.
    """
    played = play(run, replication=replication, window=window, progress=progress, safety=safety, limit_s=limit_s)
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
) -> Played:
    """As `simulate`, with the raw state for whoever wants to look deeper, filmed every `sample_s`."""
    horizon = run.document.experiment.horizon_s
    steps = round(horizon / STEP_S)
    stride = max(1, round(sample_s / STEP_S))
    state = initial_state(run, replication, safety, _window_steps(window, steps, stride), stride)
    watcher = progress or Progress()
    began = time.monotonic()
    if len(state.film):
        outcome.first_frame(state)
    state = _run_slices(state, steps, watcher, began=began, limit_s=limit_s)
    end_s = steps * STEP_S
    close_books(state, end_s)
    result = outcome.build_result(run, state, replication=replication, end_s=end_s)
    film = outcome.build_trajectories(state) if len(state.film) else None
    watcher.report(1.0, f"replication {replication + 1}: {result.orders_shipped} of {result.orders_in} orders shipped")
    return Played(result, film, state)


def _window_steps(window: tuple[float, float] | None, steps: int, stride: int) -> tuple[int, int] | None:
    """(first step, samples `stride` steps apart) of a window in seconds, cut to the horizon."""
    if window is None:
        return None
    first = min(max(round(window[0] / STEP_S), 0), steps)
    last = min(max(round(window[1] / STEP_S), first), steps)
    return first, (last - first) // stride + 1


def _run_slices(state: Simulation, steps: int, watcher: Progress, *, began: float, limit_s: float) -> Simulation:
    slice_steps = round(SLICE_S / STEP_S)
    step = 0
    while step < steps:
        watcher.check_cancelled()
        started = time.monotonic()
        reached = int(advance(state, min(step + slice_steps, steps)))
        if state.clock[0]["full"]:
            raise AssertionError("one step wrote more events than there was room for")
        if reached < min(step + slice_steps, steps):
            state = _with_room(state)
        took = time.monotonic() - started
        if took > 0:
            slice_steps = int(min(max(slice_steps * CHECK_S / took, 20), 4 * slice_steps, 36_000))
        step = reached
        if time.monotonic() - began > limit_s:
            raise SimulationStalled(_diagnosis(state, steps, limit_s))
        watcher.report(step / steps, "")
    watcher.check_cancelled()
    return state


def _with_room(state: Simulation) -> Simulation:
    """Larger tables where the log or the conflicts are nearly full."""
    if state.clock[0]["logged"] + LOG_ROOM > len(state.log):
        state = state._replace(  # noqa: SLF001 -- the public way to change a named tuple
            log=np.concatenate([state.log, np.zeros_like(state.log)])
        )
    if state.clock[0]["conflicts"] + CONFLICT_ROOM > len(state.conflicts):
        state = state._replace(  # noqa: SLF001
            conflicts=np.concatenate([state.conflicts, np.zeros_like(state.conflicts)])
        )
    return state


def _diagnosis(state: Simulation, steps: int, limit_s: float) -> str:
    clock = state.clock[0]
    return (
        f"after {limit_s:g} s of computing the day had reached {clock['step'] * STEP_S:.0f} s of {steps * STEP_S:.0f} s: "
        f"{clock['movers']} of {len(state.agents)} agents on the move, {clock['wip']} orders in the building, "
        f"{state.agents['passes'].sum()} deadlocks resolved"
    )
