"""A floor plan as JSON for the browser: rings in metres, rounded to millimetres."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.contracts import FloorPlan


def plan_to_json(floor_plan: FloorPlan) -> dict[str, Any]:
    """Building, footprints and walkable polygons; `bounds` is [x0, y0, x1, y1] of the building."""
    corners = np.concatenate(floor_plan.building_m)
    low, high = corners.min(axis=0), corners.max(axis=0)
    return {
        "building": [_ring(ring) for ring in floor_plan.building_m],
        "footprints": [
            {
                "partId": f.part_id,
                "class": f.part_class.label,
                "polygon": _ring(f.polygon_m),
                "heightM": _mm(f.height_m),
            }
            for f in floor_plan.footprints
        ],
        "walkable": [[_ring(ring) for ring in polygon] for polygon in floor_plan.walkable_m],
        "cellM": floor_plan.cell_m,
        "originM": [_mm(v) for v in floor_plan.origin_m],
        "bounds": [_mm(v) for v in (*low, *high)],
    }


def _ring(ring: NDArray[np.float64]) -> list[list[float]]:
    return [[_mm(x), _mm(y)] for x, y in ring.tolist()]


def _mm(value: float) -> float:
    return round(float(value), 3) + 0.0
