"""Rows of the scenarios app, a file for each thing that a planner would name."""

from scenarios.models.comparison import Comparison, ComparisonRun, Report, ReportFormat, ReportLanguage
from scenarios.models.playback import Playback
from scenarios.models.run import Replication, Run, RunEvent, RunStatus, RunStep, StepKind
from scenarios.models.scenario import Scenario, ScenarioRevision
from scenarios.models.sharing import ShareLink

__all__ = [
    "Comparison",
    "ComparisonRun",
    "Playback",
    "Replication",
    "Report",
    "ReportFormat",
    "ReportLanguage",
    "Run",
    "RunEvent",
    "RunStatus",
    "RunStep",
    "Scenario",
    "ScenarioRevision",
    "ShareLink",
    "StepKind",
]
