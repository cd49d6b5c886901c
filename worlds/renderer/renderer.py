"""Renders frames: conditions in, picture out, with the light of the previous frame carried along."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worlds.conditioning.conditions import FrameConditions, same_view
from worlds.conditioning.features import CHANNELS, compress, exposure_of, features
from worlds.renderer.feedback import Past, carried
from worlds.renderer.network import FEEDBACK, RendererConfig, RendererNetwork
from worlds.renderer.runners import Runner, best_runner
from worlds.renderer.steadying import at_rest, held
from worlds.renderer.tone import compose, developed
from worlds.renderer.weights import WEIGHTS_FOLDER, read_weights

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class RenderedFrame:
    """A picture and what the next one needs of it."""

    picture: NDArray[np.uint8]  # (H, W, 3) sRGB
    irradiance: Floats  # (h, w, 3) exposed, of the light image
    conditions: FrameConditions
    exposure: float
    empty_light: Floats | None = None  # as `irradiance`, of the same view with nobody in it; while the camera rests


class Renderer:
    """The trained network, ready. It keeps no state between calls: the caller hands the previous frame in."""

    tells_light = True  # its frames carry the light that it found, by which its uncertainty is known

    def __init__(self, network: RendererNetwork, card: dict[str, Any], runner: Runner | None = None) -> None:
        self.network = network.eval()
        self.card = card
        self.runner = runner or best_runner(network)

    @staticmethod
    def load(folder: Path = WEIGHTS_FOLDER / "renderer", *, threads: int = 1) -> Renderer:
        """The renderer in a folder; raises ``WeightsMissing`` or ``WeightsMismatch``."""
        tensors, card = read_weights(folder)
        config = RendererConfig(widths=tuple(card["config"]["widths"]), inputs=int(card["config"]["inputs"]))
        network = RendererNetwork(config)
        network.load_state_dict(tensors)
        return Renderer(network, card, best_runner(network, threads))

    @property
    def model_hash(self) -> str:
        """SHA-256 of the weights."""
        return str(self.card["sha256"])

    def render(
        self, conditions: FrameConditions, before: RenderedFrame | None = None, *, brightness: float = 1.0
    ) -> RenderedFrame:
        """The next frame; its exposure is the previous frame's, or follows from the conditions.

        Only a moving camera's network is shown the past: a resting one's light follows from what is to be seen, and
        is held where that stays, so that nothing of the way there is left in the picture.
        """
        exposure = before.exposure if before else exposure_of(conditions)
        empty_light: Floats | None = None
        if before is not None and not same_view(before.conditions, conditions):
            light = self._light(conditions, carried(before.irradiance, before.conditions, conditions), exposure)
        else:
            light = self._light(conditions, None, exposure)
            if before is None or before.empty_light is None:
                empty_light = self._light(conditions.empty or conditions, None, exposure)
            else:
                empty_light = before.empty_light
                light = held(light, before.irradiance, conditions, before.conditions)
            light = at_rest(light, empty_light, conditions)
        radiance = compose(light, conditions, exposure) * np.float32(brightness)
        return RenderedFrame(developed(radiance), light, conditions, exposure, empty_light)

    def _light(self, conditions: FrameConditions, past: Past | None, exposure: float) -> Floats:
        return self.runner(network_input(conditions, past, exposure))


def network_input(conditions: FrameConditions, past: Past | None, exposure: float) -> Floats:
    """(25, h, w) features and feedback; without a past the feedback is zero and not valid."""
    height, width = conditions.light.depth_m.shape
    inputs = np.zeros((len(CHANNELS) + FEEDBACK, height, width), np.float32)
    features(conditions, exposure, out=inputs[: len(CHANNELS)])
    if past is not None:
        first = len(CHANNELS)
        inputs[first : first + 3] = compress(past.light).transpose(2, 0, 1)
        inputs[first + 3] = past.valid
    return inputs
