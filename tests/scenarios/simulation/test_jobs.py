"""A factory on the floor: jobs of a network, operators who serve it, vehicles that carry for it."""

import math

import numpy as np
import pytest

from scenarios.document import ScenarioDocument
from scenarios.layout.contracts import VariantLayout
from scenarios.simulation.compile import NotRunnable, compile_run
from scenarios.simulation.engine import play, play_until
from scenarios.simulation.snapshot import restore, save
from tests.scenarios.simulation.halls import floor_plan, shift, station
from twin.contracts import Scene

HOUR = 3600.0


def shop(capacities=(1, 1)) -> VariantLayout:
    """A 24 x 12 m hall with work stations in a row."""
    stations = tuple(
        station(f"m{k + 1}", "work", 4.0 + 6.0 * k, 1.0, queue=(4.0 + 6.0 * k, 2.6), servers=n)
        for k, n in enumerate(capacities)
    )
    return VariantLayout(Scene((), {}), floor_plan(24.0, 12.0, []), (), stations)


def document(*, routings, capacities=(1, 1), manned=False, operators=0, amrs=0, horizon_s=4 * HOUR, **more):
    places = [
        {
            "id": f"m{k + 1}",
            "kind": "work",
            "at": {"x_m": 4.0 + 6.0 * k, "y_m": 1.0},
            "capacity": n,
            "manned": manned,
        }
        for k, n in enumerate(capacities)
    ]
    content = {
        "stations": places,
        "routings": routings,
        "staffing": [{"role": "operator", "shifts": [shift(operators, 0, horizon_s)]}] if operators else [],
        "fleet": [{"type": "amr", "count": amrs}] if amrs else [],
        "experiment": {"horizon_s": horizon_s, "seed": 3},
    } | more
    return ScenarioDocument.model_validate(content)


def routing(*, rate=40.0, means=(60.0, 40.0), family="exponential", **more):
    steps = [{"stations": [f"m{k + 1}"], "process": {"family": family, "mean_s": m}} for k, m in enumerate(means)]
    return {
        "id": "bracket",
        "windows": [{"start_s": 0, "end_s": 172_800, "jobs_per_hour": rate}],
        "steps": steps,
        **more,
    }


def books(played):
    return played.state.flow.routings[0]


def test_machines_work_without_anybody_and_no_job_is_lost():
    played = play(compile_run(shop(), document(routings=[routing()])), replication=0)
    r = books(played)
    assert r["entered"] == r["done"] + r["scrapped"] + r["inside"]
    assert r["done"] > 120
    assert played.result.metrics["jobs_per_hour"] == pytest.approx(r["done"] / 4)


def test_waiting_is_that_of_the_closed_form():
    """M/M/1 at a load of 2/3: the mean wait is 2 minutes, through the very loop that moves people."""
    waits = []
    for replication in range(12):
        run = compile_run(shop(), document(routings=[routing(means=(60.0,))], horizon_s=40 * HOUR))
        s = play(run, replication=replication).state.flow.stations[0]
        waits.append(s["waits"] / s["starts"])
    half = 2.7 * np.std(waits, ddof=1) / math.sqrt(len(waits))  # t at 98 %, 11 degrees of freedom
    assert abs(np.mean(waits) - 120.0) < half
    assert half < 40


def test_operators_serve_manned_stations_and_walk_between_them():
    run = compile_run(shop(), document(routings=[routing(rate=30, family="constant")], manned=True, operators=1))
    played = play(run, replication=0, window=(0, 1800))
    r = books(played)
    assert r["done"] > 90
    assert played.state.agents["distance"].min() > 240  # the stations are 6 m apart, and one stays while jobs wait
    worked = played.state.activity_s[:, 5].sum()
    ended = played.state.flow.stations["ends"]
    assert worked == pytest.approx(60 * ended[0] + 40 * ended[1], abs=200)


def test_nobody_at_a_manned_station_means_nothing_is_done():
    played = play(compile_run(shop(), document(routings=[routing()], manned=True)), replication=0)
    assert books(played)["done"] == 0
    assert books(played)["inside"] == books(played)["entered"] > 0


def test_vehicles_carry_jobs_from_station_to_station():
    layout = shop()
    free = document(routings=[routing(rate=20, family="constant", means=(60, 60))])
    carried = document(routings=[routing(rate=20, family="constant", means=(60, 60), moved_by="vehicle")], amrs=2)
    at_once = play(compile_run(layout, free), replication=0)
    driven = play(compile_run(layout, carried), replication=0)
    assert books(driven)["done"] >= books(at_once)["done"] - 4
    mean = [books(p)["sojourn"] / books(p)["done"] for p in (at_once, driven)]
    assert mean[1] > mean[0] + 10  # loading, driving and unloading take their time
    assert driven.state.agents["distance_loaded"].sum() > 6 * 60  # about 6 m for each of some 75 jobs


def test_a_machine_that_breaks_down_goes_on_where_it_stopped():
    down = [{"kind": "station_down", "target": "m1", "start_s": 1800, "end_s": 3600}]
    steps = routing(rate=30, family="constant", means=(60,))
    calm, broken = (
        play(compile_run(shop(), document(routings=[steps], events=e, horizon_s=HOUR)), replication=0)
        for e in ([], down)
    )
    lost = books(calm)["done"] - books(broken)["done"]
    assert 10 <= lost <= 20  # half an hour of a machine that is half busy
    assert broken.state.flow.stations[0]["interrupted"] <= 1


def test_an_operator_lays_a_job_down_when_the_station_fails_and_somebody_finishes_it():
    down = [{"kind": "station_down", "target": "m1", "start_s": 600, "end_s": 1200}]
    steps = routing(rate=40, family="constant", means=(60,))
    run = compile_run(shop(), document(routings=[steps], manned=True, operators=1, events=down, horizon_s=HOUR))
    played = play(run, replication=0, window=(0, HOUR))
    r = books(played)
    assert r["entered"] == r["done"] + r["inside"]
    assert r["done"] > 15
    busy = (played.trajectories.activity[:, 0] == 5)[6010:11990]
    assert not busy.any()


def test_a_saved_factory_goes_on_to_the_same_outcome():
    steps = routing(moved_by="vehicle", rate=25)
    run = compile_run(shop(), document(routings=[steps], manned=True, operators=2, amrs=1, horizon_s=HOUR))
    whole = play(run, replication=2).result.digest
    half = restore(save(play_until(run, replication=2, until_s=1234.5)))
    assert play(run, replication=2, resume=half).result.digest == whole


def test_more_jobs_than_there_was_room_for():
    played = play(compile_run(shop(), document(routings=[routing(rate=900)])), replication=0)
    r = books(played)
    assert r["inside"] > 1000
    assert r["entered"] == r["done"] + r["inside"]


def test_a_station_where_nobody_can_stand_is_refused():
    layout = shop((1,))
    with pytest.raises(NotRunnable, match="m2"):
        compile_run(layout, document(routings=[routing()]))
