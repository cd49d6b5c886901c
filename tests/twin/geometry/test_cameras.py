"""Suggested cameras: where they hang and what they see."""

import numpy as np
import pytest
import shapely

from twin.cad.reader import read_cad
from twin.contracts import PartClass
from twin.demo.facility import build_demo_facility
from twin.geometry.cameras import hall_height_m, suggest_cameras
from twin.geometry.floorplan import build_floor_plan


@pytest.fixture(scope="module", params=["small warehouse", "demonstration"])
def hall(request):
    if request.param == "demonstration":
        scene = build_demo_facility()
    else:
        scene = read_cad(request.getfixturevalue("shared_fixtures") / "cad/aws_small_warehouse").scene
    plan = build_floor_plan(scene)
    return scene, plan, suggest_cameras(scene, plan)


def test_two_cctv_cameras_and_an_overview(hall):
    _, _, cameras = hall
    assert [c.name.split()[0] for c in cameras] == ["CCTV", "CCTV", "Overview"]
    assert len({c.id for c in cameras}) == 3


def test_they_hang_inside_the_building_and_in_no_part(hall):
    scene, plan, cameras = hall
    building = shapely.union_all([shapely.Polygon(r) for r in plan.building_m])
    for camera in cameras:
        x, y, z = camera.camera_to_world[:3, 3]
        assert building.contains(shapely.Point(x, y))
        if camera.name.startswith("CCTV"):
            assert z == pytest.approx(min(4.0, 0.6 * hall_height_m(scene)))
        for footprint in plan.footprints:
            if footprint.height_m > z and footprint.part_class != PartClass.WALL:
                assert not shapely.Polygon(footprint.polygon_m).contains(shapely.Point(x, y))


def test_they_see_free_floor_and_racks(hall):
    _, plan, cameras = hall
    rows, columns = np.nonzero(plan.free(0.3))
    floor = np.stack(
        [plan.origin_m[0] + (columns + 0.5) * plan.cell_m, plan.origin_m[1] + (rows + 0.5) * plan.cell_m, 0 * rows],
        axis=1,
    )
    faces = [f.polygon_m for f in plan.footprints if f.part_class == PartClass.RACK]
    racks = np.concatenate([np.column_stack([ring, np.full(len(ring), 1.2)]) for ring in faces])
    for camera in cameras:
        assert framed(camera, floor).mean() > 0.15
        assert framed(camera, racks).any()


def framed(camera, points):
    local = (points - camera.camera_to_world[:3, 3]) @ camera.camera_to_world[:3, :3]
    depth = np.maximum(local[:, 2], 1e-6)
    u = local[:, 0] / depth * camera.focal_px[0] + camera.center_px[0]
    v = local[:, 1] / depth * camera.focal_px[1] + camera.center_px[1]
    return (local[:, 2] > 0) & (u > 0) & (u < camera.width_px) & (v > 0) & (v < camera.height_px)


def test_the_same_plan_gives_the_same_cameras(hall):
    scene, plan, cameras = hall
    again = suggest_cameras(scene, plan)
    assert all(np.array_equal(a.camera_to_world, b.camera_to_world) for a, b in zip(cameras, again, strict=True))
