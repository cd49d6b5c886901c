"""How a person walks: any direction, within a brisk acceleration, reciprocally out of others' way."""

from __future__ import annotations

import math
from typing import Any

from scenarios.simulation.compiled import inner

PERSON_ACCELERATION = 5.0  # m/s², a brisk stop within a quarter of a second
TURN_PER_S = 5.0  # rad/s
FACES_MPS = 0.15  # slower than this, a person keeps facing where they did


@inner
def take_step(a: Any, vx: float, vy: float, step: float) -> None:
    """Accelerate towards a velocity and face where one walks; writes nx, ny."""
    dx = vx - a.vx
    dy = vy - a.vy
    change = math.sqrt(dx * dx + dy * dy)
    most = PERSON_ACCELERATION * step
    scale = most / change if change > most else 1.0
    a.nx = a.vx + dx * scale
    a.ny = a.vy + dy * scale
    speed = math.sqrt(a.nx * a.nx + a.ny * a.ny)
    if speed > FACES_MPS:
        turn_towards(a, a.nx / speed, a.ny / speed, TURN_PER_S * step)


@inner
def turn_towards(a: Any, ex: float, ey: float, most: float) -> None:
    """Turn the unit heading (ux, uy) towards (ex, ey) by `most` radians at most."""
    along = a.ux * ex + a.uy * ey
    if along > 1.0 - 0.5 * most * most:  # nearer than `most`
        a.ux = ex
        a.uy = ey
        return
    left = a.ux * ey - a.uy * ex
    s = most if left >= 0.0 else -most  # small enough for sin s = s
    c = 1.0 - 0.5 * s * s
    ux = a.ux * c - a.uy * s
    uy = a.ux * s + a.uy * c
    norm = math.sqrt(ux * ux + uy * uy)
    a.ux = ux / norm
    a.uy = uy / norm
