"""From a layout to a day: which goods can be walked to."""

from dataclasses import replace

import pytest

from scenarios.simulation.compile import NotRunnable, compile_run
from tests.scenarios.simulation.days import check_books, day_of
from tests.scenarios.simulation.halls import document, floor_plan, small_hall

RACKS = [(3.0, 4.5, 4.2, 9.5), (7.0, 4.5, 8.2, 9.5), (11.0, 4.5, 12.2, 9.5)]


def hall_with_a_wall(left_m, right_m):
    """The small hall with its goods behind a wall that is open from `left_m` to `right_m`."""
    wall = [(0.0, 3.2, left_m, 3.4), (right_m, 3.2, 16.0, 3.4)]
    return replace(small_hall(), floor_plan=floor_plan(16.0, 12.0, RACKS + wall))


@pytest.mark.parametrize(("left_m", "right_m"), [(9.7, 10.3), (9.8, 10.3), (9.6, 10.4)])
def test_goods_behind_a_narrow_door_are_picked(left_m, right_m):
    """The middle of the first door lies between two cells of the ways, 0.17 m from the jambs at the centre of either."""
    played = day_of(hall_with_a_wall(left_m, right_m), horizon_s=1800.0, pickers=2, orders_per_hour=30)
    check_books(played)
    assert played.result.orders_shipped >= 8
    assert played.state.agents["forced"].sum() == 0


def test_goods_behind_a_gap_that_nobody_fits_through_are_out_of_reach():
    with pytest.raises(NotRunnable, match="no pick face can be walked to"):
        compile_run(hall_with_a_wall(9.7, 10.0), document())
