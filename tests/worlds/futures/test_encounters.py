"""What two do to each other, against cases worked out by hand."""

import numpy as np
import pytest

from scenarios.contracts import AgentKind
from worlds.futures.encounters import measure

PERSON, FORKLIFT = AgentKind.PERSON, AgentKind.FORKLIFT
SIZES = {PERSON: (0.5, 0.5, 1.75), FORKLIFT: (2.4, 1.2, 2.1)}
STEP_S = 0.2


def ways(first, second, seconds=4.0):
    """(1, T, 2, 3): each goes straight on from (x, y, heading) at a speed."""
    t = np.arange(round(seconds / STEP_S) + 1) * STEP_S
    paths = [
        np.stack([x + v * np.cos(h) * t, y + v * np.sin(h) * t, np.full_like(t, h)], axis=-1)
        for x, y, h, v in (first, second)
    ]
    return np.stack(paths, axis=1)[None].astype(np.float32)


def found(kinds, first, second, there=None):
    pose = ways(first, second)
    present = np.ones(pose.shape[:2], bool) if there is None else there
    return measure(pose, present, STEP_S, kinds, np.array([SIZES[k] for k in kinds], np.float32))


def test_two_who_pass_are_as_near_as_their_ways_are_apart():
    pair = found((PERSON, PERSON), (0, 0, 0, 1.0), (4, 1.2, np.pi, 1.0))
    assert pair.min_separation_m[0] == pytest.approx(1.2 - 0.5, abs=1e-3)
    assert not pair.contact[0]
    assert np.isinf(pair.min_ttc_s[0])


def test_who_drives_at_somebody_touches_them_between_two_instants_too():
    pair = found((FORKLIFT, PERSON), (0, 0, 0, 2.0), (3.33, 0, 0, 0.0))
    assert pair.contact[0]
    assert pair.min_separation_m[0] == 0.0
    assert pair.min_ttc_s[0] == 0.0
    assert pair.near((FORKLIFT, PERSON))[0]


def test_who_is_on_a_course_and_stops_has_come_to_its_least_time():
    pose = ways((0, 0, 0, 1.0), (10, 0, np.pi, 0.0))
    pose[0, 11:, 0] = pose[0, 10, 0]  # after 2 s, 2 m on, the forklift stands; the person at 10 m never moves
    sizes = np.array([SIZES[FORKLIFT], SIZES[PERSON]], np.float32)
    pair = measure(pose, np.ones(pose.shape[:2], bool), STEP_S, (FORKLIFT, PERSON), sizes)
    gap = 10 - 2 - 1.2 - 0.25
    assert pair.min_separation_m[0] == pytest.approx(gap, abs=1e-3)
    assert np.isinf(pair.min_ttc_s[0])  # 6.55 s away at 1 m/s: never within three seconds


def test_a_person_walking_up_to_a_forklift_at_rest_is_on_no_course():
    assert np.isinf(found((PERSON, FORKLIFT), (0, 0, 0, 1.2), (6.6, 0, 0, 0.0)).min_ttc_s[0])


def test_who_is_not_there_meets_nobody():
    there = np.zeros((1, 21), bool)
    pair = found((FORKLIFT, PERSON), (0, 0, 0, 2.0), (3.33, 0, 0, 0.0), there)
    assert not pair.contact[0]
    assert np.isinf(pair.min_separation_m[0])


def test_the_worst_come_first():
    contact = measure(
        np.concatenate([ways((0, 0, 0, 1.0), (3, y, np.pi, 1.0)) for y in (3.0, 0.0, 0.8)]), np.ones((3, 21), bool),
        STEP_S, (PERSON, PERSON), np.array([SIZES[PERSON]] * 2, np.float32),
    )  # fmt: skip
    assert contact.worst_first().tolist() == [1, 2, 0]
