"""From the raw arrays of a finished replication to its result: names, metrics, series, digest."""

from __future__ import annotations

import hashlib
import math

import numpy as np

from scenarios.contracts import AgentKind, Conflict, EventLog, RunResult
from scenarios.metrics.definitions import compute_metrics
from scenarios.metrics.record import JobTotals, RunRecord
from scenarios.metrics.series import check_books, compute_series, time_split
from scenarios.simulation.codes import ROLE_NAMES
from scenarios.simulation.compile import CompiledRun
from scenarios.simulation.flow_books import read_books
from scenarios.simulation.recording import agent_ids, log_rows
from scenarios.simulation.records import Simulation


def event_log(state: Simulation) -> EventLog:
    """Everything that was written, sorted by time."""
    return log_rows(state, 0, int(state.clock[0]["logged"]))


def conflicts(state: Simulation) -> tuple[Conflict, ...]:
    """All encounters, by start."""
    names = agent_ids(state)
    kinds = [AgentKind(int(a["kind"])) for a in state.agents]
    rows = state.conflicts[: state.clock[0]["conflicts"]]
    found = []
    for row in rows[np.argsort(rows["start"], kind="stable")].tolist():
        start, end, at, x, y, ttc, separation, separation_at, closing, a, b, contact, serious = row
        found.append(
            Conflict(
                start_s=start,
                end_s=end,
                at_s=at if math.isfinite(ttc) else separation_at,
                agents=(names[a], names[b]),
                kinds=(kinds[a], kinds[b]),
                x_m=x,
                y_m=y,
                min_ttc_s=ttc if math.isfinite(ttc) else None,
                min_separation_m=separation,
                max_closing_mps=closing,
                contact=bool(contact),
                severity="contact" if contact else "serious" if serious else "slight",
            )
        )
    return tuple(found)


def run_record(run: CompiledRun, state: Simulation, end_s: float) -> RunRecord:
    """The accounts that metrics are computed from."""
    arrived = int(state.clock[0]["next_order"])
    costs = {s.role: s.hourly_cost for s in run.document.staffing} | {f.type: f.hourly_cost for f in run.document.fleet}
    roles = tuple(ROLE_NAMES[a] for a in state.agents["role"])
    return RunRecord(
        horizon_s=end_s,
        log=event_log(state),
        arrival_s=state.orders["arrival"][:arrived].copy(),
        lines=state.orders["lines"][:arrived].copy(),
        roles=roles,
        activity_s=state.activity_s,
        distance_m=state.agents["distance"].copy(),
        hourly_cost=np.array([costs[role] for role in roles]),
        conflicts=conflicts(state),
        wip_area=float(state.clock[0]["wip_area"]),
        deadlocks_resolved=int(state.agents["passes"].sum()),
        jobs=job_totals(run, state, end_s),
    )


def job_totals(run: CompiledRun, state: Simulation, end_s: float) -> JobTotals | None:
    """The books of the job network, after checking that they balance; None where there is none."""
    if not run.network.routings:
        return None
    books = read_books(state.flow, end_s).routings
    return JobTotals(
        entered=sum(b.entered for b in books),
        done=sum(b.done for b in books),
        scrapped=sum(b.scrapped for b in books),
        late=sum(b.late for b in books),
        stay_s=sum(b.sojourn_s for b in books),
        wip_area=sum(b.inside_area for b in books),
    )


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


def build_result(run: CompiledRun, state: Simulation, *, replication: int, end_s: float) -> RunResult:
    """Compute everything that is kept of a replication, after checking that its books balance."""
    record = run_record(run, state, end_s)
    check_books(record)
    series, step = compute_series(record)
    clock = state.clock[0]
    arrived, shipped, failed = int(clock["arrived"]), int(clock["shipped"]), int(clock["failed"])
    if arrived != shipped + failed + int(clock["wip"]):
        raise AssertionError(
            f"{arrived} orders came, {shipped} left, {failed} failed, {clock['wip']} are counted as open"
        )
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
        orders_in=arrived,
        orders_shipped=shipped,
        orders_open=arrived - shipped - failed,
        orders_failed=failed,
        digest=digest(state),
    )
