"""Samples that path tracing needs for a picture's likeness, on noise whose size is known."""

import numpy as np
import pytest

from worlds.evaluation.equal_quality import Likeness, SamplesNeeded, crossing, samples_needed
from worlds.renderer.tone import display


def scene():
    y, x = np.mgrid[:96, :128]
    light = 0.3 + 0.1 * np.sin(x / 9) * np.cos(y / 7)
    return np.repeat(light[..., None], 3, axis=-1).astype(np.float32)


def noisy(samples, seed):
    """Noise of one sample is 0.2, so of n it is 0.2 / √n."""
    grain = np.random.default_rng(seed).standard_normal((96, 128, 3)).astype(np.float32)
    return scene() + np.float32(0.2 / np.sqrt(samples)) * grain


def test_a_traced_picture_of_n_samples_needs_about_n():
    truth = display(scene())
    needed = samples_needed(Likeness.of(display(noisy(48, 7)), truth), truth, noisy)
    assert needed.psnr == pytest.approx(48, rel=0.1)
    assert needed.ssim == pytest.approx(48, rel=0.1)
    assert needed.both == max(needed.psnr, needed.ssim)


def test_a_picture_that_is_too_bright_and_smooth_is_matched_in_error_long_before_structure():
    truth = display(scene())
    smooth = display(1.25 * scene())
    needed = samples_needed(Likeness.of(smooth, truth), truth, noisy, most=1 << 15)
    assert needed.ssim > 4 * needed.psnr


def test_what_the_most_samples_do_not_reach_is_not_known():
    truth = display(scene())
    needed = samples_needed(Likeness(20.0, 0.9999), truth, noisy, most=64)
    assert needed.psnr is not None
    assert needed.ssim is None
    assert needed.both is None
    assert SamplesNeeded(3.0, 5.0).both == 5.0


def test_crossing_is_linear_in_the_logarithm():
    assert crossing([2, 4, 8], [10.0, 13.0, 16.0], 14.5) == pytest.approx(4 * 2**0.5)
    assert crossing([2, 4], [10.0, 13.0], 9.0) == 2
    assert crossing([2, 4], [10.0, 13.0], 14.0) is None
