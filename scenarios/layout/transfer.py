"""A document carried over to another revision of its facility: what still has its part goes along, the rest is listed.

A part is the same where it has the same id. Nothing is moved or guessed: an edit whose part is gone is left out, a
station whose object is gone stays where people stood, and everything that changed is said in a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.document import (
    AddEdit,
    DuplicateEdit,
    Event,
    LayoutEdit,
    Placement,
    RemoveEdit,
    ScenarioDocument,
    Station,
    Storage,
)
from scenarios.layout.catalogue import CATALOGUE
from scenarios.layout.edits import LayoutError
from scenarios.layout.variant import build_variant
from twin.contracts import Scene


@dataclass(frozen=True)
class Loss:
    """Something of a document that another revision has no room for."""

    pointer: str  # into the document as it was
    message: str


@dataclass(frozen=True)
class Transfer:
    """A document for another revision, and what it lost on the way."""

    document: ScenarioDocument
    losses: tuple[Loss, ...]


def transfer(document: ScenarioDocument, old: Scene, new: Scene) -> Transfer:
    """The document as the new revision can have it."""
    losses: list[Loss] = []
    names = {part.id: part.name for part in old.parts}
    edits, here = _edits(document.layout, names, new, losses)
    changed: dict[str, Any] = {
        "layout": edits,
        "stations": _stations(document, names, here, old, losses),
        "storage": _storage(document.storage, names, here, losses),
        "events": _events(document.events, names, here, losses),
    }
    return Transfer(document.model_copy(update=changed), tuple(losses))


def _called(part_id: str, names: Mapping[str, str]) -> str:
    name = names.get(part_id, part_id)
    return f"“{name}”" if name == part_id else f"“{name}” ({part_id})"


def _edits(
    edits: list[LayoutEdit], names: Mapping[str, str], new: Scene, losses: list[Loss]
) -> tuple[list[LayoutEdit], set[str]]:
    """The edits that can still be applied, in order, and the parts that there are after them."""
    of_cad = {part.id for part in new.parts}
    here = set(of_cad)
    kept: list[LayoutEdit] = []
    for index, edit in enumerate(edits):
        made = edit.part_id if isinstance(edit, AddEdit) else getattr(edit, "new_part_id", None)
        reason = ""
        if not isinstance(edit, AddEdit) and edit.part_id not in here:
            reason = f"{_called(edit.part_id, names)} is not there any more: {_WORDS[edit.kind]} is left out."
        elif made is not None and (made in here or made in of_cad):
            reason = f"The id {made!r} is that of another part now: what was {_MADE[edit.kind]} is left out."
        elif isinstance(edit, AddEdit) and edit.item not in CATALOGUE:
            reason = f"There is no catalogue item {edit.item!r} any more: what was added is left out."
        if reason:
            losses.append(Loss(f"/layout/{index}", reason))
            continue
        kept.append(edit)
        if isinstance(edit, AddEdit | DuplicateEdit) and made is not None:
            here.add(made)
        elif isinstance(edit, RemoveEdit):
            here.discard(edit.part_id)
    return kept, here


_WORDS = {"move": "its new place", "rotate": "its turn", "remove": "its removal", "duplicate": "its copy"}
_MADE = {"add": "added under it", "duplicate": "copied under it"}


def _stations(
    document: ScenarioDocument, names: Mapping[str, str], here: set[str], old: Scene, losses: list[Loss]
) -> list[Station]:
    """Stations of parts that are gone keep the place where their first server stood."""
    gone = [s for s in document.stations if s.part_id is not None and s.part_id not in here]
    stood = _stands(document, old) if any(s.at is None for s in gone) else {}
    kept: list[Station] = []
    for index, station in enumerate(document.stations):
        if station.part_id is None or station.part_id in here:
            kept.append(station)
            continue
        at = station.at or stood.get(station.id)
        called = _called(station.part_id, names)
        if at is None:
            losses.append(
                Loss(f"/stations/{index}", f"Station “{station.id}” goes with {called}, which is not there any more.")
            )
            continue
        kept.append(station.model_copy(update={"part_id": None, "at": at}))
        losses.append(
            Loss(
                f"/stations/{index}/part_id",
                f"Station “{station.id}” loses {called}, which is not there any more, and stays where it is.",
            )
        )
    return kept


def _stands(document: ScenarioDocument, old: Scene) -> dict[str, Placement]:
    """Where the first server of each station stands; nothing where the old document's edits do not apply."""
    try:
        places = build_variant(old, document).stations
    except LayoutError:
        return {}
    rows = {place.id: [float(value) for value in place.stands_m[0]] for place in places}
    return {name: Placement(x_m=x, y_m=y, heading_rad=facing) for name, (x, y, facing) in rows.items()}


def _storage(storage: Storage, names: Mapping[str, str], here: set[str], losses: list[Loss]) -> Storage:
    changed: dict[str, Any] = {}
    if storage.part_ids is not None:
        gone = [part_id for part_id in storage.part_ids if part_id not in here]
        changed["part_ids"] = [part_id for part_id in storage.part_ids if part_id in here]
        losses += [
            Loss("/storage/part_ids", f"{_called(part_id, names)} is not there any more and holds no goods.")
            for part_id in gone
        ]
    changed["given"] = [stored for stored in storage.given if stored.part_id in here]
    if lost := len(storage.given) - len(changed["given"]):
        losses.append(
            Loss("/storage/given", f"{lost:,} articles lose their place with the objects that they were stored at.")
        )
    return storage.model_copy(update=changed)


def _events(events: list[Event], names: Mapping[str, str], here: set[str], losses: list[Loss]) -> list[Event]:
    kept: list[Event] = []
    for index, event in enumerate(events):
        if event.kind == "part_blocked" and event.target is not None and event.target not in here:
            called = _called(event.target, names)
            message = f"The event that blocks {called} is left out: it is not there any more."
            losses.append(Loss(f"/events/{index}", message))
        else:
            kept.append(event)
    return kept
