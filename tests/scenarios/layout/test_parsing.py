"""Errors of a document name the place and say what to do."""

import pytest

from scenarios.layout.parsing import DocumentError, json_pointer, parse_document

DEMAND = {"windows": [{"start_s": 0, "end_s": 3600, "orders_per_hour": 60}]}
AT = {"x_m": 0, "y_m": 0}


def findings_of(**change):
    with pytest.raises(DocumentError) as caught:
        parse_document({"demand": DEMAND, **change})
    return [(finding.pointer, finding.code, finding.message) for finding in caught.value.findings]


def test_a_good_document_is_read():
    assert parse_document({"demand": DEMAND}).demand.windows[0].orders_per_hour == 60


def test_an_unknown_key_is_named_with_the_one_that_was_meant():
    shifts = [{"start_s": 0, "end_s": 60, "head": 2, "heads": 2}]
    assert findings_of(staffing=[{"role": "picker", "shifts": shifts}]) == [
        (
            "/staffing/0/shifts/0/head",
            "unknown_key",
            "Unknown key 'head' in staffing 1, shifts 1. Did you mean 'heads'?",
        )
    ]


def test_a_negative_head_count_is_refused_in_words():
    shifts = [{"start_s": 0, "end_s": 60, "heads": 2}, {"start_s": 60, "end_s": 90, "heads": -1}]
    assert findings_of(staffing=[{"role": "picker", "shifts": shifts}]) == [
        (
            "/staffing/0/shifts/1/heads",
            "invalid_value",
            "Staffing 1, shifts 2, heads must be at least 0 (it is -1).",
        )
    ]


def test_pointers_into_edits_have_no_tag_in_them():
    layout = [
        {"kind": "move", "part_id": "a", "at": {**AT, "x_m": "far"}},
        {"kind": "add", "part_id": "b", "item": "shelf", "at": AT, "add": 1},
        {"kind": "carry", "part_id": "c"},
        {"kind": "remove"},
    ]
    pointers = [(pointer, code) for pointer, code, _ in findings_of(layout=layout)]
    assert pointers == [
        ("/layout/0/at/x_m", "invalid_value"),
        ("/layout/1/add", "unknown_key"),
        ("/layout/2", "invalid_value"),
        ("/layout/3/part_id", "missing_key"),
    ]


def test_all_faults_are_told_at_once():
    assert len(findings_of(a=1, b=2, fleet=[{"type": "drone", "count": 1}])) == 3


def test_a_contradiction_names_the_thing_that_contradicts_itself():
    events = [{"kind": "absent", "start_s": 0, "end_s": 60}]
    assert findings_of(events=events) == [
        ("/events/0", "inconsistent", "Events 1: an event of kind absent needs a target.")
    ]


@pytest.mark.parametrize("data", [None, [], "demand", 3])
def test_what_is_not_an_object_is_no_document(data):
    with pytest.raises(DocumentError, match="A scenario document is a JSON object"):
        parse_document(data)


def test_pointers_escape_slashes_and_tildes():
    assert json_pointer(("layout", 3, "a/b~c")) == "/layout/3/a~1b~0c"
    assert findings_of(**{"a/b": 1})[0][0] == "/a~1b"


@pytest.mark.parametrize(
    ("zone", "pointer", "message"),
    [
        (
            {"kind": "moat"},
            "/zones/0",
            "Zones 1 needs a 'kind', one of keep_out, one_way, slow, crossing.",
        ),
        ({"kind": "slow", "limit_mps": 0}, "/zones/0/limit_mps", "Zones 1, limit_mps must be at least 0.1 (it is 0)."),
        (
            {"kind": "slow", "limit_mp": 1},
            "/zones/0/limit_mp",
            "Unknown key 'limit_mp' in zones 1. Did you mean 'limit_mps'?",
        ),
    ],
)
def test_a_fault_of_a_zone_is_told_at_the_zone_and_not_at_its_kind(zone, pointer, message):
    area = {"x_m": 4, "y_m": 2, "length_m": 3, "width_m": 2}
    demand = {"windows": [{"start_s": 0, "end_s": 3600, "orders_per_hour": 60}]}
    with pytest.raises(DocumentError) as caught:
        parse_document({"demand": demand, "zones": [{"id": "z", "area": area} | zone]})
    (finding,) = caught.value.findings
    assert (finding.pointer, finding.message) == (pointer, message)
