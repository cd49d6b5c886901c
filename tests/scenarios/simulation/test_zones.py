"""Zones in a day: who stays out of where, which way vehicles drive, how fast, and who waits for whom."""

import math

import numpy as np
import pytest

from scenarios.contracts import Activity
from scenarios.document import FloorArea
from scenarios.layout.zones import distance_m
from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import play, play_until
from scenarios.simulation.snapshot import SnapshotError, restore, save
from scenarios.simulation.zones import zone_table
from tests.scenarios.simulation.days import check_books, day_of
from tests.scenarios.simulation.halls import document, long_hall

HORIZON_S = 1800.0
# In the long hall the racks end at y 6 m and goods are packed in front of them, from x 26 m on.
FRONT = {"x_m": 22.0, "y_m": 4.6, "length_m": 3.0, "width_m": 2.2, "heading_rad": 0.0}
ACROSS = {"x_m": 22.0, "y_m": 3.0, "length_m": 3.0, "width_m": 6.0, "heading_rad": 0.0}


def zone(kind, area, **more):
    return {"id": "z", "kind": kind, "area": area} | more


def played(*zones, **options):
    options = {"pickers": 6, "amrs": 3, "orders_per_hour": 150.0} | options
    return day_of(long_hall(), horizon_s=HORIZON_S, film_every_s=0.5, zones=list(zones), **options)


def on(film, area, *, vehicles, margin_m=0.0):
    """(samples, agents of the kind) whether their middles are on an area while they are there."""
    mine = (film.kinds > 0) == vehicles
    at = film.pose[:, mine]
    return (distance_m(FloorArea(**area), at[..., 0], at[..., 1]) < -margin_m) & (
        film.activity[:, mine] != Activity.OFF
    )


@pytest.fixture(scope="module")
def open_day():
    return played()


def test_without_zones_both_cross_the_ground_that_these_tests_close(open_day):
    assert on(open_day.trajectories, FRONT, vehicles=True).sum() > 50
    assert on(open_day.trajectories, FRONT, vehicles=False).sum() > 50


@pytest.mark.parametrize(
    ("who", "closed", "crossed"),
    [("everyone", (True, False), ()), ("vehicles", (True,), (False,)), ("people", (False,), (True,))],
)
def test_a_keep_out_zone_keeps_out_whom_it_names(who, closed, crossed):
    day = played(zone("keep_out", FRONT, who=who))
    check_books(day)
    assert day.result.orders_shipped > 20
    for vehicles in closed:
        assert not on(day.trajectories, FRONT, vehicles=vehicles).any()
    for vehicles in crossed:
        assert on(day.trajectories, FRONT, vehicles=vehicles).sum() > 50


def test_a_vehicle_keeps_its_body_out_too():
    day = played(zone("keep_out", FRONT, who="vehicles"))
    wall_m = float(day.state.agents["wall"][day.state.agents["kind"] > 0].min())
    film = day.trajectories
    at = film.pose[:, film.kinds > 0]
    assert distance_m(FloorArea(**FRONT), at[..., 0], at[..., 1]).min() > wall_m - 0.05


def test_vehicles_drive_with_a_one_way_aisle(open_day):
    """The drawn aisle is the ground in front of the racks, where vehicles pass both ways without it.

    Tours are handed over on it, and the last metres to a place in sight are driven straight, whatever the direction.
    """
    area = {"x_m": 20.0, "y_m": 4.6, "length_m": 14.0, "width_m": 2.6}

    def eastward(day):
        film = day.trajectories
        inside = on(film, area | {"heading_rad": 0.0}, vehicles=True, margin_m=0.4)
        vx = np.gradient(film.pose[:, film.kinds > 0, 0], film.step_s, axis=0)[inside]
        vx = vx[np.abs(vx) > 0.5]
        return float((vx > 0).mean()), len(vx)

    share, count = eastward(open_day)
    assert count > 100
    assert 0.2 < share < 0.8
    for heading, wanted in ((0.0, 1.0), (math.pi, 0.0)):
        share, count = eastward(played(zone("one_way", area | {"heading_rad": heading})))
        assert count > 30
        assert share == pytest.approx(wanted, abs=0.2)


def test_vehicles_keep_to_the_speed_of_a_slow_zone_and_people_to_theirs(open_day):
    def fastest(day, vehicles):
        film = day.trajectories
        mine = (film.kinds > 0) == vehicles
        steps = np.hypot(*np.diff(film.pose[:, mine, :2], axis=0).T).T / film.step_s
        inside = on(film, ACROSS, vehicles=vehicles)
        return float(steps[inside[1:] & inside[:-1]].max())

    day = played(zone("slow", ACROSS, limit_mps=0.6))
    assert fastest(open_day, vehicles=True) > 1.2
    assert fastest(day, vehicles=True) <= 0.6 + 1e-3
    assert fastest(day, vehicles=False) == pytest.approx(fastest(open_day, vehicles=False), rel=0.2)
    check_books(day)


def test_vehicles_wait_before_a_crossing_for_those_who_walk_on_it(open_day):
    """No vehicle drives onto a crossing while somebody walks on it, and none waits there for ever."""

    def entered_onto_people(day):
        film = day.trajectories
        walking = np.hypot(*np.diff(film.pose[..., :2], axis=0).T).T / film.step_s > 0.3
        people = (on(film, ACROSS, vehicles=False)[:-1] & walking[:, film.kinds == 0]).any(axis=1)
        front = film.pose[:, film.kinds > 0]
        half = float(day.state.agents["half_length"][day.state.agents["kind"] > 0].max())
        nose = np.stack([front[..., 0] + half * np.cos(front[..., 2]), front[..., 1] + half * np.sin(front[..., 2])])
        inside = distance_m(FloorArea(**ACROSS), nose[0], nose[1]) < -0.1
        enters = inside[1:] & ~inside[:-1]
        return int((enters & people[:, None]).sum()), int(enters.sum())

    met, entries = entered_onto_people(open_day)
    assert met > 2  # in the hour of the hall without a crossing
    day = played(zone("crossing", ACROSS))
    now_met, now_entries = entered_onto_people(day)
    assert now_entries > 0.6 * entries
    assert now_met <= 0.2 * met
    check_books(day)


def test_only_slow_zones_and_crossings_are_heeded_on_the_way():
    areas = [
        zone("slow", FRONT, limit_mps=0.5),
        zone("crossing", ACROSS) | {"id": "c"},
        zone("keep_out", FRONT) | {"id": "k"},
    ]
    table = zone_table(document(zones=areas))
    assert table["crossing"].tolist() == [0, 1]
    assert table["limit"].tolist() == [0.5, 0.0]
    assert table["half_length"].tolist() == [1.5, 1.5]


def test_people_and_vehicles_share_their_clearance_unless_a_zone_tells_them_apart():
    layout = long_hall()
    assert compile_run(layout, document(amrs=1)).vehicle_fine == 0
    assert compile_run(layout, document(amrs=1, zones=[zone("keep_out", FRONT)])).vehicle_fine == 0
    apart = compile_run(layout, document(amrs=1, zones=[zone("keep_out", FRONT, who="people")]))
    assert apart.vehicle_fine == 1
    assert len(apart.fine) == 2


def test_a_day_with_zones_and_closed_floor_goes_on_from_where_it_was_saved():
    zones = [
        zone("keep_out", FRONT, who="vehicles"),
        zone("crossing", ACROSS | {"x_m": 27.0}) | {"id": "c"},
        zone("slow", ACROSS | {"x_m": 14.0}, limit_mps=0.7) | {"id": "s"},
    ]
    spill = {
        "kind": "spill",
        "start_s": 200,
        "end_s": 500,
        "area": {"x_m": 12.0, "y_m": 4.6, "length_m": 2, "width_m": 2},
    }
    options = {"pickers": 6, "amrs": 3, "orders_per_hour": 150.0, "horizon_s": 900.0}
    run = compile_run(long_hall(), document(zones=zones, events=[spill], **options))
    assert len(run.fine) == 2 * len(run.fields) == 4
    paused = play_until(run, replication=0, until_s=300.0)
    assert (
        play(run, replication=0, resume=restore(save(paused))).result.digest == play(run, replication=0).result.digest
    )
    paused.rules["vehicle_fine"] = 1  # as if the vehicles' floors began among the people's
    with pytest.raises(SnapshotError, match="floors"):
        restore(save(paused))
