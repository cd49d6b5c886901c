"""CAD in, scene out: the one door through which geometry enters, our own demonstration included.

Takes a mesh file, a Gazebo world, a folder or a ZIP of either; decides on part ids and classes; says in
notes what was read, dropped and assumed. Runs unguarded: see `limits` for untrusted uploads.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twin.cad.classify import class_of_name, guess_class
from twin.cad.errors import CadError
from twin.cad.mesh_files import read_mesh_file
from twin.cad.names import unique_ids, without_common_prefix
from twin.cad.raw import RawPart, RawScene
from twin.cad.sdf import read_world
from twin.cad.shapes import mesh_of, transformed
from twin.cad.sniff import EXTENSIONS, READABLE, check_file
from twin.cad.units import METRES, check_unit, to_metres_z_up, up_rotation
from twin.cad.upload import relative_name, unpack
from twin.contracts import ImportedScene, ImportNote, Mesh, Part, Primitive, Scene

_ORDER = ("sdf", "glb", "gltf", "dae", "obj", "3mf", "stl", "ply")

# Coordinates farther than this from a mesh's own origin lose millimetres in single precision.
FAR_M = 1000.0


def read_cad(
    path: Path, *, unit: str | None = None, up_axis: str | None = None, entry: str | None = None
) -> ImportedScene:
    """The scene in a file, folder or ZIP.

    `unit` ("m", "mm", "cm", "in", "ft") and `up_axis` ("z", "y") override what the file says or what
    would be guessed; `entry` names the file to read inside a folder or ZIP. Raises ``CadError``.
    """
    try:
        if unit is not None:
            check_unit(unit)
        if up_axis is not None:
            up_rotation(up_axis.lower())
    except ValueError as error:
        raise CadError("unsupported", str(error)) from error
    if not path.exists():
        raise CadError("missing_file", f"{path.name} does not exist", subject=path.name)
    if path.is_dir():
        return _read_folder(path, unit, up_axis, entry)
    root = _root_of(path)
    kind, _ = check_file(path, path.name)
    if kind == "zip":
        with tempfile.TemporaryDirectory(prefix="cad-") as folder:
            unpack(path, Path(folder))
            return _read_folder(Path(folder), unit, up_axis, entry)
    return _read_file(path, root, unit, up_axis)


def _root_of(path: Path) -> Path:
    """How far references may reach: the file's folder, or the one above for a world beside its models."""
    beside = path.parent.parent
    if path.suffix.lower() in (".world", ".sdf") and (path.parent.name == "worlds" or (beside / "models").is_dir()):
        return beside
    return path.parent


def _read_folder(folder: Path, unit: str | None, up_axis: str | None, entry: str | None) -> ImportedScene:
    found = [p for p in sorted(folder.rglob("*")) if p.is_file() and not p.is_symlink() and _kind(p) in _ORDER]
    if entry is not None:
        chosen = (folder / entry).resolve()
        if not chosen.is_relative_to(folder.resolve()) or not chosen.is_file():
            raise CadError("missing_file", f"{entry} is not in the upload", subject=entry)
        candidates = [chosen]
    else:
        worlds = [p for p in found if p.suffix.lower() == ".world" or (_kind(p) == "sdf" and p.name != "model.sdf")]
        best = min((_ORDER.index(_kind(p)) for p in found), default=0)
        same = [p for p in found if _kind(p) == _ORDER[best]]
        candidates = worlds or sorted(same, key=lambda p: (-p.stat().st_size, p.as_posix()))
    if not candidates:
        raise CadError("empty", f"the upload holds no file that is read: {READABLE}")
    path = candidates[0]
    notes = []
    if len(candidates) > 1:
        others = ", ".join(relative_name(p, folder) for p in candidates[1:4])
        more = f" and {len(candidates) - 4} more" if len(candidates) > 4 else ""
        notes.append(
            ImportNote(
                "assumed", relative_name(path, folder), f"This file was read; the upload also holds {others}{more}."
            )
        )
    return _read_file(path, folder, unit, up_axis, notes)


def _kind(path: Path) -> str:
    return EXTENSIONS.get(path.suffix.lower(), "")


def _read_file(
    path: Path, root: Path, unit: str | None, up_axis: str | None, notes: Sequence[ImportNote] = ()
) -> ImportedScene:
    kind, _ = check_file(path, relative_name(path, root))
    if kind == "sdf":
        raw = _reframed(read_world(path, root), unit, up_axis)
    else:
        raw = read_mesh_file(path, root, unit=unit, up_axis=up_axis)
    scene, class_note = _scene(raw)
    triangles = sum(scene.meshes[p.mesh_id].triangle_count for p in scene.parts)
    lower, upper = _bounds(scene)
    size = " × ".join(f"{v:.2f}" for v in upper - lower)
    summary = f"{len(scene.parts)} parts of {len(scene.meshes)} shapes, {triangles:,} triangles; {size} m."
    read = ImportNote("read", relative_name(path, root), summary)
    every = (read, *notes, *raw.notes, *([class_note] if class_note else []))
    return ImportedScene(scene, every, raw.unit, raw.up_axis)


def _reframed(raw: RawScene, unit: str | None, up_axis: str | None) -> RawScene:
    """A world is in metres, z up, by definition; a user who knows better rescales it as a whole."""
    if unit is None and up_axis is None:
        raw.unit = "m"
        return raw
    metres = METRES[check_unit(unit)] if unit else 1.0
    rotation = up_rotation((up_axis or "z").lower())
    frame = np.eye(4)
    frame[:3, :3] = rotation * metres
    raw.parts = [
        RawPart(
            p.name,
            tuple(transformed(s, frame) for s in p.primitives),
            to_metres_z_up(p.transform, rotation, metres),
        )
        for p in raw.parts
    ]
    raw.unit, raw.up_axis = check_unit(unit) if unit else "m", (up_axis or "z").lower()
    return raw


def _bounds(scene: Scene) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    boxes = np.array([scene.part_bounds_m(p) for p in scene.parts])
    return boxes[:, 0].min(axis=0), boxes[:, 1].max(axis=0)


def _scene(raw: RawScene) -> tuple[Scene, ImportNote | None]:
    """Parts with ids and classes over meshes stored once, and a note about the classes that were guessed."""
    short = without_common_prefix([p.name for p in raw.parts], lambda word: class_of_name(word) is not None)
    given = [p.part_id for p in raw.parts]
    taken = [i for i in given if i is not None and given.count(i) == 1] if any(given) else []
    kept = set(taken)
    generated = iter(unique_ids([n for n, i in zip(short, given, strict=True) if i not in kept], taken))
    meshes: dict[str, Mesh] = {}
    parts, guessed = [], Counter[str]()
    cache: dict[tuple[int, ...], Mesh] = {}
    for part, name, part_id in zip(raw.parts, short, given, strict=True):
        primitives, transform = _settled(part)
        key = tuple(id(p) for p in primitives)
        if key not in cache:
            cache[key] = mesh_of(primitives)
        mesh = meshes.setdefault(cache[key].id, cache[key])
        chosen = part.part_class
        if chosen is None:
            chosen = guess_class(name, _world_bounds(mesh, transform), mesh)
            guessed[chosen.label] += 1
        final_id = part_id if part_id is not None and part_id in kept else next(generated)
        parts.append(Part(final_id, part.name, chosen, mesh.id, transform))
    note = None
    if guessed:
        counts = ", ".join(f"{count} {label}" for label, count in guessed.most_common())
        note = ImportNote("assumed", "parts", f"Classes guessed from names and shapes: {counts}.")
    return Scene(tuple(parts), meshes), note


def _settled(part: RawPart) -> tuple[tuple[Primitive, ...], NDArray[np.float64]]:
    """Primitives and transform without a mirror in the transform, and near the mesh's own origin."""
    primitives, transform = part.primitives, part.transform
    if np.linalg.det(transform[:3, :3]) < 0:
        mirror = np.diag([-1.0, 1.0, 1.0, 1.0])
        primitives = tuple(transformed(p, mirror) for p in primitives)
        transform = transform @ mirror
    lower = np.min([p.vertices_m.min(axis=0) for p in primitives], axis=0).astype(np.float64)
    upper = np.max([p.vertices_m.max(axis=0) for p in primitives], axis=0).astype(np.float64)
    center = np.round((lower + upper) / 2)
    if np.abs(center).max() > FAR_M:
        shift = np.eye(4)
        shift[:3, 3] = -center
        primitives = tuple(transformed(p, shift) for p in primitives)
        back = np.eye(4)
        back[:3, 3] = center
        transform = transform @ back
    return primitives, transform


def _world_bounds(mesh: Mesh, transform: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = mesh.bounds_m
    corners = np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    world = corners @ transform[:3, :3].T + transform[:3, 3]
    return np.array([world.min(axis=0), world.max(axis=0)])
