"""What the known answers of walking are measured with."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from scenarios.simulation.crowd import Goal, Tracks, Walkers
from scenarios.validation.poses import AS_DRAWN, TURNED, crossings_s
from scenarios.validation.walking_crowds import FREE_MPS, free_speeds, weidmann_mps

TRACK = (
    Path(__file__).resolve().parents[4]
    / "shared"
    / "fixtures"
    / "people"
    / "juelich"
    / "bottleneck"
    / "040_c_56_h-.txt"
)


@pytest.mark.parametrize(("density", "speed"), [(0.5, 1.298), (1.0, 1.058), (2.0, 0.606), (5.4, 0.0)])
def test_weidmann(density, speed):
    assert weidmann_mps(density) == pytest.approx(speed, abs=1e-3)


def test_every_crowd_is_as_fast_on_average():
    for count in (7, 100):
        speeds = free_speeds(count, np.random.default_rng(count))
        assert speeds.mean() == pytest.approx(FREE_MPS)
        assert len(set(speeds)) > 0.9 * count


def test_a_pose_moves_the_floor_and_its_tracks_come_back():
    floor = shapely.box(0, 0, 12, 3)
    walkers = Walkers.towards(np.array([[1.0, 1.5]]), 1.3, [0])
    goals = [Goal((11.0, 1.5), (11.0, 1.5))]
    drawn, turned = (pose.walk(floor, goals, walkers, horizon_s=30) for pose in (AS_DRAWN, TURNED))
    assert TURNED.place(np.array([12.0, 0.0])) == pytest.approx([12 * np.cos(np.pi / 6) + 0.05, 6.05])
    assert turned.position_m[0, 0] == pytest.approx([1.0, 1.5], abs=1e-5)
    assert np.abs(turned.position_m[:, 0, 1] - 1.5).max() < 0.15
    assert turned.arrived_s[0] == pytest.approx(drawn.arrived_s[0], rel=0.03)


def test_crossings_lie_between_the_samples():
    x = np.array([[0.0, 5.0], [1.0, 5.0], [2.0, 5.0]])
    tracks = Tracks(0.1, np.stack([x, x], axis=2).astype(np.float32), np.zeros((3, 2, 2), np.float32), np.zeros(2), 0)
    assert crossings_s(tracks, 1.5) == pytest.approx([0.0, 0.15])
    assert crossings_s(tracks, 9.0).size == 0


@pytest.mark.skipif(not TRACK.is_file(), reason="the track of the Jülich bottleneck is not beside this checkout")
def test_the_flow_measured_in_juelich():
    ids, frames, y = np.loadtxt(TRACK, usecols=(0, 1, 3), unpack=True)
    times = np.sort([frames[ids == who][np.argmax(y[ids == who] <= 0.0)] / 25.0 for who in np.unique(ids)])
    assert len(times) == 75
    assert (len(times) - 1) / (times[-1] - times[0]) == pytest.approx(1.148, abs=2e-3)
