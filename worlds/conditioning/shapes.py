"""The rigid pieces that bodies are made of, and their triangles.

A piece is a box, capsule, limb or wheel of unit size with a pose that holds its size. `Assembly` collects
the pieces of many agents of one kind at once: each call adds one piece to all of them, so that the cost
of a frame hardly grows with the number of agents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from twin.contracts import PartClass
from twin.depth.triangles import TriangleSoup

Array = NDArray[np.float64]
Size = Sequence[float | Array]
Rings = tuple[tuple[float, float], ...]
_MOST_PIECES = 96  # of one agent
TINY = 1e-3  # scale of a piece that is not there: it stays in the list, so that lists of frames match


class Shape(IntEnum):
    """Unit meshes about the origin; axes of capsules, limbs and cylinders are z."""

    BOX = 0
    CAPSULE = 1  # smooth: torsos, heads
    LIMB = 2  # coarse capsule
    CYLINDER = 3


@dataclass(frozen=True, eq=False)
class Bodies:
    """All rigid pieces of a state. (agent, part) names a piece for good: frames are matched by it."""

    shape: NDArray[np.uint8]  # (B,) Shape
    to_world: Array  # (B, 4, 4) with the size in it
    color: NDArray[np.float32]  # (B, 3) linear RGB
    part_class: NDArray[np.uint8]  # (B,) PartClass
    agent: NDArray[np.int32]  # (B,) index in the state
    part: NDArray[np.int32]  # (B,) number of the piece within its agent

    def __len__(self) -> int:
        return len(self.shape)

    @staticmethod
    def joined(several: Sequence[Bodies]) -> Bodies:
        """One list of all pieces."""
        if not several:
            return NOBODY
        names = ("shape", "to_world", "color", "part_class", "agent", "part")
        return Bodies(**{n: np.concatenate([getattr(b, n) for b in several]) for n in names})

    def matched(self, others: Bodies) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """For each of the others its row here, and whether there is one (a row of 0 means nothing otherwise)."""
        if not len(self):
            return np.zeros(len(others), np.intp), np.zeros(len(others), np.bool_)
        mine, theirs = (b.agent.astype(np.int64) * _MOST_PIECES + b.part for b in (self, others))
        order = np.argsort(mine)
        place = np.minimum(np.searchsorted(mine, theirs, sorter=order), len(mine) - 1)
        rows = order[place]
        return rows, (mine[rows] == theirs) & (self.shape[rows] == others.shape)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Bodies:
        """Some of the pieces."""
        return Bodies(
            self.shape[rows],
            self.to_world[rows],
            self.color[rows],
            self.part_class[rows],
            self.agent[rows],
            self.part[rows],
        )


NOBODY = Bodies(
    np.zeros(0, np.uint8),
    np.zeros((0, 4, 4)),
    np.zeros((0, 3), np.float32),
    np.zeros(0, np.uint8),
    np.zeros(0, np.int32),
    np.zeros(0, np.int32),
)


class Assembly:
    """Pieces of N agents in their own frames: x ahead, y left, z up from the floor under the agent."""

    def __init__(self, count: int, part_class: PartClass) -> None:
        self.count = count
        self.part_class = part_class
        self._shape: list[Shape] = []
        self._class: list[PartClass] = []
        # (N, P, …) with room to spare: columns of the axes hold the size
        self._axes = np.zeros((count, _MOST_PIECES, 3, 3))
        self._center = np.zeros((count, _MOST_PIECES, 3))
        self._color = np.zeros((count, _MOST_PIECES, 3), np.float32)
        self._limbs: list[tuple[int, Array, Array, float | Array]] = []

    def piece(
        self,
        shape: Shape,
        center: Size | Array,
        size: Size | Array,
        color: Sequence[float] | Array,
        *,
        turned: Array | None = None,
        shown: NDArray[np.bool_] | None = None,
        part_class: PartClass | None = None,
    ) -> None:
        """Add a piece to every agent; `turned` (N, 3, 3) rotates it, where not `shown` it is tiny."""
        k = self._new(shape, part_class or self.part_class, color)
        _fill(self._center[:, k], center)
        axes = self._axes[:, k]
        if turned is None:
            for n in range(3):
                axes[:, n, n] = size[n]
        else:
            for n in range(3):
                axes[:, :, n] = turned[:, :, n] * np.asarray(size[n])[..., None]
        if shown is not None:
            axes[~shown] *= TINY

    def limb(self, start: Array, end: Array, radius: float | Array, color: Sequence[float] | Array) -> None:
        """Add a capsule from (N, 3) `start` to `end`."""
        self._limbs.append((self._new(Shape.LIMB, self.part_class, color), start, end, radius))

    def _new(self, shape: Shape, part_class: PartClass, color: Sequence[float] | Array) -> int:
        k = len(self._shape)
        self._shape.append(shape)
        self._class.append(part_class)
        self._color[:, k] = color
        return k

    def placed(self, pose: Array, agent: NDArray[np.intp]) -> Bodies:
        """All pieces in the world, agent by agent; `pose` (N, 3) is x, y, heading."""
        parts = len(self._shape)
        self._place_limbs()
        c, s = np.cos(pose[:, 2]), np.sin(pose[:, 2])
        turn = np.zeros((self.count, 3, 3))
        turn[:, 0, 0], turn[:, 0, 1], turn[:, 1, 0], turn[:, 1, 1], turn[:, 2, 2] = c, -s, s, c, 1.0
        world = np.zeros((self.count, parts, 4, 4))
        axes = self._axes[:, :parts].transpose(0, 2, 1, 3).reshape(self.count, 3, parts * 3)
        world[..., :3, :3] = (turn @ axes).reshape(self.count, 3, parts, 3).transpose(0, 2, 1, 3)
        world[..., :3, 3] = self._center[:, :parts] @ turn.transpose(0, 2, 1)
        world[..., :2, 3] += pose[:, None, :2]
        world[..., 3, 3] = 1.0
        return Bodies(
            shape=np.tile(np.array(self._shape, np.uint8), self.count),
            to_world=world.reshape(-1, 4, 4),
            color=self._color[:, :parts].reshape(-1, 3),
            part_class=np.tile(np.array(self._class, np.uint8), self.count),
            agent=np.repeat(agent.astype(np.int32), parts),
            part=np.tile(np.arange(parts, dtype=np.int32), self.count),
        )

    def _place_limbs(self) -> None:
        """Centres and axes of all limbs at once; z runs along the limb, x is e_y × z."""
        if not self._limbs:
            return
        at = [k for k, *_ in self._limbs]
        start, end = (np.stack([limb[n] for limb in self._limbs], axis=1) for n in (1, 2))  # (N, L, 3)
        width = np.empty(start.shape[:2])
        for n, limb in enumerate(self._limbs):
            width[:, n] = 2 * np.asarray(limb[3])
        along = end - start
        length = np.sqrt((along * along).sum(axis=2))
        zx, zy, zz = (along / np.maximum(length, 1e-9)[..., None]).transpose(2, 0, 1)
        flat = np.hypot(zx, zz)
        sideways = flat < 1e-6  # the limb lies along y
        flat = np.where(sideways, 1.0, flat)
        xx, xz = np.where(sideways, 1.0, zz / flat), -zx / flat
        axes = np.empty((*start.shape, 3))
        long = length + 0.7 * width
        for n, (x, y, z) in enumerate(((xx, zy * xz, zx), (0.0, zz * xx - zx * xz, zy), (xz, -zy * xx, zz))):
            axes[:, :, n, 0], axes[:, :, n, 1], axes[:, :, n, 2] = x * width, y * width, z * long
        self._axes[:, at] = axes
        self._center[:, at] = (start + end) / 2


def _fill(rows: Array, values: Size | Array) -> None:
    """Set (N, 3) from an array of that shape, or from three numbers or columns."""
    if isinstance(values, np.ndarray):
        rows[:] = values
    else:
        for k in range(3):
            rows[:, k] = values[k]


def rotation(yaw: Array | float = 0.0, pitch: Array | float = 0.0, roll: Array | float = 0.0, *, count: int) -> Array:
    """(N, 3, 3) about z, then y (forwards down), then x, in the moving frame."""
    (cz, sz), (cy, sy), (cx, sx) = ((np.cos(a), np.sin(a)) for a in (yaw, pitch, roll))
    out = np.empty((count, 3, 3))
    out[:, 0, 0], out[:, 0, 1], out[:, 0, 2] = cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx
    out[:, 1, 0], out[:, 1, 1], out[:, 1, 2] = sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx
    out[:, 2, 0], out[:, 2, 1], out[:, 2, 2] = -sy, cy * sx, cy * cx
    return out


def body_soup(bodies: Bodies, *, coarse: bool = False) -> TriangleSoup:
    """The triangles of bodies; `owner` is the agent's index and `body` the index in the list.

    `coarse` has a third of the triangles, none outside the others: enough for shadows.
    """
    made = _connected(bodies.shape.tobytes(), coarse=coarse)
    vertices = [np.zeros((0, 3), np.float32)]
    for shape in Shape:
        rows = np.flatnonzero(bodies.shape == shape)
        if len(rows):
            unit = mesh_of(shape, coarse=coarse)[0].astype(np.float32)
            pose = bodies.to_world[rows].astype(np.float32)
            turned = unit @ pose[:, :3, :3].transpose(2, 0, 1).reshape(3, -1)  # (V, n · 3) in one product
            world = turned.reshape(len(unit), len(rows), 3).transpose(1, 0, 2) + pose[:, None, :3, 3]
            vertices.append(world.reshape(-1, 3))
    return TriangleSoup(
        vertices_m=np.concatenate(vertices),
        faces=made.faces,
        owner=bodies.agent[made.body],
        body=made.body,
        class_id=bodies.part_class[made.body],
        base_color=bodies.color[made.body],
        emission=made.zeros[:, 0],
        texture=made.untextured,
        uv=made.zeros[:, :, :2],
        textures=(),
    )


@dataclass(frozen=True, eq=False)
class _Connected:
    """What of a list of triangles follows from the shapes alone."""

    faces: NDArray[np.int32]  # (F, 3)
    body: NDArray[np.int32]  # (F,)
    untextured: NDArray[np.int32]  # (F,)
    zeros: NDArray[np.float32]  # (F, 3, 3)


@lru_cache(maxsize=8)
def _connected(shapes: bytes, *, coarse: bool) -> _Connected:
    """The same for every frame with the same agents."""
    kinds = np.frombuffer(shapes, np.uint8)
    faces, body = [np.zeros((0, 3), np.int32)], [np.zeros(0, np.int32)]
    start = 0
    for shape in Shape:
        rows = np.flatnonzero(kinds == shape).astype(np.int32)
        unit, each = mesh_of(shape, coarse=coarse)
        offset = start + len(unit) * np.arange(len(rows), dtype=np.int32)
        faces.append((each[None] + offset[:, None, None]).reshape(-1, 3))
        body.append(np.repeat(rows, len(each)))
        start += len(unit) * len(rows)
    joined, owner = np.concatenate(faces).astype(np.int32), np.concatenate(body)
    untextured = np.full(len(owner), -1, np.int32)
    return _Connected(joined, owner, untextured, np.zeros((len(owner), 3, 3), np.float32))


def mesh_of(shape: Shape, *, coarse: bool = False) -> tuple[Array, NDArray[np.int32]]:
    """Vertices and outward faces of a unit shape."""
    return box_mesh() if shape == Shape.BOX else _turned(*(_COARSE if coarse else _FINE)[shape])


@cache
def box_mesh() -> tuple[Array, NDArray[np.int32]]:
    """A cube of unit sides about the origin: vertices and outward faces."""
    corner = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = [t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))]
    return corner, np.array(faces, np.int32)


@cache
def _turned(sides: int, rings: Rings) -> tuple[Array, NDArray[np.int32]]:
    """A surface of revolution about z through (radius, height) rings, closed by two poles."""
    angle = 2 * np.pi * np.arange(sides) / sides
    points = [np.stack([r * np.cos(angle), r * np.sin(angle), np.full(sides, z)], axis=1) for r, z in rings]
    vertices = np.concatenate([*points, [[0, 0, -0.5], [0, 0, 0.5]]])
    faces: list[tuple[int, int, int]] = []
    bottom, top, last = len(vertices) - 2, len(vertices) - 1, (len(rings) - 1) * sides
    for k in range(sides):
        n = (k + 1) % sides
        faces += [(bottom, n, k), (top, last + k, last + n)]
        for ring in range(len(rings) - 1):
            a, b, c, d = ring * sides + k, ring * sides + n, ring * sides + sides + n, ring * sides + sides + k
            faces += [(a, b, c), (a, c, d)]
    return vertices, np.array(faces, np.int32)


_FINE: dict[Shape, tuple[int, Rings]] = {  # sides, and rings of radius and height
    Shape.CAPSULE: (12, ((0.26, -0.47), (0.43, -0.37), (0.50, -0.2), (0.50, 0.2), (0.43, 0.37), (0.26, 0.47))),
    Shape.LIMB: (8, ((0.36, -0.47), (0.50, -0.40), (0.50, 0.40), (0.36, 0.47))),
    Shape.CYLINDER: (12, ((0.5, -0.5), (0.5, 0.5))),
}
_COARSE: dict[Shape, tuple[int, Rings]] = {
    Shape.CAPSULE: (6, ((0.43, -0.37), (0.50, -0.2), (0.50, 0.2), (0.43, 0.37))),
    Shape.LIMB: (4, ((0.50, -0.40), (0.50, 0.40))),
    Shape.CYLINDER: (6, ((0.5, -0.5), (0.5, 0.5))),
}
