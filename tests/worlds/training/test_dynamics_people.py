"""Variants of recorded runs: other paces and distances, the same bodies and the same sway."""

from dataclasses import replace

import numpy as np
import pytest
from shapely import box

from worlds.training.dynamics_people import Recording, Site

SPEED, SWAY_M, SWAY_HZ = 0.5, 0.05, 1.0


@pytest.fixture(scope="module")
def recording() -> Recording:
    """Somebody who walks 10 m along the x axis for 20 s and sways to the sides once a second."""
    frames = np.arange(100.0, 601.0)
    t = (frames - 100) / 25
    places = np.column_stack([SPEED * t, SWAY_M * np.sin(2 * np.pi * SWAY_HZ * t)])
    return Recording("straight", {7: (frames, places)}, Site(box(-1, -1, 11, 1), ((10.9, -0.5), (10.9, 0.5))))


def test_the_variant_of_pace_one_and_size_one_is_the_run(recording):
    same, motion = recording.variant(1.0, 1.0).motion(), recording.motion()
    assert same.pose == pytest.approx(motion.pose)
    assert (same.floor.clearance_m == motion.floor.clearance_m).all()


def test_twice_the_pace_and_half_as_large_again_is_three_times_the_speed_with_the_same_sway(recording):
    motion = recording.variant(2.0, 1.5).motion()
    middle = motion.pose[10:-10, 0]
    assert np.diff(middle[:, 0]).mean() / 0.2 == pytest.approx(3 * SPEED, rel=0.01)
    assert np.abs(middle[:, 1]).max() == pytest.approx(SWAY_M, rel=0.1)
    turns = (np.diff(np.sign(middle[:, 1])) != 0).sum() / (0.2 * len(middle))
    assert turns == pytest.approx(2 * SWAY_HZ, rel=0.15)
    assert motion.floor.clearance_at(13.0, 0.0) > 1.0  # half as large again: to x = 16.5


def test_single_file_grows_longer_but_no_wider(recording):
    narrow = replace(recording, widens=False).variant(1.0, 1.5)
    assert narrow.site.walkable.bounds == pytest.approx((-1.5, -1.0, 16.5, 1.0))
    assert np.abs(narrow.tracks[7][1][:, 1]).max() == pytest.approx(SWAY_M, rel=0.1)


def test_variants_follow_from_the_chance_and_one_in_five_is_the_run(recording):
    first, again = ([recording.varied(np.random.default_rng(k)) for k in range(60)] for _ in range(2))
    assert [len(v.tracks[7][0]) for v in first] == [len(v.tracks[7][0]) for v in again]
    assert 4 < sum(v is recording for v in first) < 22
