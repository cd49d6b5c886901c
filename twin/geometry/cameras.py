"""Camera poses for a twin whose CAD brings none: two in corners as CCTV hangs, and one that sees it all.

A pose is chosen among candidates in the corners and along the walls by how much free floor and how many
racks it sees, by lines of sight over a height map of the parts. No picture is rendered here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.contracts import Camera, FloorPlan, PartClass, Scene, look_at

FOV_RAD = math.radians(75)
WIDTH_PX, HEIGHT_PX = 1280, 720

HIGHEST_M = 4.0
SHARE_OF_HALL = 0.6
WALL_DISTANCE_M = 0.5  # a bracket from the wall
FREE_AROUND_M = 0.3  # to every part that reaches the camera's height
SIGHT_CELL_M = 0.5
FAR_M = 35.0  # beyond it a person is too few pixels to see
RACK_WEIGHT = 0.6  # seeing a face of a rack, against seeing a cell of floor
TILTS_M = (6.0, 10.0, 15.0, 22.0)  # distances at which the middle of the picture meets the floor
APART_SHARE = 0.3  # of the building's diagonal, between the two CCTV cameras

_DIRECTIONS = ("east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east")


@dataclass(frozen=True, eq=False)
class _View:
    """A candidate, and the cells that it sees."""

    position: tuple[float, float, float]
    target: tuple[float, float, float]
    floor: NDArray[np.bool_]  # per cell of interest: floor that it sees
    score: float


@dataclass(frozen=True, eq=False)
class _Sight:
    """Heights on a coarse grid: what blocks a line of sight, where people walk, where racks show a face."""

    origin: tuple[float, float]
    height: NDArray[np.float64]
    floor: NDArray[np.bool_]
    racks: NDArray[np.bool_]

    def centres(self) -> NDArray[np.float64]:
        """(rows, columns, 2) of the cells."""
        rows, columns = self.height.shape
        x = self.origin[0] + SIGHT_CELL_M * (np.arange(columns) + 0.5)
        y = self.origin[1] + SIGHT_CELL_M * (np.arange(rows) + 0.5)
        return np.stack(np.meshgrid(x, y), axis=-1)


def suggest_cameras(scene: Scene, floor_plan: FloorPlan) -> tuple[Camera, ...]:
    """Two CCTV cameras named after where they hang, and an overview; inside the building, never inside a part."""
    hall = hall_height_m(scene)
    building = shapely.union_all([shapely.Polygon(ring) for ring in floor_plan.building_m])
    sight = _sight(floor_plan)
    height = min(HIGHEST_M, SHARE_OF_HALL * hall)
    views = _views(sight, floor_plan, building, height)
    first = max(views, key=_rank)
    low_x, low_y, high_x, high_y = building.bounds
    apart = APART_SHARE * math.hypot(high_x - low_x, high_y - low_y)
    others = [v for v in views if math.dist(v.position[:2], first.position[:2]) >= apart]
    cctv = [first]
    if others:
        # The second camera is worth what it sees, and as much again for what the first one does not.
        cctv.append(max(others, key=lambda v: (v.score + v.score * (1 - _known(v, first)), *_rank(v))))
    roofed = any(p.part_class == PartClass.CEILING for p in scene.parts)
    top = max(_views(sight, floor_plan, building, 0.85 * hall if roofed else max(hall, 6.0)), key=_rank)
    named = [(f"cctv-{side}", f"CCTV {side}", v) for v in cctv for side in (_compass(v.position, building),)]
    return _cameras([*named, ("overview", "Overview", top)])


def hall_height_m(scene: Scene) -> float:
    """From the floor to the top of the walls; the ceiling's underside where there is one; else everything's top."""
    tops: dict[PartClass, list[float]] = {PartClass.WALL: [], PartClass.CEILING: []}
    highest = 2.5
    for part in scene.parts:
        box = scene.part_bounds_m(part)
        if part.part_class == PartClass.WALL:
            tops[PartClass.WALL].append(float(box[1, 2]))
        elif part.part_class == PartClass.CEILING:
            tops[PartClass.CEILING].append(float(box[0, 2]))
        else:
            highest = max(highest, float(box[1, 2]))
    if tops[PartClass.CEILING]:
        return max(2.5, min(tops[PartClass.CEILING]))
    return max(2.5, *tops[PartClass.WALL]) if tops[PartClass.WALL] else highest + 1.0


def _sight(plan: FloorPlan) -> _Sight:
    factor = max(1, round(SIGHT_CELL_M / plan.cell_m))
    rows, columns = (n // factor for n in plan.clearance_m.shape)
    free = plan.clearance_m[: rows * factor, : columns * factor] > 0.2
    floor = free.reshape(rows, factor, columns, factor).mean(axis=(1, 3)) > 0.5
    sight = _Sight(plan.origin_m, np.zeros((rows, columns)), floor, np.zeros((rows, columns), dtype=bool))
    centres = sight.centres().reshape(-1, 2)
    tree = shapely.STRtree(shapely.points(centres))
    for footprint in plan.footprints:
        # Walls bound the room and are not crossed by a line inside it; low things hide no floor worth seeing.
        if footprint.part_class in (PartClass.WALL, PartClass.DOOR) or footprint.height_m < 0.5:
            continue
        cells = tree.query(shapely.Polygon(footprint.polygon_m).buffer(0.01), predicate="intersects")
        sight.height.reshape(-1)[cells] = np.maximum(sight.height.reshape(-1)[cells], footprint.height_m)
        if footprint.part_class == PartClass.RACK:
            sight.racks.reshape(-1)[cells] = True
    return sight


def _places(plan: FloorPlan, building: shapely.Geometry, height: float) -> list[tuple[float, float]]:
    """Corners and thirds of the walls, a bracket's length inside, where no part reaches the camera."""
    inside = building.buffer(-WALL_DISTANCE_M)
    if inside.is_empty:
        inside = building.buffer(-0.1)
    tall = [shapely.Polygon(f.polygon_m) for f in plan.footprints if f.height_m > height - FREE_AROUND_M]
    taken = shapely.union_all(tall).buffer(FREE_AROUND_M) if tall else shapely.Polygon()
    places = []
    for piece in getattr(inside, "geoms", [inside]):
        ring = np.asarray(piece.exterior.simplify(0.3).coords)[:-1]
        for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            for share in (0.0, 1 / 3, 2 / 3) if np.linalg.norm(b - a) > 6 else (0.0,):
                x, y = (a + share * (b - a)).round(3).tolist()
                if building.contains(shapely.Point(x, y)) and not taken.contains(shapely.Point(x, y)):
                    places.append((x, y))
    if not places:
        point = inside.representative_point()
        places.append((round(float(point.x), 3), round(float(point.y), 3)))
    return places


def _views(sight: _Sight, plan: FloorPlan, building: shapely.Geometry, height: float) -> list[_View]:
    """Every candidate at a height: from each place, eleven directions around the middle of the hall, tilted."""
    rows, columns = np.nonzero(sight.floor | sight.racks)
    racks = sight.racks[rows, columns]
    points = np.concatenate([sight.centres()[rows, columns], np.where(racks, 1.2, 0.2)[:, None]], axis=1)
    views = []
    for x, y in _places(plan, building, height):
        position = (x, y, height)
        distance = np.linalg.norm(points[:, :2] - (x, y), axis=1)
        open_to = distance < FAR_M
        open_to[open_to] = _clear(sight, position, points[open_to])
        # A person near the camera is large in the picture, one at the far end a few pixels.
        worth = np.clip(1.4 - distance / FAR_M, 0.2, 1.0) * np.where(racks, RACK_WEIGHT, 1.0)
        ahead = math.atan2(building.centroid.y - y, building.centroid.x - x)
        for turn in np.radians(np.arange(-50, 51, 10)).tolist():
            for reach in TILTS_M:
                target = (x + reach * math.cos(ahead + turn), y + reach * math.sin(ahead + turn), 0.5)
                seen = open_to & _framed(position, target, points)
                views.append(_View(position, target, seen & ~racks, float(worth[seen].sum())))
    return views


def _framed(
    position: tuple[float, float, float], target: tuple[float, float, float], points: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """(N,) whether points fall into the picture."""
    camera = look_at("view", "view", position_m=position, target_m=target, horizontal_fov_rad=FOV_RAD)
    local = (points - np.asarray(position)) @ camera.camera_to_world[:3, :3]
    depth = np.maximum(local[:, 2], 1e-6)
    u = local[:, 0] / depth * camera.focal_px[0] + camera.center_px[0]
    v = local[:, 1] / depth * camera.focal_px[1] + camera.center_px[1]
    inside = (u > 0) & (u < camera.width_px) & (v > 0) & (v < camera.height_px)
    return np.asarray((local[:, 2] > 0.5) & inside)


def _rank(view: _View) -> tuple[float, tuple[float, ...], tuple[float, ...]]:
    """The best first; among equals an order that does not depend on chance."""
    return (round(view.score, 6), view.position, view.target)


def _clear(sight: _Sight, position: tuple[float, float, float], points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(N,) whether nothing rises above the line from the camera to each point."""
    shares = np.linspace(0.02, 0.97, 48)
    start = np.asarray(position)
    path = start + shares[:, None, None] * (points - start)
    column = np.floor((path[..., 0] - sight.origin[0]) / SIGHT_CELL_M).astype(np.int64)
    row = np.floor((path[..., 1] - sight.origin[1]) / SIGHT_CELL_M).astype(np.int64)
    rows, columns = sight.height.shape
    height = sight.height[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)]
    own = np.linalg.norm(path[..., :2] - points[:, :2], axis=-1) < 0.8 * SIGHT_CELL_M
    return np.asarray(((height <= path[..., 2]) | own).all(axis=0))


def _known(view: _View, other: _View) -> float:
    """The share of a view's floor that another sees as well."""
    return float((view.floor & other.floor).sum() / max(view.floor.sum(), 1))


def _compass(position: tuple[float, float, float], building: shapely.Geometry) -> str:
    """``"north-west"`` for where in the building a camera hangs, counting the building's proportions out."""
    low_x, low_y, high_x, high_y = building.bounds
    x = (position[0] - low_x) / max(high_x - low_x, 1e-6) - 0.5
    y = (position[1] - low_y) / max(high_y - low_y, 1e-6) - 0.5
    return _DIRECTIONS[round(math.atan2(y, x) / (math.pi / 4)) % 8]


def _cameras(named: list[tuple[str, str, _View]]) -> tuple[Camera, ...]:
    """Cameras of the views; two on the same side get numbers."""
    cameras: list[Camera] = []
    for camera_id, name, view in named:
        twins = sum(c.id == camera_id or c.id.startswith(f"{camera_id}-") for c in cameras)
        number = f"{twins + 1}" if twins else ""
        cameras.append(
            look_at(
                f"{camera_id}-{number}" if twins else camera_id,
                f"{name} {number}" if twins else name,
                position_m=view.position,
                target_m=view.target,
                horizontal_fov_rad=FOV_RAD,
                width_px=WIDTH_PX,
                height_px=HEIGHT_PX,
            )
        )
    return tuple(cameras)
