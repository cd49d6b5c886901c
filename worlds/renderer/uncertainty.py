"""How far a frame may be from the truth, pixel by pixel, as the root mean square error in grey levels.

What is known beside the picture says where the renderer errs: how much the few rays to the lamps disagree
(their share p has the variance p (1 - p) / n), how much the network corrected the hints, edges, agents, bright
light. A small network of these terms gives the logarithm of the variance; it was fitted to errors against
path-traced pictures of halls that the renderer never saw (`worlds.training.uncertainty`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from worlds.conditioning.features import CHANNELS, features
from worlds.renderer.renderer import RenderedFrame
from worlds.weights import WEIGHTS_FOLDER, read_arrays

Floats = NDArray[np.float32]
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
LEAST_LEVELS, MOST_LEVELS = 0.5, 80.0  # what is ever said
TERMS = (
    "shadow_spread", "lamp_share", "shadowed_lamps", "openness_spread", "sky_share", "correction", "corrected_by",
    "brightness", "brightness_squared", "person", "vehicle", "floor", "edge", "nearness", "normal_up", "albedo",
    "contrast",
)  # fmt: skip


class Uncertainty:
    """The fitted network: one hidden layer."""

    def __init__(self, arrays: dict[str, NDArray[Any]], card: dict[str, Any]) -> None:
        self._arrays = {name: array.astype(np.float32) for name, array in arrays.items()}
        self.card = card

    @staticmethod
    def load(folder: Path = WEIGHTS_FOLDER / "uncertainty") -> Uncertainty:
        """What is in a folder; raises ``WeightsMissing`` or ``WeightsMismatch``."""
        return Uncertainty(*read_arrays(folder))

    def calibrated_for(self, model_hash: str) -> bool:
        """Whether it was fitted to the errors of the renderer with this hash."""
        return bool(self.card.get("renderer_sha256") == model_hash)

    def levels(self, frame: RenderedFrame) -> Floats:
        """(h, w) of the light image: expected root mean square error of the picture, in levels of 255."""
        terms = terms_of(frame)
        return levels_of(self._arrays, terms.reshape(len(TERMS), -1).T).reshape(terms.shape[1:])


def levels_of(arrays: dict[str, NDArray[Any]], terms: Floats) -> Floats:
    """(N,) levels of terms (N, K)."""
    x = (terms - arrays["mean"]) / arrays["scale"]
    hidden = np.tanh(x @ arrays["hidden_weight"].T + arrays["hidden_bias"])
    log_variance = hidden @ arrays["weight"] + arrays["bias"]
    return np.asarray(np.clip(np.exp(log_variance / 2), LEAST_LEVELS, MOST_LEVELS), np.float32)


def terms_of(frame: RenderedFrame) -> Floats:
    """(K, h, w) in the order of `TERMS`."""
    conditions, every = frame.conditions, frame.conditions.light.ratio
    named = dict(zip(CHANNELS, features(conditions, frame.exposure), strict=True))
    lamps, indirect = conditions.lamps @ LUMINANCE, conditions.indirect @ LUMINANCE
    seen, openness = conditions.seen, conditions.openness
    estimate = np.maximum((lamps * seen + indirect) * frame.exposure, 1e-4)
    light = np.maximum(frame.irradiance @ LUMINANCE, 1e-4)
    share = lamps / np.maximum(lamps + indirect, 1e-6)
    correction = np.clip(np.log(light / estimate), -2, 2)
    spread = 2 * np.sqrt(np.clip(seen * (1 - seen), 0, None))
    shown = frame.picture[::every, ::every].astype(np.float32) @ LUMINANCE / 255
    part = conditions.light.part
    edge = ndimage.maximum_filter(part, 3) != ndimage.minimum_filter(part, 3)
    around = ndimage.uniform_filter(light, 5)
    values = (
        spread, share, spread * share, 2 * np.sqrt(np.clip(openness * (1 - openness), 0, None)), conditions.sky_share,
        correction, np.abs(correction), shown, shown**2, named["person"], named["vehicle"], named["floor"], edge,
        named["nearness"], named["normal_up"],
        (named["albedo_r"] + named["albedo_g"] + named["albedo_b"]) / 3,
        np.clip(np.abs(light - around) / np.maximum(around, 1e-4), 0, 2),
    )  # fmt: skip
    return np.stack([np.asarray(value, np.float32) for value in values])
