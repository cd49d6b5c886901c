"""A variant's floor, pick faces and stations."""

import math

import numpy as np
import pytest

from scenarios.document import AddEdit, MoveEdit, Placement, RemoveEdit, RotateEdit, ScenarioDocument, Station, Storage
from scenarios.layout.edits import LayoutError
from scenarios.layout.parsing import parse_document
from scenarios.layout.reach import main_reach
from scenarios.layout.variant import base_floor_plan, build_variant
from twin.contracts import PERSON_RADIUS_M, Scene
from twin.geometry.floorplan import build_floor_plan

DEMAND = {"windows": [{"start_s": 0, "end_s": 3600, "orders_per_hour": 60}]}


def document(**fields) -> ScenarioDocument:
    return parse_document({"demand": DEMAND}).model_copy(update=fields)


def faces_of(layout, part_id):
    return [face for face in layout.faces if face.part_id == part_id]


def test_a_free_rack_is_picked_from_both_long_sides(hall):
    faces = faces_of(build_variant(hall, document()), "rack-2")
    # 6 m at a pitch of 1.3 m: four to a side, 0.45 m off the sides at y = ±0.5.
    assert [round(face.y_m, 6) for face in faces] == [-0.95] * 4 + [0.95] * 4
    np.testing.assert_allclose([face.x_m for face in faces[:4]], [-6.95, -5.65, -4.35, -3.05], atol=1e-5)
    assert [face.facing_rad for face in faces] == pytest.approx([math.pi / 2] * 4 + [-math.pi / 2] * 4)


def test_faces_turn_with_the_rack_and_stay_where_people_can_stand(hall):
    turned = document(layout=[RotateEdit(part_id="rack-2", by_rad=0.3), RemoveEdit(part_id="rack-1")])
    layout = build_variant(hall, turned)
    faces = faces_of(layout, "rack-2")
    assert len(faces) == 8
    expected = math.remainder(faces[0].facing_rad - math.pi / 2 - 0.3, math.pi)
    assert expected == pytest.approx(0, abs=1e-6)
    for face in faces:
        row, column = layout.floor_plan.cell_of(face.x_m, face.y_m)
        assert layout.floor_plan.clearance_m[row, column] >= PERSON_RADIUS_M


def test_faces_against_a_wall_are_unreachable(hall):
    against = document(layout=[MoveEdit(part_id="rack-1", at=Placement(x_m=-5, y_m=5.45))])
    layout = build_variant(hall, against)
    assert len(faces_of(layout, "rack-1")) == 4
    assert [face.part_id for face in layout.unreachable_faces] == ["rack-1"] * 4
    assert {face.ordinal for face in (*faces_of(layout, "rack-1"), *layout.unreachable_faces)} == set(range(8))


def test_faces_in_a_closed_pocket_are_unreachable(hall):
    # A second hall row closes the north-west corner: one can stand in there, but not get there.
    barrier = AddEdit(part_id="fence", item="barrier", at=Placement(x_m=0, y_m=1.7), size_m=(20, 0.15, 1.1))
    layout = build_variant(hall, document(layout=[barrier]))
    assert not faces_of(layout, "rack-1")
    assert len(faces_of(layout, "rack-3")) == 8


def test_named_storage_and_another_pitch(hall):
    layout = build_variant(hall, document(storage=Storage(part_ids=["rack-3"], face_pitch_m=2.0)))
    assert {face.part_id for face in layout.faces} == {"rack-3"}
    assert len(layout.faces) == 6


def test_an_edited_plan_equals_one_measured_from_scratch(hall):
    edits = [
        MoveEdit(part_id="rack-1", at=Placement(x_m=3, y_m=-3, heading_rad=0.7)),
        AddEdit(part_id="new", item="column", at=Placement(x_m=0, y_m=4)),
        RemoveEdit(part_id="rack-3"),
    ]
    layout = build_variant(hall, document(layout=edits))
    fresh = build_floor_plan(Scene(layout.scene.parts, layout.scene.meshes))
    np.testing.assert_array_equal(layout.floor_plan.clearance_m, fresh.clearance_m)
    assert layout.floor_plan.origin_m == fresh.origin_m


def test_the_floor_of_the_facility_is_measured_once(hall):
    assert build_variant(hall, document()).floor_plan is base_floor_plan(hall)


def test_a_station_stands_beside_its_part_and_follows_it(hall):
    station = Station(id="p", kind="pack", part_id="desk-1", capacity=2)
    before = build_variant(hall, document(stations=[station])).stations[0]
    move = MoveEdit(part_id="desk-1", at=Placement(x_m=6, y_m=-2))
    after = build_variant(hall, document(stations=[station], layout=[move])).stations[0]
    np.testing.assert_allclose(after.stands_m[:, :2] - before.stands_m[:, :2], [[2, -2]] * 2, atol=1e-6)
    assert abs(before.stands_m[0, 1]) == pytest.approx(0.4 + 0.45, abs=1e-6)
    assert np.hypot(*(before.stands_m[0, :2] - before.stands_m[1, :2])) >= 0.7 - 1e-6


def test_a_place_of_its_own_is_kept_exactly(hall):
    at = Placement(x_m=2.22, y_m=-4.11, heading_rad=1.0)
    place = build_variant(hall, document(stations=[Station(id="s", kind="ship", at=at)])).stations[0]
    np.testing.assert_allclose(place.stands_m, [[2.22, -4.11, 1.0]])


def test_servers_of_one_place_and_of_others_never_share_a_spot(hall):
    stations = [
        Station(id=name, kind="pack", at=Placement(x_m=x_m, y_m=-4), capacity=6) for name, x_m in (("a", 5), ("b", 6.5))
    ]
    layout = build_variant(hall, document(stations=stations))
    stands = np.concatenate([place.stands_m[:, :2] for place in layout.stations])
    assert len(stands) == 12
    gaps = np.hypot(*(stands[:, None] - stands[None]).transpose(2, 0, 1)) + 9 * np.eye(12)
    assert gaps.min() >= 0.7 - 1e-6
    assert main_reach(layout.floor_plan, PERSON_RADIUS_M).allows_all(stands).all()


def test_a_station_nobody_can_stand_at_is_left_out(hall):
    stations = [Station(id="in", kind="pack", at=Placement(x_m=-5, y_m=0)), Station(id="x", kind="pack", part_id="no")]
    assert build_variant(hall, document(stations=stations)).stations == ()


@pytest.mark.parametrize("kind", ["work", "receive"])
def test_people_and_jobs_come_to_work_stations_and_receiving_docks_as_to_a_bench(hall, kind):
    bench, other = (Station(id="s", kind=k, part_id="desk-1", capacity=2) for k in ("pack", kind))
    packing, found = (build_variant(hall, document(stations=[s])).stations[0] for s in (bench, other))
    assert found.kind == kind
    np.testing.assert_allclose(found.stands_m, packing.stands_m)
    assert found.queue_m == packing.queue_m


def test_the_same_document_gives_the_same_layout(hall):
    doc = document(stations=[Station(id="p", kind="pack", part_id="desk-1", capacity=4)])
    one, two = build_variant(hall, doc), build_variant(hall, doc)
    assert one.faces == two.faces
    np.testing.assert_array_equal(one.stations[0].stands_m, two.stations[0].stands_m)


def test_moving_a_wall_measures_the_building_again(hall):
    inwards = document(layout=[MoveEdit(part_id="wall-east", at=Placement(x_m=7.1, y_m=0))])
    layout = build_variant(hall, inwards)
    before = base_floor_plan(hall)
    assert max(ring[:, 0].max() for ring in before.building_m) == pytest.approx(10, abs=0.05)
    assert max(ring[:, 0].max() for ring in layout.floor_plan.building_m) == pytest.approx(7, abs=0.05)


def test_a_wall_moved_to_nowhere_is_named(hall):
    away = document(layout=[MoveEdit(part_id="wall-east", at=Placement(x_m=5000, y_m=0))])
    with pytest.raises(LayoutError, match="“Wall east” stands 4,990 m away from the building") as caught:
        build_variant(hall, away)
    assert caught.value.pointer == "/layout/0"
