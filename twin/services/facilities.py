"""Making, renaming and deleting facilities."""

from __future__ import annotations

from django.db import transaction

from accounts.caller import Caller, Permission
from accounts.services.audit import create_audit_event
from twin.announce import announce_facility_deleted
from twin.artifacts import release_on_commit
from twin.models import Facility
from twin.services.keys import list_keys_of_facility


def create_facility(caller: Caller, *, name: str) -> Facility:
    """A facility without a revision."""
    caller.check(Permission.WRITE_TWIN)
    with transaction.atomic():
        facility = Facility.objects.create(organisation_id=caller.organisation_id, name=name)
        create_audit_event(caller, action="facility.created", subject=facility, name=name)
    return facility


def update_facility(caller: Caller, facility: Facility, *, name: str) -> Facility:
    """Rename."""
    caller.check(Permission.WRITE_TWIN)
    with transaction.atomic():
        facility.name = name
        facility.save(update_fields=["name"])
        create_audit_event(caller, action="facility.renamed", subject=facility, name=name)
    return facility


def delete_facility(caller: Caller, facility: Facility) -> None:
    """Delete a facility with everything that hangs from it, files included."""
    caller.check(Permission.WRITE_TWIN)
    with transaction.atomic():
        create_audit_event(caller, action="facility.deleted", subject=facility, name=facility.name)
        announce_facility_deleted(facility.pk)
        release_on_commit(list_keys_of_facility(facility))
        facility.delete()
