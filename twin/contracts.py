"""What a digital twin is, as plain data: parts with meshes and poses, the floor, cameras and G-buffers.

The seam between the CAD readers and everything that uses a twin. Frozen dataclasses over numpy
arrays; no Django, no I/O. Lengths are metres, angles radians, frames right-handed with z up;
cameras follow the OpenCV convention (x right, y down, z forward).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating[Any]]


class PartClass(IntEnum):
    """What a surface belongs to. The value is the class id in every G-buffer, so it never changes."""

    NOTHING = 0  # a ray that left the scene
    FLOOR = 1
    WALL = 2
    CEILING = 3
    DOOR = 4  # also a dock door
    RACK = 5  # pallet rack or shelf: holds storage
    DESK = 6  # workbench, pack station
    CONVEYOR = 7
    CHARGER = 8
    VEHICLE = 9  # a parked vehicle of the CAD, and a moving one of the simulation
    CLUTTER = 10  # boxes, pallets, bins: solid, movable, without a function
    LAMP = 11
    BARRIER = 12
    MARKING = 13  # painted on the floor: never an obstacle
    PERSON = 14
    COLUMN = 15

    @property
    def label(self) -> str:
        """The name in documents and on the wire, for example ``"rack"``."""
        return self.name.lower()

    @classmethod
    def from_label(cls, label: str) -> PartClass:
        """The class of a label; raises ``ValueError`` for an unknown one."""
        try:
            return cls[label.upper()]
        except KeyError:
            raise ValueError(f"unknown part class {label!r}") from None


# Classes that never stand in anybody's way on the floor.
NOT_OBSTACLES = frozenset({PartClass.NOTHING, PartClass.FLOOR, PartClass.CEILING, PartClass.LAMP, PartClass.MARKING})


def check_array(name: str, array: Any, shape: tuple[int | None, ...], kind: str) -> None:
    """Raise ``ValueError`` unless `array` has `shape` (None matches any length) and dtype kind in `kind`."""
    if not isinstance(array, np.ndarray):
        raise ValueError(f"{name}: expected an array, got {type(array).__name__}")  # noqa: TRY004 - one error for a bad array
    if array.dtype.kind not in kind:
        raise ValueError(f"{name}: dtype {array.dtype} is not one of kinds {kind!r}")
    if array.ndim != len(shape) or any(
        want is not None and have != want for have, want in zip(array.shape, shape, strict=True)
    ):
        raise ValueError(f"{name}: shape {array.shape} does not match {shape}")


@dataclass(frozen=True, eq=False)
class Material:
    """How a surface reflects light. Colours are linear RGB in 0..1; the texture is sRGB and multiplies it."""

    base_color: tuple[float, float, float] = (0.6, 0.6, 0.6)
    texture: NDArray[np.uint8] | None = None  # (H, W, 3), sRGB, row 0 at v = 1
    roughness: float = 0.8
    metallic: float = 0.0
    emission: tuple[float, float, float] = (0.0, 0.0, 0.0)  # radiance, linear RGB

    def __post_init__(self) -> None:
        if self.texture is not None:
            check_array("texture", self.texture, (None, None, 3), "u")


@dataclass(frozen=True, eq=False)
class Primitive:
    """Triangles of one material."""

    vertices_m: NDArray[np.float32]  # (V, 3), in the mesh's own frame
    faces: NDArray[np.int32]  # (F, 3), indices into the vertices, counter-clockwise seen from outside
    material: Material = field(default_factory=Material)
    uv: NDArray[np.float32] | None = None  # (V, 2)

    def __post_init__(self) -> None:
        check_array("vertices_m", self.vertices_m, (None, 3), "f")
        check_array("faces", self.faces, (None, 3), "i")
        if self.uv is not None:
            check_array("uv", self.uv, (len(self.vertices_m), 2), "f")


@dataclass(frozen=True, eq=False)
class Mesh:
    """A shape that parts share; stored once however many parts show it."""

    id: str
    primitives: tuple[Primitive, ...]

    @property
    def bounds_m(self) -> NDArray[np.float64]:
        """(2, 3) lower and upper corner in the mesh's frame."""
        lower = np.min([p.vertices_m.min(axis=0) for p in self.primitives], axis=0)
        upper = np.max([p.vertices_m.max(axis=0) for p in self.primitives], axis=0)
        return np.array([lower, upper], dtype=np.float64)

    @property
    def triangle_count(self) -> int:
        """Number of triangles over all primitives."""
        return sum(len(p.faces) for p in self.primitives)


@dataclass(frozen=True, eq=False)
class Part:
    """A named thing at a place: one instance of a mesh."""

    id: str  # stable within the revision, a slug such as "rack-07"
    name: str  # as in the CAD
    part_class: PartClass
    mesh_id: str
    transform: NDArray[np.float64]  # (4, 4), mesh frame to world, metres; rigid times scale

    def __post_init__(self) -> None:
        check_array("transform", self.transform, (4, 4), "f")
        if not np.isfinite(self.transform).all():
            raise ValueError(f"part {self.id}: transform is not finite")


@dataclass(frozen=True, eq=False)
class Scene:
    """A facility, or a variant of it, as geometry."""

    parts: tuple[Part, ...]
    meshes: Mapping[str, Mesh]

    def __post_init__(self) -> None:
        ids = [part.id for part in self.parts]
        if len(set(ids)) != len(ids):
            raise ValueError("part ids are not unique")
        if missing := {part.mesh_id for part in self.parts} - self.meshes.keys():
            raise ValueError(f"parts without a mesh: {sorted(missing)}")

    def part(self, part_id: str) -> Part:
        """The part with this id; raises ``KeyError``."""
        return self._by_id[part_id]

    @cached_property
    def _by_id(self) -> dict[str, Part]:
        return {part.id: part for part in self.parts}

    def part_vertices_m(self, part: Part) -> NDArray[np.float64]:
        """(V, 3) all vertices of a part in world coordinates."""
        points = np.concatenate([p.vertices_m for p in self.meshes[part.mesh_id].primitives]).astype(np.float64)
        return points @ part.transform[:3, :3].T + part.transform[:3, 3]

    def part_bounds_m(self, part: Part) -> NDArray[np.float64]:
        """(2, 3) axis-aligned world bounds of a part."""
        points = self.part_vertices_m(part)
        return np.array([points.min(axis=0), points.max(axis=0)])

    @property
    def content_hash(self) -> str:
        """SHA-256 over everything that a simulation or a picture depends on."""
        digest = hashlib.sha256()
        for key in sorted(self.meshes):
            digest.update(key.encode())
            for primitive in self.meshes[key].primitives:
                digest.update(np.ascontiguousarray(primitive.vertices_m).tobytes())
                digest.update(np.ascontiguousarray(primitive.faces).tobytes())
                material = primitive.material
                digest.update(
                    repr((material.base_color, material.roughness, material.metallic, material.emission)).encode()
                )
                if primitive.uv is not None:
                    digest.update(np.ascontiguousarray(primitive.uv).tobytes())
                if material.texture is not None:
                    digest.update(np.ascontiguousarray(material.texture).tobytes())
        for part in sorted(self.parts, key=lambda p: p.id):
            digest.update(f"{part.id}|{part.part_class}|{part.mesh_id}|".encode())
            digest.update(np.ascontiguousarray(part.transform).tobytes())
        return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class Footprint:
    """The outline of a part on the floor, as far as it stands in somebody's way (0.05 m to 2 m height)."""

    part_id: str
    part_class: PartClass
    polygon_m: NDArray[np.float64]  # (N, 2) counter-clockwise exterior ring, first point not repeated
    height_m: float

    def __post_init__(self) -> None:
        check_array("polygon_m", self.polygon_m, (None, 2), "f")


@dataclass(frozen=True, eq=False)
class FloorPlan:
    """Where one can stand. Cell (row, column) covers origin_m + cell_m * (column..column+1, row..row+1)."""

    origin_m: tuple[float, float]  # lower left corner of cell (0, 0)
    cell_m: float
    clearance_m: NDArray[np.float32]  # (rows, columns): signed distance from the cell centre to what blocks, > 0 free
    footprints: tuple[Footprint, ...]
    building_m: tuple[NDArray[np.float64], ...]  # exterior rings (N, 2) of the indoor floor
    walkable_m: tuple[tuple[NDArray[np.float64], ...], ...]  # polygons for a person: exterior ring, then holes

    def __post_init__(self) -> None:
        check_array("clearance_m", self.clearance_m, (None, None), "f")

    def free(self, radius_m: float) -> NDArray[np.bool_]:
        """(rows, columns) cells whose centre a disc of this radius can occupy."""
        return np.asarray(self.clearance_m >= radius_m)

    def cell_of(self, x_m: float, y_m: float) -> tuple[int, int]:
        """(row, column) of a point; may lie outside the grid."""
        return (
            int(np.floor((y_m - self.origin_m[1]) / self.cell_m)),
            int(np.floor((x_m - self.origin_m[0]) / self.cell_m)),
        )


# Radii at which the plan answers "can it pass": a person with shoulders and sway; an AMR or truck of 1.2 m width.
PERSON_RADIUS_M = 0.3
VEHICLE_RADIUS_M = 0.6


@dataclass(frozen=True, eq=False)
class Camera:
    """A pinhole camera. Pixel (0, 0) is the upper left; its centre is at (0.5, 0.5)."""

    id: str
    name: str
    width_px: int
    height_px: int
    focal_px: tuple[float, float]
    center_px: tuple[float, float]
    camera_to_world: NDArray[np.float64]  # (4, 4), OpenCV axes

    def __post_init__(self) -> None:
        check_array("camera_to_world", self.camera_to_world, (4, 4), "f")
        if not np.isfinite(self.camera_to_world).all():
            raise ValueError(f"camera {self.id}: pose is not finite")
        if self.width_px < 1 or self.height_px < 1:
            raise ValueError(f"camera {self.id}: resolution must be positive")

    def resized(self, width_px: int, height_px: int) -> Camera:
        """The same view at another resolution."""
        sx, sy = width_px / self.width_px, height_px / self.height_px
        return Camera(
            self.id,
            self.name,
            width_px,
            height_px,
            (self.focal_px[0] * sx, self.focal_px[1] * sy),
            (self.center_px[0] * sx, self.center_px[1] * sy),
            self.camera_to_world,
        )


def look_at(
    camera_id: str,
    name: str,
    *,
    position_m: tuple[float, float, float],
    target_m: tuple[float, float, float],
    horizontal_fov_rad: float,
    width_px: int = 256,
    height_px: int = 144,
) -> Camera:
    """A camera at `position_m` looking at `target_m`, upright. Raises ``ValueError`` if it looks straight up or down."""
    forward = np.subtract(target_m, position_m).astype(np.float64)
    norm = np.linalg.norm(forward)
    if norm < 1e-9:
        raise ValueError(f"camera {camera_id}: position and target coincide")
    forward /= norm
    right = np.cross(forward, (0.0, 0.0, 1.0))
    if np.linalg.norm(right) < 1e-6:
        raise ValueError(f"camera {camera_id}: looks straight up or down; tilt it slightly")
    right /= np.linalg.norm(right)
    pose = np.eye(4)
    pose[:3, 0], pose[:3, 1], pose[:3, 2], pose[:3, 3] = right, np.cross(forward, right), forward, position_m
    focal = width_px / 2 / np.tan(horizontal_fov_rad / 2)
    return Camera(
        camera_id, name, width_px, height_px, (float(focal), float(focal)), (width_px / 2, height_px / 2), pose
    )


@dataclass(frozen=True, eq=False)
class GBuffer:
    """What each pixel of a camera sees, exactly, from the geometry."""

    depth_m: NDArray[np.float32]  # (H, W) along the camera's z axis; inf where nothing was hit
    normal: NDArray[np.float32]  # (H, W, 3) unit, world frame, facing the camera; 0 where nothing was hit
    class_id: NDArray[np.uint8]  # (H, W) PartClass values
    part_index: NDArray[np.int32]  # (H, W) index into Scene.parts, then the agents; -1 where nothing was hit
    albedo: NDArray[np.float32]  # (H, W, 3) linear RGB
    emission: NDArray[np.float32]  # (H, W, 3) linear radiance

    def __post_init__(self) -> None:
        height, width = self.depth_m.shape
        check_array("depth_m", self.depth_m, (height, width), "f")
        check_array("normal", self.normal, (height, width, 3), "f")
        check_array("class_id", self.class_id, (height, width), "u")
        check_array("part_index", self.part_index, (height, width), "i")
        check_array("albedo", self.albedo, (height, width, 3), "f")
        check_array("emission", self.emission, (height, width, 3), "f")


@dataclass(frozen=True)
class ImportNote:
    """One thing that an import read, dropped or assumed, in words that a planner understands."""

    kind: str  # "read" | "dropped" | "assumed"
    subject: str  # part or file, relative to the upload
    message: str


@dataclass(frozen=True, eq=False)
class ImportedScene:
    """The outcome of reading CAD: geometry in metres, z up, and everything worth telling."""

    scene: Scene
    notes: tuple[ImportNote, ...]
    source_unit: str  # as read or assumed: "m", "mm", "cm", "in"
    source_up_axis: str  # "z" | "y"
