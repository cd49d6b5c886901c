"""The recipe of a training: everything that decides its outcome, read from a TOML file."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from worlds.renderer.network import RendererConfig
from worlds.training.dataset import TEST_HALLS_FROM, SetRecipe


@dataclass(frozen=True)
class Recipe:
    """How to make the pictures and how to train on them."""

    seed: int
    steps: int
    batch: int
    crop_px: int
    learning_rate: float
    feedback_share: float
    feedback_noise: float
    average_decay: float
    bfloat16: bool  # convolutions in bfloat16: 1.8 times faster on processors with matrix units, slower elsewhere
    start_sha256: str  # of the weights that the training starts from; empty: from nothing
    network: RendererConfig
    train: SetRecipe
    test: SetRecipe

    def __post_init__(self) -> None:
        if self.crop_px % 16:
            raise ValueError("crop_px must be divisible by 16")
        if self.train.first_hall + self.train.halls > TEST_HALLS_FROM or self.test.first_hall < TEST_HALLS_FROM:
            raise ValueError(f"training halls lie below number {TEST_HALLS_FROM}, test halls from there on")

    @property
    def digest(self) -> str:
        """SHA-256 of the recipe."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def read_recipe(path: Path) -> Recipe:
    """The recipe in a TOML file; unknown and missing keys are errors that name them."""
    raw = tomllib.loads(path.read_text())
    network = raw.pop("network", {})
    network["widths"] = tuple(network.get("widths", RendererConfig().widths))
    raw["network"] = _made(RendererConfig, network, "network")
    for name in ("train", "test"):
        raw[name] = _made(SetRecipe, raw.get(name, {}), name)
    return _made(Recipe, raw, path.name)


T = TypeVar("T")


def _made(kind: type[T], values: dict[str, Any], where: str) -> T:
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    if unknown := values.keys() - known:
        raise ValueError(f"{where}: unknown keys {sorted(unknown)}")
    try:
        return kind(**values)
    except TypeError as error:
        raise ValueError(f"{where}: {error}") from error
