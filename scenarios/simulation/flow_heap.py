"""The event heap of a job network: one total order of (time, priority, sequence).

Taking the earliest event leaves a hole at the root, which the next event to be scheduled fills:
most events cause exactly one, so one walk down the heap does the work of two.
"""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import numpy as np

from scenarios.simulation.compiled import called, inner
from scenarios.simulation.flow_records import Flow

FAR = 1e18
KINDS = 4  # an event's `what` is kind + KINDS * index
_SHIFT = np.uint64(56)
_ONE = np.uint64(1)


@inner
def _sift(flow: Flow, k: int, time: float, order: np.uint64, what: int) -> None:
    """Put an event at the place k of the heap or below it.

    Walks down along the earlier children to a leaf and then up (Wegener 1993): new events are late ones,
    so this compares half as often as stopping on the way down would.
    """
    heap = flow.heap
    n = flow.clock[0].events
    top = k
    child = 2 * k + 1
    while child + 1 < n:
        a = heap[child]
        b = heap[child + 1]
        child += int((b.time < a.time) | ((b.time == a.time) & (b.order < a.order)))
        row = heap[child]
        into = heap[k]
        into.time = row.time
        into.order = row.order
        into.what = row.what
        k = child
        child = 2 * k + 1
    if child < n:
        row = heap[child]
        into = heap[k]
        into.time = row.time
        into.order = row.order
        into.what = row.what
        k = child
    while k > top:
        above = heap[(k - 1) >> 1]
        if above.time < time or (above.time == time and above.order < order):
            break
        into = heap[k]
        into.time = above.time
        into.order = above.order
        into.what = above.what
        k = (k - 1) >> 1
    into = heap[k]
    into.time = time
    into.order = order
    into.what = what


@called
def schedule(flow: Flow, time: float, priority: int, what: int) -> None:
    """Let something happen at a time; equal times in the order of priority, then of scheduling."""
    c = flow.clock[0]
    order = (np.uint64(priority) << _SHIFT) | c.sequence
    c.sequence += _ONE
    if c.hole:
        c.hole = 0
        _sift(flow, 0, time, order, what)
        return
    heap = flow.heap
    k = c.events
    c.events += 1
    while k > 0:
        above = heap[(k - 1) >> 1]
        if above.time < time or (above.time == time and above.order < order):
            break
        into = heap[k]
        into.time = above.time
        into.order = above.order
        into.what = above.what
        k = (k - 1) >> 1
    into = heap[k]
    into.time = time
    into.order = order
    into.what = what


@inner
def close_hole(flow: Flow) -> None:
    """Mend the root after an event that caused none."""
    c = flow.clock[0]
    c.hole = 0
    c.events -= 1
    if c.events > 0:
        last = flow.heap[c.events]
        _sift(flow, 0, last.time, last.order, last.what)


@called
def remove(flow: Flow, k: int) -> None:
    """Take the event at place k out of the heap; never while there is a hole."""
    c = flow.clock[0]
    c.events -= 1
    if k == c.events:
        return
    last = flow.heap[c.events]
    time, order, what = last.time, last.order, last.what
    heap = flow.heap
    while k > 0:  # the last event may belong above the removed one
        above = heap[(k - 1) >> 1]
        if above.time < time or (above.time == time and above.order < order):
            break
        into = heap[k]
        into.time = above.time
        into.order = above.order
        into.what = above.what
        k = (k - 1) >> 1
    _sift(flow, k, time, order, what)
