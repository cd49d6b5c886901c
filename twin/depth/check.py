"""Says whether a camera can be used: not inside something solid, and with something to see."""

from __future__ import annotations

import numpy as np

from twin.contracts import Camera
from twin.depth.raycast import RaycastScene

PROBES = 64
INSIDE_SHARE = 0.5  # of the directions that end on the back of a surface
BLIND_DEPTH_M = 0.15
BLIND_SHARE = 0.9


def check_camera(camera: Camera, scene: RaycastScene) -> list[str]:
    """What is wrong with the camera, in words for a planner; empty if nothing is."""
    if scene.static.soup.empty:
        return [f"camera {camera.name}: the scene is empty, there is nothing to see"]
    errors = []
    if part := _enclosing_part(camera, scene):
        errors.append(f"camera {camera.name}: stands inside {part}; move it into the open")
    depth = scene.standing(camera.resized(64, 36)).gbuffer.depth_m
    if not np.isfinite(depth).any():
        errors.append(f"camera {camera.name}: sees nothing of the scene; turn it towards the building")
    elif not errors and float((depth < BLIND_DEPTH_M).mean()) > BLIND_SHARE:
        errors.append(f"camera {camera.name}: something {np.median(depth):.2f} m away hides its view")
    return errors


def _enclosing_part(camera: Camera, scene: RaycastScene) -> str | None:
    """The part whose inside the camera sees in most directions: surfaces from behind, and all near."""
    k = np.arange(PROBES) + 0.5
    z = 1 - 2 * k / PROBES
    angle = np.pi * (1 + 5**0.5) * k
    ring = np.sqrt(1 - z * z)
    direction = np.stack([ring * np.cos(angle), ring * np.sin(angle), z], axis=1)
    rays = np.empty((PROBES, 6), np.float32)
    rays[:, :3], rays[:, 3:] = camera.camera_to_world[:3, 3], direction
    _, triangle, normal, _ = scene.static.nearest(rays)
    behind = (triangle >= 0) & (np.einsum("ij,ij->i", normal, direction) > 0)
    owners = scene.static.soup.owner[triangle[behind]]
    if not len(owners):
        return None
    names, counts = np.unique(owners, return_counts=True)
    if counts.max() / PROBES < INSIDE_SHARE:
        return None
    part = scene.scene.parts[int(names[np.argmax(counts)])]
    return part.name or part.id
