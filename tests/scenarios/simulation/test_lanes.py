"""Lanes: vehicles keep to the right of a corridor and drive through one-way aisles the right way."""

import math

import numpy as np
import pytest

from scenarios.simulation import sites
from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import play
from scenarios.simulation.lanes import lane_fields, step_costs
from scenarios.simulation.navigation import CELL_M, FAR, Grid, slowness
from scenarios.simulation.steering import COMPASS
from tests.scenarios.simulation.halls import document, floor_plan, long_hall

PALLETS = {"inbound": [{"start_s": 0, "end_s": 1800, "pallets_per_hour": 90}]}
CORRIDOR = Grid.from_plan(floor_plan(24.0, 3.0, []))
ENDS = np.array([(2.0, 1.5), (22.0, 1.5)])


def no_direction(grid):
    return np.zeros((*grid.coarse_m.shape, 2), np.float32)


def fields(grid, one_way, *, keep_right=True, anchors=ENDS):
    slow = slowness(grid.coarse_m, 0.4, 0.4)
    return lane_fields(grid, step_costs(grid.coarse_m, slow, one_way, keep_right), slow, anchors)


def followed(grid, field, start, goal):
    """(N, 2) points of the way that a direction field leads, in steps of 0.1 m."""
    x, y = map(float, start)
    points = [(x, y)]
    for _ in range(2000):
        if math.dist((x, y), goal) < 0.5:
            return np.array(points)
        ex, ey = COMPASS[field[grid.cell_of(x, y)]]
        x, y = x + 0.1 * ex, y + 0.1 * ey
        points.append((x, y))
    raise AssertionError(f"the field leads nowhere: it came to {x:.1f}, {y:.1f}")


def in_the_middle(way):
    return way[(way[:, 0] > 8) & (way[:, 0] < 16), 1].mean()


def test_opposite_directions_use_different_sides_of_a_corridor():
    """Who is on the left half goes over to the right one; who is on the right half stays there."""
    for keep_right in (True, False):
        lanes, _ = fields(CORRIDOR, no_direction(CORRIDOR), keep_right=keep_right)
        east = [in_the_middle(followed(CORRIDOR, lanes[1], (2.0, y), ENDS[1])) for y in (2.3, 0.7)]
        west = [in_the_middle(followed(CORRIDOR, lanes[0], (22.0, y), ENDS[0])) for y in (0.7, 2.3)]
        if keep_right:  # eastward the right is the side of small y
            assert max(east) < 1.55
            assert min(west) > 1.45
            assert west[1] - east[1] > 0.4
        else:
            assert east[0] > 1.6
            assert west[0] < 1.4


def test_a_way_against_a_one_way_aisle_costs_26_times_as_much():
    """6 m of the corridor are one-way eastward; costs are those of the metres, with 25 added to each against it."""
    one_way = no_direction(CORRIDOR)
    columns = slice(round(9 / CELL_M), round(15 / CELL_M))
    one_way[:, columns, 0] = 1.0
    _, between = fields(CORRIDOR, one_way, keep_right=False)
    assert between[0, 1] == pytest.approx(20.0, abs=0.6)  # with the arrow
    assert between[1, 0] == pytest.approx(20.0 + 25 * 6.0, abs=8.0)


def test_where_there_is_a_way_around_nobody_drives_against_the_arrow():
    """Two aisles beside a rack; the lower one is one-way eastward: westward leads the upper one, eastward the lower."""
    grid = Grid.from_plan(floor_plan(24.0, 9.0, [(6.0, 3.0, 18.0, 6.0)]))
    one_way = no_direction(grid)
    low = slice(0, round(3.0 / CELL_M))
    one_way[low, round(6 / CELL_M) : round(18 / CELL_M), 0] = 1.0
    anchors = np.array([(2.0, 1.5), (22.0, 1.5)])
    lanes, _ = fields(grid, one_way, anchors=anchors)
    east = followed(grid, lanes[1], anchors[0], anchors[1])
    west = followed(grid, lanes[0], anchors[1], anchors[0])
    inside = [way[(way[:, 0] > 7) & (way[:, 0] < 17), 1] for way in (east, west)]
    assert inside[0].max() < 3.0
    assert inside[1].min() > 6.0


def test_nobody_is_shut_in_by_arrows():
    """A dead end that is one-way inward still has a way out."""
    one_way = no_direction(CORRIDOR)
    one_way[:, :, 0] = 1.0
    lanes, between = fields(CORRIDOR, one_way)
    assert between.max() < FAR
    assert len(followed(CORRIDOR, lanes[0], ENDS[1], ENDS[0])) > 100


def test_corners_are_not_cut():
    grid = Grid.from_plan(floor_plan(6.0, 6.0, [(2.0, 2.0, 4.0, 4.0)]))
    slow = slowness(grid.coarse_m, 0.4, 0.4)
    costs = step_costs(grid.coarse_m, slow, no_direction(grid), False)
    for j, i in np.argwhere(slow[:-1, :-1] > 0):
        if slow[j, i + 1] < 0 or slow[j + 1, i] < 0:
            assert costs[j, i, 1] > FAR  # north-east


@pytest.fixture(scope="module")
def driven():
    """Metres that vehicles drove in aisles with the arrows, and against them, by the rule of the document."""
    layout = long_hall()
    metres = {}
    for rule in ("none", "all"):
        content = document(
            horizon_s=1800.0,
            pickers=6,
            amrs=3,
            forklifts=2,
            orders_per_hour=150,
            traffic={"one_way": rule},
            demand=PALLETS,
        )
        run = compile_run(layout, content)
        slow = slowness(run.grid.coarse_m, 0.27, 0.7)
        cost = np.array([10.0 + f.y_m for f in layout.faces])
        assert slow.shape == run.grid.coarse_m.shape
        arrows = sites.one_way(run.grid, sites.find_aisles(run.grid, layout.faces, cost), narrower_than_m=math.inf)
        film = play(run, replication=0, window=(0.0, 1800.0), sample_s=0.5).trajectories
        poses = film.pose[:, film.kinds > 0, :2].astype(float)
        moved = np.diff(poses, axis=0)
        cells = (poses[:-1] / CELL_M).astype(int)
        there = arrows[cells[..., 1], cells[..., 0]]
        along = (moved * there).sum(axis=2)
        metres[rule] = along[along > 0].sum(), -along[along < 0].sum()
    return metres


def test_vehicles_respect_one_way_aisles_over_a_day(driven):
    with_arrows, against = driven["all"]
    assert with_arrows > 200
    assert against < 0.04 * with_arrows


def test_without_the_rule_they_drive_both_ways(driven):
    with_arrows, against = driven["none"]
    assert against > 0.2 * with_arrows
