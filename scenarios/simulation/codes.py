"""The small integers of a running simulation, by name.

The enumerations are their home; the plain constants below them are what compiled code compares with.
"""

from __future__ import annotations

from enum import IntEnum

from scenarios.contracts import Activity, EventKind


class Role(IntEnum):
    """Whose work an agent does. People come first."""

    PICKER = 0
    PACKER = 1
    SHIPPER = 2
    OPERATOR = 3
    AMR = 4
    AGV = 5
    FORKLIFT = 6
    PALLET_JACK = 7


PEOPLE_ROLES = (Role.PICKER, Role.PACKER, Role.SHIPPER, Role.OPERATOR)
LIGHT_ROLES = (Role.AMR, Role.AGV)  # carry tours and jobs
HEAVY_ROLES = (Role.FORKLIFT, Role.PALLET_JACK)  # carry pallets
ROLE_NAMES = tuple(role.name.lower() for role in Role)


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
    TO_REST = 16
    RESTING = 17
    CHARGING = 18
    HOLDING = 19  # at a stand, with work that is done and no room for it on the belt


class StandKind(IntEnum):
    """What is done at a stand."""

    PACK = 0
    SHIP = 1
    CHARGE = 2
    WORK = 3


class Calendar(IntEnum):
    """What the calendar of a day holds."""

    HEADS = 0  # a: role, b: heads on shift from now on
    BLOCK = 1  # a: part
    UNBLOCK = 2  # a: part
    DOWN = 3  # a: role, b: vehicles down from now on
    REST = 4  # a: role, b: the group, and 16 times the number of groups
    RESUME = 5  # as REST
    STATION_DOWN = 6  # a: station of the document, b: its machines in the job network, -1 if it is not one
    STATION_UP = 7  # as STATION_DOWN
    FLOOR = 8  # a: which floor is in force from now on


class Queue(IntEnum):
    """Where orders and transports wait; each is in one queue at most. The lines of the stations come after these."""

    RELEASE = 0
    LIGHT = 1  # transports for AMRs and AGVs
    HEAVY = 2  # transports for forklifts and pallet jacks


class Routing(IntEnum):
    """In which order a tour visits its faces."""

    SHORTEST = 0
    S_SHAPE = 1
    LARGEST_GAP = 2
    RETURN = 3


class Release(IntEnum):
    """Which waiting order is next."""

    FIRST_COME = 0
    DUE_FIRST = 1
    SMALLEST_FIRST = 2


PICKER, PACKER, SHIPPER, OPERATOR, AMR, AGV, FORKLIFT, PALLET_JACK = (int(r) for r in Role)
OFF, IDLE, TO_HOME, LEAVING, TO_FACE, PICKING, TO_DROP, DROPPING = (int(s) for s in tuple(State)[:8])
TO_STAND, AT_STAND, SERVING, WAIT_STAND, TO_LOAD, LOADING, TO_UNLOAD, UNLOADING = (int(s) for s in tuple(State)[8:16])
TO_REST, RESTING, CHARGING, HOLDING = (int(s) for s in tuple(State)[16:])
PACK_STAND, SHIP_STAND, CHARGE_STAND, WORK_STAND = (int(k) for k in StandKind)
Q_RELEASE, Q_LIGHT, Q_HEAVY = (int(q) for q in Queue)
SHORTEST, S_SHAPE, LARGEST_GAP, RETURN = (int(r) for r in Routing)
FIRST_COME, DUE_FIRST, SMALLEST_FIRST = (int(r) for r in Release)
C_HEADS, C_BLOCK, C_UNBLOCK, C_DOWN, C_REST, C_RESUME, C_STATION_DOWN, C_STATION_UP, C_FLOOR = (
    int(c) for c in Calendar
)

A_OFF, A_IDLE, A_WALK, A_CARRY, A_PICK, A_PACK = (int(a) for a in tuple(Activity)[:6])
A_WAIT, A_BLOCKED, A_CHARGE, A_BREAK, A_SHIP, A_DOWN, A_HANDLE = (int(a) for a in tuple(Activity)[6:])
E_ARRIVED, E_RELEASED, E_LINE, E_PICKED, E_PACKED, E_SHIPPED, E_FAILED, E_ON, E_OFF = (
    int(e) for e in tuple(EventKind)[:9]
)
E_EMPTY, E_RENEWED, E_QUEUED, E_STARTED, E_ENDED, E_INTERRUPTED = (int(e) for e in tuple(EventKind)[9:15])

BROKEN, EMPTY = 1, 2  # why a vehicle is down: bits

GROUPS = 16  # REST and RESUME pack the number of groups above the group
