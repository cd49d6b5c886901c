"""How alike two pictures are: PSNR, and SSIM after Wang et al. 2004 (Gaussian window of 1.5 pixels)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

Floats = NDArray[np.float32]


def psnr_db(picture: Floats, reference: Floats) -> float:
    """Peak signal to noise ratio of pictures in 0..1; infinite for equal ones."""
    error = float(np.mean((picture.astype(np.float64) - reference) ** 2))
    return float("inf") if error == 0 else -10 * float(np.log10(error))


def ssim(picture: Floats, reference: Floats) -> float:
    """Mean structural similarity over pixels and channels of (H, W, 3) pictures in 0..1."""
    return float(np.mean([_ssim_channel(picture[..., c], reference[..., c]) for c in range(picture.shape[-1])]))


def _ssim_channel(a: Floats, b: Floats) -> float:
    return _ssim_plane(a.astype(np.float64), b.astype(np.float64))


def _ssim_plane(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    mean_a, mean_b = _window(a), _window(b)
    var_a, var_b = _window(a * a) - mean_a**2, _window(b * b) - mean_b**2
    covariance = _window(a * b) - mean_a * mean_b
    c1, c2 = 0.01**2, 0.03**2
    top = (2 * mean_a * mean_b + c1) * (2 * covariance + c2)
    return float(np.mean(top / ((mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2))))


def _window(image: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(gaussian_filter(image, 1.5, truncate=3.5))
