"""Between samples: linear positions, headings the short way round, and no state outside."""

import dataclasses

import numpy as np
import pytest

from scenarios.contracts import Activity
from worlds.dynamics.interpolate import OutsideTrajectory, StateInterpolator


def test_halfway_between_two_samples(trajectories):
    state = StateInterpolator(trajectories).at(5.25)
    assert state.pose[0, 0] == pytest.approx(4.25, abs=1e-5)
    assert state.travelled_m[0] == pytest.approx(0.25, abs=1e-5)
    assert state.travelled_m[1] == 0
    assert state.activity[2] == Activity.OFF


def test_a_heading_turns_the_short_way_across_pi(trajectories):
    pose = trajectories.pose.copy()
    pose[0, 1, 2], pose[1, 1, 2] = 3.1, -3.1
    state = StateInterpolator(dataclasses.replace(trajectories, pose=pose)).at(5.05)
    assert abs(state.pose[1, 2]) == pytest.approx(np.pi, abs=0.01)


@pytest.mark.parametrize("time_s", [4.9, 6.1])
def test_times_outside_are_refused(trajectories, time_s):
    with pytest.raises(OutsideTrajectory, match=r"5\.00 s to 6\.00 s"):
        StateInterpolator(trajectories).at(time_s)


def test_the_ends_belong_to_it(trajectories):
    states = StateInterpolator(trajectories)
    assert states.at(5.0).pose[0, 0] == pytest.approx(4.0)
    assert states.at(6.0).pose[0, 0] == pytest.approx(5.0)
