"""Renderers with one fault each, which the measures must find, and one without any."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from worlds.conditioning.features import exposure_of
from worlds.renderer.feedback import gather, motion
from worlds.renderer.renderer import RenderedFrame
from worlds.renderer.tone import compose, developed


def show(conditions, light, exposure) -> RenderedFrame:
    """A frame of this irradiance."""
    light = light.astype(np.float32)
    picture = developed(compose(light, conditions, exposure))
    return RenderedFrame(picture, light, conditions, exposure)


class Faithful:
    """Shows its light hints: a function of the conditions alone."""

    def render(self, conditions, before=None, /):
        exposure = before.exposure if before else exposure_of(conditions)
        return show(conditions, conditions.estimate * exposure, exposure)


class Leaking(Faithful):
    """The whole picture darkens with the first agent's place."""

    def render(self, conditions, before=None, /):
        frame = super().render(conditions, before)
        agents = conditions.body >= 0
        place = np.argwhere(agents).mean() if agents.any() else 0.0
        return show(conditions, frame.irradiance * (1 - place / 60), frame.exposure)


class Drifting(Faithful):
    """One hundredth brighter with every frame."""

    def __init__(self):
        self.frames = 0

    def render(self, conditions, before=None, /):
        frame = super().render(conditions, before)
        self.frames += 1
        return show(conditions, frame.irradiance * 1.01**self.frames, frame.exposure)


class Forgetful(Faithful):
    """Paints every surface anew, at random, when it comes into view; keeps what stays."""

    def __init__(self):
        self.rng = np.random.default_rng(0)

    def render(self, conditions, before=None, /):
        frame = super().render(conditions, before)
        painted = frame.irradiance * self.rng.uniform(0.5, 1.5, (*conditions.body.shape, 1))
        if before is not None:
            moved = motion(before.conditions, conditions)
            painted = np.where(moved.valid[..., None], gather(before.irradiance, moved), painted)
        return show(conditions, painted, frame.exposure)


class Flickering(Faithful):
    """Two grey levels of noise in every frame."""

    def __init__(self):
        self.rng = np.random.default_rng(0)

    def render(self, conditions, before=None, /):
        frame = super().render(conditions, before)
        noise = self.rng.normal(0, 2, frame.picture.shape)
        return replace(frame, picture=np.clip(frame.picture + noise, 0, 255).astype(np.uint8))


class ByView(Faithful):
    """Brighter from one camera than from the other."""

    def render(self, conditions, before=None, /):
        frame = super().render(conditions, before)
        factor = 1.3 if conditions.camera.id == "west" else 1.0
        return show(conditions, frame.irradiance * factor, frame.exposure)


class ChangingLooks(Faithful):
    """Gives people other clothes once somebody has been out of sight."""

    def __init__(self):
        self.hidden = False

    def render(self, conditions, before=None, /):
        frame = super().render(conditions, before)
        agents = conditions.body >= 0
        self.hidden |= not agents.any()
        factor = np.where(agents & self.hidden, 0.3, 1.0)[..., None]
        return show(conditions, frame.irradiance * factor, frame.exposure)


class EntangledCameras(Faithful):
    """Remembers the last picture it made, whichever camera it was for."""

    def __init__(self):
        self.last = 0.0

    def render(self, conditions, before=None, /):
        frame = super().render(conditions, before)
        light = frame.irradiance * (1 + 0.1 * self.last)
        self.last = float(frame.picture.mean()) / 255
        return show(conditions, light, frame.exposure)
