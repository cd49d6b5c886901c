"""Light is carried from frame to frame by the known motion; what was not seen has no past."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from twin.contracts import look_at
from twin.depth.raycast import camera_rays
from worlds.conditioning.conditions import Conditioner
from worlds.renderer.feedback import gather, motion
from worlds.renderer.renderer import network_input
from worlds.renderer.tone import display, filmic, filmic_slope

SPEC = importlib.util.spec_from_file_location("worlds_conftest", Path(__file__).parents[1] / "conftest.py")
assert SPEC is not None
assert SPEC.loader is not None
helpers = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(helpers)
make_state = helpers.make_state


@pytest.fixture(scope="module")
def conditioner(hall):
    return Conditioner(hall)


def test_nothing_moves_nothing_changes(conditioner, camera):
    frame = conditioner.frame(make_state((6, 4, 0), speed=0), camera)
    again = conditioner.frame(make_state((6, 4, 0), speed=0), camera)
    moved = motion(frame, again)
    assert moved.valid.mean() > 0.99
    image = np.random.default_rng(0).random((54, 96, 3)).astype(np.float32)
    assert np.allclose(gather(image, moved)[moved.valid], image[moved.valid], atol=2e-3)


def test_a_surface_keeps_its_marks_when_the_camera_moves(conditioner, camera):
    """Paint each pixel with the place that it shows: carried over, it must still show that place."""
    other = look_at(
        "cctv", "Hall", position_m=(0.6, 0.5, 3.0), target_m=(6.1, 5, 0.8), horizontal_fov_rad=1.3,
        width_px=96, height_px=54,
    )  # fmt: skip
    before, now = (conditioner.frame(make_state(), c) for c in (camera, other))
    places = []
    for frame in (before, now):
        rays = camera_rays(frame.camera)
        places.append((rays[..., :3] + rays[..., 3:] * frame.gbuffer.depth_m[..., None]).astype(np.float32))
    moved = motion(before, now)
    floor = moved.valid & (now.gbuffer.class_id == 1)
    assert floor.sum() > 500
    error = np.linalg.norm(gather(places[0], moved) - places[1], axis=-1)[floor]
    assert np.median(error) < 0.02


def test_an_agent_carries_its_light_along_and_uncovers_floor_without_a_past(conditioner, camera):
    before = conditioner.frame(make_state((6.0, 4, 0), speed=0), camera)
    now = conditioner.frame(make_state((6.3, 4, 0), speed=0), camera)
    moved = motion(before, now)
    on_agent = now.body >= 0
    assert moved.valid[on_agent].mean() > 0.6
    image = np.repeat((before.body >= 0).astype(np.float32)[..., None], 3, axis=-1)
    carried = gather(image, moved)[..., 0]
    assert carried[on_agent & moved.valid].mean() > 0.85
    uncovered = (before.body >= 0) & (now.body < 0)
    assert uncovered.sum() > 0
    assert not moved.valid[uncovered].any()


def test_the_first_frame_has_no_feedback(conditioner, camera):
    conditions = conditioner.frame(make_state((6, 4, 0)), camera)
    assert (network_input(conditions, None, 1.0)[20:] == 0).all()


def test_the_slope_of_the_curve_is_its_derivative():
    x = np.linspace(0.01, 4, 50)
    numeric = (filmic(x + 1e-5) - filmic(x - 1e-5)) / 2e-5
    assert np.allclose(filmic_slope(x), numeric, rtol=1e-4)


def test_display_rises_from_black_to_white():
    grey = display(np.repeat(np.linspace(0, 50, 200, dtype=np.float32)[:, None], 3, axis=1))
    assert grey[0].max() < 1e-6
    assert grey[-1].min() > 0.99
    assert (np.diff(grey[:, 0]) >= -1e-6).all()
