"""Each metric against a replication small enough to work out by hand."""

import math

import numpy as np
import pytest

from scenarios.contracts import Activity, EventKind, EventLog
from scenarios.metrics.definitions import HEADLINE, METRICS, compute_metrics
from scenarios.metrics.orders import queue_max, queue_mean
from scenarios.metrics.record import JobTotals, PalletTotals, RunRecord
from scenarios.metrics.resources import SPLIT, density_per_m2, utilisation_split
from scenarios.metrics.series import compute_series, time_split
from tests.scenarios.safety.samples import conflict


def log_of(*rows):
    ordered = sorted(rows)
    return EventLog(
        time_s=np.array([r[0] for r in ordered], dtype=np.float64),
        kind=np.array([r[1] for r in ordered], dtype=np.uint8),
        order=np.array([r[2] for r in ordered], dtype=np.int32),
        agent=np.full(len(rows), -1, dtype=np.int32),
        place=np.full(len(rows), -1, dtype=np.int32),
    )


def seconds(**shares):
    row = np.zeros(len(Activity))
    for name, value in shares.items():
        row[Activity[name.upper()]] = value
    return row


def empty_record(orders):
    """A hundred seconds with nobody there."""
    nobody = np.zeros(0)
    return RunRecord(
        horizon_s=100.0,
        log=log_of(),
        arrival_s=np.zeros(orders),
        due_s=np.full(orders, np.inf),
        lines=np.ones(orders, np.int64),
        units=np.ones(orders, np.int64),
        roles=(),
        activity_s=np.zeros((0, len(Activity))),
        moving_s=nobody,
        distance_m=nobody,
        loaded_m=nobody,
        free_speed_mps=nobody,
        energy_j=nobody,
        hourly_cost=nobody,
        conflicts=(),
        wip_area=0.0,
        orders_open=0,
        deadlocks_resolved=0,
        let_through=0,
    )


@pytest.fixture
def record():
    """Two hours; three orders at 0, 600 and 7000 s; the first two shipped after 300 and 4000 s."""
    arrived, line, picked, shipped = (
        EventKind.ORDER_ARRIVED,
        EventKind.LINE_PICKED,
        EventKind.ORDER_PICKED,
        EventKind.ORDER_SHIPPED,
    )
    return RunRecord(
        horizon_s=7200.0,
        log=log_of(
            (0.0, arrived, 0),
            (600.0, arrived, 1),
            (7000.0, arrived, 2),
            (100.0, line, 0),
            (120.0, line, 0),
            (900.0, line, 1),
            (120.0, picked, 0),
            (900.0, picked, 1),
            (300.0, shipped, 0),
            (4600.0, shipped, 1),
        ),
        arrival_s=np.array([0.0, 600.0, 7000.0]),
        due_s=np.array([3600.0, 4200.0, 10_600.0]),
        lines=np.array([2, 1, 1]),
        units=np.array([5, 1, 7]),
        roles=("picker", "packer", "amr"),
        activity_s=np.array(
            [
                seconds(walk=1200, pick=600, idle=1800, off=3600),
                seconds(pack=1800, idle=5400),
                seconds(walk=1000, carry=700, handle=300, blocked=100, idle=5100),
            ]
        ),
        moving_s=np.array([1200.0, 20.0, 2000.0]),
        distance_m=np.array([1500.0, 10.0, 2500.0]),
        loaded_m=np.array([500.0, 0.0, 1000.0]),
        free_speed_mps=np.array([1.5, 1.0, 2.0]),
        energy_j=np.array([math.nan, math.nan, 1.8e6]),
        hourly_cost=np.array([30.0, 20.0, 4.0]),
        conflicts=(conflict(), conflict(severity="slight"), conflict(severity="contact", contact=True)),
        wip_area=300.0 + 4000.0 + 200.0,
        orders_open=1,
        deadlocks_resolved=2,
        let_through=1,
    )


def test_metrics_by_hand(record):
    found = compute_metrics(record)
    assert list(found) == list(METRICS)
    expected = {
        "orders_per_hour": 1.0,
        "lines_per_hour": 1.5,
        "units_per_hour": 3.0,  # of the two orders shipped
        "orders_per_labour_hour": 2 / 3.0,  # 1 h of picker, 2 h of packer
        "lines_per_labour_hour": 3 / 3.0,
        "units_per_labour_hour": 6 / 3.0,
        "cycle_time_mean_s": 2150.0,
        "cycle_time_p50_s": 2150.0,
        "cycle_time_p90_s": 300 + 0.9 * 3700,
        "cycle_time_p95_s": 300 + 0.95 * 3700,
        "service_level": 0.5,  # of the two orders due, one within the hour
        "travel_per_order_m": 750.0,
        "vehicle_travel_per_order_m": 1250.0,
        "vehicle_empty_share": 0.6,
        "picker_utilisation": 0.5,
        "packer_utilisation": 0.25,
        "amr_utilisation": 2000 / 7200,
        "blocked_share": 100 / 3000,
        "congestion_delay_share": 1 - (1000 + 10 + 1250) / (1200 + 20 + 2000),
        "wip_mean": 4500 / 7200,
        "serious_conflicts_per_1000_agent_h": 1000 * 2 / 5,
        "contacts_per_1000_agent_h": 1000 * 1 / 5,
        "labour_cost_per_order": (30 + 40) / 2,
        "fleet_cost_per_order": 2 * 4 / 2,
        "energy_per_order_kwh": 0.25,
        "orders_open_at_end": 1.0,
        "orders_failed": 0.0,
        "deadlocks_resolved": 2.0,
        "let_through": 1.0,
        "pick_queue_mean": (7200 + 6600 + 200) / 7200,  # nobody was given to a picker in this log
        "pick_queue_max": 3.0,
        "pack_queue_mean": (7080 + 6300) / 7200,
        "pack_queue_max": 2.0,
        "ship_queue_mean": 0.0,
        "ship_queue_max": 0.0,
        "people_busy_share": (600 + 1800) / 10_800,
        "people_travelling_empty_share": 1200 / 10_800,
        "people_idle_share": (1800 + 5400) / 10_800,
        "vehicles_travelling_loaded_share": 700 / 7200,
        "vehicles_blocked_share": 100 / 7200,
        "vehicles_idle_share": 5100 / 7200,
        "vehicles_busy_share": 300 / 7200,
        "agent_hours": 5.0,
        "batteries_emptied": 0.0,
    }
    assert {key: found[key] for key in expected} == pytest.approx(expected)
    assert math.isnan(found["forklift_utilisation"])


def test_figures_of_vehicles_are_not_defined_without_any(record):
    people = [role != "amr" for role in record.roles]
    cut = ("activity_s", "moving_s", "distance_m", "loaded_m", "free_speed_mps", "energy_j", "hourly_cost")
    fields = vars(record) | {name: getattr(record, name)[people] for name in cut}
    found = compute_metrics(RunRecord(**fields | {"roles": ("picker", "packer")}))
    keys = ("vehicle_travel_per_order_m", "vehicle_empty_share", "fleet_cost_per_order", "energy_per_order_kwh")
    assert all(math.isnan(found[key]) for key in (*keys, "vehicles_idle_share", "amr_utilisation"))
    assert found["labour_cost_per_order"] == 35.0


def test_an_order_that_failed_was_not_shipped_in_time(record):
    log = record.log
    kind = np.where((log.kind == EventKind.ORDER_SHIPPED) & (log.order == 0), EventKind.ORDER_FAILED, log.kind)
    failed = EventLog(log.time_s, kind.astype(np.uint8), log.order, log.agent, log.place)
    found = compute_metrics(RunRecord(**vars(record) | {"log": failed}))
    assert (found["orders_failed"], found["orders_open_at_end"], found["service_level"]) == (1.0, 1.0, 0.0)


def test_queues_count_everyone_who_is_there_at_a_time():
    arrived, released = EventKind.ORDER_ARRIVED, EventKind.ORDER_RELEASED
    log = log_of(
        *((t, arrived, k) for k, t in enumerate((0.0, 10.0, 20.0, 30.0))),
        *((t, released, k) for k, t in enumerate((20.0, 25.0, 60.0))),
        (70.0, released, 0),  # went back and was released again: counted once
    )
    record = RunRecord(**vars(empty_record(4)) | {"log": log, "arrival_s": np.array([0.0, 10.0, 20.0, 30.0])})
    assert queue_mean(record, "pick") == pytest.approx((20 + 15 + 40 + 70) / 100)
    assert queue_max(record, "pick") == 2  # the first left at the moment the third came


def test_the_split_covers_every_activity_once(record):
    used = [activity for activities in SPLIT.values() for activity in activities]
    assert sorted(used) == sorted(set(Activity) - {Activity.OFF})
    for role, split in utilisation_split(record).items():
        assert sum(split.values()) == pytest.approx(1.0), role
    assert utilisation_split(record)["picker"]["travelling_empty"] == pytest.approx(1 / 3)


def test_jobs_by_hand(record):
    jobs = JobTotals(entered=12, done=8, scrapped=2, late=3, stay_s=4000.0, wip_area=7200.0)
    found = compute_metrics(RunRecord(**vars(record) | {"jobs": jobs}))
    expected = {
        "jobs_per_hour": 4.0,
        "job_cycle_time_mean_s": 500.0,
        "jobs_in_time_share": 5 / 8,
        "jobs_in_progress_mean": 1.0,
        "jobs_scrapped_share": 0.2,
    }
    assert {key: found[key] for key in expected} == pytest.approx(expected)
    assert all(math.isnan(compute_metrics(record)[key]) for key in expected)


def test_pallets_by_hand(record):
    found = compute_metrics(RunRecord(**vars(record) | {"pallets": PalletTotals(arrived=9, put_away=6, open=3)}))
    assert (found["pallets_per_hour"], found["pallets_open_at_end"]) == (3.0, 3.0)
    assert math.isnan(compute_metrics(record)["pallets_per_hour"])


def test_density_is_agents_per_square_metre():
    seconds = np.array([[0.0, 50.0]], np.float32)  # half of the time in a cell of a quarter of a square metre
    assert density_per_m2(seconds, cell_m=0.5, duration_s=100.0).tolist() == [[0.0, 2.0]]


def test_series_add_up_to_the_log(record):
    series, step = compute_series(record)
    assert step == 60.0
    assert series["orders_arrived"].sum() == 3
    assert series["orders_shipped"].sum() == 2
    assert series["wip"][-1] == 1
    assert series["wip"][10] == 1  # the second order arrived at 600 s and the first was shipped at 300 s
    assert {len(values) for values in series.values()} == {120}


def test_time_split_leaves_time_off_out(record):
    assert time_split(record)["picker"] == pytest.approx({"walk": 1 / 3, "pick": 1 / 6, "idle": 0.5})


def test_a_run_without_anything_has_figures_or_none(record):
    found = compute_metrics(empty_record(0))
    assert found["orders_per_hour"] == 0
    assert found["pick_queue_max"] == 0
    assert math.isnan(found["cycle_time_p95_s"])


def test_every_metric_has_a_home():
    assert set(HEADLINE) == {key for key, info in METRICS.items() if info.headline}
    assert len(HEADLINE) == 17  # each more costs the others power
    assert all(info.unit in {"1", "1/h", "1/1000 h", "s", "h", "m", "share", "kWh"} for info in METRICS.values())
    assert "orders_per_hour" in HEADLINE
    assert all(info.better in ("higher", "lower", "neutral") for info in METRICS.values())
    assert all(info.definition.endswith(".") for info in METRICS.values())


def test_counts_say_over_what_they_are_counted():
    """The stopping rule takes a rare count for what it is; the exposure it names has to be a metric of its own."""
    counted = {key: info.counted_per for key, info in METRICS.items() if info.counted_per is not None}
    assert {"orders_open_at_end", "contacts_per_1000_agent_h", "serious_conflicts_per_1000_agent_h"} <= set(counted)
    assert all(exposure in METRICS for exposure in counted.values() if exposure)
    assert all("1000" in key for key, exposure in counted.items() if exposure)
