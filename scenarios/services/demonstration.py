"""The demonstration in anybody's organisation: a distribution centre, its day, and a variant of it.

It is asked for again and again until it is there; each time does what can be done by then. The CAD is
written by our own generator and goes the way that a customer's goes.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.core.files import File
from django.db import transaction

from accounts.caller import Caller, Permission
from scenarios.models import Comparison, Scenario
from scenarios.selectors import get_head, list_comparisons
from scenarios.services.comparisons import create_comparison, find_or_start_runs
from scenarios.services.documents import make_default_document, plain_document
from scenarios.services.scenarios import create_scenario
from twin.demo.cameras import demo_cameras
from twin.demo.facility import write_demo_glb
from twin.demo.plan import ROW_X_M, ROWS
from twin.models import Facility, Revision, RevisionStatus
from twin.selectors import list_facilities
from twin.services.camera_views import view_of_camera
from twin.services.cameras import create_camera
from twin.services.facilities import create_facility
from twin.services.revisions import create_revision

FACILITY, BASE, VARIANT = "DC North", "Today", "Narrow pick aisles"
COMPARISON = "Demonstration"
FILE_NAME = "dc-north.glb"
FIRST_MOVED = 7  # rack rows from this one to the last but one move closer together
ORDERS_FACTOR, PICKERS, MORE_PICKERS = 1.25, 18, 2
CLIP_START_S = 4 * 3600.0  # ten o'clock
QUICK_REPLICATIONS = 3  # enough for an interval; somebody is waiting


@dataclass(frozen=True)
class Demonstration:
    """How far it is: its file is being read, or its variants are being compared."""

    facility: Facility
    revision: Revision
    comparison: Comparison | None

    @property
    def status(self) -> Literal["importing", "comparing"]:
        """What there is to wait for."""
        return "importing" if self.comparison is None else "comparing"


def continue_demonstration(caller: Caller) -> Demonstration:
    """Begin the demonstration in the caller's organisation, or go on with it as far as its import is.

    An import that failed is tried again.

    Raises:
        NotAllowed: for a role that may not import, write scenarios and run them.
    """
    for permission in (Permission.WRITE_TWIN, Permission.WRITE_SCENARIO, Permission.WRITE_RUN):
        caller.check(permission)
    facility = find_demo_facility(caller)
    revision = None if facility is None else facility.revisions.order_by("-number").first()
    if facility is None or revision is None or revision.status == RevisionStatus.FAILED:
        facility, revision = _upload(caller, facility)
    if revision.status != RevisionStatus.READY:
        return Demonstration(facility, revision, None)
    runs = find_or_start_runs(caller, load_scenarios(caller, facility, quick=True))
    wanted = [run.pk for run in runs]
    known = [c for c in list_comparisons(caller) if [e.run_id for e in c.entries.all()] == wanted]
    comparison = known[0] if known else create_comparison(caller, runs=runs, name=COMPARISON)
    return Demonstration(facility, revision, comparison)


def find_demo_facility(caller: Caller) -> Facility | None:
    """The organisation's demonstration facility: by its name and by the file that it was made from."""
    made = list_facilities(caller).filter(name=FACILITY, revisions__source_name=FILE_NAME)
    return made.order_by("id").first()


def upload_demo(caller: Caller, facility: Facility, *, is_queued: bool) -> Revision:
    """The demonstration's CAD as a new revision of a facility."""
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        path = Path(folder) / FILE_NAME
        write_demo_glb(path)
        with path.open("rb") as file:
            return create_revision(caller, facility, upload=File(file), name=FILE_NAME, is_queued=is_queued)


def _upload(caller: Caller, facility: Facility | None) -> tuple[Facility, Revision]:
    with transaction.atomic():
        if facility is None:
            facility = create_facility(caller, name=FACILITY)
            for camera in demo_cameras():
                create_camera(caller, facility, view=view_of_camera(camera))
        return facility, upload_demo(caller, facility, is_queued=True)


def load_scenarios(caller: Caller, facility: Facility, *, quick: bool = False) -> tuple[Scenario, Scenario]:
    """Whatever is missing of the base and the variant, in a facility that is imported; `quick` for who waits."""
    base = facility.scenarios.filter(name=BASE).first()
    if base is None:
        revision = facility.revisions.filter(status=RevisionStatus.READY).latest("number")
        day = short_of_pickers(plain_document(make_default_document(facility, revision)))
        base = create_scenario(caller, facility, name=BASE, document=_quick(day) if quick else day)
    variant = facility.scenarios.filter(name=VARIANT).first()
    if variant is None:
        document = narrow_aisles(get_head(base).document, _part_places(facility))
        variant = create_scenario(caller, facility, name=VARIANT, base=base, document=document)
    return base, variant


def _quick(document: dict[str, Any]) -> dict[str, Any]:
    """The document with few replications and without clips: the figures are there within a minute."""
    experiment = {**document["experiment"], "replications": QUICK_REPLICATIONS, "clip_camera_ids": []}
    return {**document, "experiment": experiment}


def short_of_pickers(document: dict[str, Any]) -> dict[str, Any]:
    """The default day with more orders and fewer pickers than it would take: a day that somebody wants to change.

    Both variants are filmed at ten o'clock, so that their clips show the same minutes.
    """
    demand = document["demand"]
    windows = [{**w, "orders_per_hour": round(w["orders_per_hour"] * ORDERS_FACTOR)} for w in demand["windows"]]
    return {
        **document,
        "demand": {**demand, "windows": windows},
        "staffing": [_with_pickers(role, PICKERS) for role in document["staffing"]],
        "experiment": {**document["experiment"], "clip_start_s": CLIP_START_S},
    }


def _with_pickers(role: dict[str, Any], heads: int) -> dict[str, Any]:
    if role["role"] != "picker":
        return role
    return {**role, "shifts": [{**shift, "heads": heads} for shift in role["shifts"]]}


def _part_places(facility: Facility) -> dict[str, tuple[float, float]]:
    revision = facility.revisions.filter(status=RevisionStatus.READY).latest("number")
    rows = revision.parts.values_list("part_id", "placement")
    return {part_id: (place["x_m"], place["y_m"]) for part_id, place in rows}


def narrow_aisles(document: dict[str, Any], places: dict[str, tuple[float, float]]) -> dict[str, Any]:
    """The document with the eastern rack rows closer together, one row more in the room, and two more pickers."""
    west, east = ROW_X_M[FIRST_MOVED - 2], ROW_X_M[-1]
    pitch = (east - west) / (ROWS - FIRST_MOVED + 2)
    edits: list[dict[str, Any]] = []
    for number in range(FIRST_MOVED, ROWS):
        shift = west + pitch * (number - FIRST_MOVED + 1) - ROW_X_M[number - 1]
        for part_id in _row_parts(number):
            x, y = places[part_id]
            edits.append({"kind": "move", "part_id": part_id, "at": {"x_m": round(x + shift, 3), "y_m": y}})
    for part_id, copy in zip(_row_parts(ROWS), _row_parts(ROWS + 1), strict=True):
        x, y = places[part_id]
        at = {"x_m": round(x - pitch, 3), "y_m": y}
        edits.append({"kind": "duplicate", "part_id": part_id, "new_part_id": copy, "at": at})
    staffing = [_with_pickers(role, PICKERS + MORE_PICKERS) for role in document["staffing"]]
    return {**document, "layout": edits, "staffing": staffing}


def _row_parts(number: int) -> tuple[str, ...]:
    return (f"rack-row-{number}", f"guard-{number}-south", f"guard-{number}-north")
