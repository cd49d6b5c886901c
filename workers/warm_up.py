"""Getting a worker's process ready before the first job: compiled code, loaded models.

A worker of the simulate queue plays a minute in a tiny hall, which compiles the engine or loads it
from the compiler's cache; a worker of the render queue also loads the world model.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from celery import current_app
from celery.signals import worker_process_init

from accounts.jobs import Queue

log = structlog.get_logger(__name__)


@worker_process_init.connect
def warm_up(**_signal: object) -> None:
    """Prepare this process for the queues that it takes from. Never keeps a worker from starting."""
    from scenarios.simulation.warm import warm_up as warm_up_engine
    from workers import steps

    queues = current_app.amqp.queues.consume_from
    if Queue.SIMULATE.value in queues or Queue.RENDER.value in queues:
        _timed("engine", warm_up_engine)
    if Queue.RENDER.value in queues:
        _timed("world model", steps.warm_up_models)


def _timed(what: str, work: Callable[[], None]) -> None:
    began = time.monotonic()
    try:
        work()
    except Exception as error:  # noqa: BLE001 -- the first job will tell the planner what is wrong
        log.warning("not ready", what=what, reason=str(error) or type(error).__name__)
        return
    log.info("ready", what=what, seconds=round(time.monotonic() - began, 2))
