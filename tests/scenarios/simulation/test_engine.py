"""A whole shift through the engine: nothing is lost, nothing goes through walls, and it is the same every time."""

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.contracts import Activity, Cancelled, Progress
from scenarios.simulation.compile import NotRunnable, compile_run
from scenarios.simulation.engine import SimulationStalled, play, simulate
from scenarios.simulation.navigation import Grid
from tests.scenarios.simulation.halls import document, long_hall, shift, small_hall

HOUR = 3600.0


def run_of(layout=None, **options):
    return compile_run(layout or small_hall(), document(**{"horizon_s": HOUR, **options}))


@pytest.fixture(scope="module")
def hour():
    return play(run_of(long_hall(), pickers=6, orders_per_hour=90, amrs=2), replication=0, window=(600, 1500))


def test_vehicles_drive_and_carry_in_the_hour(hour):
    """The small hall is so short that tours are carried on foot: nothing could be learnt of vehicles there."""
    vehicles = hour.state.agents[hour.state.agents["kind"] > 0]
    assert len(vehicles) == 2
    assert (vehicles["distance"] > 100).all()
    assert (vehicles["distance_loaded"] > 30).all()
    assert (hour.trajectories.activity[:, hour.trajectories.kinds > 0] == Activity.CARRY).any()


def test_most_orders_of_a_quiet_hour_are_shipped(hour):
    result = hour.result
    assert result.orders_in > 60
    assert result.orders_shipped >= 0.85 * result.orders_in
    assert result.orders_in == result.orders_shipped + result.orders_open + result.orders_failed
    assert 0.05 < result.metrics["picker_utilisation"] < 0.95
    assert result.metrics["contacts_per_1000_agent_h"] < 500


def test_the_split_of_time_sums_to_one(hour):
    for role, split in hour.result.utilisation.items():
        assert sum(split.values()) == pytest.approx(1.0, abs=1e-9), role


def test_presence_on_the_density_map_is_everybodys_time_on_the_floor(hour):
    on_floor = hour.state.activity_s.sum() - hour.state.activity_s[:, Activity.OFF].sum()
    assert hour.result.density.sum() == pytest.approx(on_floor, rel=2e-3)  # a step begins between two samples


def test_nobody_walks_into_a_wall_or_faster_than_they_can(hour):
    film = hour.trajectories
    grid = Grid.from_plan(long_hall().floor_plan)
    here = film.activity != Activity.OFF
    speed = np.hypot(film.velocity_mps[..., 0], film.velocity_mps[..., 1])
    limit = hour.state.agents["speed"]
    assert (speed <= limit[None, :] + 1e-4).all()
    for t in range(0, len(film.pose), 5):
        for a in np.nonzero(here[t])[0]:
            assert grid.clearance_at(*film.pose[t, a, :2]) > 0.15


def test_vehicles_accelerate_within_their_limits(hour):
    film = hour.trajectories
    vehicles = film.kinds > 0
    speed = np.hypot(film.velocity_mps[..., 0], film.velocity_mps[..., 1])[:, vehicles]
    gain = np.diff(speed, axis=0) / film.step_s
    assert gain.max() <= 0.8 + 1e-3
    turn = np.abs((np.diff(film.pose[:, vehicles, 2], axis=0) + math.pi) % (2 * math.pi) - math.pi) / film.step_s
    assert turn.max() <= 1.5 + 1e-3


def test_poses_follow_from_velocities(hour):
    film = hour.trajectories
    moved = np.diff(film.pose[:, :, :2].astype(float), axis=0)
    expected = film.velocity_mps[1:].astype(float) * film.step_s
    jump = np.abs(moved - expected).max(axis=2)
    assert (jump[film.activity[:-1] != Activity.OFF] < 1e-3).mean() > 0.999  # arrivals set the velocity to rest


def test_a_window_changes_nothing_and_the_outcome_repeats():
    run = run_of(long_hall(), pickers=5, orders_per_hour=80, amrs=2)
    plain, _ = simulate(run, replication=3)
    filmed, film = simulate(run, replication=3, window=(100.0, 110.0))
    assert plain.digest == filmed.digest
    assert film.start_s == 100.0
    assert len(film.pose) == 101
    assert simulate(run, replication=4)[0].digest != plain.digest


def test_another_process_gets_the_same_digest():
    code = (
        "from scenarios.simulation.engine import simulate\n"
        "from tests.scenarios.simulation.test_engine import run_of\n"
        "print(simulate(run_of(pickers=4, orders_per_hour=60), replication=1)[0].digest)\n"
    )
    root = Path(__file__).resolve().parents[3]
    found = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    here = simulate(run_of(pickers=4, orders_per_hour=60), replication=1)[0].digest
    assert found.stdout.split()[-1] == here


def test_the_same_orders_arrive_whoever_works():
    few = play(run_of(long_hall(), pickers=2), replication=0).state.orders
    many = play(run_of(long_hall(), pickers=9, amrs=2), replication=0).state.orders
    for name in ("arrival", "pack_s", "ship_s", "lines"):
        assert (few[name] == many[name]).all()


def test_more_pickers_do_not_ship_less():
    shipped = [
        np.mean([simulate(run_of(pickers=n, orders_per_hour=150), replication=k)[0].orders_shipped for k in range(2)])
        for n in (1, 3, 6)
    ]
    assert shipped[0] < shipped[1] <= shipped[2] + 1


def test_a_staffing_change_acts_at_its_minute():
    staffing = [
        {"role": "picker", "shifts": [shift(2, 0, 1800), shift(6, 1800, HOUR)]},
        {"role": "packer", "shifts": [shift(3, 0, HOUR)]},
        {"role": "shipper", "shifts": [shift(2, 0, HOUR)]},
    ]
    result, film = simulate(run_of(staffing=staffing, orders_per_hour=500), replication=0, window=(1790, 1810))
    pickers = [k for k, role in enumerate(film.roles) if role == "picker"]
    present = (film.activity[:, pickers] != Activity.OFF).sum(axis=1)
    assert set(present[:100].tolist()) == {2}
    assert set(present[101:].tolist()) == {6}
    first, second = result.series["lines_picked"][:30].sum(), result.series["lines_picked"][30:].sum()
    assert second > 1.5 * first


def test_those_whose_shift_ends_finish_their_tour():
    staffing = [{"role": "picker", "shifts": [shift(4, 0, 1800)]}]
    played = play(run_of(staffing=staffing, orders_per_hour=200), replication=0)
    assert not played.state.agents["present"].any()
    assert (played.state.agents["tour"] == -1).all()
    released = played.result.orders_in - played.result.series["pick_queue"][-1]
    assert played.result.orders_shipped == released


def test_a_step_that_nobody_does_takes_no_time_and_pickers_pack_without_packers():
    result, _ = simulate(run_of(packers=None, shippers=None, orders_per_hour=60), replication=0)
    assert result.orders_shipped > 0.8 * result.orders_in
    assert result.utilisation["picker"]["pack"] > 0.02
    assert set(result.utilisation) == {"picker"}


def test_roles_with_nobody_on_shift_leave_work_waiting():
    staffing = [
        {"role": "picker", "shifts": [shift(4, 0, HOUR)]},
        {"role": "packer", "shifts": [shift(2, 1800, HOUR)]},
    ]
    result, _ = simulate(run_of(staffing=staffing), replication=0)
    assert result.series["orders_shipped"][:30].sum() == 0
    assert result.series["orders_shipped"][30:].sum() > 0


def test_lines_of_a_closed_part_wait_until_it_opens():
    closed = [{"kind": "part_blocked", "start_s": 0, "end_s": 1800, "target": "rack-01"}]
    played = play(run_of(events=closed, orders_per_hour=60), replication=0)
    places, lines = played.state.places, played.state.lines
    part = list(compile_run(small_hall(), document()).part_ids).index("rack-01")
    log = played.state.log[: played.state.clock[0]["logged"]]
    picked = log[log["kind"] == 2]
    at_part = places["part"][picked["place"]] == part
    assert at_part.any()
    assert picked["time"][at_part].min() > 1800
    assert lines["done"].sum() > 0


def test_a_vehicle_that_is_down_stands_still():
    events = [{"kind": "vehicle_down", "start_s": 300, "end_s": 1200, "target": "amr", "amount": 2}]
    run = run_of(long_hall(), events=events, amrs=2, orders_per_hour=150)
    film = play(run, replication=0, window=(0, 2400), sample_s=1.0).trajectories
    vehicles = film.kinds == 1
    way = np.hypot(*np.diff(film.pose[:, vehicles, :2], axis=0).transpose(2, 0, 1))
    assert (film.activity[301:1199, vehicles] == Activity.DOWN).all()
    assert way[303:1199].max() == 0  # they have braked by then
    assert (way[:300].sum(axis=0) > 5).any()
    assert (way[1200:].sum(axis=0) > 50).all()


def test_a_surge_brings_more_orders_and_leaves_earlier_ones_alone():
    surge = [{"kind": "demand_surge", "start_s": 1800, "end_s": HOUR, "amount": 3}]
    calm, busy = (play(run_of(events=e, pickers=1), replication=0).state.orders["arrival"] for e in ([], surge))
    before = calm[calm < 1800]
    assert (busy[: len(before)] == before).all()
    assert len(busy) > 1.4 * len(calm)


def test_absent_heads_are_missing():
    away = [{"kind": "absent", "start_s": 0, "end_s": HOUR, "target": "picker", "amount": 4}]
    result, _ = simulate(run_of(events=away, pickers=6), replication=0)
    assert result.series["on_shift"][10] == 2 + 3 + 2


@pytest.mark.parametrize("routing", ["shortest", "s_shape"])
def test_both_routings_pick_everything(routing):
    demand = {"routing": routing, "lines_per_order_mean": 4, "orders_per_tour": 3}
    result, _ = simulate(run_of(demand=demand, pickers=8, orders_per_hour=50), replication=0)
    assert result.orders_shipped > 0.7 * result.orders_in


def test_popular_goods_near_the_stations_save_walking():
    walked = {}
    for policy in ("random", "abc"):
        storage = {"policy": policy, "popularity": 1.2}
        runs = [simulate(run_of(storage=storage, demand={"orders_per_tour": 1}), replication=k)[0] for k in range(3)]
        walked[policy] = np.mean([r.metrics["travel_per_order_m"] for r in runs])
    assert walked["abc"] < walked["random"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(
    pickers=st.integers(0, 8),
    packers=st.one_of(st.none(), st.integers(0, 4)),
    shippers=st.one_of(st.none(), st.integers(0, 3)),
    amrs=st.integers(0, 3),
    forklifts=st.integers(0, 1),
    orders_per_hour=st.floats(0, 400),
    tour=st.integers(1, 5),
    seed=st.integers(0, 5),
)
def test_orders_are_conserved_whatever_the_document(
    pickers, packers, shippers, amrs, forklifts, orders_per_hour, tour, seed
):
    run = run_of(
        long_hall(),
        pickers=pickers,
        packers=packers,
        shippers=shippers,
        amrs=amrs,
        forklifts=forklifts,
        orders_per_hour=orders_per_hour,
        seed=seed,
        horizon_s=900.0,
        demand={"orders_per_tour": tour},
    )
    played = play(run, replication=0)
    result, log = played.result, played.state.log[: played.state.clock[0]["logged"]]
    assert result.orders_in == result.orders_shipped + result.orders_open + result.orders_failed
    for kind in (3, 4, 5):  # picked, packed, shipped: once each
        orders = log["order"][log["kind"] == kind]
        assert len(np.unique(orders)) == len(orders)
    if pickers == 0:
        assert result.orders_shipped == 0


def test_cancelling_stops_within_a_slice():
    class Impatient(Progress):
        def __init__(self):
            self.asked = 0

        def check_cancelled(self):
            self.asked += 1
            if self.asked > 2:
                raise Cancelled

    watcher = Impatient()
    with pytest.raises(Cancelled):
        simulate(run_of(horizon_s=28_800.0), replication=0, progress=watcher)
    assert watcher.asked == 3


def test_a_run_over_its_budget_says_where_it_stood():
    with pytest.raises(SimulationStalled, match="orders in the building"):
        simulate(run_of(), replication=0, limit_s=0.0)


def test_a_layout_without_faces_cannot_run():
    layout = small_hall()
    bare = type(layout)(layout.scene, layout.floor_plan, (), layout.stations)
    with pytest.raises(NotRunnable, match="no pick face"):
        compile_run(bare, document())
