"""A document carried over to another revision: what goes along, what is left out, and that it is said."""

from dataclasses import replace

import pytest

from scenarios.document import ScenarioDocument
from scenarios.layout.edits import edit_layout
from scenarios.layout.transfer import transfer
from tests.application import small_document, small_hall
from twin.contracts import Scene


def document(**changes):
    return ScenarioDocument.model_validate(small_document(**changes))


@pytest.fixture(scope="module")
def hall():
    return small_hall()


@pytest.fixture(scope="module")
def without_rack(hall):
    return Scene(tuple(p for p in hall.parts if p.id != "rack"), {"floor": hall.meshes["floor"]})


AT = {"x_m": 3.0, "y_m": 10.0}


def test_the_same_facility_loses_nothing(hall):
    whole = document(layout=[{"kind": "move", "part_id": "rack", "at": AT}])
    assert transfer(whole, hall, hall) == transfer(whole, hall, hall).__class__(whole, ())


def test_edits_of_parts_that_are_gone_are_left_out_and_named(hall, without_rack):
    moved = document(
        layout=[
            {"kind": "move", "part_id": "rack", "at": AT},
            {"kind": "add", "part_id": "bench", "item": "pack-bench", "at": AT},
            {"kind": "duplicate", "part_id": "rack", "new_part_id": "rack-2", "at": AT},
            {"kind": "rotate", "part_id": "rack-2", "by_rad": 1.0},
            {"kind": "move", "part_id": "bench", "at": {"x_m": 4, "y_m": 4}},
        ]
    )
    made = transfer(moved, hall, without_rack)
    assert [edit.part_id for edit in made.document.layout] == ["bench", "bench"]
    assert [loss.pointer for loss in made.losses] == ["/layout/0", "/layout/2", "/layout/3"]
    assert made.losses[0].message == "“Rack” (rack) is not there any more: its new place is left out."
    assert set(edit_layout(without_rack, made.document.layout).placed) == {"floor", "bench"}


def test_an_id_that_the_facility_uses_now_is_not_added_twice(hall):
    rack = next(p for p in hall.parts if p.id == "rack")
    grown = Scene((*hall.parts, replace(rack, id="bench", name="New thing")), hall.meshes)
    made = transfer(document(layout=[{"kind": "add", "part_id": "bench", "item": "pack-bench", "at": AT}]), hall, grown)
    assert made.document.layout == []
    assert "The id 'bench' is that of another part now" in made.losses[0].message


def test_a_station_stays_where_people_stood_when_its_object_is_gone(hall, without_rack):
    at_rack = {"id": "dock", "kind": "ship", "part_id": "rack"}
    stations = [*small_document()["stations"], at_rack]
    made = transfer(document(stations=stations), hall, without_rack)
    dock = made.document.stations[-1]
    assert dock.part_id is None
    assert dock.at is not None
    assert (dock.at.x_m - 7) ** 2 + (dock.at.y_m - 7) ** 2 < 6**2  # beside the rack, which stood at 7, 7
    assert [loss.pointer for loss in made.losses] == ["/stations/2/part_id"]


def test_storage_and_events_that_name_the_part_are_told_of(hall, without_rack):
    made = transfer(
        document(
            storage={"part_ids": ["rack"], "given": [{"article": "a", "part_id": "rack"}]},
            events=[
                {"kind": "part_blocked", "target": "rack", "start_s": 0, "end_s": 60},
                {"kind": "demand_surge", "amount": 2, "start_s": 0, "end_s": 60},
            ],
        ),
        hall,
        without_rack,
    )
    assert made.document.storage.part_ids == []
    assert made.document.storage.given == []
    assert [event.kind for event in made.document.events] == ["demand_surge"]
    assert {loss.pointer for loss in made.losses} == {"/storage/part_ids", "/storage/given", "/events/0"}
