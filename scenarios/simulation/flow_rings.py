"""Rings of full stations that would wait for each other for ever: found where a job is blocked, and broken.

A ring is broken by letting one job in beyond the buffer, as people do who make room on the floor.
"""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from scenarios.simulation.compiled import called
from scenarios.simulation.flow_records import Flow
from scenarios.simulation.flow_stations import BLOCKED, idle_servers, pass_gate, settle


@called
def _mark_alive(flow: Flow) -> None:
    """Mark (in `dirty`) every station whose jobs can move on by themselves, sooner or later.

    Those are the stations with a job in service, an idle server, or servers that are out of order or not there
    (those come back); and whoever holds a job for one of them. The rest wait for each other, in rings.
    """
    for m in range(len(flow.stations)):
        s = flow.stations[m]
        alive = s.busy > 0 or s.down > 0 or s.servers == 0 or idle_servers(s) > 0
        s.dirty = 1 if alive else 0
    again = True
    while again:
        again = False
        for m in range(len(flow.stations)):
            if not flow.stations[m].dirty:
                continue
            j = flow.stations[m].gate_head
            while j >= 0:
                job = flow.jobs[j]
                if job.state == BLOCKED and not flow.stations[job.came].dirty:
                    flow.stations[job.came].dirty = 1
                    again = True
                j = job.next


@called
def _held_by(flow: Flow, holder: int) -> tuple[int, int]:
    """(station that a job held by `holder` waits for, the job before it in that line); (-1, -1) for none."""
    for m in range(len(flow.stations)):
        before = -1
        j = flow.stations[m].gate_head
        while j >= 0:
            if flow.jobs[j].state == BLOCKED and flow.jobs[j].came == holder:
                return m, before
            before = j
            j = flow.jobs[j].next
    return -1, -1


@called
def _way_out(flow: Flow, k: int) -> tuple[int, int]:
    """If station k waits for a ring: (a station in it, the job in the line before its gate after which to let one in).

    (-1, -1) where its jobs will move on by themselves.
    """
    _mark_alive(flow)
    into = -1
    before = -1
    if not flow.stations[k].dirty:
        holder = k
        while True:  # from holder to holder, until the ring closes
            flow.stations[holder].dirty = 2
            into, before = _held_by(flow, holder)
            if into < 0 or flow.stations[into].dirty == 2:
                break
            holder = into
    for m in range(len(flow.stations)):
        flow.stations[m].dirty = 0
    return into, before


@called
def break_ring(flow: Flow, k: int, t: float) -> None:
    """Let jobs in beyond the buffers until station k waits for no ring.

    One is enough, unless servers left a station while their jobs were blocked: then there are more jobs in its
    servers than it has, and the first ones to go give nobody a place.
    """
    into, before = _way_out(flow, k)
    while into >= 0:
        flow.clock[0].deadlocks += 1
        settle(flow, pass_gate(flow, into, before, t), t)
        into, before = _way_out(flow, k)


@called
def break_rings(flow: Flow, t: float) -> None:
    """Break every ring: after servers came, went or were repaired."""
    c = flow.clock[0]
    c.check = 1
    while c.check:
        c.check = 0
        for k in range(len(flow.stations)):
            if flow.stations[k].gate > 0:
                break_ring(flow, k, t)
