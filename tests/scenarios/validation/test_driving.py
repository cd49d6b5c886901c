"""A vehicle alone in a straight hall keeps to its speed and acceleration, as the closed form says."""

import pytest

from scenarios.validation.driving import drive_alone
from scenarios.validation.formulas import drive_s
from scenarios.validation.travel import DRIVE_TOLERANCE_S


@pytest.mark.parametrize(
    ("distance_m", "speed_mps", "acceleration"), [(8.0, 2.0, 0.5), (30.0, 1.7, 0.8), (20.0, 1.6, 0.8), (2.0, 1.6, 0.8)]
)
def test_a_drive_takes_the_time_of_a_trapezoid(distance_m: float, speed_mps: float, acceleration: float) -> None:
    measured_s = drive_alone(distance_m, speed_mps=speed_mps, acceleration=acceleration)
    assert measured_s == pytest.approx(drive_s(distance_m, speed_mps, acceleration), abs=DRIVE_TOLERANCE_S)


def test_a_slower_motor_is_seen() -> None:
    expected_s = drive_s(20.0, 2.0, 0.5)
    assert abs(drive_alone(20.0, speed_mps=2.0, acceleration=0.42) - expected_s) > DRIVE_TOLERANCE_S
    assert abs(drive_alone(20.0, speed_mps=1.85, acceleration=0.5) - expected_s) > DRIVE_TOLERANCE_S
