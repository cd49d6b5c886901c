"""Many vehicles in 3 m aisles over a whole shift: work goes on in every hour, and bodies keep apart."""

import numpy as np
import pytest

from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import play
from tests.scenarios.simulation.halls import document, warehouse

HOUR = 3600.0


@pytest.fixture(scope="module")
def run():
    demand = {"lines_per_order_mean": 6, "orders_per_tour": 2, "pack_s": 60, "ship_s": 45}
    day = document(pickers=36, packers=16, shippers=10, amrs=25, orders_per_hour=620, demand=demand)
    return compile_run(warehouse(pack_from_m=36.0), day)


@pytest.fixture(scope="module")
def shift(run):
    return play(run, replication=0)


def test_twenty_five_vehicles_do_not_gridlock(shift):
    per_bin = shift.result.series["orders_shipped"]
    hours = per_bin.reshape(8, -1).sum(axis=1)
    assert hours[1:].min() > 0.85 * 620
    vehicles = shift.state.agents[shift.state.agents["kind"] > 0]
    assert len(vehicles) == 25
    assert vehicles["distance"].sum() > 25_000  # 25 km together


def test_deadlocks_are_counted(shift):
    metrics = shift.result.metrics
    assert metrics["deadlocks_resolved"] == shift.state.agents["passes"].sum()
    assert metrics["blocked_share"] < 0.05


def test_deadlocks_are_few(run, shift):
    """Less than two an hour for each vehicle, over four shifts: they differ by a tenth and more."""
    shifts = [shift, *(play(run, replication=k) for k in range(1, 4))]
    assert np.mean([played.result.metrics["deadlocks_resolved"] for played in shifts]) < 2 * 8 * 25


def test_bodies_keep_apart(shift):
    assert shift.result.metrics["contacts_per_1000_agent_h"] < 30
