"""What a variant changes against its base, in words with units; nothing is said of what stayed the same.

Layouts are compared by where each part ends up, so that any number of edits to a part is one net
change; staffing and demand are compared over time, however their shifts and windows are cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from scenarios.document import Event, RoleStaffing, ScenarioDocument, Station, VehicleFleet
from scenarios.layout.contracts import DocumentChange
from scenarios.layout.layout_difference import layout_difference
from scenarios.layout.words import ROLE_NAMES, STATION_NAMES, VEHICLE_NAMES, counted, number, place, span
from twin.contracts import Scene

# Label and unit of each plain field; a field that is not listed is compared by code of its own.
_Labels = Mapping[str, tuple[str, str]]
_ROLE: _Labels = {
    "hourly_cost": ("hourly cost", "/h"),
    "walking_speed_mps": ("walking speed", " m/s"),
    "walking_speed_sd_mps": ("spread of walking speed", " m/s"),
}
_VEHICLE: _Labels = {
    "count": ("", ""),
    "length_m": ("length", " m"),
    "width_m": ("width", " m"),
    "speed_mps": ("speed", " m/s"),
    "acceleration_mps2": ("acceleration", " m/s²"),
    "hourly_cost": ("hourly cost", "/h"),
}
_STORAGE: _Labels = {
    "face_pitch_m": ("Pick face every", " m"),
    "policy": ("Storage policy", ""),
    "popularity": ("Popularity exponent", ""),
}
_DEMAND: _Labels = {
    "lines_per_order_mean": ("Lines per order", ""),
    "orders_per_tour": ("Orders per pick tour", ""),
    "pick_s": ("Pick time per line", " s"),
    "pack_s": ("Pack time per order", " s"),
    "ship_s": ("Ship time per order", " s"),
    "routing": ("Picker routing", ""),
}
_EXPERIMENT: _Labels = {
    "horizon_s": ("Horizon", " s"),
    "replications": ("Replications", ""),
    "seed": ("Seed", ""),
    "confidence": ("Confidence", ""),
    "start_of_day": ("Start of day", ""),
    "clip_start_s": ("Clip start", " s"),
    "clip_duration_s": ("Clip duration", " s"),
    "clip_width_px": ("Clip width", " px"),
    "clip_height_px": ("Clip height", " px"),
}


def difference(base: ScenarioDocument, variant: ScenarioDocument, scene: Scene) -> tuple[DocumentChange, ...]:
    """Every net change from `base` to `variant`, both documents on the facility `scene`.

    Pointers lead into the variant's document, to the nearest place where the change is written.

    Raises:
        LayoutError: for an edit of either document that cannot be applied.
    """
    return (
        *layout_difference(base, variant, scene),
        *_stations(base, variant),
        *_storage(base, variant),
        *_staffing(base, variant),
        *_fleet(base, variant),
        *_demand(base, variant),
        *_events(base, variant),
        *_experiment(base, variant),
    )


def _shown(value: Any, unit: str) -> str:
    if value is None:
        return "automatic"
    if isinstance(value, int | float):
        return f"{number(value)}{unit}"
    return f"{value}{unit}"


def _fields(
    area: str, pointer: str, labels: _Labels, before: BaseModel, after: BaseModel, *, subject: str = ""
) -> list[DocumentChange]:
    """One change per listed field that differs."""
    changes = []
    for name, (label, unit) in labels.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            what = " ".join(word for word in (subject, label) if word)
            message = f"{what}: {_shown(old, unit)} → {_shown(new, unit)}"
            changes.append(DocumentChange(area, f"{pointer}/{name}", message, old, new))
    return changes


def _steps(
    before: Callable[[float], float], after: Callable[[float], float], edges_s: Sequence[float]
) -> list[tuple[float, float, float, float]]:
    """(start, end, before, after) of the stretches that differ, neighbours with the same figures joined."""
    edges = sorted(set(edges_s))
    steps: list[tuple[float, float, float, float]] = []
    for start, end in pairwise(edges):
        middle = (start + end) / 2
        old, new = before(middle), after(middle)
        if old == new:
            continue
        if steps and steps[-1][1:] == (start, old, new):
            steps[-1] = (steps[-1][0], end, old, new)
        else:
            steps.append((start, end, old, new))
    return steps


def _staffing(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    old_roles = {role.role: role for role in base.staffing}
    new_roles = {role.role: role for role in variant.staffing}
    positions = {role.role: i for i, role in enumerate(variant.staffing)}
    changes: list[DocumentChange] = []
    for name, label in ROLE_NAMES.items():
        old, new = old_roles.get(name), new_roles.get(name)
        pointer = f"/staffing/{positions[name]}" if new else "/staffing"
        edges = [edge for role in (old, new) if role for shift in role.shifts for edge in (shift.start_s, shift.end_s)]
        for start, end, before, after in _steps(_heads(old), _heads(new), edges):
            index = next((i for i, s in enumerate(new.shifts) if s.start_s <= start < s.end_s), None) if new else None
            place_of = pointer if index is None else f"{pointer}/shifts/{index}"
            message = f"{label} {span(variant, start, end)}: {before:g} → {after:g}"
            changes.append(DocumentChange("staffing", place_of, message, int(before), int(after)))
        if old and new:
            changes += _fields("staffing", pointer, _ROLE, old, new, subject=label)
    return changes


def _heads(role: RoleStaffing | None) -> Callable[[float], float]:
    return lambda time_s: float(role.heads_at(time_s)) if role else 0.0


def _demand(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    def rate(document: ScenarioDocument) -> Callable[[float], float]:
        return lambda t: sum(w.orders_per_hour for w in document.demand.windows if w.start_s <= t < w.end_s)

    edges = [e for d in (base, variant) for w in d.demand.windows for e in (w.start_s, w.end_s)]
    changes: list[DocumentChange] = []
    for start, end, before, after in _steps(rate(base), rate(variant), edges):
        windows = variant.demand.windows
        index = next((i for i, w in enumerate(windows) if w.start_s <= start < w.end_s), None)
        pointer = "/demand/windows" if index is None else f"/demand/windows/{index}"
        message = f"Demand {span(variant, start, end)}: {number(before)} → {number(after)} orders/h"
        changes.append(DocumentChange("demand", pointer, message, before, after))
    return changes + _fields("demand", "/demand", _DEMAND, base.demand, variant.demand)


def _fleet(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    old_types = {vehicle.type: vehicle for vehicle in base.fleet}
    changes: list[DocumentChange] = []
    for index, vehicle in enumerate(variant.fleet):
        old = old_types.pop(vehicle.type, None) or vehicle.model_copy(update={"count": 0})
        changes += _fields("fleet", f"/fleet/{index}", _VEHICLE, old, vehicle, subject=VEHICLE_NAMES[vehicle.type])
    for gone in old_types.values():
        changes += _gone(gone)
    return changes


def _gone(vehicle: VehicleFleet) -> list[DocumentChange]:
    if vehicle.count == 0:
        return []
    message = f"{VEHICLE_NAMES[vehicle.type]}: {vehicle.count} → 0"
    return [DocumentChange("fleet", "/fleet", message, vehicle.count, 0)]


def _station_name(station: Station) -> str:
    return f"{STATION_NAMES[station.kind]} “{station.id}”"


def _station_place(station: Station) -> str:
    if station.at is not None:
        return f"at {place(station.at.x_m, station.at.y_m)}"
    return f"at part “{station.part_id}”"


def _stations(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    old_stations = {station.id: station for station in base.stations}
    changes: list[DocumentChange] = []

    def note(pointer: str, message: str, before: Any, after: Any) -> None:
        changes.append(DocumentChange("stations", pointer, message, before, after))

    for index, new in enumerate(variant.stations):
        pointer = f"/stations/{index}"
        old = old_stations.pop(new.id, None)
        if old is None or old.kind != new.kind:
            note(pointer, f"{_station_name(new)} added {_station_place(new)}", None, new.model_dump(mode="json"))
            continue
        if old.capacity != new.capacity:
            message = f"{_station_name(new)} servers: {old.capacity} → {new.capacity}"
            note(f"{pointer}/capacity", message, old.capacity, new.capacity)
        if (old.part_id, old.at) != (new.part_id, new.at):
            message = f"{_station_name(new)}: {_station_place(old)} → {_station_place(new)}"
            note(pointer, message, old.model_dump(mode="json"), new.model_dump(mode="json"))
    for old in old_stations.values():
        note("/stations", f"{_station_name(old)} removed", old.model_dump(mode="json"), None)
    return changes


def _storage(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    changes = _fields("storage", "/storage", _STORAGE, base.storage, variant.storage)
    old, new = base.storage.part_ids, variant.storage.part_ids
    if (None if old is None else set(old)) != (None if new is None else set(new)):

        def said(ids: list[str] | None) -> str:
            return "every rack" if ids is None else counted(len(set(ids)), "named part")

        message = f"Goods are kept in: {said(old)} → {said(new)}"
        changes.append(DocumentChange("storage", "/storage/part_ids", message, old, new))
    return changes


def _event_name(document: ScenarioDocument, event: Event) -> str:
    target, amount = event.target or "all", number(event.amount)
    what = {
        "part_blocked": f"“{target}” blocked",
        "absent": f"{amount} absent ({target})",
        "demand_surge": f"Demand × {amount}",
        "vehicle_down": f"{amount} down ({target})",
    }[event.kind]
    return f"{what} {span(document, event.start_s, event.end_s)}"


def _events(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    old = Counter(event.model_dump_json() for event in base.events)
    changes: list[DocumentChange] = []
    for index, event in enumerate(variant.events):
        if old[event.model_dump_json()] > 0:
            old[event.model_dump_json()] -= 1
            continue
        message = f"{_event_name(variant, event)}: added"
        changes.append(DocumentChange("events", f"/events/{index}", message, None, event.model_dump(mode="json")))
    for event in base.events:
        if old[event.model_dump_json()] > 0:
            old[event.model_dump_json()] -= 1
            message = f"{_event_name(base, event)}: removed"
            changes.append(DocumentChange("events", "/events", message, event.model_dump(mode="json"), None))
    return changes


def _experiment(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    changes = _fields("experiment", "/experiment", _EXPERIMENT, base.experiment, variant.experiment)
    old, new = base.experiment.clip_camera_ids, variant.experiment.clip_camera_ids
    if old != new:
        message = f"Filmed by: {', '.join(old) or 'no camera'} → {', '.join(new) or 'no camera'}"
        changes.append(DocumentChange("experiment", "/experiment/clip_camera_ids", message, list(old), list(new)))
    return changes
