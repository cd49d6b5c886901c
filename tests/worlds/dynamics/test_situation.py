"""What nobody can start from is refused with a sentence."""

import numpy as np
import pytest

from scenarios.contracts import AgentKind
from tests.worlds.dynamics.halls import situation
from worlds.dynamics.situation import SituationError

PERSON = (AgentKind.PERSON, 2.0, 2.0, 0.0)


def test_a_pose_that_is_not_finite_names_who_has_it():
    with pytest.raises(SituationError, match="person-2 has a pose or a velocity that is not finite"):
        situation(PERSON, (AgentKind.PERSON, np.nan, 2.0, 0.0))


def test_an_agent_in_a_wall_is_refused():
    with pytest.raises(SituationError, match=r"person-1 starts inside a wall or off the floor, at \(6.00, 6.00\)"):
        situation((AgentKind.PERSON, 6.0, 6.0, 0.0))


def test_an_agent_off_the_floor_is_refused():
    with pytest.raises(SituationError, match="off the floor"):
        situation((AgentKind.PERSON, -5.0, 6.0, 0.0))


def test_who_is_not_there_may_be_anywhere():
    found = situation(PERSON, (AgentKind.PERSON, np.nan, np.nan, 0.0), present=np.array([True, False]))
    assert found.present.tolist() == [True, False]


def test_a_leg_that_no_field_leads_to_is_refused():
    legs = np.array([[[1.0, 1.0, 7, 0]]], np.float32)
    with pytest.raises(SituationError, match="no way leads to"):
        situation(PERSON, legs=legs)
