"""What is derived from an imported scene and kept: the scene itself, mesh, plan, thumbnail, part rows.

Pure computing over the twin's pure packages, without rows, so that a worker's process can do it
before any transaction is open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from twin.cad.glb import export_glb
from twin.cad.scene_io import save_scene
from twin.contracts import FloorPlan, Part, Scene
from twin.geometry.floorplan import build_floor_plan
from twin.geometry.footprints import part_footprint
from twin.geometry.thumbnail import plan_svg
from twin.services.plans import describe_plan


@dataclass(frozen=True)
class Products:
    """Everything of a revision but its row."""

    scene_hash: str
    scene: bytes
    mesh: bytes  # GLB
    plan: bytes  # JSON
    thumbnail: bytes  # SVG
    bounds: Mapping[str, list[float]]
    parts: tuple[Mapping[str, Any], ...]  # columns of `Part`


def derive_products(scene: Scene, plan: FloorPlan | None = None) -> Products:
    """Everything that a revision keeps of a scene. Raises ``ValueError`` for a scene that has no floor plan."""
    plan = build_floor_plan(scene) if plan is None else plan
    boxes = {part.id: scene.part_bounds_m(part) for part in scene.parts}
    corners = np.array(list(boxes.values()))
    return Products(
        scene_hash=scene.content_hash,
        scene=save_scene(scene),
        mesh=export_glb(scene),
        plan=json.dumps(describe_plan(plan), separators=(",", ":"), allow_nan=False).encode(),
        thumbnail=plan_svg(plan).encode(),
        bounds=_bounds(np.array([corners[:, 0].min(axis=0), corners[:, 1].max(axis=0)])),
        parts=tuple(_part(scene, part, boxes[part.id]) for part in scene.parts),
    )


def _part(scene: Scene, part: Part, box: Any) -> dict[str, Any]:
    footprint = part_footprint(scene, part)
    middle, size = box.mean(axis=0), box[1] - box[0]
    return {
        "part_id": part.id,
        "name": printable(part.name),
        "part_class": part.part_class.label,
        "mesh_id": part.mesh_id,
        "placement": {"x_m": float(middle[0]), "y_m": float(middle[1]), "z_m": 0.0, "heading_rad": 0.0},
        "size_m": [float(v) for v in size],
        "bounds": _bounds(box),
        "footprint": None if footprint is None else np.round(footprint.polygon_m, 4).tolist(),
    }


def printable(text: str) -> str:
    """`text` without what PostgreSQL cannot store: the character NUL, and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _bounds(box: Any) -> dict[str, list[float]]:
    return {"lower": [float(v) for v in box[0]], "upper": [float(v) for v in box[1]]}
