"""The event heap of a job network: one total order of (time, priority, sequence).

Built for speed, since most of the work of a network is here. Four children each make it half as deep as
a binary heap. Taking the earliest event leaves a hole at the root, which the next event to be scheduled
fills: most events cause exactly one, so one walk down the heap does the work of two. An event is 16 bytes:
its time, and a word that holds priority, sequence, kind and index in this order from the highest bit.
Rows beyond the last event have the time NaN, which is before nothing, so a walk needs no case for a last
family with fewer children. Places are unsigned, which spares a test for indices that count from the end.
"""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math

import numpy as np

from scenarios.simulation.compiled import called, inner
from scenarios.simulation.flow_records import Flow

FAR = 1e18
KINDS = 4
_INDEX_BITS = 24  # kind and index; the sequence has 38 bits: 2.7e11 events
_TO_PRIORITY = np.uint64(62)
_TO_SEQUENCE = np.uint64(_INDEX_BITS)
_WHAT = np.uint64((1 << _INDEX_BITS) - 1)
_ZERO, _ONE, _TWO = np.uint64(0), np.uint64(1), np.uint64(2)
SPARE = 4  # rows that the heap needs beyond its events


@inner
def what_of(word: np.uint64) -> np.int64:
    """Kind + KINDS * index."""
    return np.int64(word & _WHAT)


@inner
def _sift(flow: Flow, top: np.uint64, time: float, word: np.uint64) -> None:
    """Put an event at the place `top` of the heap or below it.

    Walks down along the earliest children to a leaf and then up (Wegener 1993): new events are late ones,
    so this compares less often than stopping on the way down would.
    """
    heap = flow.heap
    n = np.uint64(flow.clock[0].events)
    k = top
    child = (k << _TWO) + _ONE
    while child < n:
        other = child + _TWO
        a = heap[child]
        b = heap[child + _ONE]
        c = heap[other]
        d = heap[other + _ONE]
        first = b.time < a.time
        if b.time == a.time:
            first = b.word < a.word
        second = d.time < c.time
        if d.time == c.time:
            second = d.word < c.word
        child += np.uint64(first)
        other += np.uint64(second)
        e = heap[child]
        f = heap[other]
        third = f.time < e.time
        if f.time == e.time:
            third = f.word < e.word
        child += (other - child) & (
            _ZERO - np.uint64(third)
        )  # without a jump, which would be guessed wrong half the time
        row = heap[child]
        into = heap[k]
        into.time = row.time
        into.word = row.word
        k = child
        child = (k << _TWO) + _ONE
    _rise(flow, k, top, time, word)


@inner
def _rise(flow: Flow, k: np.uint64, top: np.uint64, time: float, word: np.uint64) -> None:
    """Put an event at the place k, or above it but not above `top`."""
    heap = flow.heap
    while k > top:
        parent = (k - _ONE) >> _TWO
        above = heap[parent]
        if above.time < time or (above.time == time and above.word < word):
            break
        into = heap[k]
        into.time = above.time
        into.word = above.word
        k = parent
    into = heap[k]
    into.time = time
    into.word = word


@inner
def schedule(flow: Flow, time: float, priority: int, what: int) -> None:
    """Let something happen at a time; equal times in the order of priority, then of scheduling."""
    c = flow.clock[0]
    word = (np.uint64(priority) << _TO_PRIORITY) | (c.sequence << _TO_SEQUENCE) | np.uint64(what)
    c.sequence += _ONE
    if c.hole:
        c.hole = 0
        _sift(flow, _ZERO, time, word)
    else:
        c.events += 1
        _rise(flow, np.uint64(c.events - 1), _ZERO, time, word)


@inner
def _take_last(flow: Flow) -> tuple[float, np.uint64]:
    c = flow.clock[0]
    c.events -= 1
    last = flow.heap[np.uint64(c.events)]
    time = last.time
    last.time = math.nan
    return time, last.word


@inner
def close_hole(flow: Flow) -> None:
    """Mend the root after an event that caused none."""
    flow.clock[0].hole = 0
    time, word = _take_last(flow)
    if flow.clock[0].events > 0:
        _sift(flow, _ZERO, time, word)


@called
def remove(flow: Flow, place: int) -> None:
    """Take the event at a place out of the heap; never while there is a hole."""
    time, word = _take_last(flow)
    if place == flow.clock[0].events:
        return
    k = np.uint64(place)
    if place > 0:
        above = flow.heap[(k - _ONE) >> _TWO]
        if time < above.time or (time == above.time and word < above.word):
            _rise(flow, k, _ZERO, time, word)
            return
    _sift(flow, k, time, word)
