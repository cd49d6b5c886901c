"""Checks of the zones: what a keep-out zone cuts off, aisles that lead nowhere, zones that change nothing.

Each finding names the zone. Reach is that of the middle of a disc, as everywhere in these checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from scenarios.document import FloorArea, KeepOutZone, OneWayZone, ScenarioDocument, SlowZone, VehicleFleet, Zone
from scenarios.layout.contracts import Finding, PickFace, VariantLayout
from scenarios.layout.event_checks import is_outside
from scenarios.layout.fleet_checks import parts_served
from scenarios.layout.reach import Reach, main_reach
from scenarios.layout.variant import VEHICLE_MARGIN_M
from scenarios.layout.words import VEHICLE_NAMES, counted, number, place, some, zone_name
from scenarios.layout.zones import distance_m, open_floor
from twin.contracts import PERSON_RADIUS_M, FloorPlan

STEP_M = 0.25  # between the places from which ways along one-way aisles are looked for
AGAINST = -0.3  # a step whose cosine to the aisle's direction is less leads against it, as for the engine
TRAPPED_SHARE = 0.3  # of an aisle's floor, more of which is a trap and no edge that a step cuts

_NEIGHBOURS = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))  # (row, column)


def check_zones(document: ScenarioDocument, variant: VariantLayout) -> list[Finding]:
    """Zones outside the building, without effect, or with an effect that nobody can have meant."""
    findings: list[Finding] = []
    for index, zone in enumerate(document.zones):
        found = _check_place(variant.floor_plan, zone, index) or _check_effect(document, zone, index)
        if found is None and isinstance(zone, KeepOutZone):
            findings += _check_keep_out(document, variant, zone, index)
        elif found is not None:
            findings.append(found)
    return [*findings, *_check_together(document, variant), *_check_ways_back(document, variant)]


def _at(zone: Zone) -> tuple[float, float]:
    return (zone.area.x_m, zone.area.y_m)


def _check_place(plan: FloorPlan, zone: Zone, index: int) -> Finding | None:
    """A zone outside the building is a mistake; one that covers no free floor changes nothing."""
    pointer = f"/zones/{index}/area"
    if is_outside(plan, zone.area):
        message = f"{zone_name(zone)} lies outside the building, at {place(*_at(zone))}."
        return Finding("error", "outside_building", pointer, message, (), _at(zone))
    x, y, clearance = _cells(plan)
    if not (clearance[distance_m(zone.area, x, y) <= plan.cell_m / 2] > 0).any():
        message = f"{zone_name(zone)} covers no free floor at {place(*_at(zone))}: it changes nothing."
        return Finding("warning", "no_effect", pointer, message, (), _at(zone))
    return None


def _check_effect(document: ScenarioDocument, zone: Zone, index: int) -> Finding | None:
    """A rule for vehicles where there is none, or a limit that none of them reaches."""
    in_use = [vehicle for vehicle in document.fleet if vehicle.count]
    if isinstance(zone, KeepOutZone) and zone.who != "vehicles":
        return None
    if not in_use:
        message = f"{zone_name(zone)} is for vehicles, and this scenario has none: it changes nothing."
        return Finding("warning", "no_effect", f"/zones/{index}", message, (), _at(zone))
    if isinstance(zone, SlowZone) and zone.limit_mps >= max(vehicle.speed_mps for vehicle in in_use):
        message = (
            f"{zone_name(zone)} allows {number(zone.limit_mps)} m/s, and no vehicle is faster: it changes nothing."
        )
        return Finding("warning", "no_effect", f"/zones/{index}/limit_mps", message, (), _at(zone))
    return None


def _check_keep_out(document: ScenarioDocument, variant: VariantLayout, zone: KeepOutZone, index: int) -> list[Finding]:
    """Pick faces and storage that one zone alone cuts off."""
    plan, findings = variant.floor_plan, []
    faces = (*variant.faces, *variant.unreachable_faces)
    if zone.who != "vehicles":
        lost = _lost(faces, main_reach(plan, PERSON_RADIUS_M), _reach(plan, [zone.area], PERSON_RADIUS_M))
        if lost:
            findings.append(_cut_off(variant, lost, f"{zone_name(zone)} closes off", f"/zones/{index}", _at(zone)))
    if zone.who != "people":
        for vehicle in document.fleet:
            if vehicle.count:
                findings += _check_vehicle(variant, vehicle, zone, index, faces)
    return findings


def _check_vehicle(
    variant: VariantLayout, vehicle: VehicleFleet, zone: KeepOutZone, index: int, faces: Sequence[PickFace]
) -> list[Finding]:
    """Storage that a zone keeps a vehicle from, which it could serve without."""
    if not faces:
        return []
    radius_m = vehicle.width_m / 2 + VEHICLE_MARGIN_M
    before = parts_served(main_reach(variant.floor_plan, radius_m), faces)
    missed = before - parts_served(_reach(variant.floor_plan, [zone.area], radius_m), faces)
    if not missed:
        return []
    parts = tuple(dict.fromkeys(face.part_id for face in faces if face.part_id in missed))
    whose = some([variant.scene.part(part_id).name for part_id in parts])
    every = "all storage: " if missed == before else ""
    message = f"{zone_name(zone)} keeps {VEHICLE_NAMES[vehicle.type]} from {every}{whose}."
    severity = "error" if missed == before else "warning"
    return [Finding(severity, "vehicle_kept_out", f"/zones/{index}", message, parts, _at(zone))]


def _check_together(document: ScenarioDocument, variant: VariantLayout) -> list[Finding]:
    """Pick faces that no zone cuts off alone, but all of them do."""
    zones = [z for z in document.zones if isinstance(z, KeepOutZone) and z.who != "vehicles"]
    if len(zones) < 2:
        return []
    plan, faces = variant.floor_plan, (*variant.faces, *variant.unreachable_faces)
    lost = _lost(faces, main_reach(plan, PERSON_RADIUS_M), _reach(plan, [zone.area for zone in zones], PERSON_RADIUS_M))
    for zone in zones:
        alone = _reach(plan, [zone.area], PERSON_RADIUS_M)
        lost = [face for face in lost if alone.allows(face.x_m, face.y_m)]
    if not lost:
        return []
    at = (lost[0].x_m, lost[0].y_m)
    return [_cut_off(variant, lost, f"{some([z.name or z.id for z in zones])} together close off", "/zones", at)]


def _cut_off(
    variant: VariantLayout, lost: Sequence[PickFace], subject: str, pointer: str, at: tuple[float, float]
) -> Finding:
    parts = tuple(dict.fromkeys(face.part_id for face in lost))
    names = some([variant.scene.part(part_id).name for part_id in parts])
    message = f"{subject} {counted(len(lost), 'pick face')} of {names}."
    return Finding("warning", "closed_off", pointer, message, parts, at)


def _lost(faces: Sequence[PickFace], before: Reach, after: Reach) -> list[PickFace]:
    if not faces:
        return []
    points = np.array([(face.x_m, face.y_m) for face in faces])
    gone = before.allows_all(points) & ~after.allows_all(points)
    return [face for face, is_gone in zip(faces, gone.tolist(), strict=True) if is_gone]


def _reach(plan: FloorPlan, areas: Sequence[FloorArea], radius_m: float) -> Reach:
    return main_reach(open_floor(plan, areas), radius_m)


def _cells(plan: FloorPlan, stride: int = 1) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.float32]]:
    """(x (1, columns), y (rows, 1), clearance (rows, columns)) of every `stride`-th cell each way."""
    rows, columns = plan.clearance_m.shape
    x = plan.origin_m[0] + (np.arange(0, columns, stride)[None, :] + 0.5) * plan.cell_m
    y = plan.origin_m[1] + (np.arange(0, rows, stride)[:, None] + 0.5) * plan.cell_m
    return x, y, plan.clearance_m[::stride, ::stride]


def _check_ways_back(document: ScenarioDocument, variant: VariantLayout) -> list[Finding]:
    """One-way aisles that vehicles get into, or through, and cannot come back from but against the direction."""
    aisles = [(k, zone) for k, zone in enumerate(document.zones) if isinstance(zone, OneWayZone)]
    widths = [vehicle.width_m for vehicle in document.fleet if vehicle.count]
    if not aisles or not widths:
        return []
    kept_out = [z.area for z in document.zones if isinstance(z, KeepOutZone) and z.who != "people"]
    plan = open_floor(variant.floor_plan, kept_out)
    x, y, clearance = _cells(plan, max(1, round(STEP_M / plan.cell_m)))
    free = clearance >= min(widths) / 2 + VEHICLE_MARGIN_M
    direction = np.zeros((*free.shape, 2))
    inside = {}
    for index, zone in aisles:
        inside[index] = free & (distance_m(zone.area, x, y) <= 0)
        direction[inside[index]] = (np.cos(zone.area.heading_rad), np.sin(zone.area.heading_rad))
    connected = _largest(free, np.zeros_like(direction))
    comes_back = _largest(free, direction)
    findings = []
    for index, zone in aisles:
        there = inside[index] & connected
        if not there.any() or (there & ~comes_back).sum() <= TRAPPED_SHARE * there.sum():
            continue
        message = f"{zone_name(zone)} leaves no way back: vehicles that drive through it have to turn against it."
        findings.append(Finding("warning", "no_way_back", f"/zones/{index}", message, (), _at(zone)))
    return findings


def _largest(free: NDArray[np.bool_], direction: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(rows, columns) the largest set of free cells that all lead to each other, by steps not against `direction`."""
    rows, columns = free.shape
    numbers = np.arange(rows * columns).reshape(rows, columns)
    sources, targets = [], []
    for dj, di in _NEIGHBOURS:
        j, i = slice(max(0, -dj), rows - max(0, dj)), slice(max(0, -di), columns - max(0, di))
        to_j, to_i = slice(max(0, dj), rows + min(0, dj)), slice(max(0, di), columns + min(0, di))
        along = (direction[j, i] @ np.array([di, dj])) / np.hypot(di, dj)
        ok = free[j, i] & free[to_j, to_i] & (along >= AGAINST)
        sources.append(numbers[j, i][ok])
        targets.append(numbers[to_j, to_i][ok])
    source, target = np.concatenate(sources), np.concatenate(targets)
    graph = coo_array((np.ones(len(source), np.int8), (source, target)), shape=(rows * columns,) * 2)
    _, labels = connected_components(graph.tocsr(), directed=True, connection="strong")
    sizes = np.bincount(labels[free.ravel()], minlength=1)
    return np.asarray(free & (labels.reshape(rows, columns) == int(np.argmax(sizes))))
