"""Finds people and vehicles in a picture: a small segmentation network, trained on path-traced pictures only.

Beside the picture it sees the same view with nobody in it (`worlds.conditioning.standing_view`), which tells goods in the
colours of jackets from people and how large a person would be. It does not see the state: whom the picture
omits must not be found. It never saw the renderer's output, so it cannot have learned to overlook its faults.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from worlds.conditioning.standing_view import GUIDE_CHANNELS, StandingView
from worlds.graphs import convolved, request_for, twice
from worlds.renderer.weights import WEIGHTS_FOLDER, read_weights

CLASSES = ("background", "person", "vehicle")
WORKING_SIZE = (144, 256)  # height, width of the picture that it looks at
CELL_PX = 2  # it answers for cells of 2 × 2 pixels
INPUTS = 3 + GUIDE_CHANNELS
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
    """(N, 8, H, W) sRGB and guide, 0..1, to (N, 3, H/2, W/2) class scores: four scales, most work at the coarse ones."""

    def __init__(self, width: int = 12) -> None:
        super().__init__()
        a, b, c, d = width, 3 * width, 6 * width, 8 * width
        self.enter = nn.Conv2d(CELL_PX**2 * INPUTS, a, 3, padding=1)
        self.down1, self.down2, self.down3 = (
            nn.Conv2d(i, o, 3, stride=2, padding=1) for i, o in ((a, b), (b, c), (c, d))
        )
        self.in1, self.in2 = _Residual(b), nn.Sequential(_Residual(c), _Residual(c))
        self.in3 = nn.Sequential(_Residual(d), _Residual(d, dilation=2))
        self.up3, self.up2, self.up1 = (nn.Conv2d(i, o, 1) for i, o in ((d, c), (c, b), (b, a)))
        self.out2, self.out1, self.out0 = _Residual(c), _Residual(b), nn.Conv2d(a, a, 3, padding=1)
        self.leave = nn.Conv2d(a, len(CLASSES), 1)

    def forward(self, x: Tensor) -> Tensor:
        act = functional.relu
        s0 = self.enter(functional.pixel_unshuffle(x - 0.5, CELL_PX))  # (N, a, H/2, W/2)
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
    """The trained network, ready: OpenVINO on one thread, in bfloat16 where the processor has units for it."""

    def __init__(self, network: DetectorNetwork, card: dict[str, Any], precision: str | None = None) -> None:
        self.network = network.eval()
        self.card = card
        self._precision = precision
        self._request: Any = None
        self._guides: WeakKeyDictionary[StandingView, NDArray[np.float32]] = WeakKeyDictionary()

    @staticmethod
    def load(folder: Path = WEIGHTS_FOLDER / "detector") -> Detector:
        """The detector in a folder; raises ``WeightsMissing`` or ``WeightsMismatch``."""
        tensors, card = read_weights(folder)
        network = DetectorNetwork(int(card["config"]["width"]))
        network.load_state_dict(tensors)
        return Detector(network, card)

    def evidence(self, picture: NDArray[np.uint8], standing: StandingView) -> NDArray[np.float32]:
        """(72, 128) by how much the likelier of person and vehicle outscores the background in a picture (H, W, 3)."""
        scores = self.scores(picture, self._guide(standing))
        return np.asarray(scores[1:].max(axis=0) - scores[0])

    def decide(self, scores: NDArray[np.float32]) -> NDArray[np.uint8]:
        """(h, w) class of each cell from its scores (3, h, w): index into `CLASSES`."""
        return np.asarray(scores.argmax(axis=0), np.uint8)

    def scores(self, picture: NDArray[np.uint8], guide: NDArray[np.float32]) -> NDArray[np.float32]:
        """(3, 72, 128) scores of a picture (H, W, 3) beside a guide (5, 144, 256)."""
        if self._request is None:
            shape = (1, INPUTS, *WORKING_SIZE)
            self._request = request_for(openvino_model(self.network), shape, precision=self._precision)
        x = np.empty((1, INPUTS, *WORKING_SIZE), np.float32)
        x[0, :3] = at_working_size(picture.transpose(2, 0, 1).astype(np.float32) / np.float32(255))
        x[0, 3:] = guide
        return np.array(self._request.infer([x], share_inputs=True, share_outputs=True)[0][0])

    def _guide(self, standing: StandingView) -> NDArray[np.float32]:
        """The guide at the working size, kept while anybody has the view: two threads have one each of a camera."""
        if standing not in self._guides:
            self._guides[standing] = at_working_size(standing.guide())
        return self._guides[standing]


@torch.inference_mode()
def at_working_size(image: NDArray[np.float32]) -> NDArray[np.float32]:
    """(C, H, W) averaged, or enlarged, to the size that the detector looks at."""
    if image.shape[1:] == WORKING_SIZE:
        return image
    mode = "area" if image.shape[2] > WORKING_SIZE[1] else "bilinear"
    return np.asarray(functional.interpolate(torch.from_numpy(image)[None], size=WORKING_SIZE, mode=mode)[0].numpy())


def openvino_model(network: DetectorNetwork) -> Any:
    """`DetectorNetwork` as an OpenVINO model; a test holds both to the same output."""
    import openvino
    from openvino import opset15 as ops

    def residual(x: Any, block: Any) -> Any:
        return ops.add(x, convolved(ops.relu(convolved(ops.relu(x), block.first)), block.second))

    n = network
    x = ops.parameter([1, INPUTS, -1, -1], np.float32)
    centred = ops.subtract(x, ops.constant(np.float32(0.5)))
    s0 = convolved(ops.space_to_depth(centred, "depth_first", CELL_PX), n.enter)
    s1 = residual(convolved(ops.relu(s0), n.down1), n.in1)
    s2 = convolved(ops.relu(s1), n.down2)
    for block in n.in2:
        s2 = residual(s2, block)
    s3 = convolved(ops.relu(s2), n.down3)
    for block in n.in3:
        s3 = residual(s3, block)
    y = residual(ops.add(s2, twice(convolved(s3, n.up3))), n.out2)
    y = residual(ops.add(s1, twice(convolved(y, n.up2))), n.out1)
    y = ops.relu(convolved(ops.relu(ops.add(s0, twice(convolved(y, n.up1)))), n.out0))
    return openvino.Model([convolved(y, n.leave)], [x], "detector")
