"""A floor plan as the API gives it."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from twin.contracts import FloorPlan


def describe_plan(plan: FloorPlan) -> dict[str, Any]:
    """Outline of the building, footprints, bounds ``[x0, y0, x1, y1]`` and the area a person can walk on."""
    corners = np.concatenate(plan.building_m)
    low, high = corners.min(axis=0), corners.max(axis=0)
    return {
        "building": [_ring(ring) for ring in plan.building_m],
        "footprints": [
            {
                "part_id": footprint.part_id,
                "part_class": footprint.part_class.label,
                "polygon": _ring(footprint.polygon_m),
                "height_m": round(footprint.height_m, 3),
            }
            for footprint in plan.footprints
        ],
        "cell_m": plan.cell_m,
        "origin_m": [float(v) for v in plan.origin_m],
        "bounds": [float(low[0]), float(low[1]), float(high[0]), float(high[1])],
        "walkable_area_m2": float(sum(shapely.Polygon(rings[0], rings[1:]).area for rings in plan.walkable_m)),
    }


def _ring(points: Any) -> list[list[float]]:
    rounded: list[list[float]] = np.round(points, 3).tolist()
    return rounded
