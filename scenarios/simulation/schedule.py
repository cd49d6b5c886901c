"""The calendar of a day: who is on shift when, which parts are closed, which vehicles are down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.document import ScenarioDocument
from scenarios.simulation.compile import REPLENISHMENTS_PER_HOUR, ROLE_NAMES, CompiledRun
from scenarios.simulation.luck import Purpose, stream
from scenarios.simulation.records import CALENDAR, Calendar, Role


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


def calendar(run: CompiledRun) -> NDArray[np.void]:
    """Everything that the clock alone decides, sorted by time (equal times: roles in their order, then events)."""
    document = run.document
    rows: list[tuple[float, int, int, int]] = []
    for role in (Role.PICKER, Role.PACKER, Role.SHIPPER):
        rows += [(t, Calendar.HEADS, role, heads) for t, heads in heads_over_time(document, ROLE_NAMES[role])]
    for role in (Role.AMR, Role.FORKLIFT):
        if run.heads[role]:
            rows.append((0.0, Calendar.HEADS, role, run.heads[role]))
            rows += [(t, Calendar.DOWN, role, n) for t, n in vehicles_down(document, ROLE_NAMES[role])]
    for event in document.events:
        if event.kind == "part_blocked" and event.target in run.part_ids:
            part = run.part_ids.index(event.target)
            rows += [(event.start_s, Calendar.BLOCK, part, 0), (event.end_s, Calendar.UNBLOCK, part, 0)]
    horizon = document.experiment.horizon_s
    rows = sorted((r for r in rows if r[0] < horizon), key=lambda r: r[0])
    return np.array(rows, dtype=CALENDAR)


def replenishment(run: CompiledRun, replication: int) -> NDArray[np.float64]:
    """(R, 3) time, pick-up place, put-away place: a Poisson stream of pallets, per forklift of the fleet."""
    count = run.heads[Role.FORKLIFT]
    if not count or not len(run.docks) or not len(run.put_away):
        return np.empty((0, 3))
    document = run.document
    generator = stream(document.experiment.seed, replication, Purpose.REPLENISHMENT)
    mean_s = 3600 / (REPLENISHMENTS_PER_HOUR * count)
    number = int(document.experiment.horizon_s / mean_s * 1.5) + 50
    draws = generator.random((number, 3))  # one row a trip, so more trips never change earlier ones
    times = np.cumsum(-np.log1p(-draws[:, 0]) * mean_s)
    rows = np.column_stack(
        [
            times,
            run.docks[(draws[:, 1] * len(run.docks)).astype(np.int64)],
            run.put_away[(draws[:, 2] * len(run.put_away)).astype(np.int64)],
        ]
    )
    return np.ascontiguousarray(rows[times < document.experiment.horizon_s])
