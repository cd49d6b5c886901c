"""Encounters on an empty floor, moved by hand: what counts, its extremes by hand, and that no step decides it."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.contracts import AgentKind
from scenarios.safety.kinematics import bodies_separation, bodies_ttc
from scenarios.safety.settings import SAFETY
from scenarios.simulation.compile import compile_run
from scenarios.simulation.outcome import conflicts
from scenarios.simulation.state import initial_state, trail_length
from tests.scenarios.safety.stage import Body, film, observe, observe_film
from tests.scenarios.simulation.halls import document, warehouse

AMR = AgentKind.AMR  # 0.9 x 0.65 m
AMR_FRONT_M, AMR_SIDE_M, PERSON_M = 0.45, 0.325, 0.25


def stands(x, y, kind=AgentKind.PERSON, heading=0.0, until=10.0):
    return Body(((0.0, x, y), (until, x, y)), kind, heading)


def goes(*way, kind=AgentKind.PERSON):
    return Body(tuple(way), kind)


def test_an_amr_that_stops_before_a_person():
    # at 1 m/s from 4 m away, stops 0.8 m short of touching: the least time to collision is that of the last instant
    front = -(PERSON_M + AMR_FRONT_M)
    (found,) = observe(stands(0, 0), goes((0, front - 4.0, 0), (3.2, front - 0.8, 0), (9, front - 0.8, 0), kind=AMR))
    assert found.min_ttc_s == pytest.approx(0.8)
    assert found.max_drac_mps2 == pytest.approx(1.0**2 / (2 * 0.8))
    assert found.min_separation_m == pytest.approx(0.8)
    assert found.max_closing_mps == pytest.approx(1.0)
    assert found.max_delta_v_mps == pytest.approx(200 / 280 * 1.0)  # the person's, by the AMR's share of the mass
    assert (found.start_s, found.end_s, found.at_s) == pytest.approx((1.0 + SAFETY.hold_s, 3.2, 3.2))
    assert (found.severity, found.geometry, found.contact) == ("serious", "standing", False)
    assert found.min_pet_s is None
    person, amr = found.poses
    assert (person.x_m - amr.x_m, person.y_m - amr.y_m) == pytest.approx((0.8 - front, 0.0))
    assert (amr.vx_mps, amr.vy_mps, amr.heading_rad, person.vx_mps) == pytest.approx((1.0, 0.0, 0.0, 0.0))


def test_contact_is_found_between_two_looks():
    # a person steps 0.1 m into an AMR's side and out again within one step of half a second
    (found,) = observe(goes((0, 0, 1.0), (0.5, 0, 0.5), (1.0, 0, 1.5)), stands(0, 0, AMR, until=4.0), step_s=0.5)
    assert found.contact
    assert found.severity == "contact"
    assert found.min_separation_m == 0.0
    assert found.min_ttc_s == 0.0
    assert found.max_drac_mps2 is None
    assert found.at_s == pytest.approx((1.0 - AMR_SIDE_M - PERSON_M) / 1.0)


def test_a_person_beside_a_standing_amr_is_in_no_danger():
    # however near and however fast they walk past or up to it
    past = goes((0, -6, AMR_SIDE_M + PERSON_M + 0.05), (6, 6, AMR_SIDE_M + PERSON_M + 0.05))
    up_to = goes((0, -6, 0), (5, -AMR_FRONT_M - PERSON_M - 0.05, 0), (8, -AMR_FRONT_M - PERSON_M - 0.05, 0))
    assert observe(past, stands(0, 0, AMR)) == ()
    assert observe(up_to, stands(0, 0, AMR)) == ()


def test_two_people_who_pass_each_other_do_not_count():
    assert observe(goes((0, -5, 0.3), (8, 5, 0.3)), goes((0, 5, -0.3), (8, -5, -0.3))) == ()


def test_two_people_who_nearly_run_into_each_other_do():
    def comes(side):
        return goes((0, side * 3, 0), (2.0, side * 0.5, 0), (6, side * 0.5, 0))  # 2.5 m in 2 s, then they stop

    (found,) = observe(comes(-1), comes(1))
    assert found.min_ttc_s == pytest.approx((1.0 - 2 * PERSON_M) / 2.5)
    assert (found.severity, found.geometry) == ("serious", "head_on")


def test_a_wall_between_them_is_no_collision_course():
    way = goes((0, -4, 5.0), (2.0, -1, 5.0), (8, -1, 5.0), kind=AMR)
    assert len(observe(stands(2.5, 5.0), way)) == 1
    assert observe(stands(2.5, 5.0), way, walls=True) == ()


def test_a_course_held_for_a_moment_does_not_count():
    def amr(turns_after):
        aim = -3.0 + 1.5 * turns_after
        return goes((0, -3.0, 0), (turns_after, aim, 0), (turns_after + 4, aim, 6), kind=AMR)

    assert observe(stands(0, 0), amr(0.1)) == ()
    assert len(observe(stands(0, 0), amr(0.3))) == 1


def crossing(person_first_by_s, speed=1.4, amr_speed=1.6):
    """A person who goes north and an AMR that goes east over the same ground; how long after the person the AMR comes."""
    leaves = 3.0 + (AMR_SIDE_M + PERSON_M) / speed
    enters = leaves + person_first_by_s
    start = -(AMR_FRONT_M + PERSON_M) - amr_speed * enters
    return (
        goes((0, 0, -3.0 * speed), (8, 0, 5.0 * speed)),
        goes((0, start, 0), (8, start + 8 * amr_speed, 0), kind=AMR),
    )


@pytest.mark.parametrize("gap_s", [0.4, 1.5])
def test_post_encroachment_time_of_an_amr_that_comes_second(gap_s):
    # not exactly the gap of two squares: the person is round
    (found,) = observe(*crossing(gap_s))
    assert gap_s < found.min_pet_s < gap_s + 0.2
    on_course = found.min_ttc_s is not None and found.min_ttc_s <= SAFETY.serious_ttc_s
    assert found.severity == ("serious" if on_course else "slight")
    assert found.geometry == "crossing"
    if found.min_ttc_s is None:
        assert found.start_s == found.end_s == found.at_s
        assert found.max_drac_mps2 is None


def test_nobody_is_late_after_two_seconds():
    assert observe(*crossing(2.1)) == ()


def test_a_person_who_walks_behind_a_passing_amr_is_in_no_danger_from_it():
    # the AMR is there first, the person comes on its ground a second later
    person = goes((0, 0, -6.0), (9, 0, 6.6))
    assert observe(person, goes((0, -3.0, 0), (9, 9.6, 0), kind=AMR)) == ()


@given(
    st.floats(0.6, 1.6),
    st.floats(0.6, 1.8),
    st.floats(math.radians(40), math.radians(140)),
    st.floats(0.1, 1.5),
    st.booleans(),
)
@settings(max_examples=15, deadline=None)
def test_post_encroachment_time_is_that_of_brute_force(speed, amr_speed, angle, late_s, is_box):
    """Straight ways that cross: how far one must shift the other in time until they would have touched."""
    c, s = math.cos(angle), math.sin(angle)
    kind = AMR if is_box else AgentKind.PERSON
    first = Body(((0.0, -4 * speed * c, -4 * speed * s), (9.0, 5 * speed * c, 5 * speed * s)), kind)
    second = Body(((0.0, -(4 + late_s) * amr_speed, 0.0), (9.0, (5 - late_s) * amr_speed, 0.0)), AMR)
    found = observe(first, second)
    a = (True, 1.0, 0.0, AMR_FRONT_M, AMR_SIDE_M)
    b = (True, c, s, AMR_FRONT_M, AMR_SIDE_M) if is_box else (False, c, s, PERSON_M, PERSON_M)
    px, py = -4 * speed * c + (4 + late_s) * amr_speed, -4 * speed * s
    wx, wy = speed * c - amr_speed, speed * s
    touching = [
        delay
        for delay in np.arange(0.0, 2.0, 0.001)
        if bodies_ttc(px - amr_speed * delay, py, wx, wy, *a, *b) <= 9.0 - delay
    ]
    soonest = min((conflict.min_pet_s for conflict in found if conflict.min_pet_s is not None), default=None)
    if not touching:
        assert soonest is None
    elif touching[0] == 0.0:
        assert any(conflict.contact for conflict in found)
    elif touching[0] < 1.99:
        assert soonest == pytest.approx(touching[0], abs=2e-3)


def test_encounters_of_a_pair_merge_until_they_are_apart_for_long():
    def comes_back(after_s):
        near, far = -(PERSON_M + AMR_FRONT_M + 1.0), -5.0
        go = (near - far) / 1.5
        times = np.cumsum([0.0, go, after_s, 0.01, go - 0.01 + 3.0, 3.0])
        places = [far, near, near, near, far, far]
        there = goes(*zip(times, places, [0.0] * 6, strict=True), kind=AMR)
        again = [(t + times[-1], x, 0.0) for t, x in [(go, near), (go + 4, near)]]
        return Body((*there.way, *again), AMR, 0.0)

    assert len(observe(stands(0, 0), comes_back(0.5))) == 2
    short = goes((0, -4.0, 0), (2.0, -2.0, 0), (3.0, -2.0, 0), (3.5, -1.5, 0), (9, -1.5, 0), kind=AMR)
    (merged,) = observe(stands(0, 0), short)
    assert merged.start_s < 2.0
    assert merged.end_s > 3.4
    assert merged.min_ttc_s == pytest.approx((1.5 - PERSON_M - AMR_FRONT_M) / 1.0)


def wander(generator, legs=8):
    """Straight legs of 0.7 s about the middle of the floor, at walking speeds."""
    places = np.cumsum(generator.normal(0.0, 0.7, (legs, 2)), axis=0) + generator.uniform(-3, 3, 2)
    return tuple((0.7 * k, float(x), float(y)) for k, (x, y) in enumerate(places))


@pytest.mark.parametrize("seed", range(12))
def test_the_same_motion_watched_twice_as_often_gives_the_same_encounters(seed):
    generator = np.random.default_rng(seed)
    kinds = [AgentKind.PERSON] * 3 + [AMR] * 2 + [AgentKind.FORKLIFT]
    bodies = [Body(wander(generator), kind) for kind in kinds]
    whole = observe(*bodies, step_s=0.1)
    halved = observe(*bodies, step_s=0.05)
    assert len(whole) > 0
    assert [c.agents for c in whole] == [c.agents for c in halved]
    for one, two in zip(whole, halved, strict=True):
        assert (one.severity, one.geometry, one.contact) == (two.severity, two.geometry, two.contact)
        # where a body turns at once, as no vehicle does, the instant of a crossing is known to half a step; one may
        # have opened the encounter before a contact, too
        instant = 0.051 if one.min_pet_s or one.contact else 1e-6
        names = ("min_ttc_s", "max_drac_mps2", "max_closing_mps", "min_pet_s", "min_separation_m")
        for name in (*names, "start_s", "at_s", "end_s"):
            assert getattr(one, name) == pytest.approx(getattr(two, name), abs=instant), name


def test_a_busy_hall_watched_half_as_often_has_as_many_encounters():
    """Four times two hours of the engine at 0.05 s, watched at every step and at every other one: within 5 %."""
    layout = warehouse(pack_from_m=36.0)
    run = compile_run(
        layout, document(pickers=30, packers=13, shippers=8, amrs=10, orders_per_hour=500, horizon_s=7200.0)
    )
    found = np.zeros((2, 2), np.int64)  # watched at every step, at every other one; all of them, those not slight
    for replication in range(4):
        motion = film(initial_state(run, replication, SAFETY), step_s=0.05, seconds=7200.0)
        for watched, stride in enumerate((1, 2)):
            seen = observe_film(initial_state(run, replication, SAFETY), motion, stride=stride)
            found[watched] += len(seen), sum(c.severity != "slight" for c in seen)
    fine, coarse = found
    assert fine.min() > 100
    assert coarse == pytest.approx(fine, rel=0.05)


def test_the_engine_finds_whatever_looking_at_everybody_finds():
    """Its lists of who is near, and how near they must be for a look, leave out nobody who counts."""
    options = {"pickers": 20, "packers": 8, "shippers": 5, "amrs": 10, "orders_per_hour": 400, "horizon_s": 3600.0}
    run = compile_run(warehouse(pack_from_m=36.0), document(**options))
    state = initial_state(run, 0, SAFETY)
    motion = film(state, step_s=0.1, seconds=3600.0)
    looked_at = observe_film(initial_state(run, 0, SAFETY), motion)

    def starts(seen):
        return {(c.agents, round(c.start_s, 6)) for c in seen}

    found = conflicts(state, SAFETY)
    assert len(found) > 100
    assert sum(c.min_pet_s is not None for c in found) > 10
    assert starts(found) <= starts(looked_at)
    # a motion does not tell who is let through others, as at home in the beginning
    assert starts(looked_at) - starts(found) <= starts(c for c in looked_at if c.contact)


@pytest.mark.parametrize("step_s", [0.1, 0.064, 0.0625, 0.05, 0.3])
def test_a_trail_reaches_back_far_enough_and_its_ring_wraps_by_its_lower_bits(step_s):
    rows = trail_length(2.0, step_s)
    assert rows & (rows - 1) == 0
    assert rows >= 2.0 / step_s + 2


@pytest.mark.parametrize("seed", range(6))
def test_the_least_separation_of_an_encounter_is_that_of_many_looks(seed):
    generator = np.random.default_rng(100 + seed)
    bodies = [Body(wander(generator)), Body(wander(generator), AMR)]
    for conflict in observe(*bodies):
        start, end = conflict.start_s, conflict.end_s
        looks = np.linspace(start, end, 400)
        least = min(separation(*bodies, t) for t in looks)  # type: ignore[call-arg]
        assert conflict.min_separation_m <= least + 1e-6


def separation(person, amr, t):
    """Between a person and an AMR that heads along its way, at an instant."""
    (px, py), (ax, ay) = (tuple(np.interp(t, *np.array(b.way).T[[0, k]]) for k in (1, 2)) for b in (person, amr))
    way = np.array(amr.way)
    leg = min(int(np.searchsorted(way[:, 0], t, side="left")), len(way) - 1)
    dx, dy = way[leg, 1:] - way[leg - 1, 1:]
    norm = math.hypot(dx, dy)
    return bodies_separation(
        px - ax, py - ay, 0.0, 0.0, 0.0,
        True, dx / norm, dy / norm, AMR_FRONT_M, AMR_SIDE_M, False, 1.0, 0.0, PERSON_M, PERSON_M,
    )  # fmt: skip
