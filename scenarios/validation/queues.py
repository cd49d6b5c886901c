"""Known answers of single queues: M/M/c, M/D/c and M/G/1, through the engine's job network."""

from __future__ import annotations

from collections.abc import Callable

from scenarios.simulation.chance import Family
from scenarios.simulation.flow_build import NetworkPlan, RoutingPlan, StationPlan, StepPlan
from scenarios.validation import formulas
from scenarios.validation.case import Case, Measured, Tier
from scenarios.validation.replications import steady, waits

WARM_UP_S = 5_000.0
LENGTH_S = 150_000.0  # of service times of 1 s, divided by the number of servers
_GROUP = "Queues: mean wait"
_FOREVER_S = 1e9


def queue(rate: float, servers: int, family: Family = Family.EXPONENTIAL, cv: float = 1.0) -> NetworkPlan:
    """One station with a mean service time of 1 s and a Poisson process of `rate` arrivals a second."""
    name = f"{rate} {servers} {family.name} {cv}"  # its own luck, so that the cases miss or meet independently
    job = RoutingPlan(name, (StepPlan((0,), 1.0, family, cv),), windows=((0.0, _FOREVER_S, rate),))
    return NetworkPlan((StationPlan("station", servers),), (job,))


def wait_of(plan: NetworkPlan) -> Callable[[Tier], Measured]:
    """Measure the mean wait at the only station of a plan."""
    length_s = LENGTH_S / plan.stations[0].servers
    return lambda tier: steady(plan, waits, warm_up_s=WARM_UP_S, length_s=length_s, tier=tier)[0]


_ERLANG = "Erlang 1917: C(c, a) / (cμ - λ)"
_CROMMELIN = "Crommelin 1932: chain over one service time"
_KHINCHINE = "Pollaczek 1930, Khinchine 1932: λ E[S²] / (2 (1 - ρ))"
CASES = (
    *(
        Case(
            f"M/M/{servers}, λ {rate:g}, μ 1",
            _GROUP,
            _ERLANG,
            formulas.mmc_wait(rate, 1.0, servers),
            "s",
            wait_of(queue(rate, servers)),
        )
        for rate, servers in ((0.75, 1), (1.5, 2), (4.0, 5), (9.0, 10))
    ),
    *(
        Case(
            f"M/D/{servers}, λ {rate:g}, service 1",
            _GROUP,
            _KHINCHINE if servers == 1 else _CROMMELIN,
            formulas.mg1_wait(rate, 1.0, 0.0) if servers == 1 else formulas.mdc_wait(rate, servers),
            "s",
            wait_of(queue(rate, servers, Family.CONSTANT, 0.0)),
        )
        for rate, servers in ((0.5, 1), (0.8, 1), (0.9, 1), (1.6, 2), (4.0, 5), (9.0, 10))
    ),
    *(
        Case(
            f"M/G/1, ρ 0.8, {words}",
            _GROUP,
            _KHINCHINE,
            formulas.mg1_wait(0.8, 1.0, cv * cv),
            "s",
            wait_of(queue(0.8, 1, family, cv)),
        )
        for family, cv, words in (
            (Family.ERLANG, 0.5, "Erlang-4"),
            (Family.LOGNORMAL, 0.5, "log-normal, cv 0.5"),
            (Family.HYPEREXPONENTIAL, 2.0, "hyperexponential, cv² 4"),
        )
    ),
)
