"""People walking over any floor: nobody goes through walls, jumps or gets stuck, and the harness does what it says."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.simulation.bodies import PERSON_WALL_M
from scenarios.simulation.crowd import Goal, Period, Walkers, floor_plan, scatter, walk
from scenarios.simulation.navigation import Grid
from scenarios.simulation.people import PERSON_ACCELERATION
from scenarios.simulation.records import STEP_S
from scenarios.validation.poses import Pose

SPEED_MPS = 1.34
# the clearance is known on a 0.1 m grid; half of a cell's diagonal is what it may miss at a corner
GRID_M = 0.075


def points(*xy):
    return np.array(xy, dtype=float)


def wall_distance(floor, tracks):
    """(T, N) distance to the nearest wall by the exact polygon, negative inside of it; NaN for who has left."""
    here = np.isfinite(tracks.position_m[..., 0])
    where = shapely.points(tracks.position_m[here].astype(float))
    distance = np.full(here.shape, np.nan)
    distance[here] = shapely.distance(floor.boundary, where) * np.where(shapely.contains(floor, where), 1, -1)
    return distance


def assert_walks_like_people(floor, tracks, speed_mps):
    """At every step: no wall entered, no jump, no speed above one's own, no more than a brisk acceleration.

    A wall may stop people faster than they would stop themselves.
    """
    distance = wall_distance(floor, tracks)
    assert np.nanmin(distance) > PERSON_WALL_M - GRID_M
    velocity = tracks.velocity_mps.astype(float)
    speed = np.hypot(velocity[..., 0], velocity[..., 1])
    assert np.nanmax(speed - speed_mps) < 1e-4
    jumped = np.diff(tracks.position_m.astype(float), axis=0) - velocity[1:] * tracks.step_s
    assert np.nanmax(np.abs(jumped), initial=0.0) < 1e-4
    changed = np.hypot(*np.moveaxis(np.diff(velocity, axis=0), 2, 0))
    free = distance[1:] > PERSON_WALL_M + 2 * GRID_M
    assert np.max(changed[free], initial=0.0) <= PERSON_ACCELERATION * STEP_S + 1e-3


def test_one_walks_straight_at_ones_own_speed_and_leaves():
    tracks = walk(
        shapely.box(0, 0, 20, 3), [Goal((18, 1), (18, 2))], Walkers.towards(points((1, 1.5)), 1.2, [0]), horizon_s=60
    )
    assert tracks.arrived_s[0] == pytest.approx((17 - 0.25) / 1.2, abs=0.4)
    assert np.abs(tracks.position_m[:, 0, 1] - 1.5).max() < 0.01
    assert np.isfinite(tracks.position_m[:-1]).all()


def test_routes_are_walked_in_order_and_nobody_starts_early():
    goals = [Goal((9, 1), (9, 9)), Goal((1, 9.5), (2, 9.5)), Goal((9, 9.5), (9, 9.6))]
    walkers = Walkers.towards(
        points((1, 2), (1, 5)), SPEED_MPS, np.array([[0, 1, -1], [1, 0, 2]]), np.array([0.0, 7.3])
    )
    tracks = walk(shapely.box(0, 0, 10, 10), goals, walkers, horizon_s=90)
    assert np.isfinite(tracks.arrived_s).all()
    first = tracks.position_m[:, 0]
    at_goal = [int(np.nanargmin(np.hypot(*(first - g).T))) for g in ((9, first[70, 1]), (1.5, 9.5))]
    assert at_goal[0] < at_goal[1]
    moved = np.hypot(*np.diff(tracks.position_m[:, 1], axis=0).T)
    assert np.nonzero(moved > 1e-6)[0][0] * STEP_S == pytest.approx(7.3)


def test_a_start_in_a_wall_is_refused():
    with pytest.raises(ValueError, match="not on the floor"):
        walk(shapely.box(0, 0, 5, 5), [Goal((4, 1), (4, 4))], Walkers.towards(points((6, 2)), 1.0, [0]), horizon_s=1)


def test_people_do_not_fit_closer_than_they_fit():
    with pytest.raises(ValueError, match="do not fit"):
        scatter(shapely.box(0, 0, 2, 2), 30, np.random.default_rng(0), apart_m=0.5)


def test_across_the_seam_of_a_periodic_floor_people_see_each_other():
    """One follows another who is slower, over the seam: the gap never closes."""
    floor = shapely.box(-9, 0, 29, 0.8)
    walkers = Walkers.towards(points((15, 0.4), (11, 0.4)), np.array([0.5, 1.4]), [0])
    tracks = walk(floor, [Goal((28, 0.4), (28, 0.4))], walkers, horizon_s=60, period=Period((0, 0), (1, 0), 20.0))
    x = tracks.position_m[..., 0].astype(float)
    assert (x.max(axis=0) <= 20.0).all()
    assert (np.diff(x[:, 0]) < -10).sum() == 2  # 30 m from 15 m on
    gap = (x[:, 0] - x[:, 1]) % 20.0
    assert gap.min() > 0.5
    assert gap[-1] < 2.0


@pytest.mark.parametrize("turned_deg", [0, 30])
def test_clearance_is_the_distance_to_the_polygon(turned_deg):
    floor = shapely.affinity.rotate(shapely.box(0, 0, 8, 5).difference(shapely.box(3, 2, 4, 3)), turned_deg)
    grid = Grid.from_plan(floor_plan(floor))
    rng = np.random.default_rng(3)
    for x, y in rng.uniform((0, 0), (8, 5), (200, 2)):
        point = shapely.Point(x, y)
        exact = floor.boundary.distance(point) * (1 if floor.contains(point) else -1)
        if abs(exact) < 0.45:  # beyond the drawn margin there is nothing to know
            assert grid.clearance_at(x, y) == pytest.approx(exact, abs=GRID_M)


def two_rooms(opening_m, wall_m):
    """Two rooms of 5 x 6 m, and the opening in the wall between them."""
    opening = shapely.box(4.95, 3 - opening_m / 2, 5.05 + wall_m, 3 + opening_m / 2)
    return shapely.union_all([shapely.box(0, 0, 5, 6), opening, shapely.box(5 + wall_m, 0, 10 + wall_m, 6)])


POSES_OF_A_WALL = [Pose("", 0.0, 0.02 * k) for k in range(6)] + [
    Pose("", float(turn), float(shift)) for turn, shift in np.random.default_rng(11).uniform((0, 0), (90, 0.5), (66, 2))
]


@pytest.mark.parametrize("wall_m", [0.1, 0.3, 1.5])
@pytest.mark.parametrize("opening_m", [0.6, 0.7])
def test_one_walks_through_an_opening_however_the_wall_lies(opening_m, wall_m):
    """From anywhere in one room to the middle of the other, in 72 poses: no wall entered, nobody stuck, little delay."""
    floor, goal = two_rooms(opening_m, wall_m), (9.0 + wall_m, 3.0)
    rng = np.random.default_rng(1)
    for pose in POSES_OF_A_WALL:
        start = rng.uniform((0.5, 0.5), (3.5, 5.5))
        tracks = pose.walk(floor, [Goal(goal, goal)], Walkers.towards(points(start), SPEED_MPS, [0]), horizon_s=30)
        way_m = math.dist(start, (5, 3)) + wall_m + math.dist((5 + wall_m, 3), goal)
        assert tracks.arrived_s[0] < 1.3 * way_m / SPEED_MPS, pose
        assert_walks_like_people(floor, tracks, SPEED_MPS)


@pytest.mark.parametrize("opening_m", [0.3, 0.4, 0.45])
def test_whoever_finds_an_opening_too_narrow_takes_the_door(opening_m):
    """The goal lies straight behind the narrow opening; the door is two metres aside."""
    floor = two_rooms(opening_m, 0.2).union(shapely.box(4.95, 0.4, 5.25, 1.4))
    walkers = Walkers.towards(points((4.3, 3.0)), SPEED_MPS, [0])
    for pose in POSES_OF_A_WALL[::4]:
        tracks = pose.walk(floor, [Goal((7.2, 3.0), (7.2, 3.0))], walkers, horizon_s=20)
        assert 3.5 < tracks.arrived_s[0] < 6.0, pose


@st.composite
def rooms(draw):
    """A room with up to four boxes in it, turned by any angle, on which one can get everywhere."""

    def tenths(low, high):
        return draw(st.integers(round(10 * low), round(10 * high))) / 10

    width, depth = tenths(5, 14), tenths(5, 12)
    floor = shapely.box(0, 0, width, depth)
    for _ in range(draw(st.integers(0, 4))):
        x, y = tenths(0, width), tenths(0, depth)
        floor = floor.difference(shapely.box(x, y, x + tenths(0.3, 4), y + tenths(0.3, 4)))
    parts = [p for p in shapely.get_parts(floor) if p.area > 8]
    floor = max(parts, key=lambda p: p.area) if parts else shapely.box(0, 0, width, depth)
    return shapely.affinity.rotate(floor, draw(st.integers(0, 90)), origin=(0, 0))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(floor=rooms(), count=st.integers(1, 30), seed=st.integers(0, 1000))
def test_nobody_enters_a_wall_or_jumps_whatever_the_floor(floor, count, seed):
    rng = np.random.default_rng(seed)
    free = floor.buffer(-0.4)
    if free.area < 0.5 * count:
        return
    free = max(shapely.get_parts(free), key=lambda p: p.area)
    starts, targets = scatter(free, count, rng), scatter(free, 3, rng)
    goals = [Goal(tuple(p), tuple(p), 0.4) for p in targets]
    speeds = np.clip(rng.normal(1.34, 0.26, count), 0.5, 2.0)
    tracks = walk(floor, goals, Walkers.towards(starts, speeds, rng.integers(0, 3, (count, 2))), horizon_s=40)
    assert_walks_like_people(floor, tracks, speeds)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    corners=st.lists(st.integers(0, 359).map(math.radians), min_size=4, max_size=9, unique=True),
    size=st.floats(4, 9),
    count=st.integers(1, 20),
    seed=st.integers(0, 1000),
)
def test_everybody_arrives_in_a_convex_room(corners, size, count, seed):
    floor = shapely.MultiPoint([(size * math.cos(c), size * math.sin(c)) for c in corners]).convex_hull
    free = floor.buffer(-0.5)
    if free.area < max(4.0, 0.8 * count):
        return
    rng = np.random.default_rng(seed)
    goals = [Goal(tuple(p), tuple(p), 0.4) for p in scatter(free, 2, rng)]
    walkers = Walkers.towards(scatter(free, count, rng), SPEED_MPS, rng.integers(0, 2, (count, 1)))
    tracks = walk(floor, goals, walkers, horizon_s=120)
    assert np.isfinite(tracks.arrived_s).all()
    assert_walks_like_people(floor, tracks, walkers.speed_mps)
