"""A day's worst conflict, rolled again: the pair in front, from five seconds before, and what the engine did beside it."""

import numpy as np
import pytest

from scenarios.contracts import AgentKind
from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import play
from tests.scenarios.simulation.halls import document, long_hall
from tests.worlds.dynamics.halls import untrained
from twin.contracts import look_at
from worlds.dynamics.actions import Stop
from worlds.dynamics.dynamics import Dynamics
from worlds.dynamics.interpolate import StateInterpolator
from worlds.dynamics.replay import situation_at
from worlds.dynamics.situation import SituationError
from worlds.futures.conflicts import (
    Found,
    _around,
    best_camera,
    most_serious,
    study_conflict,
    trajectories_of,
    window_of,
)
from worlds.futures.describe import flows_of, paths_of, summary_of
from worlds.futures.minutes import study_minute

FUTURES = 16


@pytest.fixture(scope="module")
def run():
    return compile_run(long_hall(), document(horizon_s=1200.0, orders_per_hour=250.0, pickers=12, amrs=4, forklifts=3))


@pytest.fixture(scope="module")
def late(run):
    """The conflicts of the day after its start."""
    conflicts = play(run, replication=0).result.conflicts
    return [Found(0, k, c) for k, c in enumerate(conflicts) if c.start_s > 30]


@pytest.fixture(scope="module")
def found(late):
    """The first of them; slight as it may be, it is rolled like any other."""
    return late[0]


@pytest.fixture(scope="module")
def dynamics() -> Dynamics:
    return Dynamics(untrained(), {"persistence": (0.0, 0.0, 0.0)})


@pytest.fixture(scope="module")
def study(run, found, dynamics):
    return study_conflict(run, found, dynamics, futures=FUTURES)


def test_only_contacts_and_serious_ones_are_rolled_the_worst_first(run):
    conflicts = play(run, replication=0).result.conflicts
    everything = [Found(0, k, c) for k, c in enumerate(conflicts)]
    chosen = most_serious(everything, most=3)
    assert len(chosen) <= 3
    assert all(f.conflict.severity != "slight" for f in chosen)


def test_futures_begin_five_seconds_before_and_outlast_the_conflict(found):
    start, duration = window_of(found.conflict, 1200.0)
    assert 4.8 <= found.conflict.start_s - start <= 5.2
    assert start + duration >= min(found.conflict.end_s + 2.8, start + 20.0)
    assert duration <= 20.0


def test_the_pair_comes_first_and_starts_where_the_engine_has_it(study, found):
    assert study.futures.bodies.ids[:2] == found.conflict.agents
    assert study.futures.pose[:, 0] == pytest.approx(np.repeat(study.engine.pose[:1], FUTURES, axis=0), abs=1e-4)
    assert study.futures.pose.shape[1] == len(study.engine.pose)


def test_what_the_engine_did_is_the_conflict_that_was_found(study, found):
    """Measured again at 0.2 s instead of 0.1 s, over the whole window."""
    assert study.of_engine.min_separation_m[0] <= found.conflict.min_separation_m + 0.15
    assert study.of_engine.contact[0] or not found.conflict.contact


def test_the_likeliest_the_median_and_the_worst_are_what_they_say(study):
    order = study.encounters.worst_first()
    assert (study.worst, study.median) == (order[0], order[FUTURES // 2])
    likelihood = study.futures.likelihood[:, :, :2].sum(axis=(1, 2))
    assert likelihood[study.likeliest] == likelihood.max()


def test_the_same_conflict_gives_the_same_futures(run, found, dynamics, study):
    assert (study_conflict(run, found, dynamics, futures=FUTURES).futures.pose == study.futures.pose).all()


def test_another_plan_changes_nothing_before_it_differs(run, late, dynamics):
    """Each of a pair is told to stop; whoever stands by then goes on standing, so one that does not is enough."""
    differs = []
    for found in late[:3]:
        rolled = study_conflict(run, found, dynamics, futures=FUTURES).futures
        for agent in found.conflict.agents:
            stop = Stop(agent, rolled.start_s + 2.0)
            other = study_conflict(run, found, dynamics, futures=FUTURES, actions=[stop]).futures
            assert (other.pose[:, :11] == rolled.pose[:, :11]).all()
            differs.append((other.pose != rolled.pose).any())
    assert any(differs)


def test_a_future_can_be_rendered_like_any_trajectory(study):
    trajectories = trajectories_of(study.futures, study.worst)
    state = StateInterpolator(trajectories).at(study.futures.start_s + 1.1)
    assert state.agent_ids[:2] == study.futures.bodies.ids[:2]
    cameras = [
        look_at(
            name, name, position_m=(8, 6, 2.8), target_m=target, horizontal_fov_rad=1.2, width_px=256, height_px=144
        )
        for name, target in (("there", (*study.engine.pose[0, 0, :2], 0.9)), ("up", (8.1, 6, 30.0)))
    ]
    assert best_camera(cameras, trajectories).id == "there"
    with pytest.raises(ValueError, match="no camera"):
        best_camera([], trajectories)


def test_who_was_not_there_five_seconds_before_cannot_be_rolled(run, found, dynamics):
    from dataclasses import replace

    ghost = replace(found.conflict, start_s=1.0, end_s=1.0)
    early = Found(0, found.position, ghost)
    study = study_conflict(run, early, dynamics, futures=2)  # everybody is on shift from the start
    assert study.futures.start_s == pytest.approx(1.0)
    stranger = replace(found.conflict, agents=(found.conflict.agents[0], "picker-99"))
    with pytest.raises(SituationError, match=r"^picker-99: not on the floor 5 s before"):
        study_conflict(run, Found(0, 0, stranger), dynamics, futures=2)


def test_who_comes_on_shift_during_the_five_seconds_before_cannot_be_rolled(run, found):
    from dataclasses import replace

    situation, _ = situation_at(run, 31.0, replication=0)
    first, second = found.conflict.agents
    absent = situation.present & (np.array(situation.bodies.ids) != second)
    with pytest.raises(SituationError, match=f"^{second}: not on the floor"):
        _around(replace(situation, present=absent), found.conflict)
    both = _around(situation, found.conflict)
    assert [situation.bodies.ids[i] for i in both[:2]] == [first, second]


def test_a_study_is_json_with_a_fan_for_each_of_the_pair(study):
    import json

    summary, paths = summary_of(study), paths_of(study)
    json.dumps([summary, paths], allow_nan=False)
    assert summary["contact"]["of"] == FUTURES
    assert [len(fan) for fan in paths["paths"]] == [2] * FUTURES
    assert len(paths["shown"]["worst"]) == len(paths["agents_shown"])
    assert [a["is_pair"] for a in paths["agents_shown"][:3]] == [True, True, False]
    assert summary["sentence"].startswith(f"In {summary['contact']['count']} of {FUTURES} futures")


def test_a_typical_minute_has_gates_with_both_counts(run, dynamics):
    minute = study_minute(run, dynamics, futures=8)
    assert minute.gates
    flows = flows_of(minute)
    for gate in flows["gates"]:
        assert gate["engine"]["low"] <= gate["engine"]["count"] <= gate["engine"]["high"]
        assert gate["futures"]["low"] <= gate["futures"]["median"] <= gate["futures"]["high"]
        overlap = gate["futures"]["low"] <= gate["engine"]["high"] and gate["engine"]["low"] <= gate["futures"]["high"]
        assert gate["agrees"] == overlap


def test_the_kinds_are_those_of_the_conflict(study, found):
    assert study.kinds == tuple(AgentKind(k) for k in found.conflict.kinds)
