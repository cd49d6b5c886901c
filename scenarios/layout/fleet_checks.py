"""Checks of the fleet: does a vehicle get through the aisles, does it have a place to charge and to park."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenarios.document import ScenarioDocument, VehicleFleet
from scenarios.layout.contracts import Finding, PickFace, VariantLayout
from scenarios.layout.reach import Reach, main_reach
from scenarios.layout.variant import VEHICLE_MARGIN_M
from scenarios.layout.words import VEHICLE_NAMES, number, some

# A vehicle serves a face if its middle gets this near to where the picker stands.
SERVING_M = 1.0


def check_fleet(document: ScenarioDocument, variant: VariantLayout) -> list[Finding]:
    """Vehicles too wide for every aisle (error) or for some (warning), and vehicles without a place to park."""
    findings: list[Finding] = []
    for index, vehicle in enumerate(document.fleet):
        if vehicle.count == 0:
            continue
        findings += _check_aisles(variant, vehicle, index)
    in_use = [vehicle for vehicle in document.fleet if vehicle.count]
    if in_use and not any(station.kind in ("park", "charge") for station in document.stations):
        message = "The fleet has no parking place and no charger: idle vehicles will stand in the way."
        findings.append(Finding("warning", "no_parking", "/stations", message))
    return findings


def _check_aisles(variant: VariantLayout, vehicle: VehicleFleet, index: int) -> list[Finding]:
    if not variant.faces:
        return []
    reach = main_reach(variant.floor_plan, vehicle.width_m / 2 + VEHICLE_MARGIN_M)
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


def parts_served(reach: Reach, faces: Sequence[PickFace]) -> set[str]:
    """The storage parts at which a vehicle gets within a metre of at least one picker's spot."""
    turns = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    offsets = np.concatenate([np.zeros((1, 2)), *(ring * (SERVING_M * share) for share in (0.25, 0.5, 0.75, 1.0))])
    spots = np.array([(face.x_m, face.y_m) for face in faces])[:, None, :] + offsets  # (faces, offsets, 2)
    near = np.any(reach.allows_all(spots.reshape(-1, 2)).reshape(len(faces), -1), axis=1)
    return {face.part_id for face, served in zip(faces, near.tolist(), strict=True) if served}
