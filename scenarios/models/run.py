"""A run: a row for each step, so that any worker can take up what another left.

The queue knows nothing that is not here. A run's key is the hash of everything that its results
depend on; at most one run of a scenario with a key is alive or done.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.ids import new_id
from scenarios.models.scenario import Scenario, ScenarioRevision
from twin.leases import Leased


class RunStatus(models.TextChoices):
    """Where a run is."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    FAILED = "failed"
    DONE = "done"


ALIVE = (RunStatus.QUEUED, RunStatus.RUNNING)
OVER = (RunStatus.CANCELLED, RunStatus.FAILED, RunStatus.DONE)


class Run(models.Model):
    """A scenario revision, played some number of times and filmed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="runs")
    scenario_revision = models.ForeignKey(ScenarioRevision, on_delete=models.CASCADE, related_name="runs")
    key = models.CharField(max_length=64)
    replay_key = models.CharField(max_length=64, db_index=True)  # what one replication depends on, but its number
    document = models.JSONField()  # as played: the revision's, with the replications asked for
    cameras = models.JSONField(default=list)  # poses as they were when the run was started
    engine_version = models.CharField(max_length=64)
    model_hash = models.CharField(max_length=64, blank=True)
    replications = models.PositiveIntegerField()
    status = models.CharField(max_length=16, choices=RunStatus.choices, default=RunStatus.QUEUED)
    message = models.CharField(max_length=500, blank=True)
    error = models.CharField(max_length=1000, blank=True)
    summary = models.JSONField(null=True)  # written by the last step
    last_seq = models.PositiveBigIntegerField(default=0)  # of its events
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("scenario", "key"),
                condition=~models.Q(status__in=("failed", "cancelled", "cancelling")),
                name="one_live_run_per_key",
            ),
        )

    def __str__(self) -> str:
        return f"run {self.pk} ({self.status})"


class StepKind(models.TextChoices):
    """What a step does, in the order in which they become due."""

    PREPARE = "prepare"
    REPLICATION = "replication"
    CLIP = "clip"
    FUTURES = "futures"
    FILMS = "films"
    SUMMARISE = "summarise"


class RunStep(Leased):
    """One piece of a run's work."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=16, choices=StepKind.choices)
    index = models.PositiveIntegerField(default=0)  # replication number, or position in the run's cameras
    label = models.CharField(max_length=200)
    progress = models.FloatField(default=0.0)
    message = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "kind", "index"), name="one_row_per_step"),)
        indexes = (models.Index(fields=("status", "sent_at"), name="steps_by_status"),)

    def __str__(self) -> str:
        return f"{self.label} ({self.status})"


class Replication(models.Model):
    """What one replication gave. JSON has no NaN: undefined figures are null."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="results")
    index = models.PositiveIntegerField()
    metrics = models.JSONField()
    series = models.JSONField()
    series_step_s = models.FloatField()
    utilisation = models.JSONField()
    conflicts = models.JSONField()  # every one, as `workers` and the API read them
    density = models.BinaryField()  # float32, row-major
    density_shape = models.JSONField()  # [rows, columns]
    density_origin_m = models.JSONField()
    density_cell_m = models.FloatField()
    orders = models.JSONField()  # {"in", "shipped", "open", "failed"}
    digest = models.CharField(max_length=64)
    stations = models.JSONField(default=dict)  # name of a station, pool or conveyor -> its figures
    cycle_times_s = models.BinaryField(default=b"")  # float32, one per order shipped
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "index"), name="one_result_per_replication"),)

    def __str__(self) -> str:
        return f"replication {self.index} of {self.run_id}"


class RunEvent(models.Model):
    """What was told about a run, numbered, so that a watcher who comes back misses nothing."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField()
    payload = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "seq"), name="events_count_up"),)

    def __str__(self) -> str:
        return f"event {self.seq} of {self.run_id}"
