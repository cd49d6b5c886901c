"""An empty floor on which bodies are moved by hand and watched by the compiled observer, for tests."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scenarios.contracts import AgentKind, Conflict
from scenarios.layout.contracts import VariantLayout
from scenarios.safety.episodes import observe_all
from scenarios.safety.settings import SAFETY, SafetySettings
from scenarios.simulation.compile import compile_run
from scenarios.simulation.loop import advance
from scenarios.simulation.outcome import conflicts
from scenarios.simulation.records import Simulation
from scenarios.simulation.state import initial_state, trail_length
from tests.scenarios.simulation.halls import document, floor_plan, small_hall

SIDE_M = 60.0
PAIRS_M, PAIRS_KEPT = 16.0, 10  # who is watched together, for how many steps
FASTEST_MPS = 6.0  # nobody is moved faster: the observer trusts that
MIDDLE_M = SIDE_M / 2


@dataclass(frozen=True)
class Body:
    """Somebody with the way they go: times and places between which they move in straight lines."""

    way: tuple[tuple[float, float, float], ...]  # (time_s, x_m, y_m), measured from the middle of the floor
    kind: AgentKind = AgentKind.PERSON
    heading_rad: float | None = None  # along the way where absent

    @property
    def last_s(self) -> float:
        return self.way[-1][0]


@dataclass(frozen=True, eq=False)
class Motion:
    """Where everyone was after each step: (T, A) places, headings and whether they were there."""

    step_s: float
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    heading: NDArray[np.float64]
    present: NDArray[np.bool_]


@njit(error_model="numpy")  # not kept on disk: nobody would notice that the observer has changed
def watch(
    sim: Simulation,
    xs: NDArray[np.float64],
    ys: NDArray[np.float64],
    headings: NDArray[np.float64],
    present: NDArray[np.bool_],
    step_s: float,
) -> None:
    """Move everyone along (T, A) places and observe each step; who stays where they are is not stepped."""
    sim.rules[0].step = step_s
    count = len(sim.agents)
    found = np.zeros(count, np.uint32)
    sim.reaches2[:] = PAIRS_M * PAIRS_M
    for i in range(count):
        sim.clock[0].fastest = max(sim.clock[0].fastest, sim.agents[i].speed)
    for k in range(1, len(xs)):
        if (k - 1) % PAIRS_KEPT == 0:
            for i in range(count):
                near = 0
                for j in range(count):
                    if j != i and (xs[k, i] - xs[k, j]) ** 2 + (ys[k, i] - ys[k, j]) ** 2 < PAIRS_M * PAIRS_M:
                        sim.neighbours[i, near] = j
                        near += 1
                sim.neighbour_count[i] = near
        stepped = 0
        for i in range(count):
            a = sim.agents[i]
            a.present = 1 if present[k, i] else 0
            a.ox = xs[k - 1, i]
            a.oy = ys[k - 1, i]
            a.x = xs[k, i]
            a.y = ys[k, i]
            a.vx = (a.x - a.ox) / step_s
            a.vy = (a.y - a.oy) / step_s
            a.ux = math.cos(headings[k, i])
            a.uy = math.sin(headings[k, i])
            moves = a.vx != 0.0 or a.vy != 0.0
            if a.moving and not moves:
                a.still_since = (k - 1) * step_s
            a.moving = 1 if moves else 0
            if a.moving:
                sim.movers[stepped] = i
                stepped += 1
        sim.clock[0].stepped = stepped
        observe_all(sim, k * step_s, found)


def film(state: Simulation, *, step_s: float, seconds: float) -> Motion:
    """Where everyone is after each step of the engine, which takes steps of `step_s` here."""
    state.rules[0]["step"] = step_s
    state = with_trail(state, step_s)
    steps = round(seconds / step_s)
    shape = (steps + 1, len(state.agents))
    motion = Motion(step_s, np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(shape, np.bool_))
    for k in range(steps + 1):
        assert advance(state, k) == k  # else a table is full
        table = state.agents
        motion.x[k], motion.y[k], motion.present[k] = table["x"], table["y"], table["present"]
        motion.heading[k] = np.arctan2(table["uy"], table["ux"])
    return motion


def observe_film(state: Simulation, motion: Motion, *, stride: int = 1) -> tuple[Conflict, ...]:
    """All conflicts of a motion, of which every `stride`-th place is looked at; nobody is let through deadlocks."""
    step_s = motion.step_s * stride
    room = np.zeros(10 * len(state.conflicts), state.conflicts.dtype)
    state = with_trail(state, step_s)._replace(conflicts=room)
    shown = (array[::stride] for array in (motion.x, motion.y, motion.heading, motion.present))
    watch(state, *shown, step_s)  # type: ignore[arg-type, call-arg]
    assert not state.clock[0]["full"]
    return conflicts(state, SAFETY)


def with_trail(state: Simulation, step_s: float) -> Simulation:
    """Trails that reach back far enough at another step than the engine's."""
    return state._replace(trail=np.zeros((len(state.agents), trail_length(SAFETY.pet_s, step_s)), state.trail.dtype))


def empty_floor(people: int, vehicles: int, forklifts: int = 0, *, walls: bool = False) -> Simulation:
    """The state of a hall without anything in it, or with a wall along x = middle + 1 m, north of the middle."""
    hall = small_hall()
    blocks = [(MIDDLE_M + 1.0, MIDDLE_M, MIDDLE_M + 1.4, SIDE_M)] if walls else []
    layout = VariantLayout(hall.scene, floor_plan(SIDE_M, SIDE_M, blocks), hall.faces, hall.stations)
    crowd = document(pickers=people, packers=0, shippers=0, amrs=vehicles, forklifts=forklifts, horizon_s=60.0)
    return initial_state(compile_run(layout, crowd), 0, SAFETY)


def observe(
    *bodies: Body, step_s: float = 0.1, walls: bool = False, settings: SafetySettings = SAFETY
) -> tuple[Conflict, ...]:
    """All conflicts of some bodies, watched every `step_s`; people first, then AMRs, then forklifts."""
    kinds = [body.kind for body in bodies]
    assert kinds == sorted(kinds)
    counts = [kinds.count(kind) for kind in (AgentKind.PERSON, AgentKind.AMR, AgentKind.FORKLIFT)]
    state = empty_floor(*counts, walls=walls)
    times = np.arange(round(max(body.last_s for body in bodies) / step_s) + 1) * step_s
    xs = np.stack([_at(body, times, 1) for body in bodies], axis=1)  # type: ignore[arg-type]
    ys = np.stack([_at(body, times, 2) for body in bodies], axis=1)  # type: ignore[arg-type]
    headings = np.stack([_headings(body, times) for body in bodies], axis=1)  # type: ignore[arg-type]
    state.agents["speed"] = FASTEST_MPS
    watch(with_trail(state, step_s), xs, ys, headings, np.ones(xs.shape, np.bool_), step_s)
    return conflicts(state, settings)


def _at(body: Body, times: NDArray[np.float64], column: int) -> NDArray[np.float64]:
    way = np.array(body.way)
    return np.asarray(MIDDLE_M + np.interp(times, way[:, 0], way[:, column]))


def _headings(body: Body, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """The heading at the end of each step: along the leg that the step lies on."""
    if body.heading_rad is not None:
        return np.full(len(times), body.heading_rad)
    way = np.array(body.way)
    leg = np.clip(np.searchsorted(way[:, 0], times - 1e-9, side="left") - 1, 0, len(way) - 2)
    delta = way[leg + 1, 1:] - way[leg, 1:]
    return np.asarray(np.arctan2(delta[:, 1], delta[:, 0]))
