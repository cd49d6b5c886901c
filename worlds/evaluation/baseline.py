"""The peer that the renderer must beat: Lambert shading with ambient light, fitted by least squares.

Irradiance is a constant, plus a share for surfaces that face up, plus one for surfaces that face the
camera. The weights are fitted on the training pictures; exposure is the same as the renderer's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from worlds.training.prepare import Prepared

Floats = NDArray[np.float32]


def lambert_terms(features: Floats) -> Floats:
    """(4, H, W) constant, facing up, facing down, facing the camera, from conditioning features (20, H, W)."""
    up = features[4]
    return np.stack([np.ones_like(up), np.maximum(up, 0), np.maximum(-up, 0), np.maximum(-features[3], 0)])


def fit_lambert(data: Prepared, stride: int = 7) -> Floats:
    """(4,) weights of the terms that explain exposed radiance best over every `stride`-th pixel."""
    normal_matrix, right = np.zeros((4, 4)), np.zeros(4)
    for k in range(len(data.now)):
        features = data.now[k].astype(np.float32)
        counted = data.weight[k].ravel()[::stride]
        terms = lambert_terms(features).reshape(4, -1)[:, ::stride][:, counted]
        target = np.minimum(data.target[k].astype(np.float32), 4).reshape(3, -1)[:, ::stride][:, counted]
        albedo = features[5:8].reshape(3, -1)[:, ::stride][:, counted]
        for c in range(3):
            design = terms * albedo[c] / np.pi
            normal_matrix += design @ design.T
            right += design @ target[c]
    return np.linalg.solve(normal_matrix + 1e-6 * np.eye(4), right).astype(np.float32)


def lambert_irradiance(features: Floats, weights: Floats) -> Floats:
    """(H, W, 3) the baseline's exposed irradiance."""
    light = np.einsum("k,khw->hw", weights, lambert_terms(features))
    return np.repeat(light[..., None], 3, axis=-1).astype(np.float32)
