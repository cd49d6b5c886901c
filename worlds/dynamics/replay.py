"""The engine's state in small steps, and the situation at a time of a replication."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.simulation.compile import CompiledRun
from scenarios.simulation.engine import play_until
from scenarios.simulation.loop import advance
from scenarios.simulation.records import STEP_S as ENGINE_STEP_S
from scenarios.simulation.records import Simulation
from worlds.dynamics.plans import situation_of
from worlds.dynamics.situation import HISTORY, STEP_S, Situation, SituationError

_ENGINE_STEPS = round(STEP_S / ENGINE_STEP_S)


def states_from(
    run: CompiledRun, start_s: float, *, steps: int, replication: int = 0, resume: Simulation | None = None
) -> Iterator[Simulation]:
    """The state of a replication at `start_s` and at so many steps of STEP_S after it.

    The arrays are the same each time, written anew: take what you need of one before you ask for the next.
    """
    state = play_until(run, replication=replication, until_s=start_s, resume=resume)
    yield state
    at = int(state.clock[0]["step"])
    for _ in range(steps):
        at += _ENGINE_STEPS
        if int(advance(state, at)) < at:  # a table needs more room
            state = play_until(run, replication=replication, until_s=at * ENGINE_STEP_S, resume=state)
        yield state


def situation_at(
    run: CompiledRun, time_s: float, *, replication: int = 0, resume: Simulation | None = None
) -> tuple[Situation, Simulation]:
    """The situation of a replication at a time, HISTORY steps after its beginning at the earliest, and its state.

    Raises ``SituationError`` for a time outside of the day.
    """
    if not HISTORY * STEP_S <= time_s <= run.document.experiment.horizon_s:
        raise SituationError(f"a situation needs a second before it and lies within the day; {time_s:.1f} s does not")
    states: list[Simulation] = []
    for k in range(HISTORY, -1, -1):
        resume = play_until(run, replication=replication, until_s=time_s - k * STEP_S, resume=resume)
        states.append(resume)
    return situation_of(states), states[-1]
