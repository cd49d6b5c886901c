"""What a surface sees follows from the scene alone, whoever looked before; agents take from it and give nothing."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from worlds.conditioning import texels as texels_module
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.conditions import Conditioner
from worlds.conditioning.shapes import body_soup
from worlds.conditioning.texel_kernels import find_texels, take_used
from worlds.conditioning.texels import TexelCache, Texels

SPEC = importlib.util.spec_from_file_location("worlds_conftest", Path(__file__).parents[1] / "conftest.py")
assert SPEC
assert SPEC.loader
helpers = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(helpers)
make_state = helpers.make_state

HINTS = ("seen", "openness", "sky_share")


def moved(camera, metres):
    pose = camera.camera_to_world.copy()
    pose[:3, 3] += metres * pose[:3, 0]
    return replace(camera, camera_to_world=pose)


def same(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in HINTS)


def test_who_looked_before_changes_nothing(hall, camera):
    state = make_state((6, 4, 0.4))
    fresh = Conditioner(hall).frame(state, camera)
    experienced = Conditioner(hall)
    for k in range(1, 6):
        experienced.frame(make_state((5, 5, 0.1 * k)), moved(camera, 0.1 * k))
    assert same(fresh, experienced.frame(state, camera))
    assert same(fresh, experienced.beside().frame(state, camera))


@pytest.mark.parametrize("most", [1 << 18, 1 << 11])
def test_a_table_that_grows_or_begins_again_changes_nothing(hall, camera, monkeypatch, most):
    state = make_state((6, 4, 0.4))
    views = [moved(camera, 0.2 * k) for k in range(4)]
    fresh = [Conditioner(hall).frame(state, view) for view in views]
    monkeypatch.setattr(texels_module, "FIRST_TEXELS", 64)
    monkeypatch.setattr(texels_module, "MOST_TEXELS", most)
    small = Conditioner(hall)
    assert all(same(one, small.frame(state, view)) for one, view in zip(fresh, views, strict=True))


def test_a_camera_that_moves_a_little_casts_few_rays(hall, camera, monkeypatch):
    conditioner, counts = Conditioner(hall), []
    cast = TexelCache._cast

    def counted(self, texels, new):
        counts.append(len(new))
        cast(self, texels, new)

    monkeypatch.setattr(TexelCache, "_cast", counted)
    for k in range(12):
        conditioner.frame(make_state(), moved(camera, 0.02 * k))
    assert counts[0] > 1000
    assert counts[-1] < counts[0] / 4


def look(point, patch_corners, spacing=1.01, texels=None, patch=None):
    """Rows and shares of points (h, w, 3) on the patch z = 0 that triangles (T, 3, 3) form."""
    texels = texels or Texels.of_size(1 << 15)
    shape = point.shape[:2]
    up = np.broadcast_to(np.array([0, 0, 1], np.float32), point.shape).copy()
    rows, share = np.empty((*shape, 4), np.int32), np.empty((*shape, 4), np.float32)
    eye = point[0, 0] + np.array([0, 0, 1e6])  # as far from every point, so that all texels have one size
    found = find_texels(
        np.zeros(shape, np.int32) if patch is None else patch, point, up, eye, spacing / 1e6, np.array([[0.0, 0.0, 1.0, 0.0]]),
        np.array([0, len(patch_corners)]), patch_corners, 0, texels.key, texels.row, texels.point, texels.normal,
        texels.pattern, texels.trust, rows, share,
    )  # fmt: skip
    return texels, found, rows, share


def rectangle(x0, y0, x1, y1):
    a, b, c, d = (x0, y0, 0), (x1, y0, 0), (x1, y1, 0), (x0, y1, 0)
    return np.array([[a, b, c], [a, c, d]], np.float32)


WALL = rectangle(-200, -200, 200, 200)


def grid_of_points(side, step=1.0, start=0.0):
    u, v = np.meshgrid(start + step * np.arange(side), start + step * np.arange(side))
    return np.stack([u, v, 0 * u], axis=-1).astype(np.float32)


def test_texels_of_a_whole_wall_have_names_of_their_own():
    side = 128
    point = grid_of_points(side, start=0.5 - side // 2)
    texels, found, rows, share = look(point, WALL)
    assert found == (side + 1) ** 2  # one more beyond the last points, of which they take nothing
    assert np.array_equal(texels.point[rows[..., 0]], point)
    assert np.array_equal(share[..., 0], np.ones((side, side)))
    small = Texels.of_size(side * side)
    assert look(point, WALL, texels=small)[1] == -1


def test_a_pixel_takes_what_lies_about_it_in_proportion():
    point = grid_of_points(40, step=0.13, start=-2.0)
    texels, _, rows, share = look(point, WALL)
    assert np.allclose((share[..., None] * texels.point[rows]).sum(axis=2), point, atol=1e-5)


def test_a_texel_whose_middle_is_off_its_patch_is_looked_at_from_the_patch():
    """A beam 0.2 m wide between two rows of middles; its texels' rays start on the beam, and none lie beyond it."""
    beam = rectangle(0, 0.9, 10, 1.1)
    point = np.stack([np.linspace(0.1, 9.9, 50), np.full(50, 1.0), np.zeros(50)], axis=-1)[None].astype(np.float32)
    texels, found, rows, _ = look(point, beam)
    trusted = texels.point[:found][texels.trust[:found] > 0]
    assert len(trusted) >= 20
    assert (trusted[:, 0] > -0.3).all()
    assert (trusted[:, 0] < 10.3).all()
    assert (np.abs(trusted[:, 1] - 1.0) < 0.1).all()
    assert (texels.trust[rows] > 0).any(axis=2).all()


def test_a_gap_between_two_pixels_of_a_texel_changes_nothing():
    point = grid_of_points(4, step=0.1, start=0.1)
    patch = np.zeros((4, 4), np.int32)
    whole = look(point, WALL)[2]
    patch[:, 1] = -1
    gaps = look(point, WALL, patch=patch)[2]
    assert (gaps[:, 1] == -1).all()
    assert np.array_equal(gaps[:, [0, 2, 3]], whole[:, [0, 2, 3]])


def test_texels_beyond_the_edge_give_nothing_and_the_rest_all():
    point = np.array([[[0.35, 3.6, 0]]], np.float32)
    texels, found, rows, share = look(point, rectangle(0.3, 0, 10, 10))
    left = texels.trust[:found] == 0
    assert left.sum() == 2
    used = np.empty(found, np.int32)
    count = take_used(rows, share, texels.trust, np.full(found, -1, np.int32), used)
    assert count == 2
    assert np.isclose(share.sum(), 1)
    assert (texels.point[used[:count], 0] > 0).all()


def test_what_lies_inside_a_solid_is_not_taken_from(hall, camera):
    """Texels of the floor under a part that stands on it are dark inside; beside it they do not count."""
    conditioner = Conditioner(hall)
    conditioner.frame(make_state(), camera)
    texels, count = conditioner._texels._texels, conditioner._texels._count
    inside = texels.trust[:count] == texels_module.LEAST_TRUST
    assert 0 < inside.sum() < 0.2 * count
    assert texels.share[:count][inside, 1].mean() < texels.share[:count][texels.trust[:count] == 1, 1].mean()


def test_light_does_not_jump_from_texel_to_texel(hall, camera):
    """Along a row of pixels on one patch hints change by less than a quarter of what the nearest texel's would."""
    seen = Conditioner(hall).frame(make_state(), camera)
    patch, openness = seen.light.patch, seen.openness
    same = (patch[:, 1:] == patch[:, :-1]) & (patch[:, 1:] >= 0)
    jumps = np.abs(np.diff(openness, axis=1))[same]
    assert np.quantile(jumps, 0.99) < 0.12


def test_agents_only_take(hall, camera):
    conditioner = Conditioner(hall)
    empty, someone = conditioner.frame(make_state(), camera), conditioner.frame(make_state((6, 3.5, 0)), camera)
    floor = (someone.light.part == empty.light.part) & (someone.light.patch == empty.light.patch)
    far = floor.copy()
    far[:, (someone.body >= 0).any(axis=0)] = False
    for name in HINTS:
        before, now = getattr(empty, name), getattr(someone, name)
        assert (now[far] <= before[far] + 1e-6).all()
    assert (someone.seen[floor] < empty.seen[floor] - 0.1).sum() > 10


def test_the_coarse_bodies_lie_within_the_fine_ones():
    bodies = agent_bodies(make_state((6, 4, 0.4), (7, 6, 2.0), kinds=[0, 2]))
    fine, coarse = body_soup(bodies), body_soup(bodies, coarse=True)
    assert len(coarse.faces) < 0.5 * len(fine.faces)
    for number in np.unique(fine.body):
        ours, theirs = (s.vertices_m[s.faces[s.body == number]].reshape(-1, 3) for s in (coarse, fine))
        assert (ours.min(axis=0) >= theirs.min(axis=0) - 1e-5).all()
        assert (ours.max(axis=0) <= theirs.max(axis=0) + 1e-5).all()
