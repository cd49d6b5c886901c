"""What a finished replication leaves behind, in the form that metrics are computed from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, Conflict, EventKind, EventLog

PEOPLE = ("picker", "packer", "shipper", "operator")
VEHICLES = ("amr", "agv", "forklift", "pallet_jack")


@dataclass(frozen=True)
class JobTotals:
    """What all routings of a factory did over the horizon."""

    entered: int
    done: int
    scrapped: int
    late: int  # done after their promised time
    stay_s: float  # from release to the last step, over the jobs done
    wip_area: float  # integral of jobs in progress over time


@dataclass(frozen=True)
class StationTotals:
    """A work station of a factory over the horizon; areas in job-seconds and server-seconds."""

    name: str
    queue_area: float
    busy_area: float
    open_area: float
    served: int


@dataclass(frozen=True)
class StationLine:
    """Pack or ship stations that share a waiting line: most often one."""

    name: str  # of the station, or of the pool
    kind: str  # "pack" | "ship"
    places: tuple[int, ...]  # of its stands, one per server


@dataclass(frozen=True)
class BeltTotals:
    """A conveyor of orders over the horizon."""

    name: str
    entered: int
    left: int
    on: int  # at the end
    area: float  # order-seconds, kept by the engine
    stays_s: float  # sum of the stays on it, those of orders still there until the end


@dataclass(frozen=True)
class PalletTotals:
    """Inbound pallets over the horizon."""

    arrived: int
    put_away: int
    open: int  # at the dock or on a vehicle at the end


@dataclass(frozen=True, eq=False)
class RunRecord:
    """The accounts of one replication: the event log, everybody's time and distance, and the conflicts."""

    horizon_s: float
    log: EventLog
    arrival_s: NDArray[np.float64]  # (N,) per order
    due_s: NDArray[np.float64]  # (N,) when it is to be shipped
    lines: NDArray[np.int64]  # (N,) per order
    units: NDArray[np.int64]  # (N,) per order
    roles: tuple[str, ...]  # per agent
    activity_s: NDArray[np.float64]  # (A, 13) seconds per Activity
    moving_s: NDArray[np.float64]  # (A,) between setting out and coming to rest, breakdowns left out
    distance_m: NDArray[np.float64]  # (A,)
    loaded_m: NDArray[np.float64]  # (A,) the part of it with a load
    free_speed_mps: NDArray[np.float64]  # (A,) with nobody in the way
    energy_j: NDArray[np.float64]  # (A,) taken from batteries; NaN where nobody counts it
    hourly_cost: NDArray[np.float64]  # (A,)
    conflicts: tuple[Conflict, ...]
    wip_area: float  # integral of orders in the system over time, kept by the engine
    orders_open: int  # in the system at the end, counted by the engine
    deadlocks_resolved: int
    let_through: int  # those of them in which somebody was let pass through others
    jobs: JobTotals | None = None  # None without routings
    stations: tuple[StationTotals, ...] = ()  # of the routings
    station_lines: tuple[StationLine, ...] = ()
    belts: tuple[BeltTotals, ...] = ()
    pallets: PalletTotals | None = None  # None where nobody puts any away

    def times_of(self, kind: EventKind) -> NDArray[np.float64]:
        """Times of one kind of event, in order."""
        return np.asarray(self.log.time_s[self.log.rows_of(kind)])

    def order_times(self, kind: EventKind) -> NDArray[np.float64]:
        """(N,) when a kind of event first happened to each order; NaN where it did not."""
        result = np.full(len(self.arrival_s), np.nan)
        chosen = self.log.rows_of(kind)[::-1]  # backwards, so that the first is written last
        result[self.log.order[chosen]] = self.log.time_s[chosen]
        return result

    @property
    def shipped_s(self) -> NDArray[np.float64]:
        """(N,) when each order was shipped; NaN where it was not."""
        return self.order_times(EventKind.ORDER_SHIPPED)

    @property
    def gone_s(self) -> NDArray[np.float64]:
        """(N,) when each order left, shipped or failed; NaN where it was open at the end."""
        return np.fmin(self.shipped_s, self.order_times(EventKind.ORDER_FAILED))

    @property
    def on_shift_s(self) -> NDArray[np.float64]:
        """(A,) seconds on the floor."""
        return np.asarray(self.activity_s.sum(axis=1) - self.activity_s[:, Activity.OFF])

    def of_role(self, *roles: str) -> NDArray[np.bool_]:
        """(A,) mask of agents with one of these roles."""
        return np.array([role in roles for role in self.roles], dtype=np.bool_)
