"""Forklifts with mast, forks and driver, and pallet jacks with a rider; forks rise while a load is handled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twin.contracts import PartClass
from worlds.conditioning.looks import CARDBOARD, DARK, REFLECTIVE, STEEL, WOOD, Looks
from worlds.conditioning.shapes import Array, Assembly, Shape, rotation
from worlds.conditioning.wheels import wheel
from worlds.contracts import Posture, WorldState

JACK_BELOW_M = 1.6  # lower trucks are pallet jacks
CARRIED_M, LIFTED_M = 0.14, 1.5  # forks over the floor, driving with a load and at their highest
MAST_BLACK = (0.06, 0.06, 0.065)


def forklifts(state: WorldState, rows: NDArray[np.intp], looks: Looks, posture: Posture) -> Assembly:
    """Counterbalanced trucks: front wheels drive, rear wheels steer."""
    long, wide, tall = state.size_m[rows].astype(np.float64).T
    loaded = state.load[rows] > 0
    raised = posture.raised[rows].astype(np.float64)
    fork = np.where(loaded, CARRIED_M, 0.05) + raised * np.minimum(LIFTED_M, tall - 0.4)
    travelled = state.travelled_m[rows].astype(np.float64)
    zero, cab, rear, mast = 0 * long, 0.60 * long, -0.5 * long, 0.14 * long
    middle = rear + cab / 2
    out = Assembly(len(rows), PartClass.VEHICLE)
    out.piece(Shape.BOX, (middle, zero, 0.21 * tall), (cab, 0.82 * wide, 0.2 * tall), looks.paint)
    out.piece(Shape.BOX, (rear + 0.16 * cab, zero, 0.31 * tall), (0.32 * cab, 0.96 * wide, 0.34 * tall), looks.paint)
    out.piece(Shape.BOX, (rear + 0.02, zero, 0.24 * tall), (0.06, 0.9 * wide, 0.2 * tall), DARK)
    out.piece(Shape.BOX, (rear + 0.86 * cab, zero, 0.36 * tall), (0.16 * cab, 0.7 * wide, 0.3 * tall), DARK)
    out.piece(Shape.BOX, (rear + 0.42 * cab, zero, 0.36 * tall), (0.24 * cab, 0.44 * wide, 0.1 * tall), DARK)
    out.piece(Shape.BOX, (rear + 0.3 * cab, zero, 0.46 * tall), (0.06, 0.44 * wide, 0.24 * tall), DARK)
    out.piece(Shape.BOX, (middle, zero, 0.985 * tall), (0.7 * cab, 0.88 * wide, 0.03 * tall), MAST_BLACK)
    out.piece(Shape.CYLINDER, (rear + 0.25 * cab, zero, 1.0 * tall), (0.1, 0.1, 0.08), (0.95, 0.45, 0.02))
    speed = np.hypot(*state.velocity_mps[rows].astype(np.float64).T)
    base = 0.62 * cab  # between the axles
    steered = np.clip(-np.arctan2(base * posture.turn_radps[rows], np.maximum(speed, 0.3)), -1.2, 1.2)
    for side in (-1.0, 1.0):
        y = side * 0.4 * wide
        out.piece(Shape.BOX, (rear + 0.24 * cab, y, 0.72 * tall), (0.05, 0.05, 0.52 * tall), MAST_BLACK)
        out.piece(Shape.BOX, (rear + 0.9 * cab, y, 0.72 * tall), (0.05, 0.05, 0.52 * tall), MAST_BLACK)
        wheel(out, (rear + 0.2 * cab, y), 0.115 * tall, 0.12 * wide, travelled, steered_rad=steered)
        wheel(out, (rear + 0.84 * cab, 1.05 * y), 0.14 * tall, 0.15 * wide, travelled)
        out.piece(Shape.BOX, (mast, 0.62 * y, 0.49 * tall), (0.1, 0.08, 0.94 * tall), MAST_BLACK)
        inner = np.maximum(fork - 0.55 * tall, 0)
        out.piece(Shape.BOX, (mast + 0.04, 0.48 * y, 0.49 * tall + inner), (0.08, 0.06, 0.9 * tall), STEEL)
        out.piece(Shape.BOX, (0.33 * long, 0.5 * y, fork), (0.34 * long, 0.11, 0.04), STEEL)
        out.piece(Shape.BOX, (mast + 0.1, 0.5 * y, fork + 0.45), (0.04, 0.05, 0.85), STEEL)
    for height in (0.12, 0.5, 0.86):
        out.piece(Shape.BOX, (mast + 0.1, zero, fork + height), (0.05, 0.62 * wide, 0.06), STEEL)
    _driver(out, looks, seat=rear + 0.43 * cab, floor=0.30 * tall, wheel_at=rear + 0.74 * cab, steered=steered)
    _pallet(out, loaded, x=0.335 * long, fork=fork, long=0.33 * long, wide=0.84 * wide, tall=0.85, hidden=middle)
    return out


def pallet_jacks(state: WorldState, rows: NDArray[np.intp], looks: Looks, posture: Posture) -> Assembly:
    """Electric pallet jacks: forks ahead, the rider stands behind the power unit."""
    long, wide, _ = state.size_m[rows].astype(np.float64).T
    loaded = state.load[rows] > 0
    fork = 0.09 + 0.1 * np.maximum(loaded, posture.raised[rows])
    travelled = state.travelled_m[rows].astype(np.float64)
    zero, rear = 0 * long, -0.5 * long
    speed = np.hypot(*state.velocity_mps[rows].astype(np.float64).T)
    steered = np.clip(-np.arctan2(0.6 * long * posture.turn_radps[rows], np.maximum(speed, 0.3)), -1.2, 1.2)
    out = Assembly(len(rows), PartClass.VEHICLE)
    unit = rear + 0.32 * long
    out.piece(Shape.BOX, (unit, zero, 0.36), (0.2 * long, 0.9 * wide, 0.6), looks.paint)
    out.piece(Shape.BOX, (unit, zero, 0.72), (0.18 * long, 0.8 * wide, 0.14), DARK)
    out.piece(Shape.BOX, (rear + 0.12 * long, zero, 0.14), (0.24 * long, 0.8 * wide, 0.06), DARK)
    out.piece(Shape.BOX, (unit + 0.1 * long, zero, 0.75), (0.04, 0.8 * wide, 0.9), STEEL)
    wheel(out, (unit, zero), 0.12, 0.1, travelled, steered_rad=steered)
    for side in (-1.0, 1.0):
        out.piece(Shape.BOX, (0.18 * long, side * 0.26 * wide, fork), (0.62 * long, 0.17, 0.06), STEEL)
        wheel(out, (0.42 * long, side * 0.26 * wide), 0.045, 0.1, travelled)
    _rider(out, looks, x=rear + 0.1 * long, floor=0.17 + zero, handle=unit - 0.1 * long)
    _pallet(out, loaded, x=0.19 * long, fork=fork + 0.02, long=0.58 * long, wide=0.95 * wide, tall=0.7, hidden=unit)
    return out


def _pallet(
    out: Assembly, loaded: NDArray[np.bool_], *, x: Array, fork: Array, long: Array, wide: Array, tall: float,
    hidden: Array,
) -> None:  # fmt: skip
    """A pallet with two layers of cartons; what is not there hides in the truck."""

    def piece(z: float, size: tuple[Array, Array, float], color: tuple[float, float, float]) -> None:
        center = np.stack([np.where(loaded, x, hidden), 0 * x, np.where(loaded, fork + z, 0.4)], axis=1)
        out.piece(Shape.BOX, center, size, color, shown=loaded, part_class=PartClass.CLUTTER)

    piece(0.075, (long, wide, 0.11), WOOD)
    piece(0.13 + tall / 4, (0.96 * long, 0.95 * wide, tall / 2 - 0.01), CARDBOARD)
    piece(0.13 + 3 * tall / 4, (0.94 * long, 0.9 * wide, tall / 2 - 0.01), (0.5, 0.36, 0.2))


def _driver(out: Assembly, looks: Looks, *, seat: Array, floor: Array, wheel_at: Array, steered: Array) -> None:
    """Somebody who sits, hands on the steering wheel."""
    hip = floor + 0.32
    zero = 0 * seat
    chest = hip + 0.33
    out.piece(Shape.CAPSULE, (seat, zero, chest), (0.25, 0.40, 0.56), looks.jacket)
    out.piece(Shape.CYLINDER, (seat, zero, chest - 0.08), (0.26, 0.37, 0.05), REFLECTIVE)
    _head(out, looks, seat + 0.02, hip + 0.76)
    spread = rotation(-2.0 * steered, 0.5, 0.0, count=out.count)
    hub = np.stack([wheel_at - 0.12, zero, hip + 0.28], axis=1)
    out.piece(Shape.CYLINDER, hub, (0.34, 0.34, 0.03), DARK, turned=spread)
    for side in (1.0, -1.0):
        hips = np.stack([seat + 0.04, side * 0.1 + zero, hip], axis=1)
        knee = np.stack([seat + 0.42, side * 0.13 + zero, hip + 0.04], axis=1)
        out.limb(hips, knee, 0.075, looks.trousers)
        out.limb(knee, np.stack([seat + 0.48, side * 0.13 + zero, hip - 0.36], axis=1), 0.055, looks.trousers)
        _arm(
            out,
            looks,
            np.stack([seat + 0.02, side * 0.2 + zero, hip + 0.54], axis=1),
            hub + side * 0.15 * spread[:, :, 1],
        )


def _rider(out: Assembly, looks: Looks, *, x: Array, floor: Array, handle: Array) -> None:
    """Somebody who stands on the platform and holds the handle."""
    zero = 0 * x
    out.piece(Shape.CAPSULE, (x, zero, floor + 1.17), (0.25, 0.40, 0.58), looks.jacket)
    out.piece(Shape.CYLINDER, (x, zero, floor + 1.06), (0.26, 0.37, 0.05), REFLECTIVE)
    _head(out, looks, x + 0.02, floor + 1.6)
    grip = np.stack([handle, zero, floor + 0.82], axis=1)
    out.piece(Shape.BOX, grip, (0.08, 0.4, 0.06), DARK)
    for side in (1.0, -1.0):
        hips = np.stack([x, side * 0.1 + zero, floor + 0.9], axis=1)
        foot = np.stack([x, side * 0.11 + zero, floor + 0.04], axis=1)
        out.limb(hips, foot, 0.07, looks.trousers)
        shoulder = np.stack([x, side * 0.2 + zero, floor + 1.38], axis=1)
        _arm(out, looks, shoulder, grip + np.array([0.0, side * 0.16, 0.0]))


def _arm(out: Assembly, looks: Looks, shoulder: Array, hand: Array) -> None:
    elbow = (shoulder + hand) / 2 + np.array([-0.05, 0.0, -0.12])
    out.limb(shoulder, elbow, 0.05, looks.sleeve)
    out.limb(elbow, hand, 0.042, looks.sleeve)


def _head(out: Assembly, looks: Looks, x: Array, z: Array) -> None:
    zero = 0 * x
    out.piece(Shape.CAPSULE, (x, zero, z), (0.19, 0.16, 0.24), looks.skin)
    out.piece(Shape.CAPSULE, (x - 0.01, zero, z + 0.06), (0.245, 0.21, 0.16), looks.hat)
