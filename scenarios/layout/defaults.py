"""A sensible first scenario for any facility, so that a planner starts from a day that runs.

Racks hold the goods; desks are pack stations and doors in the outer walls ship stations, with places
on the open floor where the CAD has none; people in proportion to the pick faces; vehicles only where
they fit; and as many orders as keep everybody about four fifths busy. All of it is a guess to start
from, and each part of it is meant to be edited.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

from scenarios.document import (
    Demand,
    DemandWindow,
    Placement,
    RoleStaffing,
    ScenarioDocument,
    Shift,
    Station,
    VehicleFleet,
)
from scenarios.layout.catalogue import STATION_OF_CLASS
from scenarios.layout.contracts import PickFace, StationPlace, VariantLayout
from scenarios.layout.open_floor import quiet_spot, working_spots
from scenarios.layout.reach import Reach, main_reach
from scenarios.layout.sides import sides_of
from scenarios.layout.variant import build_variant, outlines
from scenarios.layout.work_estimate import tour_s
from twin.contracts import PERSON_RADIUS_M, VEHICLE_RADIUS_M, FloorPlan, Footprint, PartClass, Scene

HORIZON_S = 8 * 3600.0
ORDERS_UNTIL_S = 7.5 * 3600.0  # the last half hour finishes what has come
BUSY = 0.8  # share of their time that people are to be occupied
FACES_PER_PICKER = 12
MOST_PICKERS = 26  # as in the shift of the peer models: 24 to 26 pickers, 12 to 14 packers
AT_A_DOOR_M = 1.5  # a door nearer than this to the edge of the building leads out of it
BENCH_M = 1.8  # length of bench that one packer takes
DOCK_SERVERS = 2
DOCK_M = 1.8  # a door narrower than this is for people; goods leave by it only where there is no wider one
SERVED_SHARE = 0.7  # share of pick faces that vehicles must get near to for a fleet to make sense
PARKING_ROOM_M = 0.9  # half the width of a place for a forklift
_PICK_S, _PACK_S, _SHIP_S = 18.0, 60.0, 18.0  # hands at a face per line; at a bench and at a dock per order


def default_document(scene: Scene, floor_plan: FloorPlan) -> ScenarioDocument:
    """A document without edits for a facility whose floor plan is given; cameras are left to the caller.

    A facility without any reachable rack still gets a document; `check_document` then says what it lacks.
    """
    bare = ScenarioDocument(demand=_demand(1.0))
    layout = build_variant(scene, bare, base_plan=floor_plan)
    people = main_reach(floor_plan, PERSON_RADIUS_M)
    pickers = min(max(round(len(layout.faces) / FACES_PER_PICKER), 2), MOST_PICKERS)
    stations, places = _stations(scene, bare, people, layout, 1)
    if not layout.faces or {place.kind for place in places} < {"pack", "ship"}:
        return bare.model_copy(update={"stations": stations, "staffing": _staffing(pickers, 1, 1)})
    pack_m = [(float(p.stands_m[0, 0]), float(p.stands_m[0, 1])) for p in places if p.kind == "pack"]
    per_order_s = tour_s(people, layout.faces, pack_m, bare.demand) / bare.demand.orders_per_tour
    rate = BUSY * pickers * 3600 / per_order_s
    stations, places = _stations(scene, bare, people, layout, _heads(rate, _PACK_S))
    packers = min(_room(places, "pack"), _heads(rate, _PACK_S))
    shippers = min(_room(places, "ship"), _heads(rate, _SHIP_S))
    rate = min(rate, BUSY * packers * 3600 / _PACK_S, BUSY * shippers * 3600 / _SHIP_S)
    fleet = _fleet(floor_plan, layout.faces, places, pickers)
    draft = bare.model_copy(update={"fleet": fleet, "demand": _demand(_round_rate(rate))})
    stations, _ = _usable(scene, draft, [*stations, *_parking(floor_plan, layout.faces, places, fleet)])
    return draft.model_copy(update={"stations": stations, "staffing": _staffing(pickers, packers, shippers)})


def _heads(orders_per_hour: float, each_s: float) -> int:
    """People who do `each_s` of work per order without being much more than four fifths busy."""
    return max(1, math.ceil(orders_per_hour * each_s / 3600 / BUSY - 0.4))


def _demand(orders_per_hour: float) -> Demand:
    window = DemandWindow(start_s=0, end_s=ORDERS_UNTIL_S, orders_per_hour=orders_per_hour)
    return Demand(windows=[window], pick_s=_PICK_S, pack_s=_PACK_S, ship_s=_SHIP_S)


def _round_rate(rate: float) -> float:
    """A figure that a person would write down, a little under the estimate."""
    step = 10 if rate >= 100 else 5 if rate >= 30 else 1
    return max(1.0, math.floor(rate / step) * step)


def _staffing(pickers: int, packers: int, shippers: int) -> list[RoleStaffing]:
    def role(name: str, heads: int) -> RoleStaffing:
        return RoleStaffing.model_validate({"role": name, "shifts": [Shift(start_s=0, end_s=HORIZON_S, heads=heads)]})

    return [role("picker", pickers), role("packer", packers), role("shipper", shippers)]


def _room(places: tuple[StationPlace, ...], kind: str) -> int:
    return sum(len(place.stands_m) for place in places if place.kind == kind)


def _usable(
    scene: Scene, document: ScenarioDocument, stations: list[Station]
) -> tuple[list[Station], tuple[StationPlace, ...]]:
    """The stations that have a stand, with no more servers than stands."""
    placed = build_variant(scene, document.model_copy(update={"stations": stations})).stations
    stands = {place.id: len(place.stands_m) for place in placed}
    kept = [s.model_copy(update={"capacity": stands[s.id]}) for s in stations if s.id in stands]
    return kept, placed


def _stations(
    scene: Scene, bare: ScenarioDocument, people: Reach, layout: VariantLayout, packers: int
) -> tuple[list[Station], tuple[StationPlace, ...]]:
    """Desks, doors to the outside and chargers; then places on the open floor for what is missing."""
    stations, places = _usable(scene, bare, _stations_of_parts(scene, layout.floor_plan))
    taken = [(float(x), float(y)) for place in places for x, y, _ in place.stands_m]
    for kind, count, apart, capacity in (("pack", packers, 2.0, 1), ("ship", 1, 3.0, DOCK_SERVERS)):
        if any(station.kind == kind for station in stations):
            continue
        spots = working_spots(
            people, count, faces_m=_points(layout.faces), taken_m=taken, apart_m=apart, from_taken_m=4.0
        )
        for number, (x_m, y_m) in enumerate(spots, 1):
            at = {"x_m": round(x_m, 3), "y_m": round(y_m, 3)}
            name = f"{kind}-open-floor-{number}"
            stations.append(Station.model_validate({"id": name, "kind": kind, "at": at, "capacity": capacity}))
        taken += spots
    return _usable(scene, bare, stations)


def _stations_of_parts(scene: Scene, plan: FloorPlan) -> list[Station]:
    footprints = outlines(plan)
    doors = [f for f in footprints.values() if f.part_class == PartClass.DOOR and _leads_out(plan, f)]
    docks = [door for door in doors if sides_of(door)[0].length_m >= DOCK_M] or doors
    ships = {door.part_id for door in docks}
    stations: list[Station] = []
    for part in scene.parts:
        kind, footprint = STATION_OF_CLASS.get(part.part_class), footprints.get(part.id)
        if kind is None or footprint is None or (kind == "ship" and part.id not in ships):
            continue
        capacity = {"pack": _packers_at(footprint), "ship": DOCK_SERVERS, "charge": 1}[kind]
        number = sum(station.kind == kind for station in stations) + 1
        data = {"id": f"{kind}-{number}", "kind": kind, "part_id": part.id, "capacity": capacity}
        stations.append(Station.model_validate(data))
    return stations


def _leads_out(plan: FloorPlan, footprint: Footprint) -> bool:
    door = Polygon(footprint.polygon_m)
    return any(Polygon(ring).exterior.distance(door) <= AT_A_DOOR_M for ring in plan.building_m)


def _packers_at(footprint: Footprint) -> int:
    return min(4, max(1, int(sides_of(footprint)[0].length_m / BENCH_M)))


def _points(faces: tuple[PickFace, ...]) -> NDArray[np.float64]:
    return np.array([(face.x_m, face.y_m) for face in faces]).reshape(-1, 2)


def _fleet(
    plan: FloorPlan, faces: tuple[PickFace, ...], places: tuple[StationPlace, ...], pickers: int
) -> list[VehicleFleet]:
    """AMRs, and forklifts beside them, if most faces and every kind of station can be driven to."""
    forklift = VehicleFleet(type="forklift", count=2, length_m=2.4, width_m=1.15, speed_mps=2.2, hourly_cost=12.0)
    fleet: list[VehicleFleet] = []
    if pickers >= 8 and _can_drive(plan, VEHICLE_RADIUS_M, faces, places):
        fleet.append(VehicleFleet(type="amr", count=round(pickers * 0.4)))
        if _can_drive(plan, forklift.width_m / 2 + 0.3, faces, places):
            fleet.append(forklift)
    return fleet


def _can_drive(plan: FloorPlan, radius_m: float, faces: tuple[PickFace, ...], places: tuple[StationPlace, ...]) -> bool:
    reach = main_reach(plan, radius_m)
    near = [reach.nearest(face.x_m, face.y_m, within_m=1.0) is not None for face in faces]
    queues = {kind: any(reach.allows(*p.queue_m) for p in places if p.kind == kind) for kind in ("pack", "ship")}
    return float(np.mean(near)) >= SERVED_SHARE and all(queues.values())


def _parking(
    plan: FloorPlan, faces: tuple[PickFace, ...], places: tuple[StationPlace, ...], fleet: list[VehicleFleet]
) -> list[Station]:
    """One place for the whole fleet: beside the chargers, or as far from the work as there is room."""
    if not fleet:
        return []
    stands = [(float(x), float(y)) for place in places for x, y, _ in place.stands_m]
    chargers = [(float(p.stands_m[0, 0]), float(p.stands_m[0, 1])) for p in places if p.kind == "charge"]
    reach = main_reach(plan, PARKING_ROOM_M)
    if chargers:
        spot = reach.nearest(*np.mean(chargers, axis=0).tolist(), within_m=15.0, avoid_m=stands, apart_m=2.0)
    else:
        spot = quiet_spot(reach, np.concatenate([_points(faces), np.array(stands)]))
    if spot is None:
        return []
    at = Placement(x_m=round(spot[0], 3), y_m=round(spot[1], 3))
    return [Station(id="park-1", kind="park", at=at, capacity=sum(vehicle.count for vehicle in fleet))]
