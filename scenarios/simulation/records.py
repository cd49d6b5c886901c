"""The state of a running simulation: record layouts and the small integers in them.

Struct-of-records arrays that live across the compiled calls, so a run can be cut into slices and
cancelled between them. Everything is numbers; names and documents stay outside.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

STEP_S = 0.1

# The first two rows are what others look at on every step: two cache lines.
AGENT = np.dtype(
    [
        ("x", "f8"), ("y", "f8"), ("vx", "f8"), ("vy", "f8"),  # m, m/s, over the last step
        ("ox", "f8"), ("oy", "f8"), ("reach", "f8"), ("radius", "f8"),  # last step's start; body's and keep-out radius
        ("kind", "i8"), ("moving", "i8"), ("present", "i8"), ("down", "i8"),
        ("ghost_until", "f8"), ("half_length", "f8"), ("half_width", "f8"),  # body
        ("ux", "f8"), ("uy", "f8"), ("heading", "f8"),  # unit vector of the heading; the angle is kept for vehicles only
        ("nx", "f8"), ("ny", "f8"),  # velocity chosen for the next step
        ("speed", "f8"), ("accel", "f8"), ("turn", "f8"),  # free speed m/s, m/s², rad/s
        ("wall", "f8"), ("height", "f8"),  # clearance kept from walls
        ("tx", "f8"), ("ty", "f8"), ("short", "f8"),  # target and how far before it to stop
        ("field", "i8"), ("straight", "i8"), ("hold", "i8"), ("slow_since", "f8"), ("load", "i8"), ("activity", "i8"),
        ("distance", "f8"), ("distance_loaded", "f8"),  # m
        ("facing", "f8"),  # on arrival; NaN keeps the heading
        ("since", "f8"),  # start of the current activity
        ("still_since", "f8"), ("free_since", "f8"),
        ("role", "i8"), ("number", "i8"), ("state", "i8"), ("on_shift", "i8"),
        ("place", "i8"), ("last_field", "i8"), ("home", "i8"),
        ("stop", "i8"), ("stops", "i8"), ("tour", "i8"), ("stand", "i8"), ("order", "i8"),
        ("passes", "i8"), ("forced", "i8"),  # deadlocks in which it made room, and those in which it was let through
        ("back_until", "f8"), ("leaves", "i8"),  # backs off until then; the place it has just left, -1 for none
    ],
    align=True,
)  # fmt: skip

PLACE = np.dtype(
    [
        ("x", "f8"), ("y", "f8"), ("facing", "f8"),
        ("field", "i8"),  # direction field that leads here
        ("busy", "i8"), ("waiting", "i8"),  # how many use this place now, and how many wait for it
        ("blocked", "i8"),  # number of events that close it
        ("part", "i8"), ("aisle", "i8"), ("along", "f8"), ("claims", "i8"),
    ],
    align=True,
)  # fmt: skip

ORDER = np.dtype(
    [
        ("arrival", "f8"), ("pack_s", "f8"), ("ship_s", "f8"),
        ("line0", "i8"), ("lines", "i8"), ("left", "i8"),
        ("next", "i8"), ("in_tour", "i8"), ("place", "i8"), ("state", "i8"),
    ],
    align=True,
)  # fmt: skip

LINE = np.dtype([("face", "i8"), ("order", "i8"), ("pick_s", "f8"), ("done", "i8")], align=True)

STAND = np.dtype([("place", "i8"), ("kind", "i8"), ("agent", "i8")], align=True)

CALENDAR = np.dtype([("time", "f8"), ("kind", "i8"), ("a", "i8"), ("b", "i8")], align=True)

TIMER = np.dtype([("time", "f8"), ("sequence", "i8"), ("agent", "i8")], align=True)

LOG = np.dtype([("time", "f8"), ("kind", "i8"), ("order", "i8"), ("agent", "i8"), ("place", "i8")], align=True)

QUEUE = np.dtype([("head", "i8"), ("tail", "i8"), ("length", "i8")], align=True)

CONFLICT = np.dtype(
    [
        ("start", "f8"), ("end", "f8"), ("at", "f8"), ("x", "f8"), ("y", "f8"),
        ("ttc", "f8"), ("separation", "f8"), ("separation_at", "f8"), ("closing", "f8"),
        ("a", "i8"), ("b", "i8"), ("contact", "i8"), ("serious", "i8"),
    ],
    align=True,
)  # fmt: skip

CLOCK = np.dtype(
    [
        ("step", "i8"), ("next_order", "i8"), ("next_calendar", "i8"), ("next_request", "i8"), ("served_requests", "i8"),
        ("timers", "i8"), ("sequence", "i8"), ("logged", "i8"), ("conflicts", "i8"),
        ("arrived", "i8"), ("shipped", "i8"), ("wip", "i8"), ("wip_area", "f8"), ("wip_time", "f8"),
        ("dirty", "i8"), ("pairs_stale", "i8"), ("movers", "i8"), ("stepped", "i8"),
        ("agent_steps", "i8"), ("release_at", "f8"), ("requests", "i8"), ("full", "i8"),
        ("filmed", "i8"),  # frames in the film's buffer
    ],
    align=True,
)  # fmt: skip

RULES = np.dtype(
    [
        ("orders_per_tour", "i8"), ("s_shape", "i8"), ("self_pack", "i8"), ("use_amr", "i8"),
        ("pack", "i8"), ("ship", "i8"),  # whether the step needs somebody
        ("faces", "i8"), ("stations", "i8"),
        ("x0", "f8"), ("y0", "f8"), ("cell", "f8"),  # fine clearance grid
        ("density_x0", "f8"), ("density_y0", "f8"), ("density_cell", "f8"),
        ("horizon", "f8"), ("step", "f8"),
        ("film_from", "i8"), ("film_last", "i8"), ("film_stride", "i8"),  # steps; no film at stride 0
        ("replication", "i8"), ("run_key", "i8"),  # whose state this is, once it was paused; see `engine.run_key`
        ("serious_ttc", "f8"), ("slight_ttc", "f8"), ("person_serious_ttc", "f8"), ("person_slight_ttc", "f8"),
        ("person_limit", "f8"), ("min_closing", "f8"), ("min_vehicle_speed", "f8"), ("merge_gap", "f8"),
    ],
    align=True,
)  # fmt: skip


class Role(IntEnum):
    """Whose work an agent does."""

    PICKER = 0
    PACKER = 1
    SHIPPER = 2
    AMR = 3
    FORKLIFT = 4


class State(IntEnum):
    """Where an agent is in its work."""

    OFF = 0
    IDLE = 1
    TO_HOME = 2
    LEAVING = 3
    TO_FACE = 4
    PICKING = 5
    TO_DROP = 6
    DROPPING = 7
    TO_STAND = 8
    AT_STAND = 9
    SERVING = 10
    WAIT_STAND = 11
    TO_LOAD = 12
    LOADING = 13
    TO_UNLOAD = 14
    UNLOADING = 15


class Calendar(IntEnum):
    """What the calendar of a day holds."""

    HEADS = 0  # a: role, b: heads
    BLOCK = 1  # a: part
    UNBLOCK = 2  # a: part
    DOWN = 3  # a: role, b: vehicles down from now on


class Queue(IntEnum):
    """Where orders wait; an order is in one queue at most."""

    RELEASE = 0
    HANDOVER = 1
    PACK = 2
    SHIP = 3


class Simulation(NamedTuple):
    """Everything a compiled call reads and writes."""

    agents: NDArray[Any]  # AGENT
    places: NDArray[Any]  # PLACE
    orders: NDArray[Any]  # ORDER
    lines: NDArray[Any]  # LINE
    stands: NDArray[Any]  # STAND
    calendar: NDArray[Any]  # CALENDAR
    requests: NDArray[np.float64]  # (R, 3) replenishment: time, pick-up place, put-away place
    timers: NDArray[Any]  # TIMER, a binary heap
    queues: NDArray[Any]  # QUEUE
    clock: NDArray[Any]  # CLOCK, one
    rules: NDArray[Any]  # RULES, one
    log: NDArray[Any]  # LOG
    stops: NDArray[np.int64]  # (A, S) lines of the tour in the order of visit
    handover: NDArray[np.int64]  # (F, 2) per face: place of the picker, place of the AMR
    drops: NDArray[np.int64]  # (P, 2) per pack station: a person's place, a vehicle's place
    fine: NDArray[np.float32]  # clearance
    fields: NDArray[np.uint8]  # (D, rows, columns) direction fields
    between: NDArray[np.float32]  # (D, D) walking cost between the fields' anchors
    activity_s: NDArray[np.float64]  # (A, 12) time per activity
    density: NDArray[np.float32]  # seconds per cell
    neighbours: NDArray[np.int32]  # (A, A) pair lists
    neighbour_count: NDArray[np.int32]  # (A,)
    movers: NDArray[np.int64]  # (A,) agents who are stepped now, clock.stepped of them
    built_at: NDArray[np.float64]  # (A, 2) position when the pair list was built
    encounters: NDArray[np.int32]  # (A, A) open episode of a pair, -1 where none
    conflicts: NDArray[Any]  # CONFLICT
    film: NDArray[np.float32]  # (T, A, 5) x, y, heading, vx, vy; a buffer, see recording
    film_marks: NDArray[np.uint8]  # (T, A, 2) activity, load
