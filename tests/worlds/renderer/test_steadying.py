"""Where no hint says that the light changes, the picture of a resting camera does not; where one does, it does at once."""

from itertools import pairwise

import numpy as np
import pytest

from scenarios.contracts import AgentKind
from worlds.audit.flicker import standing_change
from worlds.conditioning.conditions import Conditioner
from worlds.evaluation.stage import Walker, nobody, roll_out, stage_camera, stage_scene, walkers_at
from worlds.renderer.feedback import carried
from worlds.renderer.renderer import Renderer, network_input
from worlds.renderer.steadying import FRINGE_PX, at_rest, followed


@pytest.fixture(scope="module")
def stage():
    return Conditioner(stage_scene()), Renderer.load()


@pytest.fixture(scope="module")
def walk(stage):
    conditioner, renderer = stage
    return roll_out(renderer, conditioner, [(walkers_at(k), stage_camera()) for k in range(8)])


def far_from_change(frame):
    """(h, w) farther than the fringe from all that the empty view's hints do not say too."""
    now, empty = frame.conditions, frame.conditions.empty
    changed = (now.body >= 0) | (now.seen != empty.seen) | (now.openness != empty.openness)
    changed |= now.sky_share != empty.sky_share
    reach = 2 * FRINGE_PX
    padded = np.pad(changed, reach)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (2 * reach + 1, 2 * reach + 1))
    return ~windows.any(axis=(2, 3))


def test_the_empty_view_of_a_frame_is_that_of_an_empty_hall(stage, walk):
    conditioner, _ = stage
    alone, told = conditioner.frame(nobody(), stage_camera()), walk[0].conditions.empty
    for name in ("body", "lamps", "indirect", "seen", "openness", "sky_share"):
        assert np.array_equal(getattr(alone, name), getattr(told, name)), name


def test_what_nobody_touches_looks_as_in_the_empty_hall_to_the_bit(stage, walk):
    conditioner, renderer = stage
    empty = conditioner.frame(nobody(), stage_camera())
    for frame in walk:
        far = far_from_change(frame)
        assert 0.5 < far.mean() < 0.98
        assert np.array_equal(frame.irradiance[far], frame.empty_light[far])
    past = carried(walk[2].irradiance, walk[2].conditions, walk[3].conditions)
    network = renderer.runner(network_input(walk[3].conditions, past, walk[3].exposure))
    assert not np.array_equal(network[far_from_change(walk[3])], walk[3].empty_light[far_from_change(walk[3])])
    assert renderer.render(empty).picture.std() > 10


def test_nobody_nothing_changes(stage):
    conditioner, renderer = stage
    frames = roll_out(renderer, conditioner, [(nobody(), stage_camera())] * 4)
    assert [standing_change(a, b) for a, b in pairwise(frames)] == [0, 0, 0]


def test_standing_surfaces_change_by_less_than_a_fiftieth_of_a_level(walk):
    """Without holding it is a twentieth, and 0.7 of a level from the first frame to the second."""
    changes = [standing_change(a, b) * 255 for a, b in pairwise(walk)]
    assert max(changes) < 0.02
    assert max(changes) > 0  # the measure sees the little that is left


def test_where_somebody_is_or_casts_a_shadow_the_network_has_its_way(walk):
    """Light that is twice as bright arrives there in the same frame."""
    now, before = walk[5], walk[4]
    doubled = 2 * now.irradiance
    shown = now.conditions.body >= 0
    assert np.allclose(at_rest(doubled, now.empty_light, now.conditions)[shown], doubled[shown])
    assert np.allclose(followed(doubled, before.irradiance, now.conditions, before.conditions)[shown], doubled[shown])


def test_a_shadow_that_leaves_leaves_nothing_behind(stage, walk):
    """Somebody walks off between two frames: the next one is the empty hall."""
    conditioner, renderer = stage
    gone = renderer.render(conditioner.frame(nobody(), stage_camera()), walk[-1])
    assert np.array_equal(gone.irradiance, walk[-1].empty_light)


def test_somebody_who_stands_still_does_not_keep_an_old_light(stage):
    """Light that was wrong by half is right within two seconds."""
    conditioner, renderer = stage
    conditions = conditioner.frame(walkers_at(0, [Walker(AgentKind.FORKLIFT, (5.0, 4.0), 0.2, 0.0)]), stage_camera())
    right = wrong = renderer.render(conditions)
    for _ in range(48):
        right = renderer.render(conditions, right)
    object.__setattr__(wrong, "irradiance", 1.5 * wrong.irradiance)
    for _ in range(48):
        wrong = renderer.render(conditions, wrong)
    assert np.abs(wrong.picture.astype(int) - right.picture).max() <= 2


def test_a_camera_that_comes_to_rest_begins_anew(stage):
    """Away and back: it shows what it showed at first, to the bit, with nothing of the way; and does not jump there."""
    conditioner, renderer = stage
    cameras = [stage_camera(turn_m=v) for v in (0.0, 0.15, 0.0, 0.0)]
    frames = roll_out(renderer, conditioner, [(walkers_at(0), camera) for camera in cameras])
    assert [frame.empty_light is None for frame in frames] == [False, True, True, False]
    assert np.array_equal(frames[-1].picture, frames[0].picture)
    assert np.abs(frames[-1].picture.astype(int) - frames[-2].picture).mean() < 1
