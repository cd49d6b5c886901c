"""Who may work on a step, and what becomes of one whose worker is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.application import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def run(tenant: Tenant, scenario: Any) -> Any:
    from scenarios.services.runs import create_run

    return create_run(tenant.caller, scenario)[0]


def expire(step_id: Any) -> None:
    from scenarios.models import RunStep

    RunStep.objects.filter(pk=step_id).update(lease_until=timezone.now() - timedelta(seconds=1))


def first_step(run: Any) -> Any:
    from scenarios.services.steps import list_due_steps

    return list_due_steps(run)[0]


def test_a_step_has_one_owner(run: Any) -> None:
    from scenarios.services.steps import acquire_step

    step = first_step(run)
    assert acquire_step(step.pk, owner=uuid4()) is not None
    assert acquire_step(step.pk, owner=uuid4()) is None


def test_an_expired_lease_can_be_taken_and_the_first_owner_writes_nothing(run: Any) -> None:
    from scenarios.services.steps import acquire_step, extend_step, finish_step

    step_id = first_step(run).pk
    early, late = uuid4(), uuid4()
    slow = acquire_step(step_id, owner=early)
    assert slow is not None
    expire(step_id)
    taken = acquire_step(step_id, owner=late)
    assert taken is not None
    assert taken.attempts == 2
    assert not extend_step(step_id, owner=early)
    written: list[str] = []
    assert not finish_step(slow, owner=early, message="", save=lambda: written.append("early"))
    assert finish_step(taken, owner=late, message="", save=lambda: written.append("late"))
    assert written == ["late"]


def test_a_step_is_not_due_before_what_it_builds_on(run: Any) -> None:
    from scenarios.models import RunStep, StepKind
    from scenarios.services.steps import acquire_step

    early = RunStep.objects.get(run=run, kind=StepKind.SUMMARISE)
    assert acquire_step(early.pk, owner=uuid4()) is None


def test_a_step_that_kills_its_workers_is_given_up(run: Any) -> None:
    from scenarios.models import Run
    from scenarios.services.steps import acquire_step
    from twin.leases import MOST_ATTEMPTS

    step_id = first_step(run).pk
    for _ in range(MOST_ATTEMPTS):
        assert acquire_step(step_id, owner=uuid4()) is not None
        expire(step_id)
    assert acquire_step(step_id, owner=uuid4()) is None
    given_up = Run.objects.get(pk=run.pk)
    assert given_up.status == "failed"
    assert "more memory than the machine has" in given_up.error


def test_the_sweeper_sends_lost_work_again_and_leaves_the_rest(
    run: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from accounts.jobs import Queue
    from scenarios.models import RunStep
    from scenarios.services.steps import acquire_step
    from scenarios.services.sweep import sweep_runs

    everything = set(Queue)
    with django_capture_on_commit_callbacks() as callbacks:
        assert sweep_runs(everything) == 0  # sent a moment ago
        RunStep.objects.update(sent_at=timezone.now() - timedelta(minutes=1))
        assert sweep_runs(set()) == 0  # its queue is not empty: it is merely not its turn
        assert sweep_runs(everything) == 1  # only the first step is due
        step_id = first_step(run).pk
        assert acquire_step(step_id, owner=uuid4()) is not None
        assert sweep_runs(everything) == 0  # somebody works on it
        expire(step_id)
        assert sweep_runs(set()) == 1  # nobody does any more
    assert len(callbacks) >= 2
    assert RunStep.objects.get(pk=step_id).status == "waiting"


def test_the_sweeper_finishes_cancelling_a_run_whose_worker_died(tenant: Tenant, run: Any) -> None:
    from scenarios.models import Run
    from scenarios.services.runs import cancel_run
    from scenarios.services.steps import acquire_step
    from scenarios.services.sweep import sweep_runs

    step_id = first_step(run).pk
    assert acquire_step(step_id, owner=uuid4()) is not None
    cancel_run(tenant.caller, run)
    assert Run.objects.get(pk=run.pk).status == "cancelling"
    expire(step_id)
    sweep_runs(set())
    assert Run.objects.get(pk=run.pk).status == "cancelled"


def test_the_keeper_extends_a_lease_and_tells_when_it_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    from workers import leases

    monkeypatch.setattr(leases, "BEAT_S", 0.02)
    answers = iter([True, True, False])
    with leases.LeaseKeeper(lambda: next(answers)) as keeper:
        keeper.check()
        deadline = time.monotonic() + 5
        while not keeper.lost and time.monotonic() < deadline:
            time.sleep(0.01)
        with pytest.raises(leases.LeaseLost):
            keeper.check()
