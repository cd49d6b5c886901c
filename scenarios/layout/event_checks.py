"""Checks of the events: do their targets exist, is their floor there, do they leave any capacity at all."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
from shapely import Polygon, make_valid, union_all

from scenarios.document import Event, FloorArea, ScenarioDocument
from scenarios.layout.contracts import Finding, VariantLayout
from scenarios.layout.edits import EditedLayout
from scenarios.layout.words import ROLE_NAMES, STATION_NAMES, VEHICLE_NAMES, floor, span
from scenarios.layout.workload import covers
from twin.contracts import FloorPlan

# The kinds of station that each kind of event can happen to.
_STATION_KINDS = {
    "station_down": ("pack", "ship", "receive", "work", "charge"),
    "dock_closed": ("ship", "receive"),
}

# Each way in which closed stretches of floor overlap in time is a floor of its own, with ways worked out for it.
MOST_CLOSURES = 8


def check_events(document: ScenarioDocument, edited: EditedLayout, variant: VariantLayout) -> list[Finding]:
    """Events whose target is not there or of another kind, whose floor is outside, or that stop everything."""
    findings: list[Finding] = []
    for index, event in enumerate(document.events):
        found = _check_target(document, edited, event, index)
        if found is None and event.area is not None:
            found = _check_area(document, variant.floor_plan, event, event.area, index)
        if found is not None:
            findings.append(found)
    if document.demand.recorded is not None:
        findings += [
            _no_surge(document, event, index)
            for index, event in enumerate(document.events)
            if event.kind == "demand_surge"
        ]
    return [*findings, *_check_closures(document), *_check_capacity(document, variant)]


def _check_target(document: ScenarioDocument, edited: EditedLayout, event: Event, index: int) -> Finding | None:
    stations = {station.id: station.kind for station in document.stations}
    known: dict[str, tuple[str, Collection[str]]] = {
        "part_blocked": ("part", edited.placed),
        "absent": ("role", [role.role for role in document.staffing] or list(ROLE_NAMES)),
        "vehicle_down": ("vehicle type", [v.type for v in document.fleet] or list(VEHICLE_NAMES)),
        "station_down": ("station", stations),
        "dock_closed": ("station", stations),
    }
    if event.kind not in known:
        return None
    noun, targets = known[event.kind]
    when, pointer = f"The event {span(document, event.start_s, event.end_s)}", f"/events/{index}/target"
    if event.target not in targets:
        message = f"{when} names the {noun} “{event.target}”, which this scenario does not have."
        return Finding("error", "unknown_target", pointer, message)
    kinds = _STATION_KINDS.get(event.kind)
    if kinds is not None and stations[str(event.target)] not in kinds:
        what = STATION_NAMES[stations[str(event.target)]].lower()
        rule = (
            "only ship and receiving stations close" if event.kind == "dock_closed" else "a parking place has no fault"
        )
        message = f"{when} names “{event.target}”, which is a {what}: {rule}."
        return Finding("error", "wrong_kind", pointer, message)
    return None


def _check_closures(document: ScenarioDocument) -> list[Finding]:
    """More different sets of closed floor in the course of the day than the simulation works out ways for."""
    horizon = document.experiment.horizon_s
    closed = {i: e for i, e in enumerate(document.events) if e.area is not None and e.start_s < horizon}
    times = sorted({time for event in closed.values() for time in (event.start_s, event.end_s)})
    together = {frozenset(i for i, e in closed.items() if e.start_s <= time < e.end_s) for time in times}
    if len(together - {frozenset()}) <= MOST_CLOSURES:
        return []
    message = f"In the course of the day {len(together - {frozenset()})} different sets of floor are closed; at most "
    message += f"{MOST_CLOSURES} can be: let closures begin and end together, or leave some out."
    return [Finding("error", "too_many_closures", "/events", message)]


def _check_area(
    document: ScenarioDocument, plan: FloorPlan, event: Event, area: FloorArea, index: int
) -> Finding | None:
    """A closed floor outside the building is a mistake; one where nobody could walk anyhow changes nothing."""
    when, pointer = f"The event {span(document, event.start_s, event.end_s)}", f"/events/{index}/area"
    at = (area.x_m, area.y_m)
    if is_outside(plan, area):
        message = f"{when} closes {floor(area)}, which lies outside the building."
        return Finding("error", "outside_building", pointer, message, (), at)
    if not (_cells(plan, area) > 0).any():
        message = f"{when} closes {floor(area)}, where nobody can walk anyhow: it changes nothing."
        return Finding("warning", "no_effect", pointer, message, (), at)
    return None


def is_outside(plan: FloorPlan, area: FloorArea) -> bool:
    """Whether no part of an area lies in the building."""
    if not plan.building_m:
        return not len(_cells(plan, area))
    building = union_all([make_valid(Polygon(ring)) for ring in plan.building_m])
    return bool(building.intersection(Polygon(_corners(area))).area <= 0)


def _corners(area: FloorArea) -> list[tuple[float, float]]:
    cos, sin = math.cos(area.heading_rad), math.sin(area.heading_rad)
    half = ((1, 1), (-1, 1), (-1, -1), (1, -1))
    return [
        (
            area.x_m + cos * a * area.length_m / 2 - sin * b * area.width_m / 2,
            area.y_m + sin * a * area.length_m / 2 + cos * b * area.width_m / 2,
        )
        for a, b in half
    ]


def _cells(plan: FloorPlan, area: FloorArea) -> np.ndarray:
    """Clearances of the floor plan's cells whose centres lie in an area."""
    rows, columns = plan.clearance_m.shape
    x = plan.origin_m[0] + (np.arange(columns) + 0.5) * plan.cell_m - area.x_m
    y = plan.origin_m[1] + (np.arange(rows) + 0.5) * plan.cell_m - area.y_m
    cos, sin = math.cos(area.heading_rad), math.sin(area.heading_rad)
    along = cos * x[None, :] + sin * y[:, None]
    across = -sin * x[None, :] + cos * y[:, None]
    half = (max(area.length_m, plan.cell_m) / 2, max(area.width_m, plan.cell_m) / 2)
    return np.asarray(plan.clearance_m[(np.abs(along) <= half[0]) & (np.abs(across) <= half[1])])


def _no_surge(document: ScenarioDocument, event: Event, index: int) -> Finding:
    message = (
        f"The surge {span(document, event.start_s, event.end_s)} changes nothing: recorded orders come as they came."
    )
    return Finding("warning", "no_effect", f"/events/{index}", message)


def _check_capacity(document: ScenarioDocument, variant: VariantLayout) -> list[Finding]:
    """Stations that are down all day: an error where they leave work without any station."""
    down: dict[str, list[int]] = {}
    for index, event in enumerate(document.events):
        if event.kind in _STATION_KINDS and event.target is not None:
            down.setdefault(event.target, []).append(index)
    all_day = {
        target: indices
        for target, indices in down.items()
        if covers([document.events[i] for i in indices], 0.0, document.experiment.horizon_s)
    }
    usable = {place.id for place in variant.stations} - set(all_day)
    findings: list[Finding] = []
    for station in document.stations:
        if station.id not in all_day:
            continue
        pointer = f"/events/{all_day[station.id][0]}"
        name = f"{STATION_NAMES[station.kind]} “{station.id}”"
        if alone := left_without(document, station.id, usable):
            message = f"{name} is down all day, and {alone}: that work would never be done."
            findings.append(Finding("error", "no_capacity", pointer, message))
        else:
            message = f"{name} is down all day: it adds nothing to this scenario."
            findings.append(Finding("warning", "no_capacity", pointer, message))
    return findings


def left_without(document: ScenarioDocument, station_id: str, usable: Collection[str]) -> str:
    """What has no station left when one is out of use and only `usable` ones are in use; empty where something else serves."""
    station = next(s for s in document.stations if s.id == station_id)
    if station.kind == "work":
        for routing in document.routings:
            for number, step in enumerate(routing.steps, 1):
                if station_id in step.stations and not any(other in usable for other in step.stations):
                    return f"step {number} of routing “{routing.id}” has no other station"
        return ""
    if station.kind in {"pack", "ship", "charge"} and not any(
        other.kind == station.kind and other.id in usable for other in document.stations
    ):
        return f"there is no other {STATION_NAMES[station.kind].lower()}"
    return ""
