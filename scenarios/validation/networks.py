"""Known answers of job networks: a line, a network with rework, a closed loop of vehicles."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from scenarios.simulation.flow_build import NetworkPlan, RoutingPlan, StationPlan, StepPlan
from scenarios.validation import formulas
from scenarios.validation.case import Case, Measured, Tier
from scenarios.validation.replications import sojourn, steady, throughput, waits

LINE = (("receive", 60.0, 10), ("pick", 150.0, 25), ("pack", 75.0, 13), ("ship", 45.0, 8))  # mean s, servers
LINE_RATE = 500 / 3600
REWORK_MEANS, REWORK_SERVERS, REWORK_SHARE = (60.0, 180.0, 90.0), (3, 7, 4), 0.1
REWORK_RATE = 100 / 3600
LOAD_S, TRAVEL_S, UNLOAD_S = 15.0, 60.0, 20.0
_FOREVER_S = 1e9
_GROUP = "Job networks"


def line() -> NetworkPlan:
    """Four stations in a row with exponential times, first come first served."""
    steps = tuple(StepPlan((k,), mean_s) for k, (_, mean_s, _) in enumerate(LINE))
    order = RoutingPlan("order", steps, windows=((0.0, _FOREVER_S, LINE_RATE),))
    return NetworkPlan(tuple(StationPlan(name, servers) for name, _, servers in LINE), (order,))


def rework() -> NetworkPlan:
    """Three stations; one job in ten goes from the last one back to the second."""
    steps = [StepPlan((k,), mean_s) for k, mean_s in enumerate(REWORK_MEANS)]
    steps[2] = StepPlan((2,), REWORK_MEANS[2], rework=REWORK_SHARE, back_to=1)
    job = RoutingPlan("job", tuple(steps), windows=((0.0, _FOREVER_S, REWORK_RATE),))
    return NetworkPlan(tuple(StationPlan(f"station {k}", c) for k, c in enumerate(REWORK_SERVERS)), (job,))


def loop(vehicles: int) -> NetworkPlan:
    """Vehicles that load, travel without hindering each other, and unload."""
    steps = (StepPlan((0,), LOAD_S), StepPlan((), TRAVEL_S), StepPlan((1,), UNLOAD_S))
    return NetworkPlan((StationPlan("load"), StationPlan("unload")), (RoutingPlan("lap", steps, population=vehicles),))


@cache
def _line_waits(tier: Tier) -> list[Measured]:
    return steady(line(), waits, warm_up_s=20_000.0, length_s=1_500_000.0, tier=tier)


def _line_wait(station: int) -> Callable[[Tier], Measured]:
    return lambda tier: _line_waits(tier)[station]


def _rework_sojourn(tier: Tier) -> Measured:
    return steady(rework(), sojourn, warm_up_s=20_000.0, length_s=1_000_000.0, tier=tier)[0]


def _laps(tier: Tier) -> Measured:
    return steady(loop(4), throughput, warm_up_s=5_000.0, length_s=500_000.0, tier=tier)[0]


CASES = (
    *(
        Case(
            f"line at 500/h: wait at {name} ({servers} servers, {mean_s:g} s)",
            _GROUP,
            "Jackson 1957; Burke 1956: each station is M/M/c",
            formulas.mmc_wait(LINE_RATE, mean_s, servers),
            "s",
            _line_wait(k),
        )
        for k, (name, mean_s, servers) in enumerate(LINE)
    ),
    Case(
        "network with 10 % rework: time in the network",
        _GROUP,
        "Jackson 1957: traffic equations, M/M/c per station",
        formulas.jackson_sojourn(
            [REWORK_RATE, 0.0, 0.0],
            [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, REWORK_SHARE, 0.0]],
            REWORK_MEANS,
            REWORK_SERVERS,
        ),
        "s",
        _rework_sojourn,
        widest=0.02,
    ),
    Case(
        "closed loop of 4 AMRs: laps",
        _GROUP,
        "Gordon and Newell 1967; Reiser and Lavenberg 1980: mean value analysis",
        3600 * formulas.closed_throughput(4, [LOAD_S, UNLOAD_S], TRAVEL_S),
        "/h",
        _laps,
        widest=0.01,
    ),
)
