"""A variant's layout as the simulation sees it: destinations on a floor plan, and findings about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.contracts import FloorPlan, Scene, check_array


@dataclass(frozen=True)
class PickFace:
    """A spot in front of storage where a line is picked."""

    part_id: str
    x_m: float  # where the picker stands, walkable
    y_m: float
    facing_rad: float  # towards the goods
    ordinal: int = (
        0  # which spot along its part, counted over reachable and unreachable ones: kept when others are lost
    )


@dataclass(frozen=True)
class StationPlace:
    """A station with its standing points, one per server."""

    id: str
    kind: str  # "pack" | "ship" | "receive" | "work" | "charge" | "park"
    part_id: str | None
    stands_m: NDArray[np.float64]  # (1..capacity, 3) x, y, facing_rad; walkable; fewer rows where room is short
    queue_m: tuple[float, float]  # where one waits for it; with room for a vehicle where there is any

    def __post_init__(self) -> None:
        check_array("stands_m", self.stands_m, (None, 3), "f")


@dataclass(frozen=True, eq=False)
class VariantLayout:
    """A revision with a document's edits applied."""

    scene: Scene
    floor_plan: FloorPlan
    faces: tuple[PickFace, ...]  # reachable ones only
    stations: tuple[StationPlace, ...]  # those with at least one reachable stand
    unreachable_faces: tuple[PickFace, ...] = ()  # where a picker cannot stand or cannot get to


@dataclass(frozen=True)
class Finding:
    """Something a planner should look at: a sentence with its place and reason."""

    severity: str  # "error" keeps the scenario from running | "warning"
    code: str  # "overlap" | "outside_building" | "unreachable_face" | "staffing_gap" | ...
    pointer: str  # JSON pointer into the document
    message: str
    part_ids: tuple[str, ...] = ()
    at_m: tuple[float, float] | None = None


@dataclass(frozen=True)
class DocumentChange:
    """One difference between a variant and its base, in words."""

    area: str  # the document's own key: "layout" | "staffing" | "fleet" | "demand" | "routings" | ...
    pointer: str
    message: str  # "Rack row 7 moved 0.6 m east"
    before: Any
    after: Any
