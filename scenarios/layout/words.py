"""Figures as a planner reads them: metres, degrees, compass directions, clock times, lists."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from scenarios.document import FloorArea, Role, ScenarioDocument, VehicleType, Zone

_COMPASS = ("east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east")

ROLE_NAMES: Mapping[Role, str] = {
    "picker": "Pickers",
    "packer": "Packers",
    "shipper": "Shippers",
    "operator": "Operators",
}
VEHICLE_NAMES: Mapping[VehicleType, str] = {
    "amr": "AMRs",
    "agv": "AGVs",
    "forklift": "Forklifts",
    "pallet_jack": "Pallet jacks",
}
STATION_NAMES: Mapping[str, str] = {
    "pack": "Pack station",
    "ship": "Ship station",
    "receive": "Receiving station",
    "work": "Work station",
    "charge": "Charger",
    "park": "Parking place",
}

ZONE_NAMES: Mapping[str, str] = {
    "keep_out": "Keep-out zone",
    "one_way": "One-way aisle",
    "slow": "Slow zone",
    "crossing": "Crossing",
}


def zone_name(zone: Zone) -> str:
    """``"Keep-out zone “North door”"``."""
    return f"{ZONE_NAMES[zone.kind]} “{zone.name or zone.id}”"


def number(value: float) -> str:
    """At most two decimals, no trailing zeros, a true minus sign: ``"−3.5"``."""
    text = f"{round(value, 2):.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("-", "−")


def place(x_m: float, y_m: float) -> str:
    """``"x 4.7 m, y −8.7 m"``, to a decimetre."""
    return f"x {number(round(x_m, 1))} m, y {number(round(y_m, 1))} m"


def floor(area: FloorArea) -> str:
    """``"2 m × 1 m at x 4.7 m, y −8.7 m"``."""
    return f"{number(area.length_m)} m × {number(area.width_m)} m at {place(area.x_m, area.y_m)}"


def compass(dx_m: float, dy_m: float) -> str:
    """The direction of a displacement, with y to the north as on the plan: one of eight."""
    return _COMPASS[round(math.atan2(dy_m, dx_m) / (math.pi / 4)) % 8]


def degrees(angle_rad: float) -> float:
    """An angle in degrees, brought to −180 (excluded) to 180."""
    turned = math.degrees(math.remainder(angle_rad, 2 * math.pi))
    return 180.0 if abs(turned + 180) < 1e-9 else turned


def span(document: ScenarioDocument, start_s: float, end_s: float) -> str:
    """``"06:00–14:00"`` on the clock of the document's day."""
    return f"{document.wall_clock(start_s)}–{document.wall_clock(end_s)}"


def some(names: Sequence[str], limit: int = 4) -> str:
    """``"“A”, “B” and “C”"``; what is over the limit is counted."""
    shown = [f"“{name}”" for name in names[:limit]]
    if len(names) > limit:
        shown.append(f"{len(names) - limit:,} more")
    return listed(shown)


def listed(words: Sequence[str]) -> str:
    """``"A, B and C"``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def counted(count: int, noun: str) -> str:
    """``"1 pick face"``, ``"3 pick faces"``, ``"1,200 lines"``."""
    return f"{count} {noun}" if count == 1 else f"{count:,} {noun}s"


def hours(seconds: float) -> str:
    """``"7.5 h"``."""
    return f"{number(round(seconds / 3600, 1))} h"
