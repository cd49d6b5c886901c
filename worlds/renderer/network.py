"""The renderer's network: a small U-Net that turns conditions and carried-over light into irradiance.

It does not paint. It corrects: how much of each pixel's lamp light really arrives, how strong the
indirect light is, and how far to trust the light of the previous frame. Colour and edges come from
the CAD's albedo afterwards, so what the CAD does not contain cannot appear.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from worlds.conditioning.features import CHANNELS, INDIRECT, LAMPS, LOG_SLOPE, SEEN

FEEDBACK = 5  # compressed irradiance (3), validity, noise level
HEAD = 6  # visibility, gain of lamps, gain of indirect light (3), trust in the past
MULTIPLE = 16  # height and width must be divisible by this
LEAK = 0.1
AMBIENT_FLOOR = 0.02
MOST_TRUST = 0.6  # in the past: six frames after whatever befell it, a surface shows 5 % of that and no more


@dataclass(frozen=True)
class RendererConfig:
    """Widths of the four scales, finest (half resolution) first."""

    widths: tuple[int, int, int, int] = (32, 64, 96, 128)
    inputs: int = len(CHANNELS) + FEEDBACK

    def __post_init__(self) -> None:
        if len(self.widths) != 4 or min(self.widths) < 1:
            raise ValueError("four positive widths are needed")
        if self.inputs != len(CHANNELS) + FEEDBACK:
            raise ValueError(f"weights for {self.inputs} inputs do not fit this version's {len(CHANNELS) + FEEDBACK}")


class Residual(nn.Module):
    """x + conv(act(conv(act x))), the last convolution starting at zero."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor) -> Tensor:
        return x + cast(Tensor, self.second(act(self.first(act(x)))))


def act(x: Tensor) -> Tensor:
    """Leaky rectifier: among the cheap ones on a CPU."""
    return functional.leaky_relu(x, LEAK)


class RendererNetwork(nn.Module):
    """(N, 25, H, W) conditions and feedback to (N, 3, H, W) exposed irradiance."""

    def __init__(self, config: RendererConfig) -> None:
        super().__init__()
        self.config = config
        a, b, c, d = config.widths
        self.enter = nn.Conv2d(4 * config.inputs, a, 1)  # on 2 × 2 pixels folded into channels
        self.down1, self.down2, self.down3 = (nn.Conv2d(i, o, 2, stride=2) for i, o in ((a, b), (b, c), (c, d)))
        self.in0, self.in1, self.in2, self.in3 = (Residual(w) for w in (a, b, c, d))
        self.up3, self.up2, self.up1 = (nn.Conv2d(i, o, 1) for i, o in ((d, c), (c, b), (b, a)))
        self.out2, self.out1, self.out0 = (Residual(w) for w in (c, b, a))
        self.leave = nn.Conv2d(a, 4 * HEAD, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        return irradiance(x, self.correction(x))

    def correction(self, x: Tensor) -> Tensor:
        """(N, 6, H, W) what the head needs."""
        s0 = self.in0(self.enter(functional.pixel_unshuffle(x, 2)))  # (N, a, H/2, W/2)
        s1 = self.in1(self.down1(s0))  # (N, b, H/4, W/4)
        s2 = self.in2(self.down2(s1))  # (N, c, H/8, W/8)
        s3 = self.in3(self.down3(s2))  # (N, d, H/16, W/16)
        y = self.out2(s2 + self.up3(doubled(s3)))
        y = self.out1(s1 + self.up2(doubled(y)))
        y = self.out0(s0 + self.up1(doubled(y)))
        return functional.pixel_shuffle(self.leave(act(y)), 2)


def doubled(x: Tensor) -> Tensor:
    """Twice the resolution, bilinear: nearest leaves a pattern of blocks."""
    return functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


def irradiance(x: Tensor, head: Tensor) -> Tensor:
    """The correction applied to the estimate in the conditions: lamps · seen + indirect, blended with the past."""
    start = len(CHANNELS)
    lamps, indirect = torch.expm1(x[:, LAMPS]) / LOG_SLOPE, torch.expm1(x[:, INDIRECT]) / LOG_SLOPE
    past, valid = torch.expm1(x[:, start : start + 3]) / LOG_SLOPE, x[:, start + 3 : start + 4]
    share = 0.02 + 0.96 * x[:, SEEN]
    seen = torch.sigmoid(torch.log(share / (1 - share)) + head[:, :1])
    fresh = lamps * seen * torch.exp(head[:, 1:2].clamp(-2, 2)) + (indirect + AMBIENT_FLOOR) * torch.exp(
        head[:, 2:5].clamp(-3, 3)
    )
    trust = torch.sigmoid(head[:, 5:6]).clamp(max=MOST_TRUST) * valid
    return fresh + trust * (past - fresh)
