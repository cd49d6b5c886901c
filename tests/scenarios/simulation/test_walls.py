"""What a wall allows: its distance and slope, the speed towards it, and that nobody ends deeper in it."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.simulation import navigation, walls
from scenarios.simulation.navigation import Grid
from tests.scenarios.simulation.halls import floor_plan

HALL = Grid.from_plan(floor_plan(10.0, 8.0, [(4.0, 3.0, 6.0, 5.0)]))
RULES = SimpleNamespace(x0=0.0, y0=0.0, cell=0.1, step=0.1)


@pytest.fixture(autouse=True)
def uncompiled(monkeypatch):
    """The kernels as Python, so that they can be called one by one."""
    parts = ("_write", "_append", "_lines_about", "_lines_ahead", "_no_farther", "_no_harder", "_keep_between")
    for name in ("look", "is_clear", *parts):
        monkeypatch.setattr(walls, name, getattr(walls, name).py_func)
    for name in ("clearance", "leaning", "room"):
        kernel = getattr(navigation, name).py_func
        monkeypatch.setattr(walls, name, kernel)
        monkeypatch.setattr(navigation, name, kernel)


def body(x, y, *, ox=None, oy=None, vx=0.0, vy=0.0, kind=0, wall=0.23, speed=1.4):
    return SimpleNamespace(
        x=x, y=y, ox=x if ox is None else ox, oy=y if oy is None else oy, vx=vx, vy=vy, kind=kind, wall=wall,
        speed=speed, accel=5.0, look_x=0.0, look_y=0.0, clear=0.0,
    )  # fmt: skip


@given(x=st.floats(0.3, 3.7), y=st.floats(0.3, 7.7), way=st.floats(0.0, 2.0), angle=st.floats(-3.2, 3.2))
def test_a_look_vouches_for_no_more_than_there_is(x, y, way, angle):
    """Wherever the last look says that there is room, there is."""
    a = body(x, y)
    walls.wall_line.py_func(a, RULES, HALL.fine_m, np.zeros((walls.MOST_WALLS, 4)))
    assert walls.is_clear(a, a.clear - 0.01)
    a.x, a.y = x + way * math.cos(angle), y + way * math.sin(angle)
    there = navigation.clearance(HALL.fine_m, 0.0, 0.0, 0.1, a.x, a.y)
    for least in (0.1, 0.23, 0.6):
        assert there >= least or not walls.is_clear(a, least)


@pytest.mark.parametrize(
    ("x", "y", "clearance", "slope"),
    [
        (1.0, 4.0, 1.0, (1, 0)),
        (9.2, 4.0, 0.8, (-1, 0)),
        (5.0, 0.5, 0.5, (0, 1)),
        (3.5, 4.0, 0.5, (-1, 0)),
        (6.6, 4.0, 0.6, (1, 0)),
        (5.0, 5.7, 0.7, (0, 1)),
    ],
)
def test_a_look_tells_how_far_the_wall_is_and_where_it_pushes(x, y, clearance, slope):
    c, gx, gy = walls.look(HALL.fine_m, RULES, x, y)
    assert c == pytest.approx(clearance, abs=0.06)
    assert (gx, gy) == pytest.approx(slope, abs=0.05)


def allowed(row, vx, vy):
    """Whether a velocity is on the allowed, left side of a half-plane."""
    px, py, dx, dy = row
    return dx * (vy - py) - dy * (vx - px) >= -1e-9


def test_nobody_may_reach_a_wall_within_the_horizon():
    """0.5 m from the wall with 0.23 m to keep: at most 0.27 m in 0.3 s, 0.9 m/s, towards it; any speed away from it."""
    lines = np.zeros((walls.MOST_WALLS, 4))
    assert walls.wall_line.py_func(body(0.5, 4.0), RULES, HALL.fine_m, lines) == 1
    c, _, _ = walls.look(HALL.fine_m, RULES, 0.5, 4.0)
    limit = (c - 0.23) / walls.WALL_HORIZON_S
    assert limit == pytest.approx(0.9, abs=0.1)
    assert allowed(lines[0], -limit + 0.02, 0)
    assert not allowed(lines[0], -limit - 0.02, 0)
    assert allowed(lines[0], -limit + 0.02, 1.4)  # along the wall as one likes
    assert allowed(lines[0], 1.4, 0)


CORRIDOR = Grid.from_plan(floor_plan(10.0, 0.8, []))


def test_far_walls_say_nothing_nor_does_the_middle_between_two_to_a_vehicle():
    lines = np.zeros((walls.MOST_WALLS, 4))
    assert walls.wall_line.py_func(body(2.0, 4.0), RULES, HALL.fine_m, lines) == 0
    assert walls.wall_line.py_func(body(5.0, 0.4, kind=1), RULES, CORRIDOR.fine_m, lines) == 0


def test_in_the_middle_of_a_corridor_people_keep_off_both_walls_and_walk_as_they_like_along_it():
    """0.4 m from either, 0.23 m to keep: 0.17 m in 0.3 s towards either."""
    lines = np.zeros((walls.MOST_WALLS, 4))
    rows = walls.wall_line.py_func(body(5.0, 0.4), RULES, CORRIDOR.fine_m, lines)
    limit = 0.17 / walls.WALL_HORIZON_S

    def free(vx, vy):
        return all(allowed(line, vx, vy) for line in lines[:rows])

    assert free(1.4, 0.0)
    assert free(-1.4, 0.0)
    assert free(1.4, limit - 0.02)
    assert free(1.4, 0.02 - limit)
    assert not free(0.0, limit + 0.02)
    assert not free(0.0, -limit - 0.02)


@pytest.mark.parametrize("at_y", [3.76, 3.82, 4.0, 4.11, 4.24])
def test_nobody_is_held_in_an_opening_wider_than_a_body(at_y):
    """A step along an opening of 0.6 m, wherever in it, is not taken back, and ends with room to both sides."""
    wall = [(4.0, 0.0, 4.3, 3.7), (4.0, 4.3, 4.3, 8.0)]
    fine = Grid.from_plan(floor_plan(10.0, 8.0, wall)).fine_m
    a = body(4.2, at_y, ox=4.1, oy=4.0, wall=0.23)
    walls.keep_off_walls.py_func(a, RULES, fine, fine)
    assert a.x > 4.14
    assert 3.7 + 0.2 < a.y < 4.3 - 0.2


def test_whoever_is_too_near_leaves_slowly():
    lines = np.zeros((walls.MOST_WALLS, 4))
    assert walls.wall_line.py_func(body(0.06, 4.0), RULES, HALL.fine_m, lines) == 1
    assert not allowed(lines[0], walls.OFF_WALL_MPS - 0.01, 0)
    assert allowed(lines[0], walls.OFF_WALL_MPS + 0.01, 0)


@given(x=st.floats(0.24, 9.76), y=st.floats(0.24, 7.76), angle=st.floats(0, 2 * math.pi), length=st.floats(0, 0.14))
def test_no_step_ends_deeper_in_a_keep_out_than_it_began(x, y, angle, length):
    def clearance(px, py):
        return navigation.clearance(HALL.fine_m, 0.0, 0.0, 0.1, px, py)

    before = clearance(x, y)
    a = body(x + length * math.cos(angle), y + length * math.sin(angle), ox=x, oy=y)
    walls.keep_off_walls.py_func(a, RULES, HALL.fine_m, HALL.fine_m)
    assert clearance(a.x, a.y) >= min(a.wall, before) - 0.021
    assert math.hypot(a.x - x, a.y - y) <= max(a.speed * RULES.step, length) + 1e-9


def test_a_step_in_the_open_is_left_alone():
    a = body(2.1, 4.0, ox=2.0, oy=4.0)
    walls.keep_off_walls.py_func(a, RULES, HALL.fine_m, HALL.fine_m)
    assert (a.x, a.y) == (2.1, 4.0)
