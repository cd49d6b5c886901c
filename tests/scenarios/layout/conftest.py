"""A small hall of boxes: 20 × 12 m, three racks, a desk and a dock door."""

import numpy as np
import pytest

from scenarios.layout.shapes import boxes
from twin.contracts import Material, Mesh, Part, PartClass, Scene


def box_mesh(mesh_id: str, length: float, width: float, height: float) -> Mesh:
    corner = (-length / 2, -width / 2, 0.0, length / 2, width / 2, height)
    return Mesh(mesh_id, (boxes([corner], Material()),))


def box_part(part_id: str, part_class: PartClass, mesh_id: str, *at: float) -> Part:
    transform = np.eye(4)
    transform[: len(at), 3] = at
    return Part(part_id, part_id.replace("-", " ").capitalize(), part_class, mesh_id, transform)


def build_hall() -> Scene:
    meshes = [
        box_mesh("floor", 20, 12, 0.2),
        box_mesh("wall-x", 20.4, 0.2, 4),
        box_mesh("wall-y", 0.2, 12, 4),
        box_mesh("rack", 6, 1, 3),
        box_mesh("desk", 2, 0.8, 0.9),
        box_mesh("door", 3, 0.2, 3),
        box_mesh("lamp", 1, 0.1, 0.1),
    ]
    parts = [
        box_part("floor", PartClass.FLOOR, "floor", 0, 0, -0.2),
        box_part("wall-south", PartClass.WALL, "wall-x", 0, -6.1),
        box_part("wall-north", PartClass.WALL, "wall-x", 0, 6.1),
        box_part("wall-west", PartClass.WALL, "wall-y", -10.1, 0),
        box_part("wall-east", PartClass.WALL, "wall-y", 10.1, 0),
        box_part("rack-1", PartClass.RACK, "rack", -5, 3),
        box_part("rack-2", PartClass.RACK, "rack", -5, 0),
        box_part("rack-3", PartClass.RACK, "rack", -5, -3),
        box_part("desk-1", PartClass.DESK, "desk", 4, 0),
        box_part("door-1", PartClass.DOOR, "door", 6, 5.8),
        box_part("lamp-1", PartClass.LAMP, "lamp", 0, 0, 3.5),
    ]
    return Scene(tuple(parts), {mesh.id: mesh for mesh in meshes})


@pytest.fixture(scope="session")
def hall() -> Scene:
    return build_hall()
