"""Flattens a scene, or the bodies of its agents, into one list of triangles with their materials.

Ray casting, light estimation and path tracing all start from this list, so that they see the same
surfaces with the same colours. It knows nothing of cameras.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.contracts import FloatArray, Scene


@dataclass(frozen=True, eq=False)
class TriangleSoup:
    """Triangles in world coordinates; every per-triangle array has the length F of `faces`."""

    vertices_m: NDArray[np.float32]  # (V, 3)
    faces: NDArray[np.int32]  # (F, 3)
    owner: NDArray[np.int32]  # (F,) index of the part or of the agent
    body: NDArray[np.int32]  # (F,) index of the rigid body; equals `owner` for parts
    class_id: NDArray[np.uint8]  # (F,) PartClass
    base_color: NDArray[np.float32]  # (F, 3) linear RGB
    emission: NDArray[np.float32]  # (F, 3) linear radiance
    texture: NDArray[np.int32]  # (F,) index into `textures`, -1 without
    uv: NDArray[np.float32]  # (F, 3, 2), zeros without a texture
    textures: tuple[NDArray[np.float32], ...]  # (H, W, 3) linear RGB each, row 0 at v = 1

    @property
    def empty(self) -> bool:
        """Whether there is nothing to hit."""
        return len(self.faces) == 0

    def corners_m(self) -> NDArray[np.float32]:
        """(F, 3, 3) the corners of every triangle."""
        return self.vertices_m[self.faces]

    def area_normals_m2(self) -> FloatArray:
        """(F, 3) outward normals whose length is the triangle's area."""
        corners = self.corners_m().astype(np.float64)
        return np.asarray(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2)

    def planes(self) -> FloatArray:
        """(F, 4) unit normal n and offset d in metres of each triangle's plane, where n · x = d."""
        normal = self.area_normals_m2()
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        offset = np.einsum("ij,ij->i", normal, self.vertices_m[self.faces[:, 0]].astype(np.float64))
        return np.asarray(np.column_stack([normal, offset]))

    def mean_albedo(self) -> NDArray[np.float32]:
        """(F, 3) linear RGB, the texture taken at the centre of the triangle."""
        albedo = self.base_color.copy()
        centre = self.uv.mean(axis=1)
        for index, texture in enumerate(self.textures):
            rows = np.flatnonzero(self.texture == index)
            albedo[rows] *= sample_texture(texture, centre[rows])
        return albedo


def linear_from_srgb(srgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Linear light of 8-bit sRGB (IEC 61966-2-1)."""
    value = np.arange(256) / 255.0
    table = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return table.astype(np.float32)[srgb]


def sample_texture(texture: NDArray[np.float32], uv: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, 3) bilinear samples of `texture` at (N, 2) coordinates, repeating; row 0 lies at v = 1."""
    height, width = texture.shape[:2]
    x = (uv[:, 0] % 1.0) * width - 0.5
    y = ((1.0 - uv[:, 1]) % 1.0) * height - 0.5
    column, row = np.floor(x).astype(np.int32), np.floor(y).astype(np.int32)
    fx, fy = (x - column)[:, None].astype(np.float32), (y - row)[:, None].astype(np.float32)
    left, right, upper, lower = column % width, (column + 1) % width, row % height, (row + 1) % height
    above = texture[upper, left] * (1 - fx) + texture[upper, right] * fx
    below = texture[lower, left] * (1 - fx) + texture[lower, right] * fx
    return np.asarray(above * (1 - fy) + below * fy, dtype=np.float32)


def flatten_scene(scene: Scene) -> TriangleSoup:
    """All triangles of a scene; triangles without area or with a vertex that is not finite are left out."""
    pieces: list[TriangleSoup] = []
    texture_of: dict[int, int] = {}
    textures: list[NDArray[np.float32]] = []
    for owner, part in enumerate(scene.parts):
        rotation, shift = part.transform[:3, :3], part.transform[:3, 3]
        mirrored = np.linalg.det(rotation) < 0
        for primitive in scene.meshes[part.mesh_id].primitives:
            if not len(primitive.faces):
                continue
            material, texture = primitive.material, -1
            if material.texture is not None and primitive.uv is not None:
                if id(material.texture) not in texture_of:
                    texture_of[id(material.texture)] = len(textures)
                    textures.append(linear_from_srgb(material.texture))
                texture = texture_of[id(material.texture)]
            faces = primitive.faces[:, ::-1] if mirrored else primitive.faces
            uv = primitive.uv[faces] if texture >= 0 and primitive.uv is not None else None
            pieces.append(
                rigid_piece(
                    (primitive.vertices_m.astype(np.float64) @ rotation.T + shift).astype(np.float32),
                    faces.astype(np.int32),
                    owner=owner,
                    body=owner,
                    class_id=int(part.part_class),
                    base_color=material.base_color,
                    emission=material.emission,
                    texture=texture,
                    uv=uv,
                )
            )
    return without_degenerate(join(pieces, tuple(textures)))


def rigid_piece(
    vertices_m: NDArray[np.float32],
    faces: NDArray[np.int32],
    *,
    owner: int,
    body: int,
    class_id: int,
    base_color: Sequence[float],
    emission: Sequence[float] = (0.0, 0.0, 0.0),
    texture: int = -1,
    uv: NDArray[np.float32] | None = None,
) -> TriangleSoup:
    """Triangles that share owner and material."""
    count = len(faces)
    return TriangleSoup(
        vertices_m=vertices_m,
        faces=faces,
        owner=np.full(count, owner, np.int32),
        body=np.full(count, body, np.int32),
        class_id=np.full(count, class_id, np.uint8),
        base_color=np.tile(np.asarray(base_color, np.float32)[:3], (count, 1)),
        emission=np.tile(np.asarray(emission, np.float32)[:3], (count, 1)),
        texture=np.full(count, texture, np.int32),
        uv=np.zeros((count, 3, 2), np.float32) if uv is None else uv.astype(np.float32),
        textures=(),
    )


def join(pieces: Sequence[TriangleSoup], textures: tuple[NDArray[np.float32], ...] = ()) -> TriangleSoup:
    """One soup of many whose texture indices already refer to `textures`."""
    if not pieces:
        nothing = np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32)
        pieces = [rigid_piece(*nothing, owner=0, body=0, class_id=0, base_color=(0.0, 0.0, 0.0))]
    offsets = np.concatenate([[0], np.cumsum([len(p.vertices_m) for p in pieces])[:-1]])
    return TriangleSoup(
        vertices_m=np.concatenate([p.vertices_m for p in pieces]),
        faces=np.concatenate([p.faces + o for p, o in zip(pieces, offsets, strict=True)]).astype(np.int32),
        owner=np.concatenate([p.owner for p in pieces]),
        body=np.concatenate([p.body for p in pieces]),
        class_id=np.concatenate([p.class_id for p in pieces]),
        base_color=np.concatenate([p.base_color for p in pieces]),
        emission=np.concatenate([p.emission for p in pieces]),
        texture=np.concatenate([p.texture for p in pieces]),
        uv=np.concatenate([p.uv for p in pieces]),
        textures=textures,
    )


def without_degenerate(soup: TriangleSoup) -> TriangleSoup:
    """The soup without triangles that no ray can hit in a defined way."""
    if soup.empty:
        return soup
    area = np.linalg.norm(soup.area_normals_m2(), axis=1)
    with np.errstate(invalid="ignore"):
        keep = np.isfinite(area) & (area > 1e-12)
    if keep.all():
        return soup
    return TriangleSoup(
        np.nan_to_num(soup.vertices_m),
        soup.faces[keep],
        soup.owner[keep],
        soup.body[keep],
        soup.class_id[keep],
        soup.base_color[keep],
        soup.emission[keep],
        soup.texture[keep],
        soup.uv[keep],
        soup.textures,
    )
