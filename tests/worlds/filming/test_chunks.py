"""A chunk that fails is rendered again, and then replaced by geometry under a label that says so."""

import dataclasses

import numpy as np
import pytest

from worlds.audit.plain import plain_picture
from worlds.filming.clip import Take, render_clip
from worlds.renderer.network import RendererConfig, RendererNetwork
from worlds.renderer.renderer import Renderer
from worlds.video import badge, read_video, with_badge


class Eventually:
    """A detector that overlooks everybody in so many frames, and nobody in their control pictures."""

    def __init__(self, overlooked: int) -> None:
        self.left, self.control_next = overlooked, False

    def evidence(self, _picture, _standing):
        overlooks = self.left > 0 and not self.control_next
        self.left, self.control_next = self.left - overlooks, not self.control_next
        return np.full((72, 128), -4.0 if overlooks else 4.0, np.float32)


def long(trajectories, steps=45):
    """The same window, 4.4 s long."""
    reach = np.minimum(np.arange(steps), len(trajectories.pose) - 1)
    fields = ("pose", "velocity_mps", "activity", "load")
    return dataclasses.replace(trajectories, **{name: getattr(trajectories, name)[reach] for name in fields})


@pytest.fixture
def film(hall, camera, trajectories, untrained, monkeypatch):
    """Chunks of half a second."""
    monkeypatch.setattr("worlds.filming.clip.CHUNK_FRAMES", 12)

    def made(detector, seconds=1.0, renderer=untrained):
        return render_clip(
            hall, camera, long(trajectories), Take(5.0, seconds, seed=3), renderer=renderer, detector=detector
        )

    return made


def test_a_chunk_that_passes_is_shown_as_it_is(film, trusting):
    clip = film(trusting)
    assert [(c["shown"], c["faults"]) for c in clip.sidecar["chunks"]] == [("model", [])] * 2
    assert (clip.audit.plain_frames, clip.audit.rendered_again_frames) == (0, 0)


def test_a_chunk_that_fails_once_is_shown_as_rendered_the_second_time(film, trusting):
    """The first 12 frames are not recognised, their second rendering is."""
    clip, first = film(Eventually(12)), film(trusting)
    chunks = clip.sidecar["chunks"]
    assert [(c["shown"], c["attempts"], len(c["faults"])) for c in chunks] == [("model", 2, 1), ("model", 1, 0)]
    assert "not found" in chunks[0]["faults"][0][0]
    assert clip.audit.rendered_again_frames == 12
    assert clip.audit.verdict == "passed"
    assert clip.video != first.video  # another seed, another picture
    assert clip.video == film(Eventually(12)).video  # and the same one every time


def test_a_chunk_that_fails_twice_is_geometry_and_says_so(film, trusting, camera):
    clip = film(Eventually(24))
    assert [c["shown"] for c in clip.sidecar["chunks"]] == ["plain", "model"]
    assert clip.audit.plain_frames == 12
    assert clip.audit.verdict == "failed"
    assert clip.audit.reasons == ("0.5 s are shown as plain geometry, because the model failed to show them twice",)
    frames = read_video(clip.video)
    said = np.zeros((54, 96, 3), np.uint8)
    label = with_badge(said, badge("plain geometry", 96, 54)).max(axis=-1) > 150
    assert label.sum() > 50
    assert np.median(frames[10][label]) > 140  # the writing is there
    assert len(frames) == 24


def test_the_fall_back_shows_what_the_state_says(film, hall, camera, trajectories):
    clip = film(Eventually(24))
    shown = read_video(clip.video)[0].astype(int)
    from worlds.conditioning.conditions import Conditioner
    from worlds.dynamics.interpolate import StateInterpolator

    plain = plain_picture(Conditioner(hall).frame(StateInterpolator(trajectories).at(5.0), camera)).astype(int)
    assert np.abs(shown - plain)[:35, :40].mean() < 4


def test_a_network_whose_weights_are_broken_never_reaches_the_viewer(film):
    """Its pictures are black: whoever looks for people in bright pictures finds none, twice, and sees geometry."""

    class Looks:
        def evidence(self, picture, _standing):
            return np.full((72, 128), 4.0 if picture.mean() > 40 else -4.0, np.float32)

    network = RendererNetwork(RendererConfig(widths=(4, 4, 4, 4)))
    network.leave.bias.data.fill_(-30)  # no lamp is seen, and what is reflected is a twentieth
    clip = film(Looks(), seconds=0.5, renderer=Renderer(network, {"sha256": "broken"}))
    assert clip.audit.plain_frames == 12
    assert np.mean(read_video(clip.video)[5]) > 40


def test_the_chunk_after_a_replaced_one_does_not_carry_its_light_on(film):
    clip = film(Eventually(24))
    frames = read_video(clip.video)
    assert frames[15].std() > 10
    assert np.isfinite(clip.audit.flicker)
