"""What becomes of two in each future: contact, least separation, least time to collision, by the engine's measures.

Between two instants both move in a straight line, and the measures are exact on that motion, as in
`scenarios.safety`. A time to collision counts as it does there: on a course that is near and fast enough.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, AgentKind, Trajectories
from scenarios.safety.kinematics import bodies_separation, bodies_ttc
from scenarios.safety.settings import SAFETY, SafetySettings
from worlds.dynamics.dynamics import Futures
from worlds.dynamics.kernels import Array, compiled


@dataclass(frozen=True, eq=False)
class Encounters:
    """A pair in F futures."""

    contact: NDArray[np.bool_]  # (F,)
    min_separation_m: NDArray[np.float64]  # (F,) edge to edge; 0 on contact
    min_ttc_s: NDArray[np.float64]  # (F,) infinite where they were never on a course

    def near(self, kinds: tuple[AgentKind, AgentKind], safety: SafetySettings = SAFETY) -> NDArray[np.bool_]:
        """(F,) whether they touch or come to a serious time to collision."""
        people = all(kind == AgentKind.PERSON for kind in kinds)
        limit = safety.person_serious_ttc_s if people else safety.serious_ttc_s
        return np.asarray(self.contact | (self.min_ttc_s <= limit))

    def worst_first(self) -> NDArray[np.int64]:
        """(F,) numbers of the futures: contact, then the least time to collision, then the least separation."""
        return np.lexsort((self.min_separation_m, self.min_ttc_s, ~self.contact))


def measure(  # noqa: PLR0917 -- five columns of one table and the settings
    pose: NDArray[np.float32], there: NDArray[np.bool_], step_s: float, kinds: tuple[AgentKind, AgentKind],
    size_m: NDArray[np.float32], safety: SafetySettings = SAFETY,
) -> Encounters:  # fmt: skip
    """The encounters of pairs with poses (F, T, 2, 3) at instants `step_s` apart, while both are `there` (F, T)."""
    people = all(kind == AgentKind.PERSON for kind in kinds)
    look = safety.person_slight_ttc_s if people else safety.slight_ttc_s
    separation, ttc = np.empty(len(pose)), np.empty(len(pose))
    boxes = np.array([kind != AgentKind.PERSON for kind in kinds])
    half = 0.5 * size_m[:, :2].astype(np.float64)
    _measure(
        pose.astype(np.float64), there, step_s, boxes, half, look, safety.min_closing_mps, safety.min_vehicle_speed_mps,
        separation, ttc,
    )  # fmt: skip
    return Encounters(separation <= 0.0, separation, np.where(separation <= 0.0, 0.0, ttc))


def encounters_of(futures: Futures, pair: tuple[int, int]) -> Encounters:
    """The encounters of two agents of some futures."""
    first, second = (AgentKind(int(futures.bodies.kinds[i])) for i in pair)
    which = list(pair)
    there = (futures.activity[:, :, which] != Activity.OFF).all(axis=-1)
    return measure(futures.pose[:, :, which], there, futures.step_s, (first, second), futures.bodies.size_m[which])


def encounter_of(trajectories: Trajectories, pair: tuple[int, int]) -> Encounters:
    """The same of two agents of the engine's trajectories: one future, the one that the engine played."""
    first, second = (AgentKind(int(trajectories.kinds[i])) for i in pair)
    which = list(pair)
    there = (trajectories.activity[None, :, which] != Activity.OFF).all(axis=-1)
    return measure(
        trajectories.pose[None, :, which], there, trajectories.step_s, (first, second), trajectories.size_m[which]
    )


@compiled
def _measure(  # noqa: PLR0917 -- a compiled function
    pose: Array, there: Array, step: float, boxes: Array, half: Array, look: float, min_closing: float, min_vehicle: float,
    separation: Array, ttc: Array,
) -> None:  # fmt: skip
    for f in range(pose.shape[0]):
        separation[f] = math.inf
        ttc[f] = math.inf
        for t in range(pose.shape[1] - 1):
            if not (there[f, t] and there[f, t + 1]):
                continue
            a, b = pose[f, t, 0], pose[f, t, 1]
            avx, avy = (pose[f, t + 1, 0, 0] - a[0]) / step, (pose[f, t + 1, 0, 1] - a[1]) / step
            bvx, bvy = (pose[f, t + 1, 1, 0] - b[0]) / step, (pose[f, t + 1, 1, 1] - b[1]) / step
            px, py, vx, vy = b[0] - a[0], b[1] - a[1], bvx - avx, bvy - avy
            aux, auy, bux, buy = math.cos(a[2]), math.sin(a[2]), math.cos(b[2]), math.sin(b[2])
            near = bodies_separation(
                px, py, vx, vy, step, boxes[0], aux, auy, half[0, 0], half[0, 1],
                boxes[1], bux, buy, half[1, 0], half[1, 1],
            )  # fmt: skip
            separation[f] = min(separation[f], near)
            drives = (boxes[0] and avx * avx + avy * avy >= min_vehicle * min_vehicle) or (
                boxes[1] and bvx * bvx + bvy * bvy >= min_vehicle * min_vehicle
            )
            if (boxes[0] or boxes[1]) and not drives:
                continue
            closing = -(px * vx + py * vy) / max(math.sqrt(px * px + py * py), 1e-9)
            if closing < min_closing:
                continue
            soon = bodies_ttc(
                px, py, vx, vy, boxes[0], aux, auy, half[0, 0], half[0, 1], boxes[1], bux, buy, half[1, 0], half[1, 1]
            )
            ahead = max(soon - step, 0.0)  # at the end of the step, unless they touch before
            if ahead <= look:
                ttc[f] = min(ttc[f], ahead)
