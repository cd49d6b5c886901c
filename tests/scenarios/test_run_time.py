"""How long a run takes: learned from runs of the same facility and engine, else a guess that says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from scenarios.document import ScenarioDocument
from scenarios.services.run_time import estimate_run_time, film, work
from tests.application import Tenant, small_document

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def document(**experiment: Any) -> ScenarioDocument:
    body = small_document()
    body["experiment"] |= experiment
    return ScenarioDocument.model_validate(body)


def finished_run(scenario: Any, *, replication_s: float, at_once: int = 1, engine: str | None = None) -> None:
    """A run whose four replications took so long each, so many side by side."""
    from scenarios.engine_version import engine_version
    from scenarios.models import Run, RunStatus, RunStep, StepKind
    from twin.leases import WorkStatus

    start = timezone.now()
    run = Run.objects.create(
        scenario=scenario,
        scenario_revision=scenario.revisions.get(),
        key=f"k{Run.objects.count()}",
        replay_key="r",
        document=document().model_dump(mode="json"),
        engine_version=engine or engine_version(),
        replications=4,
        status=RunStatus.DONE,
        started_at=start,
        finished_at=start + timedelta(seconds=replication_s * 4),
    )
    for index in range(4):
        begun = start + timedelta(seconds=replication_s * (index // at_once))
        RunStep.objects.create(
            run=run,
            kind=StepKind.REPLICATION,
            index=index,
            label="",
            status=WorkStatus.DONE,
            started_at=begun,
            finished_at=begun + timedelta(seconds=replication_s),
        )


def test_work_counts_the_people_and_vehicles_of_the_day() -> None:
    assert work(document()) == pytest.approx(3 * 2 * 600 / 3600)
    assert film(document(clip_duration_s=2.0)) == pytest.approx(2 * 256 * 144 / 1e6)


def test_without_runs_it_is_a_wide_guess(facility: Any) -> None:
    found = estimate_run_time(document(), facility)
    assert not found.is_measured
    assert found.low_s < found.seconds / 2 < found.high_s / 4


def test_past_runs_of_the_same_engine_tell(facility: Any, scenario: Any) -> None:
    finished_run(scenario, replication_s=500.0, engine="e-older")
    finished_run(scenario, replication_s=10.0)
    found = estimate_run_time(document(replications=6), facility)
    assert (found.is_measured, found.runs) == (True, 1)
    assert found.seconds == pytest.approx(60.0)
    assert found.low_s < 60 < found.high_s
    # Twice the day is twice the work; people stay for ten minutes only, so the hall is counted as one agent then.
    assert estimate_run_time(document(replications=12), facility).seconds == pytest.approx(120.0)


def test_steps_side_by_side_take_less(facility: Any, scenario: Any) -> None:
    finished_run(scenario, replication_s=10.0, at_once=2)
    assert estimate_run_time(document(replications=6), facility).seconds == pytest.approx(30.0)


def test_a_target_for_precision_may_take_all_replications(facility: Any, scenario: Any) -> None:
    finished_run(scenario, replication_s=10.0)
    open_ended = document(replications=5, target_half_width=0.05, max_replications=50)
    found = estimate_run_time(open_ended, facility)
    assert found.seconds == pytest.approx(50.0)
    assert found.high_s >= 500


def test_the_estimate_is_asked_for_with_the_document_on_screen(tenant: Tenant, scenario: Any) -> None:
    url = f"/api/v1/scenarios/{scenario.pk}/run-time/"
    found = tenant.client().post(url, {"document": small_document()}).json()
    assert found["is_measured"] is False
    assert found["seconds"] > 0
    assert tenant.client().post(url, {"document": {"version": 2}}).status_code == 400
