"""The event heap of a job network: one total order of (time, priority, sequence).

Built for speed, since a good half of the work of a network is here. Four children each make it half as
deep as a binary heap. Taking the earliest event leaves a hole at the root, which the next event to be
scheduled fills: most events cause exactly one, so one walk down the heap does the work of two. The walk
has no jumps but its end: a processor guesses the outcome of comparisons wrong half of the time, and
that costs more than to compare all and to select.

An event is 16 bytes. `key` is the time's bits, which for times that are not negative are in the same order
as the times, and compare faster. `word` holds priority, sequence, kind and index in this order from the
highest bit. Rows beyond the last event are `NOTHING`, which is after everything. Places are unsigned, which
spares a test for indices that count from the end.
"""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import numpy as np

from scenarios.simulation.compiled import called, inner
from scenarios.simulation.flow_records import Flow

FAR = 1e18
KINDS = 4
_INDEX_BITS = 24  # kind and index; the sequence has 38 bits: 2.7e11 events
_TO_PRIORITY = np.uint64(62)
_TO_SEQUENCE = np.uint64(_INDEX_BITS)
_WHAT = np.uint64((1 << _INDEX_BITS) - 1)
_ZERO, _ONE, _TWO, _THREE = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3)
NOTHING = np.uint64(2**64 - 1)  # the key of a row without an event
SPARE = 4  # rows that the heap needs beyond its events


@inner
def what_of(word: np.uint64) -> np.int64:
    """Kind + KINDS * index."""
    return np.int64(word & _WHAT)


@inner
def key_of(time: float) -> np.uint64:
    """The bits of a time that is not negative."""
    return np.float64(time).view(np.uint64)


@inner
def time_of(key: np.uint64) -> np.float64:
    """The time of a key; NaN, which is before and after nothing, for `NOTHING`."""
    return np.uint64(key).view(np.float64)


@inner
def earlier(key: np.uint64, word: np.uint64, other_key: np.uint64, other_word: np.uint64) -> bool:
    """Whether an event comes before another."""
    return (key < other_key) | ((key == other_key) & (word < other_word))


@inner
def _sift(flow: Flow, top: np.uint64, key: np.uint64, word: np.uint64) -> None:
    """Put an event at the place `top` of the heap or below it.

    At each place of the way down the earliest children mark, the earlier of the child and the event stays
    and the later goes on.
    """
    heap = flow.heap
    n = np.uint64(flow.clock[0].events)
    k = top
    child = (k << _TWO) + _ONE
    while child < n:
        a, b, c, d = heap[child], heap[child + _ONE], heap[child + _TWO], heap[child + _THREE]
        second = earlier(b.key, b.word, a.key, a.word)
        fourth = earlier(d.key, d.word, c.key, c.word)
        low_key = b.key if second else a.key
        low_word = b.word if second else a.word
        high_key = d.key if fourth else c.key
        high_word = d.word if fourth else c.word
        upper = earlier(high_key, high_word, low_key, low_word)
        low_key = high_key if upper else low_key
        low_word = high_word if upper else low_word
        child += (_TWO + np.uint64(fourth)) if upper else np.uint64(second)
        stays = earlier(key, word, low_key, low_word)
        into = heap[k]
        into.key = key if stays else low_key
        into.word = word if stays else low_word
        key = low_key if stays else key
        word = low_word if stays else word
        k = child
        child = (k << _TWO) + _ONE
    into = heap[k]
    into.key = key
    into.word = word


@inner
def _rise(flow: Flow, k: np.uint64, key: np.uint64, word: np.uint64) -> None:
    """Put an event at the place k or above it."""
    heap = flow.heap
    while k > _ZERO:
        parent = (k - _ONE) >> _TWO
        above = heap[parent]
        if earlier(above.key, above.word, key, word):
            break
        into = heap[k]
        into.key = above.key
        into.word = above.word
        k = parent
    into = heap[k]
    into.key = key
    into.word = word


@inner
def schedule(flow: Flow, time: float, priority: int, what: int) -> None:
    """Let something happen at a time; equal times in the order of priority, then of scheduling."""
    c = flow.clock[0]
    word = (np.uint64(priority) << _TO_PRIORITY) | (c.sequence << _TO_SEQUENCE) | np.uint64(what)
    c.sequence += _ONE
    if c.hole:
        c.hole = 0
        _sift(flow, _ZERO, key_of(time), word)
    else:
        c.events += 1
        _rise(flow, np.uint64(c.events - 1), key_of(time), word)


@inner
def _take_last(flow: Flow) -> tuple[np.uint64, np.uint64]:
    """Take the event at the last place away: (key, word)."""
    c = flow.clock[0]
    c.events -= 1
    last = flow.heap[np.uint64(c.events)]
    key = last.key
    last.key = NOTHING
    return key, last.word


@inner
def close_hole(flow: Flow) -> None:
    """Mend the root after an event that caused none."""
    flow.clock[0].hole = 0
    key, word = _take_last(flow)
    if flow.clock[0].events > 0:
        _sift(flow, _ZERO, key, word)


@called
def remove(flow: Flow, place: int) -> None:
    """Take the event at a place out of the heap; never while there is a hole."""
    key, word = _take_last(flow)
    if place == flow.clock[0].events:
        return
    k = np.uint64(place)
    if place > 0:
        above = flow.heap[(k - _ONE) >> _TWO]
        if earlier(key, word, above.key, above.word):
            _rise(flow, k, key, word)
            return
    _sift(flow, k, key, word)
