"""A variant as the simulation sees it: edits applied, the floor measured again, faces and stations placed.

Only parts that an edit touched get a new footprint; everything else is taken from the plan of the
unedited facility, which is measured once per scene.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

import numpy as np
from shapely import MultiPoint
from shapely.geometry.polygon import orient

from scenarios.document import ScenarioDocument
from scenarios.layout.contracts import VariantLayout
from scenarios.layout.edits import EditedLayout, LayoutError, edit_layout
from scenarios.layout.faces import pick_faces
from scenarios.layout.reach import Reach, main_reach
from scenarios.layout.stands import StationPlanner
from scenarios.layout.zones import closed_to, open_floor
from twin.contracts import PERSON_RADIUS_M, VEHICLE_RADIUS_M, FloorPlan, Footprint, PartClass, Scene
from twin.geometry.floorplan import build_floor_plan, build_floor_plan_from_footprints
from twin.geometry.footprints import part_footprints

# Parts of these classes decide where the building ends: with one of them edited, the plan is built anew.
_BUILDING_CLASSES = frozenset({PartClass.FLOOR, PartClass.WALL, PartClass.DOOR, PartClass.CEILING})

# A vehicle's edges keep this from what it passes when it is too narrow a fit for the usual vehicle radius.
VEHICLE_MARGIN_M = 0.1

# Farther from the building than this, a part is a slip; measuring a building that reaches there would take minutes.
FARTHEST_M = 100.0

_base_plans: WeakKeyDictionary[Scene, FloorPlan] = WeakKeyDictionary()


def build_variant(scene: Scene, document: ScenarioDocument, *, base_plan: FloorPlan | None = None) -> VariantLayout:
    """The layout of a document on a facility.

    Args:
        scene: the facility, unedited.
        document: what to change in it.
        base_plan: the floor plan of `scene`, if the caller has it; measured (once per scene) otherwise.

    Raises:
        LayoutError: for an edit that cannot be applied. Unreachable faces and stations are no error
            here: they are left out, and `check_document` tells of them.
    """
    if base_plan is not None:
        _base_plans[scene] = base_plan
    edited = edit_layout(scene, document.layout)
    plan = floor_plan_of(scene, edited)
    variant_scene = edited.scene if document.layout else scene
    footprints = outlines(plan)
    people = people_reach(plan, document)
    planner = StationPlanner(people, vehicle_reach(plan, document), footprints)
    storage = [footprints[part_id] for part_id in storage_part_ids(edited, document) if part_id in footprints]
    faces, unreachable = pick_faces(storage, document.storage.face_pitch_m, people)
    places = (planner.place(station) for station in document.stations)
    return VariantLayout(variant_scene, plan, faces, tuple(p for p in places if p is not None), unreachable)


def base_floor_plan(scene: Scene) -> FloorPlan:
    """The floor plan of an unedited facility, measured once for each scene object."""
    plan = _base_plans.get(scene)
    if plan is None:
        plan = _base_plans[scene] = build_floor_plan(scene)
    return plan


def floor_plan_of(scene: Scene, edited: EditedLayout) -> FloorPlan:
    """The floor plan after edits, with the footprints of untouched parts taken over."""
    base = base_floor_plan(scene)
    changed = {part_id for part_id, placed in edited.placed.items() if not placed.is_at_rest or placed.source != "cad"}
    if not changed and not edited.removed:
        return base
    classes = {edited.placed[part_id].rest.part_class for part_id in changed if edited.placed[part_id].source == "cad"}
    classes |= {part.part_class for part in scene.parts if part.id in edited.removed}
    variant = edited.scene
    if classes & _BUILDING_CLASSES:
        return _rebuilt(variant, base, edited, changed)
    kept: dict[str, list[Footprint]] = {}
    for footprint in base.footprints:
        kept.setdefault(footprint.part_id, []).append(footprint)
    footprints: list[Footprint] = []
    for part in variant.parts:
        footprints += part_footprints(variant, part) if part.id in changed else kept.get(part.id, [])
    return build_floor_plan_from_footprints(footprints, base.building_m, cell_m=base.cell_m)


def _rebuilt(variant: Scene, base: FloorPlan, edited: EditedLayout, changed: set[str]) -> FloorPlan:
    """The plan of a variant whose building is edited, measured from nothing."""
    rows, columns = base.clearance_m.shape
    x_m, y_m = base.origin_m
    for placed in (edited.placed[part_id] for part_id in sorted(changed)):
        dx_m = max(x_m - placed.at.x_m, placed.at.x_m - x_m - columns * base.cell_m)
        dy_m = max(y_m - placed.at.y_m, placed.at.y_m - y_m - rows * base.cell_m)
        if max(dx_m, dy_m) > FARTHEST_M:
            message = f"“{placed.rest.name}” stands {max(dx_m, dy_m):,.0f} m away from the building."
            raise LayoutError(f"/layout/{placed.edits[-1]}", message)
    try:
        return build_floor_plan(variant)
    except ValueError as error:
        raise LayoutError("/layout", f"The edited building cannot be measured: {error}.") from None


def outlines(plan: FloorPlan) -> Mapping[str, Footprint]:
    """One footprint per part: the only piece of it, or the hull around its pieces."""
    pieces: dict[str, list[Footprint]] = {}
    for footprint in plan.footprints:
        pieces.setdefault(footprint.part_id, []).append(footprint)
    return {part_id: found[0] if len(found) == 1 else _hull(found) for part_id, found in pieces.items()}


def _hull(pieces: Sequence[Footprint]) -> Footprint:
    hull = MultiPoint(np.concatenate([piece.polygon_m for piece in pieces])).convex_hull
    ring = np.array(orient(hull).exterior.coords)[:-1]
    return Footprint(pieces[0].part_id, pieces[0].part_class, ring, max(piece.height_m for piece in pieces))


def storage_part_ids(edited: EditedLayout, document: ScenarioDocument) -> tuple[str, ...]:
    """The parts that hold goods and are there: those that the document names, else every rack."""
    named = document.storage.part_ids
    if named is not None:
        return tuple(dict.fromkeys(part_id for part_id in named if part_id in edited.placed))
    return tuple(pid for pid, placed in edited.placed.items() if placed.rest.part_class == PartClass.RACK)


def vehicle_radius_m(document: ScenarioDocument) -> float:
    """Half the width of the widest vehicle in use plus a margin; the usual vehicle's radius without a fleet."""
    widths = [vehicle.width_m for vehicle in document.fleet if vehicle.count > 0]
    return max(widths) / 2 + VEHICLE_MARGIN_M if widths else VEHICLE_RADIUS_M


def people_reach(plan: FloorPlan, document: ScenarioDocument) -> Reach:
    """Where people can go, the zones that keep them out left out."""
    return main_reach(open_floor(plan, closed_to(document, vehicles=False)), PERSON_RADIUS_M)


def vehicle_reach(plan: FloorPlan, document: ScenarioDocument, width_m: float | None = None) -> Reach:
    """Where a vehicle of a width can go, by default the widest of a document; zones that keep it out left out."""
    radius_m = vehicle_radius_m(document) if width_m is None else width_m / 2 + VEHICLE_MARGIN_M
    return main_reach(open_floor(plan, closed_to(document, vehicles=True)), radius_m)
