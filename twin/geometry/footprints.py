"""Outlines of parts on the floor: what stands in somebody's way between 0.05 m and 2 m above it.

Nobody walks through a shelf, so what stands on legs is filled; walls are outlines of their thickness even
where one mesh is the walls of a whole hall. Shapes are found once per mesh, in the mesh's own frame, and
moved with the part, so that layout editing can ask again for every drag.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import ConvexHull
from shapely.geometry.base import BaseGeometry

from twin.contracts import NOT_OBSTACLES, Footprint, Mesh, Part, PartClass, Scene
from twin.geometry.reduce import MAX_TRIANGLES, reduced
from twin.geometry.slices import clip_to_band, section_segments

LOW_M, HIGH_M = 0.05, 2.0

# Gaps that nobody walks through: between the legs of a rack, the posts of a fence.
CLOSING_M = 0.25
# A hull is taken where it adds at most this much to what is really covered.
HULL_EXCESS = 1.35
HULL_EXCESS_M2 = 1.0
# Up to this short side a thing is one thing, whatever its shape; a block of several rows is wider.
NARROW_M = 3.6
# A surface without thickness becomes a wall of twice this.
WALL_HALF_M = 0.03
# What walls enclose is thicker than this (area over half the perimeter); what they are is thinner.
WALL_THICKEST_M = 0.8
WALL_SECTIONS_M = (0.1, 0.6, 1.1, 1.6, 1.95)
SIMPLIFY_M = 0.02

_Key = tuple[object, ...]
_cache: WeakKeyDictionary[Mesh, dict[_Key, tuple[BaseGeometry, float]]] = WeakKeyDictionary()


def part_footprint(scene: Scene, part: Part) -> Footprint | None:
    """The outline of a part, or None where it stands in nobody's way.

    One ring: the outline of everything the part covers. Walls around a room have an outline with a hole;
    ask `part_footprints` for those.
    """
    pieces = part_footprints(scene, part)
    if len(pieces) < 2:
        return pieces[0] if pieces else None
    hull = shapely.MultiPoint(np.concatenate([p.polygon_m for p in pieces])).convex_hull
    return Footprint(part.id, part.part_class, _ring(hull), max(p.height_m for p in pieces))


def part_footprints(scene: Scene, part: Part) -> tuple[Footprint, ...]:
    """The pieces, without holes, that a part covers on the floor; empty for what is no obstacle."""
    if part.part_class in NOT_OBSTACLES:
        return ()
    yaw = math.atan2(part.transform[1, 0], part.transform[0, 0])
    cos, sin = math.cos(yaw), math.sin(yaw)
    local = part.transform.copy()
    local[:2] = np.array([[cos, sin], [-sin, cos]]) @ part.transform[:2]
    local[:2, 3] = 0.0
    key = (part.part_class, *np.round(local, 5).reshape(-1).tolist())
    mesh = scene.meshes[part.mesh_id]
    known = _cache.setdefault(mesh, {})
    if key not in known:
        known[key] = _outline(mesh, local, part.part_class)
    shape, height = known[key]
    tx, ty = float(part.transform[0, 3]), float(part.transform[1, 3])
    placed = shapely.affinity.affine_transform(shape, [cos, -sin, sin, cos, tx, ty])
    return tuple(Footprint(part.id, part.part_class, _ring(piece), height) for piece in without_holes(placed))


def scene_footprints(scene: Scene) -> tuple[Footprint, ...]:
    """All pieces of all parts, in the order of the parts."""
    return tuple(piece for part in scene.parts for piece in part_footprints(scene, part))


def _outline(mesh: Mesh, matrix: NDArray[np.float64], part_class: PartClass) -> tuple[BaseGeometry, float]:
    """(what a mesh at this height and tilt covers, its top in metres), in the frame of `matrix`."""
    triangles = world_triangles(mesh, matrix)
    top = float(triangles[..., 2].max())
    clipped = clip_to_band(triangles, LOW_M, HIGH_M)
    if not len(clipped):
        return shapely.Polygon(), top
    if part_class == PartClass.WALL:
        fine = len(clipped) <= MAX_TRIANGLES
        return (_wall_outline(triangles, clipped) if fine else _tidy(_covered(clipped))), top
    hull = _convex_hull(clipped[..., :2].reshape(-1, 2))
    if hull.geom_type != "Polygon":
        return hull.buffer(WALL_HALF_M, cap_style="square"), top
    if _short_side(hull) <= NARROW_M:
        return _tidy(hull), top
    covered = _covered(clipped)
    closed = covered.buffer(CLOSING_M, join_style="mitre").buffer(-CLOSING_M, join_style="mitre")
    roomy = hull.area > HULL_EXCESS * closed.area + HULL_EXCESS_M2
    return _tidy(closed if roomy else hull), top


def world_triangles(mesh: Mesh, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """(F, 3, 3) corners of all triangles under a transform."""
    corners = [p.vertices_m.astype(np.float64)[p.faces] for p in mesh.primitives]
    return np.asarray(np.concatenate(corners) @ matrix[:3, :3].T + matrix[:3, 3])


def _spread_out(points: NDArray[np.float64]) -> bool:
    """Whether points spread in two directions, by the smaller eigenvalue of their covariance."""
    return bool(np.linalg.eigvalsh(np.cov(points.T))[0] > 1e-6)


def _convex_hull(points: NDArray[np.float64]) -> BaseGeometry:
    """The hull of (N, 2) points: a polygon, or less where they lie on a line."""
    if len(points) > MAX_TRIANGLES and _spread_out(points):
        points = points[ConvexHull(points).vertices]  # much faster for many points
    return shapely.MultiPoint(points).convex_hull


def _covered(triangles: NDArray[np.float64]) -> BaseGeometry:
    """The union of triangles seen from above; those on edge count as thin lines."""
    flat = reduced(triangles)[..., :2]
    a, b = flat[:, 1] - flat[:, 0], flat[:, 2] - flat[:, 0]
    upright = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) < 1e-6
    shapes = [shapely.union_all(shapely.polygons(flat[~upright]), grid_size=1e-4)]
    if upright.any():
        lines = shapely.union_all(
            shapely.linestrings(np.concatenate([flat[upright], flat[upright][:, :1]], axis=1)), grid_size=1e-4
        )
        # What faces enclose is solid, even where its top lies above the band.
        shapes += shapely.polygonize([lines]).geoms
        lone = shapely.difference(lines, shapely.union_all(shapes).buffer(1e-3))
        shapes.append(lone.buffer(WALL_HALF_M, cap_style="square"))
    return shapely.union_all(shapes)


def _wall_outline(triangles: NDArray[np.float64], clipped: NDArray[np.float64]) -> BaseGeometry:
    """Sections through walls at several heights: what lies between two faces is wall, a lone face is thin wall."""
    segments = [s for z in WALL_SECTIONS_M if len(s := section_segments(triangles, z))]
    if not segments:
        return _tidy(_covered(clipped))
    pieces = []
    for found in segments:
        lines = shapely.union_all(shapely.linestrings(found), grid_size=1e-4)
        solid = [
            face
            for face in shapely.polygonize([lines]).geoms
            if 2 * face.area / max(face.length, 1e-9) <= WALL_THICKEST_M
        ]
        thick = shapely.union_all(solid)
        lone = shapely.difference(lines, thick.buffer(1e-3))
        pieces += [thick, lone.buffer(WALL_HALF_M, cap_style="square", join_style="mitre")]
    return _tidy(shapely.union_all(pieces))


def _tidy(shape: BaseGeometry) -> BaseGeometry:
    simple = shape.simplify(SIMPLIFY_M)
    return simple if simple.is_valid and not simple.is_empty else shape


def _short_side(hull: BaseGeometry) -> float:
    box = np.asarray(shapely.oriented_envelope(hull).exterior.coords) if hull.area > 1e-9 else np.zeros((5, 2))
    return float(min(np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[2] - box[1])))


def without_holes(shape: BaseGeometry) -> Iterator[shapely.Polygon]:
    """The polygons of a shape, each cut through its holes until none is left."""
    for piece in getattr(shape, "geoms", [shape]):
        if piece.geom_type != "Polygon" or piece.area < 1e-4:
            continue
        if not piece.interiors:
            yield piece
            continue
        x = float(piece.interiors[0].centroid.x)
        low, bottom, high, top = piece.bounds
        for left, right in ((low - 1, x), (x, high + 1)):
            yield from without_holes(shapely.intersection(piece, shapely.box(left, bottom - 1, right, top + 1)))


def _ring(shape: BaseGeometry) -> NDArray[np.float64]:
    """(N, 2) counter-clockwise exterior, first point not repeated."""
    oriented = shapely.geometry.polygon.orient(shape)
    return np.asarray(oriented.exterior.coords, dtype=np.float64)[:-1, :2]
