"""What a variant changes, in words."""

import math

import pytest

from scenarios.document import (
    AddEdit,
    DemandWindow,
    Event,
    MoveEdit,
    Placement,
    RemoveEdit,
    RotateEdit,
    Shift,
    Station,
    VehicleFleet,
)
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
