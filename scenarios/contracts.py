"""What a simulation takes and gives, as plain data: trajectories, events, conflicts, metrics, results.

Frozen dataclasses over numpy arrays; no Django, no I/O. Times are seconds from the start of the
horizon, lengths metres, angles radians. A trajectory is sampled at a fixed step of 0.1 s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.contracts import check_array


class AgentKind(IntEnum):
    """Who moves."""

    PERSON = 0
    AMR = 1
    FORKLIFT = 2


class Activity(IntEnum):
    """What an agent is doing; decides how it is drawn and which share of its time is counted where."""

    OFF = 0  # not on shift: absent from the floor
    IDLE = 1
    WALK = 2  # or drive, empty
    CARRY = 3  # walk or drive with a load
    PICK = 4
    PACK = 5
    WAIT = 6  # in a queue, or for somebody
    BLOCKED = 7  # wants to move and cannot
    CHARGE = 8
    BREAK = 9
    SHIP = 10
    DOWN = 11  # out of order, or with an empty battery
    HANDLE = 12  # loading or unloading a vehicle, setting a tour down


@dataclass(frozen=True, eq=False)
class Trajectories:
    """Where everyone was in a window of one replication."""

    start_s: float
    step_s: float
    agent_ids: tuple[str, ...]  # "picker-03", "amr-01"
    roles: tuple[str, ...]  # role or vehicle type, per agent
    kinds: NDArray[np.uint8]  # (A,) AgentKind
    size_m: NDArray[np.float32]  # (A, 3) length along the heading, width, height
    pose: NDArray[np.float32]  # (T, A, 3) x_m, y_m, heading_rad
    velocity_mps: NDArray[np.float32]  # (T, A, 2)
    activity: NDArray[np.uint8]  # (T, A) Activity
    load: NDArray[np.uint8]  # (T, A) units carried, saturating

    def __post_init__(self) -> None:
        agents, steps = len(self.agent_ids), len(self.pose)
        check_array("kinds", self.kinds, (agents,), "u")
        check_array("size_m", self.size_m, (agents, 3), "f")
        check_array("pose", self.pose, (steps, agents, 3), "f")
        check_array("velocity_mps", self.velocity_mps, (steps, agents, 2), "f")
        check_array("activity", self.activity, (steps, agents), "u")
        check_array("load", self.load, (steps, agents), "u")

    @property
    def duration_s(self) -> float:
        """Time from the first to the last sample."""
        return self.step_s * max(len(self.pose) - 1, 0)


class EventKind(IntEnum):
    """What happened, one row of the event log each."""

    ORDER_ARRIVED = 0
    ORDER_RELEASED = 1
    LINE_PICKED = 2
    ORDER_PICKED = 3
    ORDER_PACKED = 4
    ORDER_SHIPPED = 5
    ORDER_FAILED = 6
    SHIFT_STARTED = 7
    SHIFT_ENDED = 8
    BATTERY_EMPTY = 9  # a vehicle stands where it is
    BATTERY_RENEWED = 10  # and goes on
    QUEUED = 11  # an order or a job joins the waiting line of a station
    OPERATION_STARTED = 12  # it leaves the line and is worked on; also when interrupted work goes on
    OPERATION_ENDED = 13
    OPERATION_INTERRUPTED = 14
    JOB_RELEASED = 15
    JOB_BLOCKED = 16  # its next station has no room: it keeps its server, or waits outside
    JOB_REWORKED = 17  # sent back to an earlier step
    JOB_SCRAPPED = 18
    JOB_DONE = 19


@dataclass(frozen=True, eq=False)
class EventLog:
    """Struct of arrays, sorted by time."""

    time_s: NDArray[np.float64]  # (N,)
    kind: NDArray[np.uint8]  # (N,) EventKind
    order: NDArray[np.int32]  # (N,) order number, -1 where none
    agent: NDArray[np.int32]  # (N,) agent index, -1 where none
    place: NDArray[np.int32]  # (N,) destination index in the compiled layout, -1 where none

    def __post_init__(self) -> None:
        count = len(self.time_s)
        check_array("time_s", self.time_s, (count,), "f")
        check_array("kind", self.kind, (count,), "u")
        for name in ("order", "agent", "place"):
            check_array(name, getattr(self, name), (count,), "i")

    @cached_property
    def _by_kind(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(rows in the order of their kind, where in them each kind begins): logs are long, and asked often."""
        rows = np.argsort(self.kind, kind="stable")
        return rows, np.searchsorted(self.kind[rows], np.arange(len(EventKind) + 1))

    def rows_of(self, *kinds: EventKind) -> NDArray[np.int64]:
        """Rows with one of these kinds of event, in order."""
        rows, starts = self._by_kind
        found = [rows[starts[kind] : starts[kind + 1]] for kind in kinds]
        return found[0] if len(found) == 1 else np.sort(np.concatenate(found))


@dataclass(frozen=True, eq=False)
class JobLog:
    """What happened to the jobs of a factory: struct of arrays, sorted by time."""

    time_s: NDArray[np.float64]  # (N,)
    kind: NDArray[np.uint8]  # (N,) EventKind
    routing: NDArray[np.int32]  # (N,) index in the document's routings
    job: NDArray[np.int32]  # (N,) the how manieth job of its routing
    step: NDArray[np.int32]  # (N,) step of the routing, from 0
    station: NDArray[np.int32]  # (N,) index in the network's stations, -1 where none

    def __post_init__(self) -> None:
        count = len(self.time_s)
        check_array("time_s", self.time_s, (count,), "f")
        check_array("kind", self.kind, (count,), "u")
        for name in ("routing", "job", "step", "station"):
            check_array(name, getattr(self, name), (count,), "i")


@dataclass(frozen=True)
class AgentPose:
    """Where somebody is and how they move at an instant."""

    x_m: float
    y_m: float
    heading_rad: float
    vx_mps: float
    vy_mps: float


@dataclass(frozen=True)
class Conflict:
    """One encounter between two agents: its extremes, and who was where at the worst instant."""

    start_s: float
    end_s: float
    at_s: float  # the instant of contact, else of the least time to collision, else of the crossing
    agents: tuple[str, str]
    kinds: tuple[AgentKind, AgentKind]
    poses: tuple[AgentPose, AgentPose]  # at that instant
    x_m: float  # halfway between them
    y_m: float
    geometry: str  # "head_on" | "following" | "crossing" | "side" | "standing" | "turning", at that instant
    min_ttc_s: float | None  # None where they were never on a collision course
    max_drac_mps2: float | None  # None without a course, and on contact, where no braking was enough
    min_pet_s: float | None  # None on contact, and where their paths did not cross soon after each other
    min_separation_m: float  # edge to edge; 0 on contact
    max_closing_mps: float
    max_delta_v_mps: float  # the greater change of velocity of the two, had they met at that instant
    contact: bool
    severity: str  # "contact" | "serious" | "slight"


@dataclass(frozen=True)
class MetricInfo:
    """One home for a metric's name, unit and direction."""

    key: str  # "orders_per_hour"
    label: str  # "Orders per hour"
    unit: str  # "1/h", "s", "m", "share", "1/1000 h", "1"
    better: str  # "higher" | "lower" | "neutral"
    headline: bool
    definition: str  # one sentence, formula and source
    # a count of events: "" per replication, else per 1000 of the metric with this key; None where it is no count
    counted_per: str | None = None


@dataclass(frozen=True, eq=False)
class RunResult:
    """One replication."""

    replication: int
    metrics: Mapping[str, float]  # by MetricInfo.key; NaN where it is not defined for this replication
    series: Mapping[str, NDArray[np.float64]]  # per bin of series_step_s: "orders_shipped", "wip", "pack_queue", ...
    series_step_s: float
    utilisation: Mapping[str, Mapping[str, float]]  # role -> share of on-shift time by activity, summing to 1
    conflicts: tuple[Conflict, ...]
    density: NDArray[np.float32]  # (rows, columns) person- and vehicle-seconds per cell of density_cell_m
    density_origin_m: tuple[float, float]
    density_cell_m: float
    orders_in: int
    orders_shipped: int
    orders_open: int
    orders_failed: int
    digest: str  # SHA-256 of the raw outcome: equal for equal (document, seed, replication)
    # by the name of a station, pool or conveyor: see `metrics.stations`
    stations: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    # (orders shipped,) from arrival to shipping, in the order of arrival; empty for results stored before they were kept
    cycle_times_s: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))


@dataclass(frozen=True)
class Estimate:
    """A mean over replications, a rate or a share, with its confidence interval."""

    mean: float
    low: float
    high: float
    count: int  # what it rests on: replications; events of a rate, trials of a share, batches of a long run
    confidence: float = 0.95


@dataclass(frozen=True)
class Difference:
    """Variant minus base for one metric, paired by replication."""

    key: str
    base: Estimate
    variant: Estimate
    difference: Estimate
    relative: float | None  # difference of means over the base mean; None where the base is 0
    p_value: float
    p_holm: float  # Holm-corrected over the metrics compared together
    verdict: str  # "better" | "worse" | "no_difference_shown" | "changed" (neutral metrics)
    variance_reduction: float | None  # var(unpaired) / var(paired); None where undefined


class Progress:
    """What long work reports to and asks of its caller; the default does neither."""

    def report(self, fraction: float, message: str, **payload: Any) -> None:
        """`fraction` in 0..1; `payload` is JSON-able and goes to whoever watches."""

    def check_cancelled(self) -> None:
        """Raise ``Cancelled`` when the caller no longer wants the work. Called at least twice a second."""


class Cancelled(Exception):
    """The work was called off; nothing of it is kept."""
