"""Replications to watch: who was where, kept as a file of pieces."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.ids import new_id
from scenarios.models.run import Run
from twin.leases import Leased


class Playback(Leased):
    """One replication of a run, played once more with the film on (`scenarios.recording.playback`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="playbacks")
    index = models.PositiveIntegerField()  # the replication's number
    progress = models.FloatField(default=0.0)
    error = models.CharField(max_length=1000, blank=True)
    header = models.JSONField(null=True)  # where the pieces lie in the file, and who is in them
    file_key = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "index"), name="one_playback_per_replication"),)

    def __str__(self) -> str:
        return f"playback of replication {self.index} of {self.run_id}"
