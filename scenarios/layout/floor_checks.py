"""Checks of the floor: what stands in what, what sticks out of the building, what nobody can get to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from scenarios.document import ScenarioDocument
from scenarios.layout.contracts import Finding, VariantLayout
from scenarios.layout.edits import EditedLayout
from scenarios.layout.event_checks import left_without
from scenarios.layout.words import STATION_NAMES, counted, place, some
from scenarios.layout.workload import orders_of
from twin.contracts import FloorPlan

# Less overlap than this is contact, or the tolerance of a footprint.
LEAST_OVERLAP_M2 = 0.02

# Nobody reads more; a thousand things piled on one spot would be half a million pairs.
MOST_OVERLAPS = 200


def check_footprints(edited: EditedLayout, variant: VariantLayout, base: VariantLayout) -> list[Finding]:
    """Edited parts that stand in another part or outside the building, beyond what the CAD has already."""
    shapes, before = _shapes(variant.floor_plan), _shapes(base.floor_plan)
    touched = [part_id for part_id, placed in edited.placed.items() if placed.edits and part_id in shapes]
    return [
        *_overlaps(edited, shapes, before, touched),
        *_outside(edited, variant.floor_plan, base.floor_plan, touched),
    ]


def _shapes(plan: FloorPlan) -> dict[str, BaseGeometry]:
    pieces: dict[str, list[BaseGeometry]] = {}
    for footprint in plan.footprints:
        pieces.setdefault(footprint.part_id, []).append(shapely.make_valid(Polygon(footprint.polygon_m)))
    return {part_id: found[0] if len(found) == 1 else shapely.union_all(found) for part_id, found in pieces.items()}


def _pointer(edited: EditedLayout, part_id: str) -> str:
    return f"/layout/{edited.placed[part_id].edits[-1]}"


def _name(edited: EditedLayout, part_id: str) -> str:
    return edited.placed[part_id].rest.name


def _overlaps(
    edited: EditedLayout, shapes: Mapping[str, BaseGeometry], before: Mapping[str, BaseGeometry], touched: list[str]
) -> list[Finding]:
    ids = list(shapes)
    tree = shapely.STRtree([shapes[part_id] for part_id in ids])
    seen: set[frozenset[str]] = set()
    findings: list[Finding] = []
    for part_id in touched:
        for index in sorted(tree.query(shapes[part_id], predicate="intersects")):
            other, pair = ids[index], frozenset((part_id, ids[index]))
            if other == part_id or pair in seen:
                continue
            seen.add(pair)
            common = shapes[part_id].intersection(shapes[other])
            if common.area <= LEAST_OVERLAP_M2 + _area_before(before, part_id, other):
                continue
            if len(findings) == MOST_OVERLAPS:
                message = f"There are more than {MOST_OVERLAPS} overlaps; only so many are listed."
                return [*findings, Finding("error", "overlap", "/layout", message)]
            findings.append(_overlap(edited, pair, common))
    return findings


def _overlap(edited: EditedLayout, pair: frozenset[str], common: BaseGeometry) -> Finding:
    """Two parts in one place, told at the later edit of the two."""
    late = max(pair, key=lambda part_id: max(edited.placed[part_id].edits, default=-1))
    early = next(part_id for part_id in pair if part_id != late)
    at = common.representative_point()
    message = (
        f"“{_name(edited, late)}” stands in “{_name(edited, early)}” at {place(at.x, at.y)}: "
        f"{common.area:.2f} m² of the floor is taken twice."
    )
    return Finding("error", "overlap", _pointer(edited, late), message, (late, early), (at.x, at.y))


def _area_before(before: Mapping[str, BaseGeometry], one: str, other: str) -> float:
    if one in before and other in before:
        return float(before[one].intersection(before[other]).area)
    return 0.0


def _outside(edited: EditedLayout, plan: FloorPlan, base_plan: FloorPlan, touched: list[str]) -> list[Finding]:
    if not base_plan.building_m:
        return []
    building = shapely.union_all([shapely.make_valid(Polygon(ring)) for ring in base_plan.building_m])
    shapes, before = _shapes(plan), _shapes(base_plan)
    findings: list[Finding] = []
    for part_id in touched:
        outside = shapes[part_id].difference(building)
        known = before[part_id].difference(building).area if part_id in before else 0.0
        if outside.area <= LEAST_OVERLAP_M2 + known:
            continue
        at = outside.representative_point()
        share = outside.area / shapes[part_id].area
        how = "stands outside the building" if share > 0.99 else "sticks out of the building"
        message = f"“{_name(edited, part_id)}” {how} at {place(at.x, at.y)} ({outside.area:.2f} m² of it)."
        findings.append(
            Finding("error", "outside_building", _pointer(edited, part_id), message, (part_id,), (at.x, at.y))
        )
    return findings


def check_storage(document: ScenarioDocument, edited: EditedLayout) -> list[Finding]:
    """Named storage that is not there."""
    findings: list[Finding] = []
    for index, part_id in enumerate(document.storage.part_ids or ()):
        if part_id in edited.placed:
            continue
        pointer = f"/storage/part_ids/{index}"
        if part_id in edited.removed:
            message = f"Storage “{part_id}” was removed from the layout; its goods move to the other racks."
            findings.append(Finding("warning", "removed_part", pointer, message, (part_id,)))
        else:
            message = f"Storage names the part “{part_id}”, which is not in this layout."
            findings.append(Finding("error", "unknown_part", pointer, message, (part_id,)))
    return findings


def check_faces(
    document: ScenarioDocument, edited: EditedLayout, variant: VariantLayout, base: VariantLayout
) -> list[Finding]:
    """Pick faces out of reach: all of a part's, those of an edited part, or those that an edit cut off."""
    if not variant.faces and orders_of(document) > 0:
        if variant.unreachable_faces:
            message = "No pick face can be reached, so no order can be picked: free the aisles in front of the racks."
        else:
            message = "Nothing holds goods: the layout has no rack or shelf, so no order can be picked."
        return [Finding("error", "unreachable_face", "/storage", message)]
    now, then = (Counter(f.part_id for f in layout.unreachable_faces) for layout in (variant, base))
    reached = {face.part_id for face in variant.faces}
    findings: list[Finding] = []
    for part_id, count in now.items():
        placed = edited.placed[part_id]
        spots = [(f.x_m, f.y_m) for f in variant.unreachable_faces if f.part_id == part_id]
        at = (float(np.mean([x for x, _ in spots])), float(np.mean([y for _, y in spots])))
        pointer = f"/layout/{placed.edits[-1]}" if placed.edits else "/storage"
        name = placed.rest.name
        if part_id not in reached:
            message = f"“{name}”: none of its {counted(count, 'pick face')} can be reached, near {place(*at)}."
        elif placed.edits:
            message = f"“{name}”: {counted(count, 'pick face')} cannot be reached, near {place(*at)}."
        elif count > then[part_id]:
            lost = count - then[part_id]
            message = f"“{name}” loses {counted(lost, 'pick face')} to the edits, near {place(*at)}."
        else:
            continue
        findings.append(Finding("warning", "unreachable_face", pointer, message, (part_id,), at))
    return findings


def check_stations(document: ScenarioDocument, edited: EditedLayout, variant: VariantLayout) -> list[Finding]:
    """Stations without a part, without a stand, or with room for fewer servers than they name; kinds without any."""
    places = {station.id: station for station in variant.stations}
    visited = {name for routing in document.routings for step in routing.steps for name in step.stations}
    findings: list[Finding] = []
    for index, station in enumerate(document.stations):
        pointer, name = f"/stations/{index}", f"{STATION_NAMES[station.kind]} “{station.id}”"
        known = station.part_id is None or station.part_id in edited.placed
        needed = station.id in visited or left_without(document, station.id, places.keys())
        softer = "error" if needed else "warning"
        if not known and station.part_id not in edited.removed:
            message = f"{name} belongs to the part “{station.part_id}”, which is not in this layout."
            findings.append(Finding("error", "unknown_part", f"{pointer}/part_id", message))
        elif station.id not in places:
            if not known and station.at is None:
                message = f"{name} is out of use: its part “{station.part_id}” was removed."
                findings.append(Finding(softer, "removed_part", f"{pointer}/part_id", message))
            else:
                findings.append(_unreachable(document, edited, index, softer))
        elif (stands := len(places[station.id].stands_m)) < station.capacity:
            message = f"{name} has room for {stands} of its {station.capacity} servers."
            findings.append(Finding("warning", "too_few_stands", f"{pointer}/capacity", message))
    return findings + _missing_kinds(document)


def _missing_kinds(document: ScenarioDocument) -> list[Finding]:
    """Kinds of work without any station: an error if people are there for it, else a simpler day."""
    if orders_of(document) <= 0:
        return []
    findings: list[Finding] = []
    for kind, role, consequence in (("pack", "packer", "orders are not packed"), ("ship", "shipper", "none is loaded")):
        if any(station.kind == kind for station in document.stations):
            continue
        heads = max((s.heads for r in document.staffing if r.role == role for s in r.shifts), default=0)
        name = STATION_NAMES[kind].lower()
        if heads:
            message = f"{counted(heads, role)} on shift, but there is no {name}: add one, or take them off the roster."
            findings.append(Finding("error", "no_station", "/stations", message))
        else:
            message = f"There is no {name}: {consequence}."
            findings.append(Finding("warning", "no_station", "/stations", message))
    return findings


def _unreachable(document: ScenarioDocument, edited: EditedLayout, index: int, severity: str) -> Finding:
    station = document.stations[index]
    name = f"{STATION_NAMES[station.kind]} “{station.id}”"
    who = "a vehicle" if station.kind in ("charge", "park") else "a person"
    if station.at is not None:
        at = (station.at.x_m, station.at.y_m)
        message = f"{name} cannot be used: {place(*at)} is blocked, taken, or out of reach for {who}."
        return Finding(severity, "unreachable_station", f"/stations/{index}/at", message, (), at)
    part_id = str(station.part_id)
    message = f"{name} cannot be used: {who} can stand nowhere beside {some([_name(edited, part_id)])}."
    return Finding(severity, "unreachable_station", f"/stations/{index}", message, (part_id,))
