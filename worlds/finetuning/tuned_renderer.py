"""The renderer after fine-tuning: its weights are an organisation's own, and a look is applied to its light."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from worlds.conditioning.conditions import FrameConditions
from worlds.finetuning.look import Look
from worlds.renderer.renderer import RenderedFrame, Renderer
from worlds.renderer.tone import compose, display, to_bytes


class TunedRenderer:
    """A renderer with a look; the light that is fed back is the renderer's own."""

    tells_light = True

    def __init__(self, renderer: Renderer, look: Look) -> None:
        self.renderer = renderer
        self.look = look

    @staticmethod
    def load(folder: Path) -> TunedRenderer:
        """The tuned weights in a folder; raises ``WeightsMissing`` or ``WeightsMismatch``."""
        renderer = Renderer.load(folder)
        return TunedRenderer(renderer, Look.from_dict(renderer.card["look"]))

    @property
    def card(self) -> dict[str, Any]:
        """The card of the tuned weights."""
        return self.renderer.card

    @property
    def model_hash(self) -> str:
        """SHA-256 of the tuned weights."""
        return self.renderer.model_hash

    def render(
        self, conditions: FrameConditions, before: RenderedFrame | None = None, *, brightness: float = 1.0
    ) -> RenderedFrame:
        """The next frame in the camera's look."""
        frame = self.renderer.render(conditions, before)
        radiance = self.look.apply(compose(frame.irradiance, conditions, frame.exposure))
        return replace(frame, picture=to_bytes(display(np.asarray(radiance * np.float32(brightness), np.float32))))
