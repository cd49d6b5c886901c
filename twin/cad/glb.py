"""A scene as one GLB file: small enough for a browser, and readable again by `reader` without loss of parts.

Writes glTF 2.0 itself: node names and extras carry part ids and classes, instances share their mesh,
y is up as the format wants. Above a budget of triangles, meshes are simplified.
"""

from __future__ import annotations

import io
import json
import struct
from typing import Any

import fast_simplification
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from twin.cad.materials import MAX_TEXTURE_PX, shrunk, texture_limit
from twin.contracts import Material, Mesh, Primitive, Scene

MAX_TRIANGLES = 300_000
JPEG_QUALITY = 85
# Fewer triangles than this are not worth simplifying, and look bad when they are.
LEAST_TRIANGLES = 64

# (x, y, z) with z up becomes (x, z, -y) with y up.
Y_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])


def export_glb(
    scene: Scene, *, max_triangles: int = MAX_TRIANGLES, max_texture_px: int = MAX_TEXTURE_PX, lossless: bool = False
) -> bytes:
    """The scene as GLB. `lossless` keeps every triangle and pixel (PNG); else textures are JPEG and small."""
    writer = _Writer(max_texture_px, lossless=lossless)
    used = [key for key in sorted(scene.meshes) if any(p.mesh_id == key for p in scene.parts)]
    share = 1.0 if lossless else simplification_share(scene, max_triangles)
    index = {}
    for key in used:
        mesh = scene.meshes[key] if share >= 1 else simplified(scene.meshes[key], share)
        index[key] = writer.add_mesh(mesh)
    frame = np.eye(4)
    frame[:3, :3] = Y_UP
    for part in scene.parts:
        matrix = frame @ part.transform @ frame.T
        node: dict[str, Any] = {
            "name": part.id,
            "mesh": index[part.mesh_id],
            "extras": {"partId": part.id, "class": part.part_class.label, "name": part.name},
        }
        if not np.array_equal(matrix, np.eye(4)):
            node["matrix"] = (matrix + 0.0).T.reshape(-1).tolist()
        writer.nodes.append(node)
    return writer.finish()


def simplification_share(scene: Scene, max_triangles: int) -> float:
    """The share of triangles to keep, so that the parts together (instances counted) meet the budget."""
    total = sum(scene.meshes[p.mesh_id].triangle_count for p in scene.parts)
    return min(1.0, max_triangles / max(total, 1))


def simplified(mesh: Mesh, share: float) -> Mesh:
    """The mesh with about this share of its triangles; texture coordinates come from the nearest old vertex."""
    return Mesh(mesh.id, tuple(_simplified(p, share) for p in mesh.primitives))


def _simplified(primitive: Primitive, share: float) -> Primitive:
    target = max(LEAST_TRIANGLES, int(len(primitive.faces) * share))
    if target >= len(primitive.faces):
        return primitive
    # Without the seams of texture coordinates, vertices at one place are one vertex.
    points, first, inverse = np.unique(primitive.vertices_m, axis=0, return_index=True, return_inverse=True)
    faces = inverse.reshape(-1)[primitive.faces]
    faces = faces[(faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])]
    if len(faces) <= target:
        return primitive
    vertices, triangles = fast_simplification.simplify(
        points.astype(np.float32), faces.astype(np.int32), target_count=target, agg=5
    )
    if not len(triangles) or not np.isfinite(vertices).all():
        return primitive
    uv = None
    if primitive.uv is not None:
        from scipy.spatial import cKDTree

        nearest = cKDTree(points).query(vertices)[1]
        uv = np.ascontiguousarray(primitive.uv[first[nearest]])
    return Primitive(vertices.astype(np.float32), triangles.astype(np.int32), primitive.material, uv)


class _Writer:
    """Collects buffers, accessors, materials and meshes of one file."""

    def __init__(self, max_texture_px: int, *, lossless: bool) -> None:
        self.nodes: list[dict[str, Any]] = []
        self._max_texture_px = max_texture_px
        self._lossless = lossless
        self._bin = bytearray()
        self._views: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []
        self._meshes: list[dict[str, Any]] = []
        self._materials: list[dict[str, Any]] = []
        self._images: list[dict[str, Any]] = []
        self._material_index: dict[bytes, int] = {}
        self._image_index: dict[bytes, int] = {}
        self._extensions: set[str] = set()

    def add_mesh(self, mesh: Mesh) -> int:
        """Write a mesh; returns its index."""
        self._meshes.append({"name": mesh.id, "primitives": [self._primitive(p) for p in mesh.primitives]})
        return len(self._meshes) - 1

    def _primitive(self, primitive: Primitive) -> dict[str, Any]:
        points = primitive.vertices_m @ Y_UP.astype(np.float32).T + np.float32(0)
        attributes = {"POSITION": self._accessor(points, "VEC3", 34962, bounds=True)}
        has_texture = primitive.uv is not None and primitive.material.texture is not None
        if has_texture and primitive.uv is not None:
            flipped = np.stack([primitive.uv[:, 0], 1 - primitive.uv[:, 1]], axis=1).astype(np.float32)
            attributes["TEXCOORD_0"] = self._accessor(flipped, "VEC2", 34962)
        indices = primitive.faces.reshape(-1)
        small = len(primitive.vertices_m) <= 65_535
        limit = self._max_texture_px
        if has_texture and primitive.uv is not None:
            limit = max(limit, texture_limit(primitive.vertices_m, primitive.uv))
        return {
            "attributes": attributes,
            "indices": self._accessor(indices.astype(np.uint16 if small else np.uint32), "SCALAR", 34963),
            "material": self._material(primitive.material, limit if has_texture else 0),
        }

    def _accessor(self, array: NDArray[Any], kind: str, target: int, *, bounds: bool = False) -> int:
        data = np.ascontiguousarray(array).tobytes()
        self._views.append({**self._append(data), "target": target})
        component = {"f": 5126, "u2": 5123, "u4": 5125}[
            array.dtype.kind if array.dtype.kind == "f" else array.dtype.str[1:]
        ]
        entry: dict[str, Any] = {
            "bufferView": len(self._views) - 1,
            "componentType": component,
            "count": len(array),
            "type": kind,
        }
        if bounds:
            entry["min"], entry["max"] = array.min(axis=0).tolist(), array.max(axis=0).tolist()
        self._accessors.append(entry)
        return len(self._accessors) - 1

    def _append(self, data: bytes) -> dict[str, Any]:
        offset = len(self._bin)
        self._bin += data + b"\0" * (-len(data) % 4)
        return {"buffer": 0, "byteOffset": offset, "byteLength": len(data)}

    def _material(self, material: Material, limit_px: int) -> int:
        image = self._image(material.texture, limit_px) if limit_px and material.texture is not None else None
        pbr: dict[str, Any] = {
            "baseColorFactor": [*material.base_color, 1.0],
            "metallicFactor": material.metallic,
            "roughnessFactor": material.roughness,
        }
        if image is not None:
            pbr["baseColorTexture"] = {"index": image}
        entry: dict[str, Any] = {"pbrMetallicRoughness": pbr, "doubleSided": True}
        strength = max(material.emission)
        if strength > 0:
            entry["emissiveFactor"] = [v / max(strength, 1.0) for v in material.emission]
            if strength > 1:
                entry["extensions"] = {"KHR_materials_emissive_strength": {"emissiveStrength": strength}}
                self._extensions.add("KHR_materials_emissive_strength")
        key = json.dumps(entry, sort_keys=True).encode()
        if key not in self._material_index:
            self._material_index[key] = len(self._materials)
            self._materials.append({"name": f"material-{len(self._materials)}", **entry})
        return self._material_index[key]

    def _image(self, texture: NDArray[np.uint8], limit_px: int) -> int:
        pixels = np.ascontiguousarray(texture if self._lossless else shrunk(texture, limit_px))
        key = repr(pixels.shape).encode() + pixels.tobytes()
        if key not in self._image_index:
            out = io.BytesIO()
            if self._lossless:
                Image.fromarray(pixels).save(out, format="PNG", compress_level=6)
            else:
                Image.fromarray(pixels).save(out, format="JPEG", quality=JPEG_QUALITY, optimize=True)
            self._views.append(self._append(out.getvalue()))
            mime = "image/png" if self._lossless else "image/jpeg"
            self._images.append({"bufferView": len(self._views) - 1, "mimeType": mime})
            self._image_index[key] = len(self._images) - 1
        return self._image_index[key]

    def finish(self) -> bytes:
        """The file."""
        document: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": "foresite"},
            "scene": 0,
            "scenes": [{"nodes": list(range(len(self.nodes)))}],
            "nodes": self.nodes,
            "meshes": self._meshes,
            "materials": self._materials,
            "accessors": self._accessors,
            "bufferViews": self._views,
            "buffers": [{"byteLength": len(self._bin)}],
        }
        if self._images:
            document["images"] = self._images
            document["samplers"] = [{"magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497}]
            document["textures"] = [{"source": i, "sampler": 0} for i in range(len(self._images))]
        if self._extensions:
            document["extensionsUsed"] = sorted(self._extensions)
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        text += b" " * (-len(text) % 4)
        length = 12 + 8 + len(text) + 8 + len(self._bin)
        head = struct.pack("<4sII", b"glTF", 2, length) + struct.pack("<I4s", len(text), b"JSON") + text
        return head + struct.pack("<I4s", len(self._bin), b"BIN\0") + bytes(self._bin)
