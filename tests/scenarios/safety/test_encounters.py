"""What an encounter is judged to be."""

import math

import pytest

from scenarios.contracts import AgentKind, AgentPose
from scenarios.safety.encounters import delta_v, geometry, replay_window, severity
from scenarios.safety.settings import SAFETY, SafetySettings
from tests.scenarios.safety.samples import conflict

WITH_AMR = (AgentKind.PERSON, AgentKind.AMR)
PEOPLE = (AgentKind.PERSON, AgentKind.PERSON)


def judged(kinds=WITH_AMR, *, contact=False, ttc=None, drac=None):
    return severity(kinds, contact=contact, min_ttc_s=ttc, max_drac_mps2=drac, settings=SAFETY)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (judged(contact=True), "contact"),
        (judged(ttc=1.5), "serious"),
        (judged(ttc=1.51), "slight"),
        (judged(ttc=2.0, drac=3.35), "serious"),
        (judged(ttc=2.0, drac=3.34), "slight"),
        (judged(), "slight"),  # paths that crossed, by their PET alone
        (judged(PEOPLE, ttc=0.4), "serious"),
        (judged(PEOPLE, ttc=0.5, drac=9.0), "slight"),  # DRAC is about what drivers are ready for
    ],
)
def test_severity(found, expected):
    assert found == expected


def pose(x, y, vx, vy):
    return AgentPose(x, y, math.atan2(vy, vx), vx, vy)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (pose(3, 0, -1, 0), "head_on"),
        (pose(3, 0.5, -1, 0.4), "head_on"),  # 158 degrees
        (pose(3, 0, 1, 0.2), "following"),
        (pose(-3, 0, 2, 0), "following"),
        (pose(0, 1, 1, 0), "side"),
        (pose(0, -1, -1, 0), "side"),
        (pose(3, -3, 0, 1), "crossing"),
        (pose(3, 0, 1, 1), "crossing"),
        (pose(3, 0, 0.05, 0), "standing"),
    ],
)
def test_geometry_against_one_who_goes_east(other, expected):
    east = pose(0, 0, 1, 0)
    assert geometry(east, other) == expected
    assert geometry(other, east) == expected


def test_geometry_where_neither_travels():
    assert geometry(pose(0, 0, 0, 0), pose(1, 0, 0.05, 0)) == "turning"


def test_delta_v_keeps_momentum():
    person, truck = pose(0, 0, 0, 1.3), pose(3, 0, -2.0, 0)
    masses = (80.0, 3800.0)
    of_person, of_truck = delta_v(person, truck, masses)
    both_x, both_y = (80 * 0 + 3800 * -2.0) / 3880, 80 * 1.3 / 3880
    assert of_person == pytest.approx(math.hypot(both_x - 0, both_y - 1.3))
    assert of_truck == pytest.approx(math.hypot(both_x + 2.0, both_y - 0))
    assert of_person > 40 * of_truck


def test_every_class_has_a_mass():
    assert all(SAFETY.mass_kg(kind) > 0 for kind in AgentKind)


def test_the_window_to_replay_stays_in_the_day():
    assert replay_window(conflict(start_s=2.0, end_s=5.0), 3600.0) == (0.0, 8.0)
    assert replay_window(conflict(start_s=3590.0, end_s=3599.0), 3600.0) == (3585.0, 3600.0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"serious_ttc_s": 4.0}, "serious_ttc_s"),
        ({"person_serious_ttc_s": 2.0}, "person_serious_ttc_s"),
        ({"pet_s": -1.0}, "pet_s"),
        ({"amr_kg": 0.0}, "masses"),
    ],
)
def test_settings_that_contradict_themselves_fail(changes, message):
    with pytest.raises(ValueError, match=message):
        SafetySettings(**changes)
