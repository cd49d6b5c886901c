"""What the engine counts while it runs agrees with what its log says afterwards."""

import numpy as np
import pytest

from scenarios.contracts import Activity, EventKind
from scenarios.metrics.books import littles_law
from scenarios.safety.settings import SAFETY
from scenarios.simulation import outcome
from scenarios.simulation.engine import play
from tests.scenarios.simulation.halls import long_hall
from tests.scenarios.simulation.test_engine import HOUR, run_of

EARLY = {"windows": [{"start_s": 0, "end_s": 1200, "orders_per_hour": 90}]}


@pytest.mark.parametrize("replication", range(3))
def test_littles_law_where_a_day_starts_and_ends_empty(replication):
    run = run_of(long_hall(), demand=EARLY, pickers=8, amrs=2)
    played = play(run, replication=replication)
    result, record = played.result, outcome.run_record(run, played.state, HOUR, SAFETY)
    assert result.orders_in == result.orders_shipped > 10
    mean_orders, rate, mean_s = littles_law(record)
    assert mean_orders == pytest.approx(rate * mean_s, rel=1e-9)
    throughput_s = result.metrics["orders_per_hour"] / 3600
    assert result.metrics["wip_mean"] == pytest.approx(throughput_s * result.metrics["cycle_time_mean_s"], rel=1e-9)


def test_the_log_and_the_counters_agree_where_a_day_ends_in_the_middle_of_everything():
    played = play(run_of(orders_per_hour=400, pickers=3), replication=0)
    result, state = played.result, played.state
    log = outcome.event_log(state)
    assert result.orders_open == state.clock[0]["wip"] > 20
    assert result.orders_in == (log.kind == EventKind.ORDER_ARRIVED).sum()
    assert result.orders_in == result.orders_shipped + result.orders_open + result.orders_failed


def test_time_on_the_move_is_filmed_time_on_the_move():
    run = run_of(long_hall(), pickers=5, amrs=2, orders_per_hour=120, horizon_s=900.0)
    played = play(run, replication=0, window=(0.0, 900.0))
    film, agents = played.trajectories, played.state.agents
    moves = np.hypot(film.velocity_mps[..., 0], film.velocity_mps[..., 1]) > 0
    filmed_s = moves.sum(axis=0) * film.step_s
    assert (filmed_s <= agents["moving_s"] + 1.0).all()  # one may also stand on the way
    on_floor = played.state.activity_s.sum(axis=1) - played.state.activity_s[:, Activity.OFF]
    assert (agents["moving_s"] <= on_floor + 1e-6).all()
    assert (agents["distance_loaded"] <= agents["distance"]).all()


def test_breakdowns_on_the_way_are_no_time_on_the_move():
    down = [{"kind": "vehicle_down", "start_s": 300, "end_s": 1500, "target": "amr", "amount": 2}]
    played = play(
        run_of(long_hall(), pickers=6, amrs=2, orders_per_hour=200, horizon_s=1800.0, events=down), replication=0
    )
    vehicles = played.state.agents["kind"] == 1
    assert played.state.activity_s[vehicles, Activity.DOWN] == pytest.approx(1200.0)
    assert (played.state.agents["moving_s"][vehicles] <= 600.0 + 1e-6).all()
    assert (played.state.agents["moving_s"][vehicles] > 0).all()


def test_one_alone_is_hardly_delayed_and_a_crowd_is():
    delay = [
        play(run_of(pickers=n, packers=None, shippers=None, orders_per_hour=40 * n), replication=0).result.metrics[
            "congestion_delay_share"
        ]
        for n in (1, 12)
    ]
    assert 0 <= delay[0] < 0.2  # short ways: setting out and arriving count
    assert delay[1] > delay[0] + 0.05
