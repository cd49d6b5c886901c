"""Pick faces: the spots along storage from which a picker takes goods."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scenarios.layout.contracts import PickFace
from scenarios.layout.reach import Reach
from scenarios.layout.sides import Side, sides_of
from twin.contracts import Footprint

# How far a picker stands from the goods: shoulder depth and a forward reach at hip height.
STANDING_OFF_M = 0.45


def pick_faces(
    storage: Iterable[Footprint], pitch_m: float, reach: Reach
) -> tuple[tuple[PickFace, ...], tuple[PickFace, ...]]:
    """Reachable and unreachable faces along both long sides, one every `pitch_m`, in the order of `storage`."""
    reachable: list[PickFace] = []
    unreachable: list[PickFace] = []
    for footprint in storage:
        faces = _faces_of(footprint, pitch_m)
        points = np.array([(face.x_m, face.y_m) for face in faces])
        for face, allowed in zip(faces, reach.allows_all(points), strict=True):
            (reachable if allowed else unreachable).append(face)
    return tuple(reachable), tuple(unreachable)


def _faces_of(footprint: Footprint, pitch_m: float) -> list[PickFace]:
    spots = [(spot, side.facing_rad) for side in sides_of(footprint)[:2] for spot in _spots(side, pitch_m)]
    return [PickFace(footprint.part_id, *spot, facing, k) for k, (spot, facing) in enumerate(spots)]


def _spots(side: Side, pitch_m: float) -> list[tuple[float, float]]:
    count = max(1, int(side.length_m / pitch_m + 1e-6))
    first = (side.length_m - (count - 1) * pitch_m) / 2
    return [side.point(first + i * pitch_m, STANDING_OFF_M) for i in range(count)]
