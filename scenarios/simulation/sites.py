"""Where people and vehicles go besides pick faces: homes, drops, hand-overs, docks, put-away spots.

All of them are found on the floor of *this* layout, from its stations and faces: nothing is assumed
about where a facility has its front.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter
from scipy.spatial import cKDTree

from scenarios.layout.contracts import PickFace, StationPlace
from scenarios.simulation.navigation import CELL_M, FAR, Grid

Point = tuple[float, float]
PICK_ZONE_M = 2.5  # ground nearer to a face than this belongs to the pick zone
HOME_OFF_M = (2.2, 1.5, 0.9)  # how far homes keep from faces, stands and drops, as the floor allows
PASSING_M = 2.5  # within this of a home there is open floor where others can pass
HANDOVER_STEP_M = 1.6  # the picker's side of a hand-over lies this far before the vehicle's side


def homes(
    grid: Grid, cost: NDArray[np.float32], taken_m: NDArray[np.float64], *, count: int, radius_m: float, pitch_m: float
) -> list[Point]:
    """Spots to wait at, out of the way: beside walls, near the stations, `pitch_m` apart and well off `taken_m`.

    Comes nearer to the places in use only as far as the floor is too small, falls back to ground that
    is not beside a wall, and repeats spots where not even that is enough.
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
    path = [grid.center_m(row, column)]
    rows, columns = cost.shape
    while True:
        low_row, low_column = max(row - 1, 0), max(column - 1, 0)
        around = cost[low_row : min(row + 2, rows), low_column : min(column + 2, columns)]
        best = np.unravel_index(int(np.argmin(around)), around.shape)
        following = int(best[0]) + low_row, int(best[1]) + low_column
        if cost[following] >= cost[row, column]:
            return path
        row, column = following
        path.append(grid.center_m(row, column))


def handovers(
    grid: Grid,
    faces: tuple[PickFace, ...],
    person_cost: NDArray[np.float32],
    vehicle_cost: NDArray[np.float32],
) -> tuple[list[tuple[Point, Point]], NDArray[np.int64]]:
    """Hand-over points, picker's side and vehicle's side, and the number of the one each face uses.

    A hand-over lies where the way from a face to the stations leaves the pick zone for good, on ground that a
    vehicle reaches, usually the end of an aisle; points within 3 m are merged.
    """
    tree = cKDTree(np.array([(f.x_m, f.y_m) for f in faces]))
    points: list[tuple[Point, Point]] = []
    of_face = np.full(len(faces), -1, np.int64)
    for number, face in enumerate(faces):
        path = way_down(grid, person_cost, (face.x_m, face.y_m))
        pair = _leaving(grid, path, tree, vehicle_cost)
        if pair is None:
            continue
        for k, (_, vehicle) in enumerate(points):
            if math.dist(vehicle, pair[1]) < 3.0:
                of_face[number] = k
                break
        else:
            of_face[number] = len(points)
            points.append(pair)
    if points and (of_face < 0).any():
        ends = cKDTree(np.array([p[0] for p in points]))
        for number in np.nonzero(of_face < 0)[0]:
            of_face[number] = int(ends.query((faces[number].x_m, faces[number].y_m))[1])
    return points, of_face


def _leaving(
    grid: Grid, path: list[Point], faces: cKDTree, vehicle_cost: NDArray[np.float32]
) -> tuple[Point, Point] | None:
    """(picker's, vehicle's) spot where a path leaves the pick zone for good, or the last one that a vehicle reaches."""
    reached = [k for k, point in enumerate(path) if vehicle_cost[grid.cell_of(*point)] < FAR]
    if not reached:
        return None
    inside = [k for k, point in enumerate(path) if faces.query(point)[0] < PICK_ZONE_M]
    last = next((k for k in reached if not inside or k > inside[-1]), reached[-1])
    before = last
    while before > 0 and math.dist(path[before], path[last]) < HANDOVER_STEP_M:
        before -= 1
    return path[before], path[last]


def reachable_near(
    grid: Grid, cost: NDArray[np.float32], point: Point, *, within_m: float, roomy: bool = False
) -> Point | None:
    """The reached cell nearest to a point (or, `roomy`, the one with the most room); None beyond `within_m`."""
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
    near = distance <= within_m
    if not near.any():
        return None
    room = grid.coarse_m[rows + low_row, columns + low_column]
    score = np.where(near, distance - (4.0 * np.minimum(room, 1.5) if roomy else 0.0), np.inf)
    best = int(np.argmin(score))
    return float(x[best]), float(y[best])


def aisles(grid: Grid, faces: tuple[PickFace, ...]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The aisle of each face, numbered across the hall, and how far along it the face lies (metres).

    Faces within 4 m that see each other share an aisle. Across is the direction that most faces look in.
    """
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

    for i, j in sorted(cKDTree(points).query_pairs(4.0)):
        if root(i) != root(j) and abs(u[i] - u[j]) < 3.2 and grid.sees(*points[i], *points[j], 0.15):
            parent[root(i)] = root(j)
    roots = np.array([root(k) for k in range(len(faces))], dtype=np.int64)
    names = sorted(set(roots.tolist()), key=lambda r: (round(float(u[roots == r].mean()), 3), r))
    number = {r: k for k, r in enumerate(names)}
    return np.array([number[int(r)] for r in roots], dtype=np.int64), np.asarray(v)


def storage_ranks(
    faces: tuple[PickFace, ...], cost: NDArray[np.float64], luck: NDArray[np.float64], policy: str
) -> NDArray[np.int64]:
    """Face numbers by popularity rank: nearest to the stations first (abc), or shuffled by their own luck."""
    key = luck if policy == "random" else cost
    return np.lexsort((np.arange(len(faces)), luck, key)).astype(np.int64)


def stations_of(stations: tuple[StationPlace, ...], kind: str) -> list[StationPlace]:
    """Stations of a kind, in their order."""
    return [s for s in stations if s.kind == kind]
