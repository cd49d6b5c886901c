"""Triangles made fit for use: bad ones dropped, equal vertices merged, meshes named after their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from twin.contracts import Material, Mesh, Primitive

# Two vertices closer than this (relative to the mesh's largest coordinate) are the same for area tests.
DEGENERATE_RELATIVE_AREA = 1e-14


@dataclass(frozen=True, eq=False)
class Cleaned:
    """A primitive without bad triangles, and how many there were."""

    primitive: Primitive | None  # None where nothing was left
    not_finite: int  # triangles with a NaN or infinite corner, or a corner that does not exist
    degenerate: int  # triangles without area


def clean_primitive(
    vertices: ArrayLike, faces: ArrayLike, *, uv: ArrayLike | None = None, material: Material | None = None
) -> Cleaned:
    """Triangles with finite corners and an area, over unique vertices.

    `vertices` (V, 3) in metres, `faces` (F, 3); `uv` (V, 2) is ignored where it does not fit.
    """
    points = np.asarray(vertices, dtype=np.float64).reshape(-1, 3)
    corners = np.asarray(faces, dtype=np.int64).reshape(-1, 3)
    inside: NDArray[np.bool_] = np.all((corners >= 0) & (corners < len(points)), axis=1)
    finite: NDArray[np.bool_] = np.all(np.isfinite(points), axis=1)
    good = inside.copy()
    good[inside] = finite[corners[inside]].all(axis=1)
    not_finite = int((~good).sum())
    corners = corners[good]
    if len(corners):
        a, b, c = points[corners[:, 0]], points[corners[:, 1]], points[corners[:, 2]]
        area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
        scale = max(float(np.abs(points[finite]).max()), 1e-9)
        flat = area <= DEGENERATE_RELATIVE_AREA * scale * scale
        degenerate = int(flat.sum())
        corners = corners[~flat]
    else:
        degenerate = 0
    if not len(corners):
        return Cleaned(None, not_finite, degenerate)
    coordinates = None if uv is None else np.asarray(uv, dtype=np.float32)
    if coordinates is not None and (coordinates.shape != (len(points), 2) or not np.isfinite(coordinates).all()):
        coordinates = None
    primitive = _merged(points, corners, coordinates, material or Material())
    return Cleaned(primitive, not_finite, degenerate)


def _merged(
    points: NDArray[np.float64], faces: NDArray[np.int64], uv: NDArray[np.float32] | None, material: Material
) -> Primitive:
    """Vertices that agree in position and texture coordinate become one, in order of first use."""
    rows = points.astype(np.float32) + np.float32(0)  # adds 0 so that -0 and 0 are the same
    if uv is not None:
        rows = np.concatenate([rows, uv + np.float32(0)], axis=1)
    used = rows[faces.reshape(-1)]
    keys = np.ascontiguousarray(used).view(np.dtype((np.void, used.dtype.itemsize * used.shape[1]))).reshape(-1)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    unique = used[first[order]]
    return Primitive(
        vertices_m=np.ascontiguousarray(unique[:, :3]),
        faces=rank[inverse.reshape(-1)].reshape(-1, 3).astype(np.int32),
        material=material,
        uv=np.ascontiguousarray(unique[:, 3:]) if uv is not None else None,
    )


def transformed(primitive: Primitive, matrix: NDArray[np.float64]) -> Primitive:
    """The primitive with its vertices moved by a (4, 4) matrix; a mirror turns the triangles round as well."""
    points = primitive.vertices_m.astype(np.float64) @ matrix[:3, :3].T + matrix[:3, 3]
    faces = primitive.faces if np.linalg.det(matrix[:3, :3]) >= 0 else primitive.faces[:, ::-1]
    return Primitive(points.astype(np.float32), np.ascontiguousarray(faces), primitive.material, primitive.uv)


def mesh_of(primitives: tuple[Primitive, ...]) -> Mesh:
    """A mesh whose id is a hash of its content, so that equal shapes are stored once."""
    digest = hashlib.sha256()
    for primitive in primitives:
        digest.update(np.ascontiguousarray(primitive.vertices_m).tobytes())
        digest.update(np.ascontiguousarray(primitive.faces).tobytes())
        if primitive.uv is not None:
            digest.update(np.ascontiguousarray(primitive.uv).tobytes())
        material = primitive.material
        digest.update(repr((material.base_color, material.roughness, material.metallic, material.emission)).encode())
        if material.texture is not None:
            digest.update(repr(material.texture.shape).encode())
            digest.update(np.ascontiguousarray(material.texture).tobytes())
    return Mesh(f"mesh-{digest.hexdigest()[:16]}", primitives)
