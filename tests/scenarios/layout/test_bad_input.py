"""Scenarios that cannot work, or not as they are meant, are told of with their place and reason."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scenarios.document import (
    AddEdit,
    Battery,
    Break,
    Conveyor,
    Duration,
    Event,
    FaceStock,
    FloorArea,
    InboundWindow,
    JobWindow,
    MoveEdit,
    Placement,
    RecordedOrders,
    RemoveEdit,
    Rework,
    RoleStaffing,
    Routing,
    ScenarioDocument,
    Shift,
    Station,
    Step,
    StoredArticle,
    VehicleFleet,
)
from scenarios.layout import event_checks
from scenarios.layout.checks import check_document
from scenarios.layout.defaults import default_document
from scenarios.layout.variant import base_floor_plan
from scenarios.simulation import floors

DAY = 28_800.0
HERE = Placement(x_m=6, y_m=-4)
PARKING = Station(id="park", kind="park", at=Placement(x_m=2, y_m=4))


@pytest.fixture(scope="module")
def good(hall):
    return default_document(hall, base_floor_plan(hall))


@pytest.fixture
def check(hall, good):
    """(severity, code, pointer) of each finding on the good document with some changes."""

    def run(**change):
        return [(f.severity, f.code, f.pointer) for f in found(hall, good, **change)]

    return run


@pytest.fixture
def messages(hall, good):
    return lambda **change: [f.message for f in found(hall, good, **change)]


def found(hall, good, **change):
    document = ScenarioDocument.model_validate(changed(good, **change).model_dump())
    return check_document(document, hall)


def changed(model, **change):
    return model.model_copy(update=change)


def staff(good, role, **change):
    """The good staffing with one role changed."""
    return [changed(person, **change) if person.role == role else person for person in good.staffing]


def orders(good, per_hour, **change):
    return changed(good.demand, windows=[changed(good.demand.windows[0], orders_per_hour=per_hour)], **change)


def recorded(good, *articles, at_s=()):
    times = list(at_s) or [60.0 * k for k in range(len(articles))]
    book = RecordedOrders(arrival_s=times, articles=[list(order) for order in articles])
    return changed(good.demand, windows=[], recorded=book)


def factory(*steps, **fields):
    """A document's routings: one, with these steps, ten jobs an hour all day."""
    routing = {"windows": [JobWindow(start_s=0, end_s=DAY, jobs_per_hour=10)], **fields}
    return [Routing(id="part", steps=list(steps), **routing)]


def step(*stations, mean_s=60.0, **fields):
    return Step(stations=list(stations), process=Duration(mean_s=mean_s), **fields)


SAW = Station(id="saw", kind="work", at=HERE)
MILL = Station(id="mill", kind="work", at=Placement(x_m=6, y_m=-2))


# ---------------------------------------------------------------- people


def test_a_break_outside_every_shift_and_one_that_the_last_group_misses(good, check, messages):
    shifts = [Shift(start_s=0, end_s=14_400, heads=2)]
    breaks = [
        Break(start_s=3600, end_s=4500),
        Break(start_s=13_500, end_s=14_400, groups=2),
        Break(start_s=20_000, end_s=20_900),
    ]
    staffing = staff(good, "picker", shifts=shifts, breaks=breaks)
    demand = changed(good.demand, windows=[changed(good.demand.windows[0], end_s=14_400.0)])
    assert check(staffing=staffing, demand=demand) == [
        ("warning", "break_outside_shift", "/staffing/0/breaks/1"),
        ("warning", "break_outside_shift", "/staffing/0/breaks/2"),
    ]
    late, outside = messages(staffing=staffing, demand=demand)
    assert "with 2 groups it takes until 10:15" in late
    assert outside == "The break of the pickers 11:33–11:48 lies outside their shifts: nobody takes it."


def test_work_after_everybody_has_gone_home_is_told_with_its_orders(good, messages):
    staffing = staff(good, "picker", shifts=[Shift(start_s=0, end_s=21_600, heads=2)])
    demand = orders(good, 20.0)
    assert "No picker from 12:00 to 14:00 while 30 orders arrive; nobody comes back, so they stay undone." in messages(
        staffing=staffing, demand=demand
    )


def test_absentees_leave_a_gap_too(good, messages):
    away = [Event(kind="absent", target="shipper", amount=5, start_s=3600, end_s=7200)]
    (message,) = messages(events=away, demand=orders(good, 20.0))
    assert message == "No shipper from 07:00 to 08:00 while 20 orders arrive."


def test_people_who_stand_in_fill_the_gaps_of_a_role(good, check):
    mornings = staff(good, "packer", shifts=[Shift(start_s=0, end_s=14_400, heads=1)])
    assert check(staffing=mornings, demand=orders(good, 20.0)) == [("warning", "staffing_gap", "/staffing/1/shifts")]
    shippers = [changed(p, also=["packer"]) if p.role == "shipper" else p for p in mornings]
    assert check(staffing=shippers, demand=orders(good, 20.0)) == []


def test_a_role_on_the_roster_that_is_never_there(good, check):
    away = [Event(kind="absent", target="packer", amount=5, start_s=0, end_s=DAY)]
    assert check(events=away) == [("error", "staffing_gap", "/staffing/1/shifts")]
    # With nobody on the roster at all, pickers pack themselves, whoever else could stand in.
    without = [changed(p, also=["packer"]) for p in good.staffing if p.role == "shipper"]
    assert check(staffing=[good.staffing[0], *without]) == [("warning", "staffing_gap", "/staffing")]


def test_standing_in_needs_a_station_to_do_it_at(good, check):
    staffing = staff(good, "picker", also=["operator", "packer"])
    assert check(staffing=staffing) == [("warning", "no_station", "/staffing/0/also/0")]


# ---------------------------------------------------------------- load


def test_more_packing_than_there_are_packers_is_told_with_figures(good, check, messages):
    demand = orders(good, 40.0, pack_s=200.0)  # 300 orders × 200 s = 16.7 h, one packer for 8 h
    assert check(demand=demand) == [("warning", "overload", "/staffing/1/shifts")]
    (message,) = messages(demand=demand)
    assert message == (
        "The 300 orders of the day need about 16.7 h of packers, who have 8 h: the backlog grows without end, "
        "to some 156 orders at the end of the day."
    )


def test_breaks_are_not_working_time(good, check):
    # 300 orders × 94 s = 7.83 h of packing: a day without a break holds it, one with half an hour's pause does not.
    demand = orders(good, 40.0, pack_s=94.0)
    assert check(demand=demand) == []
    pause = [Break(start_s=7200, end_s=9000)]
    assert check(demand=demand, staffing=staff(good, "packer", breaks=pause)) == [
        ("warning", "overload", "/staffing/1/shifts")
    ]


def test_more_picking_than_pickers_can_walk(good, check):
    assert ("warning", "overload", "/staffing/0/shifts") in check(demand=orders(good, 500.0, pack_s=1.0, ship_s=1.0))


def test_more_work_at_a_machine_than_hours_in_the_day(good, check, messages):
    routings = factory(step("saw", mean_s=500.0), step("mill"))
    change = {"stations": [*good.stations, SAW, MILL], "routings": routings}
    assert check(**change) == [("warning", "overload", "/stations/2/capacity")]
    assert messages(**change) == [
        "The jobs of the day need about 11.1 h at “saw”, which has 8 h: the line in front grows without end."
    ]
    assert check(stations=[*good.stations, changed(SAW, capacity=2), MILL], routings=routings) == []


# ---------------------------------------------------------------- recorded orders and where their articles lie


def test_recorded_orders_need_no_windows(good, check):
    assert check(demand=recorded(good, ["a"], ["a", "b"])) == []


def test_recorded_orders_after_the_horizon_are_an_error(good, check, messages):
    demand = recorded(good, ["a"], ["b"], ["b"], at_s=[60.0, DAY, 30_000.0])
    assert check(demand=demand) == [("error", "outside_horizon", "/demand/recorded/arrival_s/1")]
    assert messages(demand=demand)[0].startswith(
        "2 recorded orders of 3 come after the horizon of 8 h, the first at 14:00 (8 h)"
    )


def test_a_record_without_orders_is_no_demand(good, check):
    assert check(demand=recorded(good)) == [("error", "no_demand", "/demand/windows")]


def test_recorded_orders_are_not_multiplied_by_a_surge(good, check):
    surge = [Event(kind="demand_surge", amount=2, start_s=0, end_s=60)]
    assert check(demand=recorded(good, ["a"]), events=surge) == [("warning", "no_effect", "/events/0")]


def place(article, part_id="rack-1", ordinal=0):
    return StoredArticle(article=article, part_id=part_id, ordinal=ordinal)


def test_given_places_need_recorded_orders(good, check):
    storage = changed(good.storage, policy="given", given=[place("a")])
    assert check(storage=storage) == [("error", "no_articles", "/storage/policy")]


def test_recorded_articles_without_a_place_are_listed_the_most_wanted_first(good, check, messages):
    storage = changed(good.storage, policy="given", given=[place("a")])
    change = {"storage": storage, "demand": recorded(good, ["a"], ["c", "b"], ["b"])}
    assert check(**change) == [("error", "article_without_place", "/storage/given")]
    assert messages(**change) == ["2 articles of the recorded orders, with 3 lines, are given no place: “b” and “c”."]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (place("b", "rack-9"), "at a part that is not in this layout"),
        (place("b", "rack-3"), "at a part that was removed"),
        (place("b", "desk-1"), "at a part that holds no goods"),
        (place("b", "rack-1", 8), "at a pick face that its part does not have"),
        (place("b", "rack-2", 0), "at a pick face that nobody can reach"),
    ],
)
def test_a_given_place_that_is_not_there(good, hall, row, words):
    # The pallets in front of rack 2's south side cut off its first face.
    layout = [
        RemoveEdit(part_id="rack-3"),
        AddEdit(part_id="p", item="pallet-stack", at=Placement(x_m=-6.9, y_m=-1.1), size_m=(1.2, 1, 1)),
    ]
    storage = changed(good.storage, policy="given", given=[place("a"), row])
    wrong = [
        f
        for f in found(hall, good, layout=layout, storage=storage, demand=recorded(good, ["a"], ["b"]))
        if f.code == "unknown_place"
    ]
    assert [(f.severity, f.pointer) for f in wrong] == [("error", "/storage/given/1")]
    assert words in wrong[0].message
    unasked = found(hall, good, layout=layout, storage=storage, demand=recorded(good, ["a"]))
    assert [f.severity for f in unasked if f.code == "unknown_place"] == ["warning"]


def test_an_article_with_two_places(good, check):
    storage = changed(good.storage, policy="given", given=[place("a"), place("a", "rack-2")])
    assert check(storage=storage, demand=recorded(good, ["a"])) == [
        ("error", "article_twice", "/storage/given/1/article")
    ]


def test_given_places_that_the_policy_does_not_use(good, check):
    storage = changed(good.storage, given=[place("a")])
    assert check(storage=storage) == [("warning", "no_effect", "/storage/given")]


# ---------------------------------------------------------------- stock and pallets


def test_stock_that_runs_out_with_nobody_to_refill_it(good, check, messages):
    storage = changed(good.storage, stock=FaceStock(lines=2))
    demand = recorded(good, ["a"], ["a"], ["a", "b"])
    assert check(storage=storage, demand=demand) == [("error", "no_replenishment", "/storage/stock")]
    assert "holds 2 lines, the busiest one gives about 3 in the day" in messages(storage=storage, demand=demand)[0]
    forklift = [VehicleFleet(type="forklift", count=1, width_m=1.0)]
    assert check(storage=storage, demand=demand, fleet=forklift, stations=[*good.stations, PARKING]) == []
    assert check(storage=changed(storage, stock=FaceStock(lines=3)), demand=demand) == []
    hasty = changed(demand, patience_s=600)
    assert check(storage=storage, demand=hasty) == [("warning", "no_replenishment", "/storage/stock")]


def test_stock_under_windows_is_held_against_the_busiest_face(good, check):
    # 60 lines over 24 faces with Zipf exponent 0: 2.5 lines each.
    demand = orders(good, 60 / 3 / 7.5)
    storage = changed(good.storage, popularity=0.0, stock=FaceStock(lines=2))
    assert check(storage=storage, demand=demand) == [("error", "no_replenishment", "/storage/stock")]
    assert check(storage=changed(storage, stock=FaceStock(lines=3)), demand=demand) == []


def test_pallets_that_nobody_puts_away(good, check):
    demand = changed(good.demand, inbound=[InboundWindow(start_s=0, end_s=3600, pallets_per_hour=4)])
    assert check(demand=demand) == [("warning", "no_vehicle", "/demand/inbound")]


def test_forklifts_without_a_dock(good, check):
    fleet = [VehicleFleet(type="forklift", count=1, width_m=1.0)]
    idle = check(fleet=fleet, stations=[PARKING], staffing=[good.staffing[0]])
    assert ("warning", "no_station", "/fleet/0") in idle


# ---------------------------------------------------------------- vehicles


def test_a_battery_without_a_charger(good, check):
    fleet = [VehicleFleet(type="agv", count=1, battery=Battery())]
    assert check(fleet=fleet, stations=[*good.stations, PARKING]) == [("error", "no_charger", "/fleet/0/battery")]
    charger = Station(id="c", kind="charge", at=Placement(x_m=8, y_m=-4))
    assert check(fleet=fleet, stations=[*good.stations, charger]) == []


def test_a_charger_that_gives_less_than_a_vehicle_takes_standing(good, check, messages):
    charger = Station(id="c", kind="charge", at=Placement(x_m=8, y_m=-4))
    fleet = [VehicleFleet(type="amr", count=1, battery=Battery(charge_w=40, idle_w=40))]
    change = {"fleet": fleet, "stations": [*good.stations, charger]}
    assert check(**change) == [("error", "charger_too_weak", "/fleet/0/battery/charge_w")]
    assert "give AMRs 40 W" in messages(**change)[0]


def test_units_count_in_the_load(good, check):
    """300 orders of 3 lines with 4 units each: 11 further units at 10 s on top of 90 s are 200 s an order."""
    demand = orders(good, 40.0, pack_s=90.0, units_per_line_mean=4.0)
    assert check(demand=demand) == []
    assert check(demand=changed(demand, pack_unit_s=10.0)) == [("warning", "overload", "/staffing/1/shifts")]


def test_a_charger_that_a_low_battery_does_not_get_to(good, check, messages):
    charger = Station(id="c", kind="charge", at=Placement(x_m=8, y_m=-4))
    stations = [*good.stations, charger]
    # 0.2 × 0.1 kWh at 1000 W and 1.6 m/s is 115 m; a twentieth of it is 5.8 m, less than from any face.
    fleet = [VehicleFleet(type="amr", count=1, battery=Battery(capacity_kwh=0.1, drive_w=1000))]
    assert check(fleet=fleet, stations=stations) == []
    fleet = [VehicleFleet(type="amr", count=1, battery=Battery(capacity_kwh=0.005, drive_w=1000))]
    assert check(fleet=fleet, stations=stations) == [("error", "charger_too_far", "/fleet/0/battery")]
    assert "enough for 6 m" in messages(fleet=fleet, stations=stations)[0]
    fleet = [VehicleFleet(type="amr", count=1, battery=Battery(capacity_kwh=0.011, drive_w=1000))]
    assert check(fleet=fleet, stations=stations) == [("warning", "charger_too_far", "/fleet/0/battery/low_share")]


def test_vehicles_that_get_into_the_aisles_but_to_no_pack_station(good, hall):
    # A rail between racks and desk leaves 1.2 m to the south wall, and pallets fill most of the desk's side.
    rails = [
        AddEdit(part_id="w", item="barrier", at=Placement(x_m=1, y_m=0.575), size_m=(0.15, 10.75, 1)),
        AddEdit(part_id="p", item="pallet-stack", at=Placement(x_m=6.2, y_m=-3.6), size_m=(7, 4.4, 2)),
    ]
    fleet = [VehicleFleet(type="amr", count=1, width_m=1.4)]
    wide = [
        f
        for f in found(hall, good, layout=rails, fleet=fleet, stations=[*good.stations, PARKING])
        if f.code == "vehicle_too_wide"
    ]
    assert [(f.severity, f.pointer) for f in wide] == [("error", "/fleet/0")]


# ---------------------------------------------------------------- factory


def test_a_factory_needs_neither_orders_nor_racks(hall, good, check):
    work = Station(id="saw", kind="work", at=HERE)
    change = {
        "demand": changed(good.demand, windows=[]),
        "stations": [work],
        "staffing": [],
        "routings": factory(step("saw")),
        "layout": [RemoveEdit(part_id=f"rack-{n}") for n in (1, 2, 3)],
    }
    assert check(**change) == []


def test_neither_orders_nor_jobs(good, check):
    none = factory(step(), windows=[JobWindow(start_s=0, end_s=DAY, jobs_per_hour=0)])
    assert check(demand=changed(good.demand, windows=[]), routings=none)[0] == ("error", "no_demand", "/demand/windows")


def test_steps_at_stations_that_are_not_there_or_not_for_work(good, check):
    routings = factory(step("saw", "mill"), step("pack-1"))
    assert check(stations=[*good.stations, SAW], routings=routings) == [
        ("error", "unknown_station", "/routings/0/steps/0/stations/1"),
        ("error", "wrong_kind", "/routings/0/steps/1/stations/0"),
    ]


def test_work_stations_out_of_use_stop_the_steps_that_need_them(good, check):
    inside = Station(id="in", kind="work", at=Placement(x_m=-5, y_m=0))  # in the middle of a rack
    stations = [*good.stations, inside, SAW]
    assert check(stations=stations, routings=factory(step("in"), step("saw"))) == [
        ("error", "unreachable_station", "/stations/2/at")
    ]
    # Jobs are sent to whichever is free: one that nobody gets to must not be among them.
    assert check(stations=stations, routings=factory(step("in", "saw"))) == [
        ("error", "unreachable_station", "/stations/2/at")
    ]
    assert check(stations=stations, routings=factory(step("saw"))) == [
        ("warning", "unused_station", "/stations/2"),
        ("warning", "unreachable_station", "/stations/2/at"),
    ]


def test_a_work_station_that_no_job_visits(good, check):
    assert check(stations=[*good.stations, SAW, MILL], routings=factory(step("saw"))) == [
        ("warning", "unused_station", "/stations/3")
    ]


def test_manned_stations_need_operators(good, check):
    stations = [*good.stations, changed(SAW, manned=True), MILL]
    routings = factory(step("saw"), step("mill"))
    assert check(stations=stations, routings=routings) == [("error", "staffing_gap", "/staffing")]
    operator = RoleStaffing(role="operator", shifts=[Shift(start_s=0, end_s=DAY, heads=1)])
    assert check(stations=stations, routings=routings, staffing=[*good.staffing, operator]) == []
    pickers = staff(good, "picker", also=["operator"])
    assert check(stations=stations, routings=routings, staffing=pickers) == []
    assert check(staffing=[*good.staffing, operator]) == [("warning", "no_station", "/staffing/3")]


def test_operators_who_cannot_do_it_all(good, check):
    stations = [*good.stations, changed(SAW, manned=True, capacity=4)]
    operator = RoleStaffing(role="operator", shifts=[Shift(start_s=0, end_s=DAY, heads=1)])
    assert check(
        stations=stations, routings=factory(step("saw", mean_s=500.0)), staffing=[*good.staffing, operator]
    ) == [("warning", "overload", "/staffing/3/shifts")]


def test_jobs_that_nothing_moves(good, check):
    routings = factory(step("saw"), step("mill"), moved_by="vehicle")
    stations = [*good.stations, SAW, MILL, PARKING]
    assert check(stations=stations, routings=routings) == [("error", "no_vehicle", "/routings/0/moved_by")]
    assert check(stations=stations, routings=routings, fleet=[VehicleFleet(type="agv", count=1)]) == []


def test_a_vehicle_too_wide_for_the_way_to_a_work_station(good, hall):
    stations = [*good.stations, SAW, MILL, PARKING]
    # Rails around saw and mill with gaps of some decimetres: people come in, a vehicle of 2 m does not.
    rails = [
        AddEdit(part_id="n", item="barrier", at=Placement(x_m=6, y_m=0.5), size_m=(7.9, 0.15, 1)),
        AddEdit(part_id="w", item="barrier", at=Placement(x_m=2, y_m=-2.1), size_m=(0.15, 5.4, 1)),
    ]
    wide = [VehicleFleet(type="agv", count=1, width_m=2.0)]
    routings = factory(step("saw"), step("mill"), moved_by="vehicle")
    change = {"layout": rails, "stations": stations, "routings": routings, "fleet": wide}
    told = [(f.severity, f.code, f.pointer) for f in found(hall, good, **change) if "work station" in f.message]
    assert told == [
        ("error", "vehicle_too_wide", "/stations/2"),
        ("error", "vehicle_too_wide", "/stations/3"),
    ]
    belts = [Conveyor(id="b", from_station="saw", to_station="mill")]
    assert not [f for f in found(hall, good, conveyors=belts, **change) if "work station" in f.message]


def test_conveyors_between_stations_that_are_not_there_or_not_for_goods(good, check):
    stations = [*good.stations, SAW, MILL, PARKING]
    belts = [
        Conveyor(id="a", from_station="saw", to_station="lathe"),
        Conveyor(id="b", from_station="park", to_station="saw"),
        Conveyor(id="c", from_station="mill", to_station="saw"),
        Conveyor(id="d", from_station="saw", to_station="mill"),
    ]
    assert check(stations=stations, conveyors=belts, routings=factory(step("saw"), step("mill"))) == [
        ("error", "unknown_station", "/conveyors/0/to_station"),
        ("error", "wrong_kind", "/conveyors/1/from_station"),
        ("warning", "no_effect", "/conveyors/2"),
    ]


def test_rework_that_never_lets_a_job_out(good, check, messages):
    again = Rework(probability=0.99, to_step=0)
    stations = [*good.stations, SAW]
    # Three steps that each send 99 in 100 jobs back to the first: a million visits.
    endless = factory(*[step("saw", mean_s=1, rework=again)] * 3)
    assert check(stations=stations, routings=endless) == [("error", "endless_rework", "/routings/0/steps")]
    # 100 visits of 400 s are 11.1 h, on a day of 8.
    long = factory(step("saw", mean_s=400, rework=again))
    assert ("error", "endless_rework", "/routings/0/steps") in check(stations=stations, routings=long)
    assert "11.1 h of work, with 100 visits" in messages(stations=stations, routings=long)[0]
    stuck = factory(step("saw", rework=Rework(probability=0.6, to_step=0), scrap_probability=0.4))
    assert check(stations=stations, routings=stuck) == [("error", "endless_rework", "/routings/0/steps/0")]
    slow = factory(step(mean_s=30_000))
    assert check(routings=slow) == [("warning", "longer_than_the_day", "/routings/0/steps")]


# ---------------------------------------------------------------- events


SPAN = {"start_s": 0, "end_s": 3600}


def test_events_at_stations_that_are_not_there_or_of_another_kind(good, check):
    events = [
        Event(kind="station_down", target="pack-1", **SPAN),
        Event(kind="station_down", target="pack-9", **SPAN),
        Event(kind="dock_closed", target="pack-1", **SPAN),
        Event(kind="dock_closed", target="ship-1", **SPAN),
    ]
    assert check(events=events) == [
        ("error", "unknown_target", "/events/1/target"),
        ("error", "wrong_kind", "/events/2/target"),
    ]


def test_a_station_that_is_down_all_day_has_no_capacity(good, check, messages):
    down = [
        Event(kind="station_down", target="pack-1", start_s=0, end_s=15_000),
        Event(kind="station_down", target="pack-1", start_s=15_000, end_s=DAY),
    ]
    assert check(events=down) == [("error", "no_capacity", "/events/0")]
    assert messages(events=down) == [
        "Pack station “pack-1” is down all day, and there is no other pack station: that work would never be done."
    ]
    spare = Station(id="pack-2", kind="pack", at=HERE)
    assert check(events=down, stations=[*good.stations, spare]) == [("warning", "no_capacity", "/events/0")]
    assert check(events=down[:1]) == []


def test_closed_floor_outside_the_building_or_under_a_rack(check, messages):
    def closed(x_m, y_m):
        return Event(kind="spill", area=FloorArea(x_m=x_m, y_m=y_m, length_m=0.5, width_m=0.5), **SPAN)

    events = [closed(40, 0), closed(-5, 0), closed(0, 0)]
    assert check(events=events) == [
        ("error", "outside_building", "/events/0/area"),
        ("warning", "no_effect", "/events/1/area"),
    ]
    assert messages(events=events)[0] == (
        "The event 06:00–07:00 closes 0.5 m × 0.5 m at x 40 m, y 0 m, which lies outside the building."
    )


def test_no_more_closed_floors_than_ways_are_worked_out_for(check):
    assert event_checks.MOST_CLOSURES == floors.MOST_FLOORS - 1  # the open floor is one of them

    def spills(count, apart_s):
        area = FloorArea(x_m=0, y_m=0, length_m=1, width_m=1)
        return [Event(kind="spill", area=area, start_s=apart_s * k, end_s=apart_s * k + 600) for k in range(count)]

    assert check(events=spills(8, 900.0)) == []
    assert check(events=spills(9, 900.0)) == [("error", "too_many_closures", "/events")]
    assert check(events=spills(9, 0.0)) == []  # all at once are one closed floor


# ---------------------------------------------------------------- times


def test_cutoffs_beyond_the_day_and_orders_beyond_the_cutoffs(good, check, messages):
    assert check(demand=changed(good.demand, cutoffs_s=[14_400, 30_000])) == [
        ("warning", "outside_horizon", "/demand/cutoffs_s/1")
    ]
    demand = orders(good, 20.0, cutoffs_s=[14_400.0])
    assert check(demand=demand) == [("warning", "no_cutoff", "/demand/cutoffs_s")]
    assert "but 70 orders come after it" in messages(demand=demand)[0]


def test_fewer_replications_than_the_first(good, check):
    experiment = changed(good.experiment, replications=20, target_half_width=0.02, max_replications=10)
    assert check(experiment=experiment) == [("warning", "few_replications", "/experiment/max_replications")]


def test_a_moved_rack_that_nobody_can_reach_is_a_warning_while_others_can_be(good, check):
    # Both of its long sides are within 0.35 m of a wall or a rail.
    layout = [
        MoveEdit(part_id="rack-1", at=Placement(x_m=-5, y_m=5.3)),
        AddEdit(part_id="rail", item="barrier", at=Placement(x_m=-5, y_m=4.5), size_m=(9.5, 0.15, 1)),
    ]
    assert ("warning", "unreachable_face", "/layout/0") in check(layout=layout)


# ---------------------------------------------------------------- whatever is written down


TIME = st.sampled_from([0.0, 60.0, 3600.0, 14_400.0, DAY, 40_000.0])
SPANS = st.tuples(TIME, TIME).map(lambda t: {"start_s": min(t), "end_s": max(t) + 1.0})
STATION_IDS = st.sampled_from(["pack-1", "ship-1", "saw", "mill", "park", "nowhere"])
HEADS = st.sampled_from([0, 1, 7])


def spans(**fields):
    return st.builds(lambda span, more: {**span, **more}, SPANS, st.fixed_dictionaries(fields))


STAFFING = st.lists(
    st.builds(
        lambda role, shift, breaks, also: {
            "role": role,
            "shifts": [shift],
            "breaks": breaks,
            "also": [name for name in also if name != role],
        },
        st.sampled_from(["picker", "packer", "shipper", "operator"]),
        spans(heads=HEADS),
        st.lists(spans(groups=st.sampled_from([1, 3])), max_size=1),
        st.lists(st.sampled_from(["picker", "packer", "shipper", "operator"]), max_size=2),
    ),
    max_size=4,
    unique_by=lambda role: role["role"],
)
FLEET = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["amr", "agv", "forklift", "pallet_jack"]),
            "count": st.sampled_from([0, 2]),
            "width_m": st.sampled_from([0.3, 2.9]),
            "battery": st.sampled_from([None, {}, {"capacity_kwh": 0.001, "drive_w": 0}, {"low_share": 0.0}]),
        }
    ),
    max_size=3,
    unique_by=lambda fleet: fleet["type"],
)
DEMAND = st.one_of(
    st.fixed_dictionaries(
        {
            "windows": st.lists(spans(orders_per_hour=st.sampled_from([0.0, 30.0, 100_000.0])), max_size=2),
            "inbound": st.sampled_from([None, []]),
            "cutoffs_s": st.lists(TIME.map(lambda t: t + 1), max_size=2),
        }
    ),
    st.lists(st.tuples(TIME, st.lists(st.sampled_from("abc"), min_size=1, max_size=3)), max_size=4).map(
        lambda rows: {
            "recorded": {
                "arrival_s": sorted(time for time, _ in rows),
                "articles": [articles for _, articles in rows],
            }
        }
    ),
)
STEPS = st.lists(
    st.fixed_dictionaries(
        {
            "stations": st.lists(STATION_IDS, max_size=2),
            "process": st.sampled_from([{"mean_s": 0.0}, {"mean_s": 90.0}, {"mean_s": 99_999.0}]),
            "rework": st.sampled_from([None, {"probability": 0.3}, {"probability": 1 - 1e-12}]),
            "scrap_probability": st.sampled_from([0.0, 0.7]),
        }
    ),
    min_size=1,
    max_size=3,
)
ROUTINGS = st.lists(
    st.builds(
        lambda steps, window, moved_by: [{"id": "r", "steps": steps, "windows": [window], "moved_by": moved_by}],
        STEPS,
        spans(jobs_per_hour=st.sampled_from([0.0, 10.0])),
        st.sampled_from(["nothing", "vehicle"]),
    ),
    max_size=1,
).map(lambda found: found[0] if found else [])
EVENTS = st.lists(
    st.one_of(
        spans(
            kind=st.sampled_from(["absent", "vehicle_down", "station_down", "dock_closed", "part_blocked"]),
            target=st.one_of(STATION_IDS, st.sampled_from(["picker", "amr", "rack-1"])),
            amount=st.sampled_from([0.0, 1.0, 50.0]),
        ),
        spans(kind=st.just("demand_surge"), amount=st.sampled_from([0.0, 3.0])),
        spans(
            kind=st.sampled_from(["spill", "aisle_blocked"]),
            area=st.fixed_dictionaries(
                {
                    "x_m": st.sampled_from([-99.0, 0.0, -5.0]),
                    "y_m": st.just(0.0),
                    "length_m": st.sampled_from([0.2, 30.0]),
                    "width_m": st.just(0.2),
                }
            ),
        ),
    ),
    max_size=3,
)
STORAGE = st.fixed_dictionaries(
    {
        "policy": st.sampled_from(["random", "abc", "given"]),
        "given": st.lists(
            st.fixed_dictionaries(
                {"article": st.sampled_from("abc"), "part_id": st.sampled_from(["rack-1", "desk-1", "x"])}
            ),
            max_size=3,
        ),
        "stock": st.sampled_from([None, {"lines": 1}]),
    }
)


@settings(max_examples=120, deadline=None, derandomize=True, phases=[Phase.generate])
@given(
    staffing=STAFFING,
    fleet=FLEET,
    demand=DEMAND,
    routings=ROUTINGS,
    events=EVENTS,
    storage=STORAGE,
    plants=st.booleans(),
)
def test_whatever_is_written_down_is_answered_with_findings_at_places_that_exist(
    hall, good, staffing, fleet, demand, routings, events, storage, plants
):
    stations = [*good.stations, SAW, MILL, PARKING] if plants else []
    data = {
        "stations": [s.model_dump() for s in stations],
        "staffing": staffing,
        "fleet": fleet,
        "demand": demand,
        "routings": routings,
        "events": events,
        "storage": storage,
    }
    if not demand.get("windows") and "recorded" not in demand and not routings:
        return
    document = ScenarioDocument.model_validate(data)
    written = document.model_dump(mode="json")
    for finding in check_document(document, hall):
        assert finding.severity in {"error", "warning"}
        assert finding.message.endswith(".")
        assert "inf" not in finding.message.split()
        at = written
        for step_ in finding.pointer.split("/")[1:]:
            at = at[int(step_)] if isinstance(at, list) else at[step_]
