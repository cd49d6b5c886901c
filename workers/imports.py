"""The import step: load an upload, read it in a limited child process, save the revision, announce."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import structlog

from twin import artifacts
from twin.announce import announce_revision
from twin.cad.errors import CadError
from twin.cad.limits import import_in_child
from twin.contracts import Camera, ImportedScene
from twin.geometry.floorplan import build_floor_plan
from twin.leases import MOST_ATTEMPTS, acquire
from twin.models import Revision, RevisionStatus
from twin.services.camera_views import suggest_views, view_of_camera
from twin.services.products import Products, derive_products
from twin.services.revisions import extend_import, fail_import, finish_import
from workers.leases import LeaseKeeper, LeaseLost

log = structlog.get_logger(__name__)


def import_revision(revision_id: UUID, *, cameras: tuple[Camera, ...] | None = None) -> None:
    """Import a revision that waits; does nothing where somebody else has it or it is done.

    `cameras` are placed instead of the suggested ones, for a facility that has none yet.
    """
    owner = uuid4()
    if not acquire(Revision.objects.all(), revision_id, owner=owner, running=RevisionStatus.IMPORTING):
        return
    revision = Revision.objects.select_related("facility").get(pk=revision_id)
    if revision.attempts > MOST_ATTEMPTS:
        fail_import(revision, owner=owner, code="internal", message="The import ended its worker again and again.")
        return
    announce_revision(revision)
    try:
        with LeaseKeeper(lambda: extend_import(revision_id, owner=owner)) as lease:
            imported, products, views = _compute(revision, lease, cameras)
        finish_import(revision, owner=owner, imported=imported, products=products, cameras=views)
    except CadError as error:
        message = (
            f"{error.subject}: {error.message}"
            if error.subject and error.subject not in error.message
            else error.message
        )
        fail_import(revision, owner=owner, code=error.code, message=message)
    except LeaseLost:
        log.warning("an import was taken over", revision=str(revision_id))
    except ValueError as error:
        fail_import(revision, owner=owner, code="unsupported", message=str(error))
    except Exception:
        log.exception("an import failed", revision=str(revision_id))
        fail_import(
            revision, owner=owner, code="internal", message="The import failed on our side; it has been logged."
        )


def _compute(
    revision: Revision, lease: LeaseKeeper, cameras: tuple[Camera, ...] | None
) -> tuple[ImportedScene, Products, list[dict[str, Any]]]:
    with artifacts.local_path(revision.source_key, revision.source_name) as path:
        imported = import_in_child(
            path,
            unit=revision.unit or None,
            up_axis=revision.up_axis or None,
            progress=lambda _fraction, _message: lease.check(),
        )
    plan = build_floor_plan(imported.scene)
    products = derive_products(imported.scene, plan)
    lease.check()
    views = suggest_views(imported.scene, plan) if cameras is None else [view_of_camera(c) for c in cameras]
    return imported, products, views
