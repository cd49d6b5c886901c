"""What a variant changes against its base, in words with units; nothing is said of what stayed the same.

Layouts are compared by where each part ends up, so that any number of edits to a part is one net
change; staffing and demand are compared over time, however their shifts and windows are cut.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scenarios.document import Battery, Break, Event, RoleStaffing, ScenarioDocument, Station, VehicleFleet
from scenarios.layout.contracts import DocumentChange
from scenarios.layout.demand_difference import demand_difference, routing_difference
from scenarios.layout.field_changes import Labels, changed_stretches, field_changes, list_changes, shown
from scenarios.layout.layout_difference import layout_difference
from scenarios.layout.words import (
    ROLE_NAMES,
    STATION_NAMES,
    VEHICLE_NAMES,
    counted,
    floor,
    listed,
    number,
    place,
    span,
)
from scenarios.layout.zone_difference import zone_difference
from twin.contracts import Scene

# A field that is in none of these is compared by code of its own.
_ROLE: Labels = {
    "hourly_cost": ("hourly cost", "/h"),
    "walking_speed_mps": ("walking speed", " m/s"),
    "walking_speed_sd_mps": ("spread of walking speed", " m/s"),
    "at_end": ("at the end of a shift", " the tour"),
}
_VEHICLE: Labels = {
    "count": ("", ""),
    "length_m": ("length", " m"),
    "width_m": ("width", " m"),
    "speed_mps": ("speed", " m/s"),
    "acceleration_mps2": ("acceleration", " m/s²"),
    "hourly_cost": ("hourly cost", "/h"),
    "handling_s": ("time to load and to unload", " s"),
    "aisle_m": ("aisle on the data sheet", " m"),
}
_BATTERY: Labels = {
    "capacity_kwh": ("battery", " kWh"),
    "drive_w": ("power while driving", " W"),
    "idle_w": ("power while standing", " W"),
    "charge_w": ("charging power", " W"),
    "start_share": ("charge at the start", ""),
    "low_share": ("charge at which they go charging", ""),
    "full_share": ("charge at which they go on", ""),
    "opportunity": ("charge whenever idle", ""),
    "rescue_s": ("an empty one goes on after", " s"),
}
_STORAGE: Labels = {
    "face_pitch_m": ("Pick face every", " m"),
    "policy": ("Storage policy", ""),
    "popularity": ("Popularity exponent", ""),
}
_STOCK: Labels = {
    "lines": ("Stock of a pick face", " lines"),
    "reorder_share": ("Share of the stock at which a face is refilled", ""),
}
_TRAFFIC: Labels = {
    "one_way": ("One-way aisles", ""),
    "keep_right": ("Vehicles keep right", ""),
    "person_limit_mps": ("Vehicle speed beside people", " m/s"),
}
_EXPERIMENT: Labels = {
    "horizon_s": ("Horizon", " s"),
    "replications": ("Replications", ""),
    "target_half_width": ("Replications until the half-width is", " of the mean"),
    "max_replications": ("Most replications", ""),
    "smallest_difference": ("Smallest difference that matters", " of the base"),
    "selection": ("The best of several is picked by", ""),
    "long_run": ("Long run estimated", ""),
    "seed": ("Seed", ""),
    "confidence": ("Confidence", ""),
    "start_of_day": ("Start of day", ""),
    "clip_start_s": ("Clip start", " s"),
    "clip_duration_s": ("Clip duration", " s"),
    "clip_width_px": ("Clip width", " px"),
    "clip_height_px": ("Clip height", " px"),
    "clip_model": ("Clip model", ""),
}


def difference(base: ScenarioDocument, variant: ScenarioDocument, scene: Scene) -> tuple[DocumentChange, ...]:
    """Every net change from `base` to `variant`, both documents on the facility `scene`.

    Pointers lead into the variant's document, to the nearest place where the change is written.

    Raises:
        LayoutError: for an edit of either document that cannot be applied.
    """
    return (
        *layout_difference(base, variant, scene),
        *zone_difference(base, variant),
        *_stations(base, variant),
        *_conveyors(base, variant),
        *_storage(base, variant),
        *_staffing(base, variant),
        *_fleet(base, variant),
        *field_changes("traffic", "/traffic", _TRAFFIC, base.traffic, variant.traffic),
        *demand_difference(base, variant),
        *routing_difference(base, variant),
        *_events(base, variant),
        *_experiment(base, variant),
    )


def _staffing(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    old_roles = {role.role: role for role in base.staffing}
    new_roles = {role.role: role for role in variant.staffing}
    positions = {role.role: i for i, role in enumerate(variant.staffing)}
    changes: list[DocumentChange] = []
    for name, label in ROLE_NAMES.items():
        old, new = old_roles.get(name), new_roles.get(name)
        pointer = f"/staffing/{positions[name]}" if new else "/staffing"
        edges = [edge for role in (old, new) if role for shift in role.shifts for edge in (shift.start_s, shift.end_s)]
        for start, end, before, after in changed_stretches(_heads(old), _heads(new), edges):
            index = next((i for i, s in enumerate(new.shifts) if s.start_s <= start < s.end_s), None) if new else None
            place_of = pointer if index is None else f"{pointer}/shifts/{index}"
            message = f"{label} {span(variant, start, end)}: {before:g} → {after:g}"
            changes.append(DocumentChange("staffing", place_of, message, int(before), int(after)))
        changes += _breaks(base, variant, old, new, pointer)
        if old and new:
            changes += field_changes("staffing", pointer, _ROLE, old, new, subject=label)
            changes += _skills(old, new, pointer)
    return changes


def _heads(role: RoleStaffing | None) -> Callable[[float], float]:
    return lambda time_s: float(role.heads_at(time_s)) if role else 0.0


def _breaks(
    base: ScenarioDocument,
    variant: ScenarioDocument,
    old: RoleStaffing | None,
    new: RoleStaffing | None,
    pointer: str,
) -> list[DocumentChange]:
    """Breaks that are new or gone; a role that nobody has any more has lost its breaks without a word."""
    if new is None:
        return []

    def said(document: ScenarioDocument) -> Callable[[Break], str]:
        return lambda pause: (
            f"{ROLE_NAMES[new.role]}, break {span(document, pause.start_s, pause.end_s)}"
            + (f" in {pause.groups} groups" if pause.groups > 1 else "")
        )

    return list_changes(
        "staffing", f"{pointer}/breaks", old.breaks if old else [], new.breaks, (said(base), said(variant))
    )


def _skills(old: RoleStaffing, new: RoleStaffing, pointer: str) -> list[DocumentChange]:
    if set(old.also) == set(new.also):
        return []

    def said(role: RoleStaffing) -> str:
        names = [name.lower() for key, name in ROLE_NAMES.items() if key in role.also]
        return listed(names) if names else "nobody else"

    message = f"{ROLE_NAMES[new.role]} stand in for: {said(old)} → {said(new)}"
    return [DocumentChange("staffing", f"{pointer}/also", message, list(old.also), list(new.also))]


def _fleet(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    old_types = {vehicle.type: vehicle for vehicle in base.fleet}
    changes: list[DocumentChange] = []
    for index, vehicle in enumerate(variant.fleet):
        old = old_types.pop(vehicle.type, None) or vehicle.model_copy(update={"count": 0})
        pointer, name = f"/fleet/{index}", VEHICLE_NAMES[vehicle.type]
        changes += field_changes("fleet", pointer, _VEHICLE, old, vehicle, subject=name)
        changes += _batteries(old, vehicle, pointer)
    for gone in old_types.values():
        changes += _gone(gone)
    return changes


def _batteries(old: VehicleFleet, new: VehicleFleet, pointer: str) -> list[DocumentChange]:
    name = VEHICLE_NAMES[new.type]
    if old.battery is not None and new.battery is not None:
        return field_changes("fleet", f"{pointer}/battery", _BATTERY, old.battery, new.battery, subject=name)
    if old.battery == new.battery:
        return []

    def said(battery: Battery | None) -> str:
        return "never runs down" if battery is None else f"{number(battery.capacity_kwh)} kWh"

    def data(battery: Battery | None) -> Any:
        return None if battery is None else battery.model_dump(mode="json")

    message = f"{name} battery: {said(old.battery)} → {said(new.battery)}"
    return [DocumentChange("fleet", f"{pointer}/battery", message, data(old.battery), data(new.battery))]


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
        pointer, name = f"/stations/{index}", _station_name(new)
        old = old_stations.pop(new.id, None)
        if old is None or old.kind != new.kind:
            note(pointer, f"{name} added {_station_place(new)}", None, new.model_dump(mode="json"))
            continue
        if old.capacity != new.capacity:
            note(f"{pointer}/capacity", f"{name} servers: {old.capacity} → {new.capacity}", old.capacity, new.capacity)
        if old.manned != new.manned:
            who = ("machine only", "operator needed")
            note(f"{pointer}/manned", f"{name}: {who[old.manned]} → {who[new.manned]}", old.manned, new.manned)
        if old.buffer != new.buffer:
            room = [shown(value, "", absent="any number of") for value in (old.buffer, new.buffer)]
            note(f"{pointer}/buffer", f"{name} has room for {room[0]} → {room[1]} waiting jobs", old.buffer, new.buffer)
        if old.pool != new.pool:
            lines = [shown(value, "", absent="one of its own") for value in (old.pool, new.pool)]
            note(f"{pointer}/pool", f"{name} waiting line: {lines[0]} → {lines[1]}", old.pool, new.pool)
        if (old.part_id, old.at) != (new.part_id, new.at):
            message = f"{name}: {_station_place(old)} → {_station_place(new)}"
            note(pointer, message, old.model_dump(mode="json"), new.model_dump(mode="json"))
    for old in old_stations.values():
        note("/stations", f"{_station_name(old)} removed", old.model_dump(mode="json"), None)
    return changes


def _conveyors(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    labels: Labels = {"speed_mps": ("speed", " m/s"), "length_m": ("length", " m")}
    old_belts = {belt.id: belt for belt in base.conveyors}
    changes: list[DocumentChange] = []
    for index, new in enumerate(variant.conveyors):
        pointer, name = f"/conveyors/{index}", f"Conveyor “{new.id}”"
        old = old_belts.pop(new.id, None)
        way = f"from “{new.from_station}” to “{new.to_station}”"
        if old is None:
            changes.append(
                DocumentChange("conveyors", pointer, f"{name} added {way}", None, new.model_dump(mode="json"))
            )
            continue
        if (old.from_station, old.to_station) != (new.from_station, new.to_station):
            message = f"{name} leads {way}, not from “{old.from_station}” to “{old.to_station}”"
            data = (old.model_dump(mode="json"), new.model_dump(mode="json"))
            changes.append(DocumentChange("conveyors", pointer, message, *data))
        changes += field_changes("conveyors", pointer, labels, old, new, subject=name, absent="the walk between them")
        if old.capacity != new.capacity:
            room = [shown(value, "", absent="any number") for value in (old.capacity, new.capacity)]
            message = f"{name} holds {room[0]} → {room[1]}"
            changes.append(DocumentChange("conveyors", f"{pointer}/capacity", message, old.capacity, new.capacity))
        if old.path != new.path:
            ways = ["as the walk" if belt.path is None else f"{number(belt.path_m)} m long" for belt in (old, new)]
            message = f"{name} course: {ways[0]} → {ways[1]}"
            changes.append(DocumentChange("conveyors", f"{pointer}/path", message, old.path, new.path))
    for old in old_belts.values():
        message = f"Conveyor “{old.id}” removed"
        changes.append(DocumentChange("conveyors", "/conveyors", message, old.model_dump(mode="json"), None))
    return changes


def _storage(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    before, after = base.storage, variant.storage
    changes = field_changes("storage", "/storage", _STORAGE, before, after)
    old, new = before.part_ids, after.part_ids
    if (None if old is None else set(old)) != (None if new is None else set(new)):

        def said(ids: list[str] | None) -> str:
            return "every rack" if ids is None else counted(len(set(ids)), "named part")

        message = f"Goods are kept in: {said(old)} → {said(new)}"
        changes.append(DocumentChange("storage", "/storage/part_ids", message, old, new))
    spots = [{a.article: (a.part_id, a.ordinal) for a in storage.given} for storage in (before, after)]
    moved = sum(spots[0].get(article) != spots[1].get(article) for article in spots[0].keys() | spots[1].keys())
    if moved:
        articles = len(spots[0].keys() | spots[1].keys())
        message = f"Given places: {moved:,} of {counted(articles, 'article')} moved"
        changes.append(DocumentChange("storage", "/storage/given", message, len(before.given), len(after.given)))
    if before.stock is not None and after.stock is not None:
        changes += field_changes("storage", "/storage/stock", _STOCK, before.stock, after.stock)
    elif before.stock != after.stock:
        lines = [None if stock is None else stock.lines for stock in (before.stock, after.stock)]
        words = [shown(value, " lines", absent="never empty") for value in lines]
        message = f"Stock of a pick face: {words[0]} → {words[1]}"
        changes.append(DocumentChange("storage", "/storage/stock", message, *lines))
    return changes


def _event_name(document: ScenarioDocument, event: Event) -> str:
    target, amount = event.target or "all", number(event.amount)
    ground = floor(event.area) if event.area is not None else ""
    what = {
        "part_blocked": f"“{target}” blocked",
        "aisle_blocked": f"Floor closed, {ground},",
        "spill": f"Spill, {ground},",
        "absent": f"{amount} absent ({target})",
        "demand_surge": f"Demand × {amount}",
        "vehicle_down": f"{amount} down ({target})",
        "station_down": f"Station “{target}” down",
        "dock_closed": f"Dock “{target}” closed",
    }[event.kind]
    return f"{what} {span(document, event.start_s, event.end_s)}"


def _events(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    def said(document: ScenarioDocument) -> Callable[[Event], str]:
        return lambda event: _event_name(document, event)

    return list_changes("events", "/events", base.events, variant.events, (said(base), said(variant)))


def _experiment(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    changes = field_changes("experiment", "/experiment", _EXPERIMENT, base.experiment, variant.experiment)
    old, new = base.experiment.clip_camera_ids, variant.experiment.clip_camera_ids
    if old != new:
        message = f"Filmed by: {', '.join(old) or 'no camera'} → {', '.join(new) or 'no camera'}"
        changes.append(DocumentChange("experiment", "/experiment/clip_camera_ids", message, list(old), list(new)))
    return changes
