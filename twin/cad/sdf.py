"""Gazebo worlds (SDFormat) as raw parts: includes, nested poses, mesh scale, primitive shapes.

Reads what is seen (visuals), not what collides, and nothing that moves or shines. A part is a model
that stands in the world; the models nested in it are its own parts where there are several. Meaning of
the elements: sdformat.org/spec, versions 1.4 to 1.11.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np
from numpy.typing import NDArray

from twin.cad.errors import CadError
from twin.cad.materials import color
from twin.cad.mesh_files import read_mesh_file
from twin.cad.raw import MAX_PARTS, RawPart, RawScene
from twin.cad.sdf_shapes import primitive_shape
from twin.cad.shapes import clean_primitive, transformed
from twin.cad.upload import inside, relative_name
from twin.cad.xml_files import parse_xml
from twin.contracts import Material, Primitive

MAX_DEPTH = 16


@dataclass(eq=False)
class _Model:
    """A model element with its own surfaces, in its own frame, and the models nested in it."""

    name: str
    primitives: tuple[Primitive, ...] = ()
    nested: list[tuple[_Model, NDArray[np.float64]]] = field(default_factory=list)


def read_world(path: Path, root: Path) -> RawScene:
    """Every model instance of a world or model file. Raises ``CadError`` if nothing can be read."""
    reader = _WorldReader(root)
    tree = _parse(path, root)
    world = tree.find("world")
    if world is None:
        world = tree
    holder = _Model("world")
    reader.read_nested(world, holder, path.parent, 0)
    for model, pose in holder.nested:
        reader.place(model, pose, model.name)
    if not reader.raw.parts:
        name = relative_name(path, root)
        missing = any("not in the upload" in note.message for note in reader.raw.notes)
        why = "none of the models that it names is in the upload" if missing else "it holds no model with a surface"
        raise CadError("missing_file" if missing else "empty", f"{name}: {why}", subject=name)
    return reader.raw


def _parse(path: Path, root: Path) -> Element:
    name = relative_name(path, root)
    tree = parse_xml(path, name)
    if tree.tag != "sdf":
        raise CadError("wrong_format", f"{name} is not a Gazebo (SDF) file", subject=name)
    return tree


def pose_matrix(element: Element | None) -> NDArray[np.float64]:
    """(4, 4) of a `<pose>`: x y z roll pitch yaw, R = Rz(yaw) Ry(pitch) Rx(roll); identity where absent or broken."""
    matrix = np.eye(4)
    if element is None or not (element.text or "").strip():
        return matrix
    try:
        values = [float(v) for v in (element.text or "").split()]
    except ValueError:
        return matrix
    if not np.isfinite(values).all() or len(values) < 3:
        return matrix
    matrix[:3, 3] = values[:3]
    if element.get("rotation_format") == "quat_xyzw" and len(values) == 7:
        matrix[:3, :3] = _quaternion(*values[3:])
        return matrix
    angles = [*values[3:6], 0.0, 0.0, 0.0][:3]
    if (element.get("degrees") or "").lower() in ("true", "1"):
        angles = [math.radians(v) for v in angles]
    matrix[:3, :3] = rotation_rpy(*angles)
    return matrix


def rotation_rpy(roll: float, pitch: float, yaw: float) -> NDArray[np.float64]:
    """(3, 3) Rz(yaw) Ry(pitch) Rx(roll), radians."""
    cr, sr, cp, sp, cy, sy = (f(a) for a in (roll, pitch, yaw) for f in (math.cos, math.sin))
    return np.array(
        [
            [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
            [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
            [-sp, cp * sr, cp * cr],
        ]
    )


def _quaternion(x: float, y: float, z: float, w: float) -> NDArray[np.float64]:
    norm = math.sqrt(x * x + y * y + z * z + w * w)
    if norm < 1e-12:
        return np.eye(3)
    x, y, z, w = x / norm, y / norm, z / norm, w / norm
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


class _WorldReader:
    """Walks a world, reading each model file and each mesh once."""

    def __init__(self, root: Path) -> None:
        self.raw = RawScene()
        self._root = root
        self._folders = {p.name: p for p in sorted(root.rglob("*"), reverse=True) if p.is_dir()}
        self._models: dict[Path, _Model] = {}
        self._meshes: dict[tuple[Path, str | None], tuple[Primitive, ...]] = {}
        self._dropped: set[str] = set()

    def place(self, model: _Model, pose: NDArray[np.float64], name: str) -> None:
        """Add the model's parts: itself, its only nested model under its name, or each of several."""
        if model.primitives:
            self.raw.parts.append(RawPart(name, model.primitives, pose))
        alone = not model.primitives and len(model.nested) == 1
        for nested, at in model.nested:
            self.place(nested, pose @ at, name if alone else f"{name}_{nested.name}")
        if len(self.raw.parts) > MAX_PARTS:
            raise CadError("too_large", f"the world has more than {MAX_PARTS:,} parts")

    def read_nested(self, element: Element, owner: _Model, folder: Path, depth: int) -> None:
        """Collect `<model>` and `<include>` children of a world or a model."""
        if depth > MAX_DEPTH:
            raise CadError("wrong_format", f"models are nested more than {MAX_DEPTH} deep; do they include themselves?")
        frames = _Frames(element)
        for child in element:
            if child.tag == "model":
                model = self._read_model(child, folder, depth)
                owner.nested.append((model, frames.pose(child)))
            elif child.tag == "include":
                included = self._read_include(child, folder, depth)
                if included is not None:
                    model, default_pose = included
                    pose = frames.pose(child) if child.find("pose") is not None else default_pose
                    owner.nested.append((model, pose))

    def _read_model(self, element: Element, folder: Path, depth: int) -> _Model:
        model = _Model(element.get("name") or "model")
        frames = _Frames(element)
        primitives: list[Primitive] = []
        for link in element.findall("link"):
            link_frames = _Frames(link)
            for visual in link.findall("visual"):
                place = frames.pose(link) @ link_frames.pose(visual)
                primitives += [transformed(p, place) for p in self._read_visual(visual, folder, model.name)]
        model.primitives = tuple(primitives)
        self.read_nested(element, model, folder, depth + 1)
        return model

    def _read_include(self, element: Element, folder: Path, depth: int) -> tuple[_Model, NDArray[np.float64]] | None:
        """(model under its instance name, the pose that its own file gives it)."""
        uri = (element.findtext("uri") or "").strip()
        path = self._model_file(uri, folder)
        if path is None:
            if uri not in self._dropped:
                self._dropped.add(uri)
                self.raw.note("dropped", uri or "include", f"The model {uri or '?'} is not in the upload.")
            return None
        if path not in self._models:
            tree = _parse(path, self._root)
            source = tree.find("model")
            if source is None:
                self.raw.note("dropped", relative_name(path, self._root), "The file holds no model.")
                return None
            model = self._read_model(source, path.parent, depth + 1)
            if not model.primitives and not model.nested:
                self.raw.note("dropped", relative_name(path, self._root), f"The model {model.name} shows no surface.")
            self._models[path] = model
            self._default_poses = getattr(self, "_default_poses", {}) | {path: pose_matrix(source.find("pose"))}
        model = self._models[path]
        name = (element.findtext("name") or "").strip() or model.name
        return _Model(name, model.primitives, model.nested), self._default_poses[path]

    def _model_file(self, uri: str, folder: Path) -> Path | None:
        """The SDF of a model:// or relative reference, inside the upload."""
        if "://" in uri and not uri.startswith(("model://", "file://", "package://")):
            return None
        name = uri.split("://", 1)[-1].strip("/")
        direct = inside(self._root, folder, name) or inside(self._root, self._root, name)
        if direct is not None and direct.suffix in (".sdf", ".world"):
            return direct
        model_folder = self._folders.get(name.split("/")[0])
        if model_folder is None:
            return None
        rest = "/".join(name.split("/")[1:])
        if rest and (path := inside(self._root, model_folder, rest)) is not None:
            return path
        return self._configured(model_folder)

    def _configured(self, model_folder: Path) -> Path | None:
        """The file that model.config names last (the newest version), else model.sdf, else any."""
        config = model_folder / "model.config"
        if config.is_file():
            try:
                names = [e.text or "" for e in parse_xml(config, relative_name(config, self._root)).findall("sdf")]
            except CadError:
                names = []
            for name in reversed(names):
                if (path := inside(self._root, model_folder, name)) is not None:
                    return path
        names = ["model.sdf", *sorted(p.name for p in model_folder.glob("*.sdf"))]
        return next((p for name in names if (p := inside(self._root, model_folder, name)) is not None), None)

    def _read_visual(self, visual: Element, folder: Path, model_name: str) -> tuple[Primitive, ...]:
        geometry = visual.find("geometry")
        if geometry is None or len(geometry) == 0 or geometry[0].tag == "empty":
            return ()
        mesh = geometry.find("mesh")
        if mesh is not None:
            return self._read_mesh(mesh, folder)
        shape = primitive_shape(geometry)
        if shape is None:
            self.raw.note("dropped", model_name, f"A {geometry[0].tag} shape is not read yet.")
            return ()
        vertices, faces = shape
        cleaned = clean_primitive(vertices, faces, material=_material(visual.find("material")))
        return (cleaned.primitive,) if cleaned.primitive is not None else ()

    def _read_mesh(self, mesh: Element, folder: Path) -> tuple[Primitive, ...]:
        uri = (mesh.findtext("uri") or "").strip()
        path = self._mesh_file(uri, folder)
        if path is None:
            self.raw.note("dropped", uri, f"The mesh {uri.split('/')[-1] or '?'} is not in the upload.")
            return ()
        submesh = mesh.findtext("submesh/name")
        key = (path, submesh)
        if key not in self._meshes:
            self._meshes[key] = self._load_mesh(path, submesh)
        scale = np.eye(4)
        scale[:3, :3] = np.diag(_scale(mesh.findtext("scale") or ""))
        return tuple(transformed(p, scale) for p in self._meshes[key])

    def _load_mesh(self, path: Path, submesh: str | None) -> tuple[Primitive, ...]:
        name = relative_name(path, self._root)
        try:
            # A mesh without a unit is in metres in Gazebo, and z is up.
            unitless = path.suffix.lower() in (".stl", ".obj", ".ply")
            read = read_mesh_file(path, self._root, unit="m" if unitless else None, up_axis="z" if unitless else None)
        except CadError as error:
            self.raw.note("dropped", name, error.message[0].upper() + error.message[1:] + ".")
            return ()
        for note in read.notes:
            self.raw.note(note.kind, note.subject, note.message)
        parts = [p for p in read.parts if submesh is None or submesh == p.name] or read.parts
        self.raw.unit = read.unit if len(self._meshes) == 0 else self.raw.unit
        return tuple(transformed(p, part.transform) for part in parts for p in part.primitives)

    def _mesh_file(self, uri: str, folder: Path) -> Path | None:
        if "://" in uri and not uri.startswith(("model://", "file://", "package://")):
            return None
        name = uri.split("://", 1)[-1].strip("/")
        if uri.startswith(("model://", "package://")):
            first, _, rest = name.partition("/")
            model_folder = self._folders.get(first)
            return inside(self._root, model_folder, rest) if model_folder is not None else None
        return inside(self._root, folder, name)


class _Frames:
    """Poses of the children of a model or link, following `relative_to` among siblings."""

    def __init__(self, owner: Element) -> None:
        self._siblings = {c.get("name"): c for c in owner if c.get("name")}

    def pose(self, element: Element, depth: int = 0) -> NDArray[np.float64]:
        """(4, 4) of a child in the owner's frame."""
        source = element.find("pose")
        matrix = pose_matrix(source)
        target = None
        if source is not None:
            target = source.get("relative_to") or (element.get("attached_to") if element.tag == "frame" else None)
        sibling = self._siblings.get(target) if target else None
        if sibling is None or sibling is element or depth > MAX_DEPTH:
            return matrix
        return self.pose(sibling, depth + 1) @ matrix


def _scale(text: str) -> tuple[float, float, float]:
    """Three factors; 1 where they are absent or make no sense."""
    try:
        x, y, z = (float(v) for v in text.split())
    except ValueError:
        return (1.0, 1.0, 1.0)
    return (x, y, z) if np.isfinite((x, y, z)).all() and all((x, y, z)) else (1.0, 1.0, 1.0)


def _material(element: Element | None) -> Material:
    """Diffuse and emissive colour of an SDF material; Gazebo's colours are taken as linear."""
    if element is None:
        return Material()
    diffuse, emissive = element.findtext("diffuse"), element.findtext("emissive")
    try:
        base = color([float(v) for v in diffuse.split()]) if diffuse else Material().base_color
        emission = color([float(v) for v in emissive.split()]) if emissive else (0.0, 0.0, 0.0)
    except ValueError:
        return Material()
    return Material(base_color=base, emission=emission)
