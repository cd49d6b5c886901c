"""Walks on the coarse grid: around what stands in the way, and from a few points as from all."""

import numpy as np

from scenarios.layout.reach import main_reach
from scenarios.layout.variant import base_floor_plan
from scenarios.layout.work_estimate import walking_distances_m
from twin.contracts import Scene

POINTS = [(8.0, 0.0), (-9.0, 1.5), (-9.0, -1.5), (8.0, 4.0)]


def test_walks_from_the_first_points_are_those_rows_of_the_walks_between_all(hall: Scene) -> None:
    reach = main_reach(base_floor_plan(hall), 0.3)
    between_all = walking_distances_m(reach, POINTS)
    np.testing.assert_allclose(between_all, between_all.T)
    np.testing.assert_allclose(walking_distances_m(reach, POINTS, sources=2), between_all[:2])


def test_a_walk_is_no_shorter_than_the_straight_line_and_longer_around_a_rack(hall: Scene) -> None:
    reach = main_reach(base_floor_plan(hall), 0.3)
    across = [(-5.0, 1.5), (-5.0, -1.5)]  # rack-2 is between them
    assert walking_distances_m(reach, across, sources=1)[0, 1] > 2 * 3.0
