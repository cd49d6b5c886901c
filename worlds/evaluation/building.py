"""A real building that no training saw: the small warehouse of AWS RoboMaker, path-traced from six views.

Nobody is in it. Its CAD has no lamps, so that both the path tracer and the renderer light it with the
panels that `worlds.conditioning.lights` assumes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from twin.cad.reader import read_cad
from twin.contracts import Camera, Scene, look_at
from twin.depth.raycast import RaycastScene
from twin.depth.triangles import join
from worlds.conditioning.lights import light_rig
from worlds.training.dataset import PASS_SAMPLES, View, add_pass, samples_in

VIEWS_M = (  # eye and target: two as CCTV, one from above, three at eye height in the aisles
    ((-2.1, -9.8, 4.0), (1.2, -1.8, 0.0)),
    ((-2.1, 9.8, 4.0), (0.4, 1.2, 0.0)),
    ((5.8, 9.6, 7.0), (0.0, 2.0, 0.0)),
    ((-3.5, -8.0, 1.6), (-3.8, 6.0, 1.2)),
    ((1.2, -8.0, 1.7), (3.0, 4.0, 1.0)),
    ((1.3, 6.8, 1.6), (-2.0, -4.0, 0.8)),
)
FOV_RAD = float(np.radians(75))


def building_views(width_px: int = 256, height_px: int = 144) -> list[Camera]:
    """The six cameras."""
    return [
        look_at(
            f"view-{k}", f"view {k}", position_m=eye, target_m=target, horizontal_fov_rad=FOV_RAD,
            width_px=width_px, height_px=height_px,
        )
        for k, (eye, target) in enumerate(VIEWS_M)
    ]  # fmt: skip


def read_building(folder: Path) -> Scene:
    """The scene in the CAD folder ``aws_small_warehouse``."""
    return read_cad(folder).scene


def trace_building(scene: Scene, path: Path, samples: int, report: Callable[[str], None] = print) -> None:
    """Path-trace the views into one shard of the format of `worlds.training.dataset`, pass by pass."""
    path.parent.mkdir(parents=True, exist_ok=True)
    raycast = RaycastScene(scene)
    views = [View(k, 0, camera, join([])) for k, camera in enumerate(building_views())]
    rig = light_rig(raycast.static.soup)
    while (done := samples_in(path)) < samples:
        wanted = min(done + PASS_SAMPLES, samples)
        add_pass(path, raycast, rig, views, samples=wanted, hall=-1)
        report(f"{path.name}: {len(views)} pictures of {wanted} samples")
