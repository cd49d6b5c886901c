"""Waiting lines of orders and transports as linked lists, and the heap of running timers."""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from scenarios.simulation.compiled import inner
from scenarios.simulation.records import Simulation


@inner
def _append(q: Any, table: NDArray[Any], row: int) -> None:
    """Put a row of a table, whose rows are linked by `next`, behind a waiting line."""
    table[row].next = -1
    if q.tail >= 0:
        table[q.tail].next = row
    else:
        q.head = row
    q.tail = row
    q.length += 1


@inner
def _take_after(q: Any, table: NDArray[Any], previous: int) -> int:
    """Remove and return the row that follows `previous` (-1: the head); -1 where there is none."""
    row = q.head if previous < 0 else table[previous].next
    if row < 0:
        return -1
    if previous < 0:
        q.head = table[row].next
    else:
        table[previous].next = table[row].next
    if q.tail == row:
        q.tail = previous
    table[row].next = -1
    q.length -= 1
    return int(row)


@inner
def push(sim: Simulation, queue: int, order: int) -> None:
    """Append an order to a waiting line."""
    _append(sim.queues[queue], sim.orders, order)


@inner
def take(sim: Simulation, queue: int) -> int:
    """Remove and return the first order of a waiting line; -1 where there is none."""
    return _take_after(sim.queues[queue], sim.orders, -1)


@inner
def remove(sim: Simulation, queue: int, order: int) -> bool:
    """Take one order out of a waiting line, wherever in it; false if it is not there."""
    previous = -1
    at = sim.queues[queue].head
    while at >= 0:
        if at == order:
            _take_after(sim.queues[queue], sim.orders, previous)
            return True
        previous = at
        at = sim.orders[at].next
    return False


@inner
def push_transport(sim: Simulation, queue: int, task: int) -> None:
    """Append a transport to a waiting line."""
    _append(sim.queues[queue], sim.transports, task)
    sim.clock[0].dirty = 1


@inner
def push_transport_front(sim: Simulation, queue: int, task: int) -> None:
    """Put a transport back at the head of a waiting line."""
    q = sim.queues[queue]
    sim.transports[task].next = q.head
    q.head = task
    if q.tail < 0:
        q.tail = task
    q.length += 1
    sim.clock[0].dirty = 1


@inner
def take_transport(sim: Simulation, queue: int, previous: int) -> int:
    """Remove and return the transport that follows `previous` (-1: the head) in a waiting line; -1 where there is none."""
    return _take_after(sim.queues[queue], sim.transports, previous)


@inner
def _before(sim: Simulation, m: int, n: int) -> bool:
    a = sim.timers[m]
    b = sim.timers[n]
    return a.time < b.time or (a.time == b.time and a.sequence < b.sequence)


@inner
def _swap(sim: Simulation, m: int, n: int) -> None:
    a = sim.timers[m]
    b = sim.timers[n]
    a.time, b.time = b.time, a.time
    a.sequence, b.sequence = b.sequence, a.sequence
    a.entity, b.entity = b.entity, a.entity


@inner
def _sift_up(sim: Simulation, k: int) -> int:
    while k > 0 and _before(sim, k, (k - 1) // 2):
        _swap(sim, k, (k - 1) // 2)
        k = (k - 1) // 2
    return k


@inner
def _sift_down(sim: Simulation, k: int) -> None:
    count = sim.clock[0].timers
    while True:
        child = 2 * k + 1
        if child >= count:
            return
        if child + 1 < count and _before(sim, child + 1, child):
            child += 1
        if not _before(sim, child, k):
            return
        _swap(sim, k, child)
        k = child


@inner
def start_timer(sim: Simulation, time: float, entity: int) -> None:
    """Wake an agent (or, from the number of agents on, an order on a belt) at a time; equal times fire in turn."""
    c = sim.clock[0]
    row = sim.timers[c.timers]
    row.time = time
    row.sequence = c.sequence
    row.entity = entity
    c.sequence += 1
    c.timers += 1
    _sift_up(sim, c.timers - 1)
    if entity < len(sim.agents):
        sim.agents[entity].due = time


@inner
def pop_timer(sim: Simulation) -> int:
    """Remove the earliest timer and return its agent or order."""
    c = sim.clock[0]
    entity = sim.timers[0].entity
    c.timers -= 1
    _swap(sim, 0, c.timers)
    _sift_down(sim, 0)
    return int(entity)


@inner
def cancel_timer(sim: Simulation, entity: int) -> None:
    """Forget the timer of an agent, if one is running."""
    c = sim.clock[0]
    for k in range(c.timers):
        if sim.timers[k].entity == entity:
            c.timers -= 1
            _swap(sim, k, c.timers)
            if k < c.timers:
                _sift_down(sim, _sift_up(sim, k))
            return
