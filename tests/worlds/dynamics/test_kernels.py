"""Motions keep every limit, whatever the network says, and a drawn motion has the likelihood that it is given."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.contracts import AgentKind
from tests.worlds.dynamics.halls import bodies, floor
from worlds.dynamics import kernels
from worlds.dynamics.situation import HISTORY, STEP_S

FLOOR = floor()
GROUND = (FLOOR.clearance_m, *FLOOR.origin_m, FLOOR.cell_m)
BODY = bodies(AgentKind.PERSON, AgentKind.FORKLIFT).rows()
places = st.floats(0.7, 11.3)
angles = st.floats(-math.pi, math.pi)


def moving(heading: float, speed: float, aside: float) -> np.ndarray:
    e, n = np.array([math.cos(heading), math.sin(heading)]), np.array([-math.sin(heading), math.cos(heading)])
    return np.tile((speed * e + aside * n).astype(np.float32), (HISTORY, 1))


def moved(body, pose, past, frame, y):
    result = np.empty(3)
    corrected = kernels.project(*GROUND, body, pose, past, frame, y[0], y[1], result)
    return result, bool(corrected)


@settings(max_examples=300, deadline=None)
@given(x=places, y=places, heading=angles, frame=angles, speed=st.floats(0, 1.6), aside=st.floats(-0.5, 0.5),
       answer=st.tuples(st.floats(-6, 6), st.floats(-6, 6)))  # fmt: skip
def test_a_person_stays_off_walls_and_within_speed(x, y, heading, frame, speed, aside, answer):
    before = FLOOR.clearance_at(x, y)
    if before < 0:
        return
    pose, e = np.array([x, y, heading]), np.array([math.cos(frame), math.sin(frame)])
    result, _ = moved(BODY[0], pose, moving(heading, speed, aside), e, answer)
    assert FLOOR.clearance_at(result[0], result[1]) >= min(float(BODY[0, 6]), before) - 1e-9
    way = math.dist(result[:2], pose[:2])
    assert way <= kernels.PERSON_TOP * float(BODY[0, 3]) * STEP_S + 1e-6
    turn = abs((result[2] - heading + math.pi) % (2 * math.pi) - math.pi)
    assert turn <= float(BODY[0, 5]) * STEP_S + 1e-6


@settings(max_examples=300, deadline=None)
@given(x=places, y=places, heading=angles, speed=st.floats(-0.4, 2.0),
       answer=st.tuples(st.floats(-6, 6), st.floats(-6, 6)))  # fmt: skip
def test_a_vehicle_stays_off_walls_and_within_speed_turn_and_brakes(x, y, heading, speed, answer):
    before = FLOOR.clearance_at(x, y)
    if before < 0:
        return
    pose = np.array([x, y, heading])
    result, corrected = moved(BODY[1], pose, moving(heading, speed, 0.0), np.array([1.0, 0.0]), answer)
    assert FLOOR.clearance_at(result[0], result[1]) >= min(float(BODY[1, 6]), before) - 1e-9
    way = math.dist(result[:2], pose[:2])
    assert way <= kernels.VEHICLE_TOP * float(BODY[1, 3]) * STEP_S + 1e-6
    turn = (result[2] - heading + math.pi) % (2 * math.pi) - math.pi
    assert abs(turn) <= kernels.TURN_GAIN * float(BODY[1, 5]) * STEP_S + 1e-6
    if not corrected and way > 0.02:
        middle = heading + turn / 2
        along = (result[0] - x) * math.cos(middle) + (result[1] - y) * math.sin(middle)
        change = along / STEP_S - speed
        gain = float(BODY[1, 4]) * STEP_S
        assert -kernels.BRAKE * gain - 0.06 <= change <= kernels.GAIN * gain + 0.06  # 0.06: unnoticed corrections


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from([0, 1]), heading=angles, speed=st.floats(0.2, 1.2),
       answer=st.tuples(st.floats(-2, 2), st.floats(-2, 2)))  # fmt: skip
def test_in_the_open_coordinates_undo_a_motion(kind, heading, speed, answer):
    pose, past = np.array([3.0, 9.0, heading]), moving(heading, speed, 0.0)
    frame = np.array([math.cos(heading), math.sin(heading)])
    result, corrected = moved(BODY[kind], pose, past, frame, answer)
    if corrected or math.dist(result[:2], pose[:2]) < 1e-3:
        return
    found = np.empty(2)
    kernels.coordinates(BODY[kind], pose, past, frame, result, found)
    speed_after = math.dist(result[:2], pose[:2]) / STEP_S
    if speed_after < 0.999 * kernels.PERSON_TOP * float(BODY[kind, 3]):
        assert found == pytest.approx(answer, abs=1e-2)


def mixture(seed=0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    answer = rng.normal(0, 0.6, kernels.ANSWER).astype(np.float32)
    answer[kernels.SIGMAS : kernels.TURNS] = rng.uniform(-1.5, -0.3, 2 * kernels.COMPONENTS)
    answer[kernels.TURNS :] = rng.uniform(-0.8, 0.8, kernels.COMPONENTS)
    return answer


def test_the_density_of_a_mixture_integrates_to_one():
    at = np.linspace(-5, 5, 251)
    density = [[math.exp(kernels.log_density(mixture(), np.array([a, b]))) for a in at] for b in at]
    assert np.sum(density) * (at[1] - at[0]) ** 2 == pytest.approx(1, abs=2e-3)


def test_training_and_rolling_give_a_motion_the_same_likelihood():
    import torch

    from worlds.training.dynamics import negative_log_likelihood

    answer = mixture(3)
    raw = answer.copy()
    raw[kernels.TURNS :] = np.arctanh(answer[kernels.TURNS :] / 0.98)  # the network answers before its bounds
    motion = np.array([0.3, -0.2], np.float32)
    flags = [torch.tensor([value]) for value in (False, True, False, False)]
    loss = negative_log_likelihood(torch.from_numpy(raw)[None], torch.from_numpy(motion)[None], *flags)
    rest = 1 / (1 + math.exp(-float(answer[kernels.REST])))
    assert -float(loss) == pytest.approx(math.log(1 - rest) + kernels.log_density(answer, motion), abs=1e-4)


def test_drawn_motions_have_the_mean_of_the_mixture():
    answer = mixture(5)
    answer[kernels.REST] = -20.0
    weights = np.exp(answer[kernels.LOGITS : kernels.MEANS])
    means = answer[kernels.MEANS : kernels.SIGMAS].reshape(-1, 2)
    expected = (weights / weights.sum()) @ means
    luck, y, drawn = np.random.default_rng(1).standard_normal((20_000, 4)), np.empty(2), []
    for row in luck:
        kernels.draw(answer, row, y)
        drawn.append(y.copy())
    assert np.mean(drawn, axis=0) == pytest.approx(expected, abs=0.03)


def test_who_is_sure_to_rest_draws_no_motion():
    answer, y = mixture(), np.zeros(2)
    answer[kernels.REST] = 30.0
    assert kernels.draw(answer, np.zeros(4), y) == pytest.approx(0.0, abs=1e-6)
    assert math.isnan(y[0])
