"""Every measure finds the renderer that was broken for it, and lets the faithful one pass."""

import numpy as np
import pytest

from tests.worlds.evaluation.broken import (
    ByView,
    ChangingLooks,
    Drifting,
    EntangledCameras,
    Faithful,
    Flickering,
    Forgetful,
    Leaking,
)
from worlds.conditioning.conditions import Conditioner
from worlds.evaluation.consistency import (
    measure_flicker,
    measure_locality,
    measure_permanence,
    measure_revisit,
    measure_views,
)
from worlds.evaluation.permanence import Hiding, hidings
from worlds.evaluation.stage import PERIOD_FRAMES, divergent, stage_scene, walkers_at
from worlds.renderer.renderer import Renderer

SIZE = (128, 72)


@pytest.fixture(scope="module")
def conditioner():
    return Conditioner(stage_scene())


def test_the_stage_is_periodic_and_only_one_walker_leaves_its_way():
    assert np.array_equal(walkers_at(17).pose, walkers_at(17 + PERIOD_FRAMES).pose)
    one, other = walkers_at(30), divergent(30, 10)
    assert np.array_equal(one.pose[1:], other.pose[1:])
    assert not np.array_equal(one.pose[0], other.pose[0])
    assert np.array_equal(divergent(9, 10).pose, walkers_at(9).pose)


def test_a_changed_plan_changes_only_its_surroundings_with_the_shipped_weights(conditioner):
    found = measure_locality(Renderer.load(), conditioner, SIZE, diverge_at=4, frames=16)
    assert found["share_inside"] > 0.9
    assert found["outside"] < 0.25  # of a grey level
    assert found["common_prefix"] == found["common_prefix_expected"] >= 4


def test_a_leak_is_found(conditioner):
    sound = measure_locality(Faithful(), conditioner, SIZE, diverge_at=4, frames=16)
    leaking = measure_locality(Leaking(), conditioner, SIZE, diverge_at=4, frames=16)
    assert sound["outside"] == 0
    assert sound["share_inside"] == 1
    assert leaking["outside"] > 0.5
    assert leaking["share_inside"] < 0.9


def test_futures_that_differ_too_early_are_found(conditioner):
    found = measure_locality(Flickering(), conditioner, SIZE, diverge_at=4, frames=8)
    assert found["common_prefix"] == 0
    assert found["common_prefix_expected"] >= 4


def test_forgetting_is_found(conditioner):
    assert measure_revisit(Faithful(), conditioner, SIZE) == float("inf")
    assert measure_revisit(Forgetful(), conditioner, SIZE) < 30
    assert measure_revisit(Drifting(), conditioner, SIZE) < 30


def test_the_shipped_weights_show_the_same_on_return(conditioner):
    assert measure_revisit(Renderer.load(), conditioner, SIZE) > 50


def test_flicker_is_found(conditioner):
    assert measure_flicker(Faithful(), conditioner, SIZE, frames=6) == 0
    assert measure_flicker(Flickering(), conditioner, SIZE, frames=6) > 1
    assert measure_flicker(Drifting(), conditioner, SIZE, frames=6) > 0.3


def test_views_that_disagree_are_found(conditioner):
    sound = measure_views(Faithful(), conditioner, SIZE, frames=2)
    assert sound["common_points"] > 1000
    assert sound["cameras_do_not_disturb_each_other"]
    assert (
        measure_views(ByView(), conditioner, SIZE, frames=2)["disagreement_levels"] > sound["disagreement_levels"] + 5
    )
    assert not measure_views(EntangledCameras(), conditioner, SIZE, frames=3)["cameras_do_not_disturb_each_other"]


def test_who_comes_out_with_other_looks_is_found():
    sound, changed = (measure_permanence(painter, SIZE) for painter in (Faithful(), ChangingLooks()))
    assert sound["times_hidden"] == changed["times_hidden"] == 1
    assert sound["change_of_look_levels"] == 0
    assert changed["change_of_look_levels"] > 15


def test_a_hiding_needs_a_clear_view_before_and_after():
    assert hidings([50, 60, 5, 0, 0, 7, 45], 40) == [Hiding(1, 6)]
    assert hidings([50, 5, 1, 45], 40) == []  # never wholly gone
    assert hidings([0, 0, 45], 40) == []  # never seen before
    assert hidings([50, 0, 30], 40) == []  # not clear again
