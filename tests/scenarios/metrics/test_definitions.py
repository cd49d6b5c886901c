"""Each metric against a replication small enough to work out by hand."""

import math

import numpy as np
import pytest

from scenarios.contracts import Activity, EventKind, EventLog
from scenarios.metrics.definitions import HEADLINE, METRICS, compute_metrics
from scenarios.metrics.record import RunRecord
from scenarios.metrics.series import BooksDoNotBalance, check_books, compute_series, time_split
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
    row = np.zeros(12)
    for name, value in shares.items():
        row[Activity[name.upper()]] = value
    return row


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
        lines=np.array([2, 1, 1]),
        roles=("picker", "packer", "amr"),
        activity_s=np.array(
            [
                seconds(walk=1200, pick=600, idle=1800, off=3600),
                seconds(pack=1800, idle=5400),
                seconds(walk=1000, carry=700, blocked=100, idle=5400),
            ]
        ),
        distance_m=np.array([1500.0, 10.0, 2500.0]),
        hourly_cost=np.array([30.0, 20.0, 4.0]),
        conflicts=(conflict(), conflict(severity="slight"), conflict(severity="contact", contact=True)),
        wip_area=300.0 + 4000.0 + 200.0,
        deadlocks_resolved=2,
    )


def test_metrics_by_hand(record):
    found = compute_metrics(record)
    assert list(found) == list(METRICS)
    expected = {
        "orders_per_hour": 1.0,
        "lines_per_labour_hour": 3 / 3.0,  # 1 h of picker, 2 h of packer
        "cycle_time_mean_s": 2150.0,
        "cycle_time_p90_s": 300 + 0.9 * 3700,
        "service_level": 0.5,  # of the two orders due, one within the hour
        "travel_per_order_m": 750.0,
        "picker_utilisation": 0.5,
        "packer_utilisation": 0.25,
        "amr_utilisation": 1700 / 7200,
        "blocked_share": 100 / 3000,
        "wip_mean": 4500 / 7200,
        "serious_conflicts_per_1000_agent_h": 1000 * 2 / 5,
        "contacts_per_1000_agent_h": 1000 * 1 / 5,
        "labour_cost_per_order": (30 + 40) / 2,
        "orders_open_at_end": 1.0,
        "deadlocks_resolved": 2.0,
    }
    assert {key: found[key] for key in expected} == pytest.approx(expected)
    assert math.isnan(found["forklift_utilisation"])


def test_books_balance_and_a_wrong_integral_does_not(record):
    check_books(record)
    wrong = RunRecord(**{**vars(record), "wip_area": record.wip_area + 1e-3})
    with pytest.raises(BooksDoNotBalance, match="Little"):
        check_books(wrong)
    short = RunRecord(**{**vars(record), "activity_s": record.activity_s * 0.99})
    with pytest.raises(BooksDoNotBalance, match="adds up"):
        check_books(short)


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


def test_every_metric_has_a_home():
    assert "orders_per_hour" in HEADLINE
    assert all(info.better in ("higher", "lower", "neutral") for info in METRICS.values())
    assert all(info.definition.endswith(".") for info in METRICS.values())
