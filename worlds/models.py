"""Clips of runs, and what an organisation fine-tunes on: its footage and the models made of it.

The world models that ship with the product are files, not rows.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.ids import new_id
from scenarios.models import Run
from twin.leases import Leased
from twin.models import Facility, Revision


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
    thumbnails_key = models.CharField(max_length=200, blank=True)  # blank on clips of earlier versions, as the next two
    depth_key = models.CharField(max_length=200, blank=True)  # video of what conditioned it, for the debug view
    class_key = models.CharField(max_length=200, blank=True)
    uncertainty_key = models.CharField(max_length=200, blank=True)  # how far each pixel may be from the truth
    audit = models.JSONField()  # every field of `worlds.contracts.AuditReport`
    model_hash = models.CharField(max_length=64)
    control_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "index"), name="one_clip_per_camera"),)

    def __str__(self) -> str:
        return f"clip {self.index} of {self.run_id}"


class Footage(Leased):
    """An organisation's own video of its facility, with the camera's calibration. Only its own workers' jobs read it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="footage")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")  # the twin that it is held to
    name = models.CharField(max_length=120)
    video_key = models.CharField(max_length=200)
    calibration = models.JSONField()  # `worlds.finetuning.calibration.Calibration.as_dict`
    fit = models.JSONField(null=True)  # {"agreement", "frames", "width_px", "height_px"} once it is registered
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class TunedModel(Leased):
    """A renderer fine-tuned on an organisation's footage: its own, for the clips of its own runs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="tuned_models")
    name = models.CharField(max_length=120)
    footage = models.ManyToManyField(Footage, related_name="tuned_models")
    minutes = models.FloatField()
    progress = models.FloatField(default=0.0)
    message = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    weights_key = models.CharField(max_length=200, blank=True)
    card = models.JSONField(null=True)
    model_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of the weights
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class ConflictFutures(models.Model):
    """The futures of one of a run's worst conflicts: what the list shows, and the paths that are drawn."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="futures")
    index = models.PositiveIntegerField()  # the worst conflict first
    model_hash = models.CharField(max_length=64)
    summary = models.JSONField()  # as `worlds.serializers.FutureSummarySerializer`, without id, clock and url
    paths = models.JSONField()  # what the detail adds to it
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "index"), name="one_row_per_rolled_conflict"),)

    def __str__(self) -> str:
        return f"futures {self.index} of {self.run_id}"


class FutureFilm(models.Model):
    """A clip of one of the futures of a run's worst conflict."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    futures = models.ForeignKey(ConflictFutures, on_delete=models.CASCADE, related_name="films")
    name = models.CharField(max_length=16)  # "likeliest", "median", "worst"
    number = models.PositiveIntegerField()  # among the futures
    camera_name = models.CharField(max_length=200)
    start_s = models.FloatField()
    duration_s = models.FloatField()
    video_key = models.CharField(max_length=200)
    poster_key = models.CharField(max_length=200)
    sidecar_key = models.CharField(max_length=200)
    audit = models.JSONField()  # every field of `worlds.contracts.AuditReport`
    model_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("futures", "name"), name="one_film_per_named_future"),)

    def __str__(self) -> str:
        return f"{self.name} of {self.futures_id}"


class MinuteFlows(models.Model):
    """A typical minute of a run: how many pass the gates of its floor, in futures and in the engine."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="minute_flows")
    flows = models.JSONField()  # as `worlds.serializers.MinuteFlowsSerializer`, without clock
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"flows of {self.run_id}"
