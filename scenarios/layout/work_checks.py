"""Checks of the work: is somebody there when it comes, is there any, and does everything fall into the day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise

from scenarios.document import Role, RoleStaffing, ScenarioDocument
from scenarios.layout.contracts import Finding
from scenarios.layout.edits import EditedLayout
from scenarios.layout.words import ROLE_NAMES, VEHICLE_NAMES, number, span

# Every order needs each of these, in this order.
_ROLES: tuple[Role, ...] = ("picker", "packer", "shipper")
_STATION_OF_ROLE = {"packer": "pack", "shipper": "ship"}

Stretch = tuple[float, float, float]  # start_s, end_s, orders


def check_staffing(document: ScenarioDocument) -> list[Finding]:
    """Demand without hands, hands without a station, and no demand at all."""
    horizon = document.experiment.horizon_s
    windows = document.demand.windows
    if sum(max(0.0, min(w.end_s, horizon) - w.start_s) * w.orders_per_hour for w in windows) <= 0:
        message = "No orders arrive within the horizon: give the demand at least one window with orders."
        return [Finding("error", "no_demand", "/demand/windows", message)]
    findings: list[Finding] = []
    positions = {role.role: index for index, role in enumerate(document.staffing)}
    for name in _ROLES:
        index = positions.get(name)
        role = None if index is None else document.staffing[index]
        pointer = "/staffing" if index is None else f"/staffing/{index}/shifts"
        if role is None or index is None or not any(s.heads and s.start_s < horizon for s in role.shifts):
            findings.append(_nobody(name, pointer))
            continue
        for start, end, orders in _gaps(document, role):
            message = f"No {name} from {document.wall_clock(start)} to {document.wall_clock(end)} while {orders:.0f} "
            message += "order arrives." if round(orders) == 1 else "orders arrive."
            findings.append(Finding("warning", "staffing_gap", pointer, message))
        if name in _STATION_OF_ROLE:
            findings += _check_capacity(document, role, index)
    return findings


def _nobody(name: Role, pointer: str) -> Finding:
    """Nobody in a role all day. The simulation has an answer for packing and shipping, none for picking."""
    if name == "picker":
        message = "No picker is on shift all day while orders arrive: not one of them would be finished."
        return Finding("error", "staffing_gap", pointer, message)
    consequence = {
        "packer": "pickers pack their orders themselves",
        "shipper": "orders count as shipped once they are packed",
    }[name]
    message = f"No {name} is on shift all day while orders arrive: {consequence}."
    return Finding("warning", "staffing_gap", pointer, message)


def _gaps(document: ScenarioDocument, role: RoleStaffing) -> Iterator[Stretch]:
    """Stretches of the horizon without a head in a role while orders arrive, neighbours joined."""
    horizon = document.experiment.horizon_s
    edges = {0.0, horizon}
    edges.update(edge for s in role.shifts for edge in (s.start_s, s.end_s))
    edges.update(edge for w in document.demand.windows for edge in (w.start_s, w.end_s))
    ordered = sorted(edge for edge in edges if 0 <= edge <= horizon)
    open_stretch: Stretch | None = None
    for start, end in pairwise(ordered):
        windows = document.demand.windows
        rate = sum(w.orders_per_hour for w in windows if w.start_s <= start < w.end_s)
        orders = rate * (end - start) / 3600
        if role.heads_at(start) == 0 and orders > 0:
            began, before = (open_stretch[0], open_stretch[2]) if open_stretch else (start, 0.0)
            open_stretch = (began, end, before + orders)
        elif open_stretch:
            yield open_stretch
            open_stretch = None
    if open_stretch:
        yield open_stretch


def _check_capacity(document: ScenarioDocument, role: RoleStaffing, index: int) -> list[Finding]:
    kind = _STATION_OF_ROLE[role.role]
    room = sum(station.capacity for station in document.stations if station.kind == kind)
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


def check_times(document: ScenarioDocument) -> list[Finding]:
    """Shifts, demand and events that the horizon cuts off."""
    horizon = document.experiment.horizon_s
    timed = [
        *(
            (
                f"/staffing/{i}/shifts/{j}",
                f"The shift of the {ROLE_NAMES[role.role].lower()}",
                shift.start_s,
                shift.end_s,
            )
            for i, role in enumerate(document.staffing)
            for j, shift in enumerate(role.shifts)
        ),
        *((f"/demand/windows/{i}", "The demand", w.start_s, w.end_s) for i, w in enumerate(document.demand.windows)),
        *((f"/events/{i}", "The event", e.start_s, e.end_s) for i, e in enumerate(document.events)),
    ]
    findings: list[Finding] = []
    for pointer, what, start, end in timed:
        if end <= horizon + 1e-6:
            continue
        hours = f"the horizon of {number(horizon / 3600)} h"
        how = f"starts after {hours}" if start >= horizon else f"goes on after {hours} ends"
        message = f"{what} {span(document, start, end)} {how}; what lies beyond is not played."
        findings.append(Finding("warning", "outside_horizon", pointer, message))
    return findings


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


def check_events(document: ScenarioDocument, edited: EditedLayout) -> list[Finding]:
    """Events whose target is not a part of the layout, a staffed role or a vehicle type of the fleet."""
    known: dict[str, tuple[str, Collection[str]]] = {
        "part_blocked": ("part", edited.placed),
        "absent": ("role", [role.role for role in document.staffing] or list(ROLE_NAMES)),
        "vehicle_down": ("vehicle type", [v.type for v in document.fleet] or list(VEHICLE_NAMES)),
    }
    findings: list[Finding] = []
    for index, event in enumerate(document.events):
        if event.kind not in known:
            continue
        noun, targets = known[event.kind]
        if event.target not in targets:
            message = f"The event {span(document, event.start_s, event.end_s)} names the {noun} “{event.target}”, "
            message += "which this scenario does not have."
            findings.append(Finding("error", "unknown_target", f"/events/{index}/target", message))
    return findings
