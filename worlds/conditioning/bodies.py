"""Gives every agent of a state a simple articulated body: people who walk, carry, pick and pack; AMRs; forklifts.

A body is a list of posed boxes and capsules with colours. The pose follows from the state alone
(heading, path length, activity, load), so that the same state always looks the same. Proportions of
people after D. A. Winter, Biomechanics and Motor Control of Human Movement (2009), figure 4.1.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, AgentKind
from twin.contracts import PartClass
from twin.depth.triangles import TriangleSoup, join
from worlds.contracts import WorldState

Matrix = NDArray[np.float64]
Color = tuple[float, float, float]
Point = Sequence[float] | Matrix

CARDBOARD: Color = (0.42, 0.27, 0.14)
DARK: Color = (0.03, 0.03, 0.035)
VESTS: tuple[Color, ...] = ((0.62, 0.78, 0.04), (0.85, 0.24, 0.02), (0.80, 0.60, 0.02))
HELMETS: tuple[Color, ...] = ((0.80, 0.80, 0.78), (0.80, 0.55, 0.03), (0.05, 0.15, 0.50), (0.60, 0.04, 0.03))
TROUSERS: tuple[Color, ...] = ((0.02, 0.03, 0.07), (0.07, 0.07, 0.08), (0.10, 0.08, 0.05), (0.03, 0.05, 0.12))
SKINS: tuple[Color, ...] = ((0.62, 0.38, 0.26), (0.45, 0.25, 0.15), (0.22, 0.11, 0.06), (0.75, 0.50, 0.38))
PAINTS: tuple[Color, ...] = ((0.75, 0.42, 0.02), (0.70, 0.12, 0.02), (0.10, 0.28, 0.45), (0.45, 0.47, 0.48))


@dataclass(frozen=True, eq=False)
class Body:
    """One rigid piece of an agent."""

    shape: str  # "box" of unit sides, or "capsule" of unit diameter and length along z
    to_world: Matrix  # (4, 4) with the size in it
    color: Color  # linear RGB
    part_class: PartClass
    agent: int  # index in the state


def agent_bodies(state: WorldState) -> list[Body]:
    """The bodies of all who are on the floor; agents that are off shift have none."""
    bodies: list[Body] = []
    for agent in range(len(state.agent_ids)):
        if int(state.activity[agent]) == Activity.OFF:
            continue
        look = _Look.of(state.agent_ids[agent])
        local = _MAKERS[AgentKind(int(state.kinds[agent]))](state, agent, look)
        frame = _pose(*(float(v) for v in state.pose[agent]))
        world = frame @ np.stack([body.to_world for body in local])
        bodies += [Body(b.shape, w, b.color, b.part_class, agent) for b, w in zip(local, world, strict=True)]
    return bodies


def body_soup(bodies: list[Body]) -> TriangleSoup:
    """The triangles of bodies; `owner` is the agent's index and `body` the index in the list."""
    pieces = []
    for shape, (vertices, faces) in (("box", box_mesh()), ("capsule", capsule_mesh())):
        chosen = [index for index, body in enumerate(bodies) if body.shape == shape]
        if chosen:
            pieces.append(_same_shape([bodies[k] for k in chosen], np.array(chosen, np.int32), vertices, faces))
    return join(pieces)


def _same_shape(
    bodies: list[Body], index: NDArray[np.int32], vertices: Matrix, faces: NDArray[np.int32]
) -> TriangleSoup:
    """The triangles of bodies that share a mesh."""
    pose = np.stack([body.to_world for body in bodies])  # (B, 4, 4)
    world = vertices @ pose[:, :3, :3].transpose(0, 2, 1) + pose[:, None, :3, 3]  # (B, V, 3)
    each, total = len(faces), len(faces) * len(bodies)
    offset = len(vertices) * np.arange(len(bodies), dtype=np.int32)[:, None, None]
    return TriangleSoup(
        vertices_m=world.reshape(-1, 3).astype(np.float32),
        faces=(faces + offset).reshape(-1, 3).astype(np.int32),
        owner=np.repeat(np.array([body.agent for body in bodies], np.int32), each),
        body=np.repeat(index, each),
        class_id=np.repeat(np.array([body.part_class for body in bodies], np.uint8), each),
        base_color=np.repeat(np.array([body.color for body in bodies], np.float32), each, axis=0),
        emission=np.zeros((total, 3), np.float32),
        texture=np.full(total, -1, np.int32),
        uv=np.zeros((total, 3, 2), np.float32),
        textures=(),
    )


@dataclass(frozen=True)
class _Look:
    """Colours that belong to one agent for good: a digest of its name picks them."""

    vest: Color
    helmet: Color
    trousers: Color
    skin: Color
    paint: Color

    @staticmethod
    def of(agent_id: str) -> _Look:
        digest = hashlib.sha256(agent_id.encode()).digest()
        return _Look(*(p[digest[i] % len(p)] for i, p in enumerate((VESTS, HELMETS, TROUSERS, SKINS, PAINTS))))


def _person(state: WorldState, agent: int, look: _Look) -> list[Body]:
    height = float(state.size_m[agent, 2]) or 1.75
    speed = float(np.hypot(*state.velocity_mps[agent]))
    activity, loaded = Activity(int(state.activity[agent])), int(state.load[agent]) > 0
    swing = 0.5 * min(speed / 1.3, 1.0)
    phase = 2 * np.pi * float(state.travelled_m[agent]) / (0.82 * height)  # one stride is 0.82 of the height
    bodies: list[Body] = []
    soles: list[float] = []
    for side in (-1.0, 1.0):
        stride = phase + (np.pi if side > 0 else 0.0)
        thigh = swing * np.sin(stride)
        knee = swing * (0.25 + 0.9 * max(0.0, np.cos(stride)))  # the knee bends while the leg swings forward
        hip = np.array([0.0, side * 0.055 * height, 0.53 * height])
        joint = hip + 0.245 * height * np.array([math.sin(thigh), 0.0, -math.cos(thigh)])
        ankle = joint + 0.246 * height * np.array([math.sin(thigh - knee), 0.0, -math.cos(thigh - knee)])
        bodies.append(_limb(hip, joint, 0.048 * height, look.trousers))
        bodies.append(_limb(joint, ankle, 0.036 * height, look.trousers))
        toe = np.array([0.04, 0.0, -0.018]) * height
        bodies.append(_box(ankle + toe, (0.15 * height, 0.055 * height, 0.042 * height), DARK))
        soles.append(float(ankle[2]) - 0.039 * height)
        bodies += _arm(height, side, swing * 0.8 * np.sin(stride + np.pi), activity, loaded=loaded, look=look)
    bodies.append(_box((0.0, 0.0, 0.53 * height), (0.12 * height, 0.19 * height, 0.09 * height), look.trousers))
    bodies.append(
        Body(
            "capsule",
            _place((0.0, 0.0, 0.69 * height), (0.15 * height, 0.235 * height, 0.33 * height)),
            look.vest,
            PartClass.PERSON,
            0,
        )
    )
    bodies.append(_box((0.0, 0.0, 0.63 * height), (0.155 * height, 0.225 * height, 0.03 * height), (0.7, 0.7, 0.7)))
    bodies.append(_limb((0, 0, 0.84 * height), (0.01, 0, 0.92 * height), 0.052 * height, look.skin))
    bodies.append(
        Body(
            "capsule",
            _place((0.0, 0.0, 0.955 * height), (0.15 * height, 0.135 * height, 0.09 * height)),
            look.helmet,
            PartClass.PERSON,
            0,
        )
    )
    if loaded or activity is Activity.CARRY:
        bodies.append(_carton((0.27 * height, 0.0, 0.62 * height), (0.30, 0.38, 0.26)))
    drop = min(soles)  # the standing foot touches the floor
    for body in bodies:
        body.to_world[2, 3] -= drop
    return bodies


def _arm(height: float, side: float, swing: float, activity: Activity, *, loaded: bool, look: _Look) -> list[Body]:
    """Upper arm and forearm; the gesture says what is being done."""
    upper, fore = swing, swing + 0.35
    if loaded or activity is Activity.CARRY:
        upper, fore = 0.35, 1.45
    elif activity is Activity.PICK:
        upper, fore = (1.9, 2.1) if side > 0 else (0.9, 1.5)
    elif activity in (Activity.PACK, Activity.SHIP):
        upper, fore = 0.6, 1.25
    shoulder = np.array([0.0, side * 0.125 * height, 0.80 * height])
    elbow = shoulder + 0.186 * height * np.array([math.sin(upper), side * 0.12, -math.cos(upper)])
    wrist = elbow + 0.19 * height * np.array([math.sin(fore), -side * 0.15, -math.cos(fore)])
    return [
        _limb(shoulder, elbow, 0.032 * height, look.vest),
        _limb(elbow, wrist, 0.025 * height, look.skin),
    ]


def _amr(state: WorldState, agent: int, look: _Look) -> list[Body]:
    length, width, height = (float(v) for v in state.size_m[agent])
    deck = 0.75 * height
    bodies = [
        _box((0, 0, 0.55 * deck), (length, width, 0.7 * deck), (0.05, 0.06, 0.07)),
        _box((0, 0, 0.96 * deck), (0.94 * length, 0.94 * width, 0.1 * deck), look.paint),
        _box((0.5 * length, 0, 0.5 * deck), (0.02, 0.7 * width, 0.12 * deck), (0.1, 0.5, 0.8)),
        _box((0, 0, 0.12 * deck), (0.7 * length, 1.01 * width, 0.24 * deck), DARK),
    ]
    if int(state.load[agent]) > 0:
        bodies.append(_carton((0, 0, deck + 0.03 + 0.2), (0.6 * length, 0.7 * width, 0.4)))
        if int(state.load[agent]) > 4:
            bodies.append(_carton((0.05, 0, deck + 0.03 + 0.55), (0.45 * length, 0.5 * width, 0.3)))
    return [replace(body, part_class=_vehicle_class(body)) for body in bodies]


def _forklift(state: WorldState, agent: int, look: _Look) -> list[Body]:
    length, width, height = (float(v) for v in state.size_m[agent])
    cab, front = 0.62 * length, 0.12 * length  # the truck itself, and where its mast stands
    rear = -0.5 * length
    middle = rear + cab / 2
    bodies = [
        _box((middle, 0, 0.24 * height), (cab, 0.95 * width, 0.26 * height), look.paint),
        _box((rear + 0.17 * cab, 0, 0.33 * height), (0.34 * cab, width, 0.36 * height), DARK),
        _box((middle, 0, 0.975 * height), (0.62 * cab, 0.9 * width, 0.035 * height), DARK),
        _box((rear + 0.45 * cab, 0, 0.45 * height), (0.2 * cab, 0.4 * width, 0.1 * height), DARK),
    ]
    for side in (-1.0, 1.0):
        y = side * 0.42 * width
        bodies += [
            _box((rear + 0.25 * cab, y, 0.7 * height), (0.06, 0.06, 0.55 * height), DARK),
            _box((rear + 0.75 * cab, y, 0.66 * height), (0.06, 0.06, 0.62 * height), DARK),
            _box((front + 0.06, 0.6 * y, 0.5 * height), (0.1, 0.09, 0.98 * height), (0.08, 0.08, 0.09)),
            _box((0.31 * length, 0.55 * y, 0.045), (0.38 * length, 0.11, 0.04), (0.1, 0.1, 0.1)),
            _box((rear + 0.2 * cab, 1.1 * y, 0.13 * height), (0.25 * height, 0.1 * width, 0.25 * height), DARK),
            _box((rear + 0.8 * cab, 1.1 * y, 0.14 * height), (0.27 * height, 0.1 * width, 0.27 * height), DARK),
        ]
    seat = rear + 0.45 * cab
    driver = [
        Body("capsule", _place((seat, 0, 0.63 * height), (0.27, 0.42, 0.3 * height)), look.vest, PartClass.VEHICLE, 0),
        Body("capsule", _place((seat, 0, 0.84 * height), (0.24, 0.22, 0.27)), look.helmet, PartClass.VEHICLE, 0),
    ]
    if int(state.load[agent]) > 0:
        bodies.append(_box((0.32 * length, 0, 0.13), (0.36 * length, 0.85 * width, 0.12), (0.35, 0.24, 0.13)))
        bodies.append(_carton((0.32 * length, 0, 0.19 + 0.4), (0.34 * length, 0.8 * width, 0.8)))
    return [replace(body, part_class=_vehicle_class(body)) for body in bodies + driver]


_MAKERS: dict[AgentKind, Callable[[WorldState, int, _Look], list[Body]]] = {
    AgentKind.PERSON: _person,
    AgentKind.AMR: _amr,
    AgentKind.FORKLIFT: _forklift,
}


def _vehicle_class(body: Body) -> PartClass:
    return PartClass.CLUTTER if body.part_class is PartClass.CLUTTER else PartClass.VEHICLE


def _box(center: Point, size: tuple[float, float, float], color: Color) -> Body:
    return Body("box", _place(center, size), color, PartClass.PERSON, 0)


def _carton(center: tuple[float, float, float], size: tuple[float, float, float]) -> Body:
    return Body("box", _place(center, size), CARDBOARD, PartClass.CLUTTER, 0)


def _limb(start: Point, end: Point, radius: float, color: Color) -> Body:
    """A capsule whose axis runs from `start` to `end`; the axis must not point along y."""
    dx, dy, dz = (float(b) - float(a) for a, b in zip(start, end, strict=True))
    length = math.sqrt(dx * dx + dy * dy + dz * dz)
    zx, zy, zz = dx / length, dy / length, dz / length
    flat = math.hypot(zx, zz)
    xx, xz = zz / flat, -zx / flat  # e_y × z, normalised
    wide, long = 2 * radius, length + radius
    middle = [(float(a) + float(b)) / 2 for a, b in zip(start, end, strict=True)]
    rows = [
        [xx * wide, zy * xz * wide, zx * long, middle[0]],
        [0.0, (zz * xx - zx * xz) * wide, zy * long, middle[1]],
        [xz * wide, -zy * xx * wide, zz * long, middle[2]],
        [0.0, 0.0, 0.0, 1.0],
    ]
    return Body("capsule", np.array(rows), color, PartClass.PERSON, 0)


def _place(center: Point, size: tuple[float, float, float]) -> Matrix:
    sx, sy, sz = size
    x, y, z = center
    return np.array([[sx, 0, 0, x], [0, sy, 0, y], [0, 0, sz, z], [0, 0, 0, 1.0]], np.float64)


def _pose(x_m: float, y_m: float, heading_rad: float) -> Matrix:
    pose = np.eye(4)
    c, s = np.cos(heading_rad), np.sin(heading_rad)
    pose[:2, :2] = [[c, -s], [s, c]]
    pose[:2, 3] = x_m, y_m
    return pose


@cache
def box_mesh() -> tuple[Matrix, NDArray[np.int32]]:
    """A cube of unit sides about the origin: vertices and outward faces."""
    corner = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = [t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))]
    return corner, np.array(faces, np.int32)


@cache
def capsule_mesh(sides: int = 10) -> tuple[Matrix, NDArray[np.int32]]:
    """A rounded cylinder of unit diameter and unit length along z: rings at five heights and two poles."""
    rings = [(0.30, -0.46), (0.46, -0.36), (0.50, -0.2), (0.50, 0.2), (0.46, 0.36), (0.30, 0.46)]
    angle = 2 * np.pi * np.arange(sides) / sides
    points = [np.stack([r * np.cos(angle), r * np.sin(angle), np.full(sides, z)], axis=1) for r, z in rings]
    vertices = np.concatenate([*points, [[0, 0, -0.5], [0, 0, 0.5]]])
    faces: list[tuple[int, int, int]] = []
    bottom, top = len(vertices) - 2, len(vertices) - 1
    for k in range(sides):
        n = (k + 1) % sides
        faces += [(bottom, n, k), (top, len(rings) * sides - sides + k, len(rings) * sides - sides + n)]
        for ring in range(len(rings) - 1):
            a, b, c, d = ring * sides + k, ring * sides + n, ring * sides + sides + n, ring * sides + sides + k
            faces += [(a, b, c), (a, c, d)]
    return vertices, np.array(faces, np.int32)
