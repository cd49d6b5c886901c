"""Placing cameras."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.caller import Caller, Permission
from accounts.errors import FieldError, InvalidInput
from accounts.services.audit import create_audit_event
from twin.contracts import Camera, look_at
from twin.models import CameraView, Facility


def create_camera(caller: Caller, facility: Facility, *, view: Mapping[str, Any]) -> CameraView:
    """A new camera of a facility."""
    caller.check(Permission.WRITE_TWIN)
    with transaction.atomic():
        camera = CameraView(facility=facility, **view)
        check_camera(camera)
        camera.save()
        create_audit_event(caller, action="camera.created", subject=camera, name=camera.name)
    return camera


def update_camera(caller: Caller, camera: CameraView, *, changes: Mapping[str, Any]) -> CameraView:
    """Move or rename a camera. Runs keep the pose that they were started with."""
    caller.check(Permission.WRITE_TWIN)
    with transaction.atomic():
        for name, value in changes.items():
            setattr(camera, name, value)
        check_camera(camera)
        camera.save()
        create_audit_event(caller, action="camera.updated", subject=camera, name=camera.name)
    return camera


def delete_camera(caller: Caller, camera: CameraView) -> None:
    """Remove a camera; clips that it made stay with their runs."""
    caller.check(Permission.WRITE_TWIN)
    with transaction.atomic():
        create_audit_event(caller, action="camera.deleted", subject=camera, name=camera.name)
        camera.delete()


def check_camera(camera: CameraView) -> Camera:
    """The camera as geometry; raises ``InvalidInput`` where it has none."""
    try:
        return camera_of_view(describe_view(camera))
    except ValueError as error:
        raise InvalidInput("This camera cannot look there.", [FieldError("/target_m", str(error))]) from error


def describe_view(camera: CameraView) -> dict[str, Any]:
    """What a run keeps of a camera."""
    return {
        "id": str(camera.pk),
        "name": camera.name,
        "position_m": camera.position_m,
        "target_m": camera.target_m,
        "horizontal_fov_rad": camera.horizontal_fov_rad,
        "width_px": camera.width_px,
        "height_px": camera.height_px,
    }


def camera_of_view(view: Mapping[str, Any]) -> Camera:
    """Geometry from the kept form."""
    x, y, z = (float(v) for v in view["position_m"])
    tx, ty, tz = (float(v) for v in view["target_m"])
    return look_at(
        str(view["id"]),
        str(view["name"]),
        position_m=(x, y, z),
        target_m=(tx, ty, tz),
        horizontal_fov_rad=float(view["horizontal_fov_rad"]),
        width_px=int(view["width_px"]),
        height_px=int(view["height_px"]),
    )
