"""Light hints against closed forms, and the caches against doing everything anew."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from twin.contracts import Scene
from twin.depth.raycast import Caster, RaycastScene
from twin.depth.triangles import flatten_scene
from worlds.conditioning.conditions import Conditioner
from worlds.conditioning.features import CHANNELS, exposure_of, features
from worlds.conditioning.kernels import fill_between, lamp_irradiance, not_between, upsample
from worlds.conditioning.lights import light_rig
from worlds.evaluation.stage import stage_scene
from worlds.training.shapes import mesh_of_boxes

SPEC = importlib.util.spec_from_file_location("worlds_conftest", Path(__file__).parents[1] / "conftest.py")
assert SPEC
assert SPEC.loader
helpers = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(helpers)
make_state = helpers.make_state


@pytest.fixture(scope="module")
def conditioner(hall):
    return Conditioner(hall)


def test_panels_of_one_part_that_do_not_touch_are_lamps_of_their_own():
    """As one lamp in their midst, they lit the floor below it too brightly and everything about too little."""
    rig = light_rig(RaycastScene(stage_scene()).static.soup)
    assert sorted(map(tuple, rig.center_m[:, :2])) == [(3.5, 2.5), (3.5, 7.5), (10.5, 2.5), (10.5, 7.5)]
    assert np.allclose(rig.half_m, [0.8, 0.5, 0], atol=1e-6)
    assert np.allclose(rig.area_m2[:, 5], 1.6)


def test_a_small_lamp_overhead_gives_radiance_times_area_over_distance_squared():
    point, normal = np.array([[0, 0, 0]], np.float32), np.array([[0, 0, 1]], np.float32)
    center, area = np.array([[0, 0, 4]], np.float32), np.array([[0, 0, 0, 0, 0, 0.25]], np.float32)
    radiance, out = np.array([[8, 4, 2]], np.float32), np.zeros((1, 3), np.float32)
    lamp_irradiance(point, normal, center, area, radiance, out)
    assert np.allclose(out, np.array([[8, 4, 2]]) * 0.25 / 16, rtol=1e-4)
    lamp_irradiance(point, -normal, center, area, radiance, out)
    assert (out == 0).all()


def test_the_lamps_of_the_scene_are_its_emissive_parts(hall):
    rig = light_rig(flatten_scene(hall))
    assert len(rig) == 1
    assert not rig.virtual
    assert np.allclose(rig.center_m[0], (6, 5, 3.8), atol=1e-5)
    assert rig.area_m2[0, 4] == pytest.approx(1.44, rel=1e-4)


def test_a_scene_without_lamps_is_lit_by_panels_under_its_ceiling(hall):
    dark = Scene(tuple(p for p in hall.parts if p.id != "lamp"), hall.meshes)
    rig = light_rig(flatten_scene(dark))
    assert rig.virtual
    assert len(rig) == 4
    assert (rig.center_m[:, 2] < 4).all()


def test_a_closed_grey_room_has_the_indirect_light_of_the_integrating_sphere(hall):
    """Sphere: E = Φ ρ / (A (1 - ρ)), Φ the lamp's flux, ρ the mean albedo; a box room comes near it."""
    side, radiance = 0.3, 100.0
    lamp = mesh_of_boxes("lamp", [((4, 4, 2), (side, side, side), (0.8, 0.8, 0.8))], (radiance,) * 3)
    parts = tuple(p for p in hall.parts if p.id != "rack")
    room = Scene(parts, {**hall.meshes, "lamp": lamp})
    flux = np.pi * radiance * 6 * side**2
    area = 2 * (12 * 10 + 12 * 4 + 10 * 4)
    albedo = (120 * 0.5 + (area - 120) * 0.8) / area
    bounced = sum(albedo**k for k in range(1, 5))  # the grid follows four bounces
    grid = Conditioner(room).grid
    inside = grid.irradiance[grid.valid > 0]
    assert float(inside.mean()) == pytest.approx(flux / area * bounced, rel=0.2)


def test_the_floor_below_the_rack_side_is_darker_than_the_open_floor(conditioner, camera):
    seen = conditioner.frame(make_state(), camera.resized(192, 108))
    floor = seen.gbuffer.class_id == 1
    assert seen.seen[floor].max() == pytest.approx(1.0, abs=0.01)
    assert seen.seen[floor].min() < 0.7


def test_an_agent_throws_a_shadow_on_the_floor_near_it_only(conditioner, camera):
    view = camera.resized(192, 108)
    empty = conditioner.frame(make_state(), view)
    someone = conditioner.frame(make_state((6, 3.5, 0)), view)
    both = (empty.body < 0) & (someone.body < 0)
    darker = both & (someone.seen < empty.seen - 0.2)
    assert darker.sum() > 20
    near = np.hypot(empty.light.point[..., 0] - 6, empty.light.point[..., 1] - 3.5) < 4.2
    assert not (darker & ~near).any()


def test_a_kept_view_gives_the_same_conditions_as_a_fresh_one(hall, camera, conditioner):
    state = make_state((6, 4, 0.4), (7, 6, 2.0))
    conditioner.frame(make_state((4, 4, 1.0)), camera)
    kept, fresh = conditioner.frame(state, camera), Conditioner(hall).frame(state, camera)
    for name in ("lamps", "indirect", "seen", "openness", "sky_share"):
        assert np.array_equal(getattr(kept, name), getattr(fresh, name)), name


def test_features_are_finite_and_do_not_change_with_the_power_of_the_lamps(hall, camera, conditioner):
    conditions = conditioner.frame(make_state((6, 4, 0)), camera)
    numbers = features(conditions, exposure_of(conditions))
    assert numbers.shape == (len(CHANNELS), 54, 96)
    assert np.isfinite(numbers).all()


def test_a_view_of_nothing_is_finite_too(hall, camera):
    conditions = Conditioner(Scene((), {})).frame(make_state(), camera)
    assert np.isfinite(features(conditions, exposure_of(conditions))).all()
    assert np.isfinite(conditions.estimate).all()


def test_upsampling_does_not_mix_across_an_edge():
    depth = np.full((8, 8), 2.0, np.float32)
    depth[:, 4:] = 9.0
    normal = np.zeros((8, 8, 3), np.float32)
    normal[..., 2] = 1
    coarse = (depth[::2, ::2] > 5).astype(np.float32)[..., None]
    out = np.empty((8, 8, 1), np.float32)
    patch = np.arange(64, dtype=np.int32).reshape(8, 8)
    half_depth, half_normal, half_patch = (np.ascontiguousarray(v[::2, ::2]) for v in (depth, normal, patch))
    upsample(coarse, half_depth, half_normal, half_patch, depth, normal, -1 - patch, out)
    assert np.allclose(out[..., 0], depth > 5, atol=1e-3)


def test_light_between_known_pixels_is_their_mean_and_edges_are_known():
    patch = np.zeros((9, 12), np.int32)
    patch[:, 7:] = 1
    known = np.empty(patch.shape, np.bool_)
    not_between(patch, known)
    assert known[::2, ::2].all()
    assert known[:, 7].all()  # between columns 6 and 8, which lie on different patches
    assert known[:, 11].all()  # the last column has no neighbour on its right
    assert known.mean() < 0.5
    y, x = np.mgrid[:9, :12]
    light = (3 * y + 2 * x).astype(np.float32)[..., None]
    guessed = np.where(known[..., None], light, np.float32(-1))
    fill_between(known, guessed)
    assert np.allclose(guessed, light)


def test_an_empty_caster_is_never_hit():
    caster = Caster(flatten_scene(Scene((), {})))
    assert not caster.occluded(np.ones((3, 6), np.float32)).any()
