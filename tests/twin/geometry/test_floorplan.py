"""Floor plans whose clearances are known in closed form, and those of real halls."""

import json
import time
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
import shapely

from twin.cad.reader import read_cad
from twin.contracts import Footprint, PartClass
from twin.demo.facility import build_demo_facility
from twin.geometry.floorplan import build_floor_plan, build_floor_plan_from_footprints
from twin.geometry.plan_json import plan_to_json
from twin.geometry.raster import draw
from twin.geometry.thumbnail import plan_svg

ROOM = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 6.0], [0.0, 6.0]])


def block(x0, y0, x1, y1, part_id="block"):
    return Footprint(part_id, PartClass.CLUTTER, np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=float), 1.0)


def exact_clearance(plan, footprints, rooms):
    free = shapely.union_all([shapely.Polygon(r) for r in rooms])
    if footprints:
        free = free.difference(shapely.union_all([shapely.Polygon(f.polygon_m) for f in footprints]))
    rows, columns = plan.clearance_m.shape
    x = plan.origin_m[0] + plan.cell_m * (np.arange(columns) + 0.5)
    y = plan.origin_m[1] + plan.cell_m * (np.arange(rows) + 0.5)
    points = shapely.points(*np.meshgrid(x, y))
    distance = shapely.distance(points, free.boundary)
    return np.where(shapely.contains(free, points), distance, -distance)


@pytest.mark.parametrize("cell_m", [0.1, 0.25])
def test_clearance_is_right_to_half_a_cell(cell_m):
    rng = np.random.default_rng(3)
    footprints = [block(3, 2, 4.23, 3.1)]
    for _ in range(6):
        angle = rng.uniform(0, np.pi)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        ring = np.array([[-0.5, -0.3], [0.5, -0.3], [0.5, 0.3], [-0.5, 0.3]]) @ turn.T + rng.uniform((1, 1), (9, 5))
        footprints.append(Footprint("turned", PartClass.RACK, ring, 2.0))
    plan = build_floor_plan_from_footprints(footprints, [ROOM], cell_m=cell_m)
    exact = exact_clearance(plan, footprints, [ROOM])
    assert np.abs(plan.clearance_m - exact).max() <= cell_m / 2
    assert abs((plan.clearance_m - exact).mean()) < cell_m / 10  # no systematic shrinking or growing


def test_walkable_polygons_keep_a_persons_radius():
    plan = build_floor_plan_from_footprints([block(4, 2, 6, 4)], [ROOM])
    ((exterior, hole),) = plan.walkable_m
    area = shapely.Polygon(exterior, [hole]).area
    # 0.3 m off the walls, and the block grown by 0.3 m with round corners.
    assert area == pytest.approx(9.4 * 5.4 - (4 + 4 * 2 * 0.3 + np.pi * 0.3**2), rel=2e-3)


def test_a_gap_narrower_than_a_person_separates_the_floor():
    wall = [block(5, 0, 5.2, 2.8), block(5, 3.3, 5.2, 6)]
    assert len(build_floor_plan_from_footprints(wall, [ROOM]).walkable_m) == 2
    wide = [block(5, 0, 5.2, 2.6), block(5, 3.3, 5.2, 6)]
    assert len(build_floor_plan_from_footprints(wide, [ROOM]).walkable_m) == 1


def test_polygons_are_drawn_by_their_pixel_centres():
    ring = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
    mask = draw([ring], (6, 6), (-1.0, -1.0), 1.0)
    assert mask.sum() == 16
    assert mask[1:5, 1:5].all()
    triangle = np.array([[0.0, 0.0], [4.1, 0.0], [0.0, 4.1]])
    assert draw([triangle], (6, 6), (0.0, 0.0), 1.0).sum() == 4 + 3 + 2 + 1
    corner = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 1.0], [1.0, 1.0], [1.0, 4.0], [0.0, 4.0]])
    assert draw([corner], (4, 4), (0.0, 0.0), 1.0).sum() == 4 + 3


def test_the_small_warehouse_is_as_large_as_it_is_and_walkable_in_one_piece(shared_fixtures):
    plan = build_floor_plan(read_cad(shared_fixtures / "cad/aws_small_warehouse").scene)
    (building,) = plan.building_m
    width, length = np.ptp(building, axis=0)
    assert 13.4 < width < 13.98
    assert 20.3 < length < 20.91
    assert len(plan.walkable_m) == 1
    row, column = plan.cell_of(0.5, -3.0)  # the middle of the hall
    assert plan.clearance_m[row, column] > 1.5
    row, column = plan.cell_of(-5.8, -1.0)  # inside the long shelf
    assert plan.clearance_m[row, column] < -0.5


def test_the_demonstration_plan_is_quick_and_a_variant_quicker():
    scene = build_demo_facility()
    start = time.process_time()
    plan = build_floor_plan(scene)
    assert time.process_time() - start < 2.0
    build_floor_plan(scene)
    start = time.process_time()
    build_floor_plan_from_footprints(plan.footprints, plan.building_m)
    assert time.process_time() - start < 0.6


def test_an_unbounded_plan_is_refused():
    with pytest.raises(ValueError, match="unit"):
        build_floor_plan_from_footprints([], [ROOM * 10_000])


def test_json_and_thumbnail_show_every_footprint():
    plan = build_floor_plan_from_footprints([block(1, 1, 2, 2), block(4, 2, 6, 4, "other")], [ROOM])
    document = json.loads(json.dumps(plan_to_json(plan)))
    assert document["bounds"] == [0, 0, 10, 6]
    assert [f["partId"] for f in document["footprints"]] == ["block", "other"]
    assert document["footprints"][1]["polygon"][2] == [6, 4]
    root = fromstring(plan_svg(plan, width_px=320))
    assert root.get("width") == "320"
    paths = root.findall("{http://www.w3.org/2000/svg}path")
    assert len(paths) == 1 + 2
    # y points up in the plan: the block at the bottom left is at the bottom left of the picture.
    x, y = (float(v) for v in paths[1].get("d")[1:].split("L")[0].split(" "))
    assert x < 160
    assert y > float(root.get("height")) / 2
