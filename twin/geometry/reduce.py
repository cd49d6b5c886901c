"""Fewer triangles where only an outline seen from above is asked: scans have millions.

Small triangles are replaced by the pixels that they touch, joined into strips; the outline grows by at
most a pixel.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MAX_TRIANGLES = 20_000
PIXEL_M = 0.05


def reduced(triangles: NDArray[np.float64], limit: int = MAX_TRIANGLES) -> NDArray[np.float64]:
    """Triangles that cover the same floor as (F, 3, 3), few where there were more than `limit` small ones.

    Heights are not kept.
    """
    pixel = PIXEL_M
    while len(triangles) > limit and pixel <= 1.0:
        extent = np.ptp(triangles[..., :2], axis=1).max(axis=1)
        small = extent <= 2 * pixel
        triangles = np.concatenate([triangles[~small], _strips(triangles[small], pixel)])
        pixel *= 2
    return triangles


def _strips(triangles: NDArray[np.float64], pixel: float) -> NDArray[np.float64]:
    """Rectangles of one pixel's height over the pixels that corners and middles fall into, as triangles."""
    if not len(triangles):
        return np.zeros((0, 3, 3))
    flat = triangles[..., :2]
    points = np.concatenate([flat.reshape(-1, 2), flat.mean(axis=1)])
    cells = np.floor(points / pixel).astype(np.int64)
    low = cells.min(axis=0)
    width = int(np.ptp(cells[:, 0])) + 2  # a pixel more, so that the end of a row does not touch the next
    keys = np.unique((cells[:, 1] - low[1]) * width + (cells[:, 0] - low[0]))  # row by row
    y, x = keys // width + low[1], keys % width + low[0]
    starts = np.flatnonzero(np.concatenate([[True], np.diff(keys) != 1]))
    ends = np.concatenate([starts[1:], [len(x)]]) - 1
    x0, x1, y0 = x[starts] * pixel, (x[ends] + 1) * pixel, y[starts] * pixel
    zero = np.zeros_like(x0)
    a, b = np.stack([x0, y0, zero], 1), np.stack([x1, y0, zero], 1)
    c, d = np.stack([x1, y0 + pixel, zero], 1), np.stack([x0, y0 + pixel, zero], 1)
    return np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
