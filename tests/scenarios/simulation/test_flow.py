"""The job network: hand-computed cases, and laws that hold whatever happens."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.simulation.chance import Family
from scenarios.simulation.flow_build import ConveyorPlan, DemandNeverEnds, RoutingPlan, StationPlan, StepPlan
from scenarios.simulation.flow_records import FlowEvent, JobState
from tests.scenarios.simulation.networks import arriving, circulating, constant, plant


def test_a_loop_of_two_stations_runs_at_the_pace_of_the_slower_one() -> None:
    """Two jobs, 10 s at the first station and 4 s at the second: the first one never stops."""
    books = plant(1, 1, routings=[circulating(2, constant(10, 0), constant(4, 1))]).run(1000.0)
    assert books.stations[0].ends == 100
    assert books.stations[0].busy_area == pytest.approx(1000)
    assert books.stations[1].busy_area == pytest.approx(4 * 99)
    assert books.stations[1].queue_area == 0
    assert books.routings[0].done == 99
    assert books.routings[0].entered == 99 + 2


def test_a_finished_job_without_room_keeps_its_server() -> None:
    """5 s, then 10 s without a buffer: from 5 s on the first station works 5 s of every 10 and holds its job for 5."""
    line = plant(1, StationPlan("b", buffer=0), routings=[circulating(5, constant(5, 0), constant(10, 1))])
    books = line.run(105.0)
    assert [s.ends for s in books.stations] == [11, 10]
    assert books.stations[0].blocked_area == pytest.approx(10 * 5)
    assert books.stations[1].queue_area == 0


def test_a_buffer_holds_so_many_jobs_and_no_more() -> None:
    line = plant(1, StationPlan("b", buffer=2), routings=[circulating(9, constant(1, 0), constant(100, 1))])
    line.run(50.0)
    assert line.flow.stations["queue"][1] == 2
    assert line.flow.stations["blocked"][0] == 1
    assert line.flow.stations["queue"][0] == 9 - 1 - 2 - 1


def test_jobs_outside_wait_for_room_at_the_first_station() -> None:
    line = plant(StationPlan("a", buffer=1), routings=[circulating(4, constant(10, 0))])
    books = line.run(35.0)
    assert books.stations[0].ends == 3
    assert (line.flow.jobs["state"] == JobState.OUTSIDE).sum() == 2


def test_a_ring_of_full_stations_is_broken_and_counted() -> None:
    """Two jobs that must swap places, with no room between: one is let in beyond the buffer."""
    ring = plant(
        StationPlan("a", buffer=0),
        StationPlan("b", buffer=0),
        routings=[
            RoutingPlan("there", (constant(3, 0), constant(3, 1)), population=1),
            RoutingPlan("back", (constant(3, 1), constant(3, 0)), population=1),
        ],
    )
    books = ring.run(300.0)
    assert books.deadlocks > 0
    assert books.routings[0].done > 40
    assert books.routings[1].done > 40


def test_what_breaks_down_goes_on_with_what_was_left() -> None:
    shop = plant(1, routings=[circulating(1, constant(10, 0))])
    shop.set_down(4.0, 0, 1)
    assert shop.run(8.0).stations[0].interrupted == 1
    shop.set_down(9.0, 0, 0)
    books = shop.run(20.0)
    assert shop.log(FlowEvent.ENDED)["time"][0] == pytest.approx(15.0)
    assert books.stations[0].down_area == pytest.approx(5.0)
    assert books.stations[0].starts == 2  # the interrupted job was not begun anew
    assert books.stations[0].queue_area == pytest.approx(5.0)


def test_one_machine_of_three_breaks_down_and_the_last_to_finish_waits() -> None:
    shop = plant(3, routings=[RoutingPlan(str(k), (constant(10 + k, 0),), population=1) for k in range(3)])
    shop.set_down(5.0, 0, 1)
    shop.run(11.5)
    ended = [(int(row["routing"]), float(row["time"])) for row in shop.log(FlowEvent.ENDED)]
    assert ended == [(0, 10.0), (1, 11.0)]
    third = shop.log(FlowEvent.STARTED)
    assert (third["routing"] == 2).sum() == 2  # begun, interrupted, and gone on when the first was done
    assert float(third["time"][third["routing"] == 2][1]) == 10.0


def test_who_leaves_finishes_the_job_in_hand_and_nobody_begins_another() -> None:
    shop = plant(2, routings=[circulating(4, constant(10, 0))])
    shop.set_servers(3.0, 0, 0)
    assert shop.run(100.0).stations[0].ends == 2
    shop.set_servers(100.0, 0, 1)
    assert shop.run(125.0).stations[0].ends == 4


def test_a_manned_station_waits_for_its_operator() -> None:
    shop = plant(StationPlan("bench", manned=True), 1, routings=[circulating(2, constant(10, 0), constant(1, 1))])
    assert shop.run(50.0).stations[0].starts == 0
    assert shop.flow.clock[0]["changed"] == 1
    job = shop.take(50.0, 0)
    assert shop.flow.jobs[job]["left"] == 10.0
    assert shop.take(51.0, 0) == -1  # one server only
    shop.put_back(54.0, 0, job, 6.0)
    assert shop.take(70.0, 0) == job  # it kept its turn
    assert shop.flow.jobs[job]["left"] == 6.0
    shop.finish(76.0, 0, job)
    assert shop.run(80.0).routings[0].done == 1
    assert shop.take(80.0, 0) != job


def test_a_conveyor_takes_its_time_and_the_room_at_its_end() -> None:
    line = plant(
        1,
        StationPlan("b", buffer=0),
        routings=[circulating(3, constant(5, 0), constant(20, 1))],
        conveyors=[ConveyorPlan(0, 1, 7.0)],
    )
    line.run(100.0)
    arrived = line.log(FlowEvent.ARRIVED)
    times = arrived["time"][arrived["station"] == 1]
    # served from 12 to 32; the next one was held at the first station until then, and rides for 7 s
    assert list(times[:3]) == [12.0, 39.0, 66.0]


def test_a_full_conveyor_holds_back_the_machine_before_it() -> None:
    """One place on a belt of 7 s: 5 s of work before it, 20 s behind it; what waits at its end is still on it.

    On the belt from 5 to 12, from 12 (held for 2 s) to 32, from 32 (held for 15 s) to 52, and so on every 20 s.
    """
    line = plant(
        1,
        1,
        routings=[circulating(4, constant(5, 0), constant(20, 1))],
        conveyors=[ConveyorPlan(0, 1, 7.0, capacity=1)],
    )
    books = line.run(100.0)
    arrived, started = (
        rows[rows["station"] == 1] for rows in (line.log(FlowEvent.ARRIVED), line.log(FlowEvent.STARTED))
    )
    assert list(arrived["time"][:4]) == [12.0, 19.0, 39.0, 59.0]
    assert list(started["time"][:4]) == [12.0, 32.0, 52.0, 72.0]
    assert books.conveyors[0].area == pytest.approx(7 + 20 + 20 + 20 + 20 + 8)  # somebody is on it from 5 s on
    assert books.stations[0].blocked_area == pytest.approx(2 + 4 * 15 + 100 - 97)


@pytest.mark.parametrize("capacity", [1, 2, 5, None])
def test_little_holds_on_conveyors_and_nothing_stays_behind(capacity) -> None:
    """Two lines into one station, one of them by belt: `read_books` asserts L = λW for queues and belts."""
    line = plant(
        1,
        2,
        1,
        routings=[
            arriving(0.02, 8000.0, StepPlan((0,), 20), StepPlan((2,), 18), name="by belt"),
            arriving(0.02, 8000.0, StepPlan((1,), 30), StepPlan((2,), 18), name="by hand"),
        ],
        conveyors=[ConveyorPlan(0, 2, 40.0, capacity)],
    )
    books = line.run(10_000.0)
    assert books.conveyors[0].entered > 100
    assert all(r.inside == 0 for r in books.routings)
    if capacity is not None:
        assert books.conveyors[0].area <= capacity * 10_000
    assert (books.stations[0].blocked_area > 0) == (capacity in (1, 2, 5))


def test_moves_by_vehicle_are_wanted_taken_and_done() -> None:
    shop = plant(1, 1, routings=[circulating(2, constant(5, 0), constant(5, 1), by_vehicle=True)])
    shop.run(1.0)
    assert shop.moves() == [(-1, 0), (-1, 0)]
    first, second = shop.take_move(1.0, 1), shop.take_move(2.0)
    assert first != second
    shop.arrived(10.0, first)
    shop.run(16.0)
    assert shop.moves() == [(0, 1)]
    assert shop.flow.stations["coming"].tolist() == [1, 1]
    shop.arrived(20.0, second)
    assert shop.take_move(20.0) == first
    shop.arrived(30.0, first)
    books = shop.run(36.0)
    assert books.routings[0].done == 1


def test_the_first_free_candidate_is_taken_else_the_shortest_line() -> None:
    shop = plant(1, 2, routings=[circulating(6, constant(100, 0, 1))])
    shop.run(1.0)
    arrived = shop.log(FlowEvent.ARRIVED)["station"]
    assert arrived[:3].tolist() == [0, 1, 1]
    assert sorted(arrived[3:].tolist()) == [0, 1, 1]  # in proportion to the servers


def test_a_delay_holds_any_number_side_by_side() -> None:
    books = plant(1, routings=[circulating(50, constant(30), constant(0.5, 0))]).run(30.0 + 25.0)
    assert books.stations[0].ends == 50


def test_rework_and_scrap_come_at_their_rates_and_nothing_is_lost() -> None:
    step = StepPlan((0,), 1.0, rework=0.2, scrap=0.05)
    books = plant(3, routings=[arriving(1.0, 50_000.0, step)], log_rows=0).run(60_000.0)
    made = books.routings[0]
    assert made.inside == 0
    assert made.entered == made.done + made.scrapped
    assert books.stations[0].ends == made.entered + made.reworked
    assert made.reworked / books.stations[0].ends == pytest.approx(0.2, abs=0.006)
    assert made.scrapped / books.stations[0].ends == pytest.approx(0.05, abs=0.004)


def test_a_job_keeps_its_luck_when_staff_or_other_routings_change() -> None:
    job = arriving(0.4, 2000.0, StepPlan((0,), 2.0, Family.LOGNORMAL, 0.4, rework=0.2))
    other = arriving(0.2, 2000.0, StepPlan((0,), 1.0), name="other")

    def times(shop, routing):
        shop.run(5000.0)
        started, ended = shop.log(FlowEvent.STARTED), shop.log(FlowEvent.ENDED)
        begun: dict[int, list[float]] = {}
        for rows, sign in ((started, -1), (ended, 1)):
            for row in rows[rows["routing"] == routing]:
                begun.setdefault(int(row["number"]), []).append(sign * float(row["time"]))
        return {n: round(sum(values), 6) for n, values in begun.items()}

    alone = times(plant(1, routings=[job]), 0)
    assert len(alone) > 700
    assert times(plant(4, routings=[other, job]), 1) == alone


def test_arrivals_follow_their_windows() -> None:
    windows = ((0.0, 1000.0, 0.5), (1000.0, 3000.0, 0.0), (3000.0, 4000.0, 2.0))
    shop = plant(50, routings=[RoutingPlan("job", (constant(1, 0),), windows=windows)])
    shop.run(5000.0)
    times = shop.log(FlowEvent.ENTERED)["time"]
    counts = np.histogram(times, [0, 1000, 3000, 4000, 5000])[0]
    assert counts[1] == counts[3] == 0
    assert counts[0] == pytest.approx(500, abs=5 * 500**0.5)
    assert counts[2] == pytest.approx(2000, abs=5 * 2000**0.5)


def test_memory_does_not_grow_with_the_horizon() -> None:
    shop = plant(1, routings=[arriving(0.8, 1e6, StepPlan((0,), 1.0, rework=0.1))], log_rows=0)
    shop.run(1e4)
    sizes = [array.nbytes for array in shop.flow]
    assert shop.run(1e6).routings[0].done > 700_000
    assert [array.nbytes for array in shop.flow] == sizes


def test_the_pool_grows_with_the_jobs_in_progress_and_ends_somewhere() -> None:
    shop = plant(1, routings=[arriving(10.0, 1e9, constant(1, 0))], log_rows=0)
    books = shop.run(1000.0)
    assert books.routings[0].inside > 8000
    with pytest.raises(DemandNeverEnds, match="station 0"):
        shop.run(1e6)


def test_a_run_in_slices_is_the_same_run() -> None:
    routing = arriving(0.5, 1e5, StepPlan((0, 1), 3.0, rework=0.1), StepPlan((2,), 1.5, Family.LOGNORMAL, 0.5))
    once, sliced = (plant(1, 1, 1, routings=[routing]) for _ in range(2))
    once.run(5000.0)
    for t in np.arange(7.3, 5000.0, 7.3):
        sliced._do(t, 0)
    sliced.run(5000.0)
    exact = ["heap", "jobs", "log"]
    for name in exact:
        assert getattr(once.flow, name).tobytes() == getattr(sliced.flow, name).tobytes(), name
    np.testing.assert_array_equal(once.flow.stations["starts"], sliced.flow.stations["starts"])


_station = st.builds(
    StationPlan,
    name=st.just("s"),
    servers=st.integers(1, 3),
    buffer=st.one_of(st.none(), st.integers(0, 2)),
)
_step = st.builds(
    StepPlan,
    stations=st.sampled_from([(), (0,), (1,), (2,), (0, 1), (1, 2), (2, 0)]),
    mean_s=st.floats(0.5, 20.0),
    family=st.sampled_from([Family.CONSTANT, Family.EXPONENTIAL, Family.LOGNORMAL]),
    rework=st.sampled_from([0.0, 0.3]),
    scrap=st.sampled_from([0.0, 0.1]),
)
_routing = st.builds(
    lambda steps, rate, population: RoutingPlan(
        "r", tuple(steps), windows=() if population else ((0.0, 400.0, rate),), population=population
    ),
    steps=st.lists(_step, min_size=1, max_size=4),
    rate=st.floats(0.01, 0.5),
    population=st.sampled_from([0, 0, 1, 4]),
)
_event = st.tuples(st.sampled_from(["servers", "down"]), st.integers(0, 2), st.integers(0, 3))


@settings(max_examples=150, deadline=None)
@given(
    stations=st.lists(_station, min_size=3, max_size=3),
    routings=st.lists(_routing, min_size=1, max_size=3),
    events=st.lists(_event, max_size=8),
    seed=st.integers(0, 1000),
)
def test_no_job_is_lost_whatever_happens(stations, routings, events, seed) -> None:
    """Conservation, Little's law and buffers at every change; and nobody waits where a server is idle."""
    named = [dataclasses.replace(r, name=f"r{k}") for k, r in enumerate(routings)]
    shop = plant(*stations, routings=named, seed=seed)
    t = 0.0
    for what, station, amount in events:
        t += 37.0
        (shop.set_servers if what == "servers" else shop.set_down)(t, station, amount)
        shop.run(t)  # reading the books asserts the laws
        _assert_sound(shop)
    for k in range(3):
        shop.set_down(t, k, 0)
        shop.set_servers(t, k, 2)
    books = shop.run(300_000.0)
    _assert_sound(shop)
    for routing, made in zip(named, books.routings, strict=True):
        if not routing.population:
            assert made.inside == 0  # everything that came in has left


def _assert_sound(shop) -> None:
    flow = shop.flow
    jobs, clock = flow.jobs, flow.clock[0]
    assert (np.diff(shop.log()["time"]) >= 0).all()
    idle = flow.stations["servers"] - flow.stations["down"] - flow.stations["busy"] - flow.stations["blocked"]
    assert not ((idle > 0) & (flow.stations["queue"] > 0)).any()
    waiting = flow.stations["queue"] - flow.stations["held"]
    bounded = flow.stations["buffer"] >= 0
    over = np.maximum(waiting - np.maximum(flow.stations["buffer"], 0), 0)[bounded].sum()
    assert over <= clock["deadlocks"] + 3 * 3  # beyond the buffer only after a deadlock, or where servers left
    states = jobs["state"]
    assert (states == JobState.FREE).sum() == clock["free_jobs"]
    assert (states == JobState.SERVED).sum() == flow.stations["busy"].sum()
    assert (states == JobState.BLOCKED).sum() == flow.stations["blocked"].sum()
    assert (states == JobState.WAITING).sum() == flow.stations["queue"].sum()
    assert ((states == JobState.BLOCKED) | (states == JobState.OUTSIDE)).sum() == flow.stations["gate"].sum()
