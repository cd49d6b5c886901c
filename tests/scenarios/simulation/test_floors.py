"""Closed stretches of floor: people leave them, ways lead around them, goods behind them wait."""

import math

import numpy as np
import pytest

from scenarios.contracts import Activity, EventKind
from scenarios.document import FloorArea
from scenarios.layout.zones import distance_m
from scenarios.simulation.floors import closed_grid, floors_of
from scenarios.simulation.navigation import Grid
from tests.scenarios.simulation.days import check_books, day_of, log_of
from tests.scenarios.simulation.halls import document, small_hall

HORIZON_S = 2400.0
AISLE = {"x_m": 5.6, "y_m": 7.0, "length_m": 2.8, "width_m": 3.0, "heading_rad": 0.0}  # between two racks, all across
CROSS = {"x_m": 5.6, "y_m": 3.3, "length_m": 1.5, "width_m": 1.5, "heading_rad": 0.5}  # in front of it


def closed(start_s, end_s, area, kind="aisle_blocked"):
    return {"kind": kind, "start_s": start_s, "end_s": end_s, "area": area}


def inside(area, x, y):
    return distance_m(FloorArea(**area), x, y) < 0


@pytest.fixture(scope="module")
def day():
    events = [closed(600, 1500, AISLE), closed(1200, 1800, CROSS, "spill")]
    return day_of(
        horizon_s=HORIZON_S,
        pickers=6,
        orders_per_hour=250,
        events=events,
        demand={"pick_s": 6.0, "pack_s": 20.0},
        film_every_s=0.5,
    )


@pytest.mark.parametrize(("area", "start_s", "end_s"), [(AISLE, 600, 1500), (CROSS, 1200, 1800)])
def test_nobody_is_on_a_closed_stretch_after_a_few_seconds(day, area, start_s, end_s):
    film = day.trajectories
    t = film.start_s + film.step_s * np.arange(len(film.pose))
    here = film.activity != Activity.OFF
    on = inside(area, film.pose[:, :, 0], film.pose[:, :, 1]) & here
    before, after = on[t < start_s], on[t >= end_s + 60]
    assert before.any()
    assert after.any()  # it is used again
    assert not on[(t > start_s + 20) & (t < end_s)].any()  # who picks there finishes the line in hand


def test_nobody_leaves_a_closed_stretch_through_a_wall(day):
    film = day.trajectories
    grid = Grid.from_plan(small_hall().floor_plan)
    here = film.activity != Activity.OFF
    people = film.kinds == 0
    least = min(
        grid.clearance_at(*film.pose[t, a, :2])
        for t in range(1150, len(film.pose))
        for a in np.nonzero(here[t] & people)[0]
    )
    assert least > 0.15


def test_goods_behind_a_closed_stretch_wait_until_it_opens(day):
    check_books(day)
    places = day.state.places
    lines = log_of(day, EventKind.LINE_PICKED)
    at = inside(AISLE, places["x"][lines["place"]], places["y"][lines["place"]])
    times = lines["time"][at]
    assert (times < 600).any()
    assert not ((times > 620) & (times < 1500)).any()
    assert (times > 1500).sum() > 5
    others = lines["time"][~at]
    assert ((others > 620) & (others < 1500)).sum() > 50


def test_everything_is_open_again_in_the_end(day):
    assert (day.state.places["blocked"] == 0).all()
    assert day.state.clock[0]["floor"] == 0


def test_a_way_around_a_closed_aisle_is_longer():
    """Along the aisle it is as far as it looks; around it, past the end of a rack."""
    layout = small_hall()
    grid = Grid.from_plan(layout.floor_plan)
    from scenarios.simulation.navigation import cost_to, slowness

    costs = []
    for floor in (grid, closed_grid(grid, [FloorArea(**AISLE)])):
        cost = cost_to(floor, slowness(floor.coarse_m, 0.27, 0.27), np.array([[5.6, 4.0]]))
        costs.append(float(cost[floor.cell_of(5.6, 10.0)]))
    assert costs[0] == pytest.approx(6.0, abs=0.4)
    assert costs[1] > 6.0 + 2 * 1.5


def test_the_floors_of_a_day_with_overlapping_closures():
    grid = Grid.from_plan(small_hall().floor_plan)
    content = document(
        horizon_s=HORIZON_S,
        events=[closed(100, 500, AISLE), closed(300, 700, CROSS), closed(900, 1000, AISLE), closed(9000, 9100, CROSS)],
    )
    floors, changes = floors_of(grid, content)
    assert [(c.time_s, c.floor) for c in changes] == [(100, 1), (300, 2), (500, 3), (700, 0), (900, 4), (1000, 0)]
    closed_area = [int((floor.fine_m < 0).sum()) for floor in floors]
    assert closed_area[2] > closed_area[1] > closed_area[0]
    assert closed_area[4] == closed_area[1]


def test_distance_to_a_turned_rectangle():
    area = FloorArea(x_m=1.0, y_m=2.0, length_m=4.0, width_m=2.0, heading_rad=math.pi / 2)
    assert distance_m(area, np.array(1.0), np.array(2.0)) == pytest.approx(-1.0)
    assert distance_m(area, np.array(1.0), np.array(5.0)) == pytest.approx(1.0)
    assert distance_m(area, np.array(5.0), np.array(2.0)) == pytest.approx(3.0)
    assert distance_m(area, np.array(5.0), np.array(8.0)) == pytest.approx(5.0)


def test_who_waits_on_floor_that_is_closed_goes_elsewhere_and_comes_back():
    """The spots where people wait lie at the front wall; the left half of it is closed for a while."""
    home = day_of(horizon_s=600.0, orders_per_hour=0.0, film_every_s=1.0)
    x, y = home.trajectories.pose[300, 0, :2]
    area = {"x_m": float(x), "y_m": float(y), "length_m": 2.0, "width_m": 2.0}
    played = day_of(horizon_s=600.0, orders_per_hour=0.0, events=[closed(100, 400, area)], film_every_s=1.0)
    film = played.trajectories
    assert inside(area, *film.pose[90, 0, :2])
    assert not inside(area, film.pose[115:399, 0, 0], film.pose[115:399, 0, 1]).any()
    # one is hemmed in by others who wait beside it, until they are let through after a minute
    on = inside(area, film.pose[:, :, 0], film.pose[:, :, 1])
    assert on[115:180].any(axis=0).sum() <= 1
    assert not on[180:399].any()
    pickers = played.state.agents[played.state.agents["role"] == 0]
    assert (pickers["place"] == pickers["home"]).all()  # back, or beside it where it is crowded
    assert np.hypot(*(film.pose[430, 0, :2] - film.pose[90, 0, :2])) < 2.05
