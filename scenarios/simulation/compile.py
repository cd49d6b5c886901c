"""From a layout and a document to something that can be run: places, ways between them, goods.

Everything that does not depend on the replication is worked out here once. Direction fields are
shared by all destinations within 2.5 m that see each other, and kept (`kept_fields`), so a variant that
only changes staffing or demand costs nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenarios.document import Conveyor, ScenarioDocument
from scenarios.layout.contracts import PickFace, VariantLayout
from scenarios.simulation import destinations, goods, sites
from scenarios.simulation.codes import HEAVY_ROLES, LIGHT_ROLES, ROLE_NAMES, Role, StandKind
from scenarios.simulation.destinations import NotRunnable, Places, vehicle_wall_m
from scenarios.simulation.floors import FloorChange, Ground, clearances, floors_of
from scenarios.simulation.flow_build import NetworkPlan, plan_of
from scenarios.simulation.kept_fields import people_fields, vehicle_fields
from scenarios.simulation.lanes import step_costs
from scenarios.simulation.navigation import FAR, Grid, cost_to, slowness
from scenarios.simulation.passages import Ways, find_ways
from scenarios.simulation.records import PLACE
from scenarios.simulation.zones import drawn_ways

__all__ = ["PERSON_NAV_M", "CompiledRun", "NotRunnable", "compile_run"]

PERSON_NAV_M = 0.27
PERSON_COMFORT_M = 0.7
VEHICLE_COMFORT_M = 0.6  # beyond its own clearance
CLUSTER_M = 2.5
PASSING_MARGIN_M = 0.25  # beside and between two vehicles that pass each other in an aisle
STAND_OFF_CLOSED_M = 0.4  # places that lie deeper in a closed stretch than this are closed with it
LEAVE_AT = 1000.0  # cost of a metre of closed floor: no way is so long that it would lead across


@dataclass(frozen=True)
class BeltPlan:
    """A conveyor that brings packed orders on."""

    name: str
    source: str  # station
    target: str
    seconds: float
    capacity: int | None


@dataclass(frozen=True, eq=False)
class CompiledRun:
    """A variant ready to be simulated; picklable."""

    document: ScenarioDocument
    grid: Grid
    fine: NDArray[np.float32]  # (floors, rows, columns), those of vehicles behind where they have others
    fields: NDArray[np.uint8]  # (floors, D, rows, columns)
    between: NDArray[np.float32]  # (floors, D, D)
    closed: NDArray[np.uint8]  # (floors, places)
    floor_changes: tuple[FloorChange, ...]
    places: NDArray[np.void]  # PLACE; pick faces first
    part_ids: tuple[str, ...]  # names of PLACE.part
    face_count: int
    aisle_ends: NDArray[np.float64]  # (aisles, 2) front and back
    lines: goods.Assignment
    handover: NDArray[np.int64]  # (F, 2) places: the picker's, the vehicle's; -1 where the picker carries on foot
    drops: NDArray[np.int64]  # (P, 2) places: a person's, a vehicle's
    drop_lines: NDArray[np.int64]  # (P,) index in `station_lines`; -1 where nobody works there
    stands: tuple[tuple[int, int, str], ...]  # place, StandKind, station
    line_of: dict[str, int]  # of pack and ship stations
    station_lines: tuple[tuple[int, str], ...]  # (StandKind, name) of the waiting lines of stations
    belts: tuple[BeltPlan, ...]
    docks: NDArray[np.int64]  # (D, 2) place, station of the document
    put_away: NDArray[np.int64]
    refill: NDArray[np.int64]  # (F,) where a vehicle stands to refill a face; -1 nowhere
    homes: tuple[tuple[int, ...], ...]  # per role, per number
    heads: tuple[int, ...]  # per role, most at any time
    self_pack: bool
    pack_step: bool
    ship_step: bool
    network: NetworkPlan
    work_places: NDArray[
        np.int64
    ]  # (S + 1,) where vehicles stop at each station of the network; last: where jobs come in
    notes: tuple[str, ...]

    @property
    def vehicle_fine(self) -> int:
        """Where the clearances of vehicles begin in `fine`; 0 where they share the people's."""
        return len(self.fine) - len(self.fields)

    def machine_of(self, station: str | None) -> int:
        """Number of an unmanned work station in the network; -1 for others."""
        found = [k for k, plan in enumerate(self.network.stations) if plan.name == station and not plan.manned]
        return found[0] if found else -1


def _grounds(grid: Grid, document: ScenarioDocument) -> tuple[list[Ground], list[FloorChange]]:
    """The floors of the day with the keep-out zones on each, the open one first, and when each comes into force."""
    try:
        floors, changes = floors_of(grid, document)
    except ValueError as error:
        raise NotRunnable(str(error)) from None
    return [Ground.of(floor, document) for floor in floors], changes


def _cluster(grid: Grid, places: Places, *, vehicle: bool) -> tuple[list[tuple[float, float]], dict[int, int]]:
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


def _ways(ground: Ground, document: ScenarioDocument) -> tuple[Ways, NDArray[np.float32]]:
    """People's ways, and the cost of a metre for vehicles, the widest of which must fit."""
    widest = max((vehicle_wall_m(f) for f in document.fleet if f.count), default=0.4)
    return (
        find_ways(ground.people, PERSON_NAV_M, PERSON_COMFORT_M),
        slowness(ground.vehicles.coarse_m, widest + 0.05, widest + VEHICLE_COMFORT_M),
    )


def _lanes(
    grid: Grid, aisles: sites.Aisles, slow_vehicle: NDArray[np.float32], document: ScenarioDocument
) -> NDArray[np.float32]:
    """What a metre costs a vehicle in each direction, by the document's traffic rules."""
    widest = max((f.width_m for f in document.fleet if f.count), default=0.0)
    passing = {"none": 0.0, "narrow": 2 * widest + 3 * PASSING_MARGIN_M, "all": math.inf}[document.traffic.one_way]
    direction = drawn_ways(grid, document, sites.one_way(grid, aisles, narrower_than_m=passing))
    return step_costs(grid.coarse_m, slow_vehicle, direction, document.traffic.keep_right)


@dataclass(frozen=True, eq=False)
class _Ways:
    fields: NDArray[np.uint8]
    between: NDArray[np.float32]
    closed: NDArray[np.uint8]


def _solve(  # noqa: PLR0917
    floor: Ground,
    open_floor: Ground,
    places: Places,
    people: list[tuple[float, float]],
    vehicles: list[tuple[float, float]],
    aisles: sites.Aisles,
    document: ScenarioDocument,
    service: NDArray[np.float64],
) -> _Ways:
    """The ways on one floor: people's fields first, 1e9 between people's and vehicles' anchors.

    On ground that is closed on this floor only, the ways lead out of it.
    """
    ways, slow_vehicle = _ways(floor, document)
    cost = {
        False: cost_to(floor.people, ways.slow, service, ways.sides),
        True: cost_to(floor.vehicles, slow_vehicle, service),
    }
    if floor is not open_floor:
        before, before_vehicle = _ways(open_floor, document)
        slow, slow_vehicle = (
            np.where((now < 0) & (was > 0), LEAVE_AT * was, now)
            for now, was in ((ways.slow, before.slow), (slow_vehicle, before_vehicle))
        )
        ways = replace(ways, slow=slow)
    fields, between = people_fields(floor.people, ways, people)
    if vehicles:
        lanes = _lanes(floor.vehicles, aisles, slow_vehicle, document)
        more, more_between = vehicle_fields(floor.vehicles, slow_vehicle, lanes, vehicles)
        joined = np.full((len(people) + len(vehicles),) * 2, 1e9, np.float32)
        joined[: len(people), : len(people)] = between
        joined[len(people) :, len(people) :] = more_between
        fields, between = np.concatenate([fields, more]), joined
    reach_m = 0.8 if floor is open_floor else STAND_OFF_CLOSED_M
    closed = [
        sites.reachable_near(floor.people, cost[v], (x, y), within_m=reach_m) is None for x, y, _, v in places.rows
    ]
    return _Ways(fields, between, np.array(closed, dtype=np.uint8))


def _most_heads(document: ScenarioDocument) -> tuple[int, ...]:
    most: dict[str, int] = {r.role: max((s.heads for s in r.shifts), default=0) for r in document.staffing}
    counts = most | {f.type: f.count for f in document.fleet}
    return tuple(counts.get(name, 0) for name in ROLE_NAMES)


def _service_points(layout: VariantLayout) -> NDArray[np.float64]:
    """Where goods go: queue points of pack stations, else of ship stations, else the first face."""
    for kind in ("pack", "ship"):
        found = sites.stations_of(layout.stations, kind)
        if found:
            return np.array([s.queue_m for s in found], dtype=np.float64)
    if layout.faces:
        return np.array([(layout.faces[0].x_m, layout.faces[0].y_m)], dtype=np.float64)
    found = sites.stations_of(layout.stations, "work")
    if not found:
        raise NotRunnable("the layout has neither a pick face nor a station that anybody can stand at")
    return np.array([s.queue_m for s in found], dtype=np.float64)


def _reached_faces(layout: VariantLayout, grid: Grid, cost: NDArray[np.float32]) -> tuple[PickFace, ...]:
    """Faces that can be walked to, those of the stations' side of the floor."""
    return tuple(f for f in layout.faces if sites.reachable_near(grid, cost, (f.x_m, f.y_m), within_m=0.8) is not None)


def _conveyors(
    layout: VariantLayout, grid: Grid, ways: Ways, document: ScenarioDocument
) -> list[tuple[Conveyor, float]]:
    """Conveyors between stations that are there, with their lengths in m: one for each pair, the first."""
    at = {s.id: (float(s.queue_m[0]), float(s.queue_m[1])) for s in layout.stations}
    found: dict[tuple[str, str], tuple[Conveyor, float]] = {}
    for belt in document.conveyors:
        pair = (belt.from_station, belt.to_station)
        if pair in found or not set(pair) <= at.keys():
            continue
        length_m = belt.length_m or belt.path_m or walk_m(grid, ways, at[belt.from_station], at[belt.to_station])
        found[pair] = (belt, length_m)
    return list(found.values())


def walk_m(grid: Grid, ways: Ways, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Length of the shortest walk between two places; the straight line where there is none."""
    even = np.where(ways.slow > 0, 1.0, ways.slow).astype(np.float32)
    far = cost_to(grid, even, np.array([end]), ways.sides)[grid.cell_of(*start)]
    straight = math.dist(start, end)
    return straight if far > FAR else max(float(far), straight)


def _belts(conveyors: list[tuple[Conveyor, float]], stands: list[tuple[int, int, str]]) -> tuple[BeltPlan, ...]:
    """Conveyors that lead away from a pack station."""
    packing = {station for _, kind, station in stands if kind == StandKind.PACK}
    return tuple(
        BeltPlan(c.id, c.from_station, c.to_station, length_m / c.speed_mps, c.capacity)
        for c, length_m in conveyors
        if c.from_station in packing
    )


def _network(  # noqa: PLR0917
    layout: VariantLayout,
    grid: Grid,
    places: Places,
    vehicle_cost: NDArray[np.float32],
    document: ScenarioDocument,
    docks: NDArray[np.int64],
    conveyors: list[tuple[Conveyor, float]],
) -> tuple[NetworkPlan, NDArray[np.int64]]:
    """The job network on this floor, and where vehicles stop at its stations (-1: nowhere)."""
    there = {s.id: s for s in sites.stations_of(layout.stations, "work")}
    missing = [s.id for s in document.stations if s.kind == "work" and s.id not in there]
    wanted = {station for r in document.routings for step in r.steps for station in step.stations}
    if wanted & set(missing):
        raise NotRunnable(
            f"nobody can stand at the stations {', '.join(sorted(wanted & set(missing)))} of the routings"
        )
    at = {name: (float(s.queue_m[0]), float(s.queue_m[1])) for name, s in there.items()}
    plan = plan_of(
        document.routings,
        document.stations,
        horizon_s=document.experiment.horizon_s,
        events=document.events,
        servers={
            name: len(s.stands_m)
            for name, s in there.items()
            if any(d.id == name and d.manned for d in document.stations)
        },
        conveyors=[(c, length_m) for c, length_m in conveyors if c.from_station in at and c.to_station in at],
    )
    spots = [
        sites.reachable_near(grid, vehicle_cost, at[s.name], within_m=3.0) if s.name in at else None
        for s in plan.stations
    ]
    carried = any(r.by_vehicle for r in plan.routings)
    stops = [places.add(*spot, vehicle=True) if spot and carried else -1 for spot in spots]
    return plan, np.array([*stops, int(docks[0, 0]) if len(docks) else -1], dtype=np.int64)


def _handover(  # noqa: PLR0917
    grid: Grid,
    places: Places,
    faces: tuple[PickFace, ...],
    aisles: sites.Aisles,
    cost: NDArray[np.float32],
    vehicle_cost: NDArray[np.float32],
) -> NDArray[np.int64]:
    """(F, 2) the picker's and the vehicle's place of the hand-over of each face; -1 where there is none."""
    points, of_face = sites.handovers(grid, faces, aisles, cost, vehicle_cost)
    pairs = [(places.add(*p), places.add(*v, vehicle=True)) for p, v in points]
    return np.array([pairs[k] if k >= 0 else (-1, -1) for k in of_face], dtype=np.int64).reshape(-1, 2)


def compile_run(layout: VariantLayout, document: ScenarioDocument) -> CompiledRun:
    """Work out everything that all replications of a variant share.

    Raises `NotRunnable` where orders are asked for and no pick face can be reached, where a routing names a
    station that nobody can stand at, or where too much of the floor is closed.
    """
    orders_are_asked = bool(document.demand.windows) or document.demand.recorded is not None
    if not layout.faces and orders_are_asked:
        raise NotRunnable("the layout has no pick face: no storage part has room in front of it")
    grid = Grid.from_plan(layout.floor_plan)
    grounds, changes = _grounds(grid, document)
    ground = grounds[0]
    ways, slow_vehicle = _ways(ground, document)
    service = _service_points(layout)
    cost, vehicle_cost = cost_to(grid, ways.slow, service, ways.sides), cost_to(grid, slow_vehicle, service)
    faces = _reached_faces(layout, grid, cost)
    if not faces and orders_are_asked:
        raise NotRunnable("no pick face can be walked to from the stations")
    heads = _most_heads(document)
    light, heavy = (sum(heads[r] for r in roles) for roles in (LIGHT_ROLES, HEAVY_ROLES))

    face_cost = np.array([cost[grid.cell_of(f.x_m, f.y_m)] for f in faces], dtype=np.float64)
    aisles = sites.find_aisles(grid, faces, face_cost)
    places = Places()
    for face in faces:
        places.add(face.x_m, face.y_m, face.facing_rad)
    stands = destinations.add_stands(layout, places)
    drops = destinations.add_drops(layout, grid, places, vehicle_cost)
    line_of, station_lines = destinations.waiting_lines(stands, document)
    pack_step = any(kind == StandKind.PACK for _, kind, _ in stands)
    ship_step = any(kind == StandKind.SHIP for _, kind, _ in stands) and heads[Role.SHIPPER] > 0
    self_pack = pack_step and heads[Role.PACKER] == 0
    handover = np.full((len(faces), 2), -1, np.int64)
    if light and not self_pack and (drops[:, 1] >= 0).any():
        handover = _handover(grid, places, faces, aisles, cost, vehicle_cost)
    docks, put_away = np.empty((0, 2), np.int64), np.empty(0, np.int64)
    refill = np.full(len(faces), -1, np.int64)
    if heavy:
        docks = destinations.add_docks(layout, grid, places, vehicle_cost, document)
        stocked = document.storage.stock is not None
        put_away, refill = destinations.add_put_away(grid, places, faces, vehicle_cost, every_face=stocked)
    conveyors = _conveyors(layout, grid, ways, document)
    network, work_places = _network(layout, grid, places, vehicle_cost, document, docks, conveyors)
    homes = destinations.add_homes(layout, grid, places, cost, vehicle_cost, heads, document)

    try:
        lines = goods.assign(document, faces, face_cost)
    except ValueError as error:
        raise NotRunnable(str(error)) from None
    people, of_person = _cluster(ground.people, places, vehicle=False)
    vehicles, of_vehicle = _cluster(ground.vehicles, places, vehicle=True)
    field_of = np.array(
        [of_person[k] if k in of_person else of_vehicle[k] + len(people) for k in range(len(places.rows))], np.int64
    )
    solved = [_solve(floor, ground, places, people, vehicles, aisles, document, service) for floor in grounds]
    closed = np.stack([w.closed for w in solved])
    closed = np.where(closed[:1] > 0, 0, closed).astype(np.uint8)  # what was never open cannot be closed
    part_ids = tuple(dict.fromkeys(f.part_id for f in faces))
    return CompiledRun(
        document=document,
        grid=grid,
        fine=clearances(grounds),
        fields=np.stack([w.fields for w in solved]),
        between=np.stack([w.between for w in solved]),
        closed=closed,
        floor_changes=tuple(changes),
        places=_place_table(places, field_of, aisles, faces, part_ids),
        part_ids=part_ids,
        face_count=len(faces),
        aisle_ends=aisles.ends_m,
        lines=lines,
        handover=handover,
        drops=drops,
        drop_lines=_drop_lines(layout, line_of, len(drops), is_worked=pack_step or ship_step),
        stands=tuple(stands),
        line_of=line_of,
        station_lines=station_lines,
        belts=_belts(conveyors, stands),
        docks=docks,
        put_away=put_away,
        refill=refill,
        homes=homes,
        heads=heads,
        self_pack=self_pack,
        pack_step=pack_step,
        network=network,
        work_places=work_places,
        ship_step=ship_step,
        notes=_notes(len(layout.faces) - len(faces)),
    )


def _notes(lost_faces: int) -> tuple[str, ...]:
    return (f"{lost_faces} pick faces cannot be reached and hold no goods",) if lost_faces else ()


def _drop_lines(layout: VariantLayout, line_of: dict[str, int], count: int, *, is_worked: bool) -> NDArray[np.int64]:
    """(P,) the waiting line of the station of each drop, in the order of `destinations.add_drops`."""
    found = sites.stations_of(layout.stations, "pack") or sites.stations_of(layout.stations, "ship")
    lines = [line_of[s.id] if is_worked else -1 for s in found]
    return np.array((lines or [-1] * count)[:count], dtype=np.int64)


def _place_table(
    places: Places,
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
