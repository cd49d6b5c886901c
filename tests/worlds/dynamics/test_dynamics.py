"""Futures follow from their seed, agree until their actions differ, and keep to the building."""

import numpy as np
import pytest

from scenarios.contracts import AgentKind, Cancelled, Progress
from tests.worlds.dynamics.halls import floor, situation, untrained
from worlds.dynamics.actions import Reroute, Stop
from worlds.dynamics.dynamics import Dynamics
from worlds.dynamics.situation import STANDS, SituationError

THREE = ((AgentKind.PERSON, 2.0, 2.0, 0.6), (AgentKind.PERSON, 3.0, 9.0, -0.5), (AgentKind.FORKLIFT, 9.0, 2.5, 1.5))


@pytest.fixture(scope="module")
def dynamics() -> Dynamics:
    return Dynamics(untrained(), {"persistence": (0.5, 0.3, 0.0)})


def roll(dynamics, *, futures=20, duration_s=4.0, seed=1, start=None, **more):
    return dynamics.roll(start or situation(*THREE), futures=futures, duration_s=duration_s, seed=seed, **more)


def same(first, second) -> bool:
    return bool((first.pose == second.pose).all() and (first.likelihood == second.likelihood).all())


def test_equal_seeds_give_equal_futures_and_others_do_not(dynamics):
    assert same(roll(dynamics), roll(dynamics))
    assert not same(roll(dynamics), roll(dynamics, seed=2))


def test_a_future_does_not_depend_on_how_many_others_there_are_or_how_many_threads(dynamics):
    many, few = roll(dynamics, futures=40, threads=3), roll(dynamics, futures=5, threads=1)
    assert (many.pose[:5] == few.pose).all()


def test_futures_differ(dynamics):
    assert np.unique(roll(dynamics).pose[:, -1, 0, 0]).size == 20


def test_futures_agree_to_the_bit_until_their_actions_differ(dynamics):
    plain, stopped = roll(dynamics), roll(dynamics, actions=[Stop("person-1", start_s=102.0)])
    assert (plain.pose[:, :11] == stopped.pose[:, :11]).all()
    assert (plain.pose[:, 11:, 0] != stopped.pose[:, 11:, 0]).any()


def test_who_is_stopped_brakes_and_stays(dynamics):
    futures = roll(dynamics, actions=[Stop("person-1", 100.0), Stop("forklift-3", 100.0)], duration_s=8.0)
    assert (futures.pose[:, 3:, 0, :2] == futures.pose[:, 3:4, 0, :2]).all()
    forklift = futures.pose[:, :, 2, :2]
    assert (forklift[:, 10:] == forklift[:, 10:11]).all()  # from 1 m/s at 1.2 m/s²
    assert np.abs(forklift[:, -1] - forklift[:, 0]).max() < 0.8


def test_a_delay_ends(dynamics):
    futures = roll(dynamics, actions=[Stop("person-1", 100.0, duration_s=1.0)])
    assert (futures.pose[:, 3, 0, :2] == futures.pose[:, 5, 0, :2]).all()
    assert (futures.pose[:, 5, 0, :2] != futures.pose[:, -1, 0, :2]).any(axis=-1).mean() > 0.9


def test_who_stands_with_nowhere_to_go_stays(dynamics):
    futures = roll(dynamics, start=situation(*THREE, phase=STANDS))
    assert (futures.pose == futures.pose[:1, :1]).all()
    assert not futures.moved.any()
    assert futures.projection_rate == 0.0


def test_nobody_leaves_the_floor_even_with_a_network_that_knows_nothing(dynamics):
    futures, ground = roll(dynamics, duration_s=10.0), floor()
    free = [ground.clearance_at(x, y) for x, y in futures.pose[..., :2].reshape(-1, 2)[::7]]
    assert min(free) >= 0.23 - 1e-4
    assert futures.projected.any()
    assert 0 < futures.projection_rate <= 1


def test_an_empty_floor_has_futures_without_anybody(dynamics):
    futures = roll(dynamics, start=situation())
    assert futures.pose.shape == (20, 21, 0, 3)
    assert futures.projection_rate == 0.0


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (Stop("person-9", 100.0), "there is nobody called person-9"),
        (Stop("person-1", 100.0, duration_s=0.0), "cannot stop for 0"),
        (Reroute("person-1", 6.0, 6.0), r"person-1 cannot stand at \(6.00, 6.00\)"),
    ],
)
def test_an_action_that_nobody_can_take_is_refused(dynamics, action, message):
    with pytest.raises(SituationError, match=message):
        roll(dynamics, actions=[action])


def test_less_than_one_step_is_refused(dynamics):
    with pytest.raises(ValueError, match="at least one step"):
        roll(dynamics, duration_s=0.1)


def test_rolling_stops_when_it_is_called_off(dynamics):
    class Unwanted(Progress):
        def check_cancelled(self) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        roll(dynamics, progress=Unwanted())
