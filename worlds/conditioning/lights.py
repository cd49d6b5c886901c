"""The light of a scene: its lamps as emitters, and the brightness of what lies outside.

Lamps are the emissive parts, each piece of one for itself where they do not touch: a row of panels may be one
part of the CAD. A scene without any gets a grid of panels under its ceiling, because a
hall is lit even where the CAD leaves the lamps out; those panels have no geometry of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from twin.depth.triangles import TriangleSoup

PANEL_SPACING_M = 5.0
PANEL_SIDE_M = 0.9
PANEL_RADIANCE = 14.0  # W/(m² sr) in the renderer's arbitrary unit; the exposure takes it out again
SKY_RADIANCE = 0.6  # of what rays see that leave the scene
HIGHEST_PANEL_M = 8.0
SAME_PLACE_M = 1e-3  # between corners that count as one


@dataclass(frozen=True, eq=False)
class LightRig:
    """L lamps. A lamp seen from direction axis ±k shows it the area `area_m2[:, 2k + (0 if + else 1)]`."""

    center_m: NDArray[np.float32]  # (L, 3)
    half_m: NDArray[np.float32]  # (L, 3) half the extent of the lamp, where shadow rays end
    area_m2: NDArray[np.float32]  # (L, 6)
    radiance: NDArray[np.float32]  # (L, 3) linear RGB
    sky: NDArray[np.float32]  # (3,) radiance of the surroundings
    virtual: bool  # whether the lamps are assumed, not drawn in the CAD

    def __len__(self) -> int:
        return len(self.center_m)


def light_rig(soup: TriangleSoup, sky: float = SKY_RADIANCE) -> LightRig:
    """The lamps among the triangles of a scene, one for each emissive piece, else a grid of panels."""
    outside = np.full(3, sky, np.float32)
    glowing = soup.emission.max(axis=1) > 0 if not soup.empty else np.zeros(0, np.bool_)
    if not glowing.any():
        return _assumed_panels(soup, outside)
    corners, normal = soup.corners_m()[glowing], soup.area_normals_m2()[glowing]
    emission = soup.emission[glowing]
    count, index = _pieces(corners, soup.owner[glowing])
    area = np.zeros((count, 6))
    for axis in range(3):
        np.add.at(area[:, 2 * axis], index, np.maximum(normal[:, axis], 0))
        np.add.at(area[:, 2 * axis + 1], index, np.maximum(-normal[:, axis], 0))
    weight = np.linalg.norm(normal, axis=1)
    radiance = np.zeros((count, 3))
    np.add.at(radiance, index, emission * weight[:, None])
    radiance /= np.bincount(index, weight)[:, None]
    lower = np.array([corners[index == k].min(axis=(0, 1)) for k in range(count)])
    upper = np.array([corners[index == k].max(axis=(0, 1)) for k in range(count)])
    return LightRig(
        ((lower + upper) / 2).astype(np.float32),
        ((upper - lower) / 2).astype(np.float32),
        area.astype(np.float32),
        radiance.astype(np.float32),
        outside,
        virtual=False,
    )


def _pieces(corners: NDArray[np.float32], owner: NDArray[np.int32]) -> tuple[int, NDArray[np.int64]]:
    """How many pieces triangles (T, 3, 3) form that share corners and owner, and which of them each belongs to (T,)."""
    places = np.column_stack([np.repeat(owner, 3), np.round(corners.reshape(-1, 3) / SAME_PLACE_M)])
    corner = np.unique(places, axis=0, return_inverse=True)[1].reshape(-1, 3)
    triangle, first = np.repeat(np.arange(len(corner)), 3), len(corner)
    shared = coo_array((np.ones(corner.size), (triangle, first + corner.ravel())), (first + corner.max() + 1,) * 2)
    piece = connected_components(shared, directed=False)[1][:first]
    pieces, index = np.unique(piece, return_inverse=True)
    return len(pieces), index


def _assumed_panels(soup: TriangleSoup, sky: NDArray[np.float32]) -> LightRig:
    if soup.empty:
        lower, upper = np.zeros(3), np.array([1.0, 1.0, 3.0])
    else:
        lower, upper = soup.vertices_m.min(axis=0), soup.vertices_m.max(axis=0)
    counts = np.maximum(np.round((upper - lower)[:2] / PANEL_SPACING_M), 1).astype(int)
    steps = [lower[k] + (np.arange(counts[k]) + 0.5) * (upper - lower)[k] / counts[k] for k in (0, 1)]
    x, y = np.meshgrid(*steps)
    height = lower[2] + min(0.92 * float(upper[2] - lower[2]), HIGHEST_PANEL_M)
    center = np.stack([x.ravel(), y.ravel(), np.full(x.size, height)], axis=1)
    area = np.zeros((len(center), 6))
    area[:, 5] = PANEL_SIDE_M**2  # they shine downwards only
    return LightRig(
        center.astype(np.float32),
        np.tile(np.array([PANEL_SIDE_M / 2, PANEL_SIDE_M / 2, 0.0], np.float32), (len(center), 1)),
        area.astype(np.float32),
        np.full((len(center), 3), PANEL_RADIANCE, np.float32),
        sky,
        virtual=True,
    )
