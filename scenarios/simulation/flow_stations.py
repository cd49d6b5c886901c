"""What happens at a station of a job network: queue, servers, service, and the gate of a full buffer."""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scenarios.simulation.chance import draw, duration, exponential
from scenarios.simulation.compiled import called, inner
from scenarios.simulation.flow_accounts import (
    L_ARRIVED,
    L_INTERRUPTED,
    L_STARTED,
    at,
    change_busy,
    change_load,
    change_queue,
    note,
    settle_state,
)
from scenarios.simulation.flow_heap import KINDS, earlier, remove, schedule, time_of, what_of
from scenarios.simulation.flow_records import Flow

ARRIVAL, END, DELAY, BELT = 0, 1, 2, 3  # kinds of events
FREE, WAITING, SERVED, BLOCKED, OUTSIDE, CARRIED, WANTS_MOVE, MOVED, DELAYED = range(9)  # states of a job
SERVICE, FATE = 0, 1  # purposes of a job's random numbers


@inner
def bits_of(job: Any, step: Any, purpose: int) -> np.uint64:
    """A job's number for a purpose at its step: the same whatever the others do."""
    return draw(job.luck, ((job.round << 16) + step.number) * 2 + purpose)


@inner
def service_time(flow: Flow, job: Any) -> float:
    step = at(flow.steps, job.step)
    bits = bits_of(job, step, SERVICE)
    if step.family == 1:  # the frequent one, without a call
        return step.mean * exponential(bits)
    return duration(step.family, step.mean, step.shape, bits)


@inner
def idle_servers(station: Any) -> int:
    return station.servers - station.down - station.busy - station.blocked


@inner
def begin(flow: Flow, j: int, station: Any, t: float) -> None:
    """Begin the service of a job. The caller counts the server, and the wait."""
    job = at(flow.jobs, j)
    station.starts += 1
    job.state = SERVED
    note(flow, t, L_STARTED, j)
    service_s = service_time(flow, job)
    if station.manned:
        job.left = service_s
    else:
        schedule(flow, t + service_s, 0, END + KINDS * j)


@inner
def begin_first(flow: Flow, station: Any, t: float) -> None:
    """Take the first job off the queue and begin its service, or go on with it where it was interrupted."""
    j = station.head
    job = at(flow.jobs, j)
    station.head = job.next
    if station.head < 0:
        station.tail = -1
    change_queue(station, -1, t)
    waited_s = t - job.since
    station.waits += waited_s
    job.since = t
    if job.left < 0.0:
        _take_off(flow, job, waited_s, t)
        begin(flow, j, station, t)
        return
    station.held -= 1
    job.state = SERVED
    note(flow, t, L_STARTED, j)
    if not station.manned:
        schedule(flow, t + job.left, 0, END + KINDS * j)
        job.left = -1.0


@inner
def arrive(flow: Flow, j: int, k: int, t: float) -> None:
    """A job is at a station: it is served at once, or waits."""
    station = at(flow.stations, k)
    job = at(flow.jobs, j)
    job.station = k
    job.since = t
    station.arrivals += 1
    note(flow, t, L_ARRIVED, j)
    if station.queue == 0 and not station.manned and idle_servers(station) > 0:
        change_busy(station, 1, t)
        _take_off(flow, job, 0.0, t)
        begin(flow, j, station, t)
        return
    job.state = WAITING
    job.next = -1
    if station.tail >= 0:
        at(flow.jobs, station.tail).next = j
    else:
        station.head = j
    station.tail = j
    change_queue(station, 1, t)
    if station.manned:
        flow.clock[0].changed = 1


@inner
def room_inside(station: Any) -> bool:
    """Whether the buffer (and the idle servers behind it) can take another job."""
    if station.buffer < 0:
        return True
    waiting = station.queue - station.held + station.coming
    return waiting < station.buffer + max(idle_servers(station), 0)


@inner
def conveyor_to(flow: Flow, job: Any, k: int) -> int:
    """The conveyor that leads to a station from where a job was served last; -1 for none."""
    return flow.carry[job.came, k] if len(flow.carry) > 0 and job.came >= 0 else -1


@inner
def _take_off(flow: Flow, job: Any, waited_s: float, t: float) -> None:
    """A job is served: it was at the end of its conveyor until now, for as long as it waited, if one brought it."""
    if flow.clock[0].transport:
        _leave_conveyor(flow, job, waited_s, t)
    job.came = job.station


@called
def _leave_conveyor(flow: Flow, job: Any, waited_s: float, t: float) -> None:
    number = conveyor_to(flow, job, job.station)
    if number >= 0:
        conveyor = flow.conveyors[number]
        change_load(conveyor, -1, t)
        conveyor.stays += conveyor.seconds + waited_s
        conveyor.left += 1


@inner
def has_room(flow: Flow, job: Any, k: int) -> bool:
    """Whether a station, and the conveyor that leads there, can take a job."""
    if not room_inside(at(flow.stations, k)):
        return False
    if not flow.clock[0].limited:
        return True
    number = conveyor_to(flow, job, k)
    return number < 0 or flow.conveyors[number].room < 0 or flow.conveyors[number].on < flow.conveyors[number].room


@called
def _first_with_room(flow: Flow, k: int) -> int:
    """The job after which stands the first of those before a station that it has room for: -1 the head, -2 none."""
    before = -1
    j = at(flow.stations, k).gate_head
    while j >= 0:
        if has_room(flow, at(flow.jobs, j), k):
            return before
        before = j
        j = at(flow.jobs, j).next
    return -2


@called
def choose(flow: Flow, first: int, stations: int) -> int:
    """The first candidate with an idle server and nobody before it, else the shortest line per server there."""
    best = flow.choices[first]
    least = math.inf
    for c in range(first, first + stations):
        k = flow.choices[c]
        station = at(flow.stations, k)
        waiting = station.queue + station.coming + station.gate
        idle = idle_servers(station)
        if idle > waiting:
            return k
        line = (waiting + station.busy + station.blocked + 1.0) / max(station.servers - station.down, 0.1)
        if line < least:
            least = line
            best = k
    return best


@called
def _set_out(flow: Flow, j: int, k: int, t: float) -> None:
    """Send a job on its way to a station that it cannot be at right away; it takes up room there from now on."""
    job = at(flow.jobs, j)
    job.since = t
    job.station = k
    at(flow.stations, k).coming += 1
    number = conveyor_to(flow, job, k)
    if number >= 0:
        job.state = CARRIED
        change_load(flow.conveyors[number], 1, t)
        flow.conveyors[number].entered += 1
        schedule(flow, t + flow.conveyors[number].seconds, 1, BELT + KINDS * j)
        return
    c = flow.clock[0]
    job.state = WANTS_MOVE
    row = flow.moves[(c.move_head + c.moves) % len(flow.moves)]
    row.job = j
    row.source = job.came
    row.target = k
    row.since = t
    c.moves += 1
    c.changed = 1


@inner
def go_to(flow: Flow, j: int, k: int, t: float) -> None:
    """Bring a job to a station that has room for it."""
    if flow.clock[0].transport and _is_far(flow, j, k):
        _set_out(flow, j, k, t)
    else:
        arrive(flow, j, k, t)


@called
def _is_far(flow: Flow, j: int, k: int) -> bool:
    """Whether a conveyor or a vehicle brings a job to a station."""
    job = flow.jobs[j]
    if job.came == k:
        return False
    if flow.routings[job.routing].by_vehicle:
        return True
    return conveyor_to(flow, job, k) >= 0


@called
def pass_gate(flow: Flow, k: int, before: int, t: float) -> int:
    """Let the job after `before` (-1: the first) of those who wait for room into a station.

    Returns the station whose server it held, or -1.
    """
    station = at(flow.stations, k)
    j = station.gate_head if before < 0 else at(flow.jobs, before).next
    job = at(flow.jobs, j)
    if before < 0:
        station.gate_head = job.next
    else:
        at(flow.jobs, before).next = job.next
    if station.gate_tail == j:
        station.gate_tail = before
    station.gate -= 1
    holder = -1
    if job.state == BLOCKED:
        holder = job.came
        settle_state(at(flow.stations, holder), t)
        at(flow.stations, holder).blocked -= 1
        if idle_servers(at(flow.stations, holder)) <= 0:
            flow.clock[0].check = 1  # the server is not there any more: nobody takes its place
    go_to(flow, j, k, t)
    return holder


@called
def settle(flow: Flow, first: int, t: float) -> None:
    """Start what can start at a station and let in what now has room; then the same where that freed a server."""
    flow.todo[0] = first
    at(flow.stations, first).dirty = 1
    n = 1
    while n > 0:
        n -= 1
        k = flow.todo[n]
        station = at(flow.stations, k)
        station.dirty = 0
        while True:
            if station.queue > 0 and not station.manned and idle_servers(station) > 0:
                change_busy(station, 1, t)
                begin_first(flow, station, t)
            elif station.gate > 0 and room_inside(station):
                before = _first_with_room(flow, k) if flow.clock[0].limited else -1
                if before < -1:
                    break
                holder = pass_gate(flow, k, before, t)
                if holder >= 0 and holder != k and not at(flow.stations, holder).dirty:
                    at(flow.stations, holder).dirty = 1
                    flow.todo[n] = holder
                    n += 1
            else:
                break
        if station.manned and station.queue > 0:
            flow.clock[0].changed = 1


@inner
def put_back(flow: Flow, k: int, j: int, left: float, t: float) -> None:
    station = at(flow.stations, k)
    job = at(flow.jobs, j)
    job.left = max(left, 0.0)
    job.since = t
    job.state = WAITING
    job.next = station.head
    station.head = j
    if station.tail < 0:
        station.tail = j
    station.held += 1
    station.interrupted += 1
    change_busy(station, -1, t)
    change_queue(station, 1, t)
    note(flow, t, L_INTERRUPTED, j)


@called
def interrupt(flow: Flow, k: int, t: float) -> None:
    """Stop the service at a station that would end last; the job waits in front of all others."""
    last = -1
    for n in range(flow.clock[0].events):
        row = flow.heap[n]
        what = what_of(row.word)
        if (what & (KINDS - 1)) != END or at(flow.jobs, what >> 2).station != k:
            continue
        if last < 0 or earlier(flow.heap[last].key, flow.heap[last].word, row.key, row.word):
            last = n
    j = what_of(flow.heap[last].word) >> 2
    left = time_of(flow.heap[last].key) - t
    remove(flow, last)
    put_back(flow, k, j, left, t)
