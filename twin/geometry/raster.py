"""Polygons on a grid, and signed distances on it, accurate to a fraction of a cell."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

# The mask is drawn this much finer than the grid, an even number: a cell's centre is a corner of four of its pixels.
SUPERSAMPLE = 2


def fill_polygon(mask: NDArray[np.bool_], ring: NDArray[np.float64], origin: tuple[float, float], pixel: float) -> None:
    """Set the pixels whose centres lie inside a ring (N, 2), by crossings of each row (even-odd rule)."""
    points = (ring - np.asarray(origin)) / pixel - 0.5  # pixel centres at whole numbers
    rows, columns = mask.shape
    bottom = max(0, int(np.ceil(points[:, 1].min())))
    top = min(rows - 1, int(np.floor(points[:, 1].max())))
    left = max(0, int(np.ceil(points[:, 0].min())))
    right = min(columns - 1, int(np.floor(points[:, 0].max())))
    if bottom > top or left > right:
        return
    flips = np.zeros((top - bottom + 1, right - left + 2), dtype=np.int32)
    following = np.roll(points, -1, axis=0)
    for (x0, y0), (x1, y1) in zip(points.tolist(), following.tolist(), strict=True):
        if y0 == y1:
            continue
        low, high = (y0, y1) if y0 < y1 else (y1, y0)
        first, last = max(bottom, int(np.ceil(low))), min(top, int(np.ceil(high)) - 1)
        if first > last:
            continue
        y = np.arange(first, last + 1)
        x = x0 + (y - y0) * ((x1 - x0) / (y1 - y0))
        start = np.clip(np.ceil(x).astype(np.int64) - left, 0, flips.shape[1] - 1)
        np.add.at(flips, (y - bottom, start), 1)
    inside = (np.cumsum(flips, axis=1)[:, :-1] & 1).astype(bool)
    mask[bottom : top + 1, left : right + 1] |= inside


def draw(
    rings: Iterable[NDArray[np.float64]], shape: tuple[int, int], origin: tuple[float, float], pixel: float
) -> NDArray[np.bool_]:
    """(rows, columns) pixels whose centres lie inside any of the rings."""
    mask = np.zeros(shape, dtype=bool)
    for ring in rings:
        fill_polygon(mask, ring, origin, pixel)
    return mask


def signed_distance(blocked: NDArray[np.bool_], pixel_m: float, supersample: int = SUPERSAMPLE) -> NDArray[np.float32]:
    """(rows, columns) distance in metres from each cell centre to the edge of what is blocked; negative inside.

    `blocked` is drawn `supersample` times finer than the cells. A pixel's edge lies half a pixel before its
    centre, and the pixels around a cell's centre are averaged; the error stays below half a pixel's diagonal.
    """
    if blocked.all():
        outside = np.full(blocked.shape, -np.inf)
    elif not blocked.any():
        outside = np.full(blocked.shape, np.inf)
    else:
        free = distance_transform_edt(~blocked)
        deep = distance_transform_edt(blocked)
        outside = np.where(blocked, 0.5 - deep, free - 0.5) * pixel_m
    rows, columns = blocked.shape[0] // supersample, blocked.shape[1] // supersample
    cells = outside[: rows * supersample, : columns * supersample].reshape(rows, supersample, columns, supersample)
    return np.asarray(cells.mean(axis=(1, 3)), dtype=np.float32)
