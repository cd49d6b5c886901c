"""Zones that cannot have been meant are named, with what they cut off."""

import math

import pytest

from scenarios.document import CrossingZone, FloorArea, KeepOutZone, OneWayZone, SlowZone, VehicleFleet
from scenarios.layout.checks import check_document
from scenarios.layout.defaults import default_document
from scenarios.layout.variant import base_floor_plan, build_variant

# In the hall (20 × 12 m, from −10 to 10 and −6 to 6) racks of 6 × 1 m lie at x −5 and y 3, 0, −3.
AISLE = FloorArea(x_m=-5.0, y_m=1.5, length_m=6.0, width_m=1.9)  # between the first two racks
AMRS = [VehicleFleet(type="amr", count=2, length_m=0.9, width_m=0.7, speed_mps=1.5)]


def floor(x_m, y_m, length_m=2.0, width_m=2.0, heading_rad=0.0):
    return FloorArea(x_m=x_m, y_m=y_m, length_m=length_m, width_m=width_m, heading_rad=heading_rad)


@pytest.fixture(scope="module")
def good(hall):
    return default_document(hall, base_floor_plan(hall))


@pytest.fixture
def zone_findings(hall, good):
    def run(*zones, fleet=AMRS):
        document = good.model_copy(update={"zones": list(zones), "fleet": fleet})
        return [f for f in check_document(document, hall) if f.pointer.startswith("/zones")]

    return run


def test_zones_on_open_floor_have_nothing_to_complain_about(zone_findings):
    zones = [
        KeepOutZone(id="k", area=floor(6, -4)),
        OneWayZone(id="o", area=floor(0, 0, 8, 3)),
        SlowZone(id="s", area=floor(2, 2), limit_mps=0.8),
        CrossingZone(id="c", area=floor(2, -2)),
    ]
    assert zone_findings(*zones) == []


def test_a_keep_out_zone_that_closes_an_aisle_names_the_faces_behind_it(zone_findings):
    closed = KeepOutZone(id="k", name="Wet paint", area=AISLE)
    finding, *others = zone_findings(closed, fleet=[])
    assert others == []
    assert (finding.severity, finding.code, finding.pointer) == ("warning", "closed_off", "/zones/0")
    assert finding.message.startswith("Keep-out zone “Wet paint” closes off ")
    assert finding.part_ids == ("rack-1", "rack-2")
    assert finding.at_m == (-5.0, 1.5)


def test_zones_that_close_an_aisle_only_together_are_both_named(zone_findings):
    west = KeepOutZone(id="west", area=floor(-8.6, 1.5, 0.6, 1.9))
    east = KeepOutZone(id="east", area=floor(-1.6, 1.5, 0.6, 1.9))
    assert zone_findings(west, fleet=[]) == []
    assert zone_findings(east, fleet=[]) == []
    (finding,) = zone_findings(west, east, fleet=[])
    assert finding.message.startswith("“west” and “east” together close off")
    assert set(finding.part_ids) == {"rack-1", "rack-2"}


def test_what_vehicles_are_kept_from_is_a_matter_of_vehicles(zone_findings):
    half = KeepOutZone(id="k", who="vehicles", area=floor(-5, 3, 8.4, 5.0))
    (finding,) = zone_findings(half)
    assert (finding.severity, finding.code) == ("warning", "vehicle_kept_out")
    assert finding.message == "Keep-out zone “k” keeps AMRs from “Rack 1”."
    everything = KeepOutZone(id="k", who="vehicles", area=floor(-5, 0, 8.4, 11.8))
    (finding,) = zone_findings(everything)
    assert finding.severity == "error"
    (finding,) = zone_findings(half, fleet=[])
    assert finding.message == "Keep-out zone “k” is for vehicles, and this scenario has none: it changes nothing."


def test_a_one_way_aisle_into_a_dead_end_leaves_no_way_back(zone_findings):
    into = OneWayZone(id="in", area=floor(-6.0, 1.5, 8.0, 1.9, math.pi))
    assert zone_findings(into) == []
    # The far end is closed: what drives in can only turn around.
    (finding,) = [
        f
        for f in zone_findings(into, KeepOutZone(id="end", area=floor(-9.0, 1.5, 1.6, 8.0), who="vehicles"))
        if f.code == "no_way_back"
    ]
    assert finding.pointer == "/zones/0"
    assert finding.message == (
        "One-way aisle “in” leaves no way back: vehicles that drive through it have to turn against it."
    )


@pytest.mark.parametrize(
    ("zone", "code", "severity"),
    [
        (KeepOutZone(id="z", area=floor(60, 0)), "outside_building", "error"),
        (KeepOutZone(id="z", area=floor(-5, 3, 2, 0.4)), "no_effect", "warning"),  # inside a rack
        (SlowZone(id="z", area=floor(0, 0), limit_mps=2.0), "no_effect", "warning"),
    ],
)
def test_a_zone_where_it_can_do_nothing_is_named(zone_findings, zone, code, severity):
    (finding,) = zone_findings(zone)
    assert (finding.code, finding.severity) == (code, severity)
    assert "“z”" in finding.message


def test_the_layout_leaves_out_faces_that_nobody_may_stand_at(good, hall):
    kept = [KeepOutZone(id="k", who=who, area=AISLE) for who in ("people", "vehicles")]
    faces = [len(build_variant(hall, good.model_copy(update={"zones": [zone]})).faces) for zone in kept]
    assert faces[1] == len(build_variant(hall, good).faces)
    assert faces[0] < faces[1]
