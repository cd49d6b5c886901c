"""Checks of recorded orders, of where their articles lie, and of stock that runs out."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from scenarios.document import RecordedOrders, ScenarioDocument, StoredArticle
from scenarios.layout.contracts import Finding, VariantLayout
from scenarios.layout.edits import EditedLayout
from scenarios.layout.words import counted, hours, some
from scenarios.layout.workload import lines_per_order, orders_of

REPLENISHERS = ("forklift", "pallet_jack")


def check_recorded(document: ScenarioDocument) -> list[Finding]:
    """Recorded orders that come after the day has ended."""
    recorded, horizon = document.demand.recorded, document.experiment.horizon_s
    if recorded is None:
        return []
    first = bisect_left(recorded.arrival_s, horizon)
    late = len(recorded.arrival_s) - first
    if not late:
        return []
    message = f"{counted(late, 'recorded order')} of {len(recorded.arrival_s):,} come after the horizon of "
    message += f"{hours(horizon)}, the first at {document.wall_clock(recorded.arrival_s[first])} "
    message += f"({hours(recorded.arrival_s[first])}): lengthen the horizon or leave them out."
    return [Finding("error", "outside_horizon", f"/demand/recorded/arrival_s/{first}", message)]


def check_given_places(document: ScenarioDocument, edited: EditedLayout, variant: VariantLayout) -> list[Finding]:
    """Policy `given`: articles without a place, and places that are not there, not for goods or out of reach."""
    storage, recorded = document.storage, document.demand.recorded
    if storage.policy != "given":
        if not storage.given:
            return []
        message = f"The places of {counted(len(storage.given), 'article')} are given, but the storage policy is "
        message += f"“{storage.policy}”: they are not used."
        return [Finding("warning", "no_effect", "/storage/given", message)]
    if recorded is None:
        message = "The storage policy “given” says where each article lies, but only recorded orders name articles: "
        message += "import orders, or choose another policy."
        return [Finding("error", "no_articles", "/storage/policy", message)]
    needed = Counter(article for order in recorded.articles for article in order)
    findings = _check_missing(needed, storage.given)
    twice = [name for name, count in Counter(row.article for row in storage.given).items() if count > 1]
    if twice:
        index = max(i for i, row in enumerate(storage.given) if row.article == twice[0])
        message = f"{counted(len(twice), 'article')} are given more than one place: {some(twice)}."
        findings.append(Finding("error", "article_twice", f"/storage/given/{index}/article", message))
    return findings + _check_spots(needed, storage.given, edited, variant)


def _check_missing(needed: Counter[str], given: Sequence[StoredArticle]) -> list[Finding]:
    placed = {row.article for row in given}
    missing = [article for article, _ in needed.most_common() if article not in placed]
    if not missing:
        return []
    lines = sum(needed[article] for article in missing)
    message = f"{counted(len(missing), 'article')} of the recorded orders, with {counted(lines, 'line')}, are given no "
    message += f"place: {some(missing)}."
    return [Finding("error", "article_without_place", "/storage/given", message)]


def _check_spots(
    needed: Counter[str], given: Sequence[StoredArticle], edited: EditedLayout, variant: VariantLayout
) -> list[Finding]:
    """One finding for each way in which given places are wrong, at the first of them."""
    open_faces = {(face.part_id, face.ordinal) for face in variant.faces}
    closed_faces = {(face.part_id, face.ordinal) for face in variant.unreachable_faces}
    storing = {part_id for part_id, _ in open_faces | closed_faces}
    faults: dict[str, list[int]] = {}
    for index, row in enumerate(given):
        spot = (row.part_id, row.ordinal)
        if spot in open_faces:
            continue
        if spot in closed_faces:
            fault = "at a pick face that nobody can reach"
        elif row.part_id in storing:
            fault = "at a pick face that its part does not have"
        elif row.part_id in edited.placed:
            fault = "at a part that holds no goods"
        elif row.part_id in edited.removed:
            fault = "at a part that was removed"
        else:
            fault = "at a part that is not in this layout"
        faults.setdefault(fault, []).append(index)
    findings: list[Finding] = []
    for fault, rows in faults.items():
        asked = [index for index in rows if needed[given[index].article]]
        first = given[(asked or rows)[0]]
        message = f"{counted(len(rows), 'article')} are given a place {fault}; the first is “{first.article}”, face "
        message += f"{first.ordinal} of “{first.part_id}”."
        pointer = f"/storage/given/{(asked or rows)[0]}"
        if asked:
            findings.append(Finding("error", "unknown_place", pointer, message, (first.part_id,)))
        else:
            message += " No recorded order asks for them."
            findings.append(Finding("warning", "unknown_place", pointer, message, (first.part_id,)))
    return findings


def check_stock(document: ScenarioDocument, variant: VariantLayout) -> list[Finding]:
    """Pick faces that run empty in the course of the day while nobody refills them; pallets that nobody puts away."""
    if any(vehicle.type in REPLENISHERS and vehicle.count for vehicle in document.fleet):
        return []
    findings: list[Finding] = []
    stock = document.storage.stock
    if stock is not None and variant.faces:
        busiest = _lines_at_the_busiest_face(document, len(variant.faces))
        if busiest > stock.lines:
            patient = document.demand.patience_s is None
            message = f"A pick face holds {counted(stock.lines, 'line')}, the busiest one gives about "
            message += f"{busiest:,.0f} in the day, and the fleet has no forklift and no pallet jack to refill it: "
            message += "its orders would wait for ever." if patient else "its orders are called off."
            severity = "error" if patient else "warning"
            findings.append(Finding(severity, "no_replenishment", "/storage/stock", message))
    pallets = sum(w.pallets_per_hour * (w.end_s - w.start_s) / 3600 for w in document.demand.inbound or ())
    if pallets >= 0.5:
        message = f"About {pallets:,.0f} pallets arrive, but the fleet has no forklift and no pallet jack to put them "
        message += "away: they stay at the dock."
        findings.append(Finding("warning", "no_vehicle", "/demand/inbound", message))
    return findings


def _lines_at_the_busiest_face(document: ScenarioDocument, faces: int) -> float:
    """Lines that the most popular face gives: of its article in the record, else its share by Zipf's law."""
    recorded: RecordedOrders | None = document.demand.recorded
    if recorded is not None:
        within = bisect_left(recorded.arrival_s, document.experiment.horizon_s)
        lines = Counter(article for order in recorded.articles[:within] for article in order)
        return float(max(lines.values(), default=0))
    total = sum(math.pow(rank, -document.storage.popularity) for rank in range(1, faces + 1))
    return orders_of(document) * lines_per_order(document) / total
