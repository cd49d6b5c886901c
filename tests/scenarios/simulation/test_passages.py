"""Ways through openings: found wherever they lie on the cells, refused where no body fits, in other places as the cells say."""

import math

import numpy as np
import pytest
import shapely
from shapely import affinity

from scenarios.simulation import crowd
from scenarios.simulation.bodies import PERSON_WALL_M
from scenarios.simulation.compile import PERSON_COMFORT_M, PERSON_NAV_M
from scenarios.simulation.navigation import FAR, Grid, all_sides, cost_to, room, slowness
from scenarios.simulation.passages import LEAST_M, direction_field, find_ways
from scenarios.simulation.steering import COMPASS
from tests.scenarios.simulation.halls import floor_plan, warehouse

TURNS_DEG = (0.0, 7.0, 19.0, 30.0, 41.0, 45.0, 50.0, 68.0, 83.0)
SHIFTS_M = (0.0, 0.03, 0.07, 0.11, 0.19)


def two_rooms(opening_m, wall_m, turn_deg=0.0, shift_m=0.0):
    """(a grid, the middle of the left room, of the right room, of the opening), turned about (0, 0) and then shifted."""
    opening = shapely.box(3.9, 2 - opening_m / 2, 4.1 + wall_m, 2 + opening_m / 2)
    floor = shapely.union_all([shapely.box(0.5, 0, 4, 4), opening, shapely.box(4 + wall_m, 0, 8, 4)])

    def posed(shape):
        return affinity.translate(affinity.rotate(shape, turn_deg, origin=(0, 0)), shift_m, shift_m)

    points = [posed(shapely.Point(x, 2)) for x in (2.2, 6.2, 4 + wall_m / 2)]
    return Grid.from_plan(crowd.floor_plan(posed(floor))), *(np.array([p.x, p.y]) for p in points)


def ways_of(grid):
    return find_ways(grid, PERSON_NAV_M, PERSON_COMFORT_M)


def leads(grid, ways, start, end):
    return cost_to(grid, ways.slow, end[None], ways.sides)[grid.cell_of(*start)] < FAR


@pytest.mark.parametrize("opening_m", [0.5, 0.6, 0.8])
def test_room_in_the_middle_of_an_opening_is_half_its_width_however_it_lies(opening_m):
    """To four centimetres: walls are drawn on pixels of five. Between the samples alone it would be eight."""
    for turn_deg in TURNS_DEG:
        for shift_m in SHIFTS_M:
            grid, _, _, (x, y) = two_rooms(opening_m, 1.5, turn_deg, shift_m)
            found, nx, ny = room(grid.fine_m, grid.origin_m[0], grid.origin_m[1], grid.fine_cell_m, x, y, 1.0)
            assert found == pytest.approx(opening_m / 2, abs=0.04)
            across = math.sin(math.radians(turn_deg)) * nx - math.cos(math.radians(turn_deg)) * ny
            assert abs(across) > 0.9 or (nx, ny) == (0.0, 0.0)  # away from a wall, never along the opening


@pytest.mark.parametrize("wall_m", [0.1, 0.3, 1.5])
@pytest.mark.parametrize("opening_m", [0.6, 0.7, 0.9])
def test_a_way_leads_through_an_opening_wider_than_a_body(opening_m, wall_m):
    for turn_deg in TURNS_DEG:
        for shift_m in SHIFTS_M:
            grid, left, right, _ = two_rooms(opening_m, wall_m, turn_deg, shift_m)
            assert leads(grid, ways_of(grid), left, right), (turn_deg, shift_m)


@pytest.mark.parametrize("wall_m", [0.1, 0.3, 1.5])
@pytest.mark.parametrize("opening_m", [0.3, 0.4, 0.45])
def test_no_way_leads_through_one_narrower_than_a_body(opening_m, wall_m):
    for turn_deg in TURNS_DEG:
        for shift_m in SHIFTS_M:
            grid, left, right, _ = two_rooms(opening_m, wall_m, turn_deg, shift_m)
            assert not leads(grid, ways_of(grid), left, right), (turn_deg, shift_m)


def test_the_cells_alone_miss_such_openings():
    missed = 0
    for turn_deg in TURNS_DEG:
        grid, left, right, _ = two_rooms(0.7, 0.3, turn_deg, 0.03)
        slow = slowness(grid.coarse_m, PERSON_NAV_M, PERSON_COMFORT_M)
        missed += cost_to(grid, slow, right[None])[grid.cell_of(*left)] > FAR
    assert missed >= 3


def test_a_body_fits_wherever_the_ways_lead():
    """From every narrow cell's point, a step along its direction keeps what people keep from walls."""
    for turn_deg in TURNS_DEG:
        grid, _, right, _ = two_rooms(0.6, 1.5, turn_deg, 0.07)
        ways = ways_of(grid)
        field = np.empty(ways.slow.shape, np.uint8)
        cost = direction_field(grid, ways, right[None], field)
        assert ways.narrow.any()
        for row, column in np.argwhere(ways.narrow & (cost < FAR)):
            x, y = ways.via_m[row, column]
            for step_m in (0.0, 0.05, 0.1):
                ex, ey = COMPASS[field[row, column]]
                found, _, _ = room(grid.fine_m, 0.0, 0.0, grid.fine_cell_m, x + step_m * ex, y + step_m * ey, LEAST_M)
                assert found > PERSON_WALL_M - 0.01


def test_nothing_changes_where_everything_is_wide():
    grid = Grid.from_plan(warehouse(width_m=40.0, depth_m=30.0, rows=8).floor_plan)
    ways = ways_of(grid)
    assert not ways.narrow.any()
    assert not len(ways.special)
    assert (ways.sides == all_sides(*ways.slow.shape)).all()
    assert (ways.slow == slowness(grid.coarse_m, PERSON_NAV_M, PERSON_COMFORT_M)).all()


def test_the_corner_of_a_room_and_a_thin_wall_are_no_opening():
    grid = Grid.from_plan(floor_plan(10.0, 6.0, [(4.7, 0.0, 4.8, 4.0)]))
    assert not ways_of(grid).narrow.any()


assert LEAST_M >= PERSON_WALL_M
