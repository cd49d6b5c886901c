"""The look of a camera: gain and contrast of each colour, between the renderer's light and what was filmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LEAST, MOST = 1e-3, 8.0  # exposed radiance that is fitted: neither black nor white
CONTRAST = (0.5, 2.0)


@dataclass(frozen=True)
class Look:
    """Exposed radiance x becomes gain · x ** contrast, for red, green and blue."""

    gain: tuple[float, float, float] = (1.0, 1.0, 1.0)
    contrast: tuple[float, float, float] = (1.0, 1.0, 1.0)

    def apply(self, radiance: Floats) -> Floats:
        """(..., 3) as filmed."""
        return np.asarray(np.array(self.gain) * np.maximum(radiance, 0) ** np.array(self.contrast), np.float32)

    def undo(self, radiance: Floats) -> Floats:
        """(..., 3) as the renderer has it."""
        return np.asarray((np.maximum(radiance, 0) / np.array(self.gain)) ** (1 / np.array(self.contrast)), np.float32)

    def as_dict(self) -> dict[str, Any]:
        """For a card."""
        return {"gain": list(self.gain), "contrast": list(self.contrast)}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Look:
        """The look that `as_dict` wrote."""
        (r, g, b), (s, t, u) = values["gain"], values["contrast"]
        return Look((r, g, b), (s, t, u))


def fit_look(rendered: Floats, filmed: Floats) -> Look:
    """The look that explains pairs (N, 3) of exposed radiance best: least squares of logarithms, colour by colour.

    Pixels that are nearly black or white in either are left out; with fewer than 100 left a colour keeps its look.
    """
    gains, contrasts = [], []
    for c in range(3):
        x, y = rendered[:, c].astype(np.float64), filmed[:, c].astype(np.float64)
        counted = (x > LEAST) & (x < MOST) & (y > LEAST) & (y < MOST)
        gain, contrast = 1.0, 1.0
        if counted.sum() >= 100:
            a, b = np.log(x[counted]), np.log(y[counted])
            spread = float(np.var(a))
            slope = float(np.cov(a, b, bias=True)[0, 1] / spread) if spread > 1e-4 else 1.0
            contrast = float(np.clip(slope, *CONTRAST))
            gain = float(np.exp(b.mean() - contrast * a.mean()))
        gains.append(gain)
        contrasts.append(contrast)
    return Look((gains[0], gains[1], gains[2]), (contrasts[0], contrasts[1], contrasts[2]))


def exposed_radiance(srgb: NDArray[np.uint8]) -> Floats:
    """(..., 3) the exposed radiance that the renderer's display curve would show like this: its exact inverse."""
    value = srgb.astype(np.float64) / 255
    y = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    # y = x (2.51 x + 0.03) / (x (2.43 x + 0.59) + 0.14), solved for x ≥ 0
    a, b, c = 2.51 - 2.43 * y, 0.03 - 0.59 * y, -0.14 * y
    return np.asarray((-b + np.sqrt(b * b - 4 * a * c)) / (2 * a), np.float32)
