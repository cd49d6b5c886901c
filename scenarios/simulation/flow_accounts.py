"""Accounts of a job network: integrals over time, kept whenever a number changes, and the log."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import called, inner
from scenarios.simulation.flow_records import Flow

L_ENTERED, L_ARRIVED, L_STARTED, L_ENDED, L_BLOCKED = 0, 1, 2, 3, 4  # rows of the log
L_INTERRUPTED, L_REWORK, L_SCRAPPED, L_DONE = 5, 6, 7, 8


@inner
def at(table: NDArray[Any], k: int) -> Any:
    """Row k of a table; unsigned, which spares the test for indices that count from the end."""
    return table[np.uint64(k)]


@called
def _write(flow: Flow, t: float, kind: int, j: int) -> None:
    c = flow.clock[0]
    if c.logged >= len(flow.log):
        c.log_lost += 1
        return
    job = at(flow.jobs, j)
    row = flow.log[c.logged]
    c.logged += 1
    row.time = t
    row.kind = kind
    row.routing = job.routing
    row.number = job.number
    row.step = job.step
    row.station = job.station


@inner
def note(flow: Flow, t: float, kind: int, j: int) -> None:
    if len(flow.log) > 0:
        _write(flow, t, kind, j)


@inner
def change_queue(station: Any, by: int, t: float) -> None:
    station.queue_area += station.queue * (t - station.queue_since)
    station.queue_since = t
    station.queue += by


@inner
def change_busy(station: Any, by: int, t: float) -> None:
    station.busy_area += station.busy * (t - station.busy_since)
    station.busy_since = t
    station.busy += by


@inner
def change_inside(routing: Any, by: int, t: float) -> None:
    routing.inside_area += routing.inside * (t - routing.inside_since)
    routing.inside_since = t
    routing.inside += by


@inner
def change_load(conveyor: Any, by: int, t: float) -> None:
    """Put something on a conveyor (1), take it off (-1), or bring its integral up to date (0)."""
    conveyor.area += conveyor.on * (t - conveyor.area_since)
    conveyor.area_since = t
    conveyor.on += by


@inner
def settle_state(station: Any, t: float) -> None:
    """Bring the integrals of what seldom changes up to date; call before changing servers, down or blocked."""
    passed = t - station.state_since
    station.blocked_area += station.blocked * passed
    station.down_area += min(station.down, station.servers) * passed
    station.open_area += station.servers * passed
    station.state_since = t
