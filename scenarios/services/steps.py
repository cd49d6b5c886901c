"""The life of a run's steps: which are due, who has one, and what happens when it ends.

Order of locks: the run's row first, then its steps. Every change of state is one transaction that
also stores what is told about it, so a watcher never hears of something that did not happen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from accounts.jobs import LATER, NORMAL, SOON, URGENT, Queue
from scenarios.announce import announce_run, announce_step, announce_steps
from scenarios.jobs import Job, enqueue
from scenarios.models import Run, RunStatus, RunStep, StepKind
from scenarios.models.run import ALIVE
from scenarios.services.replications import extend_run
from twin.leases import MOST_ATTEMPTS, RESEND_S, WorkStatus, acquire, extend, release

JOBS = {
    StepKind.PREPARE: Job.PREPARE,
    StepKind.REPLICATION: Job.REPLICATE,
    StepKind.CLIP: Job.RENDER,
    StepKind.FUTURES: Job.FUTURES,
    StepKind.FILMS: Job.FILMS,
    StepKind.SUMMARISE: Job.SUMMARISE,
}

GIVEN_UP = (
    "this ended its worker again and again, most likely because it needs more memory than the machine has; "
    "a shorter clip, smaller pictures or fewer agents need less."
)


def list_due_steps(run: Run) -> list[RunStep]:
    """Steps that wait for nothing but a worker."""
    steps = list(run.steps.order_by("id"))
    done = {(s.kind, s.index) for s in steps if s.status == WorkStatus.DONE}
    prepared = (StepKind.PREPARE, 0) in done
    played = all(s.status == WorkStatus.DONE for s in steps if s.kind == StepKind.REPLICATION)
    rolled = all(s.status == WorkStatus.DONE for s in steps if s.kind == StepKind.FUTURES)
    rest_done = all(s.status == WorkStatus.DONE for s in steps if s.kind != StepKind.SUMMARISE)
    ready = {
        StepKind.PREPARE: True,
        StepKind.REPLICATION: prepared,
        StepKind.CLIP: prepared,  # it plays its minutes itself, so that the first preview comes soon
        StepKind.FUTURES: prepared and played,  # the worst conflicts of all replications
        StepKind.FILMS: prepared and played and rolled,
        StepKind.SUMMARISE: rest_done,
    }
    return [s for s in steps if s.status == WorkStatus.WAITING and ready[StepKind(s.kind)]]


def enqueue_due_steps(run: Run, *, resend: Collection[Queue] = ()) -> int:
    """Send a job for each due step that has none; returns how many.

    For the queues in `resend`, jobs that were sent a while ago count as lost.
    """
    due = [step.pk for step in list_due_steps(run)]
    lost_kinds = [kind for kind, job in JOBS.items() if job.queue in resend]
    lost = Q(kind__in=lost_kinds, sent_at__lt=Now() - timedelta(seconds=RESEND_S))
    sendable = list(RunStep.objects.filter(Q(sent_at=None) | lost, pk__in=due).order_by("id"))
    RunStep.objects.filter(pk__in=[s.pk for s in sendable]).update(sent_at=Now())
    for step in sendable:
        enqueue_step(step)
    return len(sendable)


def enqueue_step(step: RunStep) -> None:
    """Send a step's job. First replications go first, so that every run shows something soon."""
    kind = StepKind(step.kind)
    priority = {
        StepKind.PREPARE: URGENT,
        StepKind.SUMMARISE: URGENT,
        StepKind.CLIP: NORMAL,
        StepKind.FUTURES: LATER,
        StepKind.FILMS: LATER,
    }.get(kind)
    if priority is None:
        priority = SOON if step.index == 0 else NORMAL if step.index < 3 else LATER
    enqueue(JOBS[kind], step.pk, priority=priority)


def acquire_step(step_id: UUID, *, owner: UUID) -> RunStep | None:
    """The step, now the owner's; None where it is done, taken, called off or given up."""
    with transaction.atomic():
        step = RunStep.objects.filter(pk=step_id).first()
        if step is None:
            return None
        run = Run.objects.select_for_update().get(pk=step.run_id)
        due = {s.pk for s in list_due_steps(run)} | {step.pk if step.status == WorkStatus.RUNNING else None}
        if run.status not in ALIVE or step.pk not in due:
            return None
        if not acquire(RunStep.objects.all(), step_id, owner=owner):
            return None
        RunStep.objects.filter(pk=step_id).update(started_at=Coalesce("started_at", Now()), message="", progress=0.0)
        step = RunStep.objects.select_related("run__scenario__facility", "run__scenario_revision__twin_revision").get(
            pk=step_id
        )
        if run.status == RunStatus.QUEUED:
            Run.objects.filter(pk=run.pk).update(status=RunStatus.RUNNING, started_at=Now())
            run.status = RunStatus.RUNNING
            announce_run(run)
        announce_step(step)
    if step.attempts > MOST_ATTEMPTS:
        fail_step(step, owner=owner, error=f"{step.label}: {GIVEN_UP}")
        return None
    return step


def extend_step(step_id: UUID, *, owner: UUID, progress: float | None = None, message: str | None = None) -> bool:
    """Keep the lease, and note how far the step is."""
    columns: dict[str, object] = {}
    if progress is not None:
        columns["progress"] = progress
    if message is not None:
        columns["message"] = message[:500]
    return extend(RunStep.objects.all(), step_id, owner=owner, **columns)


def finish_step(step: RunStep, *, owner: UUID, message: str, save: Callable[[], None]) -> bool:
    """Write a step's result and what follows from it, once; False where the lease was lost or the run called off."""
    with transaction.atomic():
        run = Run.objects.select_for_update().get(pk=step.run_id)
        if run.status not in ALIVE:
            return False
        if not _release(step, owner=owner, status=WorkStatus.DONE, progress=1.0, message=message[:500]):
            return False
        save()
        step.refresh_from_db(fields=["status", "progress", "message", "finished_at"])
        announce_step(step)
        if step.kind == StepKind.SUMMARISE:
            run.status = RunStatus.DONE
            Run.objects.filter(pk=run.pk).update(status=RunStatus.DONE, finished_at=Now(), message="")
        else:
            if step.kind == StepKind.REPLICATION and extend_run(run):
                announce_steps(run)
            enqueue_due_steps(run)
        announce_run(run)
    return True


def fail_step(step: RunStep, *, owner: UUID, error: str) -> None:
    """A step that cannot be done fails its run; the rest is not begun."""
    with transaction.atomic():
        run = Run.objects.select_for_update().get(pk=step.run_id)
        if not _release(step, owner=owner, status=WorkStatus.FAILED, message=error[:500]):
            return
        step.refresh_from_db(fields=["status", "message"])
        announce_step(step)
        run.steps.filter(status=WorkStatus.WAITING).update(status=WorkStatus.CANCELLED, finished_at=Now())
        if run.status in ALIVE:
            run.status, run.error = RunStatus.FAILED, error[:1000]
            Run.objects.filter(pk=run.pk).update(status=run.status, error=run.error, finished_at=Now())
            announce_run(run)
        else:
            finish_cancelling(run)


def stop_step(step: RunStep, *, owner: UUID) -> None:
    """A step whose run was called off (or has failed elsewhere) while it was worked on: keep nothing of it."""
    with transaction.atomic():
        run = Run.objects.select_for_update().get(pk=step.run_id)
        if _release(step, owner=owner, status=WorkStatus.CANCELLED, message="called off"):
            step.refresh_from_db(fields=["status", "message"])
            announce_step(step)
        finish_cancelling(run)


def finish_cancelling(run: Run) -> None:
    """A run that is being cancelled is cancelled once nobody works on it. Call with the run locked."""
    if run.status != RunStatus.CANCELLING:
        return
    at_work = Q(status=WorkStatus.RUNNING, lease_until__gte=Now())
    if run.steps.filter(at_work).exists():
        return
    run.steps.filter(status=WorkStatus.RUNNING).update(
        status=WorkStatus.CANCELLED, lease_owner=None, lease_until=None, finished_at=Now()
    )
    run.status = RunStatus.CANCELLED
    Run.objects.filter(pk=run.pk).update(status=run.status, finished_at=Now())
    announce_run(run)


def is_wanted(run_id: UUID) -> bool:
    """Whether a run is still to be worked on."""
    return Run.objects.filter(pk=run_id, status__in=ALIVE).exists()


def _release(step: RunStep, *, owner: UUID, status: str, **columns: object) -> bool:
    return release(RunStep.objects.all(), step.pk, owner=owner, status=status, finished_at=Now(), **columns)
