"""Everywhere that people and vehicles are sent to in a variant: faces, stands, drops, hand-overs, docks, homes.

Collected in one list; its order is the numbering of the places. Where on the floor they lie is
worked out in `sites`.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scenarios.document import ScenarioDocument, VehicleFleet
from scenarios.layout.contracts import PickFace, VariantLayout
from scenarios.simulation import sites
from scenarios.simulation.codes import HEAVY_ROLES, LIGHT_ROLES, PEOPLE_ROLES, ROLE_NAMES, StandKind
from scenarios.simulation.navigation import Grid

PUT_AWAY_SPOTS = 24
DOCK_OFF_M = 3.0  # pallets are loaded this far in front of where people stand at a dock
PARKED_APART_M = 0.8  # beyond what a vehicle needs to turn on the spot
DROP_WITHIN_M = 3.0
PUT_AWAY_WITHIN_M = 2.0


class NotRunnable(ValueError):
    """The layout and the document give nothing that could be simulated; the message says what is missing."""


class Places:
    """Collects destinations."""

    def __init__(self) -> None:
        self.rows: list[tuple[float, float, float, bool]] = []  # x, y, facing, for a vehicle

    def add(self, x: float, y: float, facing: float = math.nan, *, vehicle: bool = False) -> int:
        """Number of a new place."""
        self.rows.append((float(x), float(y), float(facing), vehicle))
        return len(self.rows) - 1


def vehicle_wall_m(fleet: VehicleFleet) -> float:
    """Clearance that a vehicle's centre keeps from walls: half its width and a hand's breadth."""
    return fleet.width_m / 2 + 0.05


def add_stands(layout: VariantLayout, places: Places) -> list[tuple[int, int, str]]:
    """(place, kind, station) of every stand: first servers of all stations before second ones."""
    stands: list[tuple[int, int, str]] = []
    for kind in (StandKind.PACK, StandKind.SHIP, StandKind.CHARGE, StandKind.WORK):
        found = sites.stations_of(layout.stations, kind.name.lower())
        for server in range(max((len(s.stands_m) for s in found), default=0)):
            for station in found:
                if server < len(station.stands_m):
                    x, y, facing = station.stands_m[server]
                    number = places.add(x, y, facing, vehicle=kind == StandKind.CHARGE)
                    stands.append((number, int(kind), station.id))
    return stands


def waiting_lines(
    stands: list[tuple[int, int, str]], document: ScenarioDocument
) -> tuple[dict[str, int], tuple[tuple[int, str], ...]]:
    """(line of each pack and ship station, (kind, name) of each line): stations of a pool share one."""
    pools = {station.id: station.pool for station in document.stations}
    lines: dict[tuple[int, str, bool], int] = {}
    of_station: dict[str, int] = {}
    for _, kind, station in stands:
        if kind in (StandKind.PACK, StandKind.SHIP):
            pool = pools.get(station)
            of_station[station] = lines.setdefault((kind, pool or station, pool is not None), len(lines))
    return of_station, tuple((kind, name) for kind, name, _ in lines)


def add_drops(
    layout: VariantLayout, grid: Grid, places: Places, vehicle_cost: NDArray[np.float32]
) -> NDArray[np.int64]:
    """(P, 2) drops of the pack stations, or else of the docks: a person's place, a vehicle's (-1: none)."""
    drops = []
    for station in sites.stations_of(layout.stations, "pack") or sites.stations_of(layout.stations, "ship"):
        person = places.add(*station.queue_m)
        spot = sites.reachable_near(grid, vehicle_cost, station.queue_m, within_m=DROP_WITHIN_M)
        drops.append((person, places.add(*spot, vehicle=True) if spot else -1))
    if not drops and layout.faces:
        drops.append((places.add(layout.faces[0].x_m, layout.faces[0].y_m), -1))
    return np.array(drops, dtype=np.int64).reshape(-1, 2)


def add_docks(
    layout: VariantLayout,
    grid: Grid,
    places: Places,
    vehicle_cost: NDArray[np.float32],
    document: ScenarioDocument,
) -> NDArray[np.int64]:
    """(D, 2) where inbound pallets are fetched, and the station of the document there (-1: none).

    At receiving stations, else at docks, else at the first pack station.
    """
    numbers = {station.id: number for number, station in enumerate(document.stations)}
    sources = (
        sites.stations_of(layout.stations, "receive")
        or sites.stations_of(layout.stations, "ship")
        or sites.stations_of(layout.stations, "pack")[:1]
    )
    docks = []
    for station in sources:
        spot = sites.reachable_near(grid, vehicle_cost, sites.before(station, DOCK_OFF_M), within_m=DROP_WITHIN_M)
        if spot is not None:
            docks.append((places.add(*spot, vehicle=True), numbers.get(station.id, -1)))
    return np.array(docks, dtype=np.int64).reshape(-1, 2)


def add_put_away(
    grid: Grid, places: Places, faces: tuple[PickFace, ...], vehicle_cost: NDArray[np.float32], *, every_face: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(spots where pallets are put away; per face the spot from which it is refilled, -1: none).

    Spots lie close to the goods, so that others can pass.
    """
    stride = 1 if every_face else max(1, len(faces) // PUT_AWAY_SPOTS)
    of_face = np.full(len(faces), -1, np.int64)
    known: dict[sites.Point, int] = {}
    for number in range(stride // 2, len(faces), stride):
        face = faces[number]
        spot = sites.reachable_near(grid, vehicle_cost, (face.x_m, face.y_m), within_m=PUT_AWAY_WITHIN_M)
        if spot is not None:
            if spot not in known:
                known[spot] = places.add(*spot, vehicle=True)
            of_face[number] = known[spot]
    return np.array(list(known.values()), dtype=np.int64), of_face


def add_homes(  # noqa: PLR0917
    layout: VariantLayout,
    grid: Grid,
    places: Places,
    cost: NDArray[np.float32],
    vehicle_cost: NDArray[np.float32],
    heads: tuple[int, ...],
    document: ScenarioDocument,
) -> tuple[tuple[int, ...], ...]:
    """A spot of one's own for everybody, by role: park stations for vehicles, walls near the stations for the rest."""
    taken = np.array([(x, y) for x, y, _, _ in places.rows], dtype=np.float64)
    charging = any(f.battery is not None for f in document.fleet)
    parking = [
        (float(x), float(y))
        for kind in (("park",) if charging else ("charge", "park"))
        for s in sites.stations_of(layout.stations, kind)
        for x, y, _ in s.stands_m
    ]
    on_foot = [(x, y) for x, y, _, vehicle in places.rows if not vehicle]
    driving = [(x, y) for x, y, _, vehicle in places.rows if vehicle]
    ways = np.concatenate([sites.ways(grid, cost, on_foot), sites.ways(grid, vehicle_cost, driving + parking)])
    free = [p for p in (sites.reachable_near(grid, vehicle_cost, p, within_m=2.0) for p in parking) if p]
    vehicles: list[tuple[int, ...]] = []
    for role in (*LIGHT_ROLES, *HEAVY_ROLES):
        fleet = next((f for f in document.fleet if f.type == ROLE_NAMES[role] and f.count), None)
        if fleet is None:
            vehicles.append(())
            continue
        swing = math.hypot(fleet.length_m, fleet.width_m)
        own, free = sites.spaced(free, count=heads[role], pitch_m=swing + PARKED_APART_M)
        if len(own) < heads[role]:
            blocked = np.concatenate([taken, np.array(own, dtype=np.float64).reshape(-1, 2)])
            try:
                own += sites.homes(
                    grid,
                    vehicle_cost,
                    blocked,
                    ways,
                    count=heads[role] - len(own),
                    radius_m=vehicle_wall_m(fleet) + 0.05,
                    pitch_m=swing + PARKED_APART_M,
                )
            except ValueError:
                raise NotRunnable(
                    f"no floor at the stations is wide enough for the vehicles of type {fleet.type}"
                ) from None
        vehicles.append(tuple(places.add(*p, vehicle=True) for p in own))
        around = np.linspace(0, 2 * math.pi, 8, endpoint=False)
        ring = swing / 2 * np.column_stack([np.cos(around), np.sin(around)])
        taken = np.concatenate([taken, *(np.array(spot) + ring for spot in own)])
    people = sum(heads[role] for role in PEOPLE_ROLES)
    spots = sites.homes(grid, cost, taken, ways, count=people, radius_m=0.3, pitch_m=0.8) if people else []
    numbers = [places.add(*p) for p in spots]
    ends = np.cumsum((0, *(heads[role] for role in PEOPLE_ROLES)))
    return (*(tuple(numbers[a:b]) for a, b in pairwise(ends)), *vehicles)
