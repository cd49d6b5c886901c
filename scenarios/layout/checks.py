"""Does a scenario document make sense on a facility? Findings with their place and reason.

An error keeps the scenario from running, a warning is for the planner to judge. Nothing is changed
here and nothing raises: even an edit that cannot be applied comes back as a finding.
"""

from __future__ import annotations

from collections.abc import Collection

from scenarios.document import ScenarioDocument
from scenarios.layout.clearance_checks import check_clearance
from scenarios.layout.contracts import Finding
from scenarios.layout.demand_checks import check_given_places, check_recorded, check_stock
from scenarios.layout.edits import LayoutError, edit_layout
from scenarios.layout.event_checks import check_events
from scenarios.layout.fleet_checks import check_fleet
from scenarios.layout.floor_checks import check_faces, check_footprints, check_stations, check_storage
from scenarios.layout.load_checks import check_load
from scenarios.layout.routing_checks import check_conveyors, check_job_transport, check_routings
from scenarios.layout.variant import build_variant
from scenarios.layout.work_checks import check_cameras, check_staffing, check_times
from scenarios.layout.zone_checks import check_zones
from twin.contracts import FloorPlan, Scene


def check_document(
    document: ScenarioDocument,
    scene: Scene,
    *,
    camera_ids: Collection[str] | None = None,
    base_plan: FloorPlan | None = None,
) -> tuple[Finding, ...]:
    """All findings on a document, errors first, otherwise in the order of the document.

    Args:
        document: what to check.
        scene: the facility, unedited.
        camera_ids: the facility's cameras; the document's are not checked where absent.
        base_plan: the facility's floor plan, if the caller has it.
    """
    findings = [
        *check_staffing(document),
        *check_times(document),
        *check_recorded(document),
        *check_routings(document),
        *check_conveyors(document),
        *check_cameras(document, camera_ids),
    ]
    try:
        edited = edit_layout(scene, document.layout)
        variant = build_variant(scene, document, base_plan=base_plan)
    except LayoutError as error:
        findings.append(Finding("error", "invalid_edit", error.pointer, error.message))
        return _sorted(findings)
    as_is = document.model_copy(update={"layout": []})
    base = build_variant(scene, as_is) if document.layout else variant
    findings += [
        *check_footprints(edited, variant, base),
        *check_storage(document, edited),
        *check_faces(document, edited, variant, base),
        *check_given_places(document, edited, variant),
        *check_stock(document, variant),
        *check_stations(document, edited, variant),
        *check_fleet(document, variant),
        *check_clearance(document, variant),
        *check_job_transport(document, variant),
        *check_load(document, variant),
        *check_zones(document, variant),
        *check_events(document, edited, variant),
    ]
    return _sorted(findings)


_AREAS = (
    "layout",
    "zones",
    "stations",
    "conveyors",
    "storage",
    "staffing",
    "fleet",
    "traffic",
    "demand",
    "routings",
    "events",
    "experiment",
)


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    def key(finding: Finding) -> tuple[bool, int, list[tuple[bool, int, str]]]:
        steps = finding.pointer.split("/")[1:]
        area = _AREAS.index(steps[0]) if steps and steps[0] in _AREAS else -1
        order = [(not step.isdigit(), int(step) if step.isdigit() else 0, step) for step in steps[1:]]
        return finding.severity != "error", area, order

    return tuple(sorted(findings, key=key))
