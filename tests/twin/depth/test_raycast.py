"""G-buffers against closed forms: a wall, a floor, a sphere, a box that moves."""

import numpy as np
import pytest

from twin.contracts import Camera, Material, Mesh, Part, PartClass, Primitive, Scene, look_at
from twin.depth.check import check_camera
from twin.depth.raycast import RaycastScene
from twin.depth.triangles import flatten_scene, linear_from_srgb, rigid_piece

BOX = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)], np.float32)
BOX_FACES = np.array(
    [t for a, b, c, d in [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
     for t in ((a, b, c), (a, c, d))], np.int32)  # fmt: skip


def box(part_id: str, center, size, part_class=PartClass.CLUTTER) -> tuple[Part, Mesh]:
    pose = np.eye(4)
    pose[:3, 3] = center
    mesh = Mesh(part_id, (Primitive(BOX * np.float32(size), BOX_FACES, Material(base_color=(0.5, 0.25, 0.125))),))
    return Part(part_id, part_id, part_class, part_id, pose), mesh


def scene_of(*pairs: tuple[Part, Mesh]) -> Scene:
    return Scene(tuple(p for p, _ in pairs), {m.id: m for _, m in pairs})


def looking_along_x(width=64, height=36) -> Camera:
    return look_at(
        "c", "c", position_m=(0, 0, 1), target_m=(1, 0, 1), horizontal_fov_rad=1.2, width_px=width, height_px=height
    )


def test_depth_of_a_wall_is_measured_along_the_axis_not_the_ray():
    scene = RaycastScene(scene_of(box("wall", (6.5, 0, 0), (1, 40, 40), PartClass.WALL)))
    gbuffer = scene.gbuffer(looking_along_x())
    assert np.allclose(gbuffer.depth_m, 6.0, atol=1e-4)
    assert np.allclose(gbuffer.normal, (-1, 0, 0), atol=1e-6)
    assert (gbuffer.class_id == PartClass.WALL).all()
    assert (gbuffer.part_index == 0).all()
    assert np.allclose(gbuffer.albedo, (0.5, 0.25, 0.125))


def test_depth_of_the_floor_follows_the_pinhole_formula():
    scene = RaycastScene(scene_of(box("floor", (0, 0, -0.5), (400, 400, 1), PartClass.FLOOR)))
    camera = looking_along_x()
    gbuffer = scene.gbuffer(camera)
    row = np.arange(20, 36)
    expected = 1.0 * camera.focal_px[1] / (row + 0.5 - camera.center_px[1])  # height over the slope of the ray
    assert np.allclose(gbuffer.depth_m[row, 32], expected, rtol=1e-4)
    assert np.allclose(gbuffer.normal[row, 32], (0, 0, 1), atol=1e-6)


def test_the_sky_is_nothing():
    scene = RaycastScene(scene_of(box("floor", (0, 0, -0.5), (400, 400, 1), PartClass.FLOOR)))
    gbuffer = scene.gbuffer(looking_along_x())
    assert np.isinf(gbuffer.depth_m[0]).all()
    assert (gbuffer.class_id[0] == PartClass.NOTHING).all()
    assert (gbuffer.part_index[0] == -1).all()
    assert (gbuffer.normal[0] == 0).all()


def test_a_box_hides_what_stands_behind_it_and_fills_the_pixels_that_it_must():
    scene = RaycastScene(scene_of(box("wall", (10.5, 0, 0), (1, 40, 40)), box("crate", (4.5, 0, 1), (1, 1, 1))))
    camera = looking_along_x(640, 360)
    crate = scene.gbuffer(camera).part_index == 1
    side_px = camera.focal_px[0] * 1.0 / 4.0  # 1 m at 4 m
    assert abs(crate.sum() - side_px**2) < 2.5 * side_px


def test_a_texture_is_read_with_row_0_at_v_1():
    texture = np.zeros((2, 2, 3), np.uint8)
    texture[0] = 255  # the upper half is white
    vertices = np.array([[5, -3, -2], [5, 3, -2], [5, 3, 4], [5, -3, 4]], np.float32)
    uv = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    material = Material(base_color=(1, 1, 1), texture=np.kron(texture, np.ones((16, 16, 1), np.uint8)))
    mesh = Mesh("sign", (Primitive(vertices, np.array([[0, 1, 2], [0, 2, 3]], np.int32), material, uv),))
    scene = Scene((Part("sign", "sign", PartClass.WALL, "sign", np.eye(4)),), {"sign": mesh})
    gbuffer = RaycastScene(scene).gbuffer(looking_along_x())
    assert np.allclose(gbuffer.albedo[10, 32], 1.0, atol=1e-3)
    assert np.allclose(gbuffer.albedo[26, 32], 0.0, atol=1e-3)


def test_who_moves_is_merged_by_depth_and_numbered_after_the_parts():
    scene = RaycastScene(scene_of(box("wall", (10.5, 0, 0), (1, 40, 40))))
    near = rigid_piece(np.add(BOX, (4, 0, 1)), BOX_FACES, owner=3, body=7, class_id=14, base_color=(0, 1, 0))
    behind = rigid_piece(np.add(BOX, (14, 0, 1)), BOX_FACES, owner=3, body=7, class_id=14, base_color=(0, 1, 0))
    camera = looking_along_x()
    gbuffer, layer = scene.gbuffer_with_bodies(camera, near)
    assert gbuffer.part_index[18, 32] == 1 + 3
    assert layer.body[18, 32] == 7
    assert gbuffer.depth_m[18, 32] == pytest.approx(3.5, abs=1e-4)
    assert layer.unhidden_px[3] == (gbuffer.part_index == 4).sum()
    hidden, layer = scene.gbuffer_with_bodies(camera, behind)
    assert (hidden.part_index == 0).all()
    assert layer.unhidden_px[3] > 0


def test_an_empty_scene_is_seen_as_nothing():
    gbuffer = RaycastScene(Scene((), {})).gbuffer(looking_along_x())
    assert np.isinf(gbuffer.depth_m).all()


def test_triangles_without_area_or_with_bad_vertices_are_left_out():
    vertices = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [np.nan, 0, 0]], np.float32)
    faces = np.array([[0, 1, 2], [0, 1, 1], [0, 1, 3]], np.int32)
    mesh = Mesh("m", (Primitive(vertices, faces),))
    scene = Scene((Part("p", "p", PartClass.CLUTTER, "m", np.eye(4)),), {"m": mesh})
    assert len(flatten_scene(scene).faces) == 1


def test_srgb_middle_grey():
    assert linear_from_srgb(np.array([188], np.uint8))[0] == pytest.approx(0.5029, abs=1e-3)


def test_check_camera_names_what_is_wrong():
    hall = RaycastScene(scene_of(box("rack-1", (5, 0, 1), (2, 2, 2)), box("wall", (10.5, 0, 0), (1, 40, 40))))

    def camera(position, target) -> Camera:
        return look_at("c", "Dock", position_m=position, target_m=target, horizontal_fov_rad=1.0)

    assert check_camera(camera((0, 0, 1), (1, 0, 1)), hall) == []
    assert "inside rack-1" in check_camera(camera((5, 0, 1), (9, 0, 1)), hall)[0]
    assert "sees nothing" in check_camera(camera((0, 0, 1), (-5, 0, 1)), hall)[0]
    assert "empty" in check_camera(camera((0, 0, 1), (1, 0, 1)), RaycastScene(Scene((), {})))[0]
