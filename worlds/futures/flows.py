"""Gates across the busiest stretches of floor, and how many pass them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worlds.dynamics.situation import Floor

DIRECTIONS = 8
LONGEST_M, APART_M = 8.0, 6.0
STRIDE_M = 0.1
PASSING_M = 0.2  # between two instants: less is standing about


@dataclass(frozen=True)
class Gate:
    """A straight line from wall to wall."""

    id: str
    from_m: tuple[float, float]
    to_m: tuple[float, float]


def busy_gates(floor: Floor, place_m: NDArray[np.float32], *, most: int = 6) -> tuple[Gate, ...]:
    """Gates through the places that are passed most, the busiest first: the shortest line to the walls on both sides.

    `place_m` (T, A, 2) is where everybody was over a while, every few seconds at most. Gates lie APART_M apart at least; lines longer than
    LONGEST_M divide nothing and are left out.
    """
    steps = np.linalg.norm(np.diff(place_m, axis=0), axis=-1)
    passing = place_m[:-1][steps > PASSING_M]
    cells, counts = np.unique(np.floor(passing).astype(int).reshape(-1, 2), axis=0, return_counts=True)
    gates: list[Gate] = []
    middles: list[tuple[float, float]] = []
    for k in np.argsort(-counts, kind="stable"):
        x, y = float(cells[k, 0]) + 0.5, float(cells[k, 1]) + 0.5
        if any(math.dist((x, y), middle) < APART_M for middle in middles) or floor.clearance_at(x, y) <= 0.0:
            continue
        line = _shortest_line(floor, x, y)
        if line is None:
            continue
        gates.append(Gate(f"gate-{len(gates) + 1}", *line))
        middles.append((x, y))
        if len(gates) == most:
            break
    return tuple(gates)


def crossings(gate: Gate, place_m: NDArray[np.float32]) -> NDArray[np.int64]:
    """(...) how often anybody passes a gate, either way, in ways (..., T, A, 2)."""
    (ax, ay), (bx, by) = gate.from_m, gate.to_m
    dx, dy = bx - ax, by - ay
    x, y = place_m[..., 0].astype(np.float64) - ax, place_m[..., 1].astype(np.float64) - ay
    side = dx * y - dy * x
    along = (dx * x + dy * y) / (dx * dx + dy * dy)
    before, after = side[..., :-1, :], side[..., 1:, :]
    passes = (before < 0) != (after < 0)
    share = before / np.where(passes, before - after, 1.0)
    at = along[..., :-1, :] + share * (along[..., 1:, :] - along[..., :-1, :])
    return np.asarray((passes & (at >= 0) & (at <= 1)).sum(axis=(-2, -1)))


def _shortest_line(floor: Floor, x: float, y: float) -> tuple[tuple[float, float], tuple[float, float]] | None:
    best, shortest = None, LONGEST_M
    for k in range(DIRECTIONS):
        angle = math.pi * k / DIRECTIONS
        ends = [_wall(floor, x, y, angle), _wall(floor, x, y, angle + math.pi)]
        length = math.dist(*ends)
        if length < shortest:
            best, shortest = (ends[0], ends[1]), length
    return best


def _wall(floor: Floor, x: float, y: float, angle: float) -> tuple[float, float]:
    """Where a ray comes to a wall, or LONGEST_M far."""
    way = 0.0
    while way < LONGEST_M and (free := floor.clearance_at(x + way * math.cos(angle), y + way * math.sin(angle))) > 0.0:
        way += max(free, STRIDE_M)
    return round(x + way * math.cos(angle), 2), round(y + way * math.sin(angle), 2)
