"""The calendar of a day: who is on shift and on a break when, what is closed, what is down, what comes in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.document import ScenarioDocument
from scenarios.simulation.codes import (
    GROUPS,
    HEAVY_ROLES,
    LIGHT_ROLES,
    PEOPLE_ROLES,
    ROLE_NAMES,
    Calendar,
    Role,
)
from scenarios.simulation.compile import CompiledRun
from scenarios.simulation.luck import Purpose, arrivals, rate_pieces, stream
from scenarios.simulation.records import CALENDAR

INBOUND_PER_HOUR = 6.0  # pallets for each heavy vehicle where the document names none
_Row = tuple[float, int, int, int]


def heads_over_time(document: ScenarioDocument, role: str) -> list[tuple[float, int]]:
    """(time, heads on shift from then on), absentees taken off, only where the number changes."""
    staffing = next((s for s in document.staffing if s.role == role), None)
    if staffing is None:
        return []
    absences = [e for e in document.events if e.kind == "absent" and e.target == role]
    times = {0.0}
    times |= {t for s in staffing.shifts for t in (s.start_s, s.end_s)}
    times |= {t for e in absences for t in (e.start_s, e.end_s)}
    changes: list[tuple[float, int]] = []
    for time in sorted(times):
        away = sum(round(e.amount) for e in absences if e.start_s <= time < e.end_s)
        heads = max(staffing.heads_at(time) - away, 0)
        if not changes or changes[-1][1] != heads:
            changes.append((time, heads))
    return changes


def vehicles_down(document: ScenarioDocument, kind: str) -> list[tuple[float, int]]:
    """(time, vehicles of a type that are down from then on)."""
    events = [e for e in document.events if e.kind == "vehicle_down" and e.target == kind]
    times = sorted({t for e in events for t in (e.start_s, e.end_s)})
    return [(t, sum(round(e.amount) for e in events if e.start_s <= t < e.end_s)) for t in times]


def breaks(document: ScenarioDocument, role: Role) -> list[_Row]:
    """Groups of a role that go on their break and come back, one group after another."""
    staffing = next((s for s in document.staffing if s.role == ROLE_NAMES[role]), None)
    rows: list[_Row] = []
    for pause in staffing.breaks if staffing is not None else []:
        length = pause.end_s - pause.start_s
        for group in range(pause.groups):
            start = pause.start_s + group * length
            packed = group + GROUPS * pause.groups
            rows += [(start, Calendar.REST, role, packed), (start + length, Calendar.RESUME, role, packed)]
    return rows


def calendar(run: CompiledRun) -> NDArray[np.void]:
    """Everything that the clock alone decides, sorted by time (equal times: roles in their order, then events)."""
    document = run.document
    rows: list[_Row] = []
    for role in PEOPLE_ROLES:
        rows += [(t, Calendar.HEADS, role, heads) for t, heads in heads_over_time(document, ROLE_NAMES[role])]
        rows += breaks(document, role)
    for role in (*LIGHT_ROLES, *HEAVY_ROLES):
        if run.heads[role]:
            rows.append((0.0, Calendar.HEADS, role, run.heads[role]))
            rows += [(t, Calendar.DOWN, role, n) for t, n in vehicles_down(document, ROLE_NAMES[role])]
    stations = {station.id: number for number, station in enumerate(document.stations)}
    for event in document.events:
        if event.kind == "part_blocked" and event.target in run.part_ids:
            part = run.part_ids.index(event.target)
            rows += [(event.start_s, Calendar.BLOCK, part, 0), (event.end_s, Calendar.UNBLOCK, part, 0)]
        elif event.kind in ("station_down", "dock_closed") and event.target in stations:
            number = stations[event.target]
            machine = run.machine_of(event.target)
            rows.append((event.start_s, Calendar.STATION_DOWN, number, machine))
            rows.append((event.end_s, Calendar.STATION_UP, number, machine))
    rows += [(change.time_s, Calendar.FLOOR, change.floor, 0) for change in run.floor_changes]
    horizon = document.experiment.horizon_s
    rows = sorted((r for r in rows if r[0] < horizon), key=lambda r: r[0])
    return np.array(rows, dtype=CALENDAR)


def inbound(run: CompiledRun, replication: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """(times of inbound pallets, (R, 2) where each is fetched and put away): a Poisson stream of its own luck."""
    heavy = sum(run.heads[role] for role in HEAVY_ROLES)
    if not heavy or not len(run.docks) or not len(run.put_away):
        return np.empty(0), np.empty((0, 2), np.int64)
    document = run.document
    horizon = document.experiment.horizon_s
    if document.demand.inbound is None:
        pieces = np.array([(0.0, horizon, INBOUND_PER_HOUR * heavy / 3600)])
    else:
        pieces = rate_pieces([(w, w.pallets_per_hour) for w in document.demand.inbound], [], horizon)
    seed = document.experiment.seed
    times = arrivals(pieces, stream(seed, replication, Purpose.REPLENISHMENT))
    draws = stream(seed, replication, Purpose.REPLENISHMENT, 1).random((len(times), 2))
    ways = np.column_stack(
        [
            run.docks[(draws[:, 0] * len(run.docks)).astype(np.int64), 0],
            run.put_away[(draws[:, 1] * len(run.put_away)).astype(np.int64)],
        ]
    )
    return times, ways.astype(np.int64)
