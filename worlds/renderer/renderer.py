"""Renders frames: conditions in, picture out, with the light of the previous frame carried along."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from worlds.conditioning.conditions import FrameConditions
from worlds.conditioning.features import CHANNELS, compress, exposure_of, features
from worlds.renderer.feedback import gather, motion
from worlds.renderer.network import FEEDBACK, MULTIPLE, RendererConfig, RendererNetwork
from worlds.renderer.tone import compose, display, to_bytes
from worlds.renderer.weights import WEIGHTS_FOLDER, read_weights

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class RenderedFrame:
    """A picture and what the next one needs of it."""

    picture: NDArray[np.uint8]  # (H, W, 3) sRGB
    irradiance: Floats  # (H, W, 3) exposed
    conditions: FrameConditions
    exposure: float


class Renderer:
    """The trained network, ready. It keeps no state between calls: the caller hands the previous frame in."""

    def __init__(self, network: RendererNetwork, card: dict[str, Any], threads: int = 1) -> None:
        self.network = network.eval()
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.card = card
        self.threads = threads

    @staticmethod
    def load(folder: Path = WEIGHTS_FOLDER / "renderer", *, threads: int = 1) -> Renderer:
        """The renderer in a folder; raises ``WeightsMissing`` or ``WeightsMismatch``."""
        tensors, card = read_weights(folder)
        config = RendererConfig(widths=tuple(card["config"]["widths"]), inputs=int(card["config"]["inputs"]))
        network = RendererNetwork(config)
        network.load_state_dict(tensors)
        return Renderer(network, card, threads)

    @property
    def model_hash(self) -> str:
        """SHA-256 of the weights."""
        return str(self.card["sha256"])

    def render(
        self, conditions: FrameConditions, before: RenderedFrame | None = None, *, brightness: float = 1.0
    ) -> RenderedFrame:
        """The next frame; its exposure is the previous frame's, or follows from the conditions."""
        exposure = before.exposure if before else exposure_of(conditions)
        inputs = network_input(conditions, before, exposure)
        irradiance = self._run(inputs)
        picture = to_bytes(display(compose(irradiance, conditions, exposure) * np.float32(brightness)))
        return RenderedFrame(picture, irradiance, conditions, exposure)

    @torch.inference_mode()
    def _run(self, inputs: Floats) -> Floats:
        if torch.get_num_threads() != self.threads:
            torch.set_num_threads(self.threads)
        height, width = inputs.shape[1:]
        x = torch.from_numpy(inputs)[None]
        extra = (-width % MULTIPLE, -height % MULTIPLE)
        if any(extra):
            x = functional.pad(x, (0, extra[0], 0, extra[1]), mode="replicate")
        light = self.network(x.contiguous(memory_format=torch.channels_last))[0, :, :height, :width]
        return np.ascontiguousarray(light.permute(1, 2, 0).numpy())


def network_input(conditions: FrameConditions, before: RenderedFrame | None, exposure: float) -> Floats:
    """(25, H, W) features and feedback; without a previous frame the feedback is zero and not valid."""
    height, width = conditions.gbuffer.depth_m.shape
    inputs = np.zeros((len(CHANNELS) + FEEDBACK, height, width), np.float32)
    inputs[: len(CHANNELS)] = features(conditions, exposure)
    if before is not None and before.irradiance.shape[:2] == (height, width):
        moved = motion(before.conditions, conditions)
        past = len(CHANNELS)
        inputs[past : past + 3] = compress(gather(before.irradiance, moved)).transpose(2, 0, 1)
        inputs[past + 3] = moved.valid
    return inputs
