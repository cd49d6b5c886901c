"""The indoor floor: what the floor parts cover, inside the walls."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from twin.contracts import Footprint, PartClass, Scene
from twin.geometry.footprints import world_triangles
from twin.geometry.reduce import reduced

# Openings in walls up to twice this (doors without a door part) do not let the outdoors in.
OPENING_M = 0.75
# What walls enclose counts as the building if it is at least this share of the floor.
ENCLOSED_SHARE = 0.3
MARGIN_M = 1.0
# Door leaves a few centimetres proud of a wall are not corners of the building.
SIMPLIFY_M = 0.05


def building_rings(scene: Scene, footprints: Sequence[Footprint]) -> tuple[NDArray[np.float64], ...]:
    """Exterior rings (N, 2), counter-clockwise, of the indoor floor; the outline of everything without a floor."""
    floor = _floor(scene)
    enclosed = _enclosed(footprints)
    if floor.is_empty and enclosed.is_empty:
        points = [f.polygon_m for f in footprints] or [scene.part_bounds_m(p)[:, :2] for p in scene.parts]
        box = np.concatenate(points)
        floor = shapely.box(*(box.min(axis=0) - MARGIN_M), *(box.max(axis=0) + MARGIN_M))
    shape = floor
    if not enclosed.is_empty:
        both = enclosed if floor.is_empty else shapely.intersection(floor, enclosed)
        if floor.is_empty or both.area >= ENCLOSED_SHARE * min(floor.area, enclosed.area):
            shape = both
    pieces = [p for p in getattr(shape, "geoms", [shape]) if p.geom_type == "Polygon" and p.area >= 0.5]
    rings = []
    for piece in sorted(pieces, key=lambda p: -p.area):
        simple = shapely.geometry.polygon.orient(shapely.Polygon(piece.exterior).simplify(SIMPLIFY_M))
        rings.append(np.asarray(simple.exterior.coords, dtype=np.float64)[:-1, :2])
    return tuple(rings)


def _floor(scene: Scene) -> BaseGeometry:
    """The union of floor surfaces seen from above."""
    shapes = []
    for part in scene.parts:
        if part.part_class != PartClass.FLOOR:
            continue
        flat = reduced(world_triangles(scene.meshes[part.mesh_id], part.transform))[..., :2]
        a, b = flat[:, 1] - flat[:, 0], flat[:, 2] - flat[:, 0]
        lying = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) > 1e-8
        if lying.any():
            shapes.append(shapely.union_all(shapely.polygons(flat[lying]), grid_size=1e-4))
    return shapely.union_all(shapes) if shapes else shapely.Polygon()


def _enclosed(footprints: Sequence[Footprint]) -> BaseGeometry:
    """The area inside closed runs of walls and doors, up to the walls' inner faces."""
    rings = [f.polygon_m for f in footprints if f.part_class in (PartClass.WALL, PartClass.DOOR)]
    if not rings:
        return shapely.Polygon()
    walls = shapely.union_all([shapely.make_valid(shapely.Polygon(r)) for r in rings])
    sealed = walls.buffer(OPENING_M, join_style="mitre")
    holes = [
        shapely.Polygon(hole).buffer(OPENING_M, join_style="mitre")
        for piece in getattr(sealed, "geoms", [sealed])
        for hole in piece.interiors
    ]
    if not holes:
        return shapely.Polygon()
    largest = max(h.area for h in holes)
    return shapely.union_all([h for h in holes if h.area >= 0.02 * largest])
