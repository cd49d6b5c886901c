"""Camera rows from geometry: a camera's pose as a point and what it looks at, and suggestions for a first look."""

from __future__ import annotations

import math
from typing import Any

from twin.contracts import Camera, FloorPlan, Scene
from twin.geometry.cameras import suggest_cameras

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


def suggest_views(scene: Scene, plan: FloorPlan) -> list[dict[str, Any]]:
    """Camera rows for a facility that has none."""
    return [view_of_camera(camera) for camera in suggest_cameras(scene, plan)]
