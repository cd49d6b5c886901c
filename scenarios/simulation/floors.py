"""The floors of a day: open, and with stretches of it closed by spills and blocked aisles.

Each set of closures that is ever in force at the same time makes a floor of its own, with its own
clearance, ways and reachable places, worked out before the run; the day then switches between them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.document import Event, FloorArea, ScenarioDocument
from scenarios.simulation.navigation import Grid

MOST_FLOORS = 9


@dataclass(frozen=True)
class FloorChange:
    """From a time on another floor is in force."""

    time_s: float
    floor: int


def distance_m(area: FloorArea, x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
    """Signed distance of points to a rectangle of floor, negative inside."""
    c, s = math.cos(area.heading_rad), math.sin(area.heading_rad)
    dx, dy = x - area.x_m, y - area.y_m
    across = np.abs(dx * c + dy * s) - area.length_m / 2
    along = np.abs(-dx * s + dy * c) - area.width_m / 2
    outside = np.hypot(np.maximum(across, 0.0), np.maximum(along, 0.0))
    return np.asarray(outside + np.minimum(np.maximum(across, along), 0.0))


def closed_grid(grid: Grid, areas: list[FloorArea]) -> Grid:
    """A grid on which some rectangles are obstacles too."""
    rows, columns = grid.fine_m.shape
    x = grid.origin_m[0] + (np.arange(columns)[None, :] + 0.5) * grid.fine_cell_m
    y = grid.origin_m[1] + (np.arange(rows)[:, None] + 0.5) * grid.fine_cell_m
    fine = grid.fine_m.astype(np.float64)
    for area in areas:
        fine = np.minimum(fine, distance_m(area, x, y))
    return Grid.of(grid.origin_m, grid.fine_cell_m, fine.astype(np.float32))


def floors_of(grid: Grid, document: ScenarioDocument) -> tuple[list[Grid], list[FloorChange]]:
    """The floors of a day, the open one first, and when which of them comes into force.

    Raises ValueError where there are more than MOST_FLOORS of them.
    """
    closures = [e for e in document.events if e.area is not None and e.start_s < document.experiment.horizon_s]
    times = sorted({t for e in closures for t in (e.start_s, e.end_s)})
    known: dict[tuple[int, ...], int] = {(): 0}
    changes: list[FloorChange] = []
    for time in times:
        active = tuple(k for k, e in enumerate(closures) if e.start_s <= time < e.end_s)
        changes.append(FloorChange(time, known.setdefault(active, len(known))))
    if len(known) > MOST_FLOORS:
        raise ValueError(
            f"the closed stretches of floor overlap in {len(known) - 1} ways, at most {MOST_FLOORS - 1} can be"
        )
    return [grid if not active else closed_grid(grid, _areas(closures, active)) for active in known], changes


def _areas(closures: list[Event], active: tuple[int, ...]) -> list[FloorArea]:
    return [area for k in active if (area := closures[k].area) is not None]
