"""What a planner is told about a document."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scenarios.document import (
    AddEdit,
    DuplicateEdit,
    Event,
    MoveEdit,
    Placement,
    RemoveEdit,
    RotateEdit,
    ScenarioDocument,
    VehicleFleet,
)
from scenarios.layout.catalogue import CATALOGUE
from scenarios.layout.checks import check_document
from scenarios.layout.defaults import default_document
from scenarios.layout.variant import base_floor_plan

NAMES = st.sampled_from(["rack-1", "rack-2", "desk-1", "door-1", "wall-west", "floor", "lamp-1", "a", "b"])
NUMBER = st.one_of(st.floats(-12, 12), st.floats(-100_000, 100_000))
PLACE = st.builds(Placement, x_m=NUMBER, y_m=NUMBER, z_m=st.floats(-5, 5), heading_rad=NUMBER)
EDIT = st.one_of(
    st.builds(AddEdit, part_id=NAMES, item=st.sampled_from(sorted(CATALOGUE)), at=PLACE),
    st.builds(MoveEdit, part_id=NAMES, at=PLACE),
    st.builds(RotateEdit, part_id=NAMES, by_rad=NUMBER),
    st.builds(RemoveEdit, part_id=NAMES),
    st.builds(DuplicateEdit, part_id=NAMES, new_part_id=NAMES, at=PLACE),
)


@pytest.fixture(scope="module")
def good(hall):
    return default_document(hall, base_floor_plan(hall))


@pytest.fixture
def check(hall, good):
    def run(**change):
        return check_document(good.model_copy(update=change), hall, camera_ids=["cctv-1"])

    return run


def crew(good, role, shifts):
    return [
        person.model_copy(update={"shifts": [type(person.shifts[0])(**s) for s in shifts]})
        if person.role == role
        else person
        for person in good.staffing
    ]


def test_the_default_document_has_nothing_to_complain_about(check):
    assert check() == ()


def test_two_parts_in_one_place_are_both_named(check):
    (finding,) = check(layout=[MoveEdit(part_id="desk-1", at=Placement(x_m=-2, y_m=3))])[:1]
    assert (finding.severity, finding.code, finding.pointer) == ("error", "overlap", "/layout/0")
    assert set(finding.part_ids) == {"desk-1", "rack-1"}
    # Desk from x -3 to -1, rack to x -2: 1 m × 0.8 m in common.
    assert finding.message == ("“Desk 1” stands in “Rack 1” at x −2.5 m, y 3 m: 0.80 m² of the floor is taken twice.")
    assert finding.at_m == pytest.approx((-2.5, 3.0), abs=0.01)


def test_an_overlap_is_told_once_at_the_later_edit(check):
    layout = [
        AddEdit(part_id="a", item="column", at=Placement(x_m=3, y_m=-4)),
        RotateEdit(part_id="desk-1", by_rad=0.1),
        AddEdit(part_id="b", item="column", at=Placement(x_m=3.2, y_m=-4)),
    ]
    overlaps = [f for f in check(layout=layout) if f.code == "overlap"]
    assert [(f.pointer, f.part_ids) for f in overlaps] == [("/layout/2", ("b", "a"))]


def test_a_heap_of_parts_is_answered_in_short(check):
    heap = [AddEdit(part_id=f"p{n}", item="column", at=Placement(x_m=3, y_m=-4)) for n in range(60)]
    overlaps = [f for f in check(layout=heap) if f.code == "overlap"]
    assert len(overlaps) == 201
    assert "There are more than 200 overlaps; only so many are listed." in [f.message for f in overlaps]


def test_parts_that_touch_do_not_overlap(check):
    layout = [AddEdit(part_id="a", item="shelf", at=Placement(x_m=-5, y_m=1), size_m=(6, 1, 2))]
    assert not [f for f in check(layout=layout) if f.code == "overlap"]


def test_what_sticks_out_of_the_building_is_an_error(check):
    layout = [AddEdit(part_id="a", item="pallet-stack", at=Placement(x_m=0, y_m=-6), size_m=(1, 1, 1))]
    assert ("outside_building", "/layout/0") in [(f.code, f.pointer) for f in check(layout=layout)]
    layout = [AddEdit(part_id="a", item="pallet-stack", at=Placement(x_m=0, y_m=-60))]
    (finding,) = [f for f in check(layout=layout) if f.code == "outside_building"]
    assert "stands outside the building at x 0 m, y −60 m" in finding.message


def test_an_edit_that_cannot_be_applied_is_a_finding(check):
    (finding,) = check(layout=[RemoveEdit(part_id="rack-9")])
    assert (finding.severity, finding.pointer) == ("error", "/layout/0")
    assert finding.message == "There is no part 'rack-9' in this layout."


def test_faces_that_an_edit_cuts_off_are_counted_with_their_rack(check):
    # The pallets leave 0.35 m in front of rack 3's south side at x -6.95 .. -5.65: two of its faces are lost.
    layout = [AddEdit(part_id="a", item="pallet-stack", at=Placement(x_m=-6.3, y_m=-4.35), size_m=(2.2, 1, 1))]
    (finding,) = [f for f in check(layout=layout) if f.code == "unreachable_face"]
    assert (finding.severity, finding.pointer, finding.part_ids) == ("warning", "/storage", ("rack-3",))
    assert "“Rack 3” loses 2 pick faces to the edits" in finding.message


def test_no_reachable_face_at_all_is_an_error(check):
    layout = [RemoveEdit(part_id=f"rack-{n}") for n in (1, 2, 3)]
    (finding,) = [f for f in check(layout=layout) if f.severity == "error"]
    assert (finding.code, finding.pointer) == ("unreachable_face", "/storage")


def test_removing_the_only_desk_stops_the_packing(check):
    errors = [f for f in check(layout=[RemoveEdit(part_id="desk-1")]) if f.severity == "error"]
    assert [(f.code, f.pointer) for f in errors] == [("removed_part", "/stations/0/part_id")]
    assert "Pack station “pack-1” is out of use: its part “desk-1” was removed." in errors[0].message


def test_an_hour_without_a_packer_is_told_with_its_orders(good, check):
    shifts = [{"start_s": 0, "end_s": 6 * 3600, "heads": 1}, {"start_s": 7 * 3600, "end_s": 28800, "heads": 1}]
    demand = good.demand.model_copy(update={"windows": [good.demand.windows[0].model_copy(
        update={"end_s": 28800.0, "orders_per_hour": 120.0})]})  # fmt: skip
    (finding,) = [f for f in check(staffing=crew(good, "packer", shifts), demand=demand) if f.code == "staffing_gap"]
    assert finding.message == "No packer from 12:00 to 13:00 while 120 orders arrive."
    assert (finding.code, finding.pointer) == ("staffing_gap", "/staffing/1/shifts")


def test_a_day_without_pickers_is_an_error(good, check):
    findings = check(staffing=crew(good, "picker", [{"start_s": 0, "end_s": 28800, "heads": 0}]))
    assert [(f.severity, f.code, f.pointer) for f in findings] == [("error", "staffing_gap", "/staffing/0/shifts")]


def test_a_day_without_packers_or_shippers_is_simpler_and_says_how(good, check):
    (finding,) = check(staffing=[good.staffing[0], good.staffing[2]])
    assert (finding.severity, finding.pointer) == ("warning", "/staffing")
    assert finding.message == (
        "No packer is on shift all day while orders arrive: pickers pack their orders themselves."
    )
    (finding,) = check(staffing=good.staffing[:2])
    assert "No shipper is on shift all day" in finding.message


def test_people_without_a_station_are_an_error(good, check):
    (finding,) = check(stations=good.stations[:1])
    assert (finding.severity, finding.code, finding.pointer) == ("error", "no_station", "/stations")
    assert finding.message.startswith("1 shipper on shift, but there is no ship station")


def test_more_packers_than_benches_is_a_warning(good, check):
    (finding,) = check(staffing=crew(good, "packer", [{"start_s": 0, "end_s": 28800, "heads": 5}]))
    assert finding.pointer == "/staffing/1/shifts/0/heads"
    assert "5 on shift, but the pack stations have room for 1" in finding.message


def test_a_day_without_orders_is_an_error(good, check):
    nothing = good.demand.model_copy(
        update={"windows": [good.demand.windows[0].model_copy(update={"orders_per_hour": 0.0})]}
    )
    assert [(f.severity, f.code) for f in check(demand=nothing)] == [("error", "no_demand")]


def test_a_vehicle_too_wide_for_every_aisle_is_an_error_and_for_some_a_warning(check):
    def fleet(width):
        return [VehicleFleet(type="forklift", count=1, width_m=width)]

    codes = [(f.severity, f.code, f.pointer) for f in check(fleet=fleet(1.0))]
    assert codes == [("warning", "no_parking", "/stations")]
    # Between the racks 2 m are free; a block before rack 3's ends and side leaves no 1.6 m anywhere near it.
    blocks = [
        AddEdit(part_id="n", item="barrier", at=Placement(x_m=-5, y_m=-1.0), size_m=(9, 0.15, 1)),
        AddEdit(part_id="s", item="barrier", at=Placement(x_m=-5, y_m=-5.0), size_m=(9, 0.15, 1)),
    ]
    narrow = [f for f in check(fleet=fleet(1.6), layout=blocks) if f.code == "aisle_too_narrow"]
    assert [(f.severity, f.pointer, f.part_ids) for f in narrow] == [("warning", "/fleet/0/width_m", ("rack-3",))]
    wide = [f for f in check(fleet=fleet(3.0), layout=[
        MoveEdit(part_id="rack-1", at=Placement(x_m=-6.5, y_m=3)),
        MoveEdit(part_id="rack-2", at=Placement(x_m=-6.5, y_m=0)),
        MoveEdit(part_id="rack-3", at=Placement(x_m=-6.5, y_m=-3)),
        AddEdit(part_id="w", item="barrier", at=Placement(x_m=-1.5, y_m=0), size_m=(0.15, 10, 1)),
        RotateEdit(part_id="w", by_rad=0),
    ]) if f.code == "vehicle_too_wide"]  # fmt: skip
    assert [(f.severity, f.pointer) for f in wide] == [("error", "/fleet/0")]


def test_cameras_and_targets_must_exist(good, check):
    experiment = good.experiment.model_copy(update={"clip_camera_ids": ["cctv-1", "cctv-9"]})
    events = [
        Event(kind="part_blocked", start_s=0, end_s=60, target="rack-1"),
        Event(kind="part_blocked", start_s=0, end_s=60, target="rack-9"),
        Event(kind="absent", start_s=0, end_s=60, target="cook"),
    ]
    assert [(f.code, f.pointer) for f in check(experiment=experiment, events=events)] == [
        ("unknown_target", "/events/1/target"),
        ("unknown_target", "/events/2/target"),
        ("unknown_camera", "/experiment/clip_camera_ids/1"),
    ]


def test_what_lies_beyond_the_horizon_is_a_warning(good, check):
    shifts = [{"start_s": 0, "end_s": 36000, "heads": 1}]
    events = [Event(kind="demand_surge", start_s=30000, end_s=31000)]
    findings = check(staffing=crew(good, "shipper", shifts), events=events)
    assert [(f.severity, f.code, f.pointer) for f in findings] == [
        ("warning", "outside_horizon", "/staffing/2/shifts/0"),
        ("warning", "outside_horizon", "/events/0"),
    ]


def test_removed_storage_is_a_warning_and_unknown_storage_an_error(good, check):
    storage = good.storage.model_copy(update={"part_ids": ["rack-1", "rack-2", "rack-7"]})
    findings = check(storage=storage, layout=[RemoveEdit(part_id="rack-1")])
    assert [(f.severity, f.code, f.pointer) for f in findings] == [
        ("error", "unknown_part", "/storage/part_ids/2"),
        ("warning", "removed_part", "/storage/part_ids/0"),
    ]


@settings(max_examples=60, deadline=None, derandomize=True, phases=[Phase.generate])
@given(edits=st.lists(EDIT, max_size=6))
def test_any_list_of_edits_is_answered_with_findings(hall, good, edits):
    document = good.model_copy(update={"layout": edits})
    for finding in check_document(document, hall):
        assert finding.severity in ("error", "warning")
        assert len(finding.message) > 20
        steps = finding.pointer.split("/")
        assert steps[1] in ScenarioDocument.model_fields
        assert steps[1] != "layout" or 0 <= int(steps[2]) < len(edits)
