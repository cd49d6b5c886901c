"""Feet stay where they are put: straight on, on curves, on the spot; gestures and forks follow what comes and went."""

import numpy as np
import pytest

from scenarios.contracts import Activity, AgentKind, Trajectories
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.posture import straight_posture
from worlds.dynamics.interpolate import StateInterpolator

STEP_S, FRAME_S = 0.1, 1 / 24
SHOES = (2, 5)  # pieces of a person


def walk(speed, turn, seconds=8.0, activity=Activity.WALK, load=None, kind=AgentKind.PERSON):
    """One agent on a path of given speed and turning, each a number or a function of the time."""
    time = np.arange(0, seconds + STEP_S, STEP_S)
    v, w = (np.array([f(t) if callable(f) else f for t in time]) for f in (speed, turn))
    heading = np.concatenate([[0], np.cumsum(w[:-1] * STEP_S)])
    velocity = v[:, None] * np.stack([np.cos(heading), np.sin(heading)], axis=1)
    place = np.concatenate([[[0, 0]], np.cumsum((velocity[1:] + velocity[:-1]) / 2 * STEP_S, axis=0)])
    count = len(time)
    size = {AgentKind.PERSON: (0.4, 0.5, 1.75), AgentKind.FORKLIFT: (2.6, 1.2, 2.2)}[kind]
    return Trajectories(
        0.0, STEP_S, ("picker-01",), ("picker",), np.array([kind], np.uint8), np.array([size], np.float32),
        np.concatenate([place, heading[:, None]], axis=1)[:, None].astype(np.float32),
        velocity[:, None].astype(np.float32),
        np.array([activity(t) if callable(activity) else activity for t in time], np.uint8)[:, None],
        (np.zeros((count, 1)) if load is None else np.array([load(t) for t in time])[:, None]).astype(np.uint8),
    )  # fmt: skip


def soles(trajectories):
    """(frames, feet, 3) the ball of each foot from above, and its lowest edge, from the shoes as they are drawn."""
    states = StateInterpolator(trajectories)
    times = np.arange(0, trajectories.duration_s, FRAME_S)
    ball = np.empty((len(times), 2, 3))
    for row, time in enumerate(times):
        bodies = agent_bodies(states.at(float(time)))
        for foot, piece in enumerate(SHOES):
            pose = bodies.to_world[piece]
            length, height = np.linalg.norm(pose[:3, 0]), np.linalg.norm(pose[:3, 2])
            stature = height / 0.042
            ball[row, foot] = (pose @ [0.034 * stature / length, 0, -0.5, 1])[:3]
            ball[row, foot, 2] = min((pose @ [end, 0, -0.5, 1])[2] for end in (-0.5, 0.5))
    return ball


def slides(ball):
    """The farthest that a foot moves over the floor while it carries."""
    worst = 0.0
    for foot in range(2):
        down = ball[:, foot, 2] < 0.004
        edges = np.flatnonzero(np.diff(np.concatenate([[0], down, [0]])))
        for start, end in edges.reshape(-1, 2):
            rest = ball[start:end, foot, :2]
            worst = max(worst, float(np.linalg.norm(rest - rest[0], axis=1).max()))
    return worst


@pytest.mark.parametrize(
    ("speed", "turn"),
    [(0.6, 0.0), (1.4, 0.0), (1.2, 0.5), (lambda t: 1.4 if t < 3 else 0.0, 0.0), (0.0, 1.5)],
    ids=["slow", "fast", "on a curve", "coming to a halt", "turning on the spot"],
)
def test_a_foot_that_carries_stays_where_it_is(speed, turn):
    ball = soles(walk(speed, turn))
    assert slides(ball) < 0.01
    assert (ball[..., 2].min(axis=1) < 0.004).all()  # one foot is always at the floor


def test_steps_are_as_many_as_a_walk_needs():
    ball = soles(walk(1.4, 0.0, seconds=20.0))
    up = (ball[:, :, 2] > 0.02).astype(int)
    steps = (np.diff(up, axis=0) > 0).sum()
    assert 100 < steps * 60 / 20 < 125


def test_who_has_come_to_a_halt_stands_on_both_feet_beneath_the_body():
    ball = soles(walk(lambda t: 1.4 if t < 3 else 0.0, 0.0))[-1]
    x = walk(lambda t: 1.4 if t < 3 else 0.0, 0.0).pose[-1, 0, 0]
    assert np.allclose(ball[:, 0], x + 0.09, atol=0.03)
    assert 0.1 < ball[0, 1] - ball[1, 1] < 0.25
    assert np.abs(ball[:, 2]).max() < 0.005


def test_a_state_alone_has_feet_too():
    """Without a before and after, a straight path is assumed: the same feet as on a straight path."""
    states = StateInterpolator(walk(1.4, 0.0))
    ball = []
    for time in np.arange(1.0, 3.0, FRAME_S):
        feet = straight_posture(states.at(float(time))).feet[0]
        flat = np.abs(feet[:, 4]) < 0.02
        ball.append(np.where(flat[:, None], feet[:, :3], 1.0))
    assert slides(np.array(ball)) < 0.01


def test_a_gesture_begins_and_ends_gently():
    states = StateInterpolator(walk(0.0, 0.0, activity=lambda t: Activity.PICK if 2 < t < 5 else Activity.IDLE))
    settled = [float(states.at(t).posture.settled[0]) for t in (1.0, 2.1, 3.5, 4.95, 6.0)]
    assert settled[0] == settled[2] == settled[4] == 1.0
    assert settled[1] < 0.3
    assert settled[3] < 0.3


def test_forks_are_up_when_the_load_comes_and_down_while_driving():
    track = StateInterpolator(
        walk(0.0, 0.0, seconds=20.0, load=lambda t: int(t > 10), kind=AgentKind.FORKLIFT, activity=Activity.WAIT)
    )
    raised = [float(track.at(t).posture.raised[0]) for t in (2.0, 10.0, 18.0)]
    assert raised[1] > 0.95
    assert raised[0] == raised[2] == 0
