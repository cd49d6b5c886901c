"""Zones on a floor plan: who may enter which ground. Says nothing about directions and speeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.document import FloorArea, KeepOutZone, ScenarioDocument
from twin.contracts import FloorPlan


def closed_to(document: ScenarioDocument, *, vehicles: bool) -> list[FloorArea]:
    """The ground that a document keeps vehicles, or people, out of; what everyone is kept out of included."""
    who = ("everyone", "vehicles" if vehicles else "people")
    return [zone.area for zone in document.zones if isinstance(zone, KeepOutZone) and zone.who in who]


def open_floor(plan: FloorPlan, areas: Sequence[FloorArea]) -> FloorPlan:
    """The plan with some rectangles blocked; the very same plan without any."""
    if not areas:
        return plan
    rows, columns = plan.clearance_m.shape
    x = plan.origin_m[0] + (np.arange(columns)[None, :] + 0.5) * plan.cell_m
    y = plan.origin_m[1] + (np.arange(rows)[:, None] + 0.5) * plan.cell_m
    clearance = plan.clearance_m.astype(np.float64)
    for area in areas:
        clearance = np.minimum(clearance, distance_m(area, x, y))
    return replace(plan, clearance_m=clearance.astype(np.float32))


def distance_m(area: FloorArea, x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
    """Signed distance of points to a rectangle of floor, negative inside."""
    c, s = math.cos(area.heading_rad), math.sin(area.heading_rad)
    dx, dy = x - area.x_m, y - area.y_m
    across = np.abs(dx * c + dy * s) - area.length_m / 2
    along = np.abs(-dx * s + dy * c) - area.width_m / 2
    outside = np.hypot(np.maximum(across, 0.0), np.maximum(along, 0.0))
    return np.asarray(outside + np.minimum(np.maximum(across, along), 0.0))
