"""A vehicle that has set down its goods makes room for the one that waits behind it."""

import pytest

from scenarios.document import DemandWindow, ScenarioDocument
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


def test_nobody_wavers_for_ever_between_a_wall_and_a_colleague_who_stands():
    """Found among days drawn at random: a picker stepped back and forth at (58.5, 39.2) until the day ended."""
    scene = build_demo_facility()
    data = default_document(scene, base_floor_plan(scene)).model_dump(mode="json")
    data["fleet"] = []
    data["demand"] |= {"lines_per_order_mean": 3.0, "routing": "s_shape", "batching": "nearest"}
    data["demand"] |= {"assignment": "longest_idle", "release": "smallest_first"}
    data["demand"]["windows"] = [{"start_s": 0, "end_s": 7200, "orders_per_hour": 120}]
    data["experiment"] |= {"horizon_s": 10_800, "seed": 875}
    also = {"picker": ["shipper"], "packer": ["shipper", "picker"], "shipper": ["picker"]}
    at_end = {"picker": "hand_over", "packer": "hand_over", "shipper": "finish"}
    for person in data["staffing"]:
        pause = {"start_s": 3600, "end_s": 4500, "groups": 2}
        person |= {"also": also[person["role"]], "at_end": at_end[person["role"]], "breaks": [pause]}
    document = ScenarioDocument.model_validate(data)
    result = play(compile_run(build_variant(scene, document), document), replication=0).result
    assert result.orders_shipped == result.orders_in > 200
