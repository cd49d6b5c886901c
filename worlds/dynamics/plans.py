"""What everybody means to do next, read from the state of a running simulation: legs, and the present instant.

A plan holds what is settled at that moment: the place that an agent is on the way to or stands at, the faces left
of a picker's tour and where the tour is brought, where a vehicle brings its load. What is dealt out later (the
next tour, the next transport) is not in it, nor when work at a place will be done.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity
from scenarios.simulation.codes import ROLE_NAMES, State
from scenarios.simulation.navigation import clearance
from scenarios.simulation.recording import agent_ids
from scenarios.simulation.records import STEP_S as ENGINE_STEP_S
from scenarios.simulation.records import Simulation
from worlds.dynamics.situation import HELD, HISTORY, STANDS, STEP_S, UNDER_WAY, Bodies, Floor, Situation

MOST_LEGS = 8
_SAME_M = 0.05

_AT_ARRIVAL = {
    State.TO_HOME: Activity.IDLE,
    State.LEAVING: Activity.OFF,
    State.TO_FACE: Activity.PICK,
    State.TO_DROP: Activity.WAIT,
    State.TO_STAND: Activity.WAIT,
    State.WAIT_STAND: Activity.WAIT,
    State.TO_LOAD: Activity.WAIT,
    State.TO_UNLOAD: Activity.CARRY,
    State.TO_REST: Activity.BREAK,
}
Leg = tuple[float, float, int, int]  # x_m, y_m, field, Activity there


def floor_of(state: Simulation) -> Floor:
    """The floor in force; the open one where somebody was caught on a stretch that was closed."""
    r = state.rules[0]
    origin, cell = (float(r["x0"]), float(r["y0"])), float(r["cell"])
    number = int(state.clock[0]["floor"])
    there = state.agents[state.agents["present"] > 0]
    fine = state.fine[number]
    if any(clearance(fine, *origin, cell, a["x"], a["y"]) < 0 for a in there):
        fine = state.fine[0]
    return Floor(origin, cell, fine, state.fields[number])


def bodies_of(state: Simulation) -> Bodies:
    """Everybody of a simulation, in its order."""
    table = state.agents
    size = np.column_stack([2 * table["half_length"], 2 * table["half_width"], table["height"]])
    return Bodies(
        ids=agent_ids(state),
        roles=tuple(ROLE_NAMES[r] for r in table["role"]),
        kinds=table["kind"].astype(np.uint8),
        size_m=size.astype(np.float32),
        speed_mps=table["speed"].astype(np.float32),
        accel_mps2=table["accel"].astype(np.float32),
        turn_radps=table["turn"].astype(np.float32),
        wall_m=table["wall"].astype(np.float32),
        tracked=np.zeros(len(table), bool),
    )


def situation_of(states: Sequence[Simulation]) -> Situation:
    """The instant of the last of HISTORY + 1 states, STEP_S apart."""
    if len(states) != HISTORY + 1:
        raise ValueError(f"a situation takes {HISTORY + 1} states, {STEP_S} s apart; there are {len(states)}")
    now = states[-1]
    table = now.agents
    places = np.stack([np.column_stack([s.agents["x"], s.agents["y"]]) for s in states])  # (H + 1, A, 2)
    past = np.diff(places, axis=0) / STEP_S
    here = np.stack([s.agents["present"] > 0 for s in states])
    past[~(here[1:] & here[:-1])] = 0.0  # somebody who has just come has no way behind them
    plans = [legs_of(now, i) if here[-1, i] else [] for i in range(len(table))]
    legs = np.zeros((len(table), MOST_LEGS, 4), np.float32)
    for i, plan in enumerate(plans):
        legs[i, : len(plan)] = plan[:MOST_LEGS]
    time_s = float(now.clock[0]["step"]) * ENGINE_STEP_S
    return Situation(
        time_s=time_s,
        floor=floor_of(now),
        bodies=bodies_of(now),
        pose=np.column_stack([places[-1], np.arctan2(table["uy"], table["ux"])]).astype(np.float64),
        past_mps=past.transpose(1, 0, 2).astype(np.float32),
        activity=table["activity"].astype(np.uint8),
        load=np.minimum(table["load"], 255).astype(np.uint8),
        elapsed_s=(time_s - table["since"]).astype(np.float32),
        phase=phase_of(table),
        present=here[-1],
        legs=legs,
        leg_count=np.array([min(len(plan), MOST_LEGS) for plan in plans], np.int64),
    )


def phase_of(table: NDArray[Any]) -> NDArray[np.uint8]:
    """(A,) whether everybody stands at a place, is on the way, or is held up on it by a queue or a breakdown."""
    waits = (table["hold"] > 0) | (table["down"] > 0)
    return np.where(table["moving"] == 0, STANDS, np.where(waits, HELD, UNDER_WAY)).astype(np.uint8)


def legs_of(state: Simulation, i: int) -> list[Leg]:
    """The legs of one agent that are settled; the first is where it is or is on the way to."""
    a = state.agents[i]
    work = State(int(a["state"]))
    there = _AT_ARRIVAL.get(work, Activity(int(a["activity"])))
    legs = [(float(a["tx"]), float(a["ty"]), int(a["field"]), int(there))]
    if work in {State.TO_FACE, State.PICKING} and a["tour"] >= 0:
        left = [int(state.lines[line]["face"]) for line in state.stops[i, int(a["stop"]) + 1 : int(a["stops"])]]
        legs += [_leg(state, face, Activity.PICK) for face in left]
        last = int(state.lines[state.stops[i, int(a["stops"]) - 1]]["face"])
        drop = int(state.handover[last, 0]) if len(state.handover) else -1
        legs += [_leg(state, drop, Activity.WAIT)] if drop >= 0 else _nearest_drop(state, last, column=0)
    elif work in {State.TO_LOAD, State.LOADING} and 0 <= a["task"] < len(state.transports):
        target = int(state.transports[int(a["task"])]["target"])
        source = int(state.transports[int(a["task"])]["source"])
        legs += [_leg(state, target, Activity.CARRY)] if target >= 0 else _nearest_drop(state, source, column=1)
    merged = legs[:1]
    for leg in legs[1:]:
        if abs(leg[0] - merged[-1][0]) + abs(leg[1] - merged[-1][1]) > _SAME_M:
            merged.append(leg)
    return merged


def _leg(state: Simulation, place: int, there: Activity) -> Leg:
    p = state.places[place]
    return float(p["x"]), float(p["y"]), int(p["field"]), int(there)


def _nearest_drop(state: Simulation, place: int, *, column: int) -> list[Leg]:
    """The drop with the shortest way from a place; none where there is no drop."""
    drops = [int(d) for d in state.drops[:, column] if d >= 0]
    if not drops or place < 0:
        return []
    between = state.between[int(state.clock[0]["floor"])]
    here = state.places[place]["field"]
    nearest = min(drops, key=lambda d: float(between[here, state.places[d]["field"]]))
    return [_leg(state, nearest, Activity.WAIT)]
