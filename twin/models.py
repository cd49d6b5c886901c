"""Facilities and what is known about them: CAD revisions, their parts, the cameras.

A revision is immutable once it is ready; correcting a part's class makes the next one. Geometry
lives in artifacts (see `twin.artifacts`), so a row stays small; parts are rows because they are
listed, filtered and corrected one by one.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.ids import new_id
from accounts.models import Organisation
from twin.leases import Leased


class Facility(models.Model):
    """A building that a customer runs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="facilities")
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class RevisionStatus(models.TextChoices):
    """How far an import is. `WAITING` is `WorkStatus.WAITING`, shown as "pending"."""

    WAITING = "waiting"
    IMPORTING = "importing"
    READY = "ready"
    FAILED = "failed"


class Revision(Leased):
    """One version of a facility's CAD."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=16, choices=RevisionStatus.choices, default=RevisionStatus.WAITING)
    source_name = models.CharField(max_length=255)
    source_key = models.CharField(max_length=200)  # the upload as it came
    unit = models.CharField(max_length=8, blank=True)  # asked for, then as read or assumed
    up_axis = models.CharField(max_length=1, blank=True)
    part_count = models.PositiveIntegerField(default=0)
    bounds = models.JSONField(null=True)  # {"lower": [x, y, z], "upper": [x, y, z]}
    report = models.JSONField(default=dict)  # {"notes": [{"kind", "subject", "message"}]}
    error = models.JSONField(null=True)  # {"code", "message"}
    scene_hash = models.CharField(max_length=64, blank=True)
    scene_key = models.CharField(max_length=200, blank=True)
    mesh_key = models.CharField(max_length=200, blank=True)  # web-sized GLB
    plan_key = models.CharField(max_length=200, blank=True)  # floor plan, JSON
    thumbnail_key = models.CharField(max_length=200, blank=True)  # SVG
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("facility", "number"), name="revision_numbers_count_up"),)

    def __str__(self) -> str:
        return f"revision {self.number} of {self.facility_id}"


class Upload(models.Model):
    """CAD on its way, in pieces. `received` bytes of the part file count; whatever lies behind them does not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=255)
    unit = models.CharField(max_length=8, blank=True)
    up_axis = models.CharField(max_length=1, blank=True)
    length = models.PositiveBigIntegerField()  # bytes, announced at the start
    received = models.PositiveBigIntegerField(default=0)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.CASCADE, related_name="+")  # once complete
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.received} of {self.length} bytes"


class Part(models.Model):
    """A part of a revision, as far as it is listed; its geometry is in the scene."""

    id = models.BigAutoField(primary_key=True)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="parts")
    part_id = models.TextField()  # as in the scene and in scenario documents
    name = models.TextField()
    part_class = models.CharField(max_length=16)
    mesh_id = models.TextField()
    placement = models.JSONField()  # {"x_m", "y_m", "z_m", "heading_rad"}: middle of the footprint's box
    size_m = models.JSONField()  # [along x, along y, height]
    bounds = models.JSONField()  # {"lower", "upper"}
    footprint = models.JSONField(null=True)  # [[x, y], ...], None where it is in nobody's way

    class Meta:
        constraints = (models.UniqueConstraint(fields=("revision", "part_id"), name="part_ids_are_unique"),)

    def __str__(self) -> str:
        return self.part_id


class CameraView(models.Model):
    """A CCTV camera of a facility, upright, looking at a point."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="cameras")
    name = models.CharField(max_length=120)
    position_m = models.JSONField()  # [x, y, z]
    target_m = models.JSONField()
    horizontal_fov_rad = models.FloatField()
    width_px = models.PositiveIntegerField(default=256)
    height_px = models.PositiveIntegerField(default=144)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name
