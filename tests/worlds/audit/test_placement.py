"""Where a picture shows an agent: shifts of patches that we place, ways on the floor by projecting points."""

import numpy as np
import pytest

from twin.contracts import look_at
from worlds.audit.findings import Findings
from worlds.audit.placement import TOLD_CELLS, Offset, cells_per_metre, ignored_for, mean_offsets, shift_of

NOBODY = np.zeros((40, 60), np.bool_)


def body(row, column):
    """A person's cells: eight high, three wide."""
    cells = NOBODY.copy()
    cells[row : row + 8, column : column + 3] = True
    return cells


def evidence_of(cells):
    return np.where(cells, np.float32(4), np.float32(-4))


def offset(shift, per_metre, agent=0):
    return Offset(agent, np.array(shift, np.float64), np.array(per_metre, np.float64))


@pytest.mark.parametrize("moved", [(0, 0), (2, 0), (0, -3), (-1, 2)])
def test_a_shift_is_found_to_a_tenth_of_a_cell(moved):
    columns, rows = moved
    evidence = evidence_of(body(20 + rows, 30 + columns))
    assert shift_of(evidence, body(20, 30), NOBODY) == pytest.approx(moved, abs=0.1)


def test_who_stands_beside_does_not_pull():
    """The detector finds both; the cells of one say nothing of the other."""
    both = evidence_of(body(20, 30) | body(20, 34))
    owner = np.where(body(20, 30), 0, np.where(body(20, 34), 1, -1))
    pulled = shift_of(both, body(20, 30), NOBODY)
    left_alone = shift_of(both, body(20, 30), ignored_for(0, owner, body(20, 30)))
    assert abs(left_alone[0]) < abs(pulled[0]) + 0.01
    assert left_alone == pytest.approx((0, 0), abs=0.3)


def test_a_picture_that_shows_nobody_says_nothing():
    assert shift_of(evidence_of(NOBODY), body(20, 30), NOBODY) == pytest.approx((0, 0))


def test_a_metre_on_the_floor_is_as_long_as_projecting_two_points_says():
    camera = look_at("c", "c", position_m=(1, 2, 4), target_m=(9, 5, 0.5), horizontal_fov_rad=1.2)
    point, step = np.array([8.0, 4.0, 1.1]), 1e-4
    away = (point[:2] - (1, 2)) / np.hypot(7, 2)
    ways = np.array([[away[1], -away[0], 0], [away[0], away[1], 0]])  # to the right of it, and along it

    def cell(p):
        x, y, z = camera.camera_to_world[:3, :3].T @ (p - camera.camera_to_world[:3, 3])
        u, v = camera.focal_px[0] * x / z, camera.focal_px[1] * y / z
        return np.array([u * 128 / camera.width_px, v * 72 / camera.height_px])

    expected = np.stack([(cell(point + step * way) - cell(point)) / step for way in ways], axis=1)
    found = cells_per_metre(camera, point, (72, 128))
    assert found == pytest.approx(expected, rel=1e-3)
    assert found[0, 0] > 0  # across is to the right
    assert found[1, 1] < 0  # away is up


def test_a_way_on_the_floor_is_undone():
    assert offset((1.0, 0.5), ((5, 0), (0, -1))).displacement_m() == pytest.approx((0.2, -0.5))


@pytest.mark.parametrize(
    ("shift", "least"), [((1.0, 0.0), 0.15), ((0.0, 1.0), 0.75), ((0.2, 0.1), 0.0), ((0.0, TOLD_CELLS), 0.0)]
)
def test_the_least_displacement_is_what_a_quarter_of_a_cell_leaves(shift, least):
    assert offset(shift, ((5, 0), (0, -1))).least_displacement_m() == pytest.approx(least, abs=1e-6)


def test_from_the_eyes_height_depth_is_not_told():
    flat = offset((1.0, 0.1), ((5, 0), (0, 0)))
    assert flat.told_along_m == np.inf
    assert flat.displacement_m() == pytest.approx((0.2, 0))
    assert flat.least_displacement_m() < 0.2
    assert Findings(offsets=[flat]).depth_error_m is None


def test_depth_is_told_of_the_near_only():
    near, far = offset((0, 0.2), ((9, 0), (0, -4))), offset((0, 0.2), ((2, 0), (0, -0.2)))
    findings = Findings(offsets=[near, far])
    assert findings.depth_told == 1
    assert findings.depth_error_m == pytest.approx(0.05)


def test_one_agent_elsewhere_is_a_fault_among_many_that_are_right():
    """The median does not see it; and for less than half a second nobody is accused."""
    right = [offset((0, 0), ((5, 0), (0, -2)), agent) for agent in range(9) for _ in range(12)]
    wrong = [offset((2.5, 0), ((5, 0), (0, -2)), 9) for _ in range(12)]
    findings = Findings(frames=12, expected=120, shown=120, offsets=right + wrong)
    assert findings.position_error_m == pytest.approx(0)
    assert findings.faults() == ["an agent appears 0.45 m or more from where the state has them"]
    assert len(mean_offsets(findings.offsets, 12)) == 10
    assert not Findings(frames=12, expected=119, shown=119, offsets=right + wrong[1:]).faults()


def test_jitter_about_the_right_place_is_no_displacement():
    there_and_back = [offset((2.5 * (-1) ** k, 0), ((5, 0), (0, -2))) for k in range(24)]
    assert not Findings(frames=24, expected=24, shown=24, offsets=there_and_back).displaced_m
