"""Clips: videos of a run, each with what its audit found. World models are files, not rows."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.ids import new_id
from scenarios.models import Run


class Clip(models.Model):
    """One camera's video of the first replication."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="clips")
    index = models.PositiveIntegerField()  # position in the run's cameras
    camera = models.JSONField()  # {"id", "name", ...} as when the run was started
    content_key = models.CharField(max_length=64, db_index=True)  # what the clip depends on: equal clips are shared
    start_s = models.FloatField()
    duration_s = models.FloatField()
    frame_count = models.PositiveIntegerField()
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    video_key = models.CharField(max_length=200)
    poster_key = models.CharField(max_length=200)
    sidecar_key = models.CharField(max_length=200)
    audit = models.JSONField()  # every field of `worlds.contracts.AuditReport`
    model_hash = models.CharField(max_length=64)
    control_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "index"), name="one_clip_per_camera"),)

    def __str__(self) -> str:
        return f"clip {self.index} of {self.run_id}"
