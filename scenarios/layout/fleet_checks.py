"""Checks of the fleet: does a vehicle get to its work, and does it have a place to charge and to park."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from scenarios.document import Battery, ScenarioDocument, VehicleFleet
from scenarios.layout.contracts import Finding, PickFace, StationPlace, VariantLayout
from scenarios.layout.reach import Reach, main_reach
from scenarios.layout.variant import VEHICLE_MARGIN_M
from scenarios.layout.words import STATION_NAMES, VEHICLE_NAMES, number, place, some
from scenarios.layout.workload import orders_of

# A vehicle serves a face if its middle gets this near to where the picker stands.
SERVING_M = 1.0
# It serves a station if it gets this near to where one waits for it.
HANDING_OVER_M = 3.0
_PALLETS = ("forklift", "pallet_jack")
_JOULES_PER_KWH = 3.6e6


def check_fleet(document: ScenarioDocument, variant: VariantLayout) -> list[Finding]:
    """Vehicles too wide for their work (error) or a part of it (warning), without a charger or a place to park."""
    findings: list[Finding] = []
    for index, vehicle in enumerate(document.fleet):
        if vehicle.count == 0:
            continue
        reach = main_reach(variant.floor_plan, vehicle.width_m / 2 + VEHICLE_MARGIN_M)  # zones are told of elsewhere
        if orders_of(document) > 0 or vehicle.type in _PALLETS:
            findings += _check_aisles(variant, reach, vehicle, index) or _check_docks(variant, reach, vehicle, index)
        findings += _check_charging(document, variant, vehicle, index)
    in_use = [vehicle for vehicle in document.fleet if vehicle.count]
    if in_use and not any(station.kind in ("park", "charge") for station in document.stations):
        message = "The fleet has no parking place and no charger: idle vehicles will stand in the way."
        findings.append(Finding("warning", "no_parking", "/stations", message))
    return findings


def _check_aisles(variant: VariantLayout, reach: Reach, vehicle: VehicleFleet, index: int) -> list[Finding]:
    if not variant.faces:
        return []
    served = parts_served(reach, variant.faces)
    parts = list(dict.fromkeys(face.part_id for face in variant.faces))
    missed = [part_id for part_id in parts if part_id not in served]
    if not missed:
        return []
    name, width = VEHICLE_NAMES[vehicle.type], number(vehicle.width_m)
    if len(missed) == len(parts):
        message = f"{name} are {width} m wide: too wide for every aisle of this layout."
        return [Finding("error", "vehicle_too_wide", f"/fleet/{index}", message, tuple(missed))]
    names = [variant.scene.part(part_id).name for part_id in missed]
    message = f"{name} are {width} m wide: the aisles at {some(names)} are too narrow for them."
    return [Finding("warning", "aisle_too_narrow", f"/fleet/{index}/width_m", message, tuple(missed))]


def _check_docks(variant: VariantLayout, reach: Reach, vehicle: VehicleFleet, index: int) -> list[Finding]:
    """Vehicles that get to none of the stations between which and the aisles they carry, or that have none."""
    docks = _docks(variant, vehicle)
    if not docks and vehicle.type in _PALLETS:
        message = f"{VEHICLE_NAMES[vehicle.type]} have no receiving, ship or pack station to fetch pallets from: they "
        message += "stand idle."
        return [Finding("warning", "no_station", f"/fleet/{index}", message)]
    if not docks or any(reach.nearest(*dock.queue_m, within_m=HANDING_OVER_M) is not None for dock in docks):
        return []
    kind = STATION_NAMES[docks[0].kind].lower()
    message = (
        f"{VEHICLE_NAMES[vehicle.type]} are {number(vehicle.width_m)} m wide and get near to no {kind}; the first, "
    )
    message += f"“{docks[0].id}”, is at {place(*docks[0].queue_m)}."
    return [Finding("error", "vehicle_too_wide", f"/fleet/{index}", message, (), docks[0].queue_m)]


def _docks(variant: VariantLayout, vehicle: VehicleFleet) -> list[StationPlace]:
    """Where pallets come from (receiving, else ship stations), or where tours are brought (pack, else ship stations)."""
    for kind in ("receive", "ship", "pack") if vehicle.type in _PALLETS else ("pack", "ship"):
        if found := [station for station in variant.stations if station.kind == kind]:
            return found
    return []


def _check_charging(
    document: ScenarioDocument, variant: VariantLayout, vehicle: VehicleFleet, index: int
) -> list[Finding]:
    """Batteries without a charger, that no charger fills, or that are empty before the vehicle gets to one."""
    battery, name = vehicle.battery, VEHICLE_NAMES[vehicle.type]
    if battery is None:
        return []
    pointer = f"/fleet/{index}/battery"
    chargers = [station for station in variant.stations if station.kind == "charge"]
    if not chargers:
        found = any(station.kind == "charge" for station in document.stations)
        where = "no charger that they can get to" if found else "no charger in this layout"
        message = f"{name} run on batteries, but there is {where}: they would run empty."
        return [Finding("error", "no_charger", pointer, message)]
    if battery.charge_w <= battery.idle_w:
        message = (
            f"Chargers give {name} {number(battery.charge_w)} W, but standing they take {number(battery.idle_w)} W: "
        )
        message += "their batteries would never fill."
        return [Finding("error", "charger_too_weak", f"{pointer}/charge_w", message)]
    return _check_range(variant, vehicle, battery, chargers, pointer)


def _check_range(
    variant: VariantLayout, vehicle: VehicleFleet, battery: Battery, chargers: Sequence[StationPlace], pointer: str
) -> list[Finding]:
    """Batteries that are empty before the vehicle gets from the goods to a charger."""
    name = VEHICLE_NAMES[vehicle.type]
    if battery.drive_w <= 0 or not variant.faces:
        return []
    left_j = min(battery.low_share, battery.start_share) * battery.capacity_kwh * _JOULES_PER_KWH
    range_m = left_j / battery.drive_w * vehicle.speed_mps
    away_m = [min(math.dist((f.x_m, f.y_m), c.queue_m) for c in chargers) for f in variant.faces]
    if range_m >= max(away_m):
        return []
    message = f"{name} look for a charger when {number(100 * battery.low_share)} % are left, enough for "
    message += (
        f"{number(round(range_m))} m; from the farthest pick face it is {number(round(max(away_m)))} m as the crow "
    )
    message += "flies"
    if range_m < min(away_m):
        return [
            Finding(
                "error", "charger_too_far", pointer, f"{message}, and {number(round(min(away_m)))} m from the nearest."
            )
        ]
    return [Finding("warning", "charger_too_far", f"{pointer}/low_share", f"{message}: some will stop on the way.")]


def parts_served(reach: Reach, faces: Sequence[PickFace]) -> set[str]:
    """The storage parts at which a vehicle gets within a metre of at least one picker's spot."""
    turns = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    offsets = np.concatenate([np.zeros((1, 2)), *(ring * (SERVING_M * share) for share in (0.25, 0.5, 0.75, 1.0))])
    spots = np.array([(face.x_m, face.y_m) for face in faces])[:, None, :] + offsets  # (faces, offsets, 2)
    near = np.any(reach.allows_all(spots.reshape(-1, 2)).reshape(len(faces), -1), axis=1)
    return {face.part_id for face, served in zip(faces, near.tolist(), strict=True) if served}
