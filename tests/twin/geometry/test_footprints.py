"""Outlines of parts whose right answer is known."""

import math

import numpy as np
import pytest
import shapely
import trimesh

from twin.cad.reader import read_cad
from twin.cad.shapes import mesh_of
from twin.contracts import Part, PartClass, Primitive, Scene
from twin.geometry.footprints import part_footprint, part_footprints
from twin.geometry.reduce import reduced
from twin.geometry.slices import clip_to_band, section_segments


def mesh_from(*boxes):
    """A mesh of boxes, each (size, centre)."""
    made = [
        trimesh.creation.box(extents=size, transform=trimesh.transformations.translation_matrix(at))
        for size, at in boxes
    ]
    whole = trimesh.util.concatenate(made)
    assert isinstance(whole, trimesh.Trimesh)
    return mesh_of((Primitive(whole.vertices.astype(np.float32), whole.faces.astype(np.int32)),))


def scene_of(mesh, part_class, *, at=(0, 0, 0), yaw=0.0, scale=1.0):
    transform = np.eye(4)
    transform[:2, :2] = scale * np.array([[math.cos(yaw), -math.sin(yaw)], [math.sin(yaw), math.cos(yaw)]])
    transform[2, 2] = scale
    transform[:3, 3] = at
    part = Part("p", "p", part_class, mesh.id, transform)
    return Scene((part,), {mesh.id: mesh}), part


def covered(scene, part):
    return shapely.union_all([shapely.Polygon(f.polygon_m) for f in part_footprints(scene, part)])


def test_a_rack_on_legs_is_filled():
    legs = [((0.1, 0.1, 3.0), (x, y, 1.5)) for x in (-1.95, 1.95) for y in (-0.45, 0.45)]
    scene, part = scene_of(mesh_from(*legs, ((4, 1, 0.1), (0, 0, 2.5))), PartClass.RACK, at=(10, 5, 0), yaw=0.5)
    footprint = part_footprint(scene, part)
    shape = shapely.Polygon(footprint.polygon_m)
    assert shape.area == pytest.approx(4.0, rel=1e-3)
    np.testing.assert_allclose(shape.centroid.coords[0], (10, 5), atol=1e-3)
    assert footprint.height_m == pytest.approx(3.0)
    assert shape.exterior.is_ccw


def test_a_block_of_two_rows_keeps_its_aisle():
    rows = mesh_from(((12, 1, 2), (0, -2.5, 1)), ((12, 1, 2), (0, 2.5, 1)))
    scene, part = scene_of(rows, PartClass.RACK)
    assert covered(scene, part).area == pytest.approx(24, rel=0.01)
    assert len(part_footprints(scene, part)) == 2


def test_a_block_taller_and_wider_than_any_person_is_solid():
    scene, part = scene_of(mesh_from(((8, 6, 3), (0, 0, 1.5)), ((1, 12, 3), (9, 0, 1.5))), PartClass.CLUTTER)
    shape = covered(scene, part)
    assert shape.area == pytest.approx(8 * 6 + 12, rel=0.01)
    assert shape.contains(shapely.Point(0, 0))


def test_what_hangs_above_two_metres_or_lies_flat_is_in_nobodys_way():
    for center, size in (((0, 0, 3), (2, 2, 1)), ((0, 0, 0.02), (2, 2, 0.04))):
        scene, part = scene_of(mesh_from((size, center)), PartClass.CLUTTER)
        assert part_footprint(scene, part) is None


@pytest.mark.parametrize("part_class", [PartClass.FLOOR, PartClass.CEILING, PartClass.LAMP, PartClass.MARKING])
def test_floors_and_paint_are_no_obstacles(part_class):
    scene, part = scene_of(mesh_from(((1, 1, 1), (0, 0, 0.5))), part_class)
    assert part_footprints(scene, part) == ()


def test_the_walls_of_a_hall_in_one_mesh_are_a_frame_and_not_a_block():
    frame = mesh_from(
        ((20, 0.3, 5), (0, 5, 2.5)),
        ((20, 0.3, 5), (0, -5, 2.5)),
        ((0.3, 10, 5), (10, 0, 2.5)),
        ((0.3, 10, 5), (-10, 0, 2.5)),
    )
    scene, part = scene_of(frame, PartClass.WALL, at=(3, 3, 0))
    shape = covered(scene, part)
    expected = 20 * 0.3 * 2 + 10 * 0.3 * 2 - 4 * 0.15 * 0.15
    assert shape.area == pytest.approx(expected, rel=0.02)
    assert not shape.contains(shapely.Point(3, 3))
    assert all(shapely.Polygon(f.polygon_m).is_valid for f in part_footprints(scene, part))


def test_walls_without_thickness_are_thin():
    corners = np.array([[0, 0, 0], [10, 0, 0], [10, 0, 4], [0, 0, 4], [10, 8, 0], [10, 8, 4]], dtype=np.float32)
    faces = np.array([[0, 1, 2], [0, 2, 3], [1, 4, 5], [1, 5, 2]], dtype=np.int32)
    scene, part = scene_of(mesh_of((Primitive(corners, faces),)), PartClass.WALL)
    assert covered(scene, part).area == pytest.approx(18 * 0.06, rel=0.05)


def test_a_doorway_in_a_wall_mesh_stays_open_at_the_bottom_only_where_it_is_one():
    wall = mesh_from(((4, 0.2, 4), (-3, 0, 2)), ((4, 0.2, 4), (3, 0, 2)), ((2, 0.2, 1.5), (0, 0, 3.25)))
    scene, part = scene_of(wall, PartClass.WALL)
    assert not covered(scene, part).intersects(shapely.Point(0, 0))


def test_moving_a_part_moves_its_outline_rigidly():
    mesh = mesh_from(((2, 1, 1), (0.5, 0, 0.5)))
    scene, part = scene_of(mesh, PartClass.DESK)
    moved_scene, moved = scene_of(mesh, PartClass.DESK, at=(7, -2, 0), yaw=2.0)
    turn = np.array([[math.cos(2), -math.sin(2)], [math.sin(2), math.cos(2)]])
    np.testing.assert_allclose(
        covered(moved_scene, moved)
        .symmetric_difference(shapely.transform(covered(scene, part), lambda p: p @ turn.T + (7, -2)))
        .area,
        0,
        atol=1e-6,
    )


def test_the_shelves_of_the_small_warehouse_cover_what_they_should(shared_fixtures):
    scene = read_cad(shared_fixtures / "cad/aws_small_warehouse").scene
    areas = {p.id: covered(scene, p).area for p in scene.parts}
    assert areas["shelff-01-001"] == pytest.approx(2.12 * 18.05, rel=0.03)
    assert areas["shelfd-01-001"] == pytest.approx(3.92 * 0.88, rel=0.03)
    assert areas["wallb-01-001"] < 25  # about 70 m of wall, not 292 m² of hall


def test_a_triangle_is_clipped_to_a_band_exactly():
    triangle = np.array([[[0, 0, 0], [4, 0, 0], [0, 0, 4]]], dtype=float)
    pieces = clip_to_band(triangle, 1, 2)
    area = sum(np.linalg.norm(np.cross(p[1] - p[0], p[2] - p[0])) / 2 for p in pieces)
    assert area == pytest.approx(2.5)  # a trapezium with sides 3 and 2, 1 high
    assert pieces[..., 2].min() == 1
    assert pieces[..., 2].max() == 2


def test_a_section_of_a_box_is_its_outline():
    box = trimesh.creation.box(extents=(2, 3, 4))
    segments = section_segments(np.asarray(box.triangles), 0.3)
    assert np.linalg.norm(segments[:, 0] - segments[:, 1], axis=1).sum() == pytest.approx(10)


def test_a_scan_of_many_triangles_has_the_same_outline_to_a_pixel():
    n = 180
    x, y = np.meshgrid(np.linspace(0, 6, n), np.linspace(0, 5, n))
    points = np.stack([x, y, 0.5 + 0.1 * np.sin(3 * x)], axis=-1).reshape(-1, 3).astype(np.float32)
    i = np.arange(n * n, dtype=np.int32).reshape(n, n)
    a, b, c, d = i[:-1, :-1].ravel(), i[:-1, 1:].ravel(), i[1:, 1:].ravel(), i[1:, :-1].ravel()
    faces = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    faces = faces[points[faces].mean(axis=1)[:, 0] < points[faces].mean(axis=1)[:, 1]]  # half of it: a triangle
    assert len(faces) > 20_000
    triangles = points[faces].astype(float)
    few = reduced(triangles)
    assert len(few) < 3000
    union = shapely.union_all(shapely.polygons(few[..., :2]))
    assert union.area == pytest.approx(12.5, abs=0.05 * (5 + 5 + 7.1))
    corner = shapely.Polygon([(0, 0), (5, 5), (0, 5)])
    assert union.buffer(0.04).contains(corner)
