"""AMRs: a low chassis that carries totes on its deck, or a tall one with shelves; wheels that turn, a lamp that blinks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity
from twin.contracts import PartClass
from worlds.conditioning.looks import CARDBOARD, DARK, STEEL, Looks
from worlds.conditioning.shapes import Array, Assembly, Shape
from worlds.conditioning.wheels import wheel
from worlds.contracts import WorldState

LOW_M = 0.36  # as high as a chassis is; what is higher is a rack on it
TALL_M = 0.6  # from here on there is a rack
BLINKS_PER_S = 1.4
AMBER, AMBER_OFF = (0.95, 0.45, 0.02), (0.22, 0.09, 0.01)
GREEN, RED = (0.05, 0.75, 0.15), (0.85, 0.03, 0.02)


def carriers(state: WorldState, rows: NDArray[np.intp], looks: Looks) -> Assembly:
    """The AMRs of some rows of the state."""
    long, wide, tall = state.size_m[rows].astype(np.float64).T
    base = np.minimum(tall, LOW_M)
    rack = tall > TALL_M
    deck = 0.94 * base
    load = state.load[rows]
    travelled = state.travelled_m[rows].astype(np.float64)
    out = Assembly(len(rows), PartClass.VEHICLE)
    zero = 0 * long
    out.piece(Shape.BOX, (zero, zero, 0.56 * base), (long, wide, 0.68 * base), (0.05, 0.06, 0.07))
    out.piece(Shape.BOX, (zero, zero, deck), (0.95 * long, 0.95 * wide, 0.12 * base), looks.paint)
    out.piece(Shape.BOX, (zero, zero, 0.3 * base), (0.99 * long, 1.01 * wide, 0.05), looks.paint)
    out.piece(Shape.BOX, (0.5 * long, zero, 0.62 * base), (0.03, 0.72 * wide, 0.12 * base), (0.1, 0.5, 0.8))
    out.piece(Shape.BOX, (-0.5 * long, zero, 0.62 * base), (0.03, 0.4 * wide, 0.1 * base), (0.6, 0.04, 0.03))
    out.piece(Shape.CYLINDER, (-0.43 * long, 0.4 * wide, deck + 0.06), (0.07, 0.07, 0.08), _lamp(state, rows, looks))
    for side in (-1.0, 1.0):
        wheel(out, (zero, side * 0.47 * wide), 0.24 * base, 0.05, travelled)
        for end in (-0.4, 0.4):
            out.piece(Shape.BOX, (end * long, side * 0.36 * wide, 0.09 * base), (0.07, 0.04, 0.18 * base), DARK)
    _rack(out, long=long, wide=wide, tall=tall, deck=deck, rack=rack)
    _totes(out, looks, load, long=long, wide=wide, tall=tall, deck=deck, rack=rack)
    return out


def _lamp(state: WorldState, rows: NDArray[np.intp], looks: Looks) -> Array:
    """(N, 3) amber and blinking while it drives, green at rest or charging, red when broken down."""
    activity = state.activity[rows]
    on = np.sin(2 * np.pi * (BLINKS_PER_S * state.time_s + looks.phase)) > 0
    speed = np.hypot(*state.velocity_mps[rows].T)
    color = np.where((speed > 0.05)[:, None], np.where(on[:, None], AMBER, AMBER_OFF), GREEN)
    return np.where((activity == Activity.DOWN)[:, None], np.where(on[:, None], RED, DARK), color)


def _rack(out: Assembly, *, long: Array, wide: Array, tall: Array, deck: Array, rack: NDArray[np.bool_]) -> None:
    """Four posts and a shelf on tall ones."""
    middle, rise = (deck + tall) / 2, tall - deck
    for end in (-0.44, 0.44):
        for side in (-0.43, 0.43):
            center = np.stack([end * long, side * wide, np.where(rack, middle, 0.5 * deck)], axis=1)
            out.piece(Shape.BOX, center, (0.03, 0.03, rise), STEEL, shown=rack)
    center = np.stack([0 * long, 0 * wide, np.where(rack, tall - 0.28, 0.5 * deck)], axis=1)
    out.piece(Shape.BOX, center, (0.92 * long, 0.9 * wide, 0.025), STEEL, shown=rack)


def _totes(
    out: Assembly, looks: Looks, load: NDArray[np.uint8], *, long: Array, wide: Array, tall: Array, deck: Array,
    rack: NDArray[np.bool_],
) -> None:  # fmt: skip
    """Up to three: more is carried, more is there."""
    room = np.where(rack, np.minimum(tall - 0.28 - deck, 0.4), 0.4)
    floor = deck + 0.06 * np.minimum(tall, LOW_M)
    upper = np.where(rack, tall - 0.26, floor + 0.4)
    for least, x, z, size, color in (
        (1, -0.02, floor + 0.42 * room, (0.56 * long, 0.7 * wide, 0.84 * room), looks.tote),
        (4, 0.05, upper + 0.14, (0.42 * long, 0.5 * wide, 0.28), CARDBOARD),
        (7, -0.3, upper + 0.1, (0.22 * long, 0.42 * wide, 0.2), CARDBOARD),
    ):
        there = load >= least
        center = np.stack([x * long, 0 * wide, np.where(there, z, 0.5 * deck)], axis=1)
        out.piece(Shape.BOX, center, size, color, shown=there, part_class=PartClass.CLUTTER)
