"""A vehicle that has set down its goods makes room for the one that waits behind it."""

import pytest

from scenarios.document import DemandWindow
from scenarios.layout.defaults import default_document
from scenarios.layout.variant import base_floor_plan, build_variant
from scenarios.simulation.compile import CompiledRun, compile_run
from scenarios.simulation.engine import play
from twin.demo.facility import build_demo_facility


@pytest.fixture(scope="module")
def quiet_day() -> CompiledRun:
    """The demonstration with so few orders that vehicles often have nothing more to do, and time to finish all."""
    scene = build_demo_facility()
    document = default_document(scene, base_floor_plan(scene))
    windows = [DemandWindow(start_s=0, end_s=7200, orders_per_hour=250)]
    document = document.model_copy(
        update={
            "demand": document.demand.model_copy(update={"windows": windows, "lines_per_order_mean": 1.4}),
            "experiment": document.experiment.model_copy(update={"horizon_s": 9000.0}),
        }
    )
    return compile_run(build_variant(scene, document), document)


@pytest.mark.parametrize("replication", range(4))
def test_no_order_waits_for_ever_before_a_drop_that_an_idle_vehicle_blocks(quiet_day, replication):
    # Home may be within the distance at which a crowded vehicle counts as arrived: it must drive off all the same.
    result = play(quiet_day, replication=replication).result
    assert result.orders_in > 400
    assert result.orders_shipped == result.orders_in
