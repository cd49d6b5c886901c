"""Workers: pelvis over planted feet, knees and elbows by two-bone inverse kinematics, gestures by activity.

Proportions after D. A. Winter, Biomechanics and Motor Control of Human Movement (2009), figure 4.1.
A gesture is where the hands are; everything between hands and feet follows. Gestures repeat with the time,
each worker at their own beat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity
from twin.contracts import PartClass
from worlds.conditioning.looks import CARDBOARD, DARK, REFLECTIVE, STEEL, Looks
from worlds.conditioning.shapes import Array, Assembly, Shape, rotation
from worlds.contracts import Posture, WorldState

USUAL_HEIGHT_M = 1.75
THIGH, SHIN, ANKLE = 0.245, 0.246, 0.039  # of the height
UPPER_ARM, FOREARM = 0.186, 0.17
HIP_HEIGHT, TRUNK = 0.528, 0.288  # floor to hip; hip to shoulders
HALF_HIPS, HALF_SHOULDERS = 0.055, 0.122
ANKLE_TO_BALL = 0.07
PICK_PERIOD_S, PACK_PERIOD_S = 3.1, 1.7
HANDLE_M, HANDLE_AHEAD_M = 1.02, 0.46  # of a trolley


@dataclass(frozen=True, eq=False)
class _Gesture:
    """Where the hands are, and how the trunk and head go with them; lengths in the worker's own frame."""

    hands: Array  # (N, 2, 3) left, right
    lean: Array  # (N,) forwards
    twist: Array  # (N,) to the left
    look_down: Array
    look_left: Array
    trolley_at: Array  # (N, 2) x, y of the handle


def people(state: WorldState, rows: NDArray[np.intp], looks: Looks, posture: Posture) -> Assembly:
    """The workers of some rows of the state."""
    count = len(rows)
    nominal = np.where(state.size_m[rows, 2] > 0, state.size_m[rows, 2], USUAL_HEIGHT_M).astype(np.float64)
    height = nominal * looks.stature
    feet, heading, pitch = _local_feet(state.pose[rows].astype(np.float64), posture.feet[rows].astype(np.float64))
    ankle = _ankles(feet, heading, pitch, height)
    pelvis = _pelvis(ankle, height, looks.phase, state.time_s)
    speed = np.hypot(*state.velocity_mps[rows].astype(np.float64).T)
    gesture = _gesture(state, rows, looks, posture, feet=feet, pelvis=pelvis, height=height, speed=speed)
    out = Assembly(count, PartClass.PERSON)
    trunk = rotation(gesture.twist, gesture.lean, 0.0, count=count)
    stride = feet[:, 0, 0] - feet[:, 1, 0]
    hips = rotation(-0.25 * stride, 0.3 * gesture.lean, 0.0, count=count)
    _legs(out, looks, height=height, pelvis=pelvis, hips=hips, ankle=ankle, feet=feet, heading=heading, pitch=pitch)
    _trunk(out, looks, gesture, height=height, pelvis=pelvis, hips=hips, trunk=trunk)
    _arms(out, looks, gesture, height=height, pelvis=pelvis, trunk=trunk)
    _load(out, looks, gesture, height=height, load=state.load[rows])
    return out


def _local_feet(pose: Array, feet: Array) -> tuple[Array, Array, Array]:
    """(N, 2, 3) balls of the feet, their headings and pitches (N, 2), in the frames of their owners."""
    c, s = np.cos(pose[:, 2])[:, None], np.sin(pose[:, 2])[:, None]
    dx, dy = feet[..., 0] - pose[:, None, 0], feet[..., 1] - pose[:, None, 1]
    local = np.stack([c * dx + s * dy, -s * dx + c * dy, feet[..., 2]], axis=2)
    return local, feet[..., 3] - pose[:, None, 2], feet[..., 4]


def _ankles(ball: Array, heading: Array, pitch: Array, height: Array) -> Array:
    back, up = ANKLE_TO_BALL * height[:, None], ANKLE * height[:, None]
    x = -back * np.cos(pitch) + up * np.sin(pitch)
    z = back * np.sin(pitch) + up * np.cos(pitch)
    return np.stack([ball[..., 0] + x * np.cos(heading), ball[..., 1] + x * np.sin(heading), ball[..., 2] + z], axis=2)


def _pelvis(ankle: Array, height: Array, phase: Array, time_s: float) -> Array:
    """(N, 3) as high as both legs reach, swaying over the foot that carries."""
    leg = 0.985 * (THIGH + SHIN) * height[:, None]
    away = np.minimum(np.hypot(ankle[..., 0], ankle[..., 1] * 0.5), 0.8 * leg)
    reach = ankle[..., 2] + np.sqrt(leg * leg - away * away)
    z = np.minimum(reach.min(axis=1), HIP_HEIGHT * height - 0.012)
    sway = 0.25 * (ankle[:, 1, 2] - ankle[:, 0, 2]) + 0.012 * np.sin(2 * np.pi * (time_s / 5.3 + phase))
    middle = 0.15 * ankle[..., :2].mean(axis=1)
    return np.stack([middle[:, 0] + 0.01, middle[:, 1] + sway, z], axis=1)


def _legs(
    out: Assembly, looks: Looks, *, height: Array, pelvis: Array, hips: Array, ankle: Array, feet: Array,
    heading: Array, pitch: Array,
) -> None:  # fmt: skip
    breadth = looks.breadth * height
    for side, sign in enumerate((1.0, -1.0)):
        hip = pelvis + sign * (HALF_HIPS * height)[:, None] * hips[:, :, 1]
        ahead = np.stack([np.cos(heading[:, side]), np.sin(heading[:, side]), np.zeros(len(height))], axis=1)
        knee, foot = _bent(hip, ankle[:, side], THIGH * height, SHIN * height, ahead)
        out.limb(hip, knee, 0.047 * breadth, looks.trousers)
        out.limb(knee, foot, 0.034 * breadth, looks.trousers)
        sole = rotation(heading[:, side], pitch[:, side], 0.0, count=len(height))
        middle = (
            feet[:, side] + (sole @ np.stack([-0.034 * height, 0 * height, 0.021 * height], axis=1)[..., None])[..., 0]
        )
        out.piece(Shape.BOX, middle, (0.152 * height, 0.056 * height, 0.042 * height), DARK, turned=sole)


def _trunk(
    out: Assembly, looks: Looks, gesture: _Gesture, *, height: Array, pelvis: Array, hips: Array, trunk: Array
) -> None:
    wide = looks.breadth * height
    up = trunk[:, :, 2]

    def on_axis(share: float) -> Array:
        return np.asarray(pelvis + (share * height)[:, None] * up)

    out.piece(Shape.CAPSULE, on_axis(0.01), (0.125 * wide, 0.19 * wide, 0.15 * height), looks.trousers, turned=hips)
    out.piece(Shape.CAPSULE, on_axis(0.115), (0.128 * wide, 0.175 * wide, 0.2 * height), looks.jacket, turned=trunk)
    out.piece(Shape.CAPSULE, on_axis(0.205), (0.14 * wide, 0.225 * wide, 0.22 * height), looks.jacket, turned=trunk)
    band = (0.137 * wide, 0.19 * wide, 0.028 * height)
    out.piece(Shape.CYLINDER, on_axis(0.11), band, REFLECTIVE, turned=trunk)
    neck = on_axis(TRUNK + 0.005)
    nod = rotation(gesture.twist + gesture.look_left, 0.4 * gesture.lean + gesture.look_down, 0.0, count=out.count)
    skull = neck + (0.1 * height)[:, None] * nod[:, :, 2] + (0.012 * height)[:, None] * nod[:, :, 0]
    out.limb(on_axis(TRUNK - 0.02), skull, 0.031 * wide, looks.skin)
    out.piece(Shape.CAPSULE, skull, (0.112 * height, 0.09 * height, 0.135 * height), looks.skin, turned=nod)
    lift = np.where(looks.helmet, 0.036, 0.024)
    crown = (
        skull
        + (lift * height)[:, None] * nod[:, :, 2]
        - (np.where(looks.helmet, 0.0, 0.008) * height)[:, None] * nod[:, :, 0]
    )
    grown = np.where(looks.helmet, 1.0, 0.9)
    out.piece(
        Shape.CAPSULE, crown, (0.142 * height * grown, 0.122 * height * grown, 0.092 * height), looks.hat, turned=nod
    )
    brim = skull + (0.02 * height)[:, None] * nod[:, :, 2] + (0.035 * height)[:, None] * nod[:, :, 0]
    out.piece(
        Shape.CYLINDER, brim, (0.16 * height, 0.12 * height, 0.01 * height), looks.hat, turned=nod, shown=looks.helmet
    )


def _arms(out: Assembly, looks: Looks, gesture: _Gesture, *, height: Array, pelvis: Array, trunk: Array) -> None:
    for side, sign in enumerate((1.0, -1.0)):
        shoulder = (
            pelvis + (TRUNK * height)[:, None] * trunk[:, :, 2] + sign * (HALF_SHOULDERS * looks.breadth * height)[:, None] * trunk[:, :, 1]
        )  # fmt: skip
        outwards = np.broadcast_to(np.array([-0.7, sign * 0.3, -0.6]), shoulder.shape)
        elbow, wrist = _bent(shoulder, gesture.hands[:, side], UPPER_ARM * height, FOREARM * height, outwards)
        out.limb(shoulder, elbow, 0.031 * looks.breadth * height, looks.sleeve)
        out.limb(elbow, wrist, 0.025 * looks.breadth * height, looks.sleeve)
        along = wrist - elbow
        along /= np.sqrt((along * along).sum(axis=1))[:, None]
        out.limb(wrist, wrist + (0.055 * height)[:, None] * along, 0.022 * height, looks.skin)


def _load(out: Assembly, looks: Looks, gesture: _Gesture, *, height: Array, load: NDArray[np.uint8]) -> None:
    """What is carried by hand, and the trolley of those who push one."""
    by_hand, pushed = (load > 0) & ~looks.trolley, (load > 0) & looks.trolley
    inside = np.stack([0 * height, 0 * height, 0.62 * height], axis=1)  # where what is not there hides
    carton = np.where(by_hand[:, None], _carried(height), inside)
    out.piece(Shape.BOX, carton, (0.30, 0.38, 0.24), looks.tote, shown=by_hand, part_class=PartClass.CLUTTER)

    def part(shape: Shape, at: tuple[float, float, float], size: tuple[float, float, float], color: object) -> None:
        x, y = gesture.trolley_at.T
        there = np.stack([x + at[0], y + at[1], np.full(len(x), at[2])], axis=1)
        center = np.where(pushed[:, None], there, inside)
        out.piece(shape, center, size, color, shown=pushed, part_class=PartClass.CLUTTER)  # type: ignore[arg-type]

    part(Shape.BOX, (0.30, 0, 0.16), (0.52, 0.44, 0.04), STEEL)
    part(Shape.BOX, (0.30, 0, 0.62), (0.52, 0.44, 0.03), STEEL)
    for y in (-0.2, 0.2):
        part(Shape.BOX, (0.03, y, 0.54), (0.03, 0.03, 0.98), STEEL)
        part(Shape.BOX, (0.54, y, 0.39), (0.03, 0.03, 0.5), STEEL)
    part(Shape.BOX, (0.0, 0, HANDLE_M), (0.04, 0.46, 0.04), DARK)
    part(Shape.BOX, (0.30, 0, 0.31), (0.44, 0.36, 0.26), CARDBOARD)
    part(Shape.BOX, (0.24, 0, 0.75), (0.30, 0.38, 0.22), looks.tote)
    for x in (0.1, 0.5):
        part(Shape.BOX, (x, 0, 0.06), (0.1, 0.42, 0.1), DARK)


def _carried(height: Array) -> Array:
    """(N, 3) middle of what both hands hold before the body."""
    return np.stack([0.26 * height, 0 * height, 0.615 * height], axis=1)


def _gesture(
    state: WorldState, rows: NDArray[np.intp], looks: Looks, posture: Posture, *, feet: Array, pelvis: Array,
    height: Array, speed: Array,
) -> _Gesture:  # fmt: skip
    """Hands of who walks swing against the legs; who works moves them with the work; loads are held."""
    count, time = len(rows), state.time_s
    activity, settled = state.activity[rows], posture.settled[rows].astype(np.float64)
    loaded = state.load[rows] > 0
    pick = np.where(activity == Activity.PICK, settled, 0.0)
    pack = np.where(np.isin(activity, (Activity.PACK, Activity.SHIP, Activity.HANDLE)), settled, 0.0)
    calm = np.clip(1 - speed / 0.4, 0, 1) * (1 - np.maximum(pick, pack))
    swing = 0.95 * (feet[:, 0, 0] - feet[:, 1, 0]) / height  # left foot ahead, right hand ahead
    breath = np.sin(2 * np.pi * (time / 4.1 + looks.phase))

    hands = np.empty((count, 2, 3))
    arm = (UPPER_ARM + FOREARM) * height
    for side, sign in enumerate((1.0, -1.0)):
        angle = 0.08 - sign * swing + 0.03 * calm * breath
        hands[:, side, 0] = pelvis[:, 0] + 0.93 * arm * np.sin(angle)
        hands[:, side, 1] = sign * (HALF_SHOULDERS + 0.035) * height * looks.breadth
        hands[:, side, 2] = pelvis[:, 2] + TRUNK * height - 0.93 * arm * np.cos(angle)

    # a reach to the shelf and back, each time to another height
    beat = time / PICK_PERIOD_S + 7.0 * looks.phase
    turn = beat - np.floor(beat)
    level = np.modf(np.abs(np.sin(12.9898 * np.floor(beat) + 78.233 * looks.phase) * 43758.5453))[0]
    out_and_back = _ramp(turn / 0.3) * (1 - _ramp((turn - 0.5) / 0.3))
    shelf = np.stack([0.62 + 0 * height, -0.04 + 0.1 * (level - 0.5), 0.5 + 1.1 * level], axis=1)
    home = _carried(height) + np.stack([0 * height, -0.05 + 0 * height, 0.06 + 0 * height], axis=1)
    picking = home + (shelf - home) * out_and_back[:, None]
    reach = pick * out_and_back

    # both hands at the bench
    wave = 2 * np.pi * (time / PACK_PERIOD_S + looks.phase)
    bench = np.empty((count, 2, 3))
    for side, sign in enumerate((1.0, -1.0)):
        bench[:, side, 0] = 0.25 * height + 0.07 * np.sin(wave + side * 1.3)
        bench[:, side, 1] = sign * (0.15 + 0.07 * np.sin(0.5 * wave + side))
        bench[:, side, 2] = 0.60 * height + 0.05 * np.maximum(np.sin(wave + side * np.pi), 0)

    trolley_at = np.stack([HANDLE_AHEAD_M + 0.0 * height - 0.42 * pick, -0.72 * pick], axis=1)  # beside who picks
    pushing = loaded & looks.trolley
    holding = loaded & ~looks.trolley
    for side, sign in enumerate((1.0, -1.0)):
        held = _carried(height) + np.array([-0.02, sign * 0.2, 0.0])
        bar = np.stack([trolley_at[:, 0] - 0.02, trolley_at[:, 1] + sign * 0.17, np.full(count, HANDLE_M)], axis=1)
        grip = np.where(holding[:, None], held, np.where((pushing & (pick < 0.5))[:, None], bar, hands[:, side]))
        work = picking if side == 1 else np.where(holding[:, None], held, home + np.array([0.0, 0.22, -0.06]))
        grip = grip + (work - grip) * pick[:, None]
        hands[:, side] = grip + (bench[:, side] - grip) * (pack * ~holding)[:, None]

    low = np.clip(1.15 - shelf[:, 2], 0, 1) * reach
    lean = 0.05 * np.minimum(speed, 1.5) + 0.14 * pushing * (speed > 0.1) + 0.75 * low + 0.1 * reach + 0.2 * pack
    lean = lean + 0.012 * calm * breath
    glance = np.sin(2 * np.pi * (time / 9.7 + 3 * looks.phase)) * np.sin(2 * np.pi * (time / 6.1 + 5 * looks.phase))
    return _Gesture(
        hands=hands,
        lean=lean,
        twist=0.18 * swing + 0.12 * reach + 0.06 * pack * np.sin(0.5 * wave),
        look_down=0.35 * np.maximum(pack, 0.4 * pick) + 0.5 * (0.55 - level) * reach,
        look_left=0.5 * calm * glance,
        trolley_at=trolley_at,
    )


def _bent(start: Array, end: Array, first: Array, second: Array, pole: Array) -> tuple[Array, Array]:
    """(N, 3) joint and end of two bones; the joint bends towards `pole`, an end out of reach is brought nearer."""
    way = end - start
    distance = np.sqrt((way * way).sum(axis=1))
    along = way / np.maximum(distance, 1e-9)[:, None]
    reach = np.clip(distance, np.abs(first - second) + 1e-3, 0.999 * (first + second))
    share = (first * first - second * second + reach * reach) / (2 * reach)
    aside = np.sqrt(np.maximum(first * first - share * share, 0))
    across = pole - (pole * along).sum(axis=1)[:, None] * along
    across = across / np.maximum(np.sqrt((across * across).sum(axis=1)), 1e-9)[:, None]
    return start + share[:, None] * along + aside[:, None] * across, start + reach[:, None] * along


def _ramp(x: Array) -> Array:
    x = np.clip(x, 0, 1)
    return np.asarray(x * x * (3 - 2 * x))
