"""Waiting lines of orders as linked lists, and the heap of running timers."""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from scenarios.simulation.compiled import inner
from scenarios.simulation.records import Simulation


@inner
def push(sim: Simulation, queue: int, order: int) -> None:
    """Append an order to a waiting line."""
    q = sim.queues[queue]
    sim.orders[order].next = -1
    if q.tail >= 0:
        sim.orders[q.tail].next = order
    else:
        q.head = order
    q.tail = order
    q.length += 1


@inner
def push_front(sim: Simulation, queue: int, order: int) -> None:
    """Put an order back at the head of a waiting line."""
    q = sim.queues[queue]
    sim.orders[order].next = q.head
    q.head = order
    if q.tail < 0:
        q.tail = order
    q.length += 1


@inner
def take_after(sim: Simulation, queue: int, previous: int) -> int:
    """Remove and return the order that follows `previous` (-1: the head); -1 where there is none."""
    q = sim.queues[queue]
    order = q.head if previous < 0 else sim.orders[previous].next
    if order < 0:
        return -1
    following = sim.orders[order].next
    if previous < 0:
        q.head = following
    else:
        sim.orders[previous].next = following
    if q.tail == order:
        q.tail = previous
    sim.orders[order].next = -1
    q.length -= 1
    return int(order)


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
    a.agent, b.agent = b.agent, a.agent


@inner
def start_timer(sim: Simulation, time: float, agent: int) -> None:
    """Wake an agent at a time; equal times fire in the order they were started."""
    c = sim.clock[0]
    k = c.timers
    c.timers += 1
    row = sim.timers[k]
    row.time = time
    row.sequence = c.sequence
    row.agent = agent
    c.sequence += 1
    while k > 0 and _before(sim, k, (k - 1) // 2):
        _swap(sim, k, (k - 1) // 2)
        k = (k - 1) // 2


@inner
def pop_timer(sim: Simulation) -> int:
    """Remove the earliest timer and return its agent."""
    c = sim.clock[0]
    agent = sim.timers[0].agent
    c.timers -= 1
    _swap(sim, 0, c.timers)
    k = 0
    while True:
        child = 2 * k + 1
        if child >= c.timers:
            break
        if child + 1 < c.timers and _before(sim, child + 1, child):
            child += 1
        if not _before(sim, child, k):
            break
        _swap(sim, k, child)
        k = child
    return int(agent)
