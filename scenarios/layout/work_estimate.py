"""How long a pick tour takes here, roughly: for a sensible first demand, never for a result.

Walking distances come from the floor at 0.4 m, tours visit their faces nearest first. The
simulation measures what really happens.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from scenarios.document import Demand
from scenarios.layout.contracts import PickFace
from scenarios.layout.reach import Reach

COARSE_M = 0.4
SAMPLED_FACES = 24
SAMPLED_TOURS = 60
SPEED_MPS = 1.34  # free walking speed, Weidmann (1993)
DETOUR = 1.15  # avoiding others, slowing down and turning, over the free straight walk


def tour_s(reach: Reach, faces: Sequence[PickFace], pack_m: Sequence[tuple[float, float]], demand: Demand) -> float:
    """Mean seconds of a tour: from a pack station past the lines of its orders and back, with the picks."""
    lines = max(1, round(demand.orders_per_tour * demand.lines_per_order_mean))
    chosen = [faces[i] for i in np.unique(np.linspace(0, len(faces) - 1, SAMPLED_FACES).round().astype(int))]
    depots = list(pack_m)[:6]
    distance = walking_distances_m(reach, [*depots, *((face.x_m, face.y_m) for face in chosen)])
    chance = np.random.default_rng(np.random.SeedSequence(0))
    lengths = []
    for tour in range(SAMPLED_TOURS):
        depot = tour % len(depots)
        here, length = depot, 0.0
        left = list(len(depots) + chance.integers(0, len(chosen), lines))
        while left:
            nearest = min(left, key=lambda spot: (distance[here, spot], spot))
            length += distance[here, nearest]
            here = nearest
            left.remove(nearest)
        lengths.append(length + distance[here, depot])
    return float(np.mean(lengths)) * DETOUR / SPEED_MPS + lines * demand.pick_s


def walking_distances_m(
    reach: Reach, points_m: Sequence[tuple[float, float]], *, sources: int | None = None
) -> NDArray[np.float64]:
    """(S, N) shortest walks on a coarse grid to all points from the first S, from all where `sources` is None.

    The straight line where the grid has no way.
    """
    block = max(1, round(COARSE_M / reach.plan.cell_m))
    rows, columns = reach.mask.shape
    padded = np.pad(reach.mask, ((0, -rows % block), (0, -columns % block)))
    free = padded.reshape(padded.shape[0] // block, block, padded.shape[1] // block, block).any(axis=(1, 3))
    nodes = np.full(free.shape, -1)
    nodes[free] = np.arange(free.sum())
    starts, ends, steps = [], [], []
    for dr, dc in ((0, 1), (1, 0), (1, 1), (1, -1)):
        a = nodes[: free.shape[0] - dr, max(0, -dc) : free.shape[1] - max(0, dc)]
        b = nodes[dr:, max(0, dc) : free.shape[1] - max(0, -dc)]
        joined = (a >= 0) & (b >= 0)
        starts.append(a[joined])
        ends.append(b[joined])
        steps.append(np.full(int(joined.sum()), np.hypot(dr, dc) * block * reach.plan.cell_m))
    count = int(free.sum())
    graph = coo_matrix((np.concatenate(steps), (np.concatenate(starts), np.concatenate(ends))), shape=(count, count))
    points = np.array(points_m)
    cells = np.floor((points - reach.plan.origin_m) / (reach.plan.cell_m * block)).astype(int)
    cells = np.clip(cells, 0, (free.shape[1] - 1, free.shape[0] - 1))
    at = nodes[cells[:, 1], cells[:, 0]]
    known = np.where(at >= 0)[0]
    begun = known if sources is None else known[known < sources]
    straight: NDArray[np.float64] = np.hypot(*(points[:sources, None] - points[None, :]).transpose(2, 0, 1))
    if len(begun):
        walks = dijkstra(graph.tocsr(), directed=False, indices=at[begun])[:, at[known]]
        sub = np.ix_(begun, known)
        straight[sub] = np.where(np.isfinite(walks), np.maximum(walks, straight[sub]), straight[sub])
    return straight
