"""One mesh file (GLB, glTF, OBJ, STL, DAE, PLY, 3MF) as raw parts in metres, z up.

The loading is trimesh's; this module decides what is one part, which unit and up axis hold, and what
to say about it. Files are checked by `sniff` first.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import trimesh
from numpy.typing import NDArray

from twin.cad import sniff
from twin.cad.errors import CadError
from twin.cad.materials import MaterialReader
from twin.cad.raw import MAX_PARTS, RawPart, RawScene
from twin.cad.shapes import clean_primitive
from twin.cad.units import METRES, check_unit, guess_unit, to_metres_z_up, unit_from_metres, up_rotation
from twin.cad.upload import UploadResolver, relative_name
from twin.cad.xml_files import parse_xml
from twin.contracts import PartClass, Primitive

# A scene longer than this is read as it says, with a remark.
IMPLAUSIBLE_M = 2000.0

_GENERIC_NAME = re.compile(r"^(geometry|mesh|node|object|world|gltf|root|scene|default)?[_.\- ]*\d*$", re.IGNORECASE)


def read_mesh_file(path: Path, root: Path, *, unit: str | None = None, up_axis: str | None = None) -> RawScene:
    """Every instance in a mesh file. Raises ``CadError``; textures come from inside `root` only."""
    name = relative_name(path, root)
    kind, as_named = sniff.check_file(path, name)
    raw = RawScene()
    if not as_named:
        raw.note("assumed", name, f"The content is {kind.upper()}, whatever the name says; read as that.")
    frame = _Frame(kind, path, name, unit, up_axis)
    header = sniff.gltf_header(path, name) if kind in ("glb", "gltf") else {}
    resolver = UploadResolver(root, path.parent)
    loaded = _load(path, kind, name, resolver)
    sniff.check_triangles(sum(len(getattr(g, "faces", ())) for g in loaded.geometry.values()), name)
    metres, rotation = frame.resolve(loaded, raw)
    materials = MaterialReader(linear_factors=kind in ("glb", "gltf"), gltf_materials=_named_materials(header))
    shapes = _read_shapes(loaded, materials, rotation * metres, name, raw)
    order = {str(n.get("name", i)): i for i, n in reversed(list(enumerate(header.get("nodes", []))))}
    for part_name, matrix, keys, extras in _instances(loaded, kind, path.stem, order):
        primitives = tuple(shapes[key] for key in keys if key in shapes)
        if primitives:
            part_id, part_class = _from_extras(extras)
            place = to_metres_z_up(matrix, rotation, metres)
            raw.parts.append(RawPart(str(extras.get("name") or part_name), primitives, place, part_id, part_class))
    for missing in resolver.missing:
        raw.note("dropped", name, f"The file refers to {missing}, which is not in the upload.")
    for failure in materials.failures:
        raw.note("dropped", name, failure[0].upper() + failure[1:])
    if not raw.parts:
        raise CadError("empty", f"{name} holds no surface", subject=name)
    if len(raw.parts) > MAX_PARTS:
        raise CadError("too_large", f"{name} has {len(raw.parts):,} parts; at most {MAX_PARTS:,}", subject=name)
    return raw


def _load(path: Path, kind: str, name: str, resolver: UploadResolver) -> Any:
    """The file through trimesh, with every failure turned into a ``CadError``."""
    options: dict[str, Any] = {"split_objects": True} if kind == "obj" else {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data = io.BytesIO(path.read_bytes())
            return trimesh.load_scene(data, file_type=kind, resolver=resolver, process=False, **options)
    except (CadError, MemoryError):
        raise
    except FileNotFoundError as error:
        raise CadError("missing_file", f"{name} refers to {error}, which is not in the upload", subject=name) from error
    except Exception as error:  # loaders raise anything on broken input
        raise CadError(
            "wrong_format", f"{name} cannot be read as {kind.upper()}: {type(error).__name__}", subject=name
        ) from error


class _Frame:
    """Which unit and up axis a file has: what the user says, else the file, else a guess that is stated."""

    def __init__(self, kind: str, path: Path, name: str, unit: str | None, up_axis: str | None) -> None:
        self._kind, self._name, self._file_name = kind, name, path.name
        self._unit = check_unit(unit) if unit else None
        self._up = up_axis.lower() if up_axis else None
        self._asset = _collada_asset(path, name) if kind == "dae" else None
        if self._up:
            up_rotation(self._up)

    def resolve(self, loaded: Any, raw: RawScene) -> tuple[float, NDArray[np.float64]]:
        """(metres per unit, rotation to z up); notes what was assumed."""
        extents = _extents(loaded)
        up = self._up or self._up_axis(extents, raw)
        metres = METRES[self._unit] if self._unit else self._metres(loaded, extents, raw)
        raw.unit, raw.up_axis = unit_from_metres(metres) or f"{metres:g} m", up
        length = float(extents.max(initial=0.0)) * metres
        if self._unit is None and length > IMPLAUSIBLE_M:
            raw.note(
                "assumed",
                self._name,
                f"In {raw.unit} the scene is {length:,.0f} m long; state the unit if that is wrong.",
            )
        return metres, up_rotation(up)

    def _up_axis(self, extents: NDArray[np.float64], raw: RawScene) -> str:
        if self._asset:
            return self._asset[1]
        if self._kind in ("glb", "gltf"):
            return "y"
        if self._kind != "obj":
            return "z"
        flat_in_z = extents[2] < 0.5 * min(extents[0], extents[1])
        up = "z" if flat_in_z else "y"
        why = "it is flat that way" if flat_in_z else "as most OBJ exporters write it"
        raw.note("assumed", self._name, f"The file names no up axis; taken as {up} up ({why}).")
        return up

    def _metres(self, loaded: Any, extents: NDArray[np.float64], raw: RawScene) -> float:
        if self._asset:
            return self._asset[0]
        if self._kind in ("glb", "gltf"):
            return 1.0
        if self._kind == "3mf" and loaded.units:
            return METRES[check_unit(loaded.units)]
        unit, why = guess_unit(self._file_name, float(extents.max(initial=0.0)))
        raw.note("assumed", self._name, f"The file names no unit; taken as {unit} because {why}.")
        return METRES[unit]


def _extents(loaded: Any) -> NDArray[np.float64]:
    """(3,) size of everything finite in the file, in file units."""
    lower, upper = np.full(3, np.inf), np.full(3, -np.inf)
    for node in loaded.graph.nodes_geometry:
        matrix, key = loaded.graph[node]
        points = np.asarray(getattr(loaded.geometry[key], "vertices", np.zeros((0, 3))), dtype=np.float64)
        points = (
            points[np.isfinite(points).all(axis=1)] if points.ndim == 2 and points.shape[1] == 3 else np.zeros((0, 3))
        )
        if len(points) and np.isfinite(matrix).all():
            box = np.array([points.min(axis=0), points.max(axis=0)])
            corners = np.array([[box[i, 0], box[j, 1], box[k, 2]] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
            corners = corners @ matrix[:3, :3].T + matrix[:3, 3]
            lower, upper = np.minimum(lower, corners.min(axis=0)), np.maximum(upper, corners.max(axis=0))
    return np.where(np.isfinite(lower), upper - lower, 0.0)


def _collada_asset(path: Path, name: str) -> tuple[float, str]:
    """(metres per unit, up axis) of a COLLADA file, which also proves that its XML is whole and harmless."""
    tree = parse_xml(path, name)
    unit, axis = tree.find("{*}asset/{*}unit"), tree.findtext("{*}asset/{*}up_axis") or "Y_UP"
    try:
        metres = float(unit.get("meter") or 1.0) if unit is not None else 1.0
    except ValueError:
        metres = 1.0
    return (metres if np.isfinite(metres) and metres > 0 else 1.0), axis.strip()[:1].lower()


def _named_materials(header: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Materials of a glTF file by name, where a name says which."""
    named = [m for m in header.get("materials", []) if isinstance(m, dict) and m.get("name")]
    names = [m["name"] for m in named]
    return {m["name"]: m for m in named if names.count(m["name"]) == 1}


def _read_shapes(
    loaded: Any, materials: MaterialReader, frame: NDArray[np.float64], name: str, raw: RawScene
) -> dict[str, Primitive]:
    """Each geometry as a clean primitive in metres, z up; what is dropped is noted."""
    shapes = {}
    for key, geometry in loaded.geometry.items():
        if not hasattr(geometry, "faces") or np.shape(geometry.vertices)[1:] != (3,):
            raw.note("dropped", f"{name}: {key}", "Points or lines without a surface.")
            continue
        material, uv = materials.read(geometry)
        with np.errstate(invalid="ignore", over="ignore"):
            points = np.asarray(geometry.vertices, dtype=np.float64) @ frame.T
        cleaned = clean_primitive(points, geometry.faces, uv=uv, material=material)
        if cleaned.not_finite:
            raw.note("dropped", f"{name}: {key}", f"{cleaned.not_finite} triangles with impossible coordinates.")
        if cleaned.primitive is None:
            raw.note("dropped", f"{name}: {key}", "No triangle with an area.")
        else:
            if cleaned.degenerate:
                raw.note("dropped", f"{name}: {key}", f"{cleaned.degenerate} triangles without an area.")
            shapes[key] = cleaned.primitive
    return shapes


def _instances(
    loaded: Any, kind: str, stem: str, order: dict[str, int]
) -> Iterator[tuple[str, NDArray[np.float64], list[str], dict[str, Any]]]:
    """(name, matrix, geometry keys, extras) of each part: the primitives of one node belong together."""
    graph = loaded.graph
    groups: dict[str, tuple[NDArray[np.float64], list[str], dict[str, Any]]] = {}
    for node in graph.nodes_geometry:
        matrix, key = graph[node]
        parent = graph.transforms.parents.get(node)
        edge = graph.transforms.edge_data.get((parent, node), {})
        geometry = loaded.geometry[key]
        owner = str(node)
        if kind in ("glb", "gltf") and geometry.metadata.get("from_gltf_primitive") and parent is not None:
            owner = str(parent)
        elif kind in ("dae", "obj"):
            owner = _owner(str(node), key, geometry, kind)
            if owner in groups and not np.array_equal(groups[owner][0], matrix):
                owner = str(node)
        extras = edge.get("metadata") or {}
        groups.setdefault(owner, (np.array(matrix, dtype=np.float64), [], extras))[1].append(key)
    for owner in sorted(groups, key=lambda name: order.get(name, len(order))):  # as the file lists them
        matrix, keys, extras = groups[owner]
        if np.isfinite(matrix).all():
            yield _part_name(owner, keys[0], kind, stem, len(groups)), matrix, keys, extras


def _owner(node: str, key: str, geometry: Any, kind: str) -> str:
    """The object that a piece of one material was cut from by the loader."""
    if kind == "dae":
        return re.sub(r"_\d+$", "", node)
    material = getattr(getattr(geometry.visual, "material", None), "name", None)
    return key.removesuffix(f"_{material}") if material else key


def _part_name(owner: str, key: str, kind: str, stem: str, count: int) -> str:
    """A name that says something: the node's, else the geometry's, else the file's."""
    for candidate in (owner, key):
        name = re.sub(r"[-_](mesh|lib|geometry)$", "", re.sub(r"[-_]lib$", "", candidate))
        if kind in ("stl", "ply") or not name or _GENERIC_NAME.match(name) or name.endswith((".obj", ".stl")):
            continue
        return name
    return stem if count == 1 else f"{stem} {owner}"


def _from_extras(extras: dict[str, Any]) -> tuple[str | None, PartClass | None]:
    """(part id, class) that our own exports write beside each node."""
    part_id, label = extras.get("partId"), extras.get("class")
    valid = isinstance(part_id, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}", part_id)
    try:
        part_class = PartClass.from_label(label) if isinstance(label, str) else None
    except ValueError:
        part_class = None
    return (part_id if valid else None), part_class
