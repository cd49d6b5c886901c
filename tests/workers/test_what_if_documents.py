"""Variant files: whole documents, patches of the default, and every way to get one wrong."""

import json

import pytest

from scenarios.document import ScenarioDocument
from workers.what_if.documents import VariantError, check_comparable, merge_patch, read_variant, with_overrides

DEFAULT = ScenarioDocument.model_validate(
    {
        "staffing": [{"role": "picker", "shifts": [{"start_s": 0, "end_s": 28_800, "heads": 4}]}],
        "demand": {"windows": [{"start_s": 0, "end_s": 28_800, "orders_per_hour": 100}]},
    }
)


@pytest.fixture
def write(tmp_path):
    def write_file(name, data):
        path = tmp_path / name
        path.write_text(data if isinstance(data, str) else json.dumps(data))
        return str(path)

    return write_file


def read(source):
    return read_variant(source, lambda: DEFAULT)


def test_the_default_needs_no_file():
    assert read("default").document == DEFAULT


def test_a_whole_document_is_named_after_its_file(write):
    variant = read(write("night shift.json", DEFAULT.model_dump(mode="json")))
    assert (variant.name, variant.document) == ("night shift", DEFAULT)


def test_a_patch_changes_what_it_says_and_nothing_else(write):
    patch = {"layout": [{"kind": "remove", "part_id": "rack-1"}], "demand": {"pick_s": 15}}
    variant = read(write("b.json", {"name": "One row less", "base": "default", "patch": patch}))
    assert variant.name == "One row less"
    assert variant.document.layout[0].part_id == "rack-1"
    assert variant.document.demand == DEFAULT.demand.model_copy(update={"pick_s": 15})
    assert variant.document.staffing == DEFAULT.staffing


def test_a_patch_can_build_on_another_file(write):
    write("b.json", {"base": "default", "patch": {"demand": {"pick_s": 15}}})
    variant = read(write("c.json", {"base": "b.json", "patch": {"demand": {"pack_s": 30}}}))
    assert (variant.document.demand.pick_s, variant.document.demand.pack_s) == (15, 30)


@pytest.mark.parametrize(
    ("target", "patch", "expected"),
    [  # RFC 7396, appendix A
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merge_patch_follows_its_standard(target, patch, expected):
    before = json.dumps(target)
    assert merge_patch(target, patch) == expected
    assert json.dumps(target) == before


@pytest.mark.parametrize(
    ("content", "code", "pointer"),
    [
        ("{", "not_json", ""),
        ("", "not_json", ""),
        ('{"demand": NaN}', "unreadable", ""),
        ([1], "invalid_value", ""),
        ({"base": "default", "patch": {}, "pach": 1}, "unknown_key", ""),
        ({"base": 3, "patch": {}}, "invalid_value", "/base"),
        ({"base": "default", "name": "", "patch": {}}, "invalid_value", "/name"),
        ({"base": "nowhere.json", "patch": {}}, "missing_file", ""),
        ({"base": "bad.json", "patch": {}}, "circular_base", "/base"),
        ({"base": "default", "patch": {"demnd": {}}}, "unknown_key", "/demnd"),
        ({"base": "default", "patch": {"demand": {"pick_s": -1}}}, "invalid_value", "/demand/pick_s"),
    ],
)
def test_a_wrong_file_is_told_with_its_place(write, content, code, pointer):
    with pytest.raises(VariantError) as caught:
        read(write("bad.json", content))
    finding = caught.value.findings[0]
    assert (finding.severity, finding.code, finding.pointer) == ("error", code, pointer)


def test_negative_heads_are_told_with_their_place(write):
    staffing = [{"role": "picker", "shifts": [{"start_s": 0, "end_s": 28_800, "heads": -2}]}]
    with pytest.raises(VariantError) as caught:
        read(write("bad.json", {"base": "default", "patch": {"staffing": staffing}}))
    assert caught.value.findings[0].pointer == "/staffing/0/shifts/0/heads"


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(VariantError, match="does not exist"):
        read(str(tmp_path / "no.json"))


def test_overrides_are_checked_like_everything_else(write):
    variant = with_overrides(read("default"), replications=3, clip_duration_s=None)
    assert variant.document.experiment.replications == 3
    with pytest.raises(VariantError) as caught:
        with_overrides(read("default"), replications=0)
    assert caught.value.findings[0].pointer == "/experiment/replications"


def test_variants_of_different_luck_are_not_compared():
    a = read("default")
    with pytest.raises(VariantError) as caught:
        check_comparable([a, with_overrides(a, seed=7)])
    assert caught.value.findings[0].pointer == "/experiment/seed"
