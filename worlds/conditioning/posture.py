"""Where feet stand, how far a gesture is settled, how high forks are: what follows from the motion around an instant.

Feet are planted: a foot rests on its footprint while it carries the body, and swings to the next. Footprints
lie where the body passes over them at the middle of each stance, so that nobody's feet slide, on curves and
on the spot too, and come together where somebody stops. The cadence follows the square root of the speed
(D. W. Grieve, Gait patterns and the speed of walking, 1968); a foot stands for 0.62 of a stride and rolls
over heel and ball as in D. A. Winter, Biomechanics and Motor Control of Human Movement (2009), chapter 3.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, AgentKind, Trajectories
from worlds.contracts import Posture, WorldState

Array = NDArray[np.float64]

STANCE = 0.62  # of a stride
CADENCE = 0.80  # strides a second at 1 m/s
IDLE_CADENCE = 0.6  # strides a second of who stands: feet that have come together stay
TURNING_CADENCE = 0.4  # strides a radian
FASTEST_MPS = 3.0  # what moves faster was put somewhere else
HALF_STEP_WIDTH = 0.052  # of the height
BALL_AHEAD_M = 0.09  # of the hip at the middle of the stance
TOE_OUT_RAD = 0.1
HEEL_RISE_RAD, TOE_RISE_RAD = 0.62, 0.24
HEEL_TO_BALL, BALL_TO_TOE = 0.11, 0.042  # of the height
CLEARANCE_M = 0.05
SETTLING_S = 0.45
LIFTING_S = 6.0  # forks go up before a load changes, and down afterwards
PADDING_S = 2.0


class PostureTrack:
    """Postures at any time of a trajectory. Beyond its ends everybody is taken to move straight on."""

    def __init__(self, trajectories: Trajectories) -> None:
        t = trajectories
        self._heights = t.size_m[:, 2].astype(np.float64)
        steps, agents = t.pose.shape[:2]
        self._step, self._start = t.step_s, t.start_s
        pose = t.pose.astype(np.float64)
        pose[..., 2] = np.unwrap(pose[..., 2], axis=0)
        self._turn = np.gradient(pose[..., 2], t.step_s, axis=0) if steps > 1 else np.zeros((steps, agents))
        self._settled = _settled(t.activity, t.step_s)
        self._raised = _raised(t.load, t.step_s)
        padding = int(np.ceil(PADDING_S / t.step_s))
        self._padding = padding
        padded = _padded(pose, t.velocity_mps.astype(np.float64) * t.step_s, padding)
        speed = np.hypot(*np.diff(padded[..., :2], axis=0).transpose(2, 0, 1)) / t.step_s
        turning = np.abs(np.diff(padded[..., 2], axis=0)) / t.step_s
        rate = np.maximum(
            cadence(np.where(speed > FASTEST_MPS, 0.0, speed)), np.minimum(TURNING_CADENCE * turning, 1.5)
        )
        self._phase = np.concatenate([np.zeros((1, agents)), np.cumsum(rate * t.step_s, axis=0)])  # strides
        self._prints = self._footprints(padded)

    def _footprints(self, pose: Array) -> Array:
        """(2, A, K, 3) x, y, heading of the k-th stance of the left and right foot of everybody."""
        agents = pose.shape[1]
        count = int(np.ceil(self._phase[-1].max(initial=0))) + 3
        prints = np.zeros((2, agents, count, 3))
        rows = np.arange(len(pose))
        for side, sign in enumerate((1.0, -1.0)):
            middle = np.arange(count) - 1 + STANCE / 2 - 0.5 * side
            for agent in range(agents):
                at = np.interp(middle, self._phase[:, agent], rows)
                x, y, heading = (np.interp(at, rows, pose[:, agent, k]) for k in range(3))
                c, s = np.cos(heading), np.sin(heading)
                left = sign * HALF_STEP_WIDTH * self._heights[agent]
                prints[side, agent] = np.stack(
                    [x + BALL_AHEAD_M * c - left * s, y + BALL_AHEAD_M * s + left * c, heading + sign * TOE_OUT_RAD],
                    axis=1,
                )
        return prints

    def at(self, time_s: float) -> Posture:
        """The posture at a time within the trajectory."""
        place = (time_s - self._start) / self._step
        place = float(np.clip(place, 0, len(self._turn) - 1))
        phase = _between(self._phase, place + self._padding)
        agents = np.arange(len(phase))
        feet = np.empty((len(phase), 2, 5), np.float32)
        for side in (0, 1):
            q = phase + 0.5 * side
            k = np.floor(q).astype(np.intp)
            rest, following = (self._prints[side][agents, k + n] for n in (1, 2))
            feet[:, side] = _foot(q - k, rest, following, self._heights)
        settled, turn, raised = (
            _between(a, place).astype(np.float32) for a in (self._settled, self._turn, self._raised)
        )
        return Posture(feet, settled, turn, raised)


def straight_posture(state: WorldState) -> Posture:
    """The posture of who has always moved and will move straight on at the present speed."""
    speed = np.hypot(*state.velocity_mps.astype(np.float64).T)
    course = np.where(speed > 0.05, np.arctan2(state.velocity_mps[:, 1], state.velocity_mps[:, 0]), state.pose[:, 2])
    stride = speed / cadence(speed)
    phase = np.where(speed > 0.05, state.travelled_m / np.maximum(stride, 1e-3), STANCE / 2)
    heights, heading = state.size_m[:, 2].astype(np.float64), state.pose[:, 2].astype(np.float64)
    feet = np.empty((len(speed), 2, 5), np.float32)
    for side, sign in enumerate((1.0, -1.0)):
        q = (phase + 0.5 * side) % 1.0
        left = sign * HALF_STEP_WIDTH * heights
        ahead = (STANCE / 2 - q) * stride  # of the body, where the foot's present print lies
        prints = []
        for n in (0, 1):
            x = state.pose[:, 0] + (ahead + n * stride) * np.cos(course) + BALL_AHEAD_M * np.cos(heading)
            y = state.pose[:, 1] + (ahead + n * stride) * np.sin(course) + BALL_AHEAD_M * np.sin(heading)
            x, y = x - left * np.sin(heading), y + left * np.cos(heading)
            prints.append(np.stack([x, y, heading + sign * TOE_OUT_RAD], axis=1))
        feet[:, side] = _foot(q, prints[0], prints[1], heights)
    handling = (speed < 0.05) & np.isin(state.activity, (Activity.PICK, Activity.PACK, Activity.SHIP, Activity.HANDLE))
    raised = handling & (state.kinds == AgentKind.FORKLIFT)
    ones = np.ones(len(speed), np.float32)
    return Posture(feet, ones, np.zeros_like(ones), raised.astype(np.float32))


def cadence(speed_mps: Array) -> Array:
    """Strides a second."""
    return np.asarray(np.maximum(CADENCE * np.sqrt(speed_mps), IDLE_CADENCE))


def _foot(part: Array, rest: Array, following: Array, heights: Array) -> Array:
    """(A, 5) ball of a foot whose stride is at `part` 0..1, between two footprints (A, 3)."""
    swing = np.clip((part - STANCE) / (1 - STANCE), 0, 1)
    stance = np.clip(part / STANCE, 0, 1)
    share = _smooth(swing)[:, None]
    ground = rest + (following - rest) * share
    turn = (following[:, 2] - rest[:, 2] + np.pi) % (2 * np.pi) - np.pi
    heading = rest[:, 2] + turn * share[:, 0]
    way = np.hypot(*(following - rest)[:, :2].T)
    effort = np.minimum(np.maximum(way / (0.6 * heights), 0.5 * np.abs(turn)), 1)
    heel = np.where(swing > 0, 1 - _smooth(np.minimum(swing / 0.7, 1)), _smooth(np.clip((stance - 0.62) / 0.38, 0, 1)))
    toe = np.where(swing > 0, _smooth(np.clip((swing - 0.55) / 0.45, 0, 1)), 1 - _smooth(np.clip(stance / 0.16, 0, 1)))
    strides = np.minimum(way / (0.6 * heights), 1)  # no rolling over on the spot
    pitch = strides * (HEEL_RISE_RAD * heel - TOE_RISE_RAD * toe)
    lever = np.where(pitch < 0, -HEEL_TO_BALL, BALL_TO_TOE) * heights  # the end that is down touches the floor
    lift = CLEARANCE_M * effort * np.sin(np.pi * swing) + lever * np.sin(pitch)
    return np.stack([ground[:, 0], ground[:, 1], lift, heading, pitch], axis=1)


def _padded(pose: Array, step: Array, padding: int) -> Array:
    """(T + 2 · padding, A, 3) with straight motion before and after."""
    ramp = np.arange(1, padding + 1)[:, None, None]
    shift = np.zeros((2, *pose.shape[1:]))
    if len(step):
        shift[0, :, :2], shift[1, :, :2] = step[0], step[-1]
    return np.concatenate([pose[:1] - ramp[::-1] * shift[0], pose, pose[-1:] + ramp * shift[1]])


def _settled(activity: NDArray[np.uint8], step_s: float) -> Array:
    """(T, A) 0 where an activity begins or ends, 1 from `SETTLING_S` after and before."""
    return _smooth(np.minimum(_distance_to_change(activity) * step_s / SETTLING_S, 1))


def _raised(load: NDArray[np.uint8], step_s: float) -> Array:
    """(T, A) 1 where a load changes, 0 from `LIFTING_S` after and before."""
    return 1 - _smooth(np.minimum(_distance_to_change(load > 0) * step_s / LIFTING_S, 1))


def _distance_to_change(values: NDArray[np.generic]) -> Array:
    """(T, A) samples to the nearest change of a column's value, before or after."""
    steps, agents = values.shape
    far = np.full(agents, 1e9)
    out = np.empty((2, steps, agents))
    changed = values[1:] != values[:-1]
    for way, order in enumerate((range(steps), range(steps - 1, -1, -1))):
        since = far
        for row in order:
            edge = row - 1 if way == 0 else row
            if 0 <= edge < steps - 1:
                since = np.where(changed[edge], 0.5, since)
            out[way, row] = since
            since = since + 1
    return np.asarray(out.min(axis=0))


def _smooth(x: Array) -> Array:
    """0 to 1 with level ends."""
    return np.asarray(x * x * (3 - 2 * x))


def _between(rows: Array, place: float) -> Array:
    """Linear between rows."""
    low = min(int(place), len(rows) - 1)
    high = min(low + 1, len(rows) - 1)
    return np.asarray(rows[low] + (rows[high] - rows[low]) * (place - low))
