"""A scene as bytes and back, without loss: a ZIP of one JSON and arrays, textures as PNG.

The canonical form of a revision: equal scenes give equal bytes. Nothing in it is executable, and
loading checks everything that it relies on.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from twin.contracts import Material, Mesh, Part, PartClass, Primitive, Scene

FORMAT = "foresite-scene"
VERSION = 1
MAX_BYTES = 4 * 1024**3


def save_scene(scene: Scene) -> bytes:
    """The canonical bytes of a scene."""
    blobs: dict[str, bytes] = {}
    textures: dict[bytes, str] = {}
    meshes: list[dict[str, Any]] = []
    for key in sorted(scene.meshes):
        entries = [
            _save_primitive(p, f"{len(meshes):05d}-{i:03d}", blobs, textures)
            for i, p in enumerate(scene.meshes[key].primitives)
        ]
        meshes.append({"id": key, "primitives": entries})
    parts = [
        {
            "id": p.id,
            "name": p.name,
            "class": p.part_class.label,
            "mesh": p.mesh_id,
            "transform": p.transform.reshape(-1).tolist(),
        }
        for p in scene.parts
    ]
    document = {"format": FORMAT, "version": VERSION, "parts": parts, "meshes": meshes}
    head = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        _write(bundle, "scene.json", head, zipfile.ZIP_DEFLATED)
        for name, blob in blobs.items():
            _write(bundle, name, blob, zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _write(bundle: zipfile.ZipFile, name: str, blob: bytes, method: int) -> None:
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = method
    info.external_attr = 0o600 << 16
    info.create_system = 3
    bundle.writestr(info, blob, compresslevel=1)


def _save_primitive(
    primitive: Primitive, name: str, blobs: dict[str, bytes], textures: dict[bytes, str]
) -> dict[str, Any]:
    material = primitive.material
    entry: dict[str, Any] = {
        "name": name,
        "uv": primitive.uv is not None,
        "base_color": list(material.base_color),
        "roughness": material.roughness,
        "metallic": material.metallic,
        "emission": list(material.emission),
        "texture": None,
    }
    blobs[f"{name}.vertices.npy"] = _npy(primitive.vertices_m, "<f4")
    blobs[f"{name}.faces.npy"] = _npy(primitive.faces, "<i4")
    if primitive.uv is not None:
        blobs[f"{name}.uv.npy"] = _npy(primitive.uv, "<f4")
    if material.texture is not None:
        pixels = repr(material.texture.shape).encode() + np.ascontiguousarray(material.texture).tobytes()
        if pixels not in textures:
            textures[pixels] = f"texture-{len(textures):05d}.png"
            blobs[textures[pixels]] = _png(material.texture)
        entry["texture"] = textures[pixels]
    return entry


def _npy(array: NDArray[Any], dtype: str) -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array(out, np.ascontiguousarray(array, dtype=dtype), version=(1, 0), allow_pickle=False)
    return out.getvalue()


def _png(texture: NDArray[np.uint8]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(texture).save(out, format="PNG", compress_level=6)
    return out.getvalue()


def load_scene(data: bytes) -> Scene:
    """The scene in canonical bytes. Raises ``ValueError`` for anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            if sum(m.file_size for m in bundle.infolist()) > MAX_BYTES:
                raise ValueError("the stored scene is too large")
            document = json.loads(bundle.read("scene.json"))
            if document.get("format") != FORMAT or document.get("version") != VERSION:
                raise ValueError("not a stored scene of a version that is read")
            textures: dict[str, NDArray[np.uint8]] = {}
            meshes = {
                str(m["id"]): Mesh(str(m["id"]), tuple(_load_primitive(e, bundle, textures) for e in m["primitives"]))
                for m in document["meshes"]
            }
            parts = tuple(_load_part(entry) for entry in document["parts"])
    except (zipfile.BadZipFile, KeyError, TypeError, AttributeError, OSError, EOFError, zlib.error) as error:
        raise ValueError(f"the stored scene is damaged: {error!r}") from error
    return Scene(parts, meshes)


def _load_part(entry: dict[str, Any]) -> Part:
    transform = np.array(entry["transform"], dtype=np.float64).reshape(4, 4)
    return Part(
        str(entry["id"]), str(entry["name"]), PartClass.from_label(entry["class"]), str(entry["mesh"]), transform
    )


def _load_primitive(
    entry: dict[str, Any], bundle: zipfile.ZipFile, textures: dict[str, NDArray[np.uint8]]
) -> Primitive:
    name = entry["name"]
    vertices = _array(bundle, f"{name}.vertices.npy", "<f4")
    faces = _array(bundle, f"{name}.faces.npy", "<i4")
    uv = _array(bundle, f"{name}.uv.npy", "<f4") if entry["uv"] else None
    if vertices.ndim != 2 or not len(vertices) or not np.isfinite(vertices).all():
        raise ValueError(f"{name}: vertices are damaged")
    if not len(faces) or faces.min() < 0 or faces.max() >= len(vertices):
        raise ValueError(f"{name}: a face refers to a vertex that does not exist")
    texture = None
    if entry["texture"] is not None:
        key = str(entry["texture"])
        if key not in textures:
            textures[key] = np.array(Image.open(io.BytesIO(bundle.read(key))).convert("RGB"), dtype=np.uint8)
        texture = textures[key]
    material = Material(
        base_color=_triple(entry["base_color"]),
        texture=texture,
        roughness=float(entry["roughness"]),
        metallic=float(entry["metallic"]),
        emission=_triple(entry["emission"]),
    )
    return Primitive(vertices, faces, material, uv)


def _triple(values: list[float]) -> tuple[float, float, float]:
    red, green, blue = (float(v) for v in values)
    return (red, green, blue)


def _array(bundle: zipfile.ZipFile, name: str, dtype: str) -> NDArray[Any]:
    array: NDArray[Any] = np.lib.format.read_array(io.BytesIO(bundle.read(name)), allow_pickle=False)
    if array.dtype != np.dtype(dtype):
        raise ValueError(f"{name}: expected {dtype}, found {array.dtype}")
    return array
