"""Where a what-if's facility comes from: a CAD file, or a facility that is in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scenarios.document import ScenarioDocument
from scenarios.layout.defaults import default_document
from scenarios.layout.parsing import parse_document
from scenarios.layout.variant import base_floor_plan
from twin.cad.limits import import_in_child
from twin.contracts import Camera, FloorPlan, ImportNote, Scene
from twin.geometry.cameras import suggest_cameras


class FacilityError(Exception):
    """The facility or one of its cameras cannot be found; the message says what there is instead."""


@dataclass(frozen=True, eq=False)
class FacilitySource:
    """A facility to study."""

    name: str
    scene: Scene
    floor_plan: FloorPlan
    cameras: tuple[Camera, ...]
    notes: tuple[ImportNote, ...]  # what the import read, dropped and assumed
    saved: Mapping[str, ScenarioDocument] = field(default_factory=dict)  # scenarios in the database, by name

    def default(self) -> ScenarioDocument:
        """The facility's default document."""
        return default_document(self.scene, self.floor_plan)

    def camera(self, wanted: str | None, document: ScenarioDocument) -> Camera:
        """The camera of this id or name; else the document's; else the first one. Raises ``FacilityError``."""
        if not self.cameras:
            raise FacilityError(f"{self.name} has no camera; leave the clips out with --clip-seconds 0.")
        if wanted is None:
            named = [c for c in self.cameras if c.id in document.experiment.clip_camera_ids]
            return (named or self.cameras)[0]
        for camera in self.cameras:
            if wanted in (camera.id, camera.name):
                return camera
        known = ", ".join(repr(camera.name) for camera in self.cameras)
        raise FacilityError(f"There is no camera {wanted!r}; there is {known}.")


def facility_from_cad(
    path: Path,
    *,
    unit: str | None = None,
    up_axis: str | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> FacilitySource:
    """Read CAD in a child process with limits. Raises ``CadError``; needs no database."""
    imported = import_in_child(path, unit=unit, up_axis=up_axis, progress=progress)
    plan = base_floor_plan(imported.scene)
    name = path.resolve().stem.replace("_", " ")
    return FacilitySource(name, imported.scene, plan, suggest_cameras(imported.scene, plan), imported.notes)


def facility_from_database(name: str, *, organisation: str | None = None) -> FacilitySource:
    """The newest ready revision of the facility of this name, with its cameras and scenarios."""
    from scenarios.models import Scenario
    from twin.models import Facility
    from twin.scenes import load_scene_of
    from twin.selectors import find_newest_ready_revision
    from twin.services.cameras import camera_of_view, describe_view

    rows = Facility.objects.filter(name=name)
    if organisation is not None:
        rows = rows.filter(organisation__name=organisation)
    found = list(rows[:2])
    if not found:
        known = ", ".join(repr(n) for n in Facility.objects.order_by("name").values_list("name", flat=True)[:10])
        raise FacilityError(f"There is no facility {name!r}; there is {known or 'none yet'}.")
    if len(found) > 1:
        raise FacilityError(f"Several organisations have a facility {name!r}; say which with --organisation.")
    revision = find_newest_ready_revision(found[0])
    if revision is None:
        raise FacilityError(f"{name} has no revision that is ready.")
    scene = load_scene_of(revision)
    plan = base_floor_plan(scene)
    cameras = tuple(camera_of_view(describe_view(row)) for row in found[0].cameras.order_by("created_at", "pk"))
    scenarios = Scenario.objects.filter(facility=found[0]).order_by("created_at", "pk")
    saved = {row.name: parse_document(row.revisions.get(number=row.head_number).document) for row in scenarios}
    return FacilitySource(name, scene, plan, cameras or suggest_cameras(scene, plan), (), saved)
