"""Build, clothes and paint that belong to an agent for good: a digest of its name picks them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Color = tuple[float, float, float]

CARDBOARD: Color = (0.42, 0.27, 0.14)
WOOD: Color = (0.35, 0.24, 0.13)
DARK: Color = (0.03, 0.03, 0.035)
STEEL: Color = (0.28, 0.29, 0.30)
REFLECTIVE: Color = (0.74, 0.74, 0.72)
JACKETS: tuple[Color, ...] = (
    (0.62, 0.78, 0.04), (0.85, 0.24, 0.02), (0.80, 0.60, 0.02), (0.62, 0.78, 0.04),
    (0.85, 0.24, 0.02), (0.05, 0.12, 0.38), (0.42, 0.03, 0.04),
)  # fmt: skip
SLEEVES: tuple[Color, ...] = ((0.04, 0.05, 0.09), (0.30, 0.31, 0.32), (0.55, 0.55, 0.53), (0.05, 0.08, 0.20))
HATS: tuple[Color, ...] = (
    (0.80, 0.80, 0.78), (0.80, 0.55, 0.03), (0.05, 0.15, 0.50), (0.60, 0.04, 0.03),
    (0.02, 0.015, 0.012), (0.10, 0.05, 0.025), (0.35, 0.24, 0.12),
)  # fmt: skip
HELMETS = 4  # of the hats; the others are hair
TROUSERS: tuple[Color, ...] = ((0.02, 0.03, 0.07), (0.07, 0.07, 0.08), (0.10, 0.08, 0.05), (0.03, 0.05, 0.12))
SKINS: tuple[Color, ...] = ((0.62, 0.38, 0.26), (0.45, 0.25, 0.15), (0.22, 0.11, 0.06), (0.75, 0.50, 0.38))
PAINTS: tuple[Color, ...] = ((0.75, 0.42, 0.02), (0.70, 0.12, 0.02), (0.10, 0.28, 0.45), (0.45, 0.47, 0.48))
TOTES: tuple[Color, ...] = (CARDBOARD, CARDBOARD, (0.04, 0.12, 0.34), (0.28, 0.29, 0.31), (0.36, 0.04, 0.03))


@dataclass(frozen=True, eq=False)
class Looks:
    """One row for each agent."""

    jacket: Array  # (A, 3) linear RGB, as all colours
    sleeve: Array
    hat: Array
    helmet: NDArray[np.bool_]  # (A,) else hair
    trousers: Array
    skin: Array
    paint: Array  # of vehicles
    tote: Array  # what is carried
    stature: Array  # (A,) times the height in the state
    breadth: Array  # (A,) times the usual breadth
    trolley: NDArray[np.bool_]  # (A,) pushes a trolley when loaded, else carries by hand
    phase: Array  # (A,) 0..1, so that not all do the same at the same time

    def take(self, rows: NDArray[np.intp]) -> Looks:
        """The looks of some agents."""
        return Looks(**{name: value[rows] for name, value in vars(self).items()})


@lru_cache(maxsize=16)
def looks_of(agent_ids: tuple[str, ...]) -> Looks:
    """The same looks for the same name, always."""
    digests = np.array(
        [list(hashlib.sha256(name.encode()).digest()) for name in agent_ids], np.int64
    ).reshape(-1, 32)  # fmt: skip
    count = len(digests)

    def one_of(palette: tuple[Color, ...], byte: int) -> Array:
        return np.array(palette)[digests[:, byte] % len(palette)].reshape(count, 3)

    hi_vis = digests[:, 0] % len(JACKETS) < 5
    sleeve = np.where((hi_vis & (digests[:, 9] % 2 == 0))[:, None], one_of(SLEEVES, 8), one_of(JACKETS, 0))
    return Looks(
        jacket=one_of(JACKETS, 0),
        sleeve=sleeve,
        hat=one_of(HATS, 1),
        helmet=digests[:, 1] % len(HATS) < HELMETS,
        trousers=one_of(TROUSERS, 2),
        skin=one_of(SKINS, 3),
        paint=one_of(PAINTS, 4),
        tote=one_of(TOTES, 5),
        stature=0.94 + 0.11 * digests[:, 6] / 255,
        breadth=0.9 + 0.24 * digests[:, 7] / 255,
        trolley=digests[:, 10] % 5 < 2,
        phase=(digests[:, 11] * 256 + digests[:, 12]) / 65536,
    )
