"""What a variant changes about the zones, in words."""

from __future__ import annotations

import math

from scenarios.document import KeepOutZone, OneWayZone, ScenarioDocument, SlowZone, Zone
from scenarios.layout.contracts import DocumentChange
from scenarios.layout.words import ZONE_NAMES, compass, degrees, floor, number, zone_name


def zone_difference(base: ScenarioDocument, variant: ScenarioDocument) -> list[DocumentChange]:
    """Zones added, changed and removed, by their ids."""
    old_zones = {zone.id: zone for zone in base.zones}
    changes: list[DocumentChange] = []
    for index, new in enumerate(variant.zones):
        old = old_zones.pop(new.id, None)
        if old == new:
            continue
        if old is None:
            message = f"{zone_name(new)} added, {floor(new.area)}{_rule(new)}"
        else:
            message = f"{zone_name(new)}: {'; '.join(_changes(old, new))}"
        before = old.model_dump(mode="json") if old else None
        changes.append(DocumentChange("zones", f"/zones/{index}", message, before, new.model_dump(mode="json")))
    gone = [(f"{zone_name(old)} removed", old.model_dump(mode="json")) for old in old_zones.values()]
    return changes + [DocumentChange("zones", "/zones", message, before, None) for message, before in gone]


def _rule(zone: Zone) -> str:
    """What the zone asks for beyond its kind: ``", for vehicles"``."""
    if isinstance(zone, KeepOutZone):
        return f", for {zone.who}"
    if isinstance(zone, SlowZone):
        return f", {number(zone.limit_mps)} m/s"
    if isinstance(zone, OneWayZone):
        return f", to the {compass(math.cos(zone.area.heading_rad), math.sin(zone.area.heading_rad))}"
    return ""


def _changes(old: Zone, new: Zone) -> list[str]:
    said = []
    if old.kind != new.kind:
        said.append(f"was a {ZONE_NAMES[old.kind].lower()}")
    elif _rule(old) != _rule(new):
        said.append(f"{_rule(old)[2:]} → {_rule(new)[2:]}")
    if floor(old.area) != floor(new.area):
        said.append(f"{floor(old.area)} → {floor(new.area)}")
    elif old.area.heading_rad != new.area.heading_rad:
        turned = (number(degrees(area.heading_rad)) for area in (old.area, new.area))
        said.append(f"turned {' → '.join(f'{angle}°' for angle in turned)}")
    if old.name != new.name:
        said.append(f"was called “{old.name or old.id}”")
    return said or ["moved by less than a decimetre"]
