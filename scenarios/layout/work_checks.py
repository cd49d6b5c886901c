"""Checks of the people: is somebody there when work comes, do they have a place, and does everything fall into the day."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import Literal

from scenarios.document import Role, RoleStaffing, ScenarioDocument
from scenarios.layout.contracts import Finding
from scenarios.layout.words import ROLE_NAMES, counted, number, span
from scenarios.layout.workload import covers, jobs_between, orders_between, orders_of, stretches_without

# Every order needs each of these, in this order.
_ROLES: tuple[Role, ...] = ("picker", "packer", "shipper")
STATION_OF_ROLE: dict[Role, Literal["pack", "ship", "work"]] = {"packer": "pack", "shipper": "ship", "operator": "work"}

# What the simulation does where a document has nobody at all for a role.
_LEFT_OUT: dict[Role, str] = {
    "packer": "pickers pack their orders themselves",
    "shipper": "orders count as shipped once they are packed",
}


def check_staffing(document: ScenarioDocument) -> list[Finding]:
    """Work without hands, hands without a station, and nothing to do at all."""
    horizon = document.experiment.horizon_s
    orders, jobs = orders_of(document), jobs_between(document.routings, 0.0, horizon)
    if orders <= 0 and jobs <= 0:
        message = "No orders arrive within the horizon: give the demand at least one window with orders."
        if document.routings:
            message = (
                "Neither orders nor jobs come within the horizon: give the demand or a routing a window with some."
            )
        return [Finding("error", "no_demand", "/demand/windows", message)]
    findings: list[Finding] = []
    for name in _ROLES if orders > 0 else ():
        findings += _check_role(document, name, "order", lambda a, b: orders_between(document, a, b))
    if used_by := _manned_routings(document):
        chosen = [document.routings[index] for index in used_by]
        findings += _check_role(document, "operator", "job", lambda a, b: jobs_between(chosen, a, b))
    for index, role in enumerate(document.staffing):
        findings += [*_check_room(document, role, index), *_check_breaks(document, role, index)]
        findings += _check_skills(document, role, index)
    return findings


def _manned_routings(document: ScenarioDocument) -> list[int]:
    """Positions of the routings with a step that only manned stations can do."""
    manned = {station.id for station in document.stations if station.manned}
    return [
        index
        for index, routing in enumerate(document.routings)
        if any(step.stations and set(step.stations) <= manned for step in routing.steps)
    ]


def _check_role(
    document: ScenarioDocument, name: Role, noun: str, arriving: Callable[[float, float], float]
) -> list[Finding]:
    """Times when nobody does a role's work while some of it comes; `arriving` counts it between two times."""
    index = next((i for i, role in enumerate(document.staffing) if role.role == name), None)
    pointer = "/staffing" if index is None else f"/staffing/{index}/shifts"
    horizon = document.experiment.horizon_s
    most = max((s.heads for role in document.staffing if role.role == name for s in role.shifts), default=0)
    if most == 0 and name in _LEFT_OUT:
        message = f"No {name} is on shift all day while orders arrive: {_LEFT_OUT[name]}."
        return [Finding("warning", "staffing_gap", pointer, message)]
    gaps = list(stretches_without(document, name))
    if gaps == [(0.0, horizon)]:
        return [_nobody(document, name, pointer)]
    findings: list[Finding] = []
    for start, end in gaps:
        coming = arriving(start, end)
        if coming < 0.5:
            continue
        message = f"No {name} from {document.wall_clock(start)} to {document.wall_clock(end)} while {coming:,.0f} "
        message += f"{noun} arrives" if round(coming) == 1 else f"{noun}s arrive"
        message += "; nobody comes back, so they stay undone." if math.isclose(end, horizon) else "."
        findings.append(Finding("warning", "staffing_gap", pointer, message))
    return findings


def _nobody(document: ScenarioDocument, name: Role, pointer: str) -> Finding:
    """Nobody does a role's work all day, and the simulation has no answer to that."""
    if name == "operator":
        names = [station.id for station in document.stations if station.manned]
        need = f"{counted(len(names), 'work station')} {'needs' if len(names) == 1 else 'need'} one, beginning with"
        message = f"No operator is on shift all day, but {need} “{names[0]}”: no job that goes there would be finished."
    else:
        message = f"No {name} is on shift all day while orders arrive: not one of them would be finished."
    return Finding("error", "staffing_gap", pointer, message)


def _check_room(document: ScenarioDocument, role: RoleStaffing, index: int) -> list[Finding]:
    """More heads than their stations have room for, and operators without a station to man."""
    kind = STATION_OF_ROLE.get(role.role)
    if kind is None or role.also:
        return []
    places = [s for s in document.stations if s.kind == kind and (kind != "work" or s.manned)]
    room = sum(station.capacity for station in places)
    if kind == "work" and not room and any(shift.heads for shift in role.shifts):
        message = "Operators are on shift, but no work station is manned: they have nothing to do."
        return [Finding("warning", "no_station", f"/staffing/{index}", message)]
    findings: list[Finding] = []
    for position, shift in enumerate(role.shifts):
        if room and shift.heads > room:
            message = (
                f"{ROLE_NAMES[role.role]} {span(document, shift.start_s, shift.end_s)}: {shift.heads} on shift, but "
                f"the {kind} stations have room for {room}; the others will wait."
            )
            pointer = f"/staffing/{index}/shifts/{position}/heads"
            findings.append(Finding("warning", "more_heads_than_stations", pointer, message))
    return findings


def _check_breaks(document: ScenarioDocument, role: RoleStaffing, index: int) -> list[Finding]:
    """Breaks that nobody is there to take, or whose last group would take it after the end of the shift."""
    findings: list[Finding] = []
    for position, pause in enumerate(role.breaks):
        end_s = pause.start_s + pause.groups * (pause.end_s - pause.start_s)
        name = f"The break of the {ROLE_NAMES[role.role].lower()} {span(document, pause.start_s, pause.end_s)}"
        on_shift = [s for s in role.shifts if s.heads and s.start_s < end_s and s.end_s > pause.start_s]
        if not on_shift:
            message = f"{name} lies outside their shifts: nobody takes it."
        elif not covers(on_shift, pause.start_s, end_s):
            message = f"{name} is not over when the shift is: with {counted(pause.groups, 'group')} it takes until "
            message += f"{document.wall_clock(end_s)}, and who has gone home takes none."
        else:
            continue
        findings.append(Finding("warning", "break_outside_shift", f"/staffing/{index}/breaks/{position}", message))
    return findings


def _check_skills(document: ScenarioDocument, role: RoleStaffing, index: int) -> list[Finding]:
    """Roles that people would stand in for but that have no station to do it at."""
    findings: list[Finding] = []
    for position, name in enumerate(role.also):
        kind = STATION_OF_ROLE.get(name)
        if kind is None or any(s.kind == kind and (kind != "work" or s.manned) for s in document.stations):
            continue
        place = "manned work station" if kind == "work" else f"{kind} station"
        message = f"{ROLE_NAMES[role.role]} also work as {name}s, but there is no {place} to do that at."
        findings.append(Finding("warning", "no_station", f"/staffing/{index}/also/{position}", message))
    return findings


def check_times(document: ScenarioDocument) -> list[Finding]:
    """Shifts, windows, cut-offs and events that the horizon cuts off, and too few replications for their limit."""
    horizon = document.experiment.horizon_s
    timed: list[tuple[str, str, float, float]] = []
    for i, role in enumerate(document.staffing):
        name = ROLE_NAMES[role.role].lower()
        timed += [
            (f"/staffing/{i}/shifts/{j}", f"The shift of the {name}", s.start_s, s.end_s)
            for j, s in enumerate(role.shifts)
        ]
    demand = document.demand
    timed += [(f"/demand/windows/{i}", "The demand", w.start_s, w.end_s) for i, w in enumerate(demand.windows)]
    timed += [(f"/demand/inbound/{i}", "The inbound", w.start_s, w.end_s) for i, w in enumerate(demand.inbound or ())]
    for i, routing in enumerate(document.routings):
        timed += [
            (f"/routings/{i}/windows/{j}", f"The demand of routing “{routing.id}”", w.start_s, w.end_s)
            for j, w in enumerate(routing.windows)
        ]
    timed += [(f"/events/{i}", "The event", e.start_s, e.end_s) for i, e in enumerate(document.events)]
    findings: list[Finding] = []
    for pointer, what, start, end in timed:
        if end <= horizon + 1e-6:
            continue
        length = f"the horizon of {number(horizon / 3600)} h"
        how = f"starts after {length}" if start >= horizon else f"goes on after {length} ends"
        message = f"{what} {span(document, start, end)} {how}; what lies beyond is not played."
        findings.append(Finding("warning", "outside_horizon", pointer, message))
    return findings + _check_cutoffs(document) + _check_replications(document)


def _check_cutoffs(document: ScenarioDocument) -> list[Finding]:
    horizon, cutoffs = document.experiment.horizon_s, document.demand.cutoffs_s
    findings: list[Finding] = []
    for index, time_s in enumerate(cutoffs):
        if time_s > horizon + 1e-6:
            message = (
                f"The cut-off at {document.wall_clock(time_s)} lies after the horizon of {number(horizon / 3600)} h: "
            )
            message += "whether its orders are in time is not played to the end."
            findings.append(Finding("warning", "outside_horizon", f"/demand/cutoffs_s/{index}", message))
    if cutoffs and (late := orders_between(document, max(cutoffs), horizon)) >= 1:
        message = f"The last cut-off is at {document.wall_clock(max(cutoffs))}, but {late:,.0f} orders come after it: "
        message += "they have no cut-off of their own."
        findings.append(Finding("warning", "no_cutoff", "/demand/cutoffs_s", message))
    return findings


def _check_replications(document: ScenarioDocument) -> list[Finding]:
    experiment = document.experiment
    if experiment.target_half_width is None or experiment.max_replications >= experiment.replications:
        return []
    message = f"At most {experiment.max_replications} replications are allowed, but the first "
    message += f"{experiment.replications} are played anyway: the target decides nothing."
    return [Finding("warning", "few_replications", "/experiment/max_replications", message)]


def check_cameras(document: ScenarioDocument, camera_ids: Collection[str] | None) -> list[Finding]:
    """Cameras that the facility does not have."""
    if camera_ids is None:
        return []
    return [
        Finding(
            "error",
            "unknown_camera",
            f"/experiment/clip_camera_ids/{index}",
            f"The facility has no camera “{camera_id}”; it has {', '.join(sorted(camera_ids)) or 'none'}.",
        )
        for index, camera_id in enumerate(document.experiment.clip_camera_ids)
        if camera_id not in camera_ids
    ]
