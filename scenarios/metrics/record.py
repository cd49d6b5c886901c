"""What a finished replication leaves behind, in the form that metrics are computed from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, Conflict, EventKind, EventLog


@dataclass(frozen=True)
class JobTotals:
    """What all routings of a factory did over the horizon."""

    entered: int
    done: int
    scrapped: int
    late: int  # done after their promised time
    stay_s: float  # from release to the last step, over the jobs done
    wip_area: float  # integral of jobs in progress over time


@dataclass(frozen=True, eq=False)
class RunRecord:
    """The accounts of one replication: the event log, everybody's time and distance, and the conflicts."""

    horizon_s: float
    log: EventLog
    arrival_s: NDArray[np.float64]  # (N,) per order
    lines: NDArray[np.int64]  # (N,) per order
    roles: tuple[str, ...]  # per agent
    activity_s: NDArray[np.float64]  # (A, 12) seconds per Activity
    distance_m: NDArray[np.float64]  # (A,)
    hourly_cost: NDArray[np.float64]  # (A,)
    conflicts: tuple[Conflict, ...]
    wip_area: float  # integral of orders in the system over time, kept by the engine
    deadlocks_resolved: int
    jobs: JobTotals | None = None  # None without routings

    def times_of(self, kind: EventKind) -> NDArray[np.float64]:
        """Times of one kind of event, in order."""
        return np.asarray(self.log.time_s[self.log.kind == kind])

    @property
    def shipped_s(self) -> NDArray[np.float64]:
        """(N,) when each order was shipped; NaN where it was not."""
        result = np.full(len(self.arrival_s), np.nan)
        chosen = self.log.kind == EventKind.ORDER_SHIPPED
        result[self.log.order[chosen]] = self.log.time_s[chosen]
        return result

    @property
    def left_s(self) -> NDArray[np.float64]:
        """(N,) when each order was shipped or called off; NaN while it is open."""
        result = self.shipped_s
        chosen = self.log.kind == EventKind.ORDER_FAILED
        result[self.log.order[chosen]] = self.log.time_s[chosen]
        return result

    @property
    def on_shift_s(self) -> NDArray[np.float64]:
        """(A,) seconds on the floor."""
        return np.asarray(self.activity_s.sum(axis=1) - self.activity_s[:, Activity.OFF])

    def of_role(self, *roles: str) -> NDArray[np.bool_]:
        """(A,) mask of agents with one of these roles."""
        return np.array([role in roles for role in self.roles], dtype=np.bool_)
