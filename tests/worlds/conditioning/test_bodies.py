"""Bodies follow from the state: on the floor, of the right size, carrying what is carried, matched from frame to frame."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scenarios.contracts import Activity, AgentKind
from twin.contracts import PartClass
from twin.depth.raster import PLACES_PX, draw
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.looks import looks_of
from worlds.conditioning.shapes import Shape, body_soup
from worlds.evaluation.stage import stage_camera, walkers_at

SPEC = importlib.util.spec_from_file_location("worlds_conftest", Path(__file__).parents[1] / "conftest.py")
assert SPEC
assert SPEC.loader
helpers = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(helpers)
make_state = helpers.make_state

BY_HAND, BY_TROLLEY = (
    next(n for n in (f"worker-{k}" for k in range(50)) if looks_of((n,)).trolley[0] == wanted)
    for wanted in (False, True)
)


def named(state, name):
    return replace(state, agent_ids=(name,))


def visible(bodies):
    """Pieces that are not hidden for not being there."""
    return bodies.take(np.linalg.norm(bodies.to_world[:, :3, :3], axis=1).max(axis=1) > 0.005)


@pytest.mark.parametrize("travelled", [0.0, 0.2, 0.55, 0.9, 1.3])
@pytest.mark.parametrize("activity", [Activity.WALK, Activity.PICK, Activity.PACK, Activity.CARRY])
def test_a_person_stands_on_the_floor_and_is_as_tall_as_the_state_says(travelled, activity):
    soup = body_soup(agent_bodies(make_state((3, 4, 1.0), activity=activity, travelled=travelled)))
    z = soup.corners_m()[soup.class_id == PartClass.PERSON][..., 2]
    assert -0.03 < z.min() < 0.03
    assert 1.5 < z.max() < 1.9
    centre = soup.vertices_m[:, :2].mean(axis=0)
    assert np.allclose(centre, (3, 4), atol=0.25)


def test_legs_are_as_long_as_they_are_at_every_phase():
    """Thigh and shin meet: knees bend, nothing stretches."""
    for travelled in np.linspace(0, 1.5, 12):
        bodies = agent_bodies(make_state((0, 0, 0), travelled=float(travelled), speed=1.4))
        legs = bodies.take(np.array([0, 1, 3, 4]))
        assert (legs.shape == Shape.LIMB).all()
        axis = legs.to_world[:, :3, 2]
        ends = [legs.to_world[:, :3, 3] + s * axis / 2 for s in (-1, 1)]
        long = np.linalg.norm(axis, axis=1)
        assert long[0] == pytest.approx(long[2], abs=1e-6)
        knees = np.linalg.norm(ends[1][[0, 2]] - ends[0][[1, 3]], axis=1)
        assert (knees < 0.12).all()  # the rounded ends overlap


def test_who_is_off_shift_has_no_body():
    nobody = agent_bodies(make_state((3, 4, 0), activity=Activity.OFF))
    assert len(nobody) == 0
    assert body_soup(nobody).empty


def test_a_load_is_held_before_the_body_or_pushed_on_a_trolley():
    for name, least in ((BY_HAND, 0.3), (BY_TROLLEY, 0.45)):
        empty, full = (
            visible(
                agent_bodies(
                    named(make_state((0, 0, 0), activity=Activity.CARRY if n else Activity.WALK, load=n), name)
                )
            )
            for n in (0, 2)
        )
        assert not (empty.part_class == PartClass.CLUTTER).any()
        goods = full.take(full.part_class == PartClass.CLUTTER)
        assert (len(goods) == 1) == (name == BY_HAND)
        assert goods.to_world[:, 0, 3].mean() > least


def test_hands_are_at_the_load_that_they_carry():
    bodies = agent_bodies(named(make_state((0, 0, 0), activity=Activity.CARRY, load=1), BY_HAND))
    [carton] = np.flatnonzero((bodies.part_class == PartClass.CLUTTER) & (bodies.to_world[:, 0, 0] > 0.1))
    hands = body_soup(bodies.take(np.array([16, 19]))).vertices_m
    away = np.abs(hands - bodies.to_world[carton, :3, 3]) - np.diag(bodies.to_world[carton])[:3] / 2
    assert away.max(axis=1).min() < 0.03


def test_who_picks_reaches_out_to_changing_heights():
    state = named(make_state((0, 0, 0), activity=Activity.PICK, speed=0.0), BY_HAND)
    farthest = []
    for time in np.arange(0, 40, 0.1):
        bodies = agent_bodies(replace(state, time_s=float(time)))
        right = bodies.to_world[19, :3, 3]
        if right[0] > 0.5:
            farthest.append(right[2])
    assert max(farthest) > 1.4
    assert min(farthest) < 0.8


@pytest.mark.parametrize(
    ("kind", "size"),
    [(AgentKind.AMR, (1.0, 0.7, 0.35)), (AgentKind.AMR, (0.9, 0.65, 0.9)), (AgentKind.FORKLIFT, (2.6, 1.2, 2.2))],
)
def test_vehicles_keep_within_their_size(kind, size):
    state = make_state((0, 0, 0), kinds=[kind])
    soup = body_soup(agent_bodies(replace(state, size_m=np.array([size], np.float32))))
    span = soup.vertices_m.max(axis=0) - soup.vertices_m.min(axis=0)
    assert (span <= np.array(size) + 0.12).all()
    assert (span >= 0.7 * np.array(size)).all()
    assert (soup.class_id == PartClass.VEHICLE).mean() > 0.9


def test_wheels_turn_with_the_path():
    """After half a turn of its circumference, a wheel's light bar lies as before the other way round."""
    still = make_state((0, 0, 0), kinds=[AgentKind.AMR], travelled=0.0)
    bodies = agent_bodies(still)
    bar = 1 + int(np.flatnonzero((bodies.shape == Shape.CYLINDER) & (np.abs(bodies.to_world[:, 1, 3]) > 0.3))[-1])
    radius = bodies.to_world[bar, 2, 3]
    rolled = agent_bodies(replace(still, travelled_m=np.array([np.pi * radius], np.float32)))
    assert np.allclose(rolled.to_world[bar, :3, 0], -bodies.to_world[bar, :3, 0], atol=1e-6)


def test_a_low_truck_is_a_pallet_jack_with_a_rider():
    state = make_state((0, 0, 0), kinds=[AgentKind.FORKLIFT])
    jack = body_soup(agent_bodies(replace(state, size_m=np.array([(1.8, 0.8, 1.3)], np.float32))))
    assert 1.7 < jack.vertices_m[:, 2].max() < 2.0


def test_a_piece_keeps_its_name_whoever_comes_and_goes():
    everybody = make_state((0, 0, 0), (5, 0, 0), (9, 0, 0), kinds=[0, 1, 2], load=0)
    fewer = replace(everybody, activity=np.array([Activity.OFF, 2, 2], np.uint8), load=np.array([0, 9, 1], np.uint8))
    before, now = agent_bodies(everybody), agent_bodies(fewer)
    rows, known = before.matched(now)
    assert known.all()
    assert np.array_equal(before.agent[rows], now.agent)
    assert np.array_equal(before.part[rows], now.part)
    rows, known = now.matched(before)
    assert np.array_equal(known, before.agent > 0)


def test_faces_look_outwards():
    state = make_state((0, 0, 0), (5, 0, 0), (9, 0, 0), kinds=[0, 1, 2], speed=0)
    bodies = agent_bodies(state)
    for k in range(len(bodies)):
        soup = body_soup(bodies.take(np.array([k])))
        outward = soup.corners_m().mean(axis=1) - bodies.to_world[k, :3, 3]
        assert (np.einsum("ij,ij->i", outward, soup.area_normals_m2()) > -1e-12).all()


def test_of_closed_surfaces_the_far_side_is_hidden_anyway():
    soup, camera = body_soup(agent_bodies(walkers_at(0))), stage_camera()
    everything, front = (draw(camera, soup, PLACES_PX, closed=closed) for closed in (False, True))
    assert (front.number > 0).mean() > 0.02
    assert np.array_equal(everything.number, front.number)
