"""Where people and vehicles go besides pick faces: homes, drops, hand-overs, docks, put-away spots.

All of them are found on the floor of *this* layout, from its stations and faces: nothing is assumed
about where a facility has its front.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter
from scipy.spatial import cKDTree

from scenarios.layout.contracts import PickFace, StationPlace
from scenarios.simulation.navigation import CELL_M, FAR, Grid, descend

Point = tuple[float, float]
OUT_OF_AISLE_M = 2.0  # a hand-over lies this far outside the aisle
WALK_ON_M = 8.0  # nobody waits for a vehicle to go the last few metres
HOME_OFF_M = (2.2, 1.5, 0.9)  # how far homes keep from faces, stands and drops, as the floor allows
WAY_NEARER_M = 0.8  # homes may come this much nearer to ways than to places in use
PASSING_M = 2.5  # within this of a home there is open floor where others can pass
END_OF_AISLE_M = 0.65  # from the last face to the cross aisle
SAME_COLUMN_M = 1.5  # aisles whose middles lie nearer than this across the hall continue each other
NEAR_M, COLUMN_M = 4.0, 3.2  # faces of one aisle lie this near to each other, and this near across
GOODS_WITHIN_M = 1.2  # in front of where a picker stands
GAP_M = 1.6  # between racks of a row; a wider one is a cross aisle
HANDOVER_STEP_M = 1.6  # the picker's side of a hand-over lies this far before the vehicle's side


def homes(
    grid: Grid,
    cost: NDArray[np.float32],
    taken_m: NDArray[np.float64],
    ways_m: NDArray[np.float64],
    *,
    count: int,
    radius_m: float,
    pitch_m: float,
) -> list[Point]:
    """Spots to wait at, out of the way: beside walls, near the stations, `pitch_m` apart and well off `taken_m`.

    Comes nearer to the places in use, and to the ways between them, only as far as the floor is too
    small, falls back to ground that is not beside a wall, and repeats spots where not even that is enough.
    """
    rows, columns = np.nonzero(cost < FAR)
    if not len(rows):
        raise ValueError("there is no walkable floor at the stations or pick faces")
    x = grid.origin_m[0] + (columns + 0.5) * CELL_M
    y = grid.origin_m[1] + (rows + 0.5) * CELL_M
    room = grid.coarse_m[rows, columns]
    passing = maximum_filter(grid.coarse_m, size=2 * int(PASSING_M / CELL_M) + 1)[rows, columns]
    beside = (room >= radius_m + 0.05) & (room <= radius_m + 0.65) & (passing >= 2 * radius_m + 0.9)
    order = np.lexsort((columns, rows, cost[rows, columns], ~beside))
    order = order[room[order] >= radius_m] if (room >= radius_m).any() else order
    points = np.column_stack([x, y])[order]
    away = cKDTree(taken_m).query(points)[0] if len(taken_m) else np.full(len(points), np.inf)
    if len(ways_m):
        away = np.minimum(away, cKDTree(ways_m).query(points)[0] + WAY_NEARER_M)
    chosen: list[Point] = []
    for distance_m in HOME_OFF_M:
        for here in points[away >= distance_m + radius_m]:
            if len(chosen) == count:
                return chosen
            if all(math.dist(here, other) >= pitch_m for other in chosen):
                chosen.append((float(here[0]), float(here[1])))
    if not chosen:
        chosen.append((float(x[order[0]]), float(y[order[0]])))
    return [chosen[k % len(chosen)] for k in range(count)]


def before(station: StationPlace, distance_m: float) -> Point:
    """The point `distance_m` from a station's stands, on the side where one queues for it."""
    x, y = station.stands_m[:, :2].mean(axis=0)
    dx, dy = station.queue_m[0] - x, station.queue_m[1] - y
    length = math.hypot(dx, dy)
    if length < 1e-6:
        return station.queue_m
    return float(x + dx / length * distance_m), float(y + dy / length * distance_m)


def spaced(points: list[Point], *, count: int, pitch_m: float) -> tuple[list[Point], list[Point]]:
    """(up to `count` points that keep `pitch_m` from each other, first come first; the points as far from all of them)."""
    chosen: list[Point] = []
    for point in points:
        if len(chosen) < count and all(math.dist(point, other) >= pitch_m for other in chosen):
            chosen.append(point)
    return chosen, [p for p in points if all(math.dist(p, other) >= pitch_m for other in chosen)]


def way_down(grid: Grid, cost: NDArray[np.float32], start: Point) -> list[Point]:
    """Cell centres from a point down a cost to its foot; empty where there is no way."""
    row, column = grid.cell_of(*start)
    window = cost[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3]
    best = np.unravel_index(int(np.argmin(window)), window.shape)
    row, column = int(best[0]) + max(row - 2, 0), int(best[1]) + max(column - 2, 0)
    if cost[row, column] > FAR:
        return []
    return [grid.center_m(int(row), int(column)) for row, column in descend(cost, row, column)]


def ways(grid: Grid, cost: NDArray[np.float32], starts_m: list[Point]) -> NDArray[np.float64]:
    """(N, 2) points of the ways that traffic takes from some places to the stations."""
    points = {point for start in starts_m for point in way_down(grid, cost, start)}
    return np.array(sorted(points), dtype=np.float64).reshape(-1, 2)


@dataclass(frozen=True, eq=False)
class Aisles:
    """Which aisle each face belongs to, and the ground of the aisles."""

    number: NDArray[np.int64]  # (F,) aisle of each face, counted across the hall
    along_m: NDArray[np.float64]  # (F,) how deep in its aisle a face lies, from the end nearer to the stations
    across_rad: float
    boxes_m: NDArray[np.float64]  # (A, 4) least and greatest place across, least and greatest along
    column: NDArray[np.int64]  # (A,) which row of aisles one belongs to, counted across the hall
    ends_m: NDArray[np.float64]  # (A, 2) front and back, in the terms of along_m

    def inside(self, points_m: NDArray[np.float64]) -> NDArray[np.bool_]:
        """(N,) whether points (N, 2) lie within an aisle, between its first and last face."""
        c, s = math.cos(self.across_rad), math.sin(self.across_rad)
        u, v = points_m @ np.array([c, s]), points_m @ np.array([-s, c])
        low_u, high_u, low_v, high_v = self.boxes_m.T
        return np.asarray(
            ((u[:, None] >= low_u) & (u[:, None] <= high_u) & (v[:, None] >= low_v) & (v[:, None] <= high_v)).any(
                axis=1
            )
        )


def handovers(
    grid: Grid,
    faces: tuple[PickFace, ...],
    aisles: Aisles,
    person_cost: NDArray[np.float32],
    vehicle_cost: NDArray[np.float32],
) -> tuple[list[tuple[Point, Point]], NDArray[np.int64]]:
    """Hand-over points, picker's side and vehicle's side, and the number of the one each face uses (-1: none).

    A hand-over lies where the way from a face to the stations has left its last aisle, on ground that a
    vehicle reaches; points within 2 m are merged. Where the rest of the way is short, the picker walks it.
    """
    points: list[tuple[Point, Point]] = []
    of_face = np.full(len(faces), -1, np.int64)
    known: dict[Point, int] = {}
    for number, face in enumerate(faces):
        pair = _leaving(grid, way_down(grid, person_cost, (face.x_m, face.y_m)), aisles, person_cost, vehicle_cost)
        if pair is None:
            continue
        if pair[1] not in known:
            near = (k for k, (_, vehicle) in enumerate(points) if math.dist(vehicle, pair[1]) < 2.0)
            known[pair[1]] = next(near, len(points))
            if known[pair[1]] == len(points):
                points.append(pair)
        of_face[number] = known[pair[1]]
    return points, of_face


def _leaving(
    grid: Grid,
    path: list[Point],
    aisles: Aisles,
    person_cost: NDArray[np.float32],
    vehicle_cost: NDArray[np.float32],
) -> tuple[Point, Point] | None:
    """(picker's, vehicle's) spot where a path has left its last aisle; None where the rest of it is short."""
    if not path:
        return None
    inside = np.nonzero(aisles.inside(np.array(path)))[0]
    start = int(inside[-1]) if len(inside) else 0
    for k in range(start, len(path)):
        if math.dist(path[k], path[start]) < OUT_OF_AISLE_M or vehicle_cost[grid.cell_of(*path[k])] > FAR:
            continue
        if person_cost[grid.cell_of(*path[k])] < WALK_ON_M:
            return None
        before = k
        while before > 0 and math.dist(path[before], path[k]) < HANDOVER_STEP_M:
            before -= 1
        return path[before], path[k]
    return None


def reachable_near(grid: Grid, cost: NDArray[np.float32], point: Point, *, within_m: float) -> Point | None:
    """The reached cell nearest to a point; None beyond `within_m`."""
    row, column = grid.cell_of(*point)
    reach = int(within_m / CELL_M) + 1
    low_row, low_column = max(row - reach, 0), max(column - reach, 0)
    window = cost[low_row : row + reach + 1, low_column : column + reach + 1]
    rows, columns = np.nonzero(window < FAR)
    if not len(rows):
        return None
    x = grid.origin_m[0] + (columns + low_column + 0.5) * CELL_M
    y = grid.origin_m[1] + (rows + low_row + 0.5) * CELL_M
    distance = np.hypot(x - point[0], y - point[1])
    best = int(np.argmin(distance))
    return (float(x[best]), float(y[best])) if distance[best] <= within_m else None


def find_aisles(grid: Grid, faces: tuple[PickFace, ...], cost: NDArray[np.float64]) -> Aisles:
    """The aisles of a hall, numbered across it; `cost` (F,) is the way from each face to the stations.

    Faces within 4 m that see each other share an aisle, and so do faces farther apart where goods stand beside the
    way from one to the other. Across is the direction that most faces look in.
    """
    if not faces:
        none = np.empty(0, np.int64)
        return Aisles(none, np.empty(0), 0.0, np.empty((0, 4)), none, np.empty((0, 2)))
    points = np.array([(f.x_m, f.y_m) for f in faces], dtype=np.float64).reshape(-1, 2)
    doubled = np.array([2 * f.facing_rad for f in faces])
    across = 0.5 * math.atan2(np.sin(doubled).sum(), np.cos(doubled).sum())
    u = points @ np.array([math.cos(across), math.sin(across)])
    v = points @ np.array([-math.sin(across), math.cos(across)])
    parent = list(range(len(faces)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    for i, j in sorted(cKDTree(points).query_pairs(NEAR_M)):
        if (
            root(i) != root(j)
            and abs(u[i] - u[j]) < COLUMN_M
            and grid.sees(points[i][0], points[i][1], points[j][0], points[j][1], 0.15)
        ):
            parent[root(i)] = root(j)
    facing = np.array([f.facing_rad for f in faces])
    for i, j, corner in _next_along(points, facing, across):
        if root(i) != root(j) and _beside_goods(grid, points[i], corner, points[j], facing[j]):
            parent[root(i)] = root(j)
    roots = np.array([root(k) for k in range(len(faces))], dtype=np.int64)
    names = sorted(set(roots.tolist()), key=lambda r: (round(float(u[roots == r].mean()), 3), r))
    number = {r: k for k, r in enumerate(names)}
    boxes = [
        (u[roots == r].min() - 0.6, u[roots == r].max() + 0.6, v[roots == r].min() - 0.3, v[roots == r].max() + 0.3)
        for r in names
    ]
    of_face = np.array([number[int(r)] for r in roots], dtype=np.int64)
    middle = [float(u[roots == r].mean()) for r in names]
    column = np.cumsum([0, *(b - a > SAME_COLUMN_M for a, b in pairwise(middle))]).astype(np.int64)
    along = np.asarray(v).copy()
    ends = np.empty((len(names), 2))
    for number_of, _ in enumerate(names):
        mine = of_face == number_of
        slope = np.dot(along[mine] - along[mine].mean(), cost[mine] - cost[mine].mean())
        if slope < 0:  # the front is the end from which goods have the shorter way
            along[mine] *= -1.0
        ends[number_of] = along[mine].min() - END_OF_AISLE_M, along[mine].max() + END_OF_AISLE_M
    return Aisles(of_face, along, across, np.array(boxes, dtype=np.float64), column, ends)


def _next_along(
    points: NDArray[np.float64], facing_rad: NDArray[np.float64], across_rad: float
) -> Iterator[tuple[int, int, NDArray[np.float64]]]:
    """(a face, the nearest one farther on along the row on either side of it, the point beside the first across from it).

    Only those that lie too far apart to be neighbours anyhow; rows run along the hall's aisles, or at right angles.
    """
    for turn in (0.0, math.pi / 2):
        axis = np.array([math.cos(across_rad + turn), math.sin(across_rad + turn)])
        looks = np.cos(facing_rad - across_rad - turn)
        row = np.flatnonzero(np.abs(looks) > math.cos(math.pi / 4))
        u, v = points @ axis, points @ np.array([-axis[1], axis[0]])
        for i in row:
            near = row[(np.abs(u[row] - u[i]) < COLUMN_M) & (v[row] > v[i] + 1e-6)]
            for side in (near[looks[near] > 0], near[looks[near] < 0]):
                if len(side):
                    j = int(side[np.argmin(v[side])])
                    if math.dist(points[i], points[j]) > NEAR_M:
                        yield int(i), j, points[i] + (u[j] - u[i]) * axis


def _beside_goods(
    grid: Grid,
    start: NDArray[np.float64],
    corner: NDArray[np.float64],
    end: NDArray[np.float64],
    facing_rad: float,
) -> bool:
    """Whether one can go across to a corner and then along to a face with goods on its side all the way.

    Gaps between racks count as goods; a cross aisle, which is wider, does not.
    """
    if not all(grid.sees(a[0], a[1], b[0], b[1], 0.15) for a, b in ((start, corner), (corner, end))):
        return False
    length = math.dist(corner, end)
    towards = np.array([math.cos(facing_rad), math.sin(facing_rad)])
    gap = 0.0
    step = length / max(math.ceil(length / CELL_M), 1)
    for along in np.arange(0.0, length + 1e-9, step):
        here = corner + (end - corner) * (along / length)
        reached = (here + towards * away for away in np.arange(0.2, GOODS_WITHIN_M, 0.1))
        gap = 0.0 if any(grid.clearance_at(*at) <= 0 for at in reached) else gap + step
        if gap > GAP_M:
            return False
    return True


def one_way(grid: Grid, aisles: Aisles, *, narrower_than_m: float) -> NDArray[np.float32]:
    """(rows, columns, 2) unit direction in which vehicles drive through the aisles; 0 elsewhere.

    Neighbouring rows of aisles alternate. Aisles with at least `narrower_than_m` between their sides stay
    two-way.
    """
    rows, columns = grid.coarse_m.shape
    out = np.zeros((rows, columns, 2), np.float32)
    j, i = np.mgrid[0:rows, 0:columns]
    x = grid.origin_m[0] + (i + 0.5) * CELL_M
    y = grid.origin_m[1] + (j + 0.5) * CELL_M
    c, s = math.cos(aisles.across_rad), math.sin(aisles.across_rad)
    u, v = x * c + y * s, -x * s + y * c
    for (low_u, high_u, low_v, high_v), column in zip(aisles.boxes_m, aisles.column, strict=True):
        inside = (u >= low_u) & (u <= high_u) & (v >= low_v) & (v <= high_v)
        if not inside.any() or 2 * grid.coarse_m[inside].max() >= narrower_than_m:
            continue
        sign = 1.0 if column % 2 == 0 else -1.0
        out[inside] = (-s * sign, c * sign)
    return out


def stations_of(stations: tuple[StationPlace, ...], kind: str) -> list[StationPlace]:
    """Stations of a kind, in their order."""
    return [s for s in stations if s.kind == kind]
