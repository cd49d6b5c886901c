"""The first document of a facility, on a hand-made hall and on real facilities."""

import time
from dataclasses import replace

import pytest

from scenarios.document import MoveEdit, Placement, RemoveEdit
from scenarios.layout.checks import check_document
from scenarios.layout.defaults import default_document
from scenarios.layout.difference import difference
from scenarios.layout.edits import apply_edits, part_placement
from scenarios.layout.reach import main_reach
from scenarios.layout.variant import base_floor_plan, build_variant
from twin.cad.reader import read_cad
from twin.contracts import PERSON_RADIUS_M, PartClass, Scene
from twin.demo.facility import build_demo_facility
from twin.geometry.floorplan import build_floor_plan


def heads(document):
    return {role.role: role.shifts[0].heads for role in document.staffing}


def test_desks_pack_and_doors_ship(hall):
    document = default_document(hall, base_floor_plan(hall))
    assert [(s.id, s.kind, s.part_id) for s in document.stations] == [
        ("pack-1", "pack", "desk-1"),
        ("ship-1", "ship", "door-1"),
    ]
    assert document.storage.part_ids is None
    assert document.layout == []
    assert document.experiment.horizon_s == 8 * 3600


def test_without_desks_and_doors_work_is_done_on_the_open_floor(hall):
    bare = apply_edits(hall, [RemoveEdit(part_id="desk-1"), RemoveEdit(part_id="door-1")])
    plan = build_floor_plan(bare)
    document = default_document(bare, plan)
    kinds = [s.kind for s in document.stations]
    assert "pack" in kinds
    assert "ship" in kinds
    assert all("open-floor" in s.id and isinstance(s.at, Placement) for s in document.stations)
    assert check_document(document, bare) == ()
    layout = build_variant(bare, document)
    for place in layout.stations:
        for x_m, y_m, _ in place.stands_m:
            assert min((face.x_m - x_m) ** 2 + (face.y_m - y_m) ** 2 for face in layout.faces) >= 1.9**2


def test_a_door_inside_the_building_ships_nothing(hall):
    parts = [replace(p, part_class=PartClass.DOOR) if p.id == "desk-1" else p for p in hall.parts]
    scene = Scene(tuple(parts), hall.meshes)
    document = default_document(scene, build_floor_plan(scene))
    assert [s.part_id for s in document.stations if s.kind == "ship"] == ["door-1"]


def test_a_facility_without_racks_gets_a_document_that_says_what_is_missing(hall):
    scene = apply_edits(hall, [RemoveEdit(part_id=f"rack-{n}") for n in (1, 2, 3)])
    findings = check_document(default_document(scene, build_floor_plan(scene)), scene)
    assert [finding.code for finding in findings if finding.severity == "error"] == ["unreachable_face"]


@pytest.fixture(scope="module")
def warehouse(shared_fixtures) -> Scene:
    folder = shared_fixtures / "cad" / "aws_small_warehouse"
    return read_cad(folder, entry="worlds/no_roof_small_warehouse.world").scene


@pytest.fixture(scope="module")
def demo() -> Scene:
    return build_demo_facility()


def test_the_demonstration_facility_gets_the_crew_of_a_distribution_centre(demo):
    document = default_document(demo, base_floor_plan(demo))
    assert check_document(document, demo, camera_ids=[]) == ()
    assert 24 <= heads(document)["picker"] <= 28
    assert 10 <= heads(document)["packer"] <= 14
    assert 3 <= heads(document)["shipper"] <= 5
    assert {vehicle.type for vehicle in document.fleet} == {"amr", "forklift"}
    kinds = [station.kind for station in document.stations]
    assert {"pack", "ship", "charge", "park"} == set(kinds)
    parked = next(place for place in build_variant(demo, document).stations if place.kind == "park")
    assert len(parked.stands_m) == sum(vehicle.count for vehicle in document.fleet)


def test_people_can_walk_between_all_faces_and_stations_of_the_demonstration(demo):
    document = default_document(demo, base_floor_plan(demo))
    layout = build_variant(demo, document)
    people = main_reach(layout.floor_plan, PERSON_RADIUS_M)
    assert len(layout.faces) > 300
    assert all(people.allows(face.x_m, face.y_m) for face in layout.faces)
    assert all(people.allows_all(place.stands_m[:, :2]).all() for place in layout.stations)
    assert len(layout.stations) == len(document.stations)


def test_a_variant_of_the_demonstration_is_laid_out_in_half_a_second(demo):
    document = default_document(demo, base_floor_plan(demo))
    rack = next(part for part in demo.parts if part.part_class == PartClass.RACK)
    at = part_placement(demo, rack)
    seconds = []
    for step in range(1, 4):  # three different ones, so that nothing is remembered
        moved = MoveEdit(part_id=rack.id, at=at.model_copy(update={"x_m": at.x_m + 0.01 * step}))
        began = time.process_time()
        build_variant(demo, document.model_copy(update={"layout": [moved]}))
        seconds.append(time.process_time() - began)
    assert min(seconds) <= 0.5


def test_the_small_warehouse_gets_a_small_crew_that_can_work(warehouse):
    document = default_document(warehouse, base_floor_plan(warehouse))
    assert check_document(document, warehouse, camera_ids=[]) == ()
    assert heads(document)["picker"] == 4
    assert 2 <= heads(document)["packer"] <= 4
    assert 1 <= heads(document)["shipper"] <= 2
    assert document.fleet == []
    assert 60 <= document.demand.windows[0].orders_per_hour <= 300


def test_the_what_if_of_one_shelf_less_and_two_pickers_more(warehouse):
    base = default_document(warehouse, base_floor_plan(warehouse))
    shelf = next(p for p in warehouse.parts if p.part_class == PartClass.RACK and "shelfd" in p.id)
    pickers = base.staffing[0]
    shifts = [pickers.shifts[0].model_copy(update={"heads": pickers.shifts[0].heads + 2})]
    variant = base.model_copy(
        update={
            "layout": [RemoveEdit(part_id=shelf.id)],
            "staffing": [pickers.model_copy(update={"shifts": shifts}), *base.staffing[1:]],
        }
    )
    assert not [f for f in check_document(variant, warehouse) if f.severity == "error"]
    assert [change.message for change in difference(base, variant, warehouse)] == [
        f"{shelf.name} removed",
        "Pickers 06:00–14:00: 4 → 6",
    ]
    before, after = build_variant(warehouse, base), build_variant(warehouse, variant)
    lost = {face.part_id for face in before.faces} - {face.part_id for face in after.faces}
    assert lost == {shelf.id}
