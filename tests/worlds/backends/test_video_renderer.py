"""A video model behind the renderer's interface: filmed ahead for a clip, frame by frame for a step."""

from typing import Any

import numpy as np
import pytest

from worlds.backends.control import depth_video
from worlds.backends.video_renderer import VideoRenderer
from worlds.conditioning.conditions import Conditioner
from worlds.contracts import Action
from worlds.dynamics.interpolate import StateInterpolator
from worlds.rollout import WorldModel


class EchoModel:
    """Stands in for a pipeline: gives the control video back, a little brighter, and counts its calls."""

    kind, fingerprint = "Echo", "f" * 64

    def __init__(self):
        self.calls = []

    def film(self, control, *, seed=0, known=None, watch=lambda _: None):
        self.calls.append((len(control), seed, known is not None))
        watch(1.0)
        return np.minimum(control.astype(np.int16) + 5, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def conditioner(hall):
    return Conditioner(hall)


@pytest.fixture
def frames(conditioner, camera, trajectories):
    states = StateInterpolator(trajectories)
    return [conditioner.frame(states.at(5 + k / 10), camera) for k in range(4)]


def test_the_control_video_is_inverse_depth_in_one_range(frames):
    video = depth_video(frames)
    assert video.shape == (4, 54, 96, 3)
    near, far = (f(frames[0].gbuffer.depth_m) for f in (np.argmin, np.argmax))
    assert video[0].reshape(-1, 3)[near, 0] > 200
    assert video[0].reshape(-1, 3)[far, 0] < 10
    standing = np.all([frame.body < 0 for frame in frames], axis=0)
    assert np.array_equal(video[0][standing], video[3][standing])


def test_a_clip_is_filmed_in_one_go_and_given_out_frame_by_frame(frames):
    model: Any = EchoModel()
    renderer: Any = VideoRenderer(model)
    renderer.film_ahead(frames, seed=7)
    before = None
    for conditions, wanted in zip(frames, depth_video(frames), strict=True):
        before = renderer.render(conditions, before)
        assert np.array_equal(before.picture, np.minimum(wanted.astype(int) + 5, 255))
    assert model.calls == [(4, 7, False)]
    assert renderer.model_hash == "f" * 64


def test_a_frame_that_was_not_asked_for_is_made_alone(frames):
    model: Any = EchoModel()
    renderer: Any = VideoRenderer(model)
    renderer.film_ahead(frames[:1], seed=7)
    renderer.render(frames[2])
    assert model.calls == [(1, 7, False), (1, 7, False)]


def test_it_steps_like_the_world_model(hall, camera, trajectories, conditioner):
    model: Any = EchoModel()
    states = StateInterpolator(trajectories)
    renderer: Any = VideoRenderer(model)
    world = WorldModel(hall, renderer, conditioner)
    first = world.reset(states.at(5.0), [camera])
    _, second = world.step(Action(states.at(5.5)))
    assert model.calls == [(1, 0, False), (2, 0, True)]
    assert not np.array_equal(first["cctv"], second["cctv"])
