"""Clearance beside vehicles, held against the rule that asks for it: room to escape, and room to turn to a rack.

Every finding names its rule, and no width is asked for that no rule states: there is none for aisles in
OSHA's 29 CFR 1910.22 and 1910.176, which want sufficient safe clearances and give no figure. Whether a
vehicle fits at all is checked with the fleet. Widths are read off the floor plan straight across the aisle
at every pick face, to half a cell; passages elsewhere are not measured.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from scenarios.document import ScenarioDocument, VehicleFleet
from scenarios.layout.contracts import Finding, PickFace, VariantLayout
from scenarios.layout.variant import VEHICLE_MARGIN_M
from scenarios.layout.words import VEHICLE_NAMES, number, place, some
from scenarios.layout.workload import orders_of
from twin.contracts import FloorPlan

# ISO 3691-4:2023, Annex A: where a driverless truck's path has less than this on a side for a person to step
# aside, the zone is one of hazard and needs measures of its own, such as a low speed.
ESCAPE_M = 0.5
_DRIVERLESS = ("amr", "agv")
_PALLETS = ("forklift", "pallet_jack")
_LOOK_M = 10.0


def check_clearance(document: ScenarioDocument, variant: VariantLayout) -> list[Finding]:
    """Warnings for aisles in which a vehicle in use leaves less room than its rule wants; one a vehicle and rule."""
    if not variant.faces:
        return []
    width_m = aisle_widths(variant.floor_plan, variant.faces)
    findings: list[Finding] = []
    for index, vehicle in enumerate(document.fleet):
        if vehicle.count == 0 or (orders_of(document) <= 0 and vehicle.type not in _PALLETS):
            continue
        if vehicle.type in _DRIVERLESS:
            findings += _check_escape(variant, vehicle, index, width_m)
        if vehicle.type in _PALLETS or vehicle.aisle_m is not None:
            findings += _check_aisle_width(variant, vehicle, index, width_m)
    return findings


def aisle_widths(plan: FloorPlan, faces: Sequence[PickFace]) -> NDArray[np.float64]:
    """(F,) width in m of the aisle at each face, from the goods straight across; infinite beyond `_LOOK_M`."""
    steps = int(_LOOK_M / plan.cell_m)
    at = np.array([(f.x_m, f.y_m) for f in faces])
    goods = np.array([(math.cos(f.facing_rad), math.sin(f.facing_rad)) for f in faces])
    width = np.zeros(len(faces))
    for sign in (1.0, -1.0):
        points = at[:, None, :] + sign * goods[:, None, :] * (plan.cell_m * np.arange(steps))[None, :, None]
        cells = (points - plan.origin_m) / plan.cell_m - 0.5  # (F, steps, 2) in cells from the middle of the first
        clearance = map_coordinates(
            plan.clearance_m, [cells[..., 1], cells[..., 0]], order=1, mode="constant", cval=-plan.cell_m
        )
        blocked = clearance <= 0
        first = np.argmax(blocked, axis=1)  # the step that is blocked; the border lies where the clearance would be 0
        last = np.maximum(first - 1, 0)
        rows = np.arange(len(faces))
        here, there = clearance[rows, last], clearance[rows, first]
        border = last + np.where(here > there, here / np.maximum(here - there, 1e-9), 0.0)
        width += np.where(blocked.any(axis=1), plan.cell_m * border, np.inf)
    return width


def _check_escape(
    variant: VariantLayout, vehicle: VehicleFleet, index: int, width_m: NDArray[np.float64]
) -> list[Finding]:
    """Driverless vehicles that leave less than the escape clearance on both sides as they drive up an aisle."""
    room_m = (width_m - vehicle.width_m) / 2
    short = (room_m >= VEHICLE_MARGIN_M) & (room_m < ESCAPE_M - variant.floor_plan.cell_m / 2)
    if not short.any():
        return []
    worst, parts, names = _where(variant, room_m, short)
    message = (
        f"{VEHICLE_NAMES[vehicle.type]} of {number(vehicle.width_m)} m width in the middle of the aisle leave "
        f"{number(round(float(room_m[short].min()), 1))} m on each side at {names}; worst at {place(*worst)}. "
        f"ISO 3691-4 wants {number(ESCAPE_M)} m for people to step aside, or treats the stretch as a hazard zone."
    )
    return [Finding("warning", "escape_clearance", f"/fleet/{index}/width_m", message, parts, worst)]


def _check_aisle_width(
    variant: VariantLayout, vehicle: VehicleFleet, index: int, width_m: NDArray[np.float64]
) -> list[Finding]:
    """Vehicles in aisles narrower than their data sheet's, or, without one, than they are when they turn to a rack.

    The stacking aisle of a type sheet (VDI 2198: Ast) holds the truck turned to the rack with its load and 0.2 m.
    Where none is stated, the diagonal of the truck is the least that any sheet could say.
    """
    turned_m = math.hypot(vehicle.length_m, vehicle.width_m)
    wanted_m = vehicle.aisle_m if vehicle.aisle_m is not None else turned_m
    short = (width_m >= vehicle.width_m + 2 * VEHICLE_MARGIN_M) & (width_m < wanted_m - variant.floor_plan.cell_m / 2)
    if not short.any():
        return []
    worst, parts, names = _where(variant, width_m, short)
    rule = (
        f"the stacking aisle of {number(wanted_m)} m on their data sheet (VDI 2198)"
        if vehicle.aisle_m is not None
        else f"the {number(wanted_m)} m across of a truck of {number(vehicle.length_m)} × {number(vehicle.width_m)} m "
        "that turns to a rack; the stacking aisle on its data sheet (VDI 2198) is wider still"
    )
    message = (
        f"{VEHICLE_NAMES[vehicle.type]}: aisles of {number(round(float(width_m[short].min()), 1))} m at {names}, "
        f"narrowest at {place(*worst)}, are less than {rule}."
    )
    pointer = f"/fleet/{index}/aisle_m" if vehicle.aisle_m is not None else f"/fleet/{index}"
    return [Finding("warning", "aisle_width", pointer, message, parts, worst)]


def _where(
    variant: VariantLayout, measure: NDArray[np.float64], short: NDArray[np.bool_]
) -> tuple[tuple[float, float], tuple[str, ...], str]:
    """(the worst face's place, the parts with such a face, their names)."""
    faces = variant.faces
    worst = faces[int(np.argmin(np.where(short, np.round(measure, 6), np.inf)))]
    parts = tuple(dict.fromkeys(face.part_id for face, hit in zip(faces, short.tolist(), strict=True) if hit))
    return (worst.x_m, worst.y_m), parts, some([variant.scene.part(part_id).name for part_id in parts])
