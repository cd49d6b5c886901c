"""Compares the cells that a detector found with the agents that should be visible.

An agent is expected where the picture shows at least `LEAST_PIXELS` of its body that nothing hides; it is
shown if enough of its cells are found. A connected finding of some size that lies near nobody belongs to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

LEAST_PIXELS = 40  # of an agent, at 256 × 144; scaled with the area for other sizes
LEAST_CELLS = 8  # of an agent at whose centres its body is seen
LEAST_GHOST_CELLS = 24  # connected cells of the detector (2 × 2 pixels each) without an agent
SHOWN_SHARE = 0.3  # of an agent's cells that must be found
MARGIN_CELLS = 3  # findings this near to an agent belong to it
USUAL_PIXELS = 256 * 144

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Expected:
    """Who should be seen in one picture."""

    agents: NDArray[np.int32]  # (K,) their indices
    cells: Mask  # (K, h, w) where at the detector's cells
    near: Mask  # (h, w) at, or next to, anybody and what they carry


def expect(agent: NDArray[np.int32], anybody: Mask, shape: tuple[int, int]) -> Expected:
    """From (H, W) images, the agent whose body is seen (-1 nobody) and where anybody or their load is; cells (h, w)."""
    at = sample(agent.shape, shape)
    least = LEAST_PIXELS * agent.size / USUAL_PIXELS
    indices, pixels = np.unique(agent[agent >= 0], return_counts=True)
    coarse = agent[at]
    kept, cells = [], []
    for index, count in zip(indices, pixels, strict=True):
        mine = coarse == index
        if count >= least and mine.sum() >= LEAST_CELLS:
            kept.append(index)
            cells.append(mine)
    near = ndimage.binary_dilation(anybody[at], iterations=MARGIN_CELLS)
    return Expected(np.array(kept, np.int32), np.array(cells, np.bool_).reshape(-1, *shape), near)


def shown(found: Mask, expected: Expected) -> Mask:
    """(K,) which of the expected agents are found."""
    size = expected.cells.sum(axis=(1, 2))
    return np.asarray((expected.cells & found).sum(axis=(1, 2)) >= SHOWN_SHARE * size)


def ghost_blobs(found: Mask, near: Mask) -> list[Mask]:
    """Connected findings of a size that matters which lie near nobody."""
    blobs, count = ndimage.label(found)
    masks = (blobs == blob for blob in range(1, count + 1))
    return [mask for mask in masks if mask.sum() >= LEAST_GHOST_CELLS and not (mask & near).any()]


def sample(size: tuple[int, ...], cells: tuple[int, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Index of the pixels at the centres of the detector's cells."""
    rows, columns = (((np.arange(c) + 0.5) * s / c).astype(np.intp) for s, c in zip(size, cells, strict=True))
    return np.ix_(rows, columns)  # type: ignore[return-value]
