"""What can and cannot be written down in a scenario document."""

import pytest
from pydantic import ValidationError

from scenarios.document import RoleStaffing, ScenarioDocument, Shift

SMALLEST = {"demand": {"windows": [{"start_s": 0, "end_s": 3600, "orders_per_hour": 60}]}}

FLOOR = {"x_m": 4, "y_m": 2, "length_m": 3, "width_m": 2}


def test_the_smallest_document_has_a_day_of_eight_hours():
    document = ScenarioDocument.model_validate(SMALLEST)
    assert document.experiment.horizon_s == 8 * 3600
    assert document.layout == []


def test_a_document_survives_json_unchanged():
    data = {
        **SMALLEST,
        "layout": [
            {"kind": "add", "part_id": "r1", "item": "shelf", "at": {"x_m": 1, "y_m": 2}},
            {"kind": "rotate", "part_id": "r1", "by_rad": 0.5},
            {"kind": "duplicate", "part_id": "r1", "new_part_id": "r2", "at": {"x_m": 4, "y_m": 2}},
            {"kind": "move", "part_id": "r2", "at": {"x_m": 5, "y_m": 2, "heading_rad": 1}},
            {"kind": "remove", "part_id": "r1"},
        ],
    }
    data["zones"] = [{"id": kind, "kind": kind, "area": FLOOR} for kind in ("keep_out", "one_way", "slow", "crossing")]
    document = ScenarioDocument.model_validate(data)
    assert ScenarioDocument.model_validate_json(document.model_dump_json()) == document
    assert [edit.kind for edit in document.layout] == ["add", "rotate", "duplicate", "move", "remove"]


@pytest.mark.parametrize(("width", "height"), [(256, 144), (640, 360), (1280, 720), (1920, 1080)])
def test_clips_have_the_sizes_that_people_know(width, height):
    experiment = {"clip_width_px": width, "clip_height_px": height}
    assert ScenarioDocument.model_validate({**SMALLEST, "experiment": experiment})


@pytest.mark.parametrize(
    "change",
    [
        {"staf": []},
        {"experiment": {"clip_width_px": 640, "clip_height_px": 361}},
        {"stations": [{"id": "c", "kind": "charge", "part_id": "a", "pool": "p"}]},
        {"conveyors": [{"id": "b", "from_station": "p", "to_station": "s", "path": [[1, 1], [1, 1]]}]},
        {"conveyors": [{"id": "b", "from_station": "p", "to_station": "s", "capacity": 0}]},
        {"zones": [{"id": "z", "kind": "moat", "area": FLOOR}]},
        {"zones": [{"id": "z", "kind": "keep_out", "who": "cats", "area": FLOOR}]},
        {"zones": [{"id": "z", "kind": "keep_out", "limit_mps": 1, "area": FLOOR}]},
        {"zones": [{"id": "z", "kind": "slow", "limit_mps": 0, "area": FLOOR}]},
        {"zones": [{"id": "z", "kind": "crossing", "area": {**FLOOR, "width_m": 0}}]},
        {"zones": [{"id": "z", "kind": kind, "area": FLOOR} for kind in ("slow", "crossing")]},
        {"demand": {"recorded": {"arrival_s": [1], "articles": [["a", "b"]], "units": [[2]]}}},
        {"demand": {"recorded": {"arrival_s": [1], "articles": [["a"]], "units": [[0]]}}},
        {"demand": {"recorded": {"arrival_s": [1], "articles": [["a"]], "due_s": []}}},
        {"demand": {"recorded": {"arrival_s": [9], "articles": [["a"]], "due_s": [5]}}},
        {"stations": [{"id": "p", "kind": "pack"}]},
        {"stations": [{"id": "p", "kind": "pack", "part_id": "a"}, {"id": "p", "kind": "ship", "part_id": "b"}]},
        {"staffing": [{"role": "picker", "shifts": []}, {"role": "picker", "shifts": []}]},
        {"events": [{"kind": "absent", "start_s": 0, "end_s": 60}]},
        {"experiment": {"horizon_s": 3600, "clip_start_s": 3595, "clip_duration_s": 10}},
        {"layout": [{"kind": "move", "part_id": "a", "at": {"x_m": float("nan"), "y_m": 0}}]},
    ],
)
def test_contradictions_are_refused(change):
    with pytest.raises(ValidationError):
        ScenarioDocument.model_validate({**SMALLEST, **change})


def test_shifts_of_a_role_follow_each_other_but_do_not_overlap():
    morning, evening = Shift(start_s=0, end_s=3600, heads=2), Shift(start_s=3600, end_s=7200, heads=5)
    role = RoleStaffing(role="packer", shifts=[morning, evening])
    assert [role.heads_at(t) for t in (0, 3599, 3600, 7200)] == [2, 2, 5, 0]
    with pytest.raises(ValidationError, match="packer shifts overlap at 3000 s"):
        RoleStaffing(role="packer", shifts=[morning, Shift(start_s=3000, end_s=7200, heads=5)])


def test_the_clock_starts_with_the_day_and_passes_midnight():
    document = ScenarioDocument.model_validate({**SMALLEST, "experiment": {"start_of_day": "22:30"}})
    assert document.wall_clock(0) == "22:30"
    assert document.wall_clock(2 * 3600 + 59) == "00:30"
