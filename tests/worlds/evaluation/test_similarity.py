"""Measures of likeness against known values."""

import numpy as np
import pytest

from worlds.evaluation.baseline import fit_lambert, lambert_irradiance
from worlds.evaluation.similarity import psnr_db, ssim
from worlds.training.prepare import Prepared


def test_a_constant_error_of_a_tenth_is_20_db():
    picture = np.full((20, 20, 3), 0.5, np.float32)
    assert psnr_db(picture + 0.1, picture) == pytest.approx(20, abs=1e-3)
    assert psnr_db(picture, picture) == float("inf")


def test_ssim_is_one_for_itself_and_low_for_noise():
    rng = np.random.default_rng(0)
    picture = rng.random((40, 40, 3)).astype(np.float32)
    assert ssim(picture, picture) == pytest.approx(1)
    assert ssim(picture, rng.random((40, 40, 3)).astype(np.float32)) < 0.1


def test_the_baseline_finds_the_weights_that_made_the_light():
    rng = np.random.default_rng(0)
    now = rng.uniform(-1, 1, (2, 20, 24, 32)).astype(np.float16)
    now[:, 5:8] = rng.uniform(0.2, 0.9, (2, 3, 24, 32))
    weights = np.array([0.8, 0.5, 0.1, 0.3], np.float32)
    target = np.stack(
        [
            now[k, 5:8] * lambert_irradiance(now[k].astype(np.float32), weights).transpose(2, 0, 1) / np.pi
            for k in (0, 1)
        ]
    )
    everywhere = np.ones((2, 24, 32), np.bool_)
    still, taps = np.zeros((2, 24, 32, 2), np.float16), np.zeros((2, 9, 3, 24, 32), np.float16)
    dark = np.zeros_like(target, np.float16)
    data = Prepared(now, now, still, everywhere, taps, dark, target.astype(np.float16), everywhere)
    assert np.allclose(fit_lambert(data, stride=1), weights, atol=0.02)
