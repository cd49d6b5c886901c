"""The learned dynamics: from a situation, many futures of everybody at once, step by step.

The network answers for one step of 0.2 s (`network`), kernels tell it what it has to know, draw the motion and
hold walls and limits (`kernels`). A future depends on its own number, the seed and what is done in it, not on how
many others there are or how many threads work; two rolls from one situation agree to the bit until their actions
differ.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from scenarios.contracts import AgentKind, Progress
from worlds.dynamics import kernels
from worlds.dynamics.actions import Action, planned
from worlds.dynamics.network import Network
from worlds.dynamics.situation import STEP_S, Bodies, Situation
from worlds.weights import WEIGHTS_FOLDER, read_arrays

CHUNK = 16  # futures that go through the network together, always as many
CHECK_S = 0.2


@dataclass(frozen=True, eq=False)
class Futures:
    """What may happen: F futures of T instants of A agents, the first instant being the present one."""

    start_s: float
    step_s: float
    bodies: Bodies
    pose: NDArray[np.float32]  # (F, T, A, 3) x_m, y_m, heading_rad
    activity: NDArray[np.uint8]  # (F, T, A); OFF where somebody is not on the floor
    load: NDArray[np.uint8]  # (A,)
    likelihood: NDArray[np.float32]  # (F, T - 1, A) log density of each step in the network's coordinates; 0 at rest
    projected: NDArray[np.bool_]  # (F, T - 1, A) whether top speed or a wall had to correct it
    moved: NDArray[np.bool_]  # (F, T - 1, A) whether it was the network that moved them

    @property
    def projection_rate(self) -> float:
        """Share of the agent-steps moved by the network that a limit or a wall corrected; 0 without any."""
        return float(self.projected.sum() / max(int(self.moved.sum()), 1))


class Dynamics:
    """The trained network, ready; it keeps no state between calls."""

    def __init__(self, network: Network, card: dict[str, Any]) -> None:
        self.network = network
        self.card = card
        # of people's, of vehicles', of tracked people's luck
        self.persistence = np.array(card.get("persistence", (0.0, 0.0, 0.0)), np.float32)

    @staticmethod
    def load(folder: Path = WEIGHTS_FOLDER / "dynamics") -> Dynamics:
        """The dynamics in a folder; raises ``WeightsMissing``, ``WeightsMismatch``, or ``ValueError`` for a wrong shape."""
        arrays, card = read_arrays(folder)
        return Dynamics(Network(arrays), card)

    @property
    def model_hash(self) -> str:
        """SHA-256 of the weights."""
        return str(self.card.get("sha256", ""))

    def roll(
        self,
        situation: Situation,
        *,
        futures: int,
        duration_s: float,
        seed: int,
        actions: Sequence[Action] = (),
        threads: int = 2,
        progress: Progress | None = None,
    ) -> Futures:
        """So many futures of a situation. Raises ``SituationError`` for actions nobody can take, ``Cancelled``."""
        if futures < 1 or duration_s < STEP_S:
            raise ValueError("ask for at least one future of at least one step")
        steps = round(duration_s / STEP_S)
        watcher = progress or Progress()
        situation, orders = planned(situation, actions)
        result = _empty(situation, futures, steps)
        rolls = [
            _Roll(self, situation, orders, first=first, seed=seed, steps=steps) for first in range(0, futures, CHUNK)
        ]
        stop = threading.Event()
        with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(max(threads, 1)) as pool:
            try:
                _watched([pool.submit(roll.run, result, stop) for roll in rolls], watcher)
            except BaseException:
                stop.set()
                raise
        return result


def _watched(work: list[Future[None]], watcher: Progress) -> None:
    """Wait for all of it, asking in this thread alone whether it is still wanted, for that may be bound to a thread.

    Raises what the work raised, and ``Cancelled``.
    """
    left = set(work)
    while left:
        watcher.check_cancelled()
        done, left = wait(left, timeout=CHECK_S, return_when=FIRST_COMPLETED)
        for chunk in done:
            chunk.result()
        watcher.report(1 - len(left) / len(work), f"{len(work) - len(left)} of {len(work)} parts rolled")


def _empty(situation: Situation, futures: int, steps: int) -> Futures:
    agents = len(situation.bodies.ids)
    return Futures(
        start_s=situation.time_s,
        step_s=STEP_S,
        bodies=situation.bodies,
        pose=np.zeros((futures, steps + 1, agents, 3), np.float32),
        activity=np.zeros((futures, steps + 1, agents), np.uint8),
        load=situation.load,
        likelihood=np.zeros((futures, steps, agents), np.float32),
        projected=np.zeros((futures, steps, agents), bool),
        moved=np.zeros((futures, steps, agents), bool),
    )


class _Roll:
    """CHUNK futures from `first` on."""

    def __init__(
        self,
        dynamics: Dynamics,
        situation: Situation,
        orders: NDArray[np.float64],
        *,
        first: int,
        seed: int,
        steps: int,
    ) -> None:
        self.dynamics, self.situation, self.first = dynamics, situation, first
        self.batch = Batch(situation, CHUNK)
        self.orders = orders
        self.luck = self._luck(seed, steps)

    def _luck(self, seed: int, steps: int) -> NDArray[np.float32]:
        """(steps, CHUNK, A, 4) standard normal, the first three persisting from step to step (AR(1))."""
        agents = len(self.situation.bodies.ids)
        luck = np.empty((steps, CHUNK, agents, 4), np.float32)
        for k in range(CHUNK):
            generator = np.random.Generator(np.random.Philox(key=[seed & (2**64 - 1), self.first + k]))
            luck[:, k] = generator.standard_normal((steps, agents, 4), np.float32)
        bodies = self.situation.bodies
        groups = np.where(bodies.tracked, 2, bodies.kinds != AgentKind.PERSON)
        kept = self.dynamics.persistence[groups][None, :, None]
        for t in range(1, steps):
            luck[t, :, :, :3] = kept * luck[t - 1, :, :, :3] + np.sqrt(1 - kept * kept) * luck[t, :, :, :3]
        return luck

    def run(self, result: Futures, stop: threading.Event) -> None:
        """Roll and write into the result, until the end or `stop`."""
        batch, count = self.batch, min(CHUNK, len(result.pose) - self.first)
        rows = slice(self.first, self.first + count)
        batch.write(result, rows, 0)
        for t in range(result.pose.shape[1] - 1):
            if stop.is_set():
                return
            answer = self.dynamics.network(batch.describe())
            now = self.situation.time_s + t * STEP_S
            likelihood, projected, moved = batch.move(answer, self.luck[t], self.orders, now)
            batch.write(result, rows, t + 1)
            result.likelihood[rows, t] = likelihood[:count]
            result.projected[rows, t] = projected[:count]
            result.moved[rows, t] = moved[:count]


class Batch:
    """So many copies of a situation, each going its own way."""

    def __init__(self, situation: Situation, copies: int) -> None:
        def copied(array: NDArray[Any], dtype: Any) -> NDArray[Any]:
            return np.repeat(array[None].astype(dtype), copies, axis=0)

        floor = situation.floor
        self.ground = (floor.clearance_m, *floor.origin_m, floor.cell_m)
        self.fields = floor.fields
        self.body = situation.bodies.rows()
        self.legs, self.leg_count = situation.legs, situation.leg_count
        self.pose = copied(situation.pose, np.float64)
        self.past = copied(situation.past_mps, np.float32)
        self.activity = copied(situation.activity, np.uint8)
        self.load = copied(situation.load, np.uint8)
        self.elapsed = copied(situation.elapsed_s, np.float32)
        self.phase = copied(situation.phase, np.uint8)
        self.present = copied(situation.present, np.bool_)
        self.leg = np.zeros(self.phase.shape, np.int64)
        rows = self.phase.size
        self.own = np.zeros((rows, kernels.SELF), np.float32)
        self.pair = np.zeros((kernels.NEIGHBOURS, rows, kernels.PAIR), np.float32)
        self.seen = np.zeros((kernels.NEIGHBOURS, rows), np.float32)
        self.frame = np.zeros((rows, 2))

    def describe(self) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """What the network is told of everyone now: (own, pair, seen), see `kernels.describe_all`."""
        kernels.describe_all(
            *self.ground, self.fields, self.body, self.legs, self.pose, self.past, self.activity, self.load,
            self.elapsed, self.phase, self.present, self.leg, self.own, self.pair, self.seen, self.frame,
        )  # fmt: skip
        return self.own, self.pair, self.seen

    def move(
        self, answer: NDArray[np.float32], luck: NDArray[np.float32], orders: NDArray[np.float64], now: float
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
        """Advance by a step; (log likelihood, projected, moved by the network), each (copies, A)."""
        likelihood = np.zeros(self.phase.shape)
        projected = np.zeros(self.phase.shape, np.bool_)
        kernels.move_all(
            *self.ground, self.body, self.legs, self.leg_count, orders[:, 0], orders[:, 1], now, answer,
            self.frame, luck, self.pose, self.past, self.activity, self.load, self.elapsed, self.phase,
            self.present, self.leg, likelihood, projected,
        )  # fmt: skip
        return likelihood, projected, likelihood != 0.0

    def write(self, result: Futures, rows: slice, t: int) -> None:
        """Copy the present instant into a result."""
        count = rows.stop - rows.start
        result.pose[rows, t] = self.pose[:count]
        result.activity[rows, t] = np.where(self.present, self.activity, 0)[:count]
