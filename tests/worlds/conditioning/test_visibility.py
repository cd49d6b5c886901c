"""What a surface sees follows from the scene alone, whoever looked before; agents take from it and give nothing."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from worlds.conditioning import visibility
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.conditions import Conditioner
from worlds.conditioning.shapes import body_soup
from worlds.conditioning.visibility_kernels import find_texels

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
    monkeypatch.setattr(visibility, "FIRST_TEXELS", 64)
    monkeypatch.setattr(visibility, "MOST_TEXELS", most)
    small = Conditioner(hall)
    assert all(same(one, small.frame(state, view)) for one, view in zip(fresh, views, strict=True))


def test_a_camera_that_moves_a_little_casts_few_rays(hall, camera, monkeypatch):
    conditioner, counts = Conditioner(hall), []
    cast = visibility.VisibilityCache._cast

    def counted(self, texels, new):
        counts.append(new.stop - new.start)
        cast(self, texels, new)

    monkeypatch.setattr(visibility.VisibilityCache, "_cast", counted)
    for k in range(12):
        conditioner.frame(make_state(), moved(camera, 0.02 * k))
    assert counts[0] > 1000
    assert counts[-1] < counts[0] / 4


def test_texels_of_a_whole_wall_have_names_of_their_own():
    side = 128
    u, v = np.meshgrid(np.arange(side) - side // 2, np.arange(side) - side // 2)
    point = np.stack([u + 0.5, v + 0.5, 0 * u], axis=-1).astype(np.float32)
    up = np.broadcast_to(np.array([0, 0, 1], np.float32), point.shape).copy()
    texels, rows = visibility.Texels.of_size(side * side), np.empty((side, side), np.int32)
    plane = np.array([[0.0, 0.0, 1.0, 0.0]])
    flat = np.zeros((side, side), np.int32), point, up, np.ones((side, side), np.float32)
    columns = texels.key, texels.row, texels.point, texels.normal, texels.pattern
    assert find_texels(*flat, 1.0, plane, 0, *columns, rows) == side * side
    assert np.array_equal(texels.point[rows], point)
    assert find_texels(*flat, 0.5, plane, side * side, *columns, rows) == -1  # no room for finer ones


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
