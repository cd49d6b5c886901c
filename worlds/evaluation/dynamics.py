"""How good the dynamics are: against what happened, on days and runs that they never saw.

A case is a situation with what followed. For everyone who stays on the floor for 4.8 s: the least mean and the
least final displacement of 20 futures (minADE20, minFDE20), beside those of constant velocity; whether the 90 %
region of 64 futures held the outcome; and how often a limit or a wall had to correct a step.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import AgentKind
from scenarios.simulation.compile import CompiledRun
from scenarios.simulation.records import Simulation
from worlds.dynamics.dynamics import Dynamics
from worlds.dynamics.plans import situation_of
from worlds.dynamics.replay import states_from
from worlds.dynamics.situation import HISTORY, STANDS, STEP_S, Situation
from worlds.training.dynamics_days import TEST_DAYS_FROM, Motion, random_day
from worlds.training.dynamics_people import DEVELOPMENT, HELD_OUT

AHEAD_STEPS = 24  # 4.8 s
TEST_DAYS = 12
SAMPLES, REGION_SAMPLES = 20, 64
REGION = 0.9
SMALLEST_M = 0.05  # spread below which a region is not resolved: what a position is known to
MOVING_MPS = 0.1
RESAMPLES = 2000  # of the people, for the interval of a coverage


@dataclass(frozen=True, eq=False)
class Case:
    """A situation and what followed."""

    situation: Situation
    place_m: NDArray[np.float32]  # (AHEAD_STEPS + 1, A, 2), the present instant first
    judged: NDArray[np.bool_]  # (A,) who was there for all of it, and for the second before
    run: str = ""  # the day or the experiment, within which a name is somebody's


@dataclass(frozen=True)
class Scores:
    """Means over the judged agents, lengths in metres; `moving` are those on the move or about to be by their plan."""

    agents: int
    ade_m: float
    fde_m: float
    constant_ade_m: float  # of the better of two: velocity of the last step, mean of the last second
    constant_fde_m: float
    coverage: float  # of the 90 % region at 4.8 s, of those on the move
    coverage_interval: tuple[float, float]  # 95 %, people (not their cases) drawn again
    coverage_of_all: float
    coverage_by_group: dict[str, float]  # "person" | "vehicle" | "tracked", of those on the move
    projection_rate: float

    @property
    def ade_gain(self) -> float:
        """Share by which minADE20 lies below the error of constant velocity."""
        return 1 - self.ade_m / self.constant_ade_m

    @property
    def fde_gain(self) -> float:
        """Share by which minFDE20 lies below the error of constant velocity."""
        return 1 - self.fde_m / self.constant_fde_m

    def as_dict(self) -> dict[str, Any]:
        """Rounded, with the gains, for a card."""
        names = ("ade_m", "fde_m", "constant_ade_m", "constant_fde_m", "ade_gain", "fde_gain", "coverage",
                 "coverage_of_all", "projection_rate")  # fmt: skip
        rounded = {name: round(float(getattr(self, name)), 5) for name in names}
        groups = {name: round(value, 4) for name, value in self.coverage_by_group.items()}
        interval = [round(value, 4) for value in self.coverage_interval]
        return {"agents": self.agents, **rounded, "coverage_interval": interval, "coverage_by_group": groups}


def day_cases(
    run: CompiledRun, *, name: str = "", start_s: float = 600.0, duration_s: float = 240.0, every_s: float = 8.0
) -> list[Case]:
    """Cases of a window of a simulated day, which is called `name`."""
    every, steps = round(every_s / STEP_S), round(duration_s / STEP_S)
    before: deque[Simulation] = deque(maxlen=HISTORY)
    situations: dict[int, Situation] = {}
    places, present = [], []
    for t, state in enumerate(states_from(run, start_s, steps=steps)):
        light = state._replace(agents=state.agents.copy())
        if len(before) == HISTORY and t % every == 0 and t + AHEAD_STEPS <= steps:
            situations[t] = situation_of([*before, light])
        before.append(light)
        places.append(np.column_stack([light.agents["x"], light.agents["y"]]))
        present.append(light.agents["present"] > 0)
    place, there = np.stack(places).astype(np.float32), np.stack(present)
    return [_case(situation, place, there, t, name) for t, situation in situations.items()]


def motion_cases(motion: Motion, *, every: int = 10) -> list[Case]:
    """Cases of a recorded motion; who is there at the moment has the recorded destination as its only leg."""
    velocity = motion.velocity_mps()
    cases = []
    for t in range(HISTORY, len(motion.pose) - AHEAD_STEPS, every):
        situation = Situation(
            time_s=t * STEP_S,
            floor=motion.floor,
            bodies=motion.bodies,
            pose=motion.pose[t],
            past_mps=velocity[t - HISTORY + 1 : t + 1].transpose(1, 0, 2),
            activity=motion.activity[t],
            load=motion.load[t],
            elapsed_s=motion.elapsed_s[t],
            phase=motion.phase[t],
            present=motion.present[t],
            legs=motion.legs[t][:, None],
            leg_count=np.ones(len(motion.bodies.ids), np.int64),
        )
        here = np.flatnonzero(motion.present[t])
        case = _case(situation, motion.pose[..., :2].astype(np.float32), motion.present, t, motion.name)
        if case.judged.any():
            cases.append(Case(situation.chosen(here), case.place_m[:, here], case.judged[here], motion.name))
    return cases


def _case(situation: Situation, place: NDArray[np.float32], there: NDArray[np.bool_], t: int, run: str) -> Case:
    judged = there[t - HISTORY : t + AHEAD_STEPS + 1].all(axis=0)
    return Case(situation, place[t : t + AHEAD_STEPS + 1], np.asarray(judged), run)


def evaluate_dynamics(dynamics: Dynamics, *, days: int = TEST_DAYS, people: Path | None = None) -> dict[str, Any]:
    """Scores on unseen days of the engine (``engine``) and, with the folder of the tracks, on Jülich runs by name.

    Those are the runs of DEVELOPMENT, which no training saw; HELD_OUT is for `score_held_out`, when weights are done.
    """
    numbers = range(TEST_DAYS_FROM, TEST_DAYS_FROM + days)
    engine = [case for number in numbers for case in day_cases(random_day(number), name=f"day {number}")]
    found = {"engine": score_cases(dynamics, engine).as_dict()}
    return found if people is None else found | _score_runs(dynamics, DEVELOPMENT, people)


def score_held_out(dynamics: Dynamics, people: Path) -> dict[str, Any]:
    """Scores on the Jülich runs that nothing was learned from and nothing was chosen by, by name."""
    return _score_runs(dynamics, HELD_OUT, people)


def _score_runs(dynamics: Dynamics, runs: Sequence[Callable[[Path], Motion]], people: Path) -> dict[str, Any]:
    motions = (make(people) for make in runs)
    return {motion.name: score_cases(dynamics, motion_cases(motion)).as_dict() for motion in motions}


def score_cases(dynamics: Dynamics, cases: Sequence[Case], *, seed: int = 0) -> Scores:
    """Roll every case and compare. Raises ``ValueError`` where nobody can be judged."""
    parts = [_judge(dynamics, case, seed + k) for k, case in enumerate(cases) if case.judged.any()]
    if not parts:
        raise ValueError("no case has anybody who stays on the floor for 4.8 s")
    rows = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    moving = rows["moving"] > 0
    last, mean = rows["last_ade"].mean(), rows["mean_ade"].mean()
    better = "last" if last <= mean else "mean"
    groups = {
        name: float(rows["inside"][moving & (rows["group"] == number)].mean())
        for number, name in enumerate(("person", "vehicle", "tracked"))
        if (moving & (rows["group"] == number)).any()
    }
    return Scores(
        agents=len(moving),
        ade_m=float(rows["ade"].mean()),
        fde_m=float(rows["fde"].mean()),
        constant_ade_m=float(rows[f"{better}_ade"].mean()),
        constant_fde_m=float(rows[f"{better}_fde"].mean()),
        coverage=float(rows["inside"][moving].mean()) if moving.any() else float("nan"),
        coverage_interval=interval_over_people(rows["inside"][moving], rows["who"][moving]),
        coverage_of_all=float(rows["inside"].mean()),
        coverage_by_group=groups,
        projection_rate=float(rows["projected"].sum() / max(rows["steps"].sum(), 1)),
    )


def interval_over_people(values: NDArray[np.float64], who: NDArray[np.str_]) -> tuple[float, float]:
    """95 % interval of the mean of values (N,) of whom they belong to (N,), by drawing people with all their values.

    The cases of one person are alike, so that drawing cases would give too narrow an interval (the bootstrap of
    clusters; Davison and Hinkley 1997, 3.8). NaN without anybody.
    """
    if not len(values):
        return float("nan"), float("nan")
    _, person = np.unique(who, return_inverse=True)
    count, total = np.bincount(person), np.bincount(person, weights=values)
    drawn = np.random.default_rng(0).multinomial(len(count), np.full(len(count), 1 / len(count)), size=RESAMPLES)
    low, high = np.quantile(drawn @ total / (drawn @ count), (0.025, 0.975))
    return float(low), float(high)


def _judge(dynamics: Dynamics, case: Case, seed: int) -> dict[str, NDArray[Any]]:
    s = case.situation
    futures = dynamics.roll(s, futures=REGION_SAMPLES, duration_s=AHEAD_STEPS * STEP_S, seed=seed)
    who = np.flatnonzero(case.judged)
    truth = case.place_m[1:, who]  # (T, J, 2)
    rolled = futures.pose[:, 1:, who, :2]  # (F, T, J, 2)
    off = np.linalg.norm(rolled[:SAMPLES] - truth, axis=-1)
    found: dict[str, NDArray[Any]] = {"ade": off.mean(axis=1).min(axis=0), "fde": off[:, -1].min(axis=0)}
    found["who"] = np.array([f"{case.run} {s.bodies.ids[i]}" for i in who])
    ahead = STEP_S * np.arange(1, AHEAD_STEPS + 1)[:, None, None]
    for name, velocity in (("last", s.past_mps[who, -1]), ("mean", s.past_mps[who].mean(axis=1))):
        straight = np.linalg.norm(case.place_m[0, who] + ahead * velocity - truth, axis=-1)
        found[f"{name}_ade"], found[f"{name}_fde"] = straight.mean(axis=0), straight[-1]
    found["inside"] = np.array([share_inside(rolled[:, -1, j], truth[-1, j]) for j in range(len(who))])
    fast = np.linalg.norm(s.past_mps[who], axis=-1).max(axis=1) > MOVING_MPS
    found["moving"] = (fast | (s.phase[who] != STANDS)).astype(np.float64)
    vehicle = (s.bodies.kinds[who] != AgentKind.PERSON).astype(np.float64)
    found["group"] = np.where(s.bodies.tracked[who], 2.0, vehicle)
    found["projected"] = futures.projected[:, :, who].sum(axis=(0, 1)).astype(np.float64)
    found["steps"] = futures.moved[:, :, who].sum(axis=(0, 1)).astype(np.float64)
    return found


def share_inside(samples: NDArray[Any], outcome: NDArray[Any], region: float = REGION) -> float:
    """1 where an outcome (2,) lies in the region of highest density that holds a share of the samples (F, 2), else 0.

    Density by Gaussian kernels as wide as the points' eighth nearest neighbours are far, at least SMALLEST_M, so
    that two ways stay two (Hyndman 1996, "Computing and graphing highest density regions"). Samples and outcome are
    treated alike, each judged by all the others, for the outcome of a perfect model is but one more sample: its rank
    among F + 1 is then uniform, whatever the distribution (conformal prediction; Vovk et al. 2005). The rank on the
    boundary counts in part, so that a perfect model scores the share itself and not the next multiple of 1 / (F + 1).
    """
    points = np.concatenate([samples, outcome[None]]).astype(np.float64)
    count = len(points)
    apart2 = ((points[:, None] - points[None]) ** 2).sum(axis=-1)
    nearest = min(8, count - 1)
    width = max(float(np.median(np.sqrt(np.partition(apart2, nearest, axis=1)[:, nearest]))), SMALLEST_M)
    density = np.exp(-0.5 * apart2 / width**2).sum(axis=1) - 1.0
    below = int((density[:-1] <= density[-1] + 1e-9 * count).sum())
    return float(np.clip(below + 1 - (1 - region) * count, 0.0, 1.0))
