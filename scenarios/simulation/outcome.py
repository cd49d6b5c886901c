"""From the raw arrays of a finished replication to its result: names, metrics, series, digest."""

from __future__ import annotations

import hashlib
import math
from collections import namedtuple
from typing import Any, TypedDict, cast

import numpy as np

from scenarios.contracts import AgentKind, AgentPose, Conflict, EventKind, EventLog, RunResult
from scenarios.metrics.books import check_books
from scenarios.metrics.definitions import compute_metrics
from scenarios.metrics.orders import cycle_times_s
from scenarios.metrics.record import BeltTotals, JobTotals, PalletTotals, RunRecord, StationLine, StationTotals
from scenarios.metrics.series import compute_series, time_split
from scenarios.metrics.stations import station_figures
from scenarios.safety.encounters import delta_v, geometry, severity
from scenarios.safety.settings import SafetySettings
from scenarios.simulation.codes import Q_HEAVY, ROLE_NAMES, StandKind
from scenarios.simulation.compile import CompiledRun
from scenarios.simulation.flow_books import read_books
from scenarios.simulation.recording import agent_ids, log_rows
from scenarios.simulation.records import CONFLICT, Simulation

_Extremes = cast("Any", namedtuple("_Extremes", CONFLICT.names or ()))  # noqa: PYI024 -- its fields are the record's


def event_log(state: Simulation) -> EventLog:
    """Everything that was written, sorted by time."""
    return log_rows(state, 0, int(state.clock[0]["logged"]))


def conflicts(state: Simulation, safety: SafetySettings) -> tuple[Conflict, ...]:
    """All encounters, by start, as `safety` judges them."""
    names = agent_ids(state)
    kinds = [AgentKind(int(a["kind"])) for a in state.agents]
    masses_kg = [safety.mass_kg(kind) for kind in kinds]
    rows = state.conflicts[: state.clock[0]["conflicts"]]
    rows = rows[np.argsort(rows["start"], kind="stable")]
    columns = (rows[name].tolist() for name in _Extremes._fields)
    return tuple(
        _conflict(
            row,
            (names[row.a], names[row.b]),
            (kinds[row.a], kinds[row.b]),
            (masses_kg[row.a], masses_kg[row.b]),
            safety,
        )
        for row in map(_Extremes, *columns)
    )


def _conflict(
    row: Any,
    agents: tuple[str, str],
    kinds: tuple[AgentKind, AgentKind],
    masses_kg: tuple[float, float],
    safety: SafetySettings,
) -> Conflict:
    first = AgentPose(row.ax, row.ay, math.atan2(row.auy, row.aux), row.avx, row.avy)
    second = AgentPose(row.bx, row.by, math.atan2(row.buy, row.bux), row.bvx, row.bvy)
    contact = bool(row.contact)
    ttc = row.ttc if math.isfinite(row.ttc) else None
    drac = row.drac if row.drac > 0 and not contact else None
    pet = row.pet if math.isfinite(row.pet) and not contact else None
    return Conflict(
        start_s=row.start,
        end_s=row.end,
        at_s=row.at,
        agents=agents,
        kinds=kinds,
        poses=(first, second),
        x_m=0.5 * (row.ax + row.bx),
        y_m=0.5 * (row.ay + row.by),
        geometry=geometry(first, second),
        min_ttc_s=ttc,
        max_drac_mps2=drac,
        min_pet_s=pet,
        min_separation_m=row.separation,
        max_closing_mps=row.closing,
        max_delta_v_mps=max(delta_v(first, second, masses_kg)),
        contact=contact,
        severity=severity(kinds, contact=contact, min_ttc_s=ttc, max_drac_mps2=drac, settings=safety),
    )


def run_record(run: CompiledRun, state: Simulation, end_s: float, safety: SafetySettings) -> RunRecord:
    """The accounts that metrics are computed from."""
    arrived = int(state.clock[0]["next_order"])
    agents = state.agents
    costs = {s.role: s.hourly_cost for s in run.document.staffing} | {f.type: f.hourly_cost for f in run.document.fleet}
    roles = tuple(ROLE_NAMES[a] for a in agents["role"])
    return RunRecord(
        horizon_s=end_s,
        log=event_log(state),
        arrival_s=state.orders["arrival"][:arrived].copy(),
        due_s=state.orders["due"][:arrived].copy(),
        lines=state.orders["lines"][:arrived].copy(),
        units=state.orders["units"][:arrived].copy(),
        roles=roles,
        activity_s=state.activity_s,
        moving_s=agents["moving_s"].copy(),
        distance_m=agents["distance"].copy(),
        loaded_m=agents["distance_loaded"].copy(),
        free_speed_mps=agents["speed"].copy(),
        energy_j=np.where(agents["capacity"] > 0, agents["energy"], np.nan),
        hourly_cost=np.array([costs[role] for role in roles]),
        conflicts=conflicts(state, safety),
        wip_area=float(state.clock[0]["wip_area"]),
        orders_open=int(state.clock[0]["wip"]),
        deadlocks_resolved=int(agents["passes"].sum()),
        let_through=int(agents["forced"].sum()),
        **_job_totals(run, state, end_s),
        station_lines=_station_lines(run),
        belts=tuple(
            _belt_totals(belt.name, row, state, k, end_s)
            for k, (belt, row) in enumerate(zip(run.belts, state.belts, strict=True))
        ),
        pallets=_pallet_totals(state) if len(run.docks) else None,
    )


def _station_lines(run: CompiledRun) -> tuple[StationLine, ...]:
    places: list[list[int]] = [[] for _ in run.station_lines]
    for place, _, station in run.stands:
        if station in run.line_of:
            places[run.line_of[station]].append(place)
    return tuple(
        StationLine(name, StandKind(kind).name.lower(), tuple(found))
        for (kind, name), found in zip(run.station_lines, places, strict=True)
    )


def _belt_totals(name: str, row: np.void, state: Simulation, number: int, end_s: float) -> BeltTotals:
    here = state.orders["since"][state.orders["belt"] == number]
    return BeltTotals(
        name=name,
        entered=int(row["entered"]),
        left=int(row["left"]),
        on=len(here),
        area=float(row["area"]),
        stays_s=float(row["stays"] + (end_s - here).sum()),
    )


def _pallet_totals(state: Simulation) -> PalletTotals:
    """Pallets that came, counted where they are: in the line for a vehicle, or a vehicle's task."""
    first, last = (int(state.rules[0][name]) for name in ("first_request", "first_face"))
    waiting, task = [], int(state.queues["head"][Q_HEAVY])
    while task >= 0:
        waiting.append(task)
        task = int(state.transports["next"][task])
    found = np.array([*waiting, *state.agents["task"]])
    return PalletTotals(
        arrived=int(state.clock[0]["next_request"]),
        put_away=int(state.clock[0]["put_away"]),
        open=int(((found >= first) & (found < last)).sum()),
    )


class _OfJobs(TypedDict):
    jobs: JobTotals | None
    stations: tuple[StationTotals, ...]


def _job_totals(run: CompiledRun, state: Simulation, end_s: float) -> _OfJobs:
    """The books of the job network, after checking that they balance; nothing where there is none."""
    if not run.network.routings:
        return {"jobs": None, "stations": ()}
    read = read_books(state.flow, end_s)
    stations = tuple(
        StationTotals(plan.name, found.queue_area, found.busy_area, found.open_area, found.ends)
        for plan, found in zip(run.network.stations, read.stations, strict=True)
    )
    books = read.routings
    totals = JobTotals(
        entered=sum(b.entered for b in books),
        done=sum(b.done for b in books),
        scrapped=sum(b.scrapped for b in books),
        late=sum(b.late for b in books),
        stay_s=sum(b.sojourn_s for b in books),
        wip_area=sum(b.inside_area for b in books),
    )
    return {"jobs": totals, "stations": stations}


def digest(state: Simulation) -> str:
    """SHA-256 over the event log, the conflicts, the distances and the times: equal for equal runs."""
    hasher = hashlib.sha256()
    for table, count in ((state.log, state.clock[0]["logged"]), (state.conflicts, state.clock[0]["conflicts"])):
        for name in table.dtype.names or ():
            hasher.update(np.ascontiguousarray(table[name][:count]).tobytes())
    hasher.update(np.ascontiguousarray(state.agents["distance"]).tobytes())
    hasher.update(np.ascontiguousarray(state.activity_s).tobytes())
    for table in (state.flow.stations, state.flow.routings):
        for name in table.dtype.names or ():
            hasher.update(np.ascontiguousarray(table[name]).tobytes())
    return hasher.hexdigest()


def build_result(
    run: CompiledRun, state: Simulation, *, replication: int, end_s: float, safety: SafetySettings
) -> RunResult:
    """Compute everything that is kept of a replication, after checking that its books balance."""
    record = run_record(run, state, end_s, safety)
    check_books(record)
    series, step = compute_series(record)
    return RunResult(
        replication=replication,
        metrics=compute_metrics(record),
        series=series,
        series_step_s=step,
        utilisation=time_split(record),
        conflicts=record.conflicts,
        density=state.density,
        density_origin_m=run.grid.origin_m,
        density_cell_m=float(state.rules[0]["density_cell"]),
        orders_in=len(record.times_of(EventKind.ORDER_ARRIVED)),
        orders_shipped=len(record.times_of(EventKind.ORDER_SHIPPED)),
        orders_open=record.orders_open,
        orders_failed=len(record.times_of(EventKind.ORDER_FAILED)),
        digest=digest(state),
        stations=station_figures(record),
        cycle_times_s=cycle_times_s(record).astype(np.float32),
    )
