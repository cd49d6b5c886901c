"""A serious conflict of a run, seen as one of many: futures from five seconds before it, beside what the engine did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import AgentKind, Conflict, Progress, Trajectories
from scenarios.safety.ranking import rank
from scenarios.simulation.compile import CompiledRun
from scenarios.simulation.engine import play_until
from scenarios.simulation.records import STEP_S as ENGINE_STEP_S
from scenarios.simulation.records import Simulation
from scenarios.simulation.window import seen_by
from twin.contracts import Camera
from worlds.contracts import MOST_CONFLICTS
from worlds.dynamics.actions import Action
from worlds.dynamics.dynamics import Dynamics, Futures
from worlds.dynamics.replay import situation_at, states_from
from worlds.dynamics.situation import HISTORY, STEP_S, Situation, SituationError
from worlds.futures.encounters import Encounters, encounter_of, encounters_of
from worlds.futures.figures import Share, Spread, fits, share_of, spread_of

FUTURES = 64
BEFORE_S, AFTER_S = 5.0, 3.0
SHORTEST_S, LONGEST_S = 8.0, 20.0
NEAR_M, MOST_NEAR = 30.0, 40  # who is taken along: nobody from farther away comes to the place in that time
LOOK_S = 300.0  # of simulated time between two looks at the caller while a day is played up to a conflict
RESOLUTION_M, RESOLUTION_S = 0.05, 0.1  # to which separations and times are compared


@dataclass(frozen=True)
class Found:
    """A conflict and where it was found."""

    replication: int
    position: int  # among the conflicts of its replication
    conflict: Conflict


@dataclass(frozen=True, eq=False)
class ConflictStudy:
    """The futures of a conflict, and what the engine did in the same seconds; the pair are agents 0 and 1."""

    found: Found
    futures: Futures
    engine: Trajectories
    encounters: Encounters
    of_engine: Encounters  # of one
    likeliest: int
    median: int
    worst: int

    @property
    def kinds(self) -> tuple[AgentKind, AgentKind]:
        """Of the pair."""
        first, second = self.futures.bodies.kinds[:2]
        return AgentKind(int(first)), AgentKind(int(second))

    @property
    def contact(self) -> Share:
        """Of the futures, those in which the two touch."""
        return share_of(self.encounters.contact)

    @property
    def near(self) -> Share:
        """Of the futures, those in which they touch or come to a serious time to collision."""
        return share_of(self.encounters.near(self.kinds))

    @property
    def min_separation(self) -> Spread | None:
        """In m, edge to edge."""
        return spread_of(self.encounters.min_separation_m)

    @property
    def min_ttc(self) -> Spread | None:
        """In s, of the futures in which they are on a course."""
        return spread_of(self.encounters.min_ttc_s)

    @property
    def agrees(self) -> bool:
        """Whether what the engine did lies within the futures' range."""
        separation, ttc = float(self.of_engine.min_separation_m[0]), float(self.of_engine.min_ttc_s[0])
        if np.isfinite(ttc) != (self.min_ttc is not None) and np.isfinite(ttc):
            return False
        on_course = self.min_ttc if np.isfinite(ttc) else None
        return fits(separation, self.min_separation, RESOLUTION_M) and fits(ttc, on_course, RESOLUTION_S)


def most_serious(found: Sequence[Found], most: int = MOST_CONFLICTS) -> list[Found]:
    """The worst contacts and serious conflicts of all replications."""
    bad = [f for f in found if f.conflict.severity in {"contact", "serious"}]
    return sorted(bad, key=lambda f: (*rank(f.conflict), f.replication))[:most]


def window_of(conflict: Conflict, horizon_s: float) -> tuple[float, float]:
    """(start_s, duration_s) of a conflict's futures, on steps of the dynamics."""
    start = max(conflict.start_s - BEFORE_S, HISTORY * STEP_S)
    start = np.floor(start / STEP_S + 1e-9) * STEP_S
    wanted = min(max(conflict.end_s + AFTER_S - start, SHORTEST_S), LONGEST_S)
    steps = max(int(min(wanted, horizon_s - start) / STEP_S + 1e-9), 1)
    return round(float(start), 6), round(steps * STEP_S, 6)


def play_to(
    run: CompiledRun, time_s: float, *, replication: int, resume: Simulation | None, progress: Progress
) -> Simulation | None:
    """The state HISTORY steps before a time, looking at the caller on the way; None at the very beginning."""
    target = time_s - HISTORY * STEP_S
    at = 0.0 if resume is None else float(resume.clock[0]["step"]) * ENGINE_STEP_S
    while at + LOOK_S < target:
        progress.check_cancelled()
        at += LOOK_S
        resume = play_until(run, replication=replication, until_s=at, resume=resume)
    progress.check_cancelled()
    return resume


def study_conflict(
    run: CompiledRun,
    found: Found,
    dynamics: Dynamics,
    *,
    futures: int = FUTURES,
    actions: Sequence[Action] = (),
    progress: Progress | None = None,
) -> ConflictStudy:
    """Roll the futures of a conflict, with changed plans where there are `actions`.

    Deterministic by the run's seed. Raises ``SituationError`` where one of the two was not there yet, ``Cancelled``.
    """
    watcher = progress or Progress()
    conflict = found.conflict
    start_s, duration_s = window_of(conflict, run.document.experiment.horizon_s)
    before = play_to(run, start_s, replication=found.replication, resume=None, progress=watcher)
    whole, state = situation_at(run, start_s, replication=found.replication, resume=before)
    which = _around(whole, conflict)
    situation = whole.chosen(which)
    seed = seed_of(run, found)
    rolled = dynamics.roll(
        situation, futures=futures, duration_s=duration_s, seed=seed, actions=actions, progress=watcher
    )
    engine = _engine(run, state, situation, which, found.replication, steps=round(duration_s / STEP_S))
    encounters = encounters_of(rolled, (0, 1))
    order = encounters.worst_first()
    return ConflictStudy(
        found=found,
        futures=rolled,
        engine=engine,
        encounters=encounters,
        of_engine=encounter_of(engine, (0, 1)),
        likeliest=int(np.argmax(rolled.likelihood[:, :, :2].sum(axis=(1, 2)))),
        median=int(order[len(order) // 2]),
        worst=int(order[0]),
    )


def seed_of(run: CompiledRun, found: Found) -> int:
    """The seed of a conflict's futures: the experiment's, its replication and its place in it."""
    numbers = (run.document.experiment.seed, found.replication, found.position)
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0])


def trajectories_of(futures: Futures, number: int) -> Trajectories:
    """One future as trajectories, to be rendered as a clip."""
    pose = futures.pose[number]
    velocity = np.diff(pose[..., :2], axis=0, append=pose[-1:, :, :2]) / futures.step_s
    activity = futures.activity[number]
    return Trajectories(
        start_s=futures.start_s,
        step_s=futures.step_s,
        agent_ids=futures.bodies.ids,
        roles=futures.bodies.roles,
        kinds=futures.bodies.kinds,
        size_m=futures.bodies.size_m,
        pose=pose,
        velocity_mps=velocity.astype(np.float32),
        activity=activity,
        load=np.repeat(futures.load[None], len(pose), axis=0),
    )


def best_camera(cameras: Sequence[Camera], trajectories: Trajectories) -> Camera:
    """The camera in whose picture the pair are longest and nearest. Raises ``ValueError`` without cameras."""
    if not cameras:
        raise ValueError("there is no camera to see it")
    return max(cameras, key=lambda camera: _weight(camera, trajectories))


def sees(camera: Camera, trajectories: Trajectories) -> bool:
    """Whether the pair are ever in a camera's picture."""
    return bool(_weight(camera, trajectories) > 0)


def _weight(camera: Camera, trajectories: Trajectories) -> float:
    """How long and how near a camera sees the pair."""
    pair = trajectories.pose[:, :2].astype(np.float64)
    places = np.concatenate([pair[..., :2], np.full((*pair.shape[:2], 1), 0.9)], axis=-1)
    return float(seen_by(camera, places).sum())


def _around(situation: Situation, conflict: Conflict) -> NDArray[np.int64]:
    """The pair, and who is near the place of the conflict, nearest first."""
    row = {name: i for i, name in enumerate(situation.bodies.ids) if situation.present[i]}
    if missing := [agent for agent in conflict.agents if agent not in row]:  # came later, or belongs to another day
        raise SituationError(f"{' and '.join(missing)}: not on the floor {BEFORE_S:g} s before the conflict")
    pair = [row[agent] for agent in conflict.agents]
    away = np.hypot(situation.pose[:, 0] - conflict.x_m, situation.pose[:, 1] - conflict.y_m)
    near = [int(i) for i in np.argsort(away, kind="stable") if situation.present[i] and away[i] <= NEAR_M]
    others = [i for i in near if i not in pair]
    return np.array([*pair, *others[: MOST_NEAR - 2]], np.int64)


def _engine(
    run: CompiledRun, state: Simulation, situation: Situation, which: NDArray[np.int64], replication: int, *, steps: int
) -> Trajectories:
    """What the engine did from a state on, of those who were chosen."""
    rows = []
    for at in states_from(run, situation.time_s, steps=steps, replication=replication, resume=state):
        a = at.agents[which]
        pose = np.column_stack([a["x"], a["y"], np.arctan2(a["uy"], a["ux"])]).astype(np.float32)
        rows.append((pose, a["activity"].astype(np.uint8), np.minimum(a["load"], 255).astype(np.uint8)))
    pose = np.stack([r[0] for r in rows])
    velocity = np.diff(pose[..., :2], axis=0, append=pose[-1:, :, :2]) / STEP_S
    bodies = situation.bodies
    return Trajectories(
        start_s=situation.time_s, step_s=STEP_S, agent_ids=bodies.ids, roles=bodies.roles, kinds=bodies.kinds,
        size_m=bodies.size_m, pose=pose, velocity_mps=velocity.astype(np.float32),
        activity=np.stack([r[1] for r in rows]), load=np.stack([r[2] for r in rows]),
    )  # fmt: skip
