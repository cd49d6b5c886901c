"""From a layout and a document to something that can be run: places, ways between them, rosters.

Everything that does not depend on the replication is worked out here once. Direction fields are
shared by all destinations within 2.5 m that see each other, and kept by content, so a variant that
only changes staffing or demand costs nothing.
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scenarios.document import ScenarioDocument, VehicleFleet
from scenarios.layout.contracts import PickFace, VariantLayout
from scenarios.simulation import luck, sites
from scenarios.simulation.lanes import lane_fields, step_costs
from scenarios.simulation.navigation import FAR, Grid, cost_to, direction_fields, slowness
from scenarios.simulation.records import PLACE, Role

PERSON_NAV_M = 0.27
PERSON_COMFORT_M = 0.7
CLUSTER_M = 2.5
REPLENISHMENTS_PER_HOUR = 6.0  # trips of one forklift
PUT_AWAY_SPOTS = 24
PASSING_MARGIN_M = 0.25  # beside and between two vehicles that pass each other in an aisle
PARKED_APART_M = 0.8  # beyond what a vehicle needs to turn on the spot
DOCK_OFF_M = 3.0  # forklifts load this far in front of where people stand at a dock
_KEPT_FIELDS = 6
_FIELDS: OrderedDict[str, tuple[NDArray[np.uint8], NDArray[np.float32]]] = OrderedDict()

ROLE_NAMES = ("picker", "packer", "shipper", "amr", "forklift")


class NotRunnable(ValueError):
    """The layout and the document give nothing that could be simulated; the message says what is missing."""


@dataclass(frozen=True, eq=False)
class CompiledRun:
    """A variant ready to be simulated; picklable."""

    document: ScenarioDocument
    grid: Grid
    fields: NDArray[np.uint8]
    between: NDArray[np.float32]
    places: NDArray[np.void]  # PLACE; pick faces first
    part_ids: tuple[str, ...]  # names of PLACE.part
    face_count: int
    ranks: NDArray[np.int64]  # face by popularity rank
    handover: NDArray[np.int64]  # (F, 2) places: the picker's, the vehicle's; -1 where the picker carries on foot
    drops: NDArray[np.int64]  # (P, 2) places: a person's, a vehicle's
    stands: tuple[tuple[int, int], ...]  # (place, 0 pack or 1 ship)
    docks: NDArray[np.int64]
    put_away: NDArray[np.int64]
    homes: tuple[tuple[int, ...], ...]  # per role, per number
    heads: tuple[int, ...]  # per role, most at any time
    self_pack: bool
    use_amr: bool
    pack_step: bool
    ship_step: bool
    notes: tuple[str, ...]


class _Places:
    """Collects destinations, then gives each a direction field."""

    def __init__(self) -> None:
        self.rows: list[tuple[float, float, float, bool]] = []  # x, y, facing, for a vehicle

    def add(self, x: float, y: float, facing: float = math.nan, *, vehicle: bool = False) -> int:
        self.rows.append((x, y, facing, vehicle))
        return len(self.rows) - 1


def _fleet(document: ScenarioDocument, kind: str) -> VehicleFleet | None:
    return next((f for f in document.fleet if f.type == kind and f.count), None)


def vehicle_wall_m(fleet: VehicleFleet) -> float:
    """Clearance that a vehicle's centre keeps from walls: half its width and a hand's breadth."""
    return fleet.width_m / 2 + 0.05


def _cluster(grid: Grid, places: _Places, *, vehicle: bool) -> tuple[list[tuple[float, float]], dict[int, int]]:
    """Anchors of direction fields, and the anchor of each place of one kind of traffic."""
    anchors: list[tuple[float, float]] = []
    of: dict[int, int] = {}
    for k, (x, y, _, for_vehicle) in enumerate(places.rows):
        if for_vehicle != vehicle:
            continue
        for number, anchor in enumerate(anchors):
            if math.dist(anchor, (x, y)) <= CLUSTER_M and grid.sees(*anchor, x, y, 0.2):
                of[k] = number
                break
        else:
            of[k] = len(anchors)
            anchors.append((x, y))
    return anchors, of


def _kept_fields(
    grid: Grid, slow: NDArray[np.float32], costs: NDArray[np.float32] | None, anchors: list[tuple[float, float]]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Direction fields by content: the same floor and anchors are solved once per process; in lanes where `costs` are given."""
    points = np.array(anchors, dtype=np.float64).reshape(-1, 2)
    content = slow.tobytes() + (b"" if costs is None else costs.tobytes()) + points.tobytes()
    key = hashlib.sha256(content + repr((slow.shape, grid.origin_m)).encode()).hexdigest()
    if key not in _FIELDS:
        _FIELDS[key] = direction_fields(grid, slow, points) if costs is None else lane_fields(grid, costs, slow, points)
        while len(_FIELDS) > _KEPT_FIELDS:
            _FIELDS.popitem(last=False)
    _FIELDS.move_to_end(key)
    return _FIELDS[key]


def _solve(
    grid: Grid,
    places: _Places,
    slow: NDArray[np.float32],
    slow_vehicle: NDArray[np.float32],
    lanes: NDArray[np.float32],
) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.int64]]:
    """Fields, costs between their anchors (people's first, 1e9 across), and each place's field."""
    people, of_person = _cluster(grid, places, vehicle=False)
    vehicles, of_vehicle = _cluster(grid, places, vehicle=True)
    fields, between = _kept_fields(grid, slow, None, people)
    field_of = np.zeros(len(places.rows), np.int64)
    for k, number in of_person.items():
        field_of[k] = number
    if vehicles:
        more, more_between = _kept_fields(grid, slow_vehicle, lanes, vehicles)
        joined = np.full((len(people) + len(vehicles),) * 2, 1e9, np.float32)
        joined[: len(people), : len(people)] = between
        joined[len(people) :, len(people) :] = more_between
        fields, between = np.concatenate([fields, more]), joined
        for k, number in of_vehicle.items():
            field_of[k] = number + len(people)
    return fields, between, field_of


def _lanes(
    grid: Grid, aisles: sites.Aisles, slow_vehicle: NDArray[np.float32], document: ScenarioDocument
) -> NDArray[np.float32]:
    """What a metre costs a vehicle in each direction, by the document's traffic rules."""
    widest = max((f.width_m for f in document.fleet if f.count), default=0.0)
    passing = {"none": 0.0, "narrow": 2 * widest + 3 * PASSING_MARGIN_M, "all": math.inf}[document.traffic.one_way]
    direction = sites.one_way(grid, aisles, narrower_than_m=passing)
    return step_costs(grid.coarse_m, slow_vehicle, direction, document.traffic.keep_right)


def _most_heads(document: ScenarioDocument) -> tuple[int, ...]:
    staffed = {r.role: max((s.heads for s in r.shifts), default=0) for r in document.staffing}
    fleet = {f.type: f.count for f in document.fleet}
    return (
        staffed.get("picker", 0),
        staffed.get("packer", 0),
        staffed.get("shipper", 0),
        fleet.get("amr", 0),
        fleet.get("forklift", 0),
    )


def _service_points(layout: VariantLayout) -> NDArray[np.float64]:
    """Where goods go: queue points of pack stations, else of ship stations, else the first face."""
    for kind in ("pack", "ship"):
        found = sites.stations_of(layout.stations, kind)
        if found:
            return np.array([s.queue_m for s in found], dtype=np.float64)
    return np.array([(layout.faces[0].x_m, layout.faces[0].y_m)], dtype=np.float64)


def _reached_faces(layout: VariantLayout, grid: Grid, cost: NDArray[np.float32]) -> tuple[PickFace, ...]:
    """Faces that can be walked to, those of the stations' side of the floor."""
    return tuple(f for f in layout.faces if sites.reachable_near(grid, cost, (f.x_m, f.y_m), within_m=0.8) is not None)


def compile_run(layout: VariantLayout, document: ScenarioDocument) -> CompiledRun:
    """Work out everything that all replications of a variant share.

    Raises `NotRunnable` where no pick face can be reached.
    """
    if not layout.faces:
        raise NotRunnable("the layout has no pick face: no storage part has room in front of it")
    grid = Grid.from_plan(layout.floor_plan)
    slow = slowness(grid.coarse_m, PERSON_NAV_M, PERSON_COMFORT_M)
    service = _service_points(layout)
    cost = cost_to(grid, slow, service)
    faces = _reached_faces(layout, grid, cost)
    if not faces:
        raise NotRunnable("no pick face can be walked to from the stations")
    notes = [f"{len(layout.faces) - len(faces)} pick faces cannot be reached and hold no goods"]
    heads = _most_heads(document)
    widest = max((vehicle_wall_m(f) for f in document.fleet if f.count), default=0.4)
    slow_vehicle = slowness(grid.coarse_m, widest + 0.05, widest + 0.6)
    vehicle_cost = cost_to(grid, slow_vehicle, service)

    aisles = sites.find_aisles(grid, faces)
    places = _Places()
    for face in faces:
        places.add(face.x_m, face.y_m, face.facing_rad)
    stands, drops = _add_stations(layout, grid, places, vehicle_cost)
    pack_step = any(kind == 0 for _, kind in stands)
    self_pack = pack_step and heads[Role.PACKER] == 0
    use_amr = heads[Role.AMR] > 0 and not self_pack and bool((drops[:, 1] >= 0).any())
    handover = np.full((len(faces), 2), -1, np.int64)
    if use_amr:
        points, of_face = sites.handovers(grid, faces, aisles, cost, vehicle_cost)
        use_amr = bool(points)
        pairs = [(places.add(*p), places.add(*v, vehicle=True)) for p, v in points]
        if use_amr:
            handover = np.array([pairs[k] if k >= 0 else (-1, -1) for k in of_face], dtype=np.int64)
    docks, put_away = _add_replenishment(layout, grid, places, faces, vehicle_cost, heads[Role.FORKLIFT])
    homes = _add_homes(layout, grid, places, cost, vehicle_cost, heads, document)
    lanes = _lanes(grid, aisles, slow_vehicle, document)
    fields, between, field_of = _solve(grid, places, slow, slow_vehicle, lanes)

    part_ids = tuple(dict.fromkeys(f.part_id for f in faces))
    table = _place_table(places, field_of, aisles, faces, part_ids)
    face_cost = np.array([cost[grid.cell_of(f.x_m, f.y_m)] for f in faces], dtype=np.float64)
    chance = [luck.face_luck(document.experiment.seed, face.part_id, face.ordinal) for face in faces]
    return CompiledRun(
        document=document,
        grid=grid,
        fields=fields,
        between=between,
        places=table,
        part_ids=part_ids,
        face_count=len(faces),
        ranks=sites.storage_ranks(faces, face_cost, np.array(chance), document.storage.policy),
        handover=handover,
        drops=drops,
        stands=tuple(stands),
        docks=docks,
        put_away=put_away,
        homes=homes,
        heads=heads,
        self_pack=self_pack,
        use_amr=use_amr,
        pack_step=pack_step,
        ship_step=any(kind == 1 for _, kind in stands) and heads[Role.SHIPPER] > 0,
        notes=tuple(notes if len(faces) < len(layout.faces) else ()),
    )


def _add_stations(
    layout: VariantLayout, grid: Grid, places: _Places, vehicle_cost: NDArray[np.float32]
) -> tuple[list[tuple[int, int]], NDArray[np.int64]]:
    """Stands (first servers of all stations before second ones) and drops of the pack stations, or else of others."""
    stands: list[tuple[int, int]] = []
    for number, kind in enumerate(("pack", "ship")):
        found = sites.stations_of(layout.stations, kind)
        for server in range(max((len(s.stands_m) for s in found), default=0)):
            for station in found:
                if server < len(station.stands_m):
                    x, y, facing = station.stands_m[server]
                    stands.append((places.add(float(x), float(y), float(facing)), number))
    drops = []
    for station in sites.stations_of(layout.stations, "pack") or sites.stations_of(layout.stations, "ship"):
        person = places.add(*map(float, station.queue_m))
        spot = sites.reachable_near(grid, vehicle_cost, station.queue_m, within_m=3.0)
        drops.append((person, places.add(*spot, vehicle=True) if spot else -1))
    if not drops:
        drops.append((places.add(layout.faces[0].x_m, layout.faces[0].y_m), -1))
    return stands, np.array(drops, dtype=np.int64)


def _add_replenishment(  # noqa: PLR0917
    layout: VariantLayout,
    grid: Grid,
    places: _Places,
    faces: tuple[PickFace, ...],
    vehicle_cost: NDArray[np.float32],
    forklifts: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Docks (at ship stations, else at the first pack station) and put-away spots in front of faces."""
    if not forklifts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    sources = sites.stations_of(layout.stations, "ship") or sites.stations_of(layout.stations, "pack")[:1]
    docks = [sites.reachable_near(grid, vehicle_cost, sites.before(s, DOCK_OFF_M), within_m=3.0) for s in sources]
    stride = max(1, len(faces) // PUT_AWAY_SPOTS)
    spots = [
        sites.reachable_near(grid, vehicle_cost, (f.x_m, f.y_m), within_m=2.0, roomy=True)
        for f in faces[stride // 2 :: stride]
    ]
    return (
        np.array([places.add(*d, vehicle=True) for d in docks if d], dtype=np.int64),
        np.array([places.add(*s, vehicle=True) for s in spots if s], dtype=np.int64),
    )


def _add_homes(  # noqa: PLR0917
    layout: VariantLayout,
    grid: Grid,
    places: _Places,
    cost: NDArray[np.float32],
    vehicle_cost: NDArray[np.float32],
    heads: tuple[int, ...],
    document: ScenarioDocument,
) -> tuple[tuple[int, ...], ...]:
    """A spot of one's own for everybody: park and charge stations for vehicles, walls near the stations for the rest."""
    taken = np.array([(x, y) for x, y, _, _ in places.rows], dtype=np.float64)
    parking = [
        (float(x), float(y))
        for kind in ("charge", "park")
        for s in sites.stations_of(layout.stations, kind)
        for x, y, _ in s.stands_m
    ]
    on_foot = [(x, y) for x, y, _, vehicle in places.rows if not vehicle]
    driving = [(x, y) for x, y, _, vehicle in places.rows if vehicle]
    ways = np.concatenate([sites.ways(grid, cost, on_foot), sites.ways(grid, vehicle_cost, driving + parking)])
    free = [p for p in (sites.reachable_near(grid, vehicle_cost, p, within_m=2.0) for p in parking) if p]
    vehicles: list[tuple[int, ...]] = []
    for role, kind in ((Role.AMR, "amr"), (Role.FORKLIFT, "forklift")):
        fleet = _fleet(document, kind)
        if fleet is None:
            vehicles.append(())
            continue
        swing = math.hypot(fleet.length_m, fleet.width_m)
        own, free = sites.spaced(free, count=heads[role], pitch_m=swing + PARKED_APART_M)
        if len(own) < heads[role]:
            blocked = np.concatenate([taken, np.array(own, dtype=np.float64).reshape(-1, 2)])
            radius = vehicle_wall_m(fleet) + 0.05
            missing = heads[role] - len(own)
            try:
                own += sites.homes(
                    grid, vehicle_cost, blocked, ways, count=missing, radius_m=radius, pitch_m=swing + PARKED_APART_M
                )
            except ValueError:
                raise NotRunnable(f"no floor at the stations is wide enough for the vehicles of type {kind}") from None
        vehicles.append(tuple(places.add(*p, vehicle=True) for p in own))
        around = np.linspace(0, 2 * math.pi, 8, endpoint=False)
        ring = swing / 2 * np.column_stack([np.cos(around), np.sin(around)])
        taken = np.concatenate([taken, *(np.array(spot) + ring for spot in own)])
    people = sum(heads[:3])
    spots = sites.homes(grid, cost, taken, ways, count=people, radius_m=0.3, pitch_m=0.8) if people else []
    numbers = [places.add(*p) for p in spots]
    ends = np.cumsum((0, *heads[:3]))
    return (*(tuple(numbers[a:b]) for a, b in pairwise(ends)), *vehicles)


def _place_table(
    places: _Places,
    field_of: NDArray[np.int64],
    aisles: sites.Aisles,
    faces: tuple[PickFace, ...],
    part_ids: tuple[str, ...],
) -> NDArray[np.void]:
    table = np.zeros(len(places.rows), PLACE)
    rows = np.array([row[:3] for row in places.rows], dtype=np.float64)
    table["x"], table["y"], table["facing"] = rows.T
    table["field"] = field_of
    table["part"] = -1
    numbers = {part: k for k, part in enumerate(part_ids)}
    table["part"][: len(faces)] = [numbers[f.part_id] for f in faces]
    table["aisle"][: len(faces)] = aisles.number
    table["along"][: len(faces)] = aisles.along_m
    return table


assert FAR < 1e9
