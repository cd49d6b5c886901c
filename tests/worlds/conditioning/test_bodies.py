"""Bodies follow from the state: on the floor, of the right size, carrying what is carried."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from scenarios.contracts import Activity, AgentKind
from twin.contracts import PartClass
from worlds.conditioning.bodies import agent_bodies, body_soup

SPEC = importlib.util.spec_from_file_location("worlds_conftest", Path(__file__).parents[1] / "conftest.py")
assert SPEC
assert SPEC.loader
helpers = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(helpers)
make_state = helpers.make_state


@pytest.mark.parametrize("travelled", [0.0, 0.2, 0.55, 0.9, 1.3])
@pytest.mark.parametrize("activity", [Activity.WALK, Activity.PICK, Activity.PACK, Activity.CARRY])
def test_a_person_stands_on_the_floor_and_is_as_tall_as_the_state_says(travelled, activity):
    soup = body_soup(agent_bodies(make_state((3, 4, 1.0), activity=activity, travelled=travelled)))
    z = soup.corners_m()[soup.class_id == PartClass.PERSON][..., 2]
    assert z.min() == pytest.approx(0, abs=0.06)
    assert 1.55 < z.max() < 1.95
    centre = soup.vertices_m[:, :2].mean(axis=0)
    assert np.allclose(centre, (3, 4), atol=0.25)


def test_a_walker_moves_the_legs_and_one_who_stands_does_not():
    def feet(travelled, speed):
        soup = body_soup(agent_bodies(make_state((0, 0, 0), travelled=travelled, speed=speed)))
        return soup.vertices_m[soup.vertices_m[:, 2] < 0.3]

    assert np.abs(feet(0.3, 1.3)).max() > np.abs(feet(0.3, 0.0)).max() + 0.1
    assert np.array_equal(feet(0.1, 0.0), feet(0.9, 0.0))


def test_who_is_off_shift_has_no_body():
    assert agent_bodies(make_state((3, 4, 0), activity=Activity.OFF)) == []
    assert body_soup([]).empty


def test_a_load_shows_as_a_carton_before_the_body():
    empty, full = (
        agent_bodies(make_state((0, 0, 0), activity=Activity.CARRY if n else Activity.WALK, load=n)) for n in (0, 2)
    )
    assert not [b for b in empty if b.part_class is PartClass.CLUTTER]
    [carton] = [b for b in full if b.part_class is PartClass.CLUTTER]
    assert carton.to_world[0, 3] > 0.3


@pytest.mark.parametrize(("kind", "size"), [(AgentKind.AMR, (1.0, 0.7, 0.35)), (AgentKind.FORKLIFT, (2.6, 1.2, 2.2))])
def test_vehicles_keep_within_their_size(kind, size):
    soup = body_soup(agent_bodies(make_state((0, 0, 0), kinds=[kind])))
    span = soup.vertices_m.max(axis=0) - soup.vertices_m.min(axis=0)
    assert (span <= np.array(size) + 0.12).all()
    assert (span >= 0.7 * np.array(size)).all()
    assert set(np.unique(soup.class_id)) == {PartClass.VEHICLE}


def test_faces_look_outwards():
    state = make_state((0, 0, 0), (5, 0, 0), (9, 0, 0), kinds=[0, 1, 2], speed=0)
    for body in agent_bodies(state):
        soup = body_soup([body])
        outward = soup.corners_m().mean(axis=1) - body.to_world[:3, 3]
        assert (np.einsum("ij,ij->i", outward, soup.area_normals_m2()) > 0).all()
