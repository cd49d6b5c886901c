"""How long luck lasts, learned from roll-outs: the step that a one-step likelihood cannot take.

Every step may fit and the sum of 24 be too narrow or too wide, for what lasts of an error is not in the next step.
So cases are rolled 4.8 s ahead at several fixed levels of persistence, and the level as a function of the situation
(`kernels.carry_on`) is chosen by the interval score of the displacement, along where one wants to go and aside.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from worlds.dynamics import kernels
from worlds.dynamics.dynamics import Batch, Dynamics
from worlds.dynamics.network import Network
from worlds.dynamics.situation import STANDS, STEP_S
from worlds.evaluation.dynamics import AHEAD_STEPS, MOVING_MPS, REGION, REGION_SAMPLES, Case

LEVELS = (0.0, 0.2, 0.4, 0.55, 0.7, 0.8, 0.88, 0.94, 0.97)


@dataclass(frozen=True, eq=False)
class Trials:
    """Everybody on the move in some cases, rolled at each of LEVELS."""

    traits: NDArray[np.float64]  # (N, TRAITS) at the start
    group: NDArray[np.int64]  # (N,)
    run: NDArray[np.str_]  # (N,)
    ends: NDArray[np.float64]  # (N, LEVELS, F, 2) 4.8 s ahead in m: along where one wanted to go, and aside
    outcome: NDArray[np.float64]  # (N, 2) in the same coordinates


def constant(level: float) -> NDArray[np.float32]:
    """Weights of a persistence that is the same in every situation."""
    weights = np.zeros((kernels.GROUPS, kernels.TRAITS), np.float32)
    weights[:, 0] = np.log(max(level, 1e-6) / (1 - level))
    return weights


def try_levels(arrays: Mapping[str, NDArray[np.float32]], cases: Sequence[Case]) -> Trials:
    """Roll every case at every level."""
    dynamics = [Dynamics(Network({**arrays, "persistence": constant(level)}), {}) for level in LEVELS]
    parts = [_try(dynamics, case, seed) for seed, case in enumerate(cases) if case.judged.any()]
    return Trials(*(np.concatenate([getattr(p, name) for p in parts]) for name in Trials.__dataclass_fields__))


def _try(dynamics: Sequence[Dynamics], case: Case, seed: int) -> Trials:
    s = case.situation
    fast = np.linalg.norm(s.past_mps, axis=-1).max(axis=1) > MOVING_MPS
    who = np.flatnonzero(case.judged & (fast | (s.phase != STANDS)))
    batch = Batch(s, 1)
    own, pair, seen = batch.describe()
    traits = np.zeros((len(who), kernels.TRAITS))
    for row, i in zip(traits, who, strict=True):
        kernels.read_traits(own, pair, seen, i, row)
    along = batch.frame[who]
    turned = np.stack([along, np.column_stack([-along[:, 1], along[:, 0]])], axis=1)  # (J, 2, 2)
    rolled = [d.roll(s, futures=REGION_SAMPLES, duration_s=AHEAD_STEPS * STEP_S, seed=seed, threads=1) for d in dynamics]
    ends = np.stack([futures.pose[:, -1, who, :2] for futures in rolled])  # (L, F, J, 2)
    start = s.pose[who, :2]
    return Trials(
        traits=traits,
        group=s.bodies.groups()[who],
        run=np.full(len(who), case.run),
        ends=np.einsum("jab,lfjb->jlfa", turned, ends - start),
        outcome=np.einsum("jab,jb->ja", turned, case.place_m[-1, who] - start),
    )
