"""Checks of the load: is there more work than the day has hands or machines for, so that the backlog only grows?

Estimates on expected values. What is certain (hands at a face, a bench, a machine) is held against
all the time there is; walking is estimated, so picking must be well beyond before anything is said.
"""

from __future__ import annotations

import numpy as np

from scenarios.document import Role, ScenarioDocument
from scenarios.layout.contracts import Finding, VariantLayout
from scenarios.layout.variant import people_reach
from scenarios.layout.words import hours, some
from scenarios.layout.work_checks import STATION_OF_ROLE
from scenarios.layout.work_estimate import tour_s
from scenarios.layout.workload import (
    jobs_between,
    lines_per_order,
    orders_of,
    pack_order_s,
    pick_line_s,
    seconds_on_shift,
    visits,
    who_can,
)

# A walking estimate is held to be wrong by no more than this factor.
WALKING_MARGIN = 1.3


def check_load(document: ScenarioDocument, variant: VariantLayout) -> list[Finding]:
    """Roles and work stations that are asked for more than they can do in the day."""
    findings: list[Finding] = []
    if orders_of(document) >= 1:
        findings += _check_orders(document, variant)
    return findings + _check_operators(document) + _check_machines(document)


def _check_orders(document: ScenarioDocument, variant: VariantLayout) -> list[Finding]:
    demand, orders = document.demand, orders_of(document)
    kinds = {place.kind for place in variant.stations}
    packers = any(shift.heads for role in document.staffing if role.role == "packer" for shift in role.shifts)
    packs_itself = "pack" in kinds and not packers
    findings: list[Finding] = []
    if "pack" in kinds and packers:
        findings += _overload(document, "packer", orders, pack_order_s(document))
    if "ship" in kinds:
        findings += _overload(document, "shipper", orders, demand.ship_s)
    if variant.faces:
        each = _picking_s(document, variant) + (pack_order_s(document) if packs_itself else 0.0)
        findings += _overload(document, "picker", orders, each, margin=WALKING_MARGIN)
    return findings


def _picking_s(document: ScenarioDocument, variant: VariantLayout) -> float:
    """Seconds of a picker per order: hands and, where tours end at a known place, the walk."""
    of_record = {"lines_per_order_mean": lines_per_order(document), "pick_s": pick_line_s(document)}
    demand = document.demand.model_copy(update=of_record)
    depots = [(float(p.stands_m[0, 0]), float(p.stands_m[0, 1])) for p in variant.stations if p.kind == "pack"]
    if not depots or any(vehicle.type in {"amr", "agv"} and vehicle.count for vehicle in document.fleet):
        return demand.lines_per_order_mean * demand.pick_s  # vehicles carry; how far one walks is not known here
    people = people_reach(variant.floor_plan, document)
    return tour_s(people, variant.faces, depots, demand) / demand.orders_per_tour


def _overload(
    document: ScenarioDocument, role: Role, orders: float, each_s: float, margin: float = 1.0
) -> list[Finding]:
    """A warning where `each_s` seconds for each order do not fit into the time of those who can do it."""
    room = sum(s.capacity for s in document.stations if s.kind == STATION_OF_ROLE.get(role))
    able = who_can(document, role)
    there = sum(seconds_on_shift(document, staffing, room=room or float("inf")) for staffing in able)
    needed = orders * each_s
    if there <= 0 or needed <= there * margin:
        return []
    index = next((i for i, staffing in enumerate(document.staffing) if staffing.role == role), None)
    pointer = "/staffing" if index is None else f"/staffing/{index}/shifts"
    left = orders - there * margin / each_s
    message = (
        f"The {orders:,.0f} orders of the day need about {hours(needed)} of {role}s, who have {hours(there)}: the "
    )
    message += f"backlog grows without end, to some {left:,.0f} orders at the end of the day."
    return [Finding("warning", "overload", pointer, message)]


def _check_operators(document: ScenarioDocument) -> list[Finding]:
    """Operators for all steps that only manned stations do."""
    manned = {station.id for station in document.stations if station.manned}
    needed = sum(seconds for stations, seconds in _step_loads(document) if stations and stations <= manned)
    there = sum(seconds_on_shift(document, staffing) for staffing in who_can(document, "operator"))
    if there <= 0 or needed <= there:
        return []
    index = next((i for i, staffing in enumerate(document.staffing) if staffing.role == "operator"), None)
    pointer = "/staffing" if index is None else f"/staffing/{index}/shifts"
    message = (
        f"The jobs of the day need about {hours(needed)} of operators, who have {hours(there)}: the backlog grows "
    )
    message += "without end."
    return [Finding("warning", "overload", pointer, message)]


def _check_machines(document: ScenarioDocument) -> list[Finding]:
    """Sets of work stations whose steps take more than all their servers have."""
    horizon = document.experiment.horizon_s
    servers = {s.id: s.capacity for s in document.stations if s.kind == "work"}
    steps = _step_loads(document)
    findings: list[Finding] = []
    for group in dict.fromkeys(stations for stations, _ in steps if stations and stations <= servers.keys()):
        needed = sum(seconds for stations, seconds in steps if stations and stations <= group)
        there = sum(servers[name] for name in group) * horizon
        if needed <= there:
            continue
        names = [s.id for s in document.stations if s.id in group]
        index = next(i for i, s in enumerate(document.stations) if s.id in group)
        message = f"The jobs of the day need about {hours(needed)} at {some(names)}, which "
        message += f"{'has' if len(names) == 1 else 'have'} {hours(there)}: the line in front grows without end."
        findings.append(Finding("warning", "overload", f"/stations/{index}/capacity", message))
    return findings


def _step_loads(document: ScenarioDocument) -> list[tuple[frozenset[str], float]]:
    """(stations, seconds of work in the day) of every step of the jobs that come from outside and get out again."""
    horizon = document.experiment.horizon_s
    loads: list[tuple[frozenset[str], float]] = []
    for routing in document.routings:
        times = visits(routing)
        if routing.population is not None or not np.isfinite(times).all():
            continue
        jobs = jobs_between([routing], 0.0, horizon)
        for step, count in zip(routing.steps, times, strict=True):
            loads.append((frozenset(step.stations), jobs * float(count) * step.process.mean_s))
    return loads
