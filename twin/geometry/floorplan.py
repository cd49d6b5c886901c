"""Where one can stand: footprints, the building, a signed clearance grid and walkable polygons.

Built from footprints, so that a variant with some parts moved costs a redraw and no new look at its meshes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.contracts import PERSON_RADIUS_M, FloorPlan, Footprint, Scene
from twin.geometry.building import building_rings
from twin.geometry.footprints import scene_footprints
from twin.geometry.raster import SUPERSAMPLE, draw, signed_distance

MARGIN_M = 0.5
SMALLEST_WALKABLE_M2 = 0.5
# 400 million cells would be a city; a plan that large means a wrong unit.
MAX_CELLS = 40_000_000


def build_floor_plan(scene: Scene, *, cell_m: float = 0.1) -> FloorPlan:
    """The plan of a scene. Raises ``ValueError`` for a scene without parts, or too large for its cells."""
    if not scene.parts:
        raise ValueError("a scene without parts has no floor plan")
    footprints = scene_footprints(scene)
    return build_floor_plan_from_footprints(footprints, building_rings(scene, footprints), cell_m=cell_m)


def build_floor_plan_from_footprints(
    footprints: Iterable[Footprint], building_m: Sequence[NDArray[np.float64]], *, cell_m: float = 0.1
) -> FloorPlan:
    """The plan of footprints in a building given by its exterior rings; what lies outside it is blocked."""
    pieces = tuple(footprints)
    corners = np.concatenate(list(building_m))
    origin = np.floor((corners.min(axis=0) - MARGIN_M) / cell_m) * cell_m
    columns, rows = (int(n) for n in np.ceil((corners.max(axis=0) + MARGIN_M - origin) / cell_m))
    if rows * columns > MAX_CELLS:
        raise ValueError(f"the floor is {columns * cell_m:,.0f} x {rows * cell_m:,.0f} m; is the unit right?")
    at = (float(origin[0]), float(origin[1]))
    pixel = cell_m / SUPERSAMPLE
    shape = (rows * SUPERSAMPLE, columns * SUPERSAMPLE)
    blocked = ~draw(building_m, shape, at, pixel) | draw((p.polygon_m for p in pieces), shape, at, pixel)
    return FloorPlan(
        origin_m=at,
        cell_m=cell_m,
        clearance_m=signed_distance(blocked, pixel),
        footprints=pieces,
        building_m=tuple(np.asarray(ring, dtype=np.float64) for ring in building_m),
        walkable_m=walkable_polygons(pieces, building_m, PERSON_RADIUS_M),
    )


def walkable_polygons(
    footprints: Sequence[Footprint], building_m: Sequence[NDArray[np.float64]], radius_m: float
) -> tuple[tuple[NDArray[np.float64], ...], ...]:
    """Polygons (exterior ring, then holes) of the points where a disc of this radius fits, largest first."""
    inside = shapely.union_all(shapely.polygons([shapely.linearrings(r) for r in building_m])).buffer(-radius_m)
    if footprints:
        solid = shapely.make_valid(shapely.polygons([shapely.linearrings(f.polygon_m) for f in footprints]))
        shapely.prepare(inside)
        near = solid[shapely.intersects(shapely.envelope(solid), inside.buffer(radius_m))]
        grown = shapely.buffer(near, radius_m, quad_segs=4)
        inside = shapely.difference(inside, shapely.union_all(grown))
    found = [p for p in getattr(inside, "geoms", [inside]) if p.geom_type == "Polygon"]
    found = sorted((p for p in found if p.area >= SMALLEST_WALKABLE_M2), key=lambda p: -p.area)
    return tuple(
        tuple(np.asarray(r.coords, dtype=np.float64)[:-1] for r in (p.exterior, *p.interiors))
        for p in (shapely.geometry.polygon.orient(q.simplify(0.01)) for q in found)
    )
