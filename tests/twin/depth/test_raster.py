"""Drawn triangles are the ones that rays find; those that the near plane cuts are drawn as far as they are seen."""

import numpy as np

from twin.contracts import look_at
from twin.depth.raster import PLACES_PX, SUBPIXELS_PX, draw
from twin.depth.raycast import Caster, camera_rays, cast_places
from twin.depth.triangles import rigid_piece


def clutter(count: int, *, seed: int = 0):
    """Triangles all about the origin, up to 3 m long."""
    rng = np.random.default_rng(seed)
    middle = rng.uniform(-4, 4, (count, 1, 3))
    vertices = (middle + rng.normal(0, 0.8, (count, 3, 3))).reshape(-1, 3).astype(np.float32)
    faces = np.arange(3 * count, dtype=np.int32).reshape(-1, 3)
    return rigid_piece(vertices, faces, owner=0, body=0, class_id=14, base_color=(1, 1, 1))


def view(position_m, target_m):
    return look_at("c", "c", position_m=position_m, target_m=target_m, horizontal_fov_rad=1.2)


def compare(camera, soup):
    depth, triangle, *_ = Caster(soup).nearest(camera_rays(camera))
    drawn = draw(camera, soup, PLACES_PX[:1])
    same = drawn.number[..., 0] == triangle + 1
    near = np.isfinite(depth) & same
    assert np.allclose(1 / drawn.nearness[..., 0][near], depth[near], rtol=1e-3, atol=1e-3)
    return same.mean(), np.isfinite(depth).mean()


def test_drawing_finds_what_rays_find():
    same, covered = compare(view((-12, 0.3, 0.5), (0, 0, 0)), clutter(300))
    assert covered > 0.1
    assert same > 0.999


def test_triangles_about_the_camera_are_cut_at_the_near_plane():
    soup = clutter(300, seed=1)
    camera = view((0.1, 0.2, 0.3), (3, 1, 0.2))
    behind = (soup.vertices_m - camera.camera_to_world[:3, 3]) @ camera.camera_to_world[:3, 2] < 0
    assert 0 < behind[soup.faces].any(axis=1).mean() < 1
    same, covered = compare(camera, soup)
    assert covered > 0.5
    assert same > 0.995


def test_other_places_of_the_pixel_see_what_a_shifted_camera_sees():
    soup, camera = clutter(100), view((-12, 0.3, 0.5), (0, 0, 0))
    places = draw(camera, soup, PLACES_PX)
    assert (places.number[..., 1] != places.number[..., 0]).any()
    shifted = draw(camera, soup, PLACES_PX[3:4])
    assert np.array_equal(shifted.number[..., 0], places.number[..., 3])


def test_every_row_and_column_of_sixteenths_has_one_place():
    cells = np.floor((SUBPIXELS_PX + 0.5) * 16)
    assert sorted(cells[:, 0]) == sorted(cells[:, 1]) == list(range(16))


def test_rays_to_all_places_find_what_is_drawn_there():
    soup, camera = clutter(200, seed=2), view((-12, 0.3, 0.5), (0, 0, 0))
    drawn, cast = draw(camera, soup, PLACES_PX), cast_places(camera, Caster(soup), PLACES_PX)
    same = drawn.number == cast.number
    assert same.mean() > 0.999
    assert np.allclose(drawn.nearness[same], cast.nearness[same], rtol=1e-3)
