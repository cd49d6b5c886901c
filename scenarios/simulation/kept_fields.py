"""Direction fields that were solved before: the same floor, ways and anchors are solved once per process."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.lanes import lane_fields
from scenarios.simulation.navigation import Grid
from scenarios.simulation.passages import Ways, direction_fields

_KEPT_FIELDS = 8
_FIELDS: OrderedDict[str, tuple[NDArray[np.uint8], NDArray[np.float32]]] = OrderedDict()


def people_fields(
    grid: Grid, ways: Ways, anchors: list[tuple[float, float]]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """People's direction fields towards anchors, kept by content."""
    points = np.array(anchors, dtype=np.float64).reshape(-1, 2)
    return _kept(grid, (ways.content(), points.tobytes()), lambda: direction_fields(grid, ways, points))


def vehicle_fields(
    grid: Grid, slow: NDArray[np.float32], costs: NDArray[np.float32], anchors: list[tuple[float, float]]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Vehicles' direction fields in lanes towards anchors, kept by content."""
    points = np.array(anchors, dtype=np.float64).reshape(-1, 2)
    content = (slow.tobytes(), costs.tobytes(), points.tobytes())
    return _kept(grid, content, lambda: lane_fields(grid, costs, slow, points))


def _kept(
    grid: Grid, content: tuple[bytes, ...], solve: Callable[[], tuple[NDArray[np.uint8], NDArray[np.float32]]]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Direction fields by content: the same floor and anchors are solved once per process."""
    key = hashlib.sha256(b"".join(content) + repr((grid.coarse_m.shape, grid.origin_m)).encode()).hexdigest()
    if key not in _FIELDS:
        _FIELDS[key] = solve()
        while len(_FIELDS) > _KEPT_FIELDS:
            _FIELDS.popitem(last=False)
    _FIELDS.move_to_end(key)
    return _FIELDS[key]
