"""Which parts a plan lights, and that it draws them where they stand."""

from xml.etree import ElementTree as ET

import numpy as np

from scenarios.reports.plan_svg import plan_difference, plan_svg
from twin.contracts import FloorPlan, Footprint, PartClass

SVG = "{http://www.w3.org/2000/svg}"


def square(part_id: str, x: float, y: float, size: float = 2.0) -> Footprint:
    ring = np.array([[x, y], [x + size, y], [x + size, y + size], [x, y + size]])
    return Footprint(part_id, PartClass.RACK, ring, 2.0)


def plan(*footprints: Footprint) -> FloorPlan:
    hall = np.array([[0.0, 0.0], [20.0, 0.0], [20.0, 10.0], [0.0, 10.0]])
    return FloorPlan((0.0, 0.0), 1.0, np.ones((10, 20), np.float32), footprints, (hall,), ())


def test_moved_added_and_removed_parts_are_told_apart():
    base = plan(square("kept", 1, 1), square("moved", 5, 1), square("gone", 9, 1))
    variant = plan(square("kept", 1, 1), square("moved", 5, 1.6), square("new", 13, 1))
    difference = plan_difference(base, variant)
    assert difference.changed_ids == {"moved", "new"}
    assert sorted(ghost[0].tolist() for ghost in difference.ghosts_m) == [[5.0, 1.0], [9.0, 1.0]]


def test_noise_and_another_first_point_are_no_change():
    ring = np.roll(square("a", 1, 1).polygon_m, 1, axis=0) + 0.004
    assert not plan_difference(plan(square("a", 1, 1)), plan(Footprint("a", PartClass.RACK, ring, 2.0))).changed_ids


def test_a_turned_part_is_changed_even_if_its_middle_stays():
    x = Footprint("a", PartClass.RACK, np.array([[0.0, 0], [4, 0], [4, 1], [0, 1]]), 2.0)
    turned = Footprint("a", PartClass.RACK, np.array([[1.5, -1.5], [2.5, -1.5], [2.5, 2.5], [1.5, 2.5]]), 2.0)
    assert plan_difference(plan(x), plan(turned)).changed_ids == {"a"}


def test_the_drawing_is_well_formed_and_y_points_up():
    base, variant = plan(square("a", 1, 1)), plan(square("a", 1, 5))
    root = ET.fromstring(
        plan_svg(variant, color="#e8590c", difference=plan_difference(base, variant), spots=[(3.0, 4.0, "contact")])
    )
    polygons = root.findall(f"{SVG}polygon")
    lit = [p for p in polygons if p.get("fill") == "#e8590c"]
    assert len(lit) == 1
    assert lit[0].get("points", "").split()[0] == "1.000,-5.000"
    assert len([p for p in polygons if p.get("stroke-dasharray")]) == 1
    assert [circle.get("cy") for circle in root.findall(f"{SVG}circle")] == ["-4.000"]
