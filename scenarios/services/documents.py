"""Scenario documents between JSON, the rules of `scenarios.layout`, and findings on the wire."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from accounts.errors import FieldError, InvalidInput
from scenarios.document import ScenarioDocument
from scenarios.layout.canonical import canonical_json
from scenarios.layout.contracts import DocumentChange, Finding, VariantLayout
from scenarios.layout.parsing import DocumentError, parse_document
from scenarios.models import Scenario
from twin.contracts import Scene
from twin.models import Facility, Revision
from twin.scenes import load_scene_of


def read_document(data: Any) -> ScenarioDocument:
    """The document that JSON says; ``InvalidInput`` with a pointer for every fault."""
    try:
        return parse_document(data)
    except DocumentError as error:
        faults = [FieldError("/document" + f.pointer, f.message) for f in error.findings]
        raise InvalidInput("The scenario document has faults.", faults) from error


def plain_document(document: ScenarioDocument) -> dict[str, Any]:
    """The canonical JSON: every default written out."""
    plain: dict[str, Any] = json.loads(canonical_json(document))
    return plain


def make_default_document(facility: Facility, revision: Revision) -> ScenarioDocument:
    """A day that runs on a facility as it is, filmed by its first camera at half time.

    A given time, unlike "the busiest moment", makes the clips of all its variants show the same minutes.
    """
    from scenarios.layout.defaults import default_document
    from scenarios.layout.variant import base_floor_plan

    scene = load_scene_of(revision)
    document = default_document(scene, base_floor_plan(scene))
    cameras = [str(pk) for pk in facility.cameras.order_by("id").values_list("pk", flat=True)[:1]]
    half_time_s = document.experiment.horizon_s / 2
    experiment = document.experiment.model_copy(update={"clip_camera_ids": cameras, "clip_start_s": half_time_s})
    return document.model_copy(update={"experiment": experiment})


def check_scenario_document(document: ScenarioDocument, revision: Revision, facility: Facility) -> tuple[Finding, ...]:
    """Everything that a planner should look at, errors first."""
    from scenarios.layout.checks import check_document

    cameras = [str(pk) for pk in facility.cameras.values_list("pk", flat=True)]
    return check_document(document, load_scene_of(revision), camera_ids=cameras)


def build_layout(document: ScenarioDocument, revision: Revision) -> VariantLayout:
    """The variant's layout. Raises ``InvalidInput`` for an edit that cannot be applied."""
    from scenarios.layout.edits import LayoutError
    from scenarios.layout.variant import build_variant

    try:
        return build_variant(load_scene_of(revision), document)
    except LayoutError as error:
        raise InvalidInput("A layout edit cannot be applied.", [FieldError(error.pointer, error.message)]) from error


def list_changes(base: ScenarioDocument, variant: ScenarioDocument, scene: Scene) -> tuple[DocumentChange, ...]:
    """What a variant changes, in words; nothing where an edit of either cannot be applied."""
    from scenarios.layout.difference import difference
    from scenarios.layout.edits import LayoutError

    try:
        return difference(base, variant, scene)
    except LayoutError:
        return ()


def list_changes_of(scenario: Scenario, document: ScenarioDocument, revision: Revision) -> tuple[DocumentChange, ...]:
    """The changes of a scenario's document against its base's head."""
    if scenario.base is None:
        return ()
    head = scenario.base.revisions.get(number=scenario.base.head_number)
    return list_changes(parse_document(head.document), document, load_scene_of(revision))


def describe_findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as JSON."""
    return [
        {
            "severity": f.severity,
            "code": f.code,
            "pointer": f.pointer,
            "message": f.message,
            "part_ids": list(f.part_ids),
            "at_m": None if f.at_m is None else [float(v) for v in f.at_m],
        }
        for f in findings
    ]


def describe_layout(document: ScenarioDocument, layout: VariantLayout) -> dict[str, Any]:
    """Figures about a variant's layout: faces, storage, mean walk from a face to the nearest pack station."""
    from scenarios.layout.variant import people_reach

    storage = {face.part_id for face in (*layout.faces, *layout.unreachable_faces)}
    area = sum(_area(f.polygon_m) for f in layout.floor_plan.footprints if f.part_id in storage)
    stands = [(float(s.stands_m[0, 0]), float(s.stands_m[0, 1])) for s in layout.stations if s.kind == "pack"]
    walk = None
    if layout.faces and stands:
        walk = _mean_walk_m(people_reach(layout.floor_plan, document), layout, stands)
    return {
        "face_count": len(layout.faces) + len(layout.unreachable_faces),
        "reachable_face_count": len(layout.faces),
        "storage_area_m2": area,
        "mean_walk_to_pack_m": walk,
    }


def _mean_walk_m(reach: Any, layout: VariantLayout, stands: Sequence[tuple[float, float]]) -> float:
    from scenarios.layout.work_estimate import walking_distances_m

    step = max(1, len(layout.faces) // 60)  # a sample is enough for a figure beside the plan
    faces = [(face.x_m, face.y_m) for face in layout.faces[::step]]
    distances = walking_distances_m(reach, [*stands, *faces], sources=len(stands))
    return float(distances[:, len(stands) :].min(axis=0).mean())


def _area(ring: NDArray[np.float64]) -> float:
    """Of a polygon, by the shoelace formula."""
    x, y = ring[:, 0], ring[:, 1]
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)
