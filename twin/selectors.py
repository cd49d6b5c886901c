"""Reads of the twin. Each takes the caller: another organisation's rows do not exist here."""

from __future__ import annotations

from django.db.models import Count, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from accounts.caller import Caller, Permission
from accounts.errors import Conflict, NotFound
from accounts.ids import parse_id
from twin.models import CameraView, Facility, Part, Revision, RevisionStatus, Upload


def list_facilities(caller: Caller) -> QuerySet[Facility]:
    """The organisation's facilities, with the newest revision's id and the number of scenarios."""
    caller.check(Permission.READ_TWIN)
    newest = Revision.objects.filter(facility=OuterRef("pk")).order_by("-number")
    return Facility.objects.filter(organisation_id=caller.organisation_id).annotate(
        newest_revision_id=Subquery(newest.values("pk")[:1]),
        ready_revision_id=Subquery(newest.filter(status=RevisionStatus.READY).values("pk")[:1]),
        scenario_count=Count("scenarios", distinct=True),
    )


def get_facility(caller: Caller, facility_id: object) -> Facility:
    """One facility."""
    found = list_facilities(caller).filter(pk=parse_id(str(facility_id))).first()
    if found is None:
        raise NotFound("There is no such facility.")
    return found


def list_revisions(caller: Caller) -> QuerySet[Revision]:
    """The revisions of all facilities of the organisation."""
    caller.check(Permission.READ_TWIN)
    return Revision.objects.filter(facility__organisation_id=caller.organisation_id).select_related("facility")


def get_revision(caller: Caller, revision_id: object) -> Revision:
    """One revision, ready or not."""
    found = list_revisions(caller).filter(pk=parse_id(str(revision_id))).first()
    if found is None:
        raise NotFound("There is no such revision.")
    return found


def get_ready_revision(caller: Caller, revision_id: object) -> Revision:
    """One revision whose geometry is there."""
    revision = get_revision(caller, revision_id)
    if revision.status != RevisionStatus.READY:
        raise Conflict("This revision has not been imported (yet).")
    return revision


def find_newest_ready_revision(facility: Facility) -> Revision | None:
    """The geometry that new scenarios of a facility start from."""
    return facility.revisions.filter(status=RevisionStatus.READY).order_by("-number").first()


def list_parts(revision: Revision) -> QuerySet[Part, str]:
    """A revision's parts in the order of the scene, each as the text of a JSON object.

    The database writes them: a hall has thousands, and to read four JSON columns of each only to write
    them again is what somebody who opens it would wait for.
    """
    fields = ("name", "part_class", "mesh_id", "placement", "size_m", "bounds", "footprint")
    described = JSONObject(id="part_id", **{field: field for field in fields})
    return revision.parts.order_by("id").values_list(Cast(described, TextField()), flat=True)


def list_cameras(caller: Caller) -> QuerySet[CameraView]:
    """The cameras of all facilities of the organisation."""
    caller.check(Permission.READ_TWIN)
    return CameraView.objects.filter(facility__organisation_id=caller.organisation_id).select_related("facility")


def get_camera(caller: Caller, camera_id: object) -> CameraView:
    """One camera."""
    found = list_cameras(caller).filter(pk=parse_id(str(camera_id))).first()
    if found is None:
        raise NotFound("There is no such camera.")
    return found


def get_upload(caller: Caller, upload_id: object) -> Upload:
    """One upload on its way."""
    caller.check(Permission.READ_TWIN)
    rows = Upload.objects.filter(facility__organisation_id=caller.organisation_id).select_related(
        "facility", "revision"
    )
    found = rows.filter(pk=parse_id(str(upload_id))).first()
    if found is None:
        raise NotFound("There is no such upload; it may have been finished or given up long ago.")
    return found
