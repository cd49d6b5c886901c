"""Batteries: what driving takes, who charges when, and for how long."""

from dataclasses import replace

import numpy as np
import pytest

from scenarios.contracts import Activity, EventKind
from scenarios.simulation.codes import CHARGING, Role
from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import play, play_until
from tests.scenarios.simulation.days import check_books, log_of
from tests.scenarios.simulation.halls import document, long_hall, station

HOUR = 3600.0
KWH = 3.6e6


def hall(chargers):
    layout = long_hall()
    more = tuple(
        station(f"charge-{k}", "charge", 4.0 + 2.0 * k, 1.0, queue=(4.0 + 2.0 * k, 2.0)) for k in range(chargers)
    )
    return replace(layout, stations=layout.stations + more)


def powered(*, count=2, chargers=2, orders_per_hour=120.0, events=(), horizon_s=HOUR, **battery):
    fleet = [{"type": "amr", "count": count, "battery": battery}]
    stations = [
        {"id": s.id, "kind": s.kind, "at": {"x_m": float(s.stands_m[0, 0]), "y_m": float(s.stands_m[0, 1])}}
        for s in hall(chargers).stations
    ]
    content = document(
        horizon_s=horizon_s,
        pickers=6,
        fleet=fleet,
        stations=stations,
        orders_per_hour=orders_per_hour,
        events=list(events),
    )
    return compile_run(hall(chargers), content)


def watched(run, every_s=5.0):
    """(the day, its samples of (charge in J, state) of the vehicles)."""
    samples, state = [], None
    for k in range(1, round(run.document.experiment.horizon_s / every_s)):
        state = play_until(run, replication=0, until_s=k * every_s, resume=state)
        amrs = state.agents[state.agents["role"] == Role.AMR]
        samples.append(np.column_stack([amrs["charge"], amrs["state"]]))
    return play(run, replication=0, resume=state), np.array(samples)


def amrs_of(played):
    return played.state.agents["role"] == Role.AMR


def test_energy_is_power_times_time():
    """A battery too large to be charged: what was taken is worked out from the times of the day."""
    run = powered(chargers=0, capacity_kwh=50.0, drive_w=300.0, idle_w=50.0, low_share=0.0, opportunity=False)
    played = play(run, replication=0)
    vehicles = played.state.agents[amrs_of(played)]
    seconds = played.state.activity_s[amrs_of(played)]
    loads = seconds[:, Activity.CARRY] > 0
    assert loads.any()
    for vehicle, time in zip(vehicles, seconds, strict=True):
        driving_s = time[Activity.WALK] + time[Activity.CARRY]
        assert vehicle["energy"] == pytest.approx(50.0 * time.sum() + (300.0 - 50.0) * driving_s, rel=1e-9)
        assert time[Activity.HANDLE] > 0  # loading and unloading, which it stands for
        assert vehicle["charge"] == pytest.approx(50 * KWH - vehicle["energy"], rel=1e-9)


LOW, FULL = 0.3, 0.8


@pytest.fixture(scope="module")
def thirsty():
    """Three vehicles that run down within minutes, and one charger."""
    run = powered(
        count=3,
        chargers=1,
        capacity_kwh=0.05,
        drive_w=300.0,
        idle_w=50.0,
        charge_w=900.0,
        low_share=LOW,
        full_share=FULL,
        start_share=0.5,
        opportunity=False,
    )
    return watched(run)


def test_a_battery_holds_between_nothing_and_its_capacity(thirsty):
    played, samples = thirsty
    check_books(played)
    assert samples[:, :, 0].min() >= 0
    assert samples[:, :, 0].max() <= 0.05 * KWH


def test_only_as_many_charge_as_there_are_chargers_and_the_others_wait(thirsty):
    played, samples = thirsty
    charging = samples[:, :, 1] == CHARGING
    assert charging.sum(axis=1).max() == 1
    assert charging.any(axis=0).sum() >= 2  # they take turns
    assert played.state.activity_s[amrs_of(played), Activity.CHARGE].min() >= 0


def test_who_charges_does_so_from_below_the_low_mark_to_the_full_one(thirsty):
    _, samples = thirsty
    found = 0
    for charge, state in zip(samples[:, :, 0].T, samples[:, :, 1].T, strict=True):
        charging = state == CHARGING
        starts = np.nonzero(charging[1:] & ~charging[:-1])[0] + 1
        ends = np.nonzero(~charging[1:] & charging[:-1])[0] + 1
        for start in starts:
            assert charge[start] <= LOW * 0.05 * KWH
        for end in ends:
            found += 1
            assert charge[end] == pytest.approx(FULL * 0.05 * KWH, abs=300 * 5.5)
    assert found >= 3


def test_charging_takes_what_is_missing_over_the_net_power():
    """From 20 to 80 % of 0.05 kWh at 900 W less the 50 W that it takes itself: 108000 / 850 = 127.06 s."""
    run = powered(
        count=1,
        chargers=1,
        orders_per_hour=0.0,
        capacity_kwh=0.05,
        drive_w=0.0,
        idle_w=0.0,
        charge_w=850.0,
        start_share=0.2,
        low_share=0.2,
        full_share=0.8,
        horizon_s=600.0,
    )
    played = play(run, replication=0)
    assert played.state.activity_s[amrs_of(played), Activity.CHARGE] == pytest.approx([108_000 / 850], abs=1e-6)
    assert played.state.agents["charge"][amrs_of(played)] == pytest.approx([0.8 * 0.05 * KWH], rel=1e-9)


def test_opportunity_charging_makes_way_for_work_once_there_is_a_reserve():
    options = {"count": 2, "capacity_kwh": 0.2, "drive_w": 300.0, "charge_w": 900.0, "start_share": 0.5}
    played, samples = watched(powered(low_share=0.2, full_share=1.0, opportunity=True, **options))
    check_books(played)
    ends = 0
    for charge, state in zip(samples[:, :, 0].T, samples[:, :, 1].T, strict=True):
        charging = state == CHARGING
        left = np.nonzero(~charging[1:] & charging[:-1])[0] + 1
        ends += (charge[left] < 0.95 * 0.2 * KWH).sum()
        assert (charge[left] > 1.4 * 0.2 * 0.2 * KWH).all()  # half as much again as the low mark
    assert ends > 2
    assert played.result.orders_shipped > 30


def test_a_charger_that_fails_sends_its_vehicle_to_another():
    events = [{"kind": "station_down", "start_s": 60, "end_s": 3600, "target": "charge-0"}]
    run = powered(
        count=1,
        orders_per_hour=0.0,
        capacity_kwh=1.0,
        charge_w=1000.0,
        start_share=0.1,
        events=events,
        opportunity=False,
    )
    before = play_until(run, replication=0, until_s=59.0)
    after = play_until(run, replication=0, until_s=120.0)
    vehicle = before.agents["role"] == Role.AMR
    places = dict.fromkeys(("place",), before.agents["place"][vehicle][0])
    assert before.agents["state"][vehicle].tolist() == [CHARGING]
    assert after.agents["state"][vehicle].tolist() == [CHARGING]
    assert after.agents["place"][vehicle][0] != places["place"]
    assert play(run, replication=0).state.agents["charge"][vehicle][0] > 0.8 * KWH


def test_a_vehicle_that_fails_while_it_charges_goes_on_charging_after_the_repair():
    events = [{"kind": "vehicle_down", "start_s": 100, "end_s": 400, "target": "amr", "amount": 1}]
    options = {"count": 1, "orders_per_hour": 0.0, "capacity_kwh": 1.0, "charge_w": 1000.0, "idle_w": 0.0}
    played = play(powered(start_share=0.1, events=events, drive_w=0.0, **options), replication=0)
    vehicle = amrs_of(played)
    assert played.state.agents["charge"][vehicle] == pytest.approx([0.9 * KWH], rel=1e-6)
    assert played.state.activity_s[vehicle, Activity.CHARGE] == pytest.approx([0.8 * KWH / 1000.0], abs=1e-6)
    assert played.state.activity_s[vehicle, Activity.DOWN] == pytest.approx([300.0], abs=1e-6)


# --- empty batteries ------------------------------------------------------------------------------------------------


def test_a_vehicle_whose_battery_is_empty_stands_until_it_gets_another():
    """0.01 kWh are 36000 J: half of them last 180 s at 100 W; 60 s later nine tenths, which last 324 s, to 564 s."""
    run = powered(
        count=1,
        chargers=0,
        orders_per_hour=0.0,
        horizon_s=600.0,
        capacity_kwh=0.01,
        idle_w=100.0,
        start_share=0.5,
        low_share=0.1,
        full_share=0.9,
        rescue_s=60.0,
    )
    played = play(run, replication=0)
    assert log_of(played, EventKind.BATTERY_EMPTY)["time"] == pytest.approx([180.0, 564.0], abs=1e-6)
    assert log_of(played, EventKind.BATTERY_RENEWED)["time"] == pytest.approx([240.0], abs=1e-6)
    vehicle = amrs_of(played)
    assert played.state.activity_s[vehicle, Activity.DOWN] == pytest.approx([60.0 + 36.0], abs=1e-6)
    assert played.state.agents["energy"][vehicle] == pytest.approx([18_000 + 32_400], rel=1e-9)
    assert played.result.metrics["batteries_emptied"] == 2
    assert played.result.metrics["vehicles_down_share"] == pytest.approx(96 / 600)


DRAINED = {"count": 2, "capacity_kwh": 0.02, "drive_w": 400.0, "low_share": 0.0, "full_share": 1.0, "chargers": 0}


def test_without_help_an_empty_vehicle_stays_where_it_is_and_keeps_what_it_carries():
    played = play(powered(rescue_s=None, **DRAINED), replication=0)
    check_books(played)
    vehicles = played.state.agents[amrs_of(played)]
    assert (vehicles["distance"] > 10).all()
    assert (vehicles["down"] > 0).all()
    assert (vehicles["charge"] == 0).all()
    empty = log_of(played, EventKind.BATTERY_EMPTY)
    assert len(empty) == 2
    assert played.result.orders_open > 0  # tours that wait for a vehicle, or on one
    film = play(powered(rescue_s=None, **DRAINED), replication=0, window=(0.0, HOUR), sample_s=10.0).trajectories
    after = film.pose[int(empty["time"].max() / 10) + 2 :, film.kinds == 1, :2]
    assert np.ptp(after, axis=0).max() == 0


def test_new_batteries_keep_the_tours_going():
    """The same vehicles with somebody who brings batteries after a minute carry many times as much."""
    alone, helped = (play(powered(rescue_s=s, **DRAINED), replication=0) for s in (None, 60.0))
    check_books(helped)
    loads = [played.state.agents["distance_loaded"][amrs_of(played)].sum() for played in (alone, helped)]
    assert loads[1] > 3 * loads[0]
    empty, renewed = (log_of(helped, kind)["time"] for kind in (EventKind.BATTERY_EMPTY, EventKind.BATTERY_RENEWED))
    assert len(empty) > 4
    assert sorted(renewed) == pytest.approx(sorted(t + 60.0 for t in empty if t + 60.0 <= HOUR), abs=1e-6)


def test_a_vehicle_that_fails_while_its_battery_is_empty_needs_both_put_right():
    """Empty at 180 s and renewed at 240 s, but broken from 200 to 400 s: it stands from 180 to 400 s."""
    events = [{"kind": "vehicle_down", "start_s": 200, "end_s": 400, "target": "amr", "amount": 1}]
    options = {"capacity_kwh": 0.01, "idle_w": 100.0, "start_share": 0.5, "low_share": 0.1, "rescue_s": 60.0}
    run = powered(count=1, chargers=0, orders_per_hour=0.0, horizon_s=500.0, events=events, **options)
    played = play(run, replication=0)
    down = played.state.activity_s[amrs_of(played), Activity.DOWN]
    assert down == pytest.approx([220.0], abs=1e-6)
