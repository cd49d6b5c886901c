"""The demonstration: an organisation, a planner, a distribution centre, and two variants of its day.

Everything enters through the services that a customer's data enters through; the CAD is written by
our own generator and imported by the same step.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File

from accounts.caller import Caller, system_caller
from accounts.models import Organisation, User
from accounts.services.organisations import create_organisation
from scenarios.models import Scenario
from scenarios.selectors import get_head
from scenarios.services.documents import make_default_document, plain_document
from scenarios.services.scenarios import create_scenario
from twin.demo.cameras import demo_cameras
from twin.demo.facility import write_demo_glb
from twin.demo.plan import ROW_X_M, ROWS
from twin.models import Facility, Revision, RevisionStatus
from twin.services.facilities import create_facility
from twin.services.revisions import create_revision
from workers.imports import import_revision

ORGANISATION, EMAIL, PERSON = "Demo", "planner@foresite.example", "Robin Planner"
FACILITY, BASE, VARIANT = "DC North", "Today", "Narrow pick aisles"
FIRST_MOVED = 7  # rack rows from this one to the last but one move closer together
ORDERS_FACTOR, PICKERS, MORE_PICKERS = 1.25, 18, 2
CLIP_START_S = 4 * 3600.0  # ten o'clock


class DemoError(Exception):
    """The demonstration could not be loaded; the message says why."""


def load_demo() -> tuple[Scenario, Scenario]:
    """Whatever of the demonstration is missing; the base and the variant."""
    organisation = _load_organisation()
    caller = system_caller(organisation.pk)
    facility = _load_facility(caller)
    return _load_scenarios(caller, facility)


def get_demo_caller() -> Caller:
    """The demonstration's organisation; raises ``DemoError`` where it is not loaded."""
    organisation = Organisation.objects.filter(name=ORGANISATION, memberships__user__email=EMAIL).first()
    if organisation is None:
        raise DemoError("The demonstration is not loaded; run manage.py load_demo.")
    return system_caller(organisation.pk)


def _load_organisation() -> Organisation:
    user = User.objects.filter(email=EMAIL).first()
    found = Organisation.objects.filter(name=ORGANISATION, memberships__user=user).first() if user else None
    if found is not None:
        return found
    return create_organisation(name=ORGANISATION, admin_email=EMAIL, admin_name=PERSON, password=_password())[0]


def _password() -> str:
    """`DEMO_PASSWORD`, else one that is made up once and kept where only the owner can read it."""
    path: Path = settings.DATA_DIR / "demo-password"
    password = os.environ.get("DEMO_PASSWORD") or (path.read_text().strip() if path.exists() else "")
    password = password or "-".join(secrets.token_hex(2) for _ in range(4))
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(password + "\n")
    return password


def _load_facility(caller: Caller) -> Facility:
    rows = Facility.objects.filter(organisation_id=caller.organisation_id, name=FACILITY)
    facility = rows.order_by("id").first() or create_facility(caller, name=FACILITY)
    if facility.revisions.filter(status=RevisionStatus.READY).exists():
        return facility
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        path = Path(folder) / "dc-north.glb"
        write_demo_glb(path)
        with path.open("rb") as file:
            revision = create_revision(caller, facility, upload=File(file), name=path.name, is_queued=False)
    import_revision(revision.pk, cameras=demo_cameras())
    imported = Revision.objects.get(pk=revision.pk)
    if imported.status != RevisionStatus.READY:
        raise DemoError(f"The demonstration facility was not imported: {imported.error}")
    return facility


def _load_scenarios(caller: Caller, facility: Facility) -> tuple[Scenario, Scenario]:
    base = facility.scenarios.filter(name=BASE).first()
    if base is None:
        revision = facility.revisions.filter(status=RevisionStatus.READY).latest("number")
        day = plain_document(make_default_document(facility, revision))
        base = create_scenario(caller, facility, name=BASE, document=short_of_pickers(day))
    variant = facility.scenarios.filter(name=VARIANT).first()
    if variant is None:
        document = narrow_aisles(get_head(base).document, _part_places(facility))
        variant = create_scenario(caller, facility, name=VARIANT, base=base, document=document)
    return base, variant


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
