"""The cameras of the demonstration facility: where a safety manager would hang them."""

from __future__ import annotations

import math

from twin.contracts import Camera, look_at

FOV_RAD = math.radians(75)
WIDTH_PX, HEIGHT_PX = 1280, 720

_PLACES: tuple[tuple[str, str, tuple[float, float, float], tuple[float, float, float]], ...] = (
    ("cctv-west-crossing", "CCTV west crossing", (1.0, 7.4, 4.6), (13.0, 14.0, 0.6)),
    ("cctv-pack", "CCTV pack", (59.0, 38.8, 4.6), (52.6, 25.0, 0.8)),
    ("cctv-docks", "CCTV docks", (49.6, 11.4, 4.8), (34.0, 8.4, 0.6)),
    ("overview", "Overview", (58.8, 1.2, 7.4), (38.0, 16.0, 0.0)),
)


def demo_cameras() -> tuple[Camera, ...]:
    """Four cameras of 16:9 with 75 degrees; they see racks, crossings and the floor where people walk."""
    return tuple(
        look_at(
            camera_id,
            name,
            position_m=position,
            target_m=target,
            horizontal_fov_rad=FOV_RAD,
            width_px=WIDTH_PX,
            height_px=HEIGHT_PX,
        )
        for camera_id, name, position, target in _PLACES
    )
