"""The primitive shapes of SDF as triangles: box, cylinder, sphere, capsule, plane; metres, centred at the origin."""

from __future__ import annotations

import warnings
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
import trimesh
from numpy.typing import NDArray

Shape = tuple[NDArray[np.float64], NDArray[np.int64]]

LARGEST_PLANE_M = 1000.0


def primitive_shape(geometry: Element) -> Shape | None:
    """(vertices, faces) of a `<geometry>` with a primitive, or None for one that is not read or has no size."""
    try:
        mesh = _mesh(geometry)
    except (ValueError, TypeError):
        return None
    if mesh is None:
        return None
    return np.asarray(mesh.vertices, dtype=np.float64), np.asarray(mesh.faces, dtype=np.int64)


def _mesh(geometry: Element) -> Any:
    shape = geometry[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if shape.tag == "box":
            return trimesh.creation.box(extents=_numbers(shape, "size", 3))
        if shape.tag == "sphere":
            return trimesh.creation.icosphere(subdivisions=2, radius=_numbers(shape, "radius", 1)[0])
        if shape.tag in ("cylinder", "capsule"):
            make = trimesh.creation.cylinder if shape.tag == "cylinder" else trimesh.creation.capsule
            radius, length = _numbers(shape, "radius", 1)[0], _numbers(shape, "length", 1)[0]
            mesh = make(radius=radius, height=length)
            if shape.tag == "capsule":
                mesh.apply_translation((0, 0, -mesh.bounds.mean(axis=0)[2]))
            return mesh
        return _plane(shape) if shape.tag == "plane" else None


def _numbers(shape: Element, tag: str, count: int) -> list[float]:
    values = [float(v) for v in (shape.findtext(tag) or "").split()]
    if len(values) != count or not np.isfinite(values).all() or min(values) <= 0:
        raise ValueError(f"{shape.tag} needs {count} positive numbers in {tag}")
    return values


def _plane(shape: Element) -> Any:
    """Two triangles with the stated normal; an unreasonable size is cut."""
    width, depth = (min(v, LARGEST_PLANE_M) / 2 for v in _numbers(shape, "size", 2))
    normal = np.array([float(v) for v in (shape.findtext("normal") or "0 0 1").split()])
    corners = np.array([[-width, -depth, 0], [width, -depth, 0], [width, depth, 0], [-width, depth, 0]], dtype=float)
    turn: Any = trimesh.geometry.align_vectors((0, 0, 1), normal)  # type: ignore[no-untyped-call]
    return trimesh.Trimesh(corners @ turn[:3, :3].T, [[0, 1, 2], [0, 2, 3]], process=False)
