"""Which parts stand elsewhere, are new or are gone between two documents on one facility."""

from __future__ import annotations

import math
from typing import Any

from scenarios.document import Placement, ScenarioDocument
from scenarios.layout.contracts import DocumentChange
from scenarios.layout.edits import EditedLayout, PlacedPart, edit_layout, part_placement
from scenarios.layout.words import compass, degrees, number, place
from twin.contracts import Scene

# Less than this is rounding, not a change.
_LEAST_M, _LEAST_RAD = 5e-4, math.radians(0.01)


def layout_difference(base: ScenarioDocument, variant: ScenarioDocument, scene: Scene) -> list[DocumentChange]:
    """One net change per part that differs, in the order of the facility's parts, additions last."""
    before, after = edit_layout(scene, base.layout), edit_layout(scene, variant.layout)
    ids = dict.fromkeys([*(part.id for part in scene.parts), *before.placed, *after.placed])
    changes = [_change(scene, before, after, part_id) for part_id in ids]
    return [change for change in changes if change is not None]


def _change(scene: Scene, before: EditedLayout, after: EditedLayout, part_id: str) -> DocumentChange | None:
    old, new = before.placed.get(part_id), after.placed.get(part_id)
    if new is None:
        return _removal(scene, old, after) if old else None
    pointer = f"/layout/{new.edits[-1]}" if new.edits else "/layout"
    if old is None:
        at = _placement(scene, new)
        word = "brought back" if new.source == "cad" else "added"
        message = f"{_name(new)} {word} at {place(at.x_m, at.y_m)}{_turned(at.heading_rad)}"
        return _note(pointer, message, None, _as_json(scene, new))
    if (old.source, old.rest.mesh_id) != (new.source, new.rest.mesh_id):
        phrase = f"replaced by {_name(new)}"
    elif old.edits or new.edits:
        phrase = _motion(_placement(scene, old), _placement(scene, new))
    else:
        phrase = ""
    if not phrase:
        return None
    return _note(pointer, f"{_name(old)} {phrase}", _as_json(scene, old), _as_json(scene, new))


def _removal(scene: Scene, old: PlacedPart, after: EditedLayout) -> DocumentChange:
    part_id = old.rest.id
    pointer = f"/layout/{after.removed[part_id]}" if part_id in after.removed else "/layout"
    return _note(pointer, f"{_name(old)} removed", _as_json(scene, old), None)


def _motion(old: Placement, new: Placement) -> str:
    """``"moved 0.6 m east and turned 90° left"``; empty where nothing changed."""
    dx_m, dy_m, dz_m = new.x_m - old.x_m, new.y_m - old.y_m, new.z_m - old.z_m
    phrases = []
    if math.hypot(dx_m, dy_m) >= _LEAST_M:
        phrases.append(f"moved {number(math.hypot(dx_m, dy_m))} m {compass(dx_m, dy_m)}")
    if turned := _turned(new.heading_rad - old.heading_rad):
        phrases.append(turned.removeprefix(", "))
    if abs(dz_m) >= _LEAST_M:
        phrases.append(f"{'raised' if dz_m > 0 else 'lowered'} {number(abs(dz_m))} m")
    return " and ".join([", ".join(phrases[:-1]), phrases[-1]] if len(phrases) > 1 else phrases)


def _turned(angle_rad: float) -> str:
    if abs(math.remainder(angle_rad, 2 * math.pi)) < _LEAST_RAD:
        return ""
    angle = degrees(angle_rad)
    direction = "" if angle == 180 else " left" if angle > 0 else " right"
    return f", turned {number(abs(angle))}°{direction}"


def _name(placed: PlacedPart) -> str:
    return placed.rest.name


def _placement(scene: Scene, placed: PlacedPart) -> Placement:
    return placed.at if placed.edits else part_placement(scene, placed.rest)


def _as_json(scene: Scene, placed: PlacedPart) -> dict[str, Any]:
    data = _placement(scene, placed).model_dump(mode="json")
    return {"part_id": placed.rest.id, "source": placed.source, **data}


def _note(pointer: str, message: str, before: Any, after: Any) -> DocumentChange:
    return DocumentChange("layout", pointer, message, before, after)
