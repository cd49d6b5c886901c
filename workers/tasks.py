"""Every task, by the name that the apps send; each takes a row's id and hands over to its step."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from scenarios.jobs import Job
from twin.jobs import Job as TwinJob
from worlds.jobs import Job as WorldJob


@shared_task(name=TwinJob.IMPORT_REVISION.value)
def import_revision(revision_id: str) -> None:
    """Read an upload."""
    from workers.imports import import_revision as step

    step(UUID(revision_id))


@shared_task(name=Job.PREPARE.value)
def prepare(step_id: str) -> None:
    """Lay out and compile a run's variant."""
    from workers import run_steps

    run_steps.do_step(UUID(step_id), run_steps.prepare)


@shared_task(name=Job.REPLICATE.value)
def replicate(step_id: str) -> None:
    """Play one replication."""
    from workers import run_steps

    run_steps.do_step(UUID(step_id), run_steps.replicate)


@shared_task(name=Job.RENDER.value)
def render(step_id: str) -> None:
    """Film before one camera."""
    from workers import run_steps

    run_steps.do_step(UUID(step_id), run_steps.render)


@shared_task(name=Job.FUTURES.value)
def roll_futures(step_id: str) -> None:
    """Roll the futures of the worst conflicts."""
    from workers import run_steps

    run_steps.do_step(UUID(step_id), run_steps.roll_futures)


@shared_task(name=Job.FILMS.value)
def film_futures(step_id: str) -> None:
    """Film three futures of the worst conflict."""
    from workers import run_steps

    run_steps.do_step(UUID(step_id), run_steps.film_futures)


@shared_task(name=Job.SUMMARISE.value)
def summarise(step_id: str) -> None:
    """Finish a run."""
    from workers import run_steps

    run_steps.do_step(UUID(step_id), run_steps.summarise)


@shared_task(name=Job.PLAYBACK.value)
def make_playback(playback_id: str) -> None:
    """Play a replication once more with the film on."""
    from workers.playbacks import make_playback as step

    step(UUID(playback_id))


@shared_task(name=Job.REPORT.value)
def make_report(report_id: str) -> None:
    """Write a comparison as a file."""
    from workers.reports import make_report as step

    step(UUID(report_id))


@shared_task(name=WorldJob.REGISTER.value)
def register_footage(footage_id: str) -> None:
    """Hold footage to its twin."""
    from workers.finetuning import register_footage as step

    step(UUID(footage_id))


@shared_task(name=WorldJob.FINETUNE.value)
def finetune(model_id: str) -> None:
    """Fine-tune the renderer on an organisation's footage."""
    from workers.finetuning import finetune as step

    step(UUID(model_id))
