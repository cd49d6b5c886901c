"""Low-rank changes to a network's convolutions (Hu et al. 2021): few numbers to train, merged when done."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize


class LowRank(nn.Module):
    """weight + B A, with B zero at first, so that nothing changes."""

    def __init__(self, weight: Tensor, rank: int) -> None:
        super().__init__()
        rows, columns = weight.shape[0], weight[0].numel()
        rank = min(rank, rows, columns)
        self.a = nn.Parameter(torch.randn(rank, columns) / columns**0.5)
        self.b = nn.Parameter(torch.zeros(rows, rank))

    def forward(self, weight: Tensor) -> Tensor:
        return weight + (self.b @ self.a).reshape(weight.shape)


def add_low_rank(network: nn.Module, rank: int) -> list[nn.Parameter]:
    """Freeze a network but for low-rank changes and the biases of its convolutions; gives what is to be trained."""
    for parameter in network.parameters():
        parameter.requires_grad = False
    trained: list[nn.Parameter] = []
    for layer in [m for m in network.modules() if isinstance(m, nn.Conv2d)]:
        change = LowRank(layer.weight, rank)
        parametrize.register_parametrization(layer, "weight", change)
        trained += [change.a, change.b]
        if layer.bias is not None:
            layer.bias.requires_grad = True
            trained.append(cast(nn.Parameter, layer.bias))
    return trained


def merge_low_rank(network: nn.Module) -> None:
    """Put the changes into the weights: afterwards the network is built as before."""
    for layer in [m for m in network.modules() if isinstance(m, nn.Conv2d)]:
        if parametrize.is_parametrized(layer, "weight"):
            parametrize.remove_parametrizations(layer, "weight", leave_parametrized=True)
