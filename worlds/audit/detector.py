"""Finds people and vehicles in a picture: a small segmentation network, trained on path-traced pictures only.

It sees nothing but the picture. It never saw the renderer's output, so it cannot have learned to
overlook its faults.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from worlds.renderer.weights import WEIGHTS_FOLDER, read_weights

CLASSES = ("background", "person", "vehicle")
WORKING_SIZE = (144, 256)  # height, width of the picture that it looks at; found at half of that


class DetectorNetwork(nn.Module):
    """(N, 3, H, W) sRGB 0..1 to (N, 3, H/2, W/2) class scores; H and W divisible by 8."""

    def __init__(self, width: int = 24) -> None:
        super().__init__()
        self.enter = nn.Conv2d(12, width, 3, padding=1)
        self.fine = nn.Conv2d(width, width, 3, padding=1)
        self.down1 = nn.Conv2d(width, 2 * width, 3, stride=2, padding=1)
        self.middle = nn.Conv2d(2 * width, 2 * width, 3, padding=1)
        self.down2 = nn.Conv2d(2 * width, 2 * width, 3, stride=2, padding=1)
        self.coarse = nn.Conv2d(2 * width, 2 * width, 3, padding=2, dilation=2)
        self.join1 = nn.Conv2d(4 * width, width, 1)
        self.join0 = nn.Conv2d(2 * width, width, 3, padding=1)
        self.leave = nn.Conv2d(width, len(CLASSES), 1)

    def forward(self, picture: Tensor) -> Tensor:
        act = functional.relu
        s0 = act(self.fine(act(self.enter(functional.pixel_unshuffle(picture - 0.5, 2)))))
        s1 = act(self.middle(act(self.down1(s0))))
        s2 = act(self.coarse(act(self.down2(s1))))
        up = functional.interpolate(s2, size=s1.shape[-2:], mode="bilinear", align_corners=False)
        y = act(self.join1(torch.cat([s1, up], dim=1)))
        up = functional.interpolate(y, size=s0.shape[-2:], mode="bilinear", align_corners=False)
        scores: Tensor = self.leave(act(self.join0(torch.cat([s0, up], dim=1))))
        return scores


class Detector:
    """The trained network, ready."""

    def __init__(self, network: DetectorNetwork, card: dict[str, Any]) -> None:
        self.network = network.eval()
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.card = card

    @staticmethod
    def load(folder: Path = WEIGHTS_FOLDER / "detector") -> Detector:
        """The detector in a folder; raises ``WeightsMissing`` or ``WeightsMismatch``."""
        tensors, card = read_weights(folder)
        network = DetectorNetwork(int(card["config"]["width"]))
        network.load_state_dict(tensors)
        return Detector(network, card)

    @torch.inference_mode()
    def find(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(72, 128) class of each cell of a picture (H, W, 3): index into `CLASSES`."""
        x = torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None]
        if x.shape[-2:] != WORKING_SIZE:
            x = functional.interpolate(
                x, size=WORKING_SIZE, mode="area" if x.shape[-1] > WORKING_SIZE[1] else "bilinear"
            )
        scores = self.network(x.contiguous(memory_format=torch.channels_last))
        return np.asarray(scores[0].argmax(dim=0).numpy(), np.uint8)
