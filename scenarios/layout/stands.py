"""Stations on the floor: where their servers stand, which way they face, and where one waits for them.

A station with a place of its own has its first stand there; one that belongs to a part has its
stands beside that part, on the freest long side first, and so follows it. People need a person's
room and connection to the main floor, vehicles that of a vehicle.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from scenarios.document import Placement, Station
from scenarios.layout.contracts import StationPlace
from scenarios.layout.reach import Reach
from scenarios.layout.sides import Side, sides_of
from twin.contracts import Footprint

# Distances at which a stand is tried before a part: arm's length for people, a vehicle's half length for vehicles.
PERSON_OFFS_M = (0.45, 0.6, 0.8, 1.0, 1.3)
VEHICLE_OFFS_M = (0.7, 0.9, 1.2, 1.6)
PERSON_APART_M = 0.7  # two people side by side at work
VEHICLE_APART_M = 1.3  # two vehicles side by side with a gap between them
SNAP_M = 0.5  # how far a stand may slip from a place given in the document
CROWD_M = 6.0  # how far a further server of a place may stand from it
QUEUE_OFF_M = 1.0  # how far behind the first server one waits
QUEUE_SEARCH_M = 2.5

Stand = tuple[float, float, float]  # x_m, y_m, facing_rad


@dataclass(eq=False)
class StationPlanner:
    """Gives stations their stands in turn; a spot is given once."""

    people: Reach
    vehicles: Reach
    footprints: Mapping[str, Footprint]
    _taken: list[tuple[float, float]] = field(default_factory=list)

    def place(self, station: Station) -> StationPlace | None:
        """The station on the floor; None where nobody can stand at it or its part is not there."""
        driven = station.kind in ("charge", "park")
        reach = self.vehicles if driven else self.people
        if station.at is not None:
            stands = self._stands_at(station.at, station.capacity, reach, driven)
        elif station.part_id is not None and station.part_id in self.footprints:
            stands = self._stands_beside(self.footprints[station.part_id], station.capacity, reach, driven)
        else:
            return None
        if not stands:
            return None
        queue = stands[0][:2] if driven else self._queue(stands)
        return StationPlace(station.id, station.kind, station.part_id, np.array(stands), queue)

    def _take(self, x_m: float, y_m: float, apart_m: float) -> bool:
        if any(math.hypot(x_m - tx, y_m - ty) < apart_m - 1e-6 for tx, ty in self._taken):
            return False
        self._taken.append((x_m, y_m))
        return True

    def _stands_at(self, at: Placement, capacity: int, reach: Reach, driven: bool) -> list[Stand]:  # noqa: FBT001
        apart = VEHICLE_APART_M if driven else PERSON_APART_M
        stands: list[Stand] = []
        if reach.allows(at.x_m, at.y_m) and self._take(at.x_m, at.y_m, apart):
            stands.append((at.x_m, at.y_m, at.heading_rad))
        while len(stands) < capacity:
            within = CROWD_M if stands else SNAP_M
            spot = reach.nearest(at.x_m, at.y_m, within_m=within, avoid_m=self._taken, apart_m=apart)
            if spot is None:
                break
            self._taken.append(spot)
            stands.append((*spot, at.heading_rad))
        return stands

    def _stands_beside(self, footprint: Footprint, capacity: int, reach: Reach, driven: bool) -> list[Stand]:  # noqa: FBT001
        apart, offs = (VEHICLE_APART_M, VEHICLE_OFFS_M) if driven else (PERSON_APART_M, PERSON_OFFS_M)
        sides = sides_of(footprint)
        ranked = [
            side
            for pair in (sides[:2], sides[2:])
            for side in sorted(pair, key=lambda s: -_room_before(s, reach))  # stable: equal room keeps its order
        ]
        stands: list[Stand] = []
        for off in offs:
            for side in ranked:
                for distance in _from_the_middle(side.length_m, apart):
                    x_m, y_m = side.point(distance, off)
                    if len(stands) < capacity and reach.allows(x_m, y_m) and self._take(x_m, y_m, apart):
                        stands.append((x_m, y_m, side.facing_rad))
            if len(stands) == capacity:
                break
        return stands

    def _queue(self, stands: Sequence[Stand]) -> tuple[float, float]:
        x_m, y_m, facing = stands[0]
        behind = (x_m - QUEUE_OFF_M * math.cos(facing), y_m - QUEUE_OFF_M * math.sin(facing))
        own = [(sx, sy) for sx, sy, _ in stands]
        for reach in (self.vehicles, self.people):
            spot = reach.nearest(*behind, within_m=QUEUE_SEARCH_M, avoid_m=own, apart_m=PERSON_APART_M)
            if spot is not None and self.people.allows(*spot):
                return spot
        return x_m, y_m


def _room_before(side: Side, reach: Reach) -> float:
    """Share of spots within 2 m in front of a side that can be reached."""
    spots = np.array([side.point(side.length_m * t, off) for t in (0.2, 0.5, 0.8) for off in (0.5, 1.0, 1.5, 2.0)])
    return float(reach.allows_all(spots).mean())


def _from_the_middle(length_m: float, pitch_m: float) -> list[float]:
    """Distances along a side, `pitch_m` apart, the middle first and then outwards by turns."""
    count = int(length_m / 2 / pitch_m + 1e-6)
    steps = sorted(range(-count, count + 1), key=lambda k: (abs(k), k))
    return [length_m / 2 + k * pitch_m for k in steps]
