"""What a file is, from its first bytes, and whether it is complete, before a loader touches it.

Loaders trust headers: they allocate what a header claims. So claims are checked against the size of the
file here, and a file whose content disagrees with its name is found out.
"""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any

import numpy as np

from twin.cad.errors import CadError
from twin.cad.raw import MAX_TRIANGLES
from twin.cad.upload import MAX_FILE_BYTES

EXTENSIONS = {
    ".glb": "glb", ".gltf": "gltf", ".obj": "obj", ".stl": "stl", ".dae": "dae", ".ply": "ply", ".3mf": "3mf",
    ".zip": "zip", ".world": "sdf", ".sdf": "sdf",
}  # fmt: skip
READABLE = "GLB, glTF, OBJ, STL, DAE, PLY, 3MF, a Gazebo world (.world, .sdf), or a ZIP of one of these"
UNREAD_EXTENSIONS = {
    ".ifc", ".step", ".stp", ".dxf", ".dwg", ".usd", ".usda", ".usdz", ".fbx", ".skp", ".rvt", ".3dxml", ".gz", ".7z",
    ".rar", ".iges", ".igs",
}  # fmt: skip


def detect_kind(path: Path) -> str | None:
    """The kind that the content shows ("glb", "sdf", ...), or None where nothing is recognised."""
    size = path.stat().st_size
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(4096)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    is_text = b"\0" not in head
    signs = (
        ("glb", head.startswith(b"glTF")),
        ("3mf", head.startswith(b"PK\x03\x04") and suffix == ".3mf"),
        ("zip", head.startswith((b"PK\x03\x04", b"PK\x05\x06"))),
        ("ply", head.startswith((b"ply\n", b"ply\r"))),
        ("dae", text.startswith(b"<") and b"<COLLADA" in head),
        ("sdf", text.startswith(b"<") and re.search(rb"<sdf\b", head) is not None),
        ("gltf", text.startswith(b"{") and (b'"asset"' in head or suffix == ".gltf")),
        ("stl", size >= 84 and size == _stl_size(head)),
        ("stl", is_text and text.startswith(b"solid")),
        ("obj", is_text and re.search(rb"(?m)^\s*(v|f|o|g|mtllib)\s+\S", head) is not None),
    )
    return next((kind for kind, found in signs if found), None)


def check_file(path: Path, name: str) -> tuple[str, bool]:
    """(kind, as named) of a complete, plausible file. Raises ``CadError`` naming the file otherwise."""
    size = path.stat().st_size
    extension = path.suffix.lower()
    if size == 0:
        raise CadError("empty", f"{name} is empty (0 bytes)", subject=name)
    if size > MAX_FILE_BYTES:
        raise CadError("too_large", f"{name} has {size / 1e9:.1f} GB; at most 2 GB are read", subject=name)
    claimed = EXTENSIONS.get(extension)
    if claimed is None and extension in UNREAD_EXTENSIONS:
        raise CadError("unsupported", f"{name}: {extension} files are not read yet; use {READABLE}", subject=name)
    kind = detect_kind(path) or _fallback_kind(claimed, path, name)
    if kind == "stl":
        _check_stl(path, name, size)
    elif kind in ("glb", "gltf"):
        check_gltf(gltf_header(path, name), name, size)
    elif kind == "ply":
        _check_ply(path, name, size)
    return kind, kind == claimed


def _fallback_kind(claimed: str | None, path: Path, name: str) -> str:
    """The kind by name where the content does not speak against it."""
    with path.open("rb") as file:
        head = file.read(4096)
    if claimed == "stl" and len(head) >= 84:
        return "stl"  # binary, of a size that its header does not agree with: told apart later
    if claimed == "obj" and b"\0" not in head:
        raise CadError("empty", f"{name} holds no vertices and no faces", subject=name)
    if claimed in ("dae", "sdf") and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return claimed
    if claimed is not None:
        what = claimed.upper() if claimed != "sdf" else "Gazebo"
        raise CadError("wrong_format", f"{name} is named like a {what} file, but its content is not one", subject=name)
    raise CadError("wrong_format", f"{name} is none of the formats that are read: {READABLE}", subject=name)


def _check_stl(path: Path, name: str, size: int) -> None:
    with path.open("rb") as file:
        head = file.read(84)
        file.seek(max(0, size - 512))
        tail = file.read()
    if head.lstrip().startswith(b"solid") and b"\0" not in head and size != _stl_size(head):
        if b"endsolid" not in tail:
            raise CadError("truncated", f"{name} ends before its 'endsolid' line", subject=name)
        return
    if len(head) < 84:
        raise CadError("truncated", f"{name} is shorter than the header of an STL file", subject=name)
    count = struct.unpack_from("<I", head, 80)[0]
    if count == 0:
        raise CadError("empty", f"{name} holds no triangles", subject=name)
    if size < 84 + 50 * count:
        have = max(0, (size - 84) // 50)
        raise CadError("truncated", f"{name} says it has {count:,} triangles but holds {have:,}", subject=name)
    check_triangles(count, name)


def _stl_size(head: bytes) -> int:
    return 84 + 50 * int(struct.unpack_from("<I", head, 80)[0]) if len(head) >= 84 else -1


def check_triangles(count: int, name: str) -> None:
    """Raise ``CadError`` for more triangles than are taken."""
    if count > MAX_TRIANGLES:
        raise CadError("too_large", f"{name} has {count:,} triangles; at most {MAX_TRIANGLES:,} are read", subject=name)


def _check_ply(path: Path, name: str, size: int) -> None:
    with path.open("rb") as file:
        head = file.read(65_536)
    end = head.find(b"end_header")
    if end < 0:
        raise CadError("truncated", f"{name} ends within its header", subject=name)
    counts = {m[1].decode(): int(m[2]) for m in re.finditer(rb"element\s+(\w+)\s+(\d+)", head[:end])}
    if not counts.get("vertex") or not counts.get("face"):
        raise CadError("empty", f"{name} holds no faces", subject=name)
    if counts["vertex"] * 3 + counts["face"] * 4 > size - end:  # each number takes at least a byte
        raise CadError(
            "truncated", f"{name} says it has {counts['face']:,} faces but is too short for them", subject=name
        )
    check_triangles(counts["face"], name)


def gltf_header(path: Path, name: str) -> dict[str, Any]:
    """The JSON part of a GLB or glTF file. Raises ``CadError`` where it is cut off or broken."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(20)
        if not start.startswith(b"glTF"):
            text = start + file.read()
        else:
            if len(start) < 20:
                raise CadError("truncated", f"{name} ends within its header", subject=name)
            version, length, chunk = struct.unpack_from("<III", start, 4)
            if version != 2:
                raise CadError("unsupported", f"{name} is glTF {version}; only glTF 2 is read", subject=name)
            if length > size or 20 + chunk > size:
                raise CadError("truncated", f"{name} says it has {length:,} bytes but holds {size:,}", subject=name)
            text = file.read(chunk)
    try:
        header = json.loads(text.decode("utf-8-sig").rstrip("\0 "))
    except (ValueError, RecursionError) as error:
        cut = isinstance(error, json.JSONDecodeError) and error.pos >= len(text.rstrip()) - 1
        code = "truncated" if cut else "wrong_format"
        raise CadError(code, f"{name}: its glTF description cannot be read ({error})", subject=name) from error
    if not isinstance(header, dict) or "asset" not in header:
        raise CadError("wrong_format", f"{name} is not a glTF file", subject=name)
    return header


_COMPONENT_BYTES = {5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4}
_COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_UNREAD_EXTENSIONS = {"KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_mesh_quantization"}


def check_gltf(header: dict[str, Any], name: str, size: int) -> None:
    """Raise ``CadError`` where a glTF header claims more than its buffers hold, or needs what is not read."""
    if needed := _UNREAD_EXTENSIONS & set(header.get("extensionsRequired") or ()):
        raise CadError(
            "unsupported", f"{name} needs {', '.join(sorted(needed))}; export it without compression", subject=name
        )
    try:
        embedded = sum(int(b.get("byteLength", 0)) for b in header.get("buffers", []) if "uri" not in b)
        if embedded > size:
            raise CadError("truncated", f"{name} says its data has {embedded:,} bytes but holds fewer", subject=name)
        lengths = [int(v["byteLength"]) for v in header.get("bufferViews", [])]
        for accessor in header.get("accessors", []):
            _check_accessor(accessor, lengths, name)
        check_triangles(_gltf_triangles(header), name)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise CadError(
            "wrong_format", f"{name}: its glTF description is inconsistent ({error!r})", subject=name
        ) from None


def _check_accessor(accessor: dict[str, Any], lengths: list[int], name: str) -> None:
    count = int(accessor["count"])
    need = count * _COMPONENT_BYTES[accessor["componentType"]] * _COMPONENTS[accessor["type"]]
    view = accessor.get("bufferView")
    have = lengths[view] - int(accessor.get("byteOffset", 0)) if view is not None else None
    if count < 0 or (have is not None and need > have):
        raise CadError("truncated", f"{name} describes {count:,} values in data too short for them", subject=name)
    if have is None and count > 3 * MAX_TRIANGLES:
        raise CadError("too_large", f"{name} describes {count:,} values without data", subject=name)


def _gltf_triangles(header: dict[str, Any]) -> int:
    accessors = header.get("accessors", [])
    total = 0
    for mesh in header.get("meshes", []):
        for primitive in mesh.get("primitives", []):
            index = primitive.get("indices", primitive.get("attributes", {}).get("POSITION"))
            total += int(np.ceil(accessors[index]["count"] / 3)) if index is not None else 0
    return total
