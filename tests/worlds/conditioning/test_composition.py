"""A picture is light times albedo, mixed inside its pixels; light stays on the surface that it falls on."""

from dataclasses import replace

import numpy as np
import pytest

from twin.contracts import Material, Mesh, Part, PartClass, Primitive, Scene, look_at
from worlds.conditioning.composition import Taps
from worlds.conditioning.conditions import Conditioner
from worlds.training.shapes import mesh_of_boxes
from worlds.training.surfaces import board

WHITE, GREY = (0.9, 0.9, 0.9), (0.1, 0.1, 0.1)


def scene_of(*meshes):
    parts = tuple(Part(m.id, m.id, PartClass.WALL, m.id, np.eye(4)) for m in meshes)
    return Scene(parts, {m.id: m for m in meshes})


def frame_of(scene, nobody, width_px=64, height_px=36):
    camera = look_at(
        "c", "c", position_m=(0, 0, 1), target_m=(5, 0.03, 1), horizontal_fov_rad=1.2,
        width_px=width_px, height_px=height_px,
    )  # fmt: skip
    return Conditioner(scene).frame(nobody, camera)


@pytest.fixture
def halves():
    """A white and a grey wall side by side, in one plane."""
    return scene_of(
        mesh_of_boxes("left", [((5.5, 50, 0), (1, 100, 100), WHITE)]),
        mesh_of_boxes("right", [((5.5, -50, 0), (1, 100, 100), GREY)]),
    )


def test_even_light_gives_albedo_over_pi_and_the_edge_lies_between(halves, nobody):
    frame = frame_of(halves, nobody)
    picture = frame.composition.radiance(np.full((36, 64, 3), np.pi, np.float32), 1.0)
    assert np.allclose(picture[:, :30], 0.9, atol=1e-4)
    assert np.allclose(picture[:, 34:], 0.1, atol=1e-4)
    edge = picture[18, :, 0]
    between = edge[(edge > 0.11) & (edge < 0.89)]
    assert len(between) == 1
    assert between[0] in [pytest.approx(0.1 + 0.8 * k / 8, abs=1e-3) for k in range(1, 8)]
    assert frame.gbuffer.albedo[18, :, 0] == pytest.approx(edge, abs=1e-3)  # what the network reads is mixed, too


def test_a_coarser_light_image_leaves_edges_as_sharp(halves, nobody):
    frame = frame_of(halves, nobody, 768, 432)
    assert frame.light.ratio == 2
    assert frame.lamps.shape == (216, 384, 3)
    picture = frame.composition.radiance(np.full((216, 384, 3), np.pi, np.float32), 1.0)
    row = picture[200, :, 0]
    assert ((row > 0.11) & (row < 0.89)).sum() <= 1
    assert row[300] == pytest.approx(0.9, abs=1e-3)


def test_light_does_not_cross_from_a_wall_to_what_stands_before_it(nobody):
    scene = scene_of(
        mesh_of_boxes("wall", [((9.5, 0, 0), (1, 100, 100), WHITE)]),
        mesh_of_boxes("post", [((4.0, 0, 1), (0.4, 0.8, 9), WHITE)]),
    )
    frame = frame_of(scene, nobody)
    light = np.where((frame.light.part == 1)[..., None], np.float32(np.pi), np.float32(0)).repeat(3, axis=-1)
    picture = frame.composition.radiance(light, 1.0)[18, :, 0]
    post = np.flatnonzero(frame.gbuffer.part_index[18] == 1)
    assert np.allclose(picture[post[1:-1]], 0.9, atol=0.01)
    assert picture[: post[0] - 1].max() < 0.01
    assert picture[post[-1] + 2 :].max() < 0.01


def test_a_fine_pattern_becomes_its_mean_without_further_rays(nobody):
    checks = np.where((np.indices((256, 256)).sum(axis=0) % 2)[..., None], 255, 0).repeat(3, axis=-1).astype(np.uint8)
    picture = board("checks", (40, 40), checks)
    turned = picture.primitives[0].vertices_m[:, [1, 0, 2]] + np.array([40, 0, 0], np.float32)
    mesh = Mesh("checks", (Primitive(turned, picture.primitives[0].faces, Material(texture=checks, base_color=(1, 1, 1)),
                                     picture.primitives[0].uv),))  # fmt: skip
    frame = frame_of(scene_of(mesh), nobody)
    inside = frame.gbuffer.albedo[12:24, 20:44, 0]
    assert inside.mean() == pytest.approx(0.5, abs=0.05)
    assert inside.std() < 0.3  # one sample a pixel would be black or white: 0.5


def test_lamps_and_sky_show_themselves_whatever_the_light(nobody):
    lamp = mesh_of_boxes("lamp", [((5, 0, 1), (0.1, 2, 1), WHITE)], (7.0, 7.0, 7.0))
    frame = frame_of(scene_of(lamp), nobody)
    picture = frame.composition.radiance(np.full((36, 64, 3), 123.0, np.float32), 2.0)
    assert picture[18, 32] == pytest.approx([14, 14, 14])
    assert picture[2, 2] == pytest.approx(2 * Conditioner(scene_of(lamp)).rig.sky)


def test_agents_are_mixed_in_and_leave_the_standing_taps_alone(hall, camera, somebody, nobody):
    conditioner = Conditioner(hall)
    empty = conditioner.frame(nobody, camera)
    frame = conditioner.frame(somebody, camera)
    taps, glow = frame.composition.dense()
    standing, _ = empty.composition.dense()
    differs = (taps != standing).any(axis=(2, 3))
    assert differs[frame.body >= 0].all()
    assert differs.mean() < 0.2
    light = np.random.default_rng(0).random((54, 96, 3)).astype(np.float32)
    everywhere = Taps(np.arange(taps.shape[0] * taps.shape[1]), taps.reshape(-1, 9, 3), glow.reshape(-1, 3))
    whole = replace(frame.composition, changed=everywhere)
    assert np.allclose(frame.composition.radiance(light, 1.0), whole.radiance(light, 1.0), atol=1e-6)


def test_every_taps_sum_is_the_mean_albedo_of_what_does_not_glow(hall, camera, somebody):
    frame = Conditioner(hall).frame(somebody, camera)
    taps, glow = frame.composition.dense()
    matt = (glow == 0).all(axis=-1)
    assert matt.mean() > 0.9
    assert np.allclose(np.pi * taps.sum(axis=2)[matt], frame.gbuffer.albedo[matt], atol=1e-4)
