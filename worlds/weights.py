"""Weights on disk: a safetensors file and beside it a card in JSON that says what made them.

The card carries the SHA-256 of the weights; weights that do not match their card are refused, because
every clip and every future states the hash of the model that made it. Arrays of numpy: who needs tensors
of torch takes `worlds.renderer.weights`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save

WEIGHTS_FOLDER = Path(__file__).resolve().parent / "weights"


class WeightsMissing(Exception):
    """There are no weights where they should be."""


class WeightsMismatch(Exception):
    """The weights are not the ones that the card describes."""


def write_arrays(folder: Path, arrays: Mapping[str, NDArray[Any]], card: Mapping[str, Any]) -> str:
    """Write ``weights.safetensors`` and ``card.json``; returns the weights' SHA-256."""
    folder.mkdir(parents=True, exist_ok=True)
    data = save({name: np.ascontiguousarray(arrays[name]) for name in sorted(arrays)})
    digest = hashlib.sha256(data).hexdigest()
    (folder / "weights.safetensors").write_bytes(data)
    (folder / "card.json").write_text(json.dumps({**card, "sha256": digest}, indent=2) + "\n")
    return digest


def read_arrays(folder: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Arrays and card; raises ``WeightsMissing`` or ``WeightsMismatch``."""
    weights, card_file = folder / "weights.safetensors", folder / "card.json"
    if not weights.is_file() or not card_file.is_file():
        raise WeightsMissing(f"{folder.name} holds no weights.safetensors with a card.json; make them with train_world")
    card = json.loads(card_file.read_text())
    data = weights.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != card.get("sha256"):
        raise WeightsMismatch(
            f"{folder.name}/{weights.name} has SHA-256 {digest[:12]}…, its card says {str(card.get('sha256'))[:12]}…"
        )
    return load(data), card
