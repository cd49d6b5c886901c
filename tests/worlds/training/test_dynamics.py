"""Training of the dynamics: days from numbers, people as cameras see them, and a loss that falls."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scenarios.contracts import AgentKind
from worlds.dynamics.situation import STANDS, STEP_S
from worlds.training.command import RECIPES
from worlds.training.dynamics import DynamicsNetwork, _train, read_dynamics_recipe
from worlds.training.dynamics_days import play_window, random_day
from worlds.training.dynamics_samples import Rollouts, resampled, swayed

JUELICH = Path(__file__).resolve().parents[4] / "shared" / "fixtures" / "people" / "juelich"
SHIPPED = read_dynamics_recipe(RECIPES / "dynamics.toml")


@pytest.fixture(scope="module")
def motion():
    return play_window(random_day(3), name="day 3", start_s=300.0, duration_s=20.0)


def test_a_day_follows_from_its_number(motion):
    again = play_window(random_day(3), name="day 3", start_s=300.0, duration_s=20.0)
    assert (again.pose == motion.pose).all()
    assert random_day(4).grid.fine_m.shape != random_day(3).grid.fine_m.shape


def test_velocities_are_those_of_the_ways(motion):
    moved = motion.pose[10, :, :2] - motion.pose[9, :, :2]
    assert motion.velocity_mps()[10] * STEP_S == pytest.approx(moved, abs=1e-5)
    assert not motion.velocity_mps()[0].any()


def test_only_people_sway_and_only_while_they_walk(motion):
    tracked = swayed(motion, np.random.default_rng(0))
    person = motion.bodies.kinds == AgentKind.PERSON
    assert (tracked.bodies.tracked == person).all()
    assert (tracked.bodies.speed_mps[person] == 2.0).all()
    assert len(tracked.pose) != len(motion.pose)  # another pace


def test_twice_as_fast_is_twice_the_speed(motion):
    fast = resampled(motion, 2.0)
    assert len(fast.pose) == pytest.approx(len(motion.pose) / 2, abs=1)
    assert fast.pose[5] == pytest.approx(motion.pose[10])


def test_without_noise_the_targets_are_the_recorded_motion(motion):
    first = np.array([20, 40])
    samples = Rollouts(motion, first, np.random.default_rng(0), noise=0.0).run(None, 1)
    assert len(samples) > 0
    stood = samples.rests & samples.moves
    assert np.abs(samples.motion[stood & (np.abs(samples.own[:, 8:10]).sum(axis=1) == 0)]).max(initial=0) < 1e-3
    assert samples.waits.sum() <= (motion.phase[first] != 1).sum()


def test_rollouts_go_on_by_the_network_and_stay_near_the_recording(motion):
    from tests.worlds.dynamics.halls import untrained

    rollouts = Rollouts(motion, np.array([20, 40]), np.random.default_rng(0), noise=0.1)
    samples = rollouts.run(untrained(), 5)
    assert len(samples) > 0
    assert (rollouts.at == [24, 44]).all()
    off = np.hypot(*(rollouts.pose[..., :2] - motion.pose[rollouts.at][..., :2]).transpose(2, 0, 1))
    assert off.max() <= 0.4 + 1e-9
    assert off[motion.phase[rollouts.at] == STANDS].max(initial=0) == 0


def test_a_short_training_lowers_the_loss_and_can_be_resumed(motion, tmp_path):
    recipe = replace(SHIPPED, rounds=4, windows=5, frames=24, batch=128, unroll=2)
    lines: list[str] = []
    for rounds in (4, 6):
        network, _ = _train(
            replace(recipe, rounds=rounds), [motion], [], tmp_path, minutes=None, resume=rounds > 4, report=lines.append
        )  # fmt: skip
    assert isinstance(network, DynamicsNetwork)
    assert [line.split(":")[0] for line in lines] == [f"round {k}" for k in range(1, 7)]
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in lines]
    assert losses[-1] < losses[0] - 0.2


def test_a_recipe_with_an_unknown_or_missing_key_is_refused(tmp_path):
    text = (RECIPES / "dynamics.toml").read_text()
    path = tmp_path / "mine.toml"
    path.write_text(text.replace("noise =", "nose ="))
    with pytest.raises(ValueError, match=r"\['noise', 'nose'\]"):
        read_dynamics_recipe(path)


@pytest.mark.skipif(not JUELICH.is_dir(), reason="the Jülich tracks are not beside the checkout")
def test_people_of_the_experiments_stand_on_their_floor_and_walk_towards_the_exit():
    pytest.importorskip("h5py", reason="the extra train is not installed")
    from worlds.training.dynamics_people import DEVELOPMENT, HELD_OUT, TRAIN

    for make in (*TRAIN, *DEVELOPMENT, *HELD_OUT):
        motion = make(JUELICH)
        places = motion.pose[motion.present][::50, :2]
        assert min(motion.floor.clearance_at(x, y) for x, y in places) > 0
        field = motion.floor.fields[0]
        x0, y0 = motion.floor.origin_m
        velocity, angles = motion.velocity_mps()[motion.present][::50], []
        for (x, y), v in zip(places, velocity, strict=True):
            turn = 2 * np.pi * field[int((y - y0) / 0.25), int((x - x0) / 0.25)] / 256
            angles.append(v @ [np.cos(turn), np.sin(turn)])
        assert np.mean(angles) > 0.05, motion.name
