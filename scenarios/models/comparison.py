"""Comparisons of runs, and the reports made of them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.ids import new_id
from scenarios.models.run import Run
from twin.leases import Leased
from twin.models import Facility


class Comparison(models.Model):
    """Two to four runs of one facility, the first being the base."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="comparisons")
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class ComparisonRun(models.Model):
    """A run's place in a comparison."""

    id = models.BigAutoField(primary_key=True)
    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="entries")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="comparison_entries")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("comparison", "position"), name="one_run_per_position"),)
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.position}: {self.run_id}"


class ReportFormat(models.TextChoices):
    """What a report can be."""

    PDF = "pdf"
    XLSX = "xlsx"


class ReportLanguage(models.TextChoices):
    """What a report can be written in."""

    ENGLISH = "en"
    GERMAN = "de"


class Report(Leased):
    """A comparison as a file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="reports")
    format = models.CharField(max_length=8, choices=ReportFormat.choices)
    language = models.CharField(max_length=8, choices=ReportLanguage.choices, default=ReportLanguage.ENGLISH)
    progress = models.FloatField(default=0.0)
    error = models.CharField(max_length=1000, blank=True)
    file_key = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.file_name
