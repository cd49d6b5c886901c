"""The floors of a day: open, and with stretches of it closed by spills and blocked aisles.

Each set of closures that is ever in force at the same time makes a floor of its own, with its own
clearance, ways and reachable places, worked out before the run; the day then switches between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.document import Event, FloorArea, ScenarioDocument
from scenarios.layout.zones import closed_to, distance_m
from scenarios.simulation.navigation import Grid

MOST_FLOORS = 9


@dataclass(frozen=True)
class FloorChange:
    """From a time on another floor is in force."""

    time_s: float
    floor: int


class Ground(NamedTuple):
    """A floor as people and as vehicles have it: zones may keep them out of different ground."""

    people: Grid
    vehicles: Grid

    @classmethod
    def of(cls, grid: Grid, document: ScenarioDocument) -> Ground:
        """A floor with the document's keep-out zones; one grid for both where the same ground is closed to them."""
        kept_out = closed_to(document, vehicles=False), closed_to(document, vehicles=True)
        people = closed_grid(grid, kept_out[0])
        return cls(people, people if kept_out[0] == kept_out[1] else closed_grid(grid, kept_out[1]))


def clearances(grounds: Sequence[Ground]) -> NDArray[np.float32]:
    """(floors, rows, columns); those of vehicles behind those of people where not all are shared."""
    people = [ground.people.fine_m for ground in grounds]
    if all(ground.people is ground.vehicles for ground in grounds):
        return np.stack(people)
    return np.stack([*people, *(ground.vehicles.fine_m for ground in grounds)])


def closed_grid(grid: Grid, areas: list[FloorArea]) -> Grid:
    """A grid on which some rectangles are obstacles too; the very same grid without any."""
    if not areas:
        return grid
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
    return [closed_grid(grid, _areas(closures, active)) for active in known], changes


def _areas(closures: list[Event], active: tuple[int, ...]) -> list[FloorArea]:
    return [area for k in active if (area := closures[k].area) is not None]
