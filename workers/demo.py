"""The demonstration: an organisation, a planner, a distribution centre, and two variants of its day.

Everything enters through the services that a customer's data enters through; the CAD is written by
our own generator and imported by the same step.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from accounts.caller import Caller, system_caller
from accounts.models import Organisation, User
from accounts.services.organisations import create_organisation
from scenarios.models import Scenario
from scenarios.services.demonstration import FACILITY, load_scenarios, upload_demo
from twin.demo.cameras import demo_cameras
from twin.models import Facility, Revision, RevisionStatus
from twin.services.facilities import create_facility
from workers.imports import import_revision

ORGANISATION, EMAIL, PERSON = "Demo", "planner@foresite.example", "Robin Planner"


class DemoError(Exception):
    """The demonstration could not be loaded; the message says why."""


def load_demo() -> tuple[Scenario, Scenario]:
    """Whatever of the demonstration is missing; the base and the variant."""
    organisation = _load_organisation()
    caller = system_caller(organisation.pk)
    facility = _load_facility(caller)
    return load_scenarios(caller, facility)


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
    revision = upload_demo(caller, facility, is_queued=False)
    import_revision(revision.pk, cameras=demo_cameras())
    imported = Revision.objects.get(pk=revision.pk)
    if imported.status != RevisionStatus.READY:
        raise DemoError(f"The demonstration facility was not imported: {imported.error}")
    return facility
