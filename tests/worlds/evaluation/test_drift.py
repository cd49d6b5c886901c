"""Drift is found where it is, also when it is made up for later; a stopped rollout goes on to the same end."""

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.worlds.evaluation.broken import Drifting, Faithful
from worlds.evaluation import endurance
from worlds.evaluation.drift import drift_of
from worlds.evaluation.endurance import Endurance, measure_endurance
from worlds.evaluation.references import unbiased_psnr_db
from worlds.evaluation.similarity import psnr_db
from worlds.evaluation.steadiness import noise_free_root_mean_square


def test_a_steady_fall_and_one_that_is_made_up_for():
    numbers = list(range(0, 1200, 30))
    assert drift_of(numbers, [26.0] * 40, 120).worst_db_per_100 == 0
    falling = drift_of(numbers, [26 - 0.001 * n for n in numbers], 120)
    assert falling.worst_db_per_100 == pytest.approx(0.1)
    assert falling.largest_from_first_db == pytest.approx(1.08)
    bump = [26 - (1 if 360 <= n < 480 else 0) for n in numbers]
    assert drift_of(numbers, bump, 120).worst_db_per_100 == pytest.approx(1 / 1.2)
    assert len(drift_of([*numbers, 1200], [26.0] * 41, 120).segments_db) == 10  # the unfinished one does not count


def test_one_segment_cannot_drift():
    with pytest.raises(ValueError, match="two whole segments"):
        drift_of([0, 30, 60], [26, 26, 26], 120)


@pytest.fixture
def noisy_truth(monkeypatch):
    """A stand-in for path tracing: the light hints with noise that depends on the seed."""

    def reference(folder, conditioner, state, camera, *, samples, seed=0):
        conditions = conditioner.frame(state, camera)
        radiance = conditions.gbuffer.albedo * conditions.estimate / np.pi
        return (radiance * np.random.default_rng(seed).uniform(0.8, 1.2, radiance.shape)).astype(np.float32)

    monkeypatch.setattr(endurance, "reference", reference)


def test_drift_of_one_hundredth_a_frame_is_found(noisy_truth, tmp_path):
    plan = Endurance(walking=False, frames=600, width_px=48, height_px=27)
    drifting = measure_endurance(Drifting(), "drifting", tmp_path, plan, report=lambda _: None)
    faithful = measure_endurance(Faithful(), "faithful", tmp_path, plan, report=lambda _: None)
    assert drifting["worst_db_per_100"] > 0.5
    assert faithful["worst_db_per_100"] == 0
    json.dumps(faithful, allow_nan=False)


def test_a_stopped_rollout_goes_on_where_it_was(noisy_truth, tmp_path):
    class Counting(Faithful):
        rendered = 0

        def render(self, conditions, before=None, /):
            self.rendered += 1
            assert before is None or before.empty_light is not None  # what rests goes on resting
            frame = super().render(conditions, before)
            return replace(frame, empty_light=frame.irradiance)

    def roll(painter, name, frames):
        plan = Endurance(walking=True, frames=frames, width_px=48, height_px=27)
        return measure_endurance(painter, name, tmp_path, plan, report=lambda _: None)

    whole, counting = roll(Faithful(), "a", 481), Counting()
    roll(counting, "b", 400)
    resumed = roll(counting, "b", 481)
    assert counting.rendered == 481
    assert resumed == whole


def test_noise_of_the_reference_does_not_hide_an_error():
    rng = np.random.default_rng(0)
    truth = rng.uniform(0.3, 0.7, (300, 300, 3))
    one, other = (truth + rng.normal(0, 0.1, truth.shape) for _ in range(2))
    picture = truth + 0.01
    assert psnr_db(picture.astype(np.float32), one.astype(np.float32)) < 21
    assert unbiased_psnr_db(picture, one, other) == pytest.approx(40, abs=1.5)


def test_noise_of_two_sequences_is_told_from_their_common_change():
    rng = np.random.default_rng(0)
    change = rng.normal(0, 0.02, (20000, 3))
    one, other = (change + rng.normal(0, 0.1, change.shape) for _ in range(2))
    assert noise_free_root_mean_square([one], [other]) == pytest.approx(0.02, rel=0.15)
    assert noise_free_root_mean_square([one - change], [-(one - change)]) == 0
