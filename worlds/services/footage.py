"""Footage: taking a video with its calibration, listing and deleting it. A worker holds it to the twin."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.db import transaction

from accounts.caller import Caller, Permission
from accounts.errors import Conflict, FieldError, InvalidInput
from accounts.services.audit import create_audit_event
from twin.artifacts import release_on_commit, store_file
from twin.leases import WorkStatus
from twin.models import Facility
from twin.selectors import find_newest_ready_revision
from twin.services.revisions import check_upload_size
from worlds.finetuning.calibration import Calibration, pose_from_points, read_lens, read_pose
from worlds.finetuning.errors import FootageError
from worlds.jobs import Job, enqueue
from worlds.models import Footage


def create_footage(
    caller: Caller,
    facility: Facility,
    *,
    name: str,
    video: File[Any],
    intrinsics: bytes,
    extrinsics: bytes | None = None,
    unit: str = "m",
    points: Sequence[Mapping[str, Sequence[float]]] = (),
) -> Footage:
    """Keep a video with its calibration: the pose by OpenCV's file or by picked points, one of the two.

    Raises ``InvalidInput`` for a calibration that cannot be read, ``TooLarge``, ``Conflict`` without a twin.
    """
    caller.check(Permission.WRITE_TWIN)
    check_upload_size(video.size)
    revision = find_newest_ready_revision(facility)
    if revision is None:
        raise Conflict("This facility has no geometry (yet) to hold the footage to.")
    calibration = _read_calibration(intrinsics, extrinsics, unit, points)
    suffix = PurePosixPath((video.name or "").replace("\\", "/")).suffix.lower()[:8]
    key = store_file(caller.organisation_id, video, suffix if suffix[1:].isalnum() else "")
    with transaction.atomic():
        footage = Footage.objects.create(
            facility=facility, revision=revision, name=name, video_key=key, calibration=calibration.as_dict()
        )
        create_audit_event(caller, action="footage.uploaded", subject=footage, name=name)
        enqueue(Job.REGISTER, footage.pk)
    return footage


def _read_calibration(
    intrinsics: bytes, extrinsics: bytes | None, unit: str, points: Sequence[Mapping[str, Sequence[float]]]
) -> Calibration:
    if (extrinsics is None) == (not points):
        raise InvalidInput(
            "The camera's pose is needed once.",
            [FieldError("/extrinsics", "Give a file of extrinsics or picked points, one of the two.")],
        )
    try:
        lens = read_lens(intrinsics)
    except FootageError as error:
        raise InvalidInput("The lens could not be read.", [FieldError("/intrinsics", _sentence(error))]) from error
    try:
        if extrinsics is not None:
            return read_pose(extrinsics, lens, unit=unit)
        return pose_from_points(lens, [p["px"] for p in points], [p["m"] for p in points])
    except FootageError as error:
        field = "/extrinsics" if extrinsics is not None else "/points"
        raise InvalidInput("The camera's pose could not be read.", [FieldError(field, _sentence(error))]) from error


def delete_footage(caller: Caller, footage: Footage) -> None:
    """Delete a video; models that were tuned on it stay until they are deleted themselves."""
    caller.check(Permission.WRITE_TWIN)
    with transaction.atomic():
        create_audit_event(caller, action="footage.deleted", subject=footage, name=footage.name)
        release_on_commit([footage.video_key])
        footage.delete()


def describe_footage(footage: Footage) -> dict[str, Any]:
    """Footage as JSON."""
    error = footage.calibration.get("reprojection_px")
    return {
        "id": str(footage.pk),
        "facility_id": str(footage.facility_id),
        "revision_id": str(footage.revision_id),
        "name": footage.name,
        "status": _STATUS.get(footage.status, footage.status),
        "error": footage.error,
        "reprojection_px": error if error is not None and math.isfinite(error) else None,
        "fit": footage.fit,
        "created_at": footage.created_at,
    }


_STATUS: dict[str, str] = {WorkStatus.WAITING: "pending", WorkStatus.RUNNING: "checking", WorkStatus.DONE: "registered"}


def _sentence(error: FootageError) -> str:
    text = str(error)
    return text[:1].upper() + text[1:] + "."
