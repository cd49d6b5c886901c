"""The cases can fail: a queue that is slightly wrong misses its known answer."""

import pytest

from scenarios.simulation.chance import Family
from scenarios.validation.case import Case, judge
from scenarios.validation.formulas import mmc_wait
from scenarios.validation.queues import queue, wait_of


@pytest.mark.parametrize(
    ("rate", "servers", "family", "cv"),
    [(4.1, 5, Family.EXPONENTIAL, 1.0), (4.0, 5, Family.GAMMA, 0.85), (4.0, 6, Family.EXPONENTIAL, 1.0)],
    ids=["2.5 % more arrivals", "less variable service", "a server too many"],
)
def test_a_wrong_queue_misses_the_answer(rate: float, servers: int, family: Family, cv: float) -> None:
    measure = wait_of(queue(rate, servers, family, cv))
    case = Case("M/M/5", "", "", mmc_wait(4.0, 1.0, 5), "s", measure)
    assert judge(case, measure("quick")) == "the expected figure lies outside of the interval"
