"""Every job that the apps can send has a task, and every task a job."""

import pytest


def test_each_job_is_registered() -> None:
    from scenarios.jobs import Job as ScenarioJob
    from twin.jobs import Job as TwinJob
    from workers.app import app
    from worlds.jobs import Job as WorldJob

    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    assert ours == {job.value for job in (*TwinJob, *ScenarioJob, *WorldJob)}


def test_results_are_acknowledged_only_when_they_are_written() -> None:
    from workers.app import app

    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.accept_content == ["json"]


@pytest.mark.parametrize("priority", [0, 3, 6, 9])
def test_the_sweeper_knows_the_lists_of_the_broker(priority: int) -> None:
    from kombu.transport.redis import Channel

    from accounts.jobs import Queue
    from workers.sweeper import PRIORITY_SEPARATOR, _lists

    assert Channel.sep == PRIORITY_SEPARATOR
    name = "simulate" if priority == 0 else f"simulate{Channel.sep}{priority}"
    assert name in _lists(Queue.SIMULATE)
