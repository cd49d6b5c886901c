"""How much a document asks for and how much its people can give, as expected values: for checks, never for a result.

Orders come from windows with surges or are counted from a record, jobs from the windows of their
routings; time on shift is without breaks and absentees.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scenarios.document import Role, RoleStaffing, Routing, ScenarioDocument, Span

# More visits than this before a job is through are as good as never.
MOST_VISITS = 10_000


def orders_between(document: ScenarioDocument, start_s: float, end_s: float) -> float:
    """Orders that are expected in a stretch of the horizon."""
    start_s, end_s = max(start_s, 0.0), min(end_s, document.experiment.horizon_s)
    if end_s <= start_s:
        return 0.0
    recorded = document.demand.recorded
    if recorded is not None:
        return float(bisect_left(recorded.arrival_s, end_s) - bisect_left(recorded.arrival_s, start_s))
    windows = document.demand.windows
    surges = [event for event in document.events if event.kind == "demand_surge"]
    edges = _edges((*windows, *surges), start_s, end_s)
    total = 0.0
    for a, b in pairwise(edges):
        rate = sum(w.orders_per_hour for w in windows if w.start_s <= a < w.end_s)
        total += rate * math.prod(e.amount for e in surges if e.start_s <= a < e.end_s) * (b - a) / 3600
    return total


def orders_of(document: ScenarioDocument) -> float:
    """Orders that are expected within the horizon."""
    return orders_between(document, 0.0, document.experiment.horizon_s)


def lines_per_order(document: ScenarioDocument) -> float:
    """Mean lines of an order: of the record, or as the demand says."""
    recorded = document.demand.recorded
    if recorded is None or not recorded.articles:
        return document.demand.lines_per_order_mean
    return sum(len(order) for order in recorded.articles) / len(recorded.articles)


def units_per_line(document: ScenarioDocument) -> float:
    """Mean units of a line: of the record, or as the demand says."""
    recorded = document.demand.recorded
    if recorded is None:
        return document.demand.units_per_line_mean
    if not recorded.units:
        return 1.0
    return sum(map(sum, recorded.units)) / sum(map(len, recorded.units))


def pick_line_s(document: ScenarioDocument) -> float:
    """Mean seconds at a face for a line."""
    return document.demand.pick_s + document.demand.pick_unit_s * (units_per_line(document) - 1)


def pack_order_s(document: ScenarioDocument) -> float:
    """Mean seconds to pack an order."""
    units = lines_per_order(document) * units_per_line(document)
    return document.demand.pack_s + document.demand.pack_unit_s * (units - 1)


def jobs_between(routings: Iterable[Routing], start_s: float, end_s: float) -> float:
    """Jobs that are expected to be released in a stretch of time; a constant number that circulates counts at the start."""
    total = 0.0
    for routing in routings:
        if routing.population is not None:
            total += routing.population if start_s <= 0 < end_s else 0
        total += sum(
            max(0.0, min(end_s, w.end_s) - max(start_s, w.start_s)) * w.jobs_per_hour / 3600 for w in routing.windows
        )
    return total


def visits(routing: Routing) -> NDArray[np.float64]:
    """(S,) expected visits of each step by one job, rework and scrap counted; infinite where none would ever get out.

    Visits of an absorbing Markov chain: v = e₀ + Pᵀv (Kemeny and Snell 1960, theorem 3.2.4).
    """
    count = len(routing.steps)
    chain = np.zeros((count, count))
    for number, step in enumerate(routing.steps):
        again = step.rework.probability if step.rework is not None else 0.0
        if step.rework is not None:
            chain[number, step.rework.to_step] += again
        if number + 1 < count:
            chain[number, number + 1] += max(0.0, 1 - again - step.scrap_probability)
    try:
        found = np.linalg.solve(np.eye(count) - chain.T, np.eye(count)[0])
    except np.linalg.LinAlgError:
        return np.full(count, np.inf)
    return np.where((found >= 0) & (found < MOST_VISITS), found, np.inf)


def heads_present(document: ScenarioDocument, role: RoleStaffing, time_s: float) -> float:
    """Heads of a role at a time, absentees taken off, breaks not."""
    away = sum(
        round(event.amount)
        for event in document.events
        if event.kind == "absent" and event.target == role.role and event.start_s <= time_s < event.end_s
    )
    return max(0.0, role.heads_at(time_s) - away)


def who_can(document: ScenarioDocument, role: Role) -> list[RoleStaffing]:
    """Those who do the work of a role: its own people, then those who stand in for it."""
    own = [staffing for staffing in document.staffing if staffing.role == role]
    return own + [staffing for staffing in document.staffing if role in staffing.also]


def stretches_without(document: ScenarioDocument, role: Role) -> Iterator[tuple[float, float]]:
    """Stretches of the horizon in which nobody can do the work of a role, neighbours joined."""
    horizon = document.experiment.horizon_s
    able = who_can(document, role)
    absences = [event for event in document.events if event.kind == "absent"]
    began: float | None = None
    spans = (*(shift for staffing in able for shift in staffing.shifts), *absences)
    for start in _edges(spans, 0.0, horizon)[:-1]:
        somebody = any(heads_present(document, staffing, start) > 0 for staffing in able)
        if not somebody and began is None:
            began = start
        if somebody and began is not None:
            yield began, start
            began = None
    if began is not None:
        yield began, horizon


def seconds_on_shift(document: ScenarioDocument, role: RoleStaffing, *, room: float = math.inf) -> float:
    """Working time of a role within the horizon, with no more than `room` heads at once; breaks and absentees taken off."""
    horizon = document.experiment.horizon_s
    absences = [event for event in document.events if event.kind == "absent" and event.target == role.role]
    total = 0.0
    for start, end in pairwise(_edges((*role.shifts, *absences), 0.0, horizon)):
        total += min(heads_present(document, role, start), room) * (end - start)
    for pause in role.breaks:
        length = min(pause.end_s, horizon) - pause.start_s
        total -= max(0.0, length) * min(heads_present(document, role, pause.start_s), room)
    return max(total, 0.0)


def covers(spans: Iterable[Span], start_s: float, end_s: float) -> bool:
    """Whether some spans leave no moment between two times uncovered."""
    reached = start_s
    for span in sorted(spans, key=lambda s: s.start_s):
        if span.start_s <= reached + 1e-6:
            reached = max(reached, span.end_s)
    return reached >= end_s - 1e-6


def _edges(spans: Iterable[Span], start_s: float, end_s: float) -> list[float]:
    """The ends of some spans that fall between two times, and those times, in order."""
    found = {start_s, end_s}
    for span in spans:
        found |= {edge for edge in (span.start_s, span.end_s) if start_s < edge < end_s}
    return sorted(found)
