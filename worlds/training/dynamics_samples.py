"""What the dynamics are trained on: guided rollouts along recorded motion, described by the very kernels of a roll.

A rollout starts at a recorded instant, its past disturbed a little, and goes on for some steps by the network as it
stands, while destinations and activities stay as recorded. At every step the network is asked for the motion that
the one recorded made, plus a gentle return: the offset from the recorded place is to fade within RETURN_S, but at no
more than RETURN_MPS, for nobody hurries after a recording. So it sees the states that it brings itself into, and
learns to come back from them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import AgentKind
from worlds.dynamics import kernels
from worlds.dynamics.network import Network
from worlds.dynamics.situation import HISTORY, STANDS, STEP_S, UNDER_WAY
from worlds.training.dynamics_days import Motion

RETURN_S = 1.0
RETURN_MPS = 0.12
LOST_M = 0.4  # farther off than this a rollout tells nothing any more
STANDING_SHARE = 0.15  # of those who stand, who only teach when one sets out
PACES = (0.7, 1.7)
SWAY_M, SWAY_HZ = (0.015, 0.04), (0.7, 1.1)


@dataclass(frozen=True, eq=False)
class Samples:
    """Rows to learn from."""

    own: NDArray[np.float16]  # (N, SELF)
    pair: NDArray[np.float16]  # (N, NEIGHBOURS, PAIR)
    seen: NDArray[np.bool_]  # (N, NEIGHBOURS)
    motion: NDArray[np.float32]  # (N, 2) in the coordinates of `kernels`
    rests: NDArray[np.bool_]  # (N,) whether the motion was none
    moves: NDArray[np.bool_]  # (N,) whether the motion counts: not for those who stand at a place
    waits: NDArray[np.bool_]  # (N,) whether setting out counts: for those who stand or are held
    leaves: NDArray[np.bool_]  # (N,) whether they set out

    def __len__(self) -> int:
        return len(self.own)


def joined(parts: Sequence[Samples]) -> Samples:
    """All rows of several."""
    return Samples(*(np.concatenate([getattr(p, name) for p in parts]) for name in Samples.__dataclass_fields__))


def swayed(motion: Motion, rng: np.random.Generator) -> Motion:
    """The same motion as cameras would have tracked its people: with the sway of their gait, limits not known.

    Played slower or faster, too, so that what is learned of people holds at any speed.
    """
    motion = resampled(motion, rng.uniform(*PACES))
    count = motion.pose.shape[1]
    velocity = motion.velocity_mps()
    speed = np.hypot(velocity[..., 0], velocity[..., 1])
    aside = np.stack([-np.sin(motion.pose[..., 2]), np.cos(motion.pose[..., 2])], axis=-1)
    t = np.arange(len(motion.pose))[:, None] * STEP_S
    phase = 2 * np.pi * rng.uniform(*SWAY_HZ, count) * t + rng.uniform(0, 2 * np.pi, count)
    size = rng.uniform(*SWAY_M, count) * np.sin(phase) * np.minimum(speed / 0.5, 1.0)
    person = motion.bodies.kinds == AgentKind.PERSON
    pose = motion.pose.copy()
    pose[..., :2] += np.where(person[None, :, None], size[..., None] * aside, 0.0)
    pose[..., :2] += person[None, :, None] * rng.normal(0, 0.004, (*size.shape, 2)) * (speed > 0)[..., None]
    bodies = replace(
        motion.bodies,
        tracked=person,
        speed_mps=np.where(person, 2.0, motion.bodies.speed_mps).astype(np.float32),
        wall_m=np.where(person, 0.1, motion.bodies.wall_m).astype(np.float32),
    )
    return replace(motion, pose=pose, bodies=bodies)


def resampled(motion: Motion, pace: float) -> Motion:
    """The same motion, so many times as fast."""
    at = np.arange(0, len(motion.pose) - 1, pace)
    row, part = at.astype(int), (at % 1)[:, None, None]
    before, after = motion.pose[row], motion.pose[row + 1]
    step = after - before
    step[..., 2] -= 2 * np.pi * np.floor(step[..., 2] / (2 * np.pi) + 0.5)
    there = motion.present[row] & motion.present[row + 1]
    rows = {name: getattr(motion, name)[row] for name in ("activity", "load", "phase", "legs")}
    return replace(motion, pose=before + part * step, present=there, elapsed_s=motion.elapsed_s[row] / pace, **rows)


class Rollouts:
    """Several rollouts along one motion, side by side."""

    def __init__(self, motion: Motion, first: NDArray[np.int64], rng: np.random.Generator, *, noise: float) -> None:
        self.motion, self.at, self.rng = motion, first.copy(), rng
        self.velocity = motion.velocity_mps()
        self.ground = (motion.floor.clearance_m, *motion.floor.origin_m, motion.floor.cell_m)
        self.body = motion.bodies.rows()
        self.legs = np.ascontiguousarray(motion.legs.transpose(1, 0, 2))  # (A, T, 4): the leg's number is the time
        self.pose = motion.pose[first].copy()
        self.past = np.stack([self.velocity[first - HISTORY + 1 + h] for h in range(HISTORY)], axis=2)
        self._disturb(noise)

    def _disturb(self, noise: float) -> None:
        """A smooth error of the velocities of the last second, and where that and a standing error lead."""
        shape = self.pose.shape[:2]
        level = noise * self.rng.random((*shape, 1))
        walks = (self.motion.phase[self.at] != STANDS)[..., None]
        drift = self.rng.normal(0, 1, (*shape, 2)) * level * walks
        grows = np.linspace(0.2, 1.0, HISTORY)[None, None, :, None]
        self.past = (self.past + grows * drift[:, :, None]).astype(np.float32)
        self.pose[..., :2] += self.rng.normal(0, 0.5, (*shape, 2)) * level * walks + STEP_S * 3.0 * drift
        vehicle = (self.motion.bodies.kinds != AgentKind.PERSON)[None, :, None]
        self.pose[..., 2:] += self.rng.normal(0, 0.3, (*shape, 1)) * level * vehicle * walks

    def run(self, network: Network | None, steps: int) -> Samples:
        """The samples of so many steps; the network moves everybody in between."""
        parts: list[Samples] = []
        for step in range(steps):
            sample, answer = self._step(network if step + 1 < steps else None)
            parts.append(sample)
            if answer is not None:
                self._move(answer)
        return joined(parts)

    def _step(self, network: Network | None) -> tuple[Samples, NDArray[np.float32] | None]:
        m, at = self.motion, self.at
        futures, agents = self.pose.shape[:2]
        rows = futures * agents
        own = np.zeros((rows, kernels.SELF), np.float32)
        pair = np.zeros((kernels.NEIGHBOURS, rows, kernels.PAIR), np.float32)
        seen = np.zeros((kernels.NEIGHBOURS, rows), np.float32)
        self.frame = np.zeros((rows, 2))
        present = m.present[at]
        leg = np.repeat(at[:, None], agents, axis=1)
        kernels.describe_all(
            *self.ground, m.floor.fields, self.body, self.legs, self.pose, self.past, m.activity[at], m.load[at],
            m.elapsed_s[at], m.phase[at], present, leg, own, pair, seen, self.frame,
        )  # fmt: skip
        goes_on = np.all([m.present[at + k] for k in range(-HISTORY, 2)], axis=0)
        stands = m.phase[at] == STANDS
        wanted = goes_on & (~stands | (self.rng.random(stands.shape) < STANDING_SHARE))
        chosen = np.flatnonzero(wanted.reshape(-1))
        motion, rests = self._targets(chosen)
        waits = (m.phase[at] != UNDER_WAY).reshape(-1)[chosen]
        sample = Samples(
            own=own[chosen].astype(np.float16),
            pair=pair[:, chosen].transpose(1, 0, 2).astype(np.float16),
            seen=seen[:, chosen].T > 0,
            motion=motion,
            rests=rests,
            moves=~stands.reshape(-1)[chosen],
            waits=waits,
            leaves=waits & (m.phase[at + 1] == UNDER_WAY).reshape(-1)[chosen],
        )
        if network is None:
            return sample, None
        answer = np.zeros((rows, kernels.ANSWER), np.float32)
        walking = np.flatnonzero((present & ~stands).reshape(-1))
        answer[walking] = network((own[walking], np.ascontiguousarray(pair[:, walking]), seen[:, walking]))
        return sample, answer

    def _targets(self, chosen: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Recorded motion of the next step from where everybody is, the offset fading within RETURN_S."""
        m, agents = self.motion, self.pose.shape[1]
        motion, rests = np.zeros((len(chosen), 2)), np.zeros(len(chosen), np.bool_)
        _motions(
            self.body, self.pose, self.past, self.frame, m.pose[self.at], m.pose[self.at + 1], chosen, agents,
            motion, rests,
        )  # fmt: skip
        return motion.astype(np.float32), rests

    def _move(self, answer: NDArray[np.float32]) -> None:
        """By the network's draw; destinations as recorded; who is lost, stands or has just come is put back."""
        m = self.motion
        shape = self.pose.shape[:2]
        luck = self.rng.standard_normal((*shape, 4)).astype(np.float32)
        luck[..., 3] = np.inf  # nobody sets out but as recorded
        never = np.full(shape[1], np.inf)
        kernels.move_all(
            *self.ground, self.body, self.legs, np.zeros(shape[1], np.int64), never, never, 0.0, answer, self.frame,
            luck, self.pose, self.past, m.activity[self.at].copy(), m.load[self.at], m.elapsed_s[self.at].copy(),
            m.phase[self.at].copy(), m.present[self.at].copy(), np.repeat(self.at[:, None], shape[1], axis=1),
            np.zeros(shape), np.zeros(shape, np.bool_),
        )  # fmt: skip
        self.at = self.at + 1
        off = np.hypot(*(self.pose[..., :2] - m.pose[self.at][..., :2]).transpose(2, 0, 1))
        back = (off > LOST_M) | (m.phase[self.at] == STANDS) | ~m.present[self.at - HISTORY]
        self.pose[back] = m.pose[self.at][back]
        recorded = np.stack([self.velocity[self.at - HISTORY + 1 + h] for h in range(HISTORY)], axis=2)
        self.past[back] = recorded[back]


@kernels.compiled
def _motions(  # noqa: PLR0917 -- a compiled function
    body: kernels.Array, pose: kernels.Array, past: kernels.Array, frame: kernels.Array, now: kernels.Array,
    following: kernels.Array, chosen: kernels.Array, agents: int, motion: kernels.Array,
    rests: kernels.Array,
) -> None:  # fmt: skip
    target = np.empty(3)
    for row in range(len(chosen)):
        n = chosen[row]
        f, i = n // agents, n % agents
        off = math.hypot(pose[f, i, 0] - now[f, i, 0], pose[f, i, 1] - now[f, i, 1])
        fading = 1.0 - min(STEP_S / RETURN_S, RETURN_MPS * STEP_S / max(off, 1e-9))
        for k in range(2):
            target[k] = following[f, i, k] + fading * (pose[f, i, k] - now[f, i, k])
        target[2] = following[f, i, 2] + (1.0 - STEP_S / RETURN_S) * (pose[f, i, 2] - now[f, i, 2])
        dx = following[f, i, 0] - now[f, i, 0]
        dy = following[f, i, 1] - now[f, i, 1]
        rests[row] = dx * dx + dy * dy < 1e-6
        kernels.coordinates(body[i], pose[f, i], past[f, i], frame[n], target, motion[row])
