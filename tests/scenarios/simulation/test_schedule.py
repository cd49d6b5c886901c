"""Breaks, shifts, absentees and inbound pallets happen at their minute, to the right heads."""

import numpy as np
import pytest

from scenarios.contracts import Activity
from scenarios.simulation import schedule
from scenarios.simulation.codes import Role
from scenarios.simulation.compile import compile_run
from tests.scenarios.simulation.days import WORKING, check_books, day_of, during, seconds
from tests.scenarios.simulation.halls import document, long_hall, shift

HORIZON_S = 2400.0
PICKER, PACKER = int(Role.PICKER), int(Role.PACKER)


def staffed(role, heads, *, shifts=None, **more):
    return {"role": role, "shifts": shifts or [shift(heads, 0, HORIZON_S)], **more}


def quiet(staffing, **more):
    """A day on which nobody has anything to do."""
    return day_of(horizon_s=HORIZON_S, orders_per_hour=0.0, staffing=staffing, film_every_s=1.0, **more)


@pytest.fixture(scope="module")
def busy():
    """Pickers take their break in two groups, packers all at once; there is always work."""
    staffing = [
        staffed("picker", 4, breaks=[{"start_s": 600, "end_s": 900, "groups": 2}]),
        staffed("packer", 2, breaks=[{"start_s": 1500, "end_s": 1800}]),
    ]
    demand = {"pick_s": 8.0, "pack_s": 15.0, "lines_per_order_mean": 2.0}
    return day_of(horizon_s=HORIZON_S, orders_per_hour=600, staffing=staffing, demand=demand, film_every_s=1.0)


@pytest.mark.parametrize(
    ("who", "start_s", "end_s"),
    [
        ("picker-01", 600, 900),
        ("picker-02", 900, 1200),
        ("picker-03", 600, 900),
        ("picker-04", 900, 1200),
        ("packer-01", 1500, 1800),
        ("packer-02", 1500, 1800),
    ],
)
def test_who_is_on_a_break_rests_and_comes_back(busy, who, start_s, end_s):
    activity = during(busy, who, start_s, end_s)
    begins = int(np.argmax(activity == Activity.BREAK))
    assert 0 < begins < 150  # what is in hand is finished
    assert (activity[begins:] == Activity.BREAK).all()
    assert not (during(busy, who, 0, start_s) == Activity.BREAK).any()
    after = during(busy, who, end_s + 1, HORIZON_S)
    assert not (after == Activity.BREAK).any()
    assert np.isin(after[:60], WORKING).any()


def test_the_books_balance_over_breaks(busy):
    check_books(busy)
    assert busy.result.orders_shipped > 100


def test_the_time_of_a_break_is_its_length_for_who_has_nothing_in_hand():
    played = quiet([staffed("picker", 4, breaks=[{"start_s": 600, "end_s": 900, "groups": 2}])])
    assert seconds(played, Activity.BREAK, PICKER) == pytest.approx([299.9] * 4, abs=0.11)
    assert (during(played, "picker-01", 601, 900) == Activity.BREAK).all()
    assert (during(played, "picker-02", 901, 1200) == Activity.BREAK).all()


def test_a_long_row_of_groups_may_run_into_the_next_break():
    """Group 1 rests from 600 to 1200 s and, with everybody, from 900 to 1500 s: 900 s in one piece."""
    breaks = [{"start_s": 0, "end_s": 600, "groups": 2}, {"start_s": 900, "end_s": 1500}]
    played = quiet([staffed("picker", 2, breaks=breaks)])
    assert seconds(played, Activity.BREAK, PICKER) == pytest.approx([1200, 900], abs=0.25)
    assert (during(played, "picker-02", 601, 1500) == Activity.BREAK).all()


def test_a_break_at_the_end_of_a_shift_ends_with_it():
    shifts = [shift(2, 0, 1200), shift(2, 1250, HORIZON_S)]
    played = quiet([staffed("picker", 2, shifts=shifts, breaks=[{"start_s": 1100, "end_s": 1300}])])
    assert (during(played, "picker-01", 1101, 1200) == Activity.BREAK).all()
    assert (during(played, "picker-01", 1202, 1250) == Activity.OFF).all()
    assert (during(played, "picker-01", 1251, 1300) == Activity.BREAK).all()  # comes on shift into the break
    assert (during(played, "picker-01", 1301, HORIZON_S) == Activity.IDLE).all()


def test_who_is_absent_during_a_break_is_off():
    away = [{"kind": "absent", "start_s": 700, "end_s": 800, "target": "picker", "amount": 1}]
    played = quiet([staffed("picker", 2, breaks=[{"start_s": 600, "end_s": 900}])], events=away)
    assert (during(played, "picker-01", 601, 900) == Activity.BREAK).all()
    activity = during(played, "picker-02", 0, HORIZON_S)
    assert (activity[702:800] == Activity.OFF).all()
    assert (activity[601:700] == Activity.BREAK).all()
    assert (activity[802:900] == Activity.BREAK).all()
    assert (activity[901:] == Activity.IDLE).all()


def test_heads_over_time_without_absentees():
    staffing = [staffed("picker", 0, shifts=[shift(3, 0, 600), shift(5, 600, 1200)])]
    events = [{"kind": "absent", "start_s": 300, "end_s": 900, "target": "picker", "amount": 4}]
    content = document(horizon_s=HORIZON_S, staffing=staffing, events=events)
    assert schedule.heads_over_time(content, "picker") == [(0.0, 3), (300.0, 0), (600.0, 1), (900.0, 5), (1200.0, 0)]
    assert schedule.heads_over_time(content, "shipper") == []


def test_overlapping_failures_of_vehicles_add_up():
    events = [
        {"kind": "vehicle_down", "start_s": 100, "end_s": 400, "target": "amr", "amount": 1},
        {"kind": "vehicle_down", "start_s": 300, "end_s": 600, "target": "amr", "amount": 2},
    ]
    content = document(horizon_s=HORIZON_S, amrs=3, events=events)
    assert schedule.vehicles_down(content, "amr") == [(100.0, 1), (300.0, 3), (400.0, 2), (600.0, 0)]


def test_inbound_pallets_come_in_their_windows_at_their_rate():
    windows = [
        {"start_s": 3600, "end_s": 7200, "pallets_per_hour": 100},
        {"start_s": 5400, "end_s": 7200, "pallets_per_hour": 200},
        {"start_s": 9000, "end_s": 99_000, "pallets_per_hour": 50},
    ]
    run = compile_run(long_hall(), document(forklifts=2, horizon_s=10_800.0, demand={"inbound": windows}))
    counts = []
    for replication in range(20):
        times, ways = schedule.inbound(run, replication)
        assert len(ways) == len(times)
        assert np.isin(ways[:, 0], run.docks).all()
        assert np.isin(ways[:, 1], run.put_away).all()
        counts.append(np.histogram(times, [0, 3600, 5400, 7200, 9000, 10_800])[0])
    mean = np.mean(counts, axis=0)
    expected = np.array([0, 50, 150, 0, 25])
    assert (np.abs(mean - expected) <= 4 * np.sqrt(expected / 20)).all()  # Poisson: four standard errors
    assert schedule.inbound(run, 3)[0] == pytest.approx(schedule.inbound(run, 3)[0])


def test_without_inbound_windows_six_pallets_an_hour_come_for_each_heavy_vehicle():
    run = compile_run(long_hall(), document(forklifts=2, horizon_s=36_000.0))
    count = np.mean([len(schedule.inbound(run, k)[0]) for k in range(10)])
    assert abs(count - 120) < 4 * np.sqrt(120 / 10)
