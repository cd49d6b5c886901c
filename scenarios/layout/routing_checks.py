"""Checks of a factory's work: stations and conveyors that jobs need, vehicles that bring them, and a way out of rework."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from scenarios.document import Routing, ScenarioDocument
from scenarios.layout.contracts import Finding, VariantLayout
from scenarios.layout.fleet_checks import HANDING_OVER_M
from scenarios.layout.variant import vehicle_reach
from scenarios.layout.words import STATION_NAMES, VEHICLE_NAMES, hours, number, place
from scenarios.layout.workload import MOST_VISITS, visits

CARRIERS = ("amr", "agv")


def check_routings(document: ScenarioDocument) -> list[Finding]:
    """Steps at stations that are not there or not for work, jobs that nothing moves, jobs that never get out."""
    kinds: dict[str, str] = {station.id: station.kind for station in document.stations}
    findings: list[Finding] = []
    for index, routing in enumerate(document.routings):
        for number_, step in enumerate(routing.steps):
            for position, name in enumerate(step.stations):
                pointer = f"/routings/{index}/steps/{number_}/stations/{position}"
                where = f"Step {number_ + 1} of routing “{routing.id}”"
                if name not in kinds:
                    message = f"{where} is done at the station “{name}”, which this scenario does not have."
                    findings.append(Finding("error", "unknown_station", pointer, message))
                elif kinds[name] != "work":
                    message = f"{where} is done at “{name}”, which is a {STATION_NAMES[kinds[name]].lower()}: "
                    message += "jobs are done at work stations."
                    findings.append(Finding("error", "wrong_kind", pointer, message))
        if routing.moved_by == "vehicle" and not any(v.type in CARRIERS and v.count for v in document.fleet):
            message = f"The jobs of routing “{routing.id}” are moved by vehicle, but the fleet has no AMR and no AGV."
            findings.append(Finding("error", "no_vehicle", f"/routings/{index}/moved_by", message))
        findings += _check_way_out(document, routing, index)
    return findings + _check_use(document)


def _check_way_out(document: ScenarioDocument, routing: Routing, index: int) -> list[Finding]:
    """Steps that no job leaves; jobs whose work alone is longer than the day: an error where rework makes it so."""
    for number_, step in enumerate(routing.steps):
        again = step.rework.probability if step.rework is not None else 0.0
        if again + step.scrap_probability >= 1:
            message = f"After step {number_ + 1} of routing “{routing.id}” every job is scrapped or done again "
            message += f"({number(100 * step.scrap_probability)} % and {number(100 * again)} %): none goes on."
            return [Finding("error", "endless_rework", f"/routings/{index}/steps/{number_}", message)]
    horizon = document.experiment.horizon_s
    means = np.array([step.process.mean_s for step in routing.steps])
    times = visits(routing)
    if not np.isfinite(times).all():
        message = f"The rework of routing “{routing.id}” never lets a job out: on average it would make more than "
        message += f"{MOST_VISITS:,} visits to a step."
        return [Finding("error", "endless_rework", f"/routings/{index}/steps", message)]
    needed = float(times @ means)
    if needed <= horizon:
        return []
    if float(means.sum()) <= horizon:
        message = f"The rework of routing “{routing.id}” does not let a job out within the day: on average it takes "
        message += f"{hours(needed)} of work, with {number(float(times.max()))} visits to a step."
        return [Finding("error", "endless_rework", f"/routings/{index}/steps", message)]
    message = f"A job of routing “{routing.id}” takes {hours(needed)} without any waiting, longer than the horizon of "
    message += f"{hours(horizon)}: hardly any will be finished."
    return [Finding("warning", "longer_than_the_day", f"/routings/{index}/steps", message)]


def _check_use(document: ScenarioDocument) -> list[Finding]:
    """Work stations that no job visits, while there are routings."""
    if not document.routings:
        return []
    visited = {name for routing in document.routings for step in routing.steps for name in step.stations}
    return [
        Finding(
            "warning", "unused_station", f"/stations/{index}", f"No routing has a step at work station “{station.id}”."
        )
        for index, station in enumerate(document.stations)
        if station.kind == "work" and station.id not in visited
    ]


def check_conveyors(document: ScenarioDocument) -> list[Finding]:
    """Conveyors that lead from or to a station that is not there, or one that goods never wait at."""
    kinds: dict[str, str] = {station.id: station.kind for station in document.stations}
    taken = _job_ways(document)
    findings: list[Finding] = []
    for index, belt in enumerate(document.conveyors):
        ends = (("from_station", belt.from_station), ("to_station", belt.to_station))
        faults: list[Finding] = []
        for key, name in ends:
            pointer = f"/conveyors/{index}/{key}"
            if name not in kinds:
                message = f"Conveyor “{belt.id}” names the station “{name}”, which this scenario does not have."
                faults.append(Finding("error", "unknown_station", pointer, message))
            elif kinds[name] in {"charge", "park"}:
                message = f"Conveyor “{belt.id}” names “{name}”, which is a {STATION_NAMES[kinds[name]].lower()}: "
                message += "nothing is conveyed there."
                faults.append(Finding("error", "wrong_kind", pointer, message))
        work_only = all(kinds.get(name) == "work" for _, name in ends)
        if not faults and work_only and (belt.from_station, belt.to_station) not in taken:
            message = f"No job goes from “{belt.from_station}” straight to “{belt.to_station}”: conveyor “{belt.id}” "
            message += "stays empty."
            faults.append(Finding("warning", "no_effect", f"/conveyors/{index}", message))
        findings += faults
    return findings


def _job_ways(document: ScenarioDocument) -> set[tuple[str, str]]:
    """Pairs of stations that a job may visit one after the other."""
    found: set[tuple[str, str]] = set()
    for routing in document.routings:
        pairs = list(pairwise(routing.steps))
        pairs += [(s, routing.steps[s.rework.to_step]) for s in routing.steps if s.rework is not None]
        if routing.population is not None:
            pairs.append((routing.steps[-1], routing.steps[0]))
        found |= {(a, b) for before, after in pairs for a in before.stations for b in after.stations}
    return found


def check_job_transport(document: ScenarioDocument, variant: VariantLayout) -> list[Finding]:
    """Work stations that the AMRs or AGVs which move jobs cannot get near to."""
    moved = {
        name
        for routing in document.routings
        if routing.moved_by == "vehicle"
        for step in routing.steps
        for name in step.stations
    }
    belts = {(belt.from_station, belt.to_station) for belt in document.conveyors}
    moved &= {name for pair in _job_ways(document) - belts for name in pair}
    places = {station.id: station for station in variant.stations}
    findings: list[Finding] = []
    for vehicle in document.fleet:
        if not moved or vehicle.type not in CARRIERS or not vehicle.count:
            continue
        reach = vehicle_reach(variant.floor_plan, document, vehicle.width_m)
        for index, station in enumerate(document.stations):
            spot = places.get(station.id)
            if station.id not in moved or spot is None:
                continue
            if reach.nearest(*spot.queue_m, within_m=HANDING_OVER_M) is None:
                message = f"{VEHICLE_NAMES[vehicle.type]} are {number(vehicle.width_m)} m wide and cannot get to work "
                message += f"station “{station.id}” at {place(*spot.queue_m)}: its jobs would never arrive."
                findings.append(Finding("error", "vehicle_too_wide", f"/stations/{index}", message, (), spot.queue_m))
    return findings
