"""Finds people and vehicles in a picture: a small segmentation network, trained on path-traced pictures only.

It sees nothing but the picture: neither depth nor the state, for what the picture omits must not be found.
It never saw the renderer's output, so it cannot have learned to overlook its faults.
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
WORKING_SIZE = (144, 256)  # height, width of the picture that it looks at
CELL_PX = 2  # it answers for cells of 2 × 2 pixels
EAGERNESS = 1.0  # of the background's score
MULTIPLE = 16  # height and width must be divisible by this


class _Residual(nn.Module):
    """x + conv(relu(conv(relu x)))."""

    def __init__(self, width: int, dilation: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=dilation, dilation=dilation)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.second(functional.relu(self.first(functional.relu(x))))
        return x + y


class DetectorNetwork(nn.Module):
    """(N, 3, H, W) sRGB 0..1 to (N, 3, H/2, W/2) class scores: four scales, most of the work at the coarse ones."""

    def __init__(self, width: int = 12) -> None:
        super().__init__()
        a, b, c, d = width, 3 * width, 6 * width, 8 * width
        self.enter = nn.Conv2d(12, a, 3, padding=1)
        self.down1, self.down2, self.down3 = (
            nn.Conv2d(i, o, 3, stride=2, padding=1) for i, o in ((a, b), (b, c), (c, d))
        )
        self.in1, self.in2 = _Residual(b), nn.Sequential(_Residual(c), _Residual(c))
        self.in3 = nn.Sequential(_Residual(d), _Residual(d, dilation=2))
        self.up3, self.up2, self.up1 = (nn.Conv2d(i, o, 1) for i, o in ((d, c), (c, b), (b, a)))
        self.out2, self.out1, self.out0 = _Residual(c), _Residual(b), nn.Conv2d(a, a, 3, padding=1)
        self.leave = nn.Conv2d(a, len(CLASSES), 1)

    def forward(self, picture: Tensor) -> Tensor:
        act = functional.relu
        s0 = self.enter(functional.pixel_unshuffle(picture - 0.5, CELL_PX))  # (N, a, H/2, W/2)
        s1 = self.in1(self.down1(act(s0)))  # (N, b, H/4, W/4)
        s2 = self.in2(self.down2(act(s1)))  # (N, c, H/8, W/8)
        s3 = self.in3(self.down3(act(s2)))  # (N, d, H/16, W/16)
        y = self.out2(s2 + _doubled(self.up3(s3)))
        y = self.out1(s1 + _doubled(self.up2(y)))
        y = act(self.out0(act(s0 + _doubled(self.up1(y)))))
        scores: Tensor = self.leave(y)
        return scores


def _doubled(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


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
    def find(self, picture: NDArray[np.uint8], *, eager: bool = False) -> NDArray[np.uint8]:
        """(72, 128) class of each cell of a picture (H, W, 3): index into `CLASSES`; `eager` finds what is less sure."""
        x = torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None]
        if x.shape[-2:] != WORKING_SIZE:
            x = functional.interpolate(
                x, size=WORKING_SIZE, mode="area" if x.shape[-1] > WORKING_SIZE[1] else "bilinear"
            )
        scores = self.network(x.contiguous(memory_format=torch.channels_last))
        scores[:, 0] -= EAGERNESS if eager else 0.0
        return np.asarray(scores[0].argmax(dim=0).numpy(), np.uint8)
