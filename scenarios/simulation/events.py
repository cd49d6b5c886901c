"""What happens at its exact time between the steps: the calendar, arrivals, ends of tasks."""

from __future__ import annotations

from scenarios.simulation.accounts import change_wip, record
from scenarios.simulation.codes import (
    C_BLOCK,
    C_DOWN,
    C_FLOOR,
    C_HEADS,
    C_REST,
    C_RESUME,
    C_STATION_DOWN,
    C_STATION_UP,
    C_UNBLOCK,
    E_ARRIVED,
    GROUPS,
    Q_HEAVY,
    Q_RELEASE,
)
from scenarios.simulation.compiled import called
from scenarios.simulation.detours import turn_back
from scenarios.simulation.flow import flow_event, flow_next_time, flow_set_down
from scenarios.simulation.picking import expire
from scenarios.simulation.queues import pop_timer, push, push_transport
from scenarios.simulation.records import Simulation
from scenarios.simulation.serving import set_station
from scenarios.simulation.station_lines import move_lines
from scenarios.simulation.tasks import set_heads, set_resting
from scenarios.simulation.transport import close_dock, run_down, set_down
from scenarios.simulation.work import on_timer

NEVER = 1e18
_CALENDAR, _ORDER, _PALLET, _TIMER, _RELEASE, _EXPIRY, _BATTERY, _JOB, _NOTHING = 0, 1, 2, 3, 4, 5, 6, 7, -1


@called
def next_event(sim: Simulation) -> tuple[float, int]:
    """(time, source) of what happens next; of equal times the first in the order of the sources."""
    c = sim.clock[0]
    r = sim.rules[0]
    time = NEVER
    source = _NOTHING
    if c.next_calendar < len(sim.calendar):
        time = sim.calendar[c.next_calendar].time
        source = _CALENDAR
    if c.next_order < len(sim.orders) and sim.orders[c.next_order].arrival < time:
        time = sim.orders[c.next_order].arrival
        source = _ORDER
    if c.next_request < len(sim.requests) and sim.requests[c.next_request] < time:
        time = sim.requests[c.next_request]
        source = _PALLET
    if c.timers > 0 and sim.timers[0].time < time:
        time = sim.timers[0].time
        source = _TIMER
    if c.release_at < time:
        time = c.release_at
        source = _RELEASE
    if c.next_expiry < c.next_order and sim.orders[c.next_expiry].arrival + r.patience < time:
        time = sim.orders[c.next_expiry].arrival + r.patience
        source = _EXPIRY
    if c.next_empty < time:
        time = c.next_empty
        source = _BATTERY
    job = flow_next_time(sim.flow)
    if job < time:
        time = job
        source = _JOB
    return time, source


@called
def happen(sim: Simulation, source: int, t: float) -> None:
    """Let the next event of a source happen at its exact time."""
    c = sim.clock[0]
    if source == _TIMER:
        on_timer(sim, pop_timer(sim), t)
        return
    if source == _JOB:
        flow_event(sim.flow)
        _look_at_jobs(sim)
        return
    c.dirty = 1
    if source == _CALENDAR:
        c.next_calendar += 1
        _turn_page(sim, c.next_calendar - 1, t)
    elif source == _ORDER:
        order = c.next_order
        c.next_order += 1
        c.arrived += 1
        change_wip(sim, t, 1)
        record(sim, t, E_ARRIVED, order, -1, -1)
        push(sim, Q_RELEASE, order)
    elif source == _PALLET:
        push_transport(sim, Q_HEAVY, sim.rules[0].first_request + c.next_request)
        c.next_request += 1
    elif source == _RELEASE:
        c.release_at = NEVER
    elif source == _BATTERY:
        run_down(sim, t)
    else:
        c.next_expiry += 1
        expire(sim, c.next_expiry - 1, t)


@called
def _look_at_jobs(sim: Simulation) -> None:
    """Whether the job network wants an operator or a vehicle."""
    if sim.flow.clock[0].changed:
        sim.flow.clock[0].changed = 0
        sim.clock[0].dirty = 1


@called
def _set_machines(sim: Simulation, station: int, down: int, t: float) -> None:
    """The machines of a station of the job network stop, or run again."""
    if station >= 0:
        flow_set_down(sim.flow, station, int(sim.flow.stations[station].servers) if down else 0, t)
        _look_at_jobs(sim)


@called
def _turn_page(sim: Simulation, number: int, t: float) -> None:
    """What the calendar says for this moment."""
    row = sim.calendar[number]
    if row.kind == C_HEADS:
        set_heads(sim, row.a, row.b, t)
        turn_back(sim, t)
    elif row.kind == C_REST:
        set_resting(sim, row.a, row.b % GROUPS, row.b // GROUPS, 1, t)
        turn_back(sim, t)
    elif row.kind == C_RESUME:
        set_resting(sim, row.a, row.b % GROUPS, row.b // GROUPS, 0, t)
    elif row.kind == C_BLOCK or row.kind == C_UNBLOCK:  # noqa: PLR1714 -- compiled
        _set_blocked(sim, row.a, 1 if row.kind == C_BLOCK else -1)
        turn_back(sim, t)
    elif row.kind == C_DOWN:
        set_down(sim, row.a, row.b, t)
    elif row.kind == C_STATION_DOWN:
        set_station(sim, row.a, 1, t)
        close_dock(sim, row.a, 1)
        _set_machines(sim, row.b, 1, t)
        turn_back(sim, t)
    elif row.kind == C_STATION_UP:
        set_station(sim, row.a, -1, t)
        close_dock(sim, row.a, -1)
        _set_machines(sim, row.b, 0, t)
    elif row.kind == C_FLOOR:
        _change_floor(sim, row.a, t)


@called
def _set_blocked(sim: Simulation, part: int, by: int) -> None:
    for k in range(sim.rules[0].faces):
        if sim.places[k].part == part:
            sim.places[k].blocked += by


@called
def _change_floor(sim: Simulation, floor: int, t: float) -> None:
    """Another stretch of floor is closed, or open again: ways change, and with them the faces one can get to."""
    c = sim.clock[0]
    for k in range(len(sim.places)):
        sim.places[k].blocked += int(sim.closed[floor, k]) - int(sim.closed[c.floor, k])
    c.floor = floor
    for i in range(len(sim.agents)):
        sim.agents[i].straight = 0
        sim.agents[i].clear = 0.0
    turn_back(sim, t)
    move_lines(sim, t)
