"""Getting a worker's process ready before the first job: compiled code, loaded models.

A worker of the simulate queue plays a minute in a hall with one rack, which compiles the engine or
loads it from the compiler's cache; a worker of the render queue loads the world model.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import structlog
from celery import current_app
from celery.signals import worker_process_init

from accounts.jobs import Queue
from scenarios.contracts import Progress
from scenarios.document import (
    Demand,
    DemandWindow,
    Experiment,
    Placement,
    RoleStaffing,
    ScenarioDocument,
    Shift,
    Station,
    VehicleFleet,
)
from scenarios.layout.catalogue import CATALOGUE
from twin.contracts import Mesh, Part, PartClass, Primitive, Scene

log = structlog.get_logger(__name__)
HALL_M = 14.0
PLAYED_S = 60.0


@worker_process_init.connect  # type: ignore[untyped-decorator]
def warm_up(**_signal: object) -> None:
    """Prepare this process for the queues that it takes from. Never keeps a worker from starting."""
    from workers import steps

    queues = current_app.amqp.queues.consume_from
    if Queue.SIMULATE.value in queues:
        _timed("engine", play_a_minute)
    if Queue.RENDER.value in queues:
        _timed("world model", steps.warm_up_renderer)


def play_a_minute() -> None:
    """Lay out, compile and play the smallest hall that has everything."""
    from workers import steps

    prepared = steps.prepare(small_hall(), small_day(), key="warm-up")
    steps.replicate(prepared, index=0, progress=Progress())


def small_hall() -> Scene:
    """A floor with one rack."""
    rack = CATALOGUE["pallet-rack"].mesh()
    corners = np.array([[0, 0, 0], [HALL_M, 0, 0], [HALL_M, HALL_M, 0], [0, HALL_M, 0]], np.float32)
    floor = Mesh("floor", (Primitive(corners, np.array([[0, 1, 2], [0, 2, 3]], np.int32)),))
    place = np.eye(4)
    place[:2, 3] = HALL_M / 2
    parts = (
        Part("floor", "Floor", PartClass.FLOOR, "floor", np.eye(4)),
        Part("rack", "Rack", PartClass.RACK, rack.id, place),
    )
    return Scene(parts, {"floor": floor, rack.id: rack})


def small_day() -> ScenarioDocument:
    """A minute with everybody in it."""
    shift = [Shift(start_s=0, end_s=PLAYED_S, heads=2)]
    return ScenarioDocument(
        demand=Demand(windows=[DemandWindow(start_s=0, end_s=PLAYED_S, orders_per_hour=600)]),
        staffing=[RoleStaffing(role=role, shifts=shift) for role in ("picker", "packer", "shipper")],
        fleet=[VehicleFleet(type=kind, count=1) for kind in ("amr", "forklift")],
        stations=[
            Station(id="pack", kind="pack", at=Placement(x_m=3, y_m=3)),
            Station(id="ship", kind="ship", at=Placement(x_m=11, y_m=3)),
            Station(id="park", kind="park", at=Placement(x_m=7, y_m=12)),
        ],
        experiment=Experiment(horizon_s=PLAYED_S, replications=1, clip_duration_s=1.0),
    )


def _timed(what: str, work: Callable[[], None]) -> None:
    began = time.monotonic()
    try:
        work()
    except Exception as error:  # the first job will tell the planner what is wrong
        log.exception("warm-up failed", what=what, reason=type(error).__name__)
        return
    log.info("ready", what=what, seconds=round(time.monotonic() - began, 2))
