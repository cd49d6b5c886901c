"""What a variant asks of the facility differently: orders, pallets, promises, policies and job routings, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenarios.document import Demand, RecordedOrders, Routing, ScenarioDocument, Step
from scenarios.layout.contracts import DocumentChange
from scenarios.layout.field_changes import Labels, changed_stretches, field_changes
from scenarios.layout.words import counted, number, span

_DEMAND: Labels = {
    "lines_per_order_mean": ("Lines per order", ""),
    "units_per_line_mean": ("Units per line", ""),
    "orders_per_tour": ("Orders per pick tour", ""),
    "pick_s": ("Pick time per line", " s"),
    "pick_unit_s": ("Pick time for each further unit", " s"),
    "pack_s": ("Pack time per order", " s"),
    "pack_unit_s": ("Pack time for each further unit", " s"),
    "ship_s": ("Ship time per order", " s"),
    "promise_s": ("Orders are due after", " s"),
    "patience_s": ("Orders are called off after", " s"),
    "release": ("Order of release", ""),
    "batching": ("Batching of orders into tours", ""),
    "assignment": ("Work goes to the person or vehicle that is", ""),
    "routing": ("Picker routing", ""),
    "station_choice": ("Choice of pack and ship station", ""),
}
_ROUTING: Labels = {
    "population": ("jobs that circulate", ""),
    "moved_by": ("moved by", ""),
    "due_s": ("promised time", " s"),
}


def demand_difference(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    """Orders and pallets over time, recorded orders, due times and policies."""
    before, after = base.demand, variant.demand
    changes = [
        DocumentChange("demand", pointer, f"Demand {when}: {number(old)} → {number(new)} orders/h", old, new)
        for pointer, when, old, new in _rates(
            variant,
            [(w.start_s, w.end_s, w.orders_per_hour) for w in before.windows],
            [(w.start_s, w.end_s, w.orders_per_hour) for w in after.windows],
            "/demand/windows",
        )
    ]
    changes += _promises(before, after)
    changes += _recorded(before.recorded, after.recorded)
    changes += _inbound(before, after, variant)
    if before.cutoffs_s != after.cutoffs_s:
        words = [_clock_times(document) for document in (base, variant)]
        message = f"Cut-offs: {words[0]} → {words[1]}"
        changes.append(
            DocumentChange("demand", "/demand/cutoffs_s", message, list(before.cutoffs_s), list(after.cutoffs_s))
        )
    return changes + field_changes("demand", "/demand", _DEMAND, before, after, absent="never")


def _promises(before: Demand, after: Demand) -> list[DocumentChange]:
    """Windows, by their place in the list, whose orders have another promise of their own."""
    changes = []
    for index, window in enumerate(after.windows):
        old = before.windows[index].promise_s if index < len(before.windows) else None
        if old != window.promise_s:
            said = [
                "as the others" if promise is None else f"{number(promise)} s" for promise in (old, window.promise_s)
            ]
            message = f"Orders of demand window {index + 1} are due after: {said[0]} → {said[1]}"
            changes.append(
                DocumentChange("demand", f"/demand/windows/{index}/promise_s", message, old, window.promise_s)
            )
    return changes


def _rates(
    variant: ScenarioDocument,
    before: Sequence[tuple[float, float, float]],
    after: Sequence[tuple[float, float, float]],
    pointer: str,
) -> list[tuple[str, str, float, float]]:
    """(pointer, clock times, rate before, rate after) of every stretch whose rate differs; windows are (start, end, rate)."""

    def rate(windows: Sequence[tuple[float, float, float]], time_s: float) -> float:
        return sum(per_hour for start, end, per_hour in windows if start <= time_s < end)

    edges = [edge for windows in (before, after) for start, end, _ in windows for edge in (start, end)]
    found = []
    for start, end, old, new in changed_stretches(lambda t: rate(before, t), lambda t: rate(after, t), edges):
        index = next((i for i, w in enumerate(after) if w[0] <= start < w[1]), None)
        found.append((pointer if index is None else f"{pointer}/{index}", span(variant, start, end), old, new))
    return found


def _recorded(before: RecordedOrders | None, after: RecordedOrders | None) -> list[DocumentChange]:
    if before == after:
        return []

    def said(recorded: RecordedOrders | None) -> str:
        if recorded is None:
            return "none"
        lines = sum(len(order) for order in recorded.articles)
        return f"{counted(len(recorded.articles), 'order')} with {counted(lines, 'line')}"

    message = f"Recorded orders: {said(before)} → {said(after)}"
    if said(before) == said(after):
        message = f"Recorded orders: others than before, again {said(after)}"
    counts: list[Any] = [None if recorded is None else len(recorded.articles) for recorded in (before, after)]
    return [DocumentChange("demand", "/demand/recorded", message, *counts)]


def _inbound(before: Demand, after: Demand, variant: ScenarioDocument) -> list[DocumentChange]:
    if before.inbound is not None and after.inbound is not None:
        return [
            DocumentChange("demand", pointer, f"Inbound {when}: {number(old)} → {number(new)} pallets/h", old, new)
            for pointer, when, old, new in _rates(
                variant,
                [(w.start_s, w.end_s, w.pallets_per_hour) for w in before.inbound],
                [(w.start_s, w.end_s, w.pallets_per_hour) for w in after.inbound],
                "/demand/inbound",
            )
        ]
    if before.inbound == after.inbound:
        return []
    counts = [None if d.inbound is None else sum(_pallets(d)) for d in (before, after)]
    words = ["by the number of vehicles" if n is None else counted(round(n), "pallet") for n in counts]
    return [DocumentChange("demand", "/demand/inbound", f"Inbound: {words[0]} → {words[1]}", *counts)]


def _pallets(demand: Demand) -> list[float]:
    return [w.pallets_per_hour * (w.end_s - w.start_s) / 3600 for w in demand.inbound or ()]


def _clock_times(document: ScenarioDocument) -> str:
    return ", ".join(document.wall_clock(t) for t in sorted(document.demand.cutoffs_s)) or "none"


def routing_difference(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    """Job routings that are new or gone, their jobs over time, and their steps."""
    old_routings = {routing.id: routing for routing in base.routings}
    changes: list[DocumentChange] = []
    for index, new in enumerate(variant.routings):
        pointer = f"/routings/{index}"
        old = old_routings.pop(new.id, None)
        if old is None:
            message = f"Routing “{new.id}” added with {counted(len(new.steps), 'step')}"
            changes.append(DocumentChange("routings", pointer, message, None, new.model_dump(mode="json")))
            continue
        for place, when, was, now in _rates(variant, _job_rates(old), _job_rates(new), f"{pointer}/windows"):
            message = f"Routing “{new.id}” {when}: {number(was)} → {number(now)} jobs/h"
            changes.append(DocumentChange("routings", place, message, was, now))
        name = f"Routing “{new.id}”,"
        changes += field_changes("routings", pointer, _ROUTING, old, new, subject=name, absent="none")
        changes += _steps(old, new, pointer)
    for old in old_routings.values():
        message = f"Routing “{old.id}” removed"
        changes.append(DocumentChange("routings", "/routings", message, old.model_dump(mode="json"), None))
    return changes


def _job_rates(routing: Routing) -> list[tuple[float, float, float]]:
    return [(w.start_s, w.end_s, w.jobs_per_hour) for w in routing.windows]


def _steps(old: Routing, new: Routing, pointer: str) -> list[DocumentChange]:
    if len(old.steps) != len(new.steps):
        message = f"Routing “{new.id}” steps: {len(old.steps)} → {len(new.steps)}"
        steps = [[step.model_dump(mode="json") for step in routing.steps] for routing in (old, new)]
        return [DocumentChange("routings", f"{pointer}/steps", message, *steps)]
    changes = []
    for index, (before, after) in enumerate(zip(old.steps, new.steps, strict=True)):
        phrases = [f"{was} → {now}" for was, now in zip(_said(before), _said(after), strict=True) if was != now]
        if phrases:
            message = f"Routing “{new.id}” step {index + 1}: {'; '.join(phrases)}"
            data = [step.model_dump(mode="json") for step in (before, after)]
            changes.append(DocumentChange("routings", f"{pointer}/steps/{index}", message, *data))
    return changes


def _said(step: Step) -> tuple[str, str, str, str]:
    """Stations, time, rework and scrap of a step in words."""
    process, rework = step.process, step.rework
    spread = "" if process.family in {"constant", "exponential"} else f", cv {number(process.cv)}"
    again = "no rework" if rework is None else f"{number(100 * rework.probability)} % back to step {rework.to_step + 1}"
    return (
        "at " + (" or ".join(f"“{name}”" for name in step.stations) if step.stations else "no station"),
        f"{process.family} {number(process.mean_s)} s{spread}",
        again,
        f"{number(100 * step.scrap_probability)} % scrap",
    )
