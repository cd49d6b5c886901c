"""The demonstration facility: its promises, and its way through the door of every upload."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import shapely

from twin.cad.reader import read_cad
from twin.contracts import VEHICLE_RADIUS_M, PartClass
from twin.demo import plan as layout
from twin.demo.cameras import demo_cameras
from twin.demo.facility import build_demo_facility, write_demo_glb
from twin.geometry.floorplan import build_floor_plan, walkable_polygons


@pytest.fixture(scope="module")
def scene():
    return build_demo_facility()


@pytest.fixture(scope="module")
def floor_plan(scene):
    return build_floor_plan(scene)


def test_it_holds_what_a_distribution_centre_holds(scene):
    counts = Counter(p.part_class for p in scene.parts)
    assert counts[PartClass.RACK] == 12
    assert counts[PartClass.DESK] == 14
    assert counts[PartClass.CHARGER] == 4
    assert sum(p.id.startswith("dock-door-") for p in scene.parts) == 8
    assert counts[PartClass.VEHICLE] == 2
    assert {PartClass.FLOOR, PartClass.CEILING, PartClass.LAMP, PartClass.BARRIER, PartClass.COLUMN} <= counts.keys()
    assert {f"rack-row-{n}" for n in range(1, 13)} <= {p.id for p in scene.parts}


def test_it_is_60_by_40_by_9_metres_with_the_origin_at_the_lower_left(scene):
    np.testing.assert_allclose(scene.part_bounds_m(scene.part("floor"))[:, :2], [[0, 0], [60, 40]], atol=1e-5)
    assert scene.part_bounds_m(scene.part("floor"))[1, 2] == pytest.approx(0)
    assert scene.part_bounds_m(scene.part("ceiling"))[1, 2] == pytest.approx(9.15, abs=0.01)


def test_it_is_light_enough_for_a_browser(scene):
    assert sum(scene.meshes[p.mesh_id].triangle_count for p in scene.parts) <= 250_000
    assert len({p.mesh_id for p in scene.parts if p.part_class is PartClass.RACK}) == 4


def test_aisles_and_cross_aisles_are_as_wide_as_planned(scene):
    boxes = sorted(
        (scene.part_bounds_m(p) for p in scene.parts if p.part_class is PartClass.RACK), key=lambda b: b[0, 0]
    )
    gaps = [b[0, 0] - a[1, 0] for a, b in pairwise(boxes)]
    np.testing.assert_allclose(gaps, 2.9, atol=0.06)
    north_wall = layout.WIDTH_M - layout.WALL_M
    assert min(north_wall - b[1, 1] for b in boxes) >= 3.0
    assert min(b[0, 1] for b in boxes) >= layout.MAIN_AISLE_M[1]


def test_people_reach_everything_and_vehicles_every_aisle(floor_plan):
    assert len(floor_plan.walkable_m) == 1
    ways = walkable_polygons(floor_plan.footprints, floor_plan.building_m, VEHICLE_RADIUS_M)
    largest = shapely.Polygon(ways[0][0], ways[0][1:])
    for x in layout.ROW_X_M[:-1]:
        assert largest.contains(shapely.Point(x + 2.0, 25.0))
    for x in layout.DOCK_X_M:
        assert largest.contains(shapely.Point(x, 1.8))


def test_no_two_things_stand_in_each_other(floor_plan):
    shapes = [(f, shapely.Polygon(f.polygon_m)) for f in floor_plan.footprints if f.part_class is not PartClass.WALL]
    for i, (one, a) in enumerate(shapes):
        for other, b in shapes[i + 1 :]:
            if one.part_id != other.part_id:
                assert a.intersection(b).area < 0.01, (one.part_id, other.part_id)


def test_the_same_seed_gives_the_same_facility_and_another_seed_another(scene):
    assert build_demo_facility(0).content_hash == scene.content_hash
    assert build_demo_facility(1).content_hash != scene.content_hash


def test_the_markings_are_painted_into_the_floor(scene):
    texture = next(
        p.material.texture
        for p in scene.meshes[scene.part("floor").mesh_id].primitives
        if p.material.texture is not None
    )
    assert texture.shape == (1365, 2048, 3)

    def pixel(x_m, y_m):
        return texture[int((layout.WIDTH_M - y_m) / layout.WIDTH_M * 1365), int(x_m / layout.LENGTH_M * 2048)].astype(
            int
        )

    red, green, blue = pixel(18.0, layout.MAIN_AISLE_M[1])
    assert red > blue + 80  # a yellow line
    assert abs(red - green) < 90
    red, green, blue = pixel(15.0, 7.9)
    assert green > red + 30  # the green walkway
    grey = pixel(55.0, 6.0)
    assert np.ptp(grey) < 25  # bare concrete


def test_it_comes_in_through_the_door_of_every_upload(scene, tmp_path):
    path = tmp_path / "demo.glb"
    write_demo_glb(path)
    imported = read_cad(path)
    assert [(p.id, p.part_class, p.name) for p in imported.scene.parts] == [
        (p.id, p.part_class, p.name) for p in scene.parts
    ]
    for before, after in zip(scene.parts, imported.scene.parts, strict=True):
        np.testing.assert_allclose(after.transform, before.transform, atol=1e-12)
    floor = imported.scene.meshes[imported.scene.part("floor").mesh_id]
    assert max(p.material.texture.shape[1] for p in floor.primitives if p.material.texture is not None) == 2048
    lamp = imported.scene.meshes[imported.scene.part("lamp-01").mesh_id]
    assert max(max(p.material.emission) for p in lamp.primitives) == pytest.approx(14.0)
    assert not any(n.kind == "dropped" for n in imported.notes)


def test_cameras_hang_in_free_air_inside_the_hall(scene, floor_plan):
    cameras = demo_cameras()
    assert [c.name for c in cameras] == ["CCTV west crossing", "CCTV pack", "CCTV docks", "Overview"]
    for camera in cameras:
        x, y, z = camera.camera_to_world[:3, 3]
        assert 0.2 < x < 59.8
        assert 0.2 < y < 39.8
        assert z < 8.5
        near = [
            f.part_id for f in floor_plan.footprints if shapely.Polygon(f.polygon_m).distance(shapely.Point(x, y)) < 0.2
        ]
        assert near == []
