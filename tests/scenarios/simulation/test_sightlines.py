"""Ways that run straight wherever nothing is near, however the floor lies on the grid."""

import math

import numpy as np
import pytest
import shapely
from shapely import affinity

from scenarios.simulation.compile import PERSON_COMFORT_M, PERSON_NAV_M
from scenarios.simulation.crowd import floor_plan
from scenarios.simulation.navigation import CELL_M, FAR, Grid, cost_to
from scenarios.simulation.passages import costs_in_sight, direction_field, find_ways
from scenarios.simulation.steering import COMPASS

DIAGONAL_M = CELL_M * math.sqrt(2)


def field_to(floor, points_m):
    """(grid, its ways, directions, costs) towards points on a walkable polygon."""
    grid = Grid.from_plan(floor_plan(floor))
    ways = find_ways(grid, PERSON_NAV_M, PERSON_COMFORT_M)
    field = np.empty(ways.slow.shape, np.uint8)
    return grid, ways, field, direction_field(grid, ways, np.atleast_2d(points_m), field)


def cluttered(rng):
    boxes = [
        shapely.box(x, y, x + dx, y + dy)
        for x, y, dx, dy in zip(*rng.uniform(2, 18, (2, 9)), *rng.uniform(0.2, 4, (2, 9)), strict=True)
    ]
    return shapely.box(0, 0, 22, 22).difference(shapely.union_all(boxes))


@pytest.mark.parametrize("turn_deg", [0, 17, 30, 40])
def test_along_a_corridor_people_want_to_walk_along_it(turn_deg):
    """Wherever the wall is not near: the equation alone turned them by 12° half a metre from there."""
    corridor = affinity.rotate(shapely.box(0, 0, 30, 4), turn_deg, origin=(0, 0))
    ahead = np.array([math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))])
    aside = np.array([-ahead[1], ahead[0]])
    grid, _, field, _ = field_to(corridor, [29 * ahead + y * aside for y in np.arange(0.5, 3.6, 0.2)])
    for along in np.arange(2.0, 25.0, 0.4):
        for y in np.arange(PERSON_COMFORT_M + DIAGONAL_M, 4 - PERSON_COMFORT_M - DIAGONAL_M, 0.1):
            direction = COMPASS[field[grid.cell_of(*(along * ahead + y * aside))]]
            assert math.degrees(abs(math.asin(direction @ aside))) < 6


@pytest.mark.parametrize("turn_deg", [0, 13, 30, 45])
def test_the_way_round_a_wall_costs_as_much_as_it_is_long(turn_deg):
    """Two straight legs and an arc about the wall's end, as far from it as people like to keep, and a cell farther."""
    wall = shapely.box(-0.05, -10, 0.05, 0)
    floor = affinity.rotate(shapely.box(-10, -10, 10, 10).difference(wall), turn_deg, origin=(0, 0))
    start, end = (np.array(affinity.rotate(shapely.Point(x, -6), turn_deg, origin=(0, 0)).coords[0]) for x in (-7, 7))
    grid, _, _, cost = field_to(floor, end)
    cell = grid.cell_of(*start)
    start = np.array(grid.center_m(*cell))
    shortest = shapely.MultiPoint([start, end]).union(shapely.Point(0, 0).buffer(PERSON_COMFORT_M)).convex_hull.length
    shortest -= math.dist(start, end)
    assert cost[cell] == pytest.approx(shortest, abs=2 * CELL_M)


def test_cells_see_their_roots():
    """Half a diagonal nearer to a wall than was asked for at most: ways between two cells that see are not looked at."""
    rng = np.random.default_rng(8)
    looked_at = 0
    for _ in range(4):
        grid = Grid.from_plan(floor_plan(cluttered(rng)))
        ways = find_ways(grid, PERSON_NAV_M, PERSON_COMFORT_M)
        _, root = costs_in_sight(grid, ways, np.array([[21.0, 21.0]]))
        for row, column in np.argwhere(root >= 0):
            seen = divmod(int(root[row, column]), root.shape[1])
            if seen != (row, column):
                ends = (*grid.center_m(row, column), *grid.center_m(*seen))
                assert grid.sees(*ends, PERSON_COMFORT_M - 0.01 - DIAGONAL_M / 2)
                looked_at += 1
    assert looked_at > 4000


def test_costs_are_never_greater_than_those_of_the_equation_and_never_less_than_the_distance():
    rng = np.random.default_rng(9)
    for _ in range(4):
        end = np.array([21.0, 21.0])
        grid, ways, _, cost = field_to(cluttered(rng), end)
        plain = cost_to(grid, ways.slow, end[None], ways.sides)
        assert ((cost < FAR) == (plain < FAR)).all()
        assert (cost <= plain + 0.06).all()
        for row, column in np.argwhere(cost < FAR):
            assert cost[row, column] >= math.dist(grid.center_m(row, column), end) - 0.01
