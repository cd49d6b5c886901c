"""How a vehicle drives: it brakes in time, turns where it sweeps nobody, and backs off slowly."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from scenarios.simulation import steering, vehicles
from scenarios.simulation.records import AGENT
from scenarios.simulation.vehicles import BRAKE, REVERSE_MPS, STAND_OFF_M

STEP_S = 0.1
RULES = SimpleNamespace(step=STEP_S, person_limit=1.2, x0=-20.0, y0=-20.0, cell=0.1)
OPEN = np.full((400, 400), 9.0, np.float32)  # no wall anywhere near
PERSON, AMR, FORKLIFT = 0, 1, 2
NOBODY = np.zeros((1, 4))


WALLS = ("_stops_within", "_free_ahead", "_before_walls")


@pytest.fixture(autouse=True)
def uncompiled(monkeypatch):
    """The kernels as Python, so that they can be called one by one."""
    for name in (
        "_extent",
        "protective_limit",
        "turn_is_free",
        "_outside",
        "speed_along",
        "_brakes",
        "_accelerate",
        *WALLS,
    ):
        monkeypatch.setattr(vehicles, name, getattr(vehicles, name).py_func)
    monkeypatch.setattr(vehicles, "wrapped", steering.wrapped.py_func)


def agents(*bodies):
    """Rows of the agents' table: (kind, x, y, heading, speed) and sizes by kind."""
    table = np.zeros(len(bodies), AGENT)
    sizes = {PERSON: (0.25, 0.25), AMR: (0.45, 0.325), FORKLIFT: (1.15, 0.55)}
    for row, (kind, x, y, heading, speed) in zip(table, bodies, strict=True):
        row["kind"], row["x"], row["y"], row["heading"] = kind, x, y, heading
        row["ux"], row["uy"] = math.cos(heading), math.sin(heading)
        row["vx"], row["vy"] = speed * row["ux"], speed * row["uy"]
        row["half_length"], row["half_width"] = sizes[kind]
        row["reach"] = math.hypot(*sizes[kind])
        row["radius"] = row["reach"] + 0.05
        row["speed"], row["accel"], row["turn"] = 1.6, 0.8, 1.5
    return table.view(np.recarray)


def drive(table, vx, vy, *, others=(), fine=OPEN):
    """One step of agent 0 towards a wanted velocity."""
    near = np.array(list(others) or [0], np.int64)
    vehicles.drive.py_func(table, 0, RULES, vx, vy, near, len(others), NOBODY, 0, math.inf, fine)
    a = table[0]
    a.x += a.nx * STEP_S
    a.y += a.ny * STEP_S
    a.vx, a.vy = a.nx, a.ny


def speed(a):
    return math.hypot(a.vx, a.vy)


def test_it_gains_speed_by_its_acceleration_and_brakes_half_as_hard_again():
    table = agents((AMR, 0, 0, 0, 0))
    gains = []
    for _ in range(30):
        before = speed(table[0])
        drive(table, 1.6, 0.0)
        gains.append(speed(table[0]) - before)
    assert max(gains) == pytest.approx(0.08)
    assert speed(table[0]) == pytest.approx(1.6)
    losses = []
    while speed(table[0]) > 0:
        before = speed(table[0])
        drive(table, 0.0, 0.0)
        losses.append(before - speed(table[0]))
    assert max(losses) == pytest.approx(0.8 * BRAKE * STEP_S)


@pytest.mark.parametrize("kind", [PERSON, AMR, FORKLIFT])
def test_it_stops_before_whoever_stands_in_its_way(kind):
    """Wanting 1.6 m/s to the end, it stands short of the other's edge by what it keeps; never on it."""
    table = agents((AMR, 0, 0, 0, 1.6), (kind, 6.0, 0.2, math.pi / 2, 0))
    edge = 6.0 - (table[1].half_width if kind else 0.25)
    speeds = []
    for _ in range(200):
        drive(table, 1.6, 0.0, others=(1,))
        speeds.append(speed(table[0]))
    gap = edge - (table[0].x + 0.45)
    assert gap == pytest.approx(STAND_OFF_M, abs=0.06)
    assert speeds[-1] < 0.02
    assert np.diff([1.6, *speeds]).min() >= -0.8 * BRAKE * STEP_S - 1e-9


def test_it_follows_at_the_speed_of_who_drives_ahead():
    table = agents((AMR, 0, 0, 0, 1.6), (AMR, 3.0, 0, 0, 0.6))
    for _ in range(300):
        table[1].x += 0.6 * STEP_S
        drive(table, 1.6, 0.0, others=(1,))
    assert speed(table[0]) == pytest.approx(0.6, abs=0.02)
    assert table[1].x - table[0].x - 0.9 > STAND_OFF_M


def test_it_drives_slowly_beside_people_and_not_beside_machines():
    for kind, limit in ((PERSON, 1.2), (FORKLIFT, 1.6)):
        table = agents((AMR, 0, 0, 0, 1.6), (kind, 0.4, 1.4, 0, 0))
        assert vehicles.protective_limit(table, 0, np.array([1]), 1, 1.2, 1.0) == pytest.approx(limit)
    behind = agents((AMR, 0, 0, 0, 1.6), (PERSON, -1.2, 0, 0, 0))
    assert vehicles.protective_limit(behind, 0, np.array([1]), 1, 1.2, 1.0) == pytest.approx(1.6)


def test_it_turns_no_faster_than_it_can_and_slows_for_it():
    table = agents((AMR, 0, 0, 0, 0))
    headings = [0.0]
    for _ in range(12):
        drive(table, 0.0, 1.6)
        headings.append(float(table[0].heading))
    assert np.diff(headings).max() == pytest.approx(1.5 * STEP_S)
    assert headings[11] == pytest.approx(math.pi / 2)
    table = agents((AMR, 0, 0, 0, 0))
    drive(table, 0.0, 1.6)
    assert speed(table[0]) == 0  # the wanted way is square to its own: it turns first


def test_a_long_vehicle_does_not_sweep_over_who_stands_beside_it():
    beside = agents((FORKLIFT, 0, 0, 0, 0), (PERSON, 1.0, 0.85, 0, 0))
    near = np.array([1])
    assert not vehicles.turn_is_free(beside, 0, near, 1, math.cos(0.3), math.sin(0.3))
    assert vehicles.turn_is_free(beside, 0, near, 1, math.cos(-0.1), math.sin(-0.1))  # away from them
    away = agents((FORKLIFT, 0, 0, 0, 0), (PERSON, 1.6, 1.6, 0, 0))
    assert vehicles.turn_is_free(away, 0, near, 1, math.cos(0.3), math.sin(0.3))
    drive(beside, 0.0, 1.0, others=(1,))
    assert beside[0].heading == 0


def test_it_backs_off_slowly_and_only_where_nobody_stands():
    table = agents((AMR, 0, 0, 0, 0), (PERSON, -3.0, 0.1, 0, 0))
    speeds = []
    for _ in range(150):
        vehicles.back_off.py_func(table, 0, RULES, np.array([1]), 1, NOBODY, 0, OPEN)
        a = table[0]
        a.x += a.nx * STEP_S
        a.vx, a.vy = a.nx, a.ny
        speeds.append(float(a.vx))
    assert min(speeds) == pytest.approx(-REVERSE_MPS)
    assert np.abs(np.diff([0.0, *speeds])).max() <= 0.8 * BRAKE * STEP_S + 1e-9
    assert table[0].x - 0.45 - (-3.0 + 0.25) == pytest.approx(STAND_OFF_M, abs=0.06)
    assert abs(speeds[-1]) < 0.02


WALL_AT = np.repeat(10.0 - 0.1 * np.arange(400)[None, :], 400, axis=0).astype(np.float32)  # 0 at x = -9.95 m


@pytest.mark.parametrize("start_m", [-14.0, -13.0])
def test_before_a_wall_it_comes_to_rest_by_its_brakes(start_m):
    """The wall is at x = -9.95 m; the body, 0.375 m wide on this side with what it keeps, stops short of it."""
    table = agents((AMR, start_m, 0.0, 0.0, 1.6))
    table["wall"] = 0.375
    hardest = 0.0
    for _ in range(120):
        before = speed(table[0])
        drive(table, 1.6, 0.0, fine=WALL_AT)
        hardest = max(hardest, (before - speed(table[0])) / STEP_S)
    assert hardest <= BRAKE * 0.8 + 1e-9
    assert speed(table[0]) < 0.02
    assert -9.95 - 0.375 - 0.35 < table[0].x < -9.95 - 0.375 + vehicles.NEARER_M


def test_it_turns_towards_a_wall_no_faster_than_it_could_stop_before_it():
    """At full speed along a wall 0.3 m beside it, wanted straight at it: it brakes by its brakes and stays off."""
    table = agents((AMR, -10.6, 0.0, math.pi / 2, 1.6))
    table["wall"] = 0.375
    for _ in range(60):
        before = speed(table[0])
        drive(table, 1.6, 0.0, fine=WALL_AT)
        assert before - speed(table[0]) <= BRAKE * 0.8 * STEP_S + 1e-9
        assert table[0].x < -9.95 - 0.375 + vehicles.NEARER_M
    assert table[0].heading == pytest.approx(0.0, abs=0.01)
