"""What a known answer is: a figure from theory or a guideline, and how the engine's own figure is measured.

A case says what is expected and where that comes from; `measure` runs the engine's code and gives a
value with the interval it vouches for. The verdict compares the two. Nothing here knows what is
simulated; the cases live in the modules that `registry` lists.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Tier = Literal["quick", "full"]


@dataclass(frozen=True)
class Criterion:
    """A requirement that is a range instead of one figure; infinite ends are allowed."""

    low: float
    high: float
    words: str  # as the guideline puts it: "between 26 s and 34 s"

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError("a criterion's lower end lies above its upper end")


@dataclass(frozen=True)
class Measured:
    """What the engine gave: a value, the interval it vouches for, and how it was got.

    `low == high == value` is an exact figure; it must then meet the expectation to the last bit, so
    give exact code a tolerance: `Measured.within(value, 1e-9)`.
    """

    value: float
    low: float
    high: float
    how: str

    @classmethod
    def within(cls, value: float, tolerance: float, how: str = "") -> Measured:
        """A figure that is right to a tolerance, which is then part of the claim."""
        return cls(value, value - tolerance, value + tolerance, how or f"to {tolerance:g}")


@dataclass(frozen=True)
class Case:
    """One known answer.

    `measure` is called with the tier that is run: the quick one may use fewer replications, never
    another model. `widest` is the half width that an interval may have, as a share of an expected
    figure: an interval too wide to say anything fails.
    """

    name: str
    group: str  # the heading it stands under
    source: str  # author, year, equation; or the guideline and its test
    expected: float | Criterion
    unit: str
    measure: Callable[[Tier], Measured]
    tier: Tier = "quick"  # "full": only run on request
    widest: float = 0.05


@dataclass(frozen=True)
class Row:
    """A case that was run, with its verdict."""

    case: Case
    measured: Measured | None  # None where the case ended in an error
    passed: bool
    reason: str  # why it failed; empty where it passed
    took_s: float


def judge(case: Case, measured: Measured) -> str:
    """Why a measurement does not meet the expectation; empty where it does.

    A figure must lie in the measured interval, and that must be narrow; a criterion must hold for
    the whole interval.
    """
    if not all(map(math.isfinite, (measured.value, measured.low, measured.high))):
        return "the measurement is not a finite number"
    if isinstance(case.expected, Criterion):
        if measured.low < case.expected.low or measured.high > case.expected.high:
            return f"does not meet: {case.expected.words}"
        return ""
    if not measured.low <= case.expected <= measured.high:
        return "the expected figure lies outside of the interval"
    if (measured.high - measured.low) / 2 > case.widest * abs(case.expected):
        return f"the interval is wider than {case.widest:.0%} of the figure on either side"
    return ""


def run_case(case: Case, tier: Tier) -> Row:
    """Measure and judge one case; an error inside it is a failed row, so that the others still run."""
    began = time.perf_counter()
    try:
        measured = case.measure(tier)
    except Exception as error:  # noqa: BLE001 -- whatever goes wrong is this case's verdict
        return Row(case, None, False, f"{type(error).__name__}: {error}", time.perf_counter() - began)
    reason = judge(case, measured)
    return Row(case, measured, not reason, reason, time.perf_counter() - began)


def chosen(cases: Iterable[Case], tier: Tier, only: str = "") -> list[Case]:
    """The cases of a tier (the full tier holds the quick one) whose name or group contains `only`."""
    text = only.casefold()
    return [
        case
        for case in cases
        if (tier == "full" or case.tier == "quick") and (text in case.name.casefold() or text in case.group.casefold())
    ]
