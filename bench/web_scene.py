"""CAD of a hall with as many racks as wanted, for measuring the browser: equal racks in rows, walls around them."""

from __future__ import annotations

import math
from pathlib import Path

import trimesh

PITCH_M = (3.2, 2.4)
RACK_M = (2.7, 1.1, 2.0)
WALL_M = (0.2, 6.0)


def write_hall(path: Path, racks: int) -> None:
    """A GLB (metres, z up in the file's own frame turned to glTF's y) with `racks` racks and four walls."""
    columns = max(1, math.ceil(math.sqrt(racks * PITCH_M[1] / PITCH_M[0])))
    scene = trimesh.Scene()
    rack = trimesh.creation.box(extents=(RACK_M[0], RACK_M[2], RACK_M[1]))  # one mesh, many places
    for number in range(racks):
        x, y = (number % columns) * PITCH_M[0], (number // columns) * PITCH_M[1]
        _add(scene, rack, f"rack-{number + 1:04d}", (x, RACK_M[2] / 2, -y), geometry="rack")
    wide, deep = columns * PITCH_M[0] + 6.0, math.ceil(racks / columns) * PITCH_M[1] + 6.0
    middle_x, middle_y = (columns - 1) * PITCH_M[0] / 2, (math.ceil(racks / columns) - 1) * PITCH_M[1] / 2
    along = trimesh.creation.box(extents=(wide, WALL_M[1], WALL_M[0]))
    across = trimesh.creation.box(extents=(WALL_M[0], WALL_M[1], deep))
    floor = trimesh.creation.box(extents=(wide, 0.1, deep))
    _add(scene, floor, "floor", (middle_x, -0.05, -middle_y))
    for name, side in (("south", -1), ("north", 1)):
        _add(scene, along, f"wall-{name}", (middle_x, WALL_M[1] / 2, -middle_y - side * deep / 2))
    for name, side in (("west", -1), ("east", 1)):
        _add(scene, across, f"wall-{name}", (middle_x + side * wide / 2, WALL_M[1] / 2, -middle_y))
    path.write_bytes(scene.export(file_type="glb"))


def _add(
    scene: trimesh.Scene,
    mesh: trimesh.Trimesh,
    name: str,
    at: tuple[float, float, float],
    geometry: str | None = None,
) -> None:
    place = trimesh.transformations.translation_matrix(at)
    if geometry is not None and geometry in scene.geometry:
        scene.graph.update(name, frame_from=scene.graph.base_frame, matrix=place, geometry=geometry)
    else:
        scene.add_geometry(mesh, node_name=name, geom_name=geometry or name, transform=place)
