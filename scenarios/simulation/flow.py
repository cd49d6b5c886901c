"""A network of stations that jobs go through: routings with rework, finite buffers, breakdowns, closed loops.

Compiled and event-driven, with exact times; it knows no space. Jobs come in by a Poisson process of
piecewise constant rate or circulate in constant number, take their steps at the first free candidate
station (else the one with the shortest line per server), are sent back or scrapped by chance, and leave.
State is a `Flow` (see `flow_records`; `flow_build` makes one); memory does not grow with the horizon.

What the main loop calls, times never going back:

- `flow_next_time(flow)`: when the next event is due, `FAR` if none.
- `flow_event(flow)`: let that one event happen. `flow_advance(flow, t)`: all events up to and including t;
  `run_flow` is the same as an entry point. Both stop early, with `clock.short` set, where a job arrives and
  the pool is used up: give it room with `flow_build.with_room` and call again.
- `flow_set_servers(flow, station, n, t)`, `flow_set_down(flow, station, n, t)`: servers that are there, and
  how many of those are out of order. Who leaves finishes the job in hand; what breaks down interrupts
  it, and the job goes on later with what was left of its service.
- Manned stations start nothing by themselves: `flow_take(flow, station, t)` gives an operator the next job
  or -1, `flow.jobs[job].left` is then its service time in seconds, and `flow_finish(flow, station, job, t)` ends it. An
  operator who walks away calls `flow_put_back(flow, station, job, left, t)`; the job keeps its turn.
- Steps between stations by vehicle: `clock.moves` jobs want to be moved, oldest first, from the station `moves.source`
  (-1: from outside) to `moves.target`. `flow_take_move(flow, k, t)` takes the k-th of them off the list and returns the job,
  and `flow_arrived(flow, job, t)` says that it has been brought.
- `clock.changed` is set when a move is wanted or a job waits at a manned station; the caller clears it.
- `flow_close(flow, t)`: bring all integrals up to t; may be called at any time, and changes nothing else.

A station's buffer bounds the jobs that wait in front of it, those on their way included, and a conveyor's room the
jobs on it, those that wait at its end included. A finished job that finds no room keeps its server (blocking after
service). Where a ring of such stations would wait for ever, a
job is let in beyond the buffer, and counted in `clock.deadlocks`.
"""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from scenarios.simulation.chance import draw, exponential, luck_of, unit
from scenarios.simulation.compiled import called, inner, kernel
from scenarios.simulation.flow_accounts import (
    L_BLOCKED,
    L_DONE,
    L_ENDED,
    L_ENTERED,
    L_REWORK,
    L_SCRAPPED,
    at,
    change_busy,
    change_inside,
    change_load,
    change_queue,
    note,
    settle_state,
)
from scenarios.simulation.flow_heap import FAR, KINDS, close_hole, schedule, time_of, what_of
from scenarios.simulation.flow_records import Flow
from scenarios.simulation.flow_rings import break_ring, break_rings
from scenarios.simulation.flow_stations import (
    ARRIVAL,
    BELT,
    BLOCKED,
    DELAY,
    DELAYED,
    END,
    FATE,
    FREE,
    MOVED,
    OUTSIDE,
    SERVED,
    arrive,
    begin_first,
    bits_of,
    choose,
    go_to,
    has_room,
    idle_servers,
    interrupt,
    put_back,
    service_time,
    settle,
)


@called
def _wait_at_gate(flow: Flow, j: int, k: int, t: float, holds: int) -> None:
    """A job finds no room at a station: it waits in its server (`holds`) or outside."""
    job = at(flow.jobs, j)
    job.since = t
    job.station = k
    job.next = -1
    job.state = OUTSIDE
    if holds:
        job.state = BLOCKED
        held = at(flow.stations, job.came)
        settle_state(held, t)
        change_busy(held, -1, t)
        held.blocked += 1
    station = at(flow.stations, k)
    if station.gate_tail >= 0:
        at(flow.jobs, station.gate_tail).next = j
    else:
        station.gate_head = j
    station.gate_tail = j
    station.gate += 1
    note(flow, t, L_BLOCKED, j)
    if holds:
        break_ring(flow, k, t)


@inner
def _free_job(flow: Flow, j: int) -> None:
    c = flow.clock[0]
    at(flow.jobs, j).state = FREE
    at(flow.jobs, j).next = c.free
    c.free = j
    c.free_jobs += 1


@inner
def _new_job(flow: Flow, r: int, t: float) -> int:
    """A fresh job of a routing, at its first step but nowhere yet."""
    c = flow.clock[0]
    j = c.free
    job = at(flow.jobs, j)
    c.free = job.next
    c.free_jobs -= 1
    routing = at(flow.routings, r)
    job.luck = luck_of(routing.key, routing.entered)
    job.number = routing.entered
    job.routing = r
    job.entered = t
    job.since = t
    job.left = -1.0
    job.step = routing.first
    job.round = 0
    job.station = -1
    job.came = -1
    routing.entered += 1
    note(flow, t, L_ENTERED, j)
    return j


@inner
def _take_step(flow: Flow, j: int, t: float, holds: int) -> int:
    """Send a job to its step; `holds`: it still occupies a server. 1 where it must keep that server, else 0."""
    job = at(flow.jobs, j)
    step = at(flow.steps, job.step)
    if step.stations == 0:
        job.state = DELAYED
        job.since = t
        schedule(flow, t + service_time(flow, job), 0, DELAY + KINDS * j)
        return 0
    k = step.station
    if step.stations > 1:
        k = choose(flow, step.first, step.stations)
    station = at(flow.stations, k)
    # before a station with limited conveyors wait only those who find no room
    may_pass = station.gate == 0 or flow.clock[0].limited
    if (may_pass and has_room(flow, job, k)) or (holds and job.came == k):
        go_to(flow, j, k, t)
        return 0
    _wait_at_gate(flow, j, k, t, holds)
    return holds


@inner
def _goes_on(flow: Flow, j: int, t: float) -> bool:
    """Decide what becomes of a job after a step; false where it has left the network."""
    job = at(flow.jobs, j)
    step = at(flow.steps, job.step)
    routing = at(flow.routings, job.routing)
    scrapped = False
    if step.scrap + step.rework > 0.0:
        u = unit(bits_of(job, step, FATE))
        scrapped = u < step.scrap
        if not scrapped and u < step.scrap + step.rework:
            routing.reworked += 1
            note(flow, t, L_REWORK, j)
            job.step = step.back_to
            job.round += 1
            return True
    if not scrapped and not step.last:
        job.step += 1
        return True
    stay = t - job.entered
    if scrapped:
        routing.scrapped += 1
        routing.sojourn_scrapped += stay
        note(flow, t, L_SCRAPPED, j)
    else:
        routing.done += 1
        routing.sojourn += stay
        routing.sojourn_squared += stay * stay
        if stay > routing.due:
            routing.late += 1
        note(flow, t, L_DONE, j)
    _free_job(flow, j)
    return False


@inner
def _serve_next(flow: Flow, k: int, t: float) -> None:
    """One server of a station has just been left by its job (and is still counted as busy)."""
    station = at(flow.stations, k)
    if station.queue > 0 and not station.manned and idle_servers(station) >= 0:
        begin_first(flow, station, t)
    else:
        change_busy(station, -1, t)
        if idle_servers(station) <= 0:
            flow.clock[0].check = 1  # the server is not there any more: nobody takes its place
    if station.gate > 0:
        settle(flow, k, t)


@inner
def _complete(flow: Flow, j: int, t: float, holds: int) -> None:
    """A job has finished its step: it goes on or leaves, and its server (if it `holds` one) takes the next."""
    served_at = at(flow.jobs, j).station
    r = at(flow.jobs, j).routing
    kept = 0
    if holds:
        at(flow.stations, served_at).ends += 1
        note(flow, t, L_ENDED, j)
    goes_on = _goes_on(flow, j, t)
    keeps = holds
    if not goes_on:
        keeps = 0
        if at(flow.routings, r).population > 0:  # the next one begins
            j = _new_job(flow, r, t)
            goes_on = True
        else:
            change_inside(at(flow.routings, r), -1, t)
    if goes_on:
        kept = _take_step(flow, j, t, keeps)
    if holds and not kept:
        _serve_next(flow, served_at, t)


@inner
def _schedule_arrival(flow: Flow, r: int, t: float) -> None:
    """The next arrival of a routing: unit-rate times through the inverse cumulative rate (Cinlar 1975).

    The n-th job keeps its unit-rate time when the rates change. A population comes in all at once.
    """
    routing = at(flow.routings, r)
    if routing.population > 0:
        if routing.entered < routing.population:
            schedule(flow, t, 2, ARRIVAL + KINDS * r)
        return
    mass = exponential(draw(routing.arrival_key, routing.entered))
    while routing.window < routing.last_window:
        window = at(flow.windows, routing.window)
        room = (window.end - window.start - routing.used) * window.rate
        if mass < room:
            routing.used += mass * window.gap
            schedule(flow, window.start + routing.used, 2, ARRIVAL + KINDS * r)
            return
        mass -= room
        routing.used = 0.0
        routing.window += 1


@inner
def _arrival(flow: Flow, r: int, t: float) -> None:
    j = _new_job(flow, r, t)
    change_inside(at(flow.routings, r), 1, t)
    _schedule_arrival(flow, r, t)
    _take_step(flow, j, t, 0)


@inner
def flow_next_time(flow: Flow) -> float:
    """When the next event is due; `FAR` where nothing will happen by itself."""
    return time_of(flow.heap[0].key) if flow.clock[0].events > 0 else FAR


@inner
def flow_event(flow: Flow) -> bool:
    """Let the next event happen. False, and nothing has changed, where the pool of jobs is too small for it."""
    c = flow.clock[0]
    root = flow.heap[0]
    what = what_of(root.word)
    t = time_of(root.key)
    kind = what & (KINDS - 1)
    index = what >> 2
    if kind == ARRIVAL and c.free_jobs == 0:
        c.short = 1
        return False
    c.now = t
    c.hole = 1
    c.processed += 1
    if kind == ARRIVAL:
        _arrival(flow, index, t)
    elif kind != BELT:
        _complete(flow, index, t, 1 if kind == END else 0)
    else:
        k = at(flow.jobs, index).station
        at(flow.stations, k).coming -= 1
        arrive(flow, index, k, t)
        if at(flow.stations, k).gate > 0:
            settle(flow, k, t)
    if c.hole:
        close_hole(flow)
    if c.check:
        break_rings(flow, t)
    return True


@inner
def flow_advance(flow: Flow, t: float) -> None:
    """Let everything up to and including t happen; stops early with `clock.short` set (see above)."""
    c = flow.clock[0]
    while c.events > 0 and time_of(flow.heap[0].key) <= t:
        if not flow_event(flow):
            return


@called
def flow_set_servers(flow: Flow, k: int, servers: int, t: float) -> None:
    """Servers of a station from now on; those who go finish the job in hand."""
    settle_state(at(flow.stations, k), t)
    at(flow.stations, k).servers = servers
    settle(flow, k, t)
    break_rings(flow, t)


@called
def flow_set_down(flow: Flow, k: int, down: int, t: float) -> None:
    """Servers of a station that are out of order from now on.

    More of them interrupt as many services, the last to end first; at a manned station the caller puts
    back the jobs of the operators it stops.
    """
    station = at(flow.stations, k)
    settle_state(station, t)
    before = station.down
    station.down = down
    if down > before and not station.manned:
        for _ in range(min(-idle_servers(station), down - before, station.busy)):
            interrupt(flow, k, t)
    settle(flow, k, t)
    break_rings(flow, t)


@called
def flow_take(flow: Flow, k: int, t: float) -> int:
    """Let an operator begin with the next job of a manned station; -1 where none waits or no server is free."""
    station = at(flow.stations, k)
    if station.queue == 0 or idle_servers(station) <= 0:
        return -1
    j = station.head
    change_busy(station, 1, t)
    begin_first(flow, station, t)
    if station.gate > 0:
        settle(flow, k, t)
    if flow.clock[0].check:
        break_rings(flow, t)
    return j


@called
def flow_finish(flow: Flow, k: int, j: int, t: float) -> None:
    """An operator has finished a job at a manned station."""
    if at(flow.jobs, j).state == SERVED and at(flow.jobs, j).station == k:
        at(flow.jobs, j).left = -1.0
        _complete(flow, j, t, 1)
        if flow.clock[0].check:
            break_rings(flow, t)


@called
def flow_put_back(flow: Flow, k: int, j: int, left: float, t: float) -> None:
    """An operator leaves a job with `left` seconds of its service to go; it waits in front of all others."""
    if at(flow.jobs, j).state == SERVED and at(flow.jobs, j).station == k:
        put_back(flow, k, j, left, t)
        settle(flow, k, t)
        if flow.clock[0].check:
            break_rings(flow, t)


@called
def flow_take_move(flow: Flow, k: int, t: float) -> int:
    """Take the k-th oldest wish for a vehicle off the list, and return the job."""
    c = flow.clock[0]
    size = len(flow.moves)
    j = flow.moves[(c.move_head + k) % size].job
    for n in range(k, 0, -1):  # those before it move up
        row = flow.moves[(c.move_head + n) % size]
        before = flow.moves[(c.move_head + n - 1) % size]
        row.job = before.job
        row.source = before.source
        row.target = before.target
        row.since = before.since
    c.move_head = (c.move_head + 1) % size
    c.moves -= 1
    at(flow.jobs, j).state = MOVED
    at(flow.jobs, j).since = t
    return j


@called
def flow_arrived(flow: Flow, j: int, t: float) -> None:
    """A vehicle has brought a job to the station it was bound for."""
    if at(flow.jobs, j).state == MOVED:
        k = at(flow.jobs, j).station
        at(flow.stations, k).coming -= 1
        arrive(flow, j, k, t)


@called
def flow_close(flow: Flow, t: float) -> None:
    """Bring all integrals up to t."""
    for k in range(len(flow.stations)):
        settle_state(at(flow.stations, k), t)
        change_queue(at(flow.stations, k), 0, t)
        change_busy(at(flow.stations, k), 0, t)
    for r in range(len(flow.routings)):
        change_inside(at(flow.routings, r), 0, t)
    for c in range(len(flow.conveyors)):
        change_load(flow.conveyors[c], 0, t)


@kernel
def begin_flow(flow: Flow) -> None:
    """Schedule the first arrivals of a new state."""
    for r in range(len(flow.routings)):
        _schedule_arrival(flow, r, 0.0)


@kernel
def run_flow(flow: Flow, until: float) -> bool:
    """Play a network without vehicles and operators up to a time, and close its books there.

    False where it stopped before because the pool of jobs is used up.
    """
    flow_advance(flow, until)
    if flow.clock[0].short:
        return False
    flow_close(flow, until)
    return True
