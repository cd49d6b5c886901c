"""Weights as tensors of torch; how they lie on disk is `worlds.weights`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from worlds.weights import WEIGHTS_FOLDER, WeightsMismatch, WeightsMissing, read_arrays, write_arrays

__all__ = ["WEIGHTS_FOLDER", "WeightsMismatch", "WeightsMissing", "read_weights", "write_weights"]


def write_weights(folder: Path, tensors: Mapping[str, Tensor], card: Mapping[str, Any]) -> str:
    """Write ``weights.safetensors`` and ``card.json``; returns the weights' SHA-256."""
    return write_arrays(folder, {name: tensor.detach().cpu().numpy() for name, tensor in tensors.items()}, card)


def read_weights(folder: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Tensors and card; raises ``WeightsMissing`` or ``WeightsMismatch``."""
    arrays, card = read_arrays(folder)
    return {name: torch.tensor(array) for name, array in arrays.items()}, card
