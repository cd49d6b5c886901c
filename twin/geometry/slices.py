"""Triangles cut by horizontal planes: the part of them between two heights, and sections at one height."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def clip_to_band(triangles: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """(F', 3, 3) what lies between two heights of (F, 3, 3) triangles, as triangles."""
    z = triangles[..., 2]
    near = triangles[(z.max(axis=1) >= low) & (z.min(axis=1) <= high)]
    return clip_above(_flip(clip_above(_flip(near), -high)), low)


def _flip(triangles: NDArray[np.float64]) -> NDArray[np.float64]:
    out = triangles.copy()
    out[..., 2] *= -1
    return out


def clip_above(triangles: NDArray[np.float64], low: float) -> NDArray[np.float64]:
    """(F', 3, 3) what lies at or above a height: one corner above leaves a triangle, two leave a quadrilateral."""
    above = triangles[..., 2] >= low
    count = above.sum(axis=1)
    keep = [triangles[count == 3]]
    for corners_above in (1, 2):
        chosen = count == corners_above
        if not chosen.any():
            continue
        odd = above[chosen] if corners_above == 1 else ~above[chosen]
        rows = np.arange(int(chosen.sum()))
        first = odd.argmax(axis=1)
        a, b, c = (triangles[chosen][rows, (first + k) % 3] for k in range(3))  # a is alone on its side
        ab, ac = _crossing(a, b, low), _crossing(a, c, low)
        if corners_above == 1:
            keep.append(np.stack([a, ab, ac], axis=1))
        else:
            keep += [np.stack([ab, b, c], axis=1), np.stack([ab, c, ac], axis=1)]
    return np.concatenate(keep)


def _crossing(a: NDArray[np.float64], b: NDArray[np.float64], z: float) -> NDArray[np.float64]:
    """(N, 3) where the edges from `a` to `b`, on two sides of a height, meet it."""
    share = (z - a[:, 2]) / (b[:, 2] - a[:, 2])
    out = a + share[:, None] * (b - a)
    out[:, 2] = z
    return np.asarray(out)


def section_segments(triangles: NDArray[np.float64], z: float) -> NDArray[np.float64]:
    """(S, 2, 2) segments in which triangles meet a horizontal plane; touching corners are left out."""
    above = triangles[..., 2] >= z
    count = above.sum(axis=1)
    cut = (count == 1) | (count == 2)
    chosen, up = triangles[cut], above[cut]
    odd = np.where((count[cut] == 1)[:, None], up, ~up)
    rows = np.arange(len(chosen))
    first = odd.argmax(axis=1)
    a, b, c = (chosen[rows, (first + k) % 3] for k in range(3))
    ends = np.stack([_crossing(a, b, z)[:, :2], _crossing(a, c, z)[:, :2]], axis=1)
    long_enough = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1) > 1e-6
    return np.asarray(ends[long_enough])
