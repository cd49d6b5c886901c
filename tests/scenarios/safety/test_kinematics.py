"""Known answers of the conflict measures (the reference values are closed forms)."""

import math

import pytest

from scenarios.safety.kinematics import (
    bodies_separation,
    box_distance,
    disc_ttc,
    drac,
    post_encroachment_time,
)


@pytest.mark.parametrize(
    ("px", "py", "vx", "vy", "radius", "expected"),
    [
        (10.0, 0.0, -3.0, 0.0, 0.7, 3.1),  # head-on
        (5.0, 0.0, -1.0, 0.0, 0.95, 4.05),  # following, 2.0 against 1.0 m/s
        (0.0, 2.0, 0.0, 0.0, 0.5, math.inf),  # side by side
        (3.0, 0.0, 1.0, 0.0, 0.5, math.inf),  # drawing apart
        (0.3, 0.0, 1.0, 0.0, 0.5, 0.0),  # touching already
    ],
)
def test_disc_ttc(px, py, vx, vy, radius, expected):
    assert disc_ttc(px, py, vx, vy, radius) == pytest.approx(expected, abs=1e-9)


def test_crossing_at_right_angles():
    # both 6 m from the crossing at 1.5 m/s: they meet when their distance (6 - 1.5 t) sqrt 2 is 0.7
    assert disc_ttc(6.0, -6.0, -1.5, 1.5, 0.7) == pytest.approx(3.67, abs=5e-3)
    assert disc_ttc(6.0, -6.0, -1.5, 1.5, 0.7) == pytest.approx((6 - 0.7 / math.sqrt(2)) / 1.5)


def test_drac_and_pet():
    assert drac(1.0, 4.05) == pytest.approx(0.1235, abs=5e-5)
    assert drac(2.0, 0.5) == pytest.approx(4.0)
    assert drac(-1.0, 2.0) == 0.0
    assert drac(1.0, 0.0) == math.inf
    person_leaves, amr_enters = (6 + 0.35) / 1.34, (12 - 0.35) / 2.0
    assert post_encroachment_time(person_leaves, amr_enters) == pytest.approx(1.0862, abs=5e-5)


def boxes_apart(px, py, one, size_a, two, size_b):
    """Distance between two rectangles that do not move, given their headings."""
    return bodies_separation(  # type: ignore[call-arg]
        px, py, 0.0, 0.0, 0.0, True, math.cos(one), math.sin(one), *size_a, True, math.cos(two), math.sin(two), *size_b
    )


def test_distances_by_hand():
    assert boxes_apart(3.0, 0.0, 0.0, (1.0, 0.5), 0.0, (0.5, 0.5)) == pytest.approx(1.5)
    assert boxes_apart(0.0, 2.0, 0.0, (1.0, 0.5), math.pi / 2, (1.0, 0.5)) == pytest.approx(0.5)
    assert boxes_apart(1.2, 0.0, 0.0, (1.0, 0.5), 0.3, (0.5, 0.5)) == 0.0
    assert box_distance(2.0, 1.5, 1.0, 0.5) == pytest.approx(math.sqrt(2))


def test_the_nearest_point_of_a_way_past_a_corner():
    # a person 0.25 m wide goes north past a forklift's front right corner, 0.5 m from it at the nearest
    found = bodies_separation(1.5, -3.0, 0.0, 2.0, 3.0, True, 1.0, 0.0, 1.0, 0.5, False, 1.0, 0.0, 0.25, 0.25)
    assert found == pytest.approx(0.25)
