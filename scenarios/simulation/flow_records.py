"""The state of a job network: record layouts and the small integers in them.

Everything is numbers; names and documents stay outside. What belongs to whom is told in `flow`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.by_reference import by_reference

# One cache line; a job is in one list at most, so one link is enough.
JOB = np.dtype(
    [
        ("luck", "u8"),  # where its random numbers start
        ("entered", "f8"), ("since", "f8"),  # s: into the network; into the state it is in
        ("left", "f8"),  # s of service still needed, of an interrupted job or one in an operator's hands; else negative
        ("next", "i4"), ("state", "i4"),
        ("routing", "i4"), ("number", "i4"),  # the how manieth job of its routing
        ("step", "i4"), ("round", "i4"),  # absolute step; how often it was sent back
        ("station", "i4"), ("came", "i4"),  # where it is or is bound for; the last station it was at, -1 from outside
    ],
    align=True,
)  # fmt: skip

STATION = np.dtype(
    [
        ("servers", "i8"), ("down", "i8"),  # there now, and how many of them are out of order
        ("busy", "i8"), ("blocked", "i8"),  # servers at work; servers holding a finished job that has no room to go to
        ("queue", "i8"), ("held", "i8"),  # jobs that wait; those of them that were interrupted and are in the machine
        ("head", "i8"), ("tail", "i8"), ("buffer", "i8"), ("coming", "i8"),  # buffer -1: any number may wait
        ("gate_head", "i8"), ("gate_tail", "i8"), ("gate", "i8"),  # jobs elsewhere that wait for room here
        ("manned", "i8"), ("dirty", "i8"),
        ("queue_since", "f8"), ("busy_since", "f8"), ("state_since", "f8"),
        ("queue_area", "f8"), ("busy_area", "f8"), ("blocked_area", "f8"), ("down_area", "f8"), ("open_area", "f8"),
        ("arrivals", "i8"), ("starts", "i8"), ("ends", "i8"), ("interrupted", "i8"),
        ("waits", "f8"),  # s, over all stays in the queue that ended
    ],
    align=True,
)  # fmt: skip

STEP = np.dtype(
    [
        ("first", "i8"), ("stations", "i8"), ("station", "i8"),  # rows of `choices` (none: a delay); the first station
        ("family", "i8"), ("mean", "f8"), ("shape", "f8"),
        ("scrap", "f8"), ("rework", "f8"), ("back_to", "i8"),  # probabilities; absolute step
        ("number", "i8"), ("last", "i8"),  # within its routing; whether it is the last one
    ],
    align=True,
)  # fmt: skip

ROUTING = np.dtype(
    [
        ("key", "u8"), ("arrival_key", "u8"),
        ("first", "i8"), ("population", "i8"), ("by_vehicle", "i8"), ("due", "f8"),  # s, infinite where not promised
        ("window", "i8"), ("last_window", "i8"), ("used", "f8"),  # s of the current window that are over
        ("entered", "i8"), ("done", "i8"), ("scrapped", "i8"), ("inside", "i8"), ("reworked", "i8"), ("late", "i8"),
        ("inside_since", "f8"), ("inside_area", "f8"),
        ("sojourn", "f8"), ("sojourn_scrapped", "f8"), ("sojourn_squared", "f8"),  # s, s, s²
    ],
    align=True,
)  # fmt: skip

# Room -1: any number. Integrals and stays in s; what waits at its end is still on it.
CONVEYOR = np.dtype(
    [
        ("seconds", "f8"), ("room", "i8"), ("on", "i8"), ("area_since", "f8"), ("area", "f8"),
        ("stays", "f8"), ("entered", "i8"), ("left", "i8"),
        # of packed orders only: those not yet at its end, the waiting line and the direction field there, the next
        # conveyor from the same station
        ("moving", "i8"), ("line", "i8"), ("field", "i8"), ("next", "i8"),
    ],
    align=True,
)  # fmt: skip

WINDOW = np.dtype([("start", "f8"), ("end", "f8"), ("rate", "f8"), ("gap", "f8")], align=True)  # s, s, jobs per s, s

EVENT = np.dtype([("key", "u8"), ("word", "u8")], align=True)  # see `flow_heap`

MOVE = np.dtype([("job", "i8"), ("source", "i8"), ("target", "i8"), ("since", "f8")], align=True)

FLOW_LOG = np.dtype(
    [
        ("time", "f8"), ("kind", "i4"), ("routing", "i4"), ("number", "i4"),
        ("step", "i4"), ("station", "i4"), ("room", "i4"),
    ],
    align=True,
)  # fmt: skip

FLOW_CLOCK = np.dtype(
    [
        ("now", "f8"), ("events", "i8"), ("sequence", "u8"), ("hole", "i8"),
        ("free", "i8"), ("free_jobs", "i8"), ("short", "i8"),
        ("limited", "i8"),  # whether some conveyor holds no more than so many
        ("transport", "i8"), ("check", "i8"),  # anything moves by conveyor or vehicle; look for rings after this event
        ("move_head", "i8"), ("moves", "i8"), ("changed", "i8"),
        ("logged", "i8"), ("log_lost", "i8"), ("deadlocks", "i8"), ("processed", "i8"),
    ],
    align=True,
)  # fmt: skip


class JobState(IntEnum):
    """Where a job is."""

    FREE = 0  # a row of the pool that nobody uses
    WAITING = 1  # in the queue of its station
    SERVED = 2
    BLOCKED = 3  # finished, in its old server: its next station has no room
    OUTSIDE = 4  # wants into a station without room, and holds no server meanwhile
    CARRIED = 5  # on a conveyor
    WANTS_MOVE = 6  # waits for a vehicle
    MOVED = 7  # a vehicle is on it
    DELAYED = 8  # in a step without a station


class FlowEvent(IntEnum):
    """Kinds of rows in the log."""

    ENTERED = 0
    ARRIVED = 1  # at a station
    STARTED = 2
    ENDED = 3
    BLOCKED = 4
    INTERRUPTED = 5
    REWORK = 6
    SCRAPPED = 7
    DONE = 8


@by_reference
class Flow(NamedTuple):
    """Everything that the compiled functions of `flow` read and write."""

    jobs: NDArray[Any]  # JOB, a pool
    stations: NDArray[Any]  # STATION
    steps: NDArray[Any]  # STEP, the steps of all routings
    routings: NDArray[Any]  # ROUTING
    choices: NDArray[np.int64]  # candidate stations of the steps
    windows: NDArray[Any]  # WINDOW
    carry: NDArray[np.int64]  # (S, S) which conveyor leads from one to another, -1 none; (0, 0): no conveyors at all
    conveyors: NDArray[Any]  # CONVEYOR, the conveyors
    heap: NDArray[Any]  # EVENT, a binary heap
    moves: NDArray[Any]  # MOVE, a ring as long as `jobs`
    log: NDArray[Any]  # FLOW_LOG; no rows: nothing is logged
    todo: NDArray[np.int64]  # (S,) a stack
    clock: NDArray[Any]  # FLOW_CLOCK, one
