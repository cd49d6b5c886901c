"""Importing CAD as immutable revisions, and correcting the classes of parts.

An import is a row, an upload and a job; the job (`workers.imports`) computes in a child process and
comes back here to `finish_import` or `fail_import`, each one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from accounts.caller import Caller, Permission
from accounts.errors import FieldError, InvalidInput, TooLarge
from accounts.services.audit import create_audit_event
from twin.announce import announce_revision
from twin.artifacts import store_bytes, store_file
from twin.cad.units import METRES
from twin.contracts import ImportedScene, PartClass, Scene
from twin.jobs import Job, enqueue
from twin.leases import extend, release
from twin.models import CameraView, Facility, Part, Revision, RevisionStatus
from twin.scenes import load_scene_of
from twin.services.products import Products, derive_products, printable


def create_revision(
    caller: Caller,
    facility: Facility,
    *,
    upload: File[Any],
    name: str,
    unit: str = "",
    up_axis: str = "",
    is_queued: bool = True,
) -> Revision:
    """Keep an upload and have it imported; not by a worker where the caller does that itself (`is_queued`)."""
    caller.check(Permission.WRITE_TWIN)
    if unit and unit not in METRES:
        raise InvalidInput("Unknown unit.", [FieldError("/unit", f"{unit} is none of {', '.join(METRES)}.")])
    check_upload_size(upload.size)
    source_name = PurePosixPath(name.replace("\\", "/")).name[:255] or "upload"
    key = store_file(caller.organisation_id, upload, PurePosixPath(source_name).suffix.lower()[:12])
    with transaction.atomic():
        revision = _add_revision(facility, source_name=source_name, source_key=key, unit=unit, up_axis=up_axis)
        revision.sent_at = revision.created_at
        revision.save(update_fields=["sent_at"])
        create_audit_event(caller, action="revision.uploaded", subject=revision, name=source_name)
        announce_revision(revision)
        if is_queued:
            enqueue(Job.IMPORT_REVISION, revision.pk)
    return revision


def check_upload_size(size_bytes: int) -> None:
    """Raise ``TooLarge`` beyond the limit of uploads."""
    limit: int = settings.UPLOAD_LIMIT_BYTES
    if size_bytes > limit:
        raise TooLarge(f"The upload has {size_bytes >> 20} MB; at most {limit >> 20} MB are taken.")


def finish_import(
    revision: Revision,
    *,
    owner: UUID,
    imported: ImportedScene,
    products: Products,
    cameras: Sequence[Mapping[str, Any]] = (),
) -> bool:
    """Make a revision ready, all of it or nothing; False if the lease was lost meanwhile.

    `cameras` are placed only if the facility has none: they are suggestions for a first look.
    """
    keys = _store_products(revision.facility.organisation_id, products)
    with transaction.atomic():
        mine = release(
            Revision.objects.all(),
            revision.pk,
            owner=owner,
            status=RevisionStatus.READY,
            unit=imported.source_unit,
            up_axis=imported.source_up_axis,
            report={
                "notes": [
                    {"kind": n.kind, "subject": printable(n.subject), "message": printable(n.message)}
                    for n in imported.notes
                ]
            },
            error=None,
            **keys,
        )
        if not mine:
            return False
        _add_parts(revision, products.parts)
        facility = Facility.objects.select_for_update().get(pk=revision.facility_id)
        if not facility.cameras.exists():
            CameraView.objects.bulk_create([CameraView(facility=facility, **view) for view in cameras])
        revision.refresh_from_db()
        announce_revision(revision)
    return True


def fail_import(revision: Revision, *, owner: UUID, code: str, message: str) -> bool:
    """Record why an upload could not be imported; nothing else of it stays but the upload."""
    with transaction.atomic():
        mine = release(
            Revision.objects.all(),
            revision.pk,
            owner=owner,
            status=RevisionStatus.FAILED,
            error={"code": code, "message": printable(message)},
        )
        if mine:
            revision.refresh_from_db()
            announce_revision(revision)
    return mine


def extend_import(revision_id: UUID, *, owner: UUID) -> bool:
    """Keep an import's lease."""
    return extend(Revision.objects.all(), revision_id, owner=owner)


def update_part_classes(caller: Caller, revision: Revision, *, changes: Iterable[Mapping[str, str]]) -> Revision:
    """The next revision: the same geometry with some parts' classes corrected."""
    caller.check(Permission.WRITE_TWIN)
    scene = load_scene_of(revision)
    classes = _check_changes(scene, list(changes))
    corrected = Scene(
        tuple(replace(p, part_class=classes[p.id]) if p.id in classes else p for p in scene.parts), scene.meshes
    )
    products = derive_products(corrected)
    keys = _store_products(caller.organisation_id, products)
    with transaction.atomic():
        successor = _add_revision(
            revision.facility,
            source_name=revision.source_name,
            source_key=revision.source_key,
            unit=revision.unit,
            up_axis=revision.up_axis,
        )
        note = {"kind": "assumed", "subject": "classes", "message": f"{len(classes)} part classes were corrected."}
        Revision.objects.filter(pk=successor.pk).update(
            status=RevisionStatus.READY,
            report={"notes": [*revision.report.get("notes", []), note]},
            sent_at=Now(),
            **keys,
        )
        _add_parts(successor, products.parts)
        successor.refresh_from_db()
        create_audit_event(caller, action="revision.corrected", subject=successor, name=revision.source_name)
        announce_revision(successor)
    return successor


def _check_changes(scene: Scene, changes: Sequence[Mapping[str, str]]) -> dict[str, PartClass]:
    known = {part.id for part in scene.parts}
    faults = [
        FieldError(f"/changes/{index}/id", f"This revision has no part {change['id']}.")
        for index, change in enumerate(changes)
        if change["id"] not in known
    ]
    if faults:
        raise InvalidInput("Some parts do not exist.", faults)
    return {change["id"]: PartClass.from_label(change["part_class"]) for change in changes}


def _add_revision(facility: Facility, **columns: Any) -> Revision:
    Facility.objects.select_for_update().get(pk=facility.pk)  # numbers count up one at a time
    last = facility.revisions.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(facility=facility, number=last + 1, **columns)


def _add_parts(revision: Revision, parts: Iterable[Mapping[str, Any]]) -> None:
    Part.objects.bulk_create([Part(revision=revision, **columns) for columns in parts], batch_size=1000)


def _store_products(organisation_id: UUID, products: Products) -> dict[str, Any]:
    return {
        "scene_hash": products.scene_hash,
        "scene_key": store_bytes(organisation_id, products.scene, ".scene"),
        "mesh_key": store_bytes(organisation_id, products.mesh, ".glb"),
        "plan_key": store_bytes(organisation_id, products.plan, ".plan.json"),
        "thumbnail_key": store_bytes(organisation_id, products.thumbnail, ".svg"),
        "bounds": dict(products.bounds),
        "part_count": len(products.parts),
    }
