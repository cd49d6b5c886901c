"""Small job networks for tests, and a way to reach into them between events."""

import numpy as np
from numba import njit

from scenarios.simulation.chance import Family
from scenarios.simulation.flow import (
    flow_advance,
    flow_arrived,
    flow_close,
    flow_finish,
    flow_put_back,
    flow_set_down,
    flow_set_servers,
    flow_take,
    flow_take_move,
)
from scenarios.simulation.flow_books import Books, read_books
from scenarios.simulation.flow_build import NetworkPlan, RoutingPlan, StationPlan, StepPlan, make_flow, with_room
from scenarios.simulation.flow_records import Flow


@njit
def _act(flow, what, a, b, x, t):
    """Advance to t, then do one thing there."""
    flow_advance(flow, t)
    if flow.clock[0].short:
        return -2
    if what == 1:
        flow_set_servers(flow, a, b, t)
    elif what == 2:
        flow_set_down(flow, a, b, t)
    elif what == 3:
        return flow_take(flow, a, t)
    elif what == 4:
        flow_finish(flow, a, b, t)
    elif what == 5:
        flow_put_back(flow, a, b, x, t)
    elif what == 6:
        return flow_take_move(flow, a, t)
    elif what == 7:
        flow_arrived(flow, a, t)
    flow_close(flow, t)
    return -1


class Plant:
    """A network with its clock, played from Python."""

    def __init__(self, plan: NetworkPlan, *, seed: int = 1, replication: int = 0, log_rows: int = 20_000) -> None:
        self.plan = plan
        self.flow: Flow = make_flow(plan, seed=seed, replication=replication, log_rows=log_rows)

    def _do(self, t: float, what: int, a: int = 0, b: int = 0, x: float = 0.0) -> int:
        while (found := _act(self.flow, what, a, b, x, t)) == -2:
            self.flow = with_room(self.flow, self.plan)
        return int(found)

    def run(self, t: float) -> Books:
        self._do(t, 0)
        return read_books(self.flow, t)

    def set_servers(self, t: float, station: int, servers: int) -> None:
        self._do(t, 1, station, servers)

    def set_down(self, t: float, station: int, down: int) -> None:
        self._do(t, 2, station, down)

    def take(self, t: float, station: int) -> int:
        return self._do(t, 3, station)

    def finish(self, t: float, station: int, job: int) -> None:
        self._do(t, 4, station, job)

    def put_back(self, t: float, station: int, job: int, left: float) -> None:
        self._do(t, 5, station, job, left)

    def take_move(self, t: float, k: int = 0) -> int:
        return self._do(t, 6, k)

    def arrived(self, t: float, job: int) -> None:
        self._do(t, 7, job)

    def log(self, kind: int | None = None) -> np.ndarray:
        rows = self.flow.log[: self.flow.clock[0]["logged"]]
        return rows if kind is None else rows[rows["kind"] == kind]

    def moves(self) -> list[tuple[int, int]]:
        """(from, to) of the wanted moves, oldest first."""
        clock = self.flow.clock[0]
        at = (clock["move_head"] + np.arange(clock["moves"])) % len(self.flow.moves)
        return [(int(row["source"]), int(row["target"])) for row in self.flow.moves[at]]


def constant(mean_s: float, *stations: int, **more) -> StepPlan:
    return StepPlan(stations, mean_s, Family.CONSTANT, 0.0, **more)


def circulating(population: int, *steps: StepPlan, **more) -> RoutingPlan:
    return RoutingPlan("loop", steps, population=population, **more)


def arriving(per_s: float, until_s: float, *steps: StepPlan, name: str = "job", **more) -> RoutingPlan:
    return RoutingPlan(name, steps, windows=((0.0, until_s, per_s),), **more)


def plant(*stations: StationPlan | int, routings, conveyors=(), **more) -> Plant:
    """Stations as plans or as numbers of servers."""
    plans = tuple(s if isinstance(s, StationPlan) else StationPlan(f"station {k}", s) for k, s in enumerate(stations))
    return Plant(NetworkPlan(plans, tuple(routings), tuple(conveyors)), **more)
