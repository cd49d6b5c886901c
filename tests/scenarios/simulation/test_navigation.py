"""Ways over a floor: what is in sight."""

import numpy as np

from scenarios.simulation.navigation import Grid
from tests.scenarios.simulation.halls import floor_plan

SAMPLED_M = 0.15


def sampled(grid, a, b, margin_m):
    """Whether every sample of the straight way keeps the margin: all of them looked at."""
    count = int(np.hypot(*np.subtract(b, a)) / SAMPLED_M) + 1
    return all(grid.clearance_at(*(a + (b - a) * k / count)) >= margin_m for k in range(count + 1))


def test_the_straight_way_is_free_where_all_its_samples_are():
    racks = [(3.0, 3.0, 4.2, 9.0), (6.0, 2.0, 6.4, 7.5), (8.0, 5.0, 11.0, 5.6), (8.5, 8.0, 8.7, 8.2)]
    grid = Grid.from_plan(floor_plan(14.0, 12.0, racks))
    ends = np.random.default_rng(3).uniform((0.3, 0.3), (13.7, 11.7), (4000, 2))
    seen = [
        (grid.sees(a[0], a[1], b[0], b[1], margin), sampled(grid, a, b, margin))
        for k, (a, b) in enumerate(zip(ends[::2], ends[1::2], strict=True))
        for margin in ((0.2, 0.05, 0.5)[k % 3],)
    ]
    assert all(found == expected for found, expected in seen)
    assert 0.2 < np.mean([found for found, _ in seen]) < 0.8


def test_a_place_sees_itself_only_where_there_is_room():
    grid = Grid.from_plan(floor_plan(6.0, 6.0, [(2.0, 2.0, 4.0, 4.0)]))
    assert grid.sees(1.0, 1.0, 1.0, 1.0, 0.2)
    assert not grid.sees(1.9, 3.0, 1.9, 3.0, 0.2)
