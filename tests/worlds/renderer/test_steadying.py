"""Where no hint says that the light changes, the picture of a resting camera does not; where one does, it does at once."""

from itertools import pairwise

import numpy as np
import pytest

from worlds.audit.flicker import standing_change
from worlds.conditioning.conditions import Conditioner
from worlds.evaluation.stage import nobody, roll_out, stage_camera, stage_scene, walkers_at
from worlds.renderer.renderer import Renderer, network_input
from worlds.renderer.steadying import at_rest, held, same_hints


@pytest.fixture(scope="module")
def stage():
    return Conditioner(stage_scene()), Renderer.load()


@pytest.fixture(scope="module")
def walk(stage):
    conditioner, renderer = stage
    return roll_out(renderer, conditioner, [(walkers_at(k), stage_camera()) for k in range(8)])


def test_the_empty_view_of_a_frame_is_that_of_an_empty_hall(stage, walk):
    conditioner, _ = stage
    alone, told = conditioner.frame(nobody(), stage_camera()), walk[0].conditions.empty
    for name in ("body", "lamps", "indirect", "seen", "openness", "sky_share"):
        assert np.array_equal(getattr(alone, name), getattr(told, name)), name


def test_what_nobody_touches_looks_as_in_the_empty_hall_to_the_bit(stage, walk):
    _, renderer = stage
    for frame in walk:
        same = same_hints(frame.conditions, frame.conditions.empty)
        assert 0.5 < same.mean() < 0.98
        assert np.array_equal(frame.irradiance[same], frame.empty_light[same])
    network = renderer.runner(network_input(frame.conditions, None, frame.exposure))
    assert not np.array_equal(network[same], frame.empty_light[same])


def test_nobody_nothing_changes(stage):
    conditioner, renderer = stage
    frames = roll_out(renderer, conditioner, [(nobody(), stage_camera())] * 4)
    assert [standing_change(a, b) for a, b in pairwise(frames)] == [0, 0, 0]


def test_surfaces_under_unchanged_light_do_not_change_at_all(walk):
    """Following the network by a tenth a frame they changed by 0.007 levels, without holding by a twentieth."""
    assert [standing_change(a, b) for a, b in pairwise(walk)] == [0] * (len(walk) - 1)


def test_what_is_held_is_what_a_fresh_look_shows(stage, walk):
    """Not to the bit, for the network sees more than the hints of one place; but nothing of the way there is left."""
    _, renderer = stage
    again = renderer.render(walk[-1].conditions)
    difference = np.abs(again.picture.astype(int) - walk[-1].picture)
    assert difference.mean() < 0.2
    assert np.quantile(difference, 0.999) <= 8


def test_a_resting_shadow_is_held_and_a_leaving_one_is_not(walk):
    held_shadow = changed_light = 0
    for before, now in pairwise(walk):
        same = same_hints(now.conditions, before.conditions)
        shadow = same & ~same_hints(now.conditions, now.conditions.empty)
        assert np.array_equal(now.irradiance[shadow], before.irradiance[shadow])
        held_shadow += int(shadow.sum())
        changed_light += int((now.irradiance != before.irradiance)[~same].any(axis=-1).sum())
    assert held_shadow > 500
    assert changed_light > 500


def test_where_somebody_is_or_casts_a_shadow_the_network_has_its_way(walk):
    """Light that is twice as bright arrives there in the same frame."""
    now, before = walk[5], walk[4]
    doubled = 2 * now.irradiance
    shown = now.conditions.body >= 0
    assert np.allclose(at_rest(doubled, now.empty_light, now.conditions)[shown], doubled[shown])
    assert np.allclose(held(doubled, before.irradiance, now.conditions, before.conditions)[shown], doubled[shown])


def test_a_shadow_that_leaves_leaves_nothing_behind(stage, walk):
    """Somebody walks off between two frames: the next one is the empty hall."""
    conditioner, renderer = stage
    gone = renderer.render(conditioner.frame(nobody(), stage_camera()), walk[-1])
    assert np.array_equal(gone.irradiance, walk[-1].empty_light)


def test_a_camera_that_comes_to_rest_begins_anew(stage):
    """Away and back: it shows what it showed at first, to the bit, with nothing of the way; and does not jump there."""
    conditioner, renderer = stage
    cameras = [stage_camera(turn_m=v) for v in (0.0, 0.15, 0.0, 0.0)]
    frames = roll_out(renderer, conditioner, [(walkers_at(0), camera) for camera in cameras])
    assert [frame.empty_light is None for frame in frames] == [False, True, True, False]
    assert np.array_equal(frames[-1].picture, frames[0].picture)
    assert np.abs(frames[-1].picture.astype(int) - frames[-2].picture).mean() < 1
