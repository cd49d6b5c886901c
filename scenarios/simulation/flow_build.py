"""From routings and stations to the state of a job network, and more room in it when it runs full.

A `NetworkPlan` is what all replications share; it comes from a scenario document (`plan_of`) or is
written down directly. `make_flow` makes the state of one replication from it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scenarios.document import Event
from scenarios.document.places import Conveyor, Station
from scenarios.document.routings import Routing
from scenarios.simulation.chance import Family, shape_of, stream_key
from scenarios.simulation.flow import begin_flow
from scenarios.simulation.flow_heap import NOTHING, SPARE
from scenarios.simulation.flow_records import (
    CONVEYOR,
    EVENT,
    FLOW_CLOCK,
    FLOW_LOG,
    JOB,
    MOVE,
    ROUTING,
    STATION,
    STEP,
    WINDOW,
    Flow,
)
from scenarios.simulation.luck import rate_pieces

FIRST_JOBS = 256  # rows of the pool to begin with
MOST_JOBS = 1 << 20  # more in progress at once is a demand that the stations will never meet


class DemandNeverEnds(RuntimeError):
    """So many jobs are in progress that the stations will never catch up; the message says where they wait."""


@dataclass(frozen=True)
class StationPlan:
    """A station: servers at the start, and how many jobs may wait in front of it (None: any number)."""

    name: str
    servers: int = 1
    buffer: int | None = None
    manned: bool = False

    def __post_init__(self) -> None:
        if self.servers < 0 or (self.buffer is not None and self.buffer < 0):
            raise ValueError(f"station {self.name}: servers and buffer are not negative")


@dataclass(frozen=True)
class StepPlan:
    """One step: candidate stations by number (none: a delay), the time it takes, and what may go wrong."""

    stations: tuple[int, ...]
    mean_s: float
    family: Family = Family.EXPONENTIAL
    cv: float = 1.0
    rework: float = 0.0  # probability of going back
    back_to: int = 0  # to this step
    scrap: float = 0.0

    def __post_init__(self) -> None:
        if self.mean_s < 0 or not 0 <= self.scrap <= self.scrap + self.rework < 1:
            raise ValueError("a mean is not negative, and scrap and rework together stay below 1")


@dataclass(frozen=True)
class RoutingPlan:
    """A kind of job: windows (start s, end s, jobs per second) that follow each other, or a population."""

    name: str
    steps: tuple[StepPlan, ...]
    windows: tuple[tuple[float, float, float], ...] = ()
    population: int = 0
    by_vehicle: bool = False
    due_s: float = math.inf

    def __post_init__(self) -> None:
        if any(a[1] > b[0] for a, b in pairwise(self.windows)):
            raise ValueError(f"routing {self.name}: the windows overlap")
        if any(step.back_to > number for number, step in enumerate(self.steps)):
            raise ValueError(f"routing {self.name}: rework goes back")


@dataclass(frozen=True)
class ConveyorPlan:
    """A conveyor from one station to another (by their numbers): the seconds it takes, and how many jobs it holds."""

    source: int
    target: int
    seconds: float
    capacity: int | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.seconds < 0 or (self.capacity is not None and self.capacity < 1):
            raise ValueError(f"conveyor {self.name}: its time is not negative, and it holds at least one job")


@dataclass(frozen=True)
class NetworkPlan:
    """Stations, routings, and the conveyors between stations."""

    stations: tuple[StationPlan, ...]
    routings: tuple[RoutingPlan, ...]
    conveyors: tuple[ConveyorPlan, ...] = ()


def plan_of(
    routings: Sequence[Routing],
    stations: Sequence[Station],
    *,
    horizon_s: float,
    events: Sequence[Event] = (),
    servers: Mapping[str, int] | None = None,
    conveyors: Sequence[tuple[Conveyor, float]] = (),
) -> NetworkPlan:
    """The plan of a document's work stations and routings.

    `servers` overrides capacities by station id (where the floor has no room for all, or a roster starts
    with fewer); `conveyors` have their lengths in metres beside them. Windows that overlap add up, and demand
    surges multiply them. Raises `KeyError` for a station that a routing names and nobody has.
    """
    work = [s for s in stations if s.kind == "work"]
    number = {s.id: k for k, s in enumerate(work)}
    there = servers or {}
    return NetworkPlan(
        stations=tuple(StationPlan(s.id, there.get(s.id, s.capacity), s.buffer, s.manned) for s in work),
        routings=tuple(
            RoutingPlan(
                name=r.id,
                steps=tuple(
                    StepPlan(
                        stations=tuple(number[s] for s in step.stations),
                        mean_s=step.process.mean_s,
                        family=Family[step.process.family.upper()],
                        cv=step.process.cv,
                        rework=step.rework.probability if step.rework else 0.0,
                        back_to=step.rework.to_step if step.rework else 0,
                        scrap=step.scrap_probability,
                    )
                    for step in r.steps
                ),
                windows=_pieces(r, events, horizon_s),
                population=r.population or 0,
                by_vehicle=r.moved_by == "vehicle",
                due_s=r.due_s or math.inf,
            )
            for r in routings
        ),
        conveyors=tuple(
            ConveyorPlan(number[c.from_station], number[c.to_station], length_m / c.speed_mps, c.capacity, c.id)
            for c, length_m in conveyors
        ),
    )


def _pieces(routing: Routing, events: Sequence[Event], horizon_s: float) -> tuple[tuple[float, float, float], ...]:
    """Pieces of constant rate, in jobs per second."""
    pieces = rate_pieces([(w, w.jobs_per_hour) for w in routing.windows], events, horizon_s)
    return tuple((start, end, rate) for start, end, rate in pieces.tolist() if rate > 0)


def make_flow(plan: NetworkPlan, *, seed: int, replication: int, log_rows: int = 0) -> Flow:
    """The state of one replication at time 0, with its first events scheduled."""
    flow = _empty(plan, log_rows)
    for k, (start, end, rate) in enumerate(w for r in plan.routings for w in r.windows):
        flow.windows[k] = (start, end, rate, 1 / rate if rate > 0 else math.inf)
    flow.choices[:] = [s for r in plan.routings for step in r.steps for s in step.stations]
    choice = window = first = 0
    for k, routing in enumerate(plan.routings):
        row = flow.routings[k]
        row["key"] = stream_key(seed, replication, _purpose(routing.name, "jobs"))
        row["arrival_key"] = stream_key(seed, replication, _purpose(routing.name, "arrivals"))
        row["first"], row["population"] = first, routing.population
        row["by_vehicle"], row["due"] = routing.by_vehicle, routing.due_s
        row["window"], row["last_window"] = window, window + len(routing.windows)
        window += len(routing.windows)
        for number, step in enumerate(routing.steps):
            s = flow.steps[first + number]
            s["first"], s["stations"] = choice, len(step.stations)
            s["station"] = step.stations[0] if step.stations else -1
            choice += len(step.stations)
            family = step.family if step.mean_s > 0 else Family.CONSTANT
            s["family"], s["mean"], s["shape"] = family, step.mean_s, shape_of(family, step.cv)
            s["scrap"], s["rework"], s["back_to"] = step.scrap, step.rework, first + step.back_to
            s["number"], s["last"] = number, number == len(routing.steps) - 1
        first += len(routing.steps)
    begin_flow(flow)
    return flow


def _empty(plan: NetworkPlan, log_rows: int) -> Flow:
    count = len(plan.stations)
    jobs = max(FIRST_JOBS, sum(r.population for r in plan.routings))
    flow = Flow(
        jobs=np.zeros(jobs, JOB),
        stations=np.zeros(count, STATION),
        steps=np.zeros(sum(len(r.steps) for r in plan.routings), STEP),
        routings=np.zeros(len(plan.routings), ROUTING),
        choices=np.zeros(sum(len(s.stations) for r in plan.routings for s in r.steps), np.int64),
        windows=np.zeros(sum(len(r.windows) for r in plan.routings), WINDOW),
        carry=np.full((count, count) if plan.conveyors else (0, 0), -1, np.int64),
        conveyors=np.zeros(len(plan.conveyors), CONVEYOR),
        heap=_events(jobs + len(plan.routings) + SPARE),
        moves=np.zeros(jobs, MOVE),
        log=np.zeros(log_rows, FLOW_LOG),
        todo=np.zeros(max(count, 1), np.int64),
        clock=np.zeros(1, FLOW_CLOCK),
    )
    for name in ("head", "tail", "gate_head", "gate_tail"):
        flow.stations[name] = -1
    for k, station in enumerate(plan.stations):
        flow.stations[k]["servers"] = station.servers
        flow.stations[k]["buffer"] = -1 if station.buffer is None else station.buffer
        flow.stations[k]["manned"] = station.manned
    for k, conveyor in enumerate(plan.conveyors):
        flow.carry[conveyor.source, conveyor.target] = k
        flow.conveyors[k]["seconds"] = conveyor.seconds
        flow.conveyors[k]["room"] = -1 if conveyor.capacity is None else conveyor.capacity
    flow.clock[0]["limited"] = any(c.capacity is not None for c in plan.conveyors)
    _link_free(flow.jobs, 0)
    flow.clock[0]["free_jobs"] = jobs
    flow.clock[0]["transport"] = bool(plan.conveyors) or any(r.by_vehicle for r in plan.routings)
    return flow


def _events(count: int) -> NDArray[np.void]:
    rows = np.zeros(count, EVENT)
    rows["key"] = NOTHING
    return rows


def _link_free(jobs: NDArray[np.void], first: int) -> None:
    jobs["next"][first:] = np.arange(first + 1, len(jobs) + 1)
    jobs["next"][-1] = -1


def _purpose(name: str, what: str) -> int:
    """A number for a purpose that belongs to a name, so that a routing keeps its luck when others come or go."""
    return int.from_bytes(hashlib.sha256(f"{what}|{name}".encode()).digest()[:7], "big")


def with_room(flow: Flow, plan: NetworkPlan) -> Flow:
    """The same state with a pool of twice as many jobs; `clock.short` is cleared.

    Raises `DemandNeverEnds` beyond a million jobs in progress.
    """
    old = len(flow.jobs)
    if 2 * old > MOST_JOBS:
        waiting = sorted(zip(flow.stations["queue"], plan.stations, strict=True), key=lambda pair: -pair[0])
        worst = ", ".join(f"{count} at {station.name}" for count, station in waiting[:3])
        raise DemandNeverEnds(
            f"{old} jobs are in progress at {flow.clock[0]['now']:.0f} s and nothing stops them: {worst}"
        )
    jobs = np.concatenate([flow.jobs, np.zeros(old, JOB)])
    _link_free(jobs, old)
    clock = flow.clock.copy()
    head, wanted = int(clock[0]["move_head"]), int(clock[0]["moves"])
    moves = np.zeros(2 * old, MOVE)
    moves[:wanted] = flow.moves[(head + np.arange(wanted)) % old]
    clock[0]["move_head"] = 0
    jobs["next"][-1] = clock[0]["free"] if clock[0]["free_jobs"] else -1
    clock[0]["free"] = old
    clock[0]["free_jobs"] += old
    clock[0]["short"] = 0
    heap = np.concatenate([flow.heap, _events(old)])
    return flow._replace(jobs=jobs, moves=moves, heap=heap, clock=clock)
