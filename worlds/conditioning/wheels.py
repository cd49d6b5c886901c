"""Wheels that roll: a dark tyre with a light bar on its hub, so that turning shows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from worlds.conditioning.looks import DARK, STEEL
from worlds.conditioning.shapes import Array, Assembly, Shape, rotation

_ONTO_SIDE = np.array([[1.0, 0, 0], [0, 0, 1.0], [0, -1.0, 0]])  # a cylinder's axis z to y


def wheel(
    out: Assembly,
    at: Sequence[float | Array],
    radius: Array | float,
    width: Array | float,
    travelled_m: Array,
    *,
    steered_rad: Array | float = 0.0,
) -> None:
    """Two pieces at (x, y) on the floor, rolled as far as the path is long, steered to the left."""
    r = np.broadcast_to(np.asarray(radius, np.float64), (out.count,))
    turned = rotation(steered_rad, travelled_m / r, 0.0, count=out.count)
    center = (at[0], at[1], r)
    out.piece(Shape.CYLINDER, center, (2 * r, 2 * r, width), DARK, turned=turned @ _ONTO_SIDE)
    out.piece(Shape.BOX, center, (1.3 * r, np.asarray(width) * 1.06, 0.35 * r), STEEL, turned=turned)
