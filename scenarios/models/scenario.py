"""A variant of a facility and its immutable revisions.

The document is kept whole in every revision: a run refers to the revision that it played, and
nothing that happens to the scenario later can change what a result means.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.ids import new_id
from twin.models import Facility, Revision

COLOURS = 4  # the workspace has four variant colours


class Scenario(models.Model):
    """A named variant; `base` is what it was copied from and is compared with."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=120)
    base = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="variants")
    color_index = models.PositiveSmallIntegerField(default=0)
    head_number = models.PositiveIntegerField(default=1)  # number of the newest revision
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class ScenarioRevision(models.Model):
    """One saved state of a scenario."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField()  # canonical: every default written out
    document_hash = models.CharField(max_length=64)
    twin_revision = models.ForeignKey(Revision, on_delete=models.RESTRICT, related_name="scenario_revisions")
    author = models.CharField(max_length=254)
    change_count = models.PositiveIntegerField(default=0)  # against the base, when it was saved
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("scenario", "number"), name="scenario_revision_numbers_count_up"),
        )

    def __str__(self) -> str:
        return f"revision {self.number} of {self.scenario_id}"
