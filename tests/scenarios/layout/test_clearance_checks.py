"""Room beside vehicles in aisles of 2 m (the hall of `conftest`), held against the rules by hand."""

import pytest

from scenarios.document import AddEdit, Placement, VehicleFleet
from scenarios.layout.clearance_checks import aisle_widths, check_clearance
from scenarios.layout.defaults import default_document
from scenarios.layout.variant import base_floor_plan, build_variant


@pytest.fixture(scope="module")
def good(hall):
    return default_document(hall, base_floor_plan(hall))


@pytest.fixture
def check(hall, good):
    def run(*, edits=(), **vehicle):
        document = good.model_copy(update={"fleet": [VehicleFleet(count=2, **vehicle)], "layout": list(edits)})
        return check_clearance(document, build_variant(hall, document))

    return run


# an aisle of 1.4 m between rack 2 (its front at y = -0.5) and a fence before rack 3
FENCE = AddEdit(part_id="fence", item="barrier", at=Placement(x_m=-5, y_m=-1.975), size_m=(9, 0.15, 1))


def test_aisles_are_as_wide_as_they_are(hall, good):
    variant = build_variant(hall, good)
    widths = aisle_widths(variant.floor_plan, variant.faces).tolist()
    between = [w for face, w in zip(variant.faces, widths, strict=True) if face.part_id == "rack-2"]
    assert len(between) > 0
    assert all(width == pytest.approx(2.0, abs=0.05) for width in between)


def test_an_amr_with_half_a_metre_on_each_side_is_fine(check):
    assert check(type="amr", width_m=0.65) == []
    assert check(type="amr", width_m=1.0) == []


def test_an_amr_with_less_is_told_by_which_rule(check):
    (found,) = check(type="amr", width_m=0.65, edits=[FENCE])
    assert (found.severity, found.code, found.pointer) == ("warning", "escape_clearance", "/fleet/0/width_m")
    assert found.part_ids == ("rack-2",)
    assert "0.4 m on each side at “Rack 2”" in found.message  # (1.4 - 0.65) / 2
    assert "ISO 3691-4 wants 0.5 m" in found.message
    assert found.at_m is not None
    assert found.at_m[1] == pytest.approx(-0.95, abs=0.3)


def test_the_rule_for_driverless_trucks_is_not_asked_of_a_pallet_jack(check):
    assert check(type="pallet_jack", length_m=0.9, width_m=0.65, edits=[FENCE]) == []  # 1.11 m across
    assert [f.code for f in check(type="agv", length_m=0.9, width_m=0.65, edits=[FENCE])] == ["escape_clearance"]


def test_a_forklift_must_be_able_to_turn_to_a_rack(check):
    assert check(type="forklift", length_m=1.7, width_m=0.9) == []  # 1.92 m across
    (found,) = check(type="forklift", length_m=2.3, width_m=1.1)
    assert found.code == "aisle_width"
    assert found.pointer == "/fleet/0"
    assert "2.55 m across of a truck of 2.3 × 1.1 m" in found.message
    assert "VDI 2198" in found.message


def test_the_data_sheet_goes_before_geometry(check):
    assert check(type="forklift", length_m=2.3, width_m=1.1, aisle_m=1.9) == []
    (found,) = check(type="forklift", length_m=1.5, width_m=0.9, aisle_m=3.4)
    assert found.pointer == "/fleet/0/aisle_m"
    assert "3.4 m on their data sheet" in found.message
    (of_amr,) = check(type="amr", width_m=0.65, aisle_m=2.5)
    assert of_amr.code == "aisle_width"


def test_vehicles_that_are_not_there_need_no_room(hall, good):
    document = good.model_copy(update={"fleet": [VehicleFleet(type="amr", count=0, width_m=1.5)]})
    assert check_clearance(document, build_variant(hall, document)) == []
