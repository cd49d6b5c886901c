"""What a variant changes, in words."""

import math

import pytest

from scenarios import document
from scenarios.document import (
    AddEdit,
    Battery,
    Break,
    Conveyor,
    DemandWindow,
    Duration,
    Event,
    FaceStock,
    FloorArea,
    InboundWindow,
    JobWindow,
    KeepOutZone,
    MoveEdit,
    Placement,
    RecordedOrders,
    RemoveEdit,
    Rework,
    RotateEdit,
    Routing,
    Shift,
    SlowZone,
    Station,
    Step,
    StoredArticle,
    Traffic,
    VehicleFleet,
)
from scenarios.layout import demand_difference
from scenarios.layout import difference as module
from scenarios.layout.defaults import default_document
from scenarios.layout.difference import difference
from scenarios.layout.variant import base_floor_plan


@pytest.fixture(scope="module")
def base(hall):
    return default_document(hall, base_floor_plan(hall))


@pytest.fixture
def said(hall, base):
    def run(**change):
        changes = difference(base, base.model_copy(update=change), hall)
        return [(change.pointer, change.message) for change in changes]

    return run


def test_nothing_changed_says_nothing(said):
    assert said() == []


def test_a_move_says_how_far_and_where_to(said):
    assert said(layout=[MoveEdit(part_id="rack-2", at=Placement(x_m=-4.4, y_m=0))]) == [
        ("/layout/0", "Rack 2 moved 0.6 m east")
    ]


def test_many_edits_of_a_part_are_one_net_change(said):
    layout = [
        MoveEdit(part_id="rack-2", at=Placement(x_m=7, y_m=7)),
        RotateEdit(part_id="rack-1", by_rad=1),
        MoveEdit(part_id="rack-2", at=Placement(x_m=-4, y_m=-1)),
        RotateEdit(part_id="rack-2", by_rad=math.radians(-15)),
        RotateEdit(part_id="rack-1", by_rad=-1),
        AddEdit(part_id="gone", item="shelf", at=Placement(x_m=0, y_m=0)),
        RemoveEdit(part_id="gone"),
    ]
    assert said(layout=layout) == [("/layout/3", "Rack 2 moved 1.41 m south-east and turned 15° right")]


def test_added_removed_and_turned_round(said):
    layout = [
        AddEdit(part_id="s", item="shelf", name="Shelf S", at=Placement(x_m=2, y_m=-3, heading_rad=math.pi / 2)),
        RemoveEdit(part_id="rack-3"),
        RotateEdit(part_id="rack-1", by_rad=-math.pi),
    ]
    assert said(layout=layout) == [
        ("/layout/2", "Rack 1 turned 180°"),
        ("/layout/1", "Rack 3 removed"),
        ("/layout/0", "Shelf S added at x 2 m, y −3 m, turned 90° left"),
    ]


def test_a_change_is_relative_to_the_base_not_to_the_cad(hall, base):
    one = base.model_copy(update={"layout": [MoveEdit(part_id="rack-2", at=Placement(x_m=-4, y_m=0))]})
    two = base.model_copy(update={"layout": [MoveEdit(part_id="rack-2", at=Placement(x_m=-4, y_m=0.5))]})
    assert [c.message for c in difference(one, two, hall)] == ["Rack 2 moved 0.5 m north"]
    assert [c.message for c in difference(one, base, hall)] == ["Rack 2 moved 1 m west"]


def test_staffing_is_compared_over_time_however_the_shifts_are_cut(base, said):
    pickers = base.staffing[0]
    heads = pickers.shifts[0].heads
    cut = [Shift(start_s=0, end_s=14400, heads=heads), Shift(start_s=14400, end_s=28800, heads=heads)]
    assert said(staffing=[pickers.model_copy(update={"shifts": cut}), *base.staffing[1:]]) == []
    more = [Shift(start_s=0, end_s=14400, heads=heads), Shift(start_s=14400, end_s=28800, heads=heads + 2)]
    assert said(staffing=[pickers.model_copy(update={"shifts": more}), *base.staffing[1:]]) == [
        ("/staffing/0/shifts/1", f"Pickers 10:00–14:00: {heads} → {heads + 2}")
    ]
    assert said(staffing=base.staffing[1:]) == [("/staffing", f"Pickers 06:00–14:00: {heads} → 0")]


def test_fleet_demand_events_and_the_rest(base, said):
    rate = base.demand.windows[0].orders_per_hour
    demand = base.demand.model_copy(
        update={
            "windows": [*base.demand.windows, DemandWindow(start_s=3600, end_s=7200, orders_per_hour=20)],
            "pick_s": 20.0,
        }
    )
    assert said(
        demand=demand,
        fleet=[VehicleFleet(type="amr", count=3)],
        events=[Event(kind="part_blocked", start_s=3600, end_s=5400, target="rack-1")],
        storage=base.storage.model_copy(update={"policy": "abc", "part_ids": ["rack-1"]}),
        experiment=base.experiment.model_copy(update={"replications": 20, "clip_camera_ids": ["cctv"]}),
        stations=[
            base.stations[0].model_copy(update={"capacity": 2}),
            Station(id="extra", kind="ship", at=Placement(x_m=1, y_m=2)),
        ],
    ) == [
        ("/stations/0/capacity", "Pack station “pack-1” servers: 1 → 2"),
        ("/stations/1", "Ship station “extra” added at x 1 m, y 2 m"),
        ("/stations", "Ship station “ship-1” removed"),
        ("/storage/policy", "Storage policy: random → abc"),
        ("/storage/part_ids", "Goods are kept in: every rack → 1 named part"),
        ("/fleet/0/count", "AMRs: 0 → 3"),
        ("/demand/windows/0", f"Demand 07:00–08:00: {rate:g} → {rate + 20:g} orders/h"),
        ("/demand/pick_s", "Pick time per line: 18 s → 20 s"),
        ("/events/0", "“rack-1” blocked 07:00–07:30: added"),
        ("/experiment/replications", "Replications: 10 → 20"),
        ("/experiment/clip_camera_ids", "Filmed by: no camera → cctv"),
    ]


def changed(model, **change):
    return model.model_copy(update=change)


def test_breaks_skills_and_the_end_of_a_shift(base, said):
    pickers = changed(
        base.staffing[0],
        breaks=[Break(start_s=7200, end_s=8100, groups=2)],
        also=["shipper", "packer"],
        at_end="hand_over",
    )
    assert said(staffing=[pickers, *base.staffing[1:]]) == [
        ("/staffing/0/breaks/0", "Pickers, break 08:00–08:15 in 2 groups: added"),
        ("/staffing/0/at_end", "Pickers at the end of a shift: finish the tour → hand over the tour"),
        ("/staffing/0/also", "Pickers stand in for: nobody else → packers and shippers"),
    ]


def test_batteries_and_traffic(hall, base):
    amr = VehicleFleet(type="amr", count=3)
    one = changed(base, fleet=[amr])
    two = changed(base, fleet=[changed(amr, battery=Battery(), handling_s=12)], traffic=Traffic(one_way="all"))
    three = changed(two, fleet=[changed(two.fleet[0], battery=Battery(capacity_kwh=3, opportunity=False))])
    assert [(c.pointer, c.message) for c in difference(one, two, hall)] == [
        ("/fleet/0/handling_s", "AMRs time to load and to unload: automatic → 12 s"),
        ("/fleet/0/battery", "AMRs battery: never runs down → 2 kWh"),
        ("/traffic/one_way", "One-way aisles: narrow → all"),
    ]
    assert [(c.pointer, c.message) for c in difference(two, three, hall)] == [
        ("/fleet/0/battery/capacity_kwh", "AMRs battery: 2 kWh → 3 kWh"),
        ("/fleet/0/battery/opportunity", "AMRs charge whenever idle: yes → no"),
    ]


def test_promises_policies_and_pallets(base, said):
    demand = changed(
        base.demand,
        cutoffs_s=[6 * 3600, 3 * 3600],
        patience_s=1800,
        release="due_first",
        routing="largest_gap",
        inbound=[InboundWindow(start_s=0, end_s=7200, pallets_per_hour=10)],
    )
    assert said(demand=demand) == [
        ("/demand/inbound", "Inbound: by the number of vehicles → 20 pallets"),
        ("/demand/cutoffs_s", "Cut-offs: none → 09:00, 12:00"),
        ("/demand/patience_s", "Orders are called off after: never → 1800 s"),
        ("/demand/release", "Order of release: first come → due first"),
        ("/demand/routing", "Picker routing: shortest → largest gap"),
    ]


def test_recorded_orders_and_where_their_articles_lie(hall, base):
    demand = changed(base.demand, windows=[], recorded=RecordedOrders(arrival_s=[5, 9], articles=[["a"], ["a", "b"]]))
    storage = changed(base.storage, policy="given", given=[StoredArticle(article="a", part_id="rack-1")])
    one = changed(base, demand=demand, storage=storage)
    heard = {c.pointer: c.message for c in difference(base, one, hall)}
    assert heard["/demand/recorded"] == "Recorded orders: none → 2 orders with 3 lines"
    assert heard["/storage/given"] == "Given places: 1 of 1 article moved"
    others = RecordedOrders(arrival_s=[5, 9], articles=[["a"], ["b", "b"]])
    two = changed(one, demand=changed(demand, recorded=others), storage=changed(storage, stock=FaceStock(lines=50)))
    assert [c.message for c in difference(one, two, hall)] == [
        "Stock of a pick face: never empty → 50 lines",
        "Recorded orders: others than before, again 2 orders with 3 lines",
    ]


def test_events_on_the_floor_and_at_stations(said):
    span = {"start_s": 3600, "end_s": 5400}
    events = [
        Event(kind="spill", area=FloorArea(x_m=1, y_m=-2, length_m=2, width_m=1), **span),
        Event(kind="station_down", target="pack-1", **span),
    ]
    assert said(events=events) == [
        ("/events/0", "Spill, 2 m × 1 m at x 1 m, y −2 m, 07:00–07:30: added"),
        ("/events/1", "Station “pack-1” down 07:00–07:30: added"),
    ]


def test_factory_stations_conveyors_and_routings(hall, base):
    at = Placement(x_m=1, y_m=2)
    saw, mill = Station(id="saw", kind="work", at=at), Station(id="mill", kind="work", at=at)
    steps = [
        Step(stations=["saw"], process=Duration(mean_s=60)),
        Step(stations=["mill"], process=Duration(family="constant", mean_s=30)),
    ]
    window = JobWindow(start_s=0, end_s=28800, jobs_per_hour=12)
    belt = Conveyor(id="belt", from_station="saw", to_station="mill")
    one = changed(
        base,
        stations=[*base.stations, saw, mill],
        conveyors=[belt],
        routings=[Routing(id="part", windows=[window], steps=steps)],
    )
    steps_after = [steps[0], changed(steps[1], process=Duration(mean_s=40), rework=Rework(probability=0.05))]
    two = changed(
        one,
        stations=[*base.stations, changed(saw, manned=True, buffer=4), mill],
        conveyors=[changed(belt, speed_mps=1.0)],
        routings=[changed(one.routings[0], windows=[changed(window, jobs_per_hour=20)], steps=steps_after)],
    )
    saw_at = len(base.stations)
    assert [(c.pointer, c.message) for c in difference(one, two, hall)] == [
        (f"/stations/{saw_at}/manned", "Work station “saw”: machine only → operator needed"),
        (f"/stations/{saw_at}/buffer", "Work station “saw” has room for any number of → 4 waiting jobs"),
        ("/conveyors/0/speed_mps", "Conveyor “belt” speed: 0.5 m/s → 1 m/s"),
        ("/routings/0/windows/0", "Routing “part” 06:00–14:00: 12 → 20 jobs/h"),
        (
            "/routings/0/steps/1",
            "Routing “part” step 2: constant 30 s → lognormal 40 s, cv 0.3; no rework → 5 % back to step 1",
        ),
    ]
    assert [c.message for c in difference(two, base, hall)] == [
        "Work station “saw” removed",
        "Work station “mill” removed",
        "Conveyor “belt” removed",
        "Routing “part” removed",
    ]


def test_lines_belts_and_promises(hall, base):
    pack = next(i for i, s in enumerate(base.stations) if s.kind == "pack")
    ship = next(s for s in base.stations if s.kind == "ship")
    belt = Conveyor(id="belt", from_station=base.stations[pack].id, to_station=ship.id)
    one = changed(base, conveyors=[belt])
    stations = [changed(s, pool="bench") if i == pack else s for i, s in enumerate(base.stations)]
    windows = [changed(base.demand.windows[0], promise_s=1800.0), *base.demand.windows[1:]]
    two = changed(
        one,
        stations=stations,
        conveyors=[changed(belt, path=[(0.0, 0.0), (3.0, 4.0)], capacity=12)],
        demand=changed(base.demand, windows=windows, station_choice="nearest", pick_unit_s=2.0),
    )
    name = base.stations[pack].id
    assert [(c.pointer, c.message) for c in difference(one, two, hall)] == [
        (f"/stations/{pack}/pool", f"Pack station “{name}” waiting line: one of its own → bench"),
        ("/conveyors/0/capacity", "Conveyor “belt” holds any number → 12"),
        ("/conveyors/0/path", "Conveyor “belt” course: as the walk → 5 m long"),
        ("/demand/windows/0/promise_s", "Orders of demand window 1 are due after: as the others → 1800 s"),
        ("/demand/pick_unit_s", "Pick time for each further unit: 0 s → 2 s"),
        ("/demand/station_choice", "Choice of pack and ship station: shortest line → nearest"),
    ]


def test_every_field_of_a_document_is_compared():
    """A field that somebody adds to the document and forgets here would be a change that nobody is told of."""
    own = {
        "RoleStaffing": {"role", "shifts", "breaks", "also"},
        "VehicleFleet": {"type", "battery"},
        "Storage": {"part_ids", "given", "stock"},
        "Demand": {"windows", "recorded", "inbound", "cutoffs_s"},
        "Experiment": {"clip_camera_ids"},
        "Routing": {"id", "windows", "steps"},
    }
    labels = {
        "RoleStaffing": module._ROLE,
        "VehicleFleet": module._VEHICLE,
        "Battery": module._BATTERY,
        "Storage": module._STORAGE,
        "FaceStock": module._STOCK,
        "Traffic": module._TRAFFIC,
        "Experiment": module._EXPERIMENT,
        "Demand": demand_difference._DEMAND,
        "Routing": demand_difference._ROUTING,
    }
    for name, listed in labels.items():
        fields = set(getattr(document, name).model_fields)
        assert fields == set(listed) | own.get(name, set()), name


def test_zones_are_compared_by_their_ids(hall, base):
    def zones(*zones):
        return base.model_copy(update={"zones": list(zones)})

    area, beside = (FloorArea(x_m=x_m, y_m=2, length_m=4, width_m=1.5) for x_m in (1, 3))
    closed, slow = KeepOutZone(id="z", area=area), SlowZone(id="s", area=area, limit_mps=0.8)
    moved = KeepOutZone(id="z", name="Paint", area=beside, who="vehicles")

    def messages(before, after):
        return [(c.pointer, c.message) for c in difference(before, after, hall)]

    assert messages(zones(closed), zones(closed)) == []
    assert messages(zones(), zones(closed, slow)) == [
        ("/zones/0", "Keep-out zone “z” added, 4 m × 1.5 m at x 1 m, y 2 m, for everyone"),
        ("/zones/1", "Slow zone “s” added, 4 m × 1.5 m at x 1 m, y 2 m, 0.8 m/s"),
    ]
    moves = "4 m × 1.5 m at x 1 m, y 2 m → 4 m × 1.5 m at x 3 m, y 2 m"
    assert messages(zones(closed, slow), zones(moved)) == [
        ("/zones/0", f"Keep-out zone “Paint”: for everyone → for vehicles; {moves}; was called “z”"),
        ("/zones", "Slow zone “s” removed"),
    ]
