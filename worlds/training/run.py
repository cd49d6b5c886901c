"""From a recipe to weights with a card: make the pictures, train, score on unseen halls, write.

Everything that exists is kept: a second call goes on where the first was stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from worlds.conditioning.features import CHANNELS
from worlds.evaluation.baseline import fit_lambert
from worlds.evaluation.pictures import score_pictures
from worlds.renderer.network import RendererNetwork
from worlds.renderer.renderer import Renderer
from worlds.renderer.weights import WEIGHTS_FOLDER, read_weights, write_weights
from worlds.training.dataset import least_samples, make_set, set_hash
from worlds.training.prepare import Prepared, prepare_set
from worlds.training.recipe import Recipe, read_recipe
from worlds.training.train import train

KNOWN_LIMITS = (
    "Surfaces are treated as matt: no reflections, no gloss, no glass.",
    "What the CAD's geometry and albedo do not contain cannot appear.",
    "Indirect light is baked from the standing scene: people and vehicles receive it but do not tint it.",
    "Agents farther than 4 m from a surface cast no shadow on it.",
    "Trained on generated halls only, at 256 x 144 pixels.",
    "Edges are smoothed by sixteen places a pixel; what is thinner than a sixteenth of a pixel may be missed.",
)


def train_world(
    recipe_path: Path,
    out: Path,
    work: Path,
    *,
    minutes: float | None = None,
    resume: bool = False,
    report: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Train by the recipe; weights and card go to `out`, pictures and checkpoints to `work`. Returns the card."""
    recipe = read_recipe(recipe_path)
    start = starting_weights(recipe, (work / "start", WEIGHTS_FOLDER / "renderer"))
    make_set(recipe.train, work / "train", report)
    data = prepare_set(work / "train", work / "prepared-train", report)
    average = train(recipe, data, work / "renderer", start=start, minutes=minutes, resume=resume, report=report)
    make_set(recipe.test, work / "test", report)
    return finish(recipe, data, average, out=out, work=work, report=report)


def starting_weights(recipe: Recipe, folders: Sequence[Path]) -> dict[str, torch.Tensor] | None:
    """The weights that the recipe starts from, in whichever folder has them; None for a start from nothing."""
    if not recipe.start_sha256:
        return None
    for folder in folders:
        if (folder / "card.json").is_file():
            tensors, card = read_weights(folder)
            if card["sha256"] == recipe.start_sha256:
                return tensors
    places = " or ".join(str(folder) for folder in folders)
    raise ValueError(f"the recipe starts from weights {recipe.start_sha256[:12]}…, which are not in {places}")


def finish(
    recipe: Recipe,
    data: Prepared,
    weights: dict[str, torch.Tensor],
    *,
    out: Path,
    work: Path,
    report: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Score the weights on the test set and write them with their card."""
    network = RendererNetwork(recipe.network)
    network.load_state_dict(weights)
    lambert = fit_lambert(data)
    scores = score_pictures(Renderer(network, {}), work / "test", lambert)
    saved = torch.load(work / "renderer" / "checkpoint.pt", weights_only=True)
    card = {
        "name": "renderer",
        "purpose": "irradiance of a frame from G-buffer, light hints and the previous frame",
        "config": {**asdict(recipe.network), "widths": list(recipe.network.widths)},
        "parameters": sum(p.numel() for p in network.parameters()),
        "recipe": asdict(recipe),
        "recipe_sha256": recipe.digest,
        "trained_steps": int(saved["step"]),
        "trained_minutes": round(float(saved["spent"]) / 60, 1),
        "data": {
            "what": "generated halls with people, AMRs and forklifts, path-traced with Mitsuba 3",
            "train_sha256": set_hash(work / "train"),
            "test_sha256": set_hash(work / "test"),
            "train_pictures": len(data.now),
        },
        "measured": {**scores.as_dict(), "samples": least_samples(work / "test")},
        "lambert_weights": [round(float(v), 5) for v in lambert],
        "conditioning_range": conditioning_range(data),
        "limits": list(KNOWN_LIMITS),
    }
    digest = write_weights(out, weights, card)
    report(f"wrote {out} ({digest[:12]}…): {scores.as_dict()}")
    return {**card, "sha256": digest}


def conditioning_range(data: Prepared) -> dict[str, list[float]]:
    """Per channel, the range of picture means that the training saw: what the audit calls familiar."""
    means = data.now.astype(np.float32).mean(axis=(2, 3)) if len(data.now) < 64 else _means(data)
    low, high = np.quantile(means, 0.005, axis=0), np.quantile(means, 0.995, axis=0)
    return {name: [round(float(a), 4), round(float(b), 4)] for name, a, b in zip(CHANNELS, low, high, strict=True)}


def _means(data: Prepared) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.stack([picture.astype(np.float32).mean(axis=(1, 2)) for picture in data.now])
