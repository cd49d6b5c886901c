"""Camera rows from geometry: a camera's pose as a point and what it looks at, and suggestions for a first look."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from twin.contracts import Camera, FloorPlan, Scene

FLOOR_M = 0.5  # cameras are said to look at what is this high above the floor
FAR_M = 60.0


def view_of_camera(camera: Camera) -> dict[str, Any]:
    """The columns of a camera row; the target is where the view's middle meets the floor."""
    position = camera.camera_to_world[:3, 3]
    forward = camera.camera_to_world[:3, 2]
    distance = (FLOOR_M - position[2]) / forward[2] if forward[2] < -1e-3 else 10.0
    target = position + forward * min(max(distance, 0.5), FAR_M)
    return {
        "name": camera.name,
        "position_m": [round(float(v), 4) for v in position],
        "target_m": [round(float(v), 4) for v in target],
        "horizontal_fov_rad": round(2 * math.atan(camera.width_px / 2 / camera.focal_px[0]), 6),
        "width_px": min(camera.width_px, 1920),
        "height_px": min(camera.height_px, 1080),
    }


def suggest_views(scene: Scene, plan: FloorPlan) -> list[Mapping[str, Any]]:
    """Two cameras high in opposite corners of the building, looking at its middle."""
    corners = np.concatenate(plan.building_m)
    low, high = corners.min(axis=0), corners.max(axis=0)
    middle, half = (low + high) / 2, (high - low) / 2
    top = max(float(scene.part_bounds_m(part)[1, 2]) for part in scene.parts)
    height = min(max(top * 0.75, 2.5), 7.0)
    views: list[Mapping[str, Any]] = []
    for name, side in (("South-west corner", (-1.0, -1.0)), ("North-east corner", (1.0, 1.0))):
        place = middle + half * 0.92 * np.array(side)
        views.append(
            {
                "name": name,
                "position_m": [round(float(place[0]), 3), round(float(place[1]), 3), round(height, 3)],
                "target_m": [round(float(middle[0]), 3), round(float(middle[1]), 3), FLOOR_M],
                "horizontal_fov_rad": round(math.radians(75), 6),
                "width_px": 1280,
                "height_px": 720,
            }
        )
    return views
