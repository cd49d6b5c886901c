"""What a job network has done up to a time: figures per station and routing, and the laws they must obey.

Reads a closed state (`flow_close`); figures between two times are differences of two readings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.simulation.flow import run_flow
from scenarios.simulation.flow_build import NetworkPlan, with_room
from scenarios.simulation.flow_records import Flow, JobState

LITTLE_TOLERANCE = 1e-9


@dataclass(frozen=True)
class StationBooks:
    """Totals of a station since time 0; areas are in job-seconds or server-seconds."""

    arrivals: int
    starts: int
    ends: int
    interrupted: int
    waits_s: float  # over all stays in the queue, those of jobs still there included
    queue_area: float
    busy_area: float
    blocked_area: float
    down_area: float
    open_area: float


@dataclass(frozen=True)
class RoutingBooks:
    """Totals of a routing since time 0."""

    entered: int
    done: int
    scrapped: int
    inside: int
    reworked: int
    late: int
    sojourn_s: float  # of those done
    inside_area: float  # job-seconds


@dataclass(frozen=True)
class ConveyorBooks:
    """Totals of a conveyor since time 0."""

    entered: int
    left: int
    area: float  # job-seconds


@dataclass(frozen=True)
class Books:
    """Everything up to a time, in the order of the plan."""

    time_s: float
    stations: tuple[StationBooks, ...]
    routings: tuple[RoutingBooks, ...]
    conveyors: tuple[ConveyorBooks, ...]
    deadlocks: int


def play_flow(flow: Flow, plan: NetworkPlan, until_s: float) -> Flow:
    """Run a network without vehicles and operators up to a time, with more room where it is needed."""
    while not run_flow(flow, until_s):
        flow = with_room(flow, plan)
    return flow


def read_books(flow: Flow, t: float) -> Books:
    """The totals at time t, to which the state has been closed.

    Raises `AssertionError` where a job was lost or Little's law does not hold; both would be errors of the engine.
    """
    jobs = flow.jobs[flow.jobs["state"] != JobState.FREE]
    stations = []
    for k, row in enumerate(flow.stations):
        here = jobs[(jobs["station"] == k) & (jobs["state"] == JobState.WAITING)]
        waits_s = float(row["waits"] + (t - here["since"]).sum())
        _equal(len(here), int(row["queue"]), f"station {k}: jobs that wait")
        _assert_little(float(row["queue_area"]), waits_s, f"the queue of station {k}")
        stations.append(
            StationBooks(
                arrivals=int(row["arrivals"]),
                starts=int(row["starts"]),
                ends=int(row["ends"]),
                interrupted=int(row["interrupted"]),
                waits_s=waits_s,
                queue_area=float(row["queue_area"]),
                busy_area=float(row["busy_area"]),
                blocked_area=float(row["blocked_area"]),
                down_area=float(row["down_area"]),
                open_area=float(row["open_area"]),
            )
        )
    routings = []
    for r, row in enumerate(flow.routings):
        inside = jobs[jobs["routing"] == r]
        _equal(int(row["entered"]), int(row["done"] + row["scrapped"] + len(inside)), f"routing {r}: jobs in and out")
        _equal(len(inside), int(row["inside"]), f"routing {r}: jobs in progress")
        stays_s = float(row["sojourn"] + row["sojourn_scrapped"] + (t - inside["entered"]).sum())
        _assert_little(float(row["inside_area"]), stays_s, f"routing {r}")
        counts = {name: int(row[name]) for name in ("entered", "done", "scrapped", "inside", "reworked", "late")}
        routings.append(RoutingBooks(**counts, sojourn_s=float(row["sojourn"]), inside_area=float(row["inside_area"])))
    return Books(t, tuple(stations), tuple(routings), _read_conveyors(flow, t), int(flow.clock[0]["deadlocks"]))


def _read_conveyors(flow: Flow, t: float) -> tuple[ConveyorBooks, ...]:
    """Jobs on the way, and those that came by conveyor and wait at its end, are on it."""
    found = []
    for k, row in enumerate(flow.conveyors):
        source, target = (int(n[0]) for n in np.nonzero(flow.carry == k))
        here = flow.jobs[(flow.jobs["station"] == target) & (flow.jobs["came"] == source)]
        moving, waiting = (here[here["state"] == s] for s in (JobState.CARRIED, JobState.WAITING))
        open_s = (t - moving["since"]).sum() + (t - waiting["since"] + row["seconds"]).sum()
        _equal(len(moving) + len(waiting), int(row["on"]), f"conveyor {k}: jobs on it")
        _equal(int(row["entered"]), int(row["left"]) + int(row["on"]), f"conveyor {k}: jobs on and off")
        _assert_little(float(row["area"]), float(row["stays"] + open_s), f"conveyor {k}")
        found.append(ConveyorBooks(int(row["entered"]), int(row["left"]), float(row["area"])))
    return tuple(found)


def _equal(a: int, b: int, what: str) -> None:
    if a != b:
        raise AssertionError(f"{what}: {a} against {b}")


def _assert_little(area: float, stays_s: float, what: str) -> None:
    """Little's law over a finite stretch: the area under the number inside is the sum of the stays."""
    if abs(area - stays_s) > LITTLE_TOLERANCE * max(area, stays_s, 1.0):
        raise AssertionError(f"Little's law does not hold for {what}: {area!r} job-seconds against {stays_s!r}")
