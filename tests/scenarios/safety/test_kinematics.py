"""Known answers of the conflict measures (the reference values are closed forms)."""

import math

import numpy as np
import pytest

from scenarios.safety.kinematics import (
    box_distance,
    boxes_distance,
    boxes_ttc,
    disc_ttc,
    drac,
    post_encroachment_time,
    rounded_box_ttc,
)
from scenarios.safety.settings import SafetySettings


@pytest.mark.parametrize(
    ("px", "py", "vx", "vy", "radius", "expected"),
    [
        (10.0, 0.0, -3.0, 0.0, 0.7, 3.1),  # head-on
        (5.0, 0.0, -1.0, 0.0, 0.95, 4.05),  # following, 2.0 against 1.0 m/s
        (0.0, 2.0, 0.0, 0.0, 0.5, math.inf),  # side by side
        (3.0, 0.0, 1.0, 0.0, 0.5, math.inf),  # drawing apart
        (0.3, 0.0, 1.0, 0.0, 0.5, 0.0),  # touching already
    ],
)
def test_disc_ttc(px, py, vx, vy, radius, expected):
    assert disc_ttc(px, py, vx, vy, radius) == pytest.approx(expected, abs=1e-9)


def test_crossing_at_right_angles():
    # both 6 m from the crossing at 1.5 m/s: they meet when their distance (6 - 1.5 t) sqrt 2 is 0.7
    assert disc_ttc(6.0, -6.0, -1.5, 1.5, 0.7) == pytest.approx(3.67, abs=5e-3)
    assert disc_ttc(6.0, -6.0, -1.5, 1.5, 0.7) == pytest.approx((6 - 0.7 / math.sqrt(2)) / 1.5)


def test_drac_and_pet():
    assert drac(1.0, 4.05) == pytest.approx(0.1235, abs=5e-5)
    assert drac(2.0, 0.5) == pytest.approx(4.0)
    assert drac(-1.0, 2.0) == 0.0
    assert drac(1.0, 0.0) == math.inf
    person_leaves, amr_enters = (6 + 0.35) / 1.34, (12 - 0.35) / 2.0
    assert post_encroachment_time(person_leaves, amr_enters) == pytest.approx(1.0862, abs=5e-5)


def sampled_ttc(distance, limit=10.0, steps=100_001):
    times = np.linspace(0, limit, steps)
    touching = np.array([distance(t) for t in times]) <= 1e-9
    return float(times[np.argmax(touching)]) if touching.any() else math.inf


@pytest.mark.parametrize("seed", range(6))
def test_disc_against_box_agrees_with_sampling(seed):
    generator = np.random.default_rng(seed)
    px, py = generator.uniform(-6, 6, 2)
    vx, vy = -np.array([px, py]) / 3 + generator.uniform(-0.4, 0.4, 2)
    found = rounded_box_ttc(px, py, vx, vy, 1.2, 0.5, 0.25)
    slow = sampled_ttc(lambda t: box_distance(px + vx * t, py + vy * t, 1.2, 0.5) - 0.25)
    assert found == pytest.approx(slow, abs=2e-4)


@pytest.mark.parametrize("seed", range(6))
def test_box_against_box_agrees_with_sampling(seed):
    generator = np.random.default_rng(100 + seed)
    px, py = generator.uniform(-6, 6, 2)
    vx, vy = -np.array([px, py]) / 3 + generator.uniform(-0.3, 0.3, 2)
    one, two = generator.uniform(-3, 3, 2)
    found = boxes_ttc(px, py, vx, vy, one, 1.2, 0.55, two, 0.45, 0.3)
    slow = sampled_ttc(lambda t: boxes_distance(px + vx * t, py + vy * t, one, 1.2, 0.55, two, 0.45, 0.3), steps=20_001)
    assert found == pytest.approx(slow, abs=1e-3)


def test_box_distances_by_hand():
    assert boxes_distance(3.0, 0.0, 0.0, 1.0, 0.5, 0.0, 0.5, 0.5) == pytest.approx(1.5)
    assert boxes_distance(0.0, 2.0, 0.0, 1.0, 0.5, math.pi / 2, 1.0, 0.5) == pytest.approx(0.5)
    assert boxes_distance(1.2, 0.0, 0.0, 1.0, 0.5, 0.3, 0.5, 0.5) == 0.0
    assert box_distance(2.0, 1.5, 1.0, 0.5) == pytest.approx(math.sqrt(2))


def test_settings_that_contradict_themselves_fail():
    with pytest.raises(ValueError, match="serious_ttc_s"):
        SafetySettings(serious_ttc_s=4.0)
    with pytest.raises(ValueError, match="person_serious_ttc_s"):
        SafetySettings(person_serious_ttc_s=2.0)
