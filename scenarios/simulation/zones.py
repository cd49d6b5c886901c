"""Zones on the way of vehicles: stretches that are driven slowly, crossings where people go first, one-way aisles.

Ground that somebody is kept out of is no matter of this module: it blocks like a wall (`floors`, `compile`).
"""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.document import CrossingZone, OneWayZone, ScenarioDocument, SlowZone
from scenarios.layout.zones import distance_m
from scenarios.simulation.compiled import inner
from scenarios.simulation.navigation import CELL_M, Grid
from scenarios.simulation.records import ZONE, Simulation

BESIDE_CROSSING_M = 0.3  # whoever walks this near to a crossing is on it
COMES_S = (0.7, 1.4)  # and whoever is on it, at the speed they have, by then: the time to see them and to stop
STOPS_BEFORE_M = 0.2
YIELDING_S = 2.0  # a vehicle that yields counts as blocked, and never as in a deadlock
_NO_LIMIT = 1e9


def zone_table(document: ScenarioDocument) -> NDArray[np.void]:
    """ZONE rows of the zones that vehicles heed as they drive."""
    heeded = [zone for zone in document.zones if isinstance(zone, SlowZone | CrossingZone)]
    table = np.zeros(len(heeded), ZONE)
    for row, zone in zip(table, heeded, strict=True):
        area = zone.area
        row["x"], row["y"] = area.x_m, area.y_m
        row["ux"], row["uy"] = math.cos(area.heading_rad), math.sin(area.heading_rad)
        row["half_length"], row["half_width"] = area.length_m / 2, area.width_m / 2
        row["crossing"] = isinstance(zone, CrossingZone)
        row["limit"] = zone.limit_mps if isinstance(zone, SlowZone) else 0.0
    return table


def drawn_ways(grid: Grid, document: ScenarioDocument, one_way: NDArray[np.float32]) -> NDArray[np.float32]:
    """(rows, columns, 2) `one_way` with the directions of the drawn aisles in it, which go before those of the rules."""
    aisles = [zone for zone in document.zones if isinstance(zone, OneWayZone)]
    if not aisles:
        return one_way
    rows, columns = grid.coarse_m.shape
    x = grid.origin_m[0] + (np.arange(columns)[None, :] + 0.5) * CELL_M
    y = grid.origin_m[1] + (np.arange(rows)[:, None] + 0.5) * CELL_M
    out = one_way.copy()
    for zone in aisles:
        heading = zone.area.heading_rad
        out[distance_m(zone.area, x, y) <= 0] = (math.cos(heading), math.sin(heading))
    return out


@inner
def _is_on(z: Any, x: float, y: float) -> bool:
    dx = x - z.x
    dy = y - z.y
    along = abs(dx * z.ux + dy * z.uy)
    across = abs(-dx * z.uy + dy * z.ux)
    return along < z.half_length + BESIDE_CROSSING_M and across < z.half_width + BESIDE_CROSSING_M


@inner
def watch_crossings(sim: Simulation) -> None:
    """Note which crossings somebody walks on, or comes to; who stands there to work is driven around, not waited for."""
    for k in range(len(sim.zones)):
        z = sim.zones[k]
        z.taken = 0
        if not z.crossing:
            continue
        for m in range(sim.clock[0].stepped):
            a = sim.agents[sim.movers[m]]
            if a.kind != 0 or a.hold:
                continue
            if (
                _is_on(z, a.x, a.y)
                or _is_on(z, a.x + a.vx * COMES_S[0], a.y + a.vy * COMES_S[0])
                or _is_on(z, a.x + a.vx * COMES_S[1], a.y + a.vy * COMES_S[1])
            ):
                z.taken = 1
                break


@inner
def speed_by_zones(zones: NDArray[Any], a: Any, t: float) -> float:
    """The speed that the zones in and ahead of a vehicle allow, so that it can brake before their edges."""
    most = _NO_LIMIT
    for k in range(len(zones)):
        z = zones[k]
        if z.crossing and not z.taken:
            continue
        dx = a.x - z.x
        dy = a.y - z.y
        along = dx * z.ux + dy * z.uy
        across = -dx * z.uy + dy * z.ux
        if abs(along) > z.half_length + _sight(a) or abs(across) > z.half_width + _sight(a):
            continue
        enters, leaves = _stretch(z, a, along, across)
        if enters > leaves or leaves < -a.half_length:
            continue
        gap = enters - a.half_length
        if z.crossing:
            if gap < 0.0:  # it is on the crossing already, and clears it
                continue
            if gap < 2.0 * STOPS_BEFORE_M:
                a.slow_since = max(a.slow_since, t - YIELDING_S)
                a.mark_t = t
            gap = max(gap - STOPS_BEFORE_M, 0.0)
            most = min(most, math.sqrt(2.0 * a.accel * gap), gap)
        else:
            gap = max(gap, 0.0)
            most = min(most, math.sqrt(z.limit * z.limit + 2.0 * a.accel * gap))
    return most


@inner
def _sight(a: Any) -> float:
    """From here on a zone matters: the way on which it stops from its full speed, and its body."""
    return a.half_length + a.half_width + 0.5 * a.speed * a.speed / a.accel + 1.0


@inner
def _stretch(z: Any, a: Any, along: float, across: float) -> tuple[float, float]:
    """(from, to) metres straight ahead of a vehicle's middle where its body's width meets a zone; from > to where never."""
    enters = -1e9
    leaves = 1e9
    forward = a.ux * z.ux + a.uy * z.uy
    aside = -a.ux * z.uy + a.uy * z.ux
    for axis in range(2):
        at = along if axis == 0 else across
        rate = forward if axis == 0 else aside
        half = (z.half_length if axis == 0 else z.half_width) + a.half_width
        if abs(rate) < 1e-6:
            if abs(at) > half:
                return 1.0, 0.0
            continue
        first = (-half - at) / rate
        second = (half - at) / rate
        enters = max(enters, min(first, second))
        leaves = min(leaves, max(first, second))
    return enters, leaves
