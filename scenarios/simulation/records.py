"""The state of a running simulation: record layouts. The small integers in them have names in `codes`.

Struct-of-records arrays that live across the compiled calls, so a run can be cut into slices and
cancelled between them. Everything is numbers; names and documents stay outside.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.by_reference import by_reference
from scenarios.simulation.flow_records import Flow

STEP_S = 0.1

# The first row is what others look at on every step, the second what they look at of who is near: two cache lines.
AGENT = np.dtype(
    [
        ("x", "f8"), ("y", "f8"), ("vx", "f8"), ("vy", "f8"),  # m, m/s, over the last step
        ("reach", "f8"), ("kind", "i8"), ("moving", "i8"), ("ghost_until", "f8"),  # radius around the body
        ("present", "i8"), ("down", "i8"), ("ox", "f8"), ("oy", "f8"),  # where the last step began; at rest, where one is
        ("radius", "f8"), ("half_length", "f8"), ("half_width", "f8"),  # what others keep out of, and the body
        ("ux", "f8"), ("uy", "f8"), ("heading", "f8"),  # unit vector of the heading; the angle is kept for vehicles only
        ("nx", "f8"), ("ny", "f8"),  # velocity in the next step
        ("wx", "f8"), ("wy", "f8"), ("chooses_at", "f8"),  # velocity that a person has chosen, and the time of the next choice
        ("look_x", "f8"), ("look_y", "f8"), ("clear", "f8"),  # last look at the walls: from where, distance; 0 for none
        ("speed", "f8"), ("accel", "f8"), ("turn", "f8"),  # free speed m/s, m/s², rad/s
        ("wall", "f8"), ("height", "f8"),  # clearance kept from walls
        ("tx", "f8"), ("ty", "f8"), ("short", "f8"),  # target and how far before it to stop
        ("field", "i8"), ("straight", "i8"), ("looks_at", "f8"),  # whether the target is in sight, and when to look again
        ("hold", "i8"), ("slow_since", "f8"), ("load", "i8"), ("activity", "i8"),
        ("distance", "f8"), ("distance_loaded", "f8"),  # m
        ("moving_s", "f8"), ("moving_since", "f8"),  # time between setting out and coming to rest, breakdowns left out
        ("facing", "f8"),  # on arrival; NaN keeps the heading
        ("since", "f8"),  # start of the current activity
        ("still_since", "f8"), ("free_since", "f8"),
        ("role", "i8"), ("number", "i8"), ("state", "i8"), ("on_shift", "i8"),
        ("place", "i8"), ("last_field", "i8"), ("home", "i8"),
        ("stop", "i8"), ("stops", "i8"), ("tour", "i8"), ("stand", "i8"), ("order", "i8"), ("task", "i8"),
        ("works_as", "i8"), ("skills", "i8"),  # role whose work is in hand; bits of the roles it may take on
        ("resting", "i8"), ("hand_over", "i8"),  # on a break; leaves the rest of a tour to others at the end of a shift
        ("due", "f8"), ("left_s", "f8"),  # when the task at a place ends; what was left of it when it was interrupted
        ("handling", "f8"),  # s to load, and to unload
        ("charge", "f8"), ("capacity", "f8"), ("low", "f8"), ("full", "f8"),  # J in the battery; 0 capacity: none
        ("drive_w", "f8"), ("idle_w", "f8"), ("charge_w", "f8"), ("opportunity", "i8"), ("energy", "f8"),  # J taken
        ("empties", "f8"), ("rescue", "f8"),  # when the battery is empty as things are; s to a new one, < 0 never
        ("passes", "i8"), ("forced", "i8"),  # deadlocks in which it made room, and those in which it was let through
        ("mark_x", "f8"), ("mark_y", "f8"), ("mark_t", "f8"),  # where it was when it last got anywhere, and when
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
        ("stock", "i8"), ("full", "i8"), ("reorder", "i8"), ("asked", "i8"),  # lines it holds; 0 full: never empty
    ],
    align=True,
)  # fmt: skip

ORDER = np.dtype(
    [
        ("arrival", "f8"), ("due", "f8"), ("pack_s", "f8"), ("ship_s", "f8"),
        ("line0", "i8"), ("lines", "i8"), ("left", "i8"), ("units", "i8"),
        ("belt", "i8"), ("since", "f8"),  # the belt it is on, -1 for none, and since when
        ("next", "i8"), ("in_tour", "i8"), ("begun", "i8"),
    ],
    align=True,
)  # fmt: skip

TRANSPORT = np.dtype([("source", "i8"), ("target", "i8"), ("heavy", "i8"), ("next", "i8")], align=True)

LINE = np.dtype([("face", "i8"), ("order", "i8"), ("pick_s", "f8"), ("done", "i8"), ("units", "i8")], align=True)

STAND = np.dtype(
    [
        ("place", "i8"), ("kind", "i8"), ("agent", "i8"),
        ("station", "i8"), ("down", "i8"),  # of the document; number of events that close it
        ("flow", "i8"),  # manned work station of the job network; -1 for others
        ("line", "i8"), ("belt", "i8"),  # its waiting line (a row of the queues); first belt from here; -1 for none
    ],
    align=True,
)  # fmt: skip

# A slow zone or a crossing: a rectangle by its middle, the direction of its length, and half of its sides in m.
ZONE = np.dtype(
    [
        ("x", "f8"), ("y", "f8"), ("ux", "f8"), ("uy", "f8"), ("half_length", "f8"), ("half_width", "f8"),
        ("limit", "f8"),  # m/s
        ("crossing", "i8"), ("taken", "i8"),  # whether somebody walks on it now
    ],
    align=True,
)  # fmt: skip

CALENDAR = np.dtype([("time", "f8"), ("kind", "i8"), ("a", "i8"), ("b", "i8")], align=True)

TIMER = np.dtype([("time", "f8"), ("sequence", "i8"), ("entity", "i8")], align=True)

LOG = np.dtype([("time", "f8"), ("kind", "i8"), ("order", "i8"), ("agent", "i8"), ("place", "i8")], align=True)

QUEUE = np.dtype([("head", "i8"), ("tail", "i8"), ("length", "i8"), ("kind", "i8")], align=True)  # kind of stands

CONFLICT = np.dtype(
    [
        ("start", "f8"), ("end", "f8"), ("at", "f8"),
        ("ttc", "f8"), ("drac", "f8"), ("pet", "f8"), ("separation", "f8"), ("closing", "f8"),  # extremes
        ("a", "i8"), ("b", "i8"), ("contact", "i8"),
        # both at that instant
        ("ax", "f8"), ("ay", "f8"), ("aux", "f8"), ("auy", "f8"), ("avx", "f8"), ("avy", "f8"),
        ("bx", "f8"), ("by", "f8"), ("bux", "f8"), ("buy", "f8"), ("bvx", "f8"), ("bvy", "f8"),
    ],
    align=True,
)  # fmt: skip

# A step of somebody who moved: when it ended, where it began, velocity, direction of a vehicle's body.
TRAIL = np.dtype(
    [("t", "f8"), ("x", "f8"), ("y", "f8"), ("vx", "f8"), ("vy", "f8"), ("ux", "f8"), ("uy", "f8")], align=True
)

CLOCK = np.dtype(
    [
        ("step", "i8"), ("now", "f8"), ("next_order", "i8"), ("next_calendar", "i8"), ("next_request", "i8"), ("next_expiry", "i8"),
        ("timers", "i8"), ("sequence", "i8"), ("logged", "i8"), ("conflicts", "i8"),
        ("arrived", "i8"), ("shipped", "i8"), ("failed", "i8"), ("wip", "i8"), ("wip_area", "f8"), ("wip_time", "f8"),
        ("dirty", "i8"), ("pairs_stale", "i8"), ("movers_stale", "i8"), ("movers", "i8"), ("stepped", "i8"),
        ("first_open", "i8"),  # of the conflicts: those before it are over
        ("fastest", "f8"), ("largest", "f8"), ("vehicles", "i8"),  # of all on the floor, for the pair lists: m/s, m
        ("west", "f8"), ("strips_per_m", "f8"),  # where the strips of the pair lists start
        ("tick", "f8"),  # of the clock by which people choose, whatever the step
        ("agent_steps", "i8"), ("release_at", "f8"), ("full", "i8"),
        ("floor", "i8"),  # which floor is in force
        ("put_away", "i8"), ("restocked", "i8"), ("empty_visits", "i8"),  # pallets; pickers who found a face empty
        ("filmed", "i8"),  # frames in the film's buffer
        ("next_empty", "f8"), ("emptied", "i8"),  # no battery is empty before then; how often one was
    ],
    align=True,
)  # fmt: skip

RULES = np.dtype(
    [
        ("orders_per_tour", "i8"), ("self_pack", "i8"),
        ("routing", "i8"), ("release", "i8"), ("batch_nearest", "i8"), ("longest_idle", "i8"), ("patience", "f8"),
        ("first_request", "i8"), ("first_face", "i8"), ("first_job", "i8"),  # rows of the transports, see `transport`
        ("pack", "i8"), ("ship", "i8"),  # whether the step needs somebody
        ("shortest_line", "i8"),
        ("faces", "i8"),
        ("vehicle_fine", "i8"),  # where the floors as vehicles have them begin in `fine`
        ("x0", "f8"), ("y0", "f8"), ("cell", "f8"),  # fine clearance grid
        ("density_x0", "f8"), ("density_y0", "f8"), ("density_cell", "f8"),
        ("horizon", "f8"), ("step", "f8"),
        ("film_from", "i8"), ("film_last", "i8"), ("film_stride", "i8"),  # steps; no film at stride 0
        ("replication", "i8"), ("run_key", "i8"),  # whose state this is, once it was paused; see `engine.run_key`
        ("slight_ttc", "f8"), ("person_slight_ttc", "f8"), ("pet", "f8"), ("hold", "f8"),
        ("person_limit", "f8"), ("min_closing", "f8"), ("min_vehicle_speed", "f8"), ("merge_gap", "f8"),
    ],
    align=True,
)  # fmt: skip


@by_reference
class Simulation(NamedTuple):
    """Everything a compiled call reads and writes."""

    agents: NDArray[Any]  # AGENT
    places: NDArray[Any]  # PLACE
    orders: NDArray[Any]  # ORDER
    lines: NDArray[Any]  # LINE
    stands: NDArray[Any]  # STAND
    calendar: NDArray[Any]  # CALENDAR
    requests: NDArray[np.float64]  # (R,) times of inbound pallets
    transports: NDArray[Any]  # TRANSPORT: one row per order, pallet and face
    timers: NDArray[Any]  # TIMER, a binary heap
    queues: NDArray[Any]  # QUEUE
    clock: NDArray[Any]  # CLOCK, one
    rules: NDArray[Any]  # RULES, one
    log: NDArray[Any]  # LOG
    stops: NDArray[np.int64]  # (A, S) lines of the tour in the order of visit
    handover: NDArray[np.int64]  # (F, 2) per face: place of the picker, place of the AMR
    spare_stops: NDArray[np.int64]  # (2 S,) working space of the routing
    work_places: NDArray[
        np.int64
    ]  # (S + 1,) where vehicles stop at the stations of the job network; last: where jobs come in
    aisle_ends: NDArray[np.float64]  # (aisles, 2) front and back
    drops: NDArray[np.int64]  # (P, 2) per pack station: a person's place, a vehicle's place
    drop_lines: NDArray[np.int64]  # (P,) the waiting line of that station; -1 where nobody works there
    docks: NDArray[np.int64]  # (D, 2) where pallets come in: place, station of the document (-1: none)
    belts: NDArray[Any]  # CONVEYOR, of packed orders
    zones: NDArray[Any]  # ZONE
    fine: NDArray[
        np.float32
    ]  # (floors, or twice as many, rows, columns) clearance; for vehicles from rules.vehicle_fine on
    fields: NDArray[np.uint8]  # (floors, D, rows, columns) direction fields
    between: NDArray[np.float32]  # (floors, D, D) walking cost between the fields' anchors
    closed: NDArray[np.uint8]  # (floors, places) whether a place cannot be reached
    activity_s: NDArray[np.float64]  # (A, 13) time per activity
    density: NDArray[np.float32]  # seconds per cell
    neighbours: NDArray[np.uint32]  # (A, A) pair lists
    near_count: NDArray[np.int32]  # (A,) the first of them, who matter to movement
    neighbour_count: NDArray[np.int32]  # (A,) all of them
    listed: NDArray[np.uint8]  # (A,) whether somebody's list has been made since they were forgotten
    movers: NDArray[np.int64]  # (A,) agents who are stepped now, clock.stepped of them
    listed_x: NDArray[np.float64]  # (A,) where everyone was when the pair lists were last forgotten
    listed_y: NDArray[np.float64]  # (A,)
    strip_starts: NDArray[np.int32]  # (strips + 1,) where in the next three each strip of the floor starts
    strip_agents: NDArray[np.uint32]  # (A,) everyone on the floor at that time, strip by strip
    strip_x: NDArray[np.float64]  # (A,) and where they were
    strip_y: NDArray[np.float64]  # (A,)
    near2: NDArray[np.float64]  # (A,) how near somebody matters to movement, squared
    apart2: NDArray[np.float64]  # (A,) working space: squared distances
    reaches2: NDArray[np.float64]  # (A, 4) how near others must be for an encounter, squared; see `neighbours`
    encounters: NDArray[np.int32]  # (A, A) open episode of a pair, -1 where none
    courses: NDArray[np.float64]  # (A, A) a pair's collision course: since when above the diagonal, until when below
    conflicts: NDArray[Any]  # CONFLICT
    trail: NDArray[Any]  # (A, H) TRAIL, a ring per agent over the time that a crossing looks back; H 0 without vehicles
    trail_count: NDArray[np.int64]  # (A,) steps written to each ring so far
    flow: Flow  # the job network; without stations and routings where there is none
    film: NDArray[np.float32]  # (T, A, 5) x, y, heading, vx, vy; a buffer, see recording
    film_marks: NDArray[np.uint8]  # (T, A, 2) activity, load


def copied(state: Simulation) -> Simulation:
    """The same state in arrays of its own."""
    own = {name: getattr(state, name).copy() for name in Simulation._fields if name != "flow"}
    return Simulation(**own, flow=Flow._make(array.copy() for array in state.flow))
