"""Trains the audit's detector on the path-traced pictures of the training set.

The pictures are made cleaner first by averaging light over like neighbours (same part, like normal),
because 16 samples a pixel are noisier than any camera; some noise is then put back at random.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from worlds.audit.detector import CLASSES, DetectorNetwork
from worlds.renderer.tone import display
from worlds.renderer.weights import write_weights
from worlds.training.dataset import set_hash
from worlds.training.prepare import Prepared, prepare_set
from worlds.training.recipe import read_recipe

Floats = NDArray[np.float32]
STEPS = 3000
BATCH = 8
CROP_PX = 96
AROUND_AGENTS = 0.8  # share of crops about an agent; the others lie anywhere
LEARNING_RATE = 3e-3
HELD_OUT = 30  # pictures at the end of the set that are only tested on
CLASS_WEIGHTS = (0.4, 1.0, 1.0)  # agents fill about an eighth of the crops
WIDTH = 24


@dataclass(frozen=True, eq=False)
class Labelled:
    """Pictures (N, 3, H, W) sRGB 0..1 float16 and classes of 2 × 2 cells (N, H/2, W/2)."""

    pictures: NDArray[np.float16]
    classes: NDArray[np.uint8]


def train_detector(
    recipe_path: Path,
    out: Path,
    work: Path,
    *,
    minutes: float | None = None,
    report: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Train on the recipe's pictures; weights and card go to `out`. Returns the card."""
    recipe = read_recipe(recipe_path)
    data = labelled(prepare_set(work / "train", work / "prepared-train", report))
    train, held = slice(0, len(data.pictures) - HELD_OUT), slice(len(data.pictures) - HELD_OUT, None)
    torch.set_num_threads(1)
    torch.manual_seed(recipe.seed)
    network = DetectorNetwork(WIDTH)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE)
    start, done = time.monotonic(), 0
    for step in range(STEPS):
        spent = (time.monotonic() - start) / 60
        if minutes is not None and spent > minutes:
            break
        progress = max(step / STEPS, spent / minutes if minutes else 0.0)
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * progress))) * min(1, (step + 1) / 50)
        pictures, classes = _batch(recipe.seed, step, data, train)
        scores = network(pictures.contiguous(memory_format=torch.channels_last))
        loss = functional.cross_entropy(scores, classes, weight=torch.tensor(CLASS_WEIGHTS))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        done = step + 1
        if done % 100 == 0:
            report(f"detector step {done}, loss {float(loss.detach()):.4f}")
    card = {
        "name": "detector",
        "purpose": "finds people and vehicles in a clip's frames, for the audit",
        "config": {"width": WIDTH},
        "parameters": sum(p.numel() for p in network.parameters()),
        "trained_steps": done,
        "trained_minutes": round((time.monotonic() - start) / 60, 1),
        "data": {
            "what": "path-traced pictures of generated halls, light averaged over like neighbours",
            "train_sha256": set_hash(work / "train"),
            "train_pictures": int(train.stop),
            "held_out_pictures": HELD_OUT,
        },
        "measured": intersection_over_union(network, data, held),
        "limits": [
            "Knows the product's own bodies of people, AMRs and forklifts, not those of photographs.",
            "Trained at 256 x 144; agents under 40 pixels there are not judged.",
        ],
    }
    digest = write_weights(out, dict(network.state_dict()), card)
    report(f"wrote {out} ({digest[:12]}…): {card['measured']}")
    return {**card, "sha256": digest}


def labelled(data: Prepared) -> Labelled:
    """Pictures with their classes from the G-buffer's person and vehicle masks."""
    pictures, classes = [], []
    for k in range(len(data.now)):
        features = data.now[k].astype(np.float32)
        picture = display(averaged_light(features, data.target[k].astype(np.float32)).transpose(1, 2, 0))
        pictures.append(picture.transpose(2, 0, 1).astype(np.float16))
        mask = features[8] + 2 * features[9]
        classes.append(mask.astype(np.uint8)[::2, ::2])
    return Labelled(np.stack(pictures), np.stack(classes))


def averaged_light(features: Floats, radiance: Floats, reach: int = 2) -> Floats:
    """(3, H, W) exposed radiance whose light is averaged over neighbours of like depth and normal."""
    albedo = np.maximum(features[5:8], 0.02)
    light = np.minimum(radiance, 8) / albedo
    total, weight = np.zeros_like(light), np.zeros(light.shape[1:], np.float32)
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            other = np.roll(features, (dy, dx), axis=(1, 2))
            like = (np.abs(other[0] - features[0]) < 0.02) & ((other[1:4] * features[1:4]).sum(axis=0) > 0.9)
            total += np.roll(light, (dy, dx), axis=(1, 2)) * like
            weight += like
    return np.asarray(np.where(weight > 0, total / np.maximum(weight, 1) * albedo, radiance), np.float32)


def _batch(seed: int, step: int, data: Labelled, rows: slice) -> tuple[torch.Tensor, torch.Tensor]:
    rng = np.random.default_rng(np.random.SeedSequence([seed, step, 5]))
    crops = [_crop(rng, data, int(rng.integers(rows.start, rows.stop))) for _ in range(BATCH)]
    pictures, classes = np.stack([c[0] for c in crops]), np.stack([c[1] for c in crops])
    if rng.random() < 0.5:
        pictures, classes = pictures[..., ::-1].copy(), classes[..., ::-1].copy()
    gain = rng.uniform(0.9, 1.1, (BATCH, 3, 1, 1)) * rng.uniform(0.75, 1.2, (BATCH, 1, 1, 1))
    noise = rng.normal(0, 1, pictures.shape) * rng.uniform(0, 0.04, (BATCH, 1, 1, 1))
    pictures = np.clip(pictures * gain + noise, 0, 1).astype(np.float32)
    return torch.from_numpy(pictures), torch.from_numpy(classes.astype(np.int64))


def _crop(rng: np.random.Generator, data: Labelled, k: int) -> tuple[Floats, NDArray[np.uint8]]:
    """A window of one picture, mostly about an agent."""
    half = CROP_PX // 2
    height, width = data.classes.shape[1:]
    row, column = int(rng.integers(height)), int(rng.integers(width))
    cells = np.argwhere(data.classes[k] > 0)
    if len(cells) and rng.random() < AROUND_AGENTS:
        row, column = (int(v) for v in cells[int(rng.integers(len(cells)))] + rng.integers(-16, 17, 2))
    upper = int(np.clip(row - half // 2, 0, height - half))
    left = int(np.clip(column - half // 2, 0, width - half))
    window = data.pictures[k, :, 2 * upper : 2 * upper + CROP_PX, 2 * left : 2 * left + CROP_PX]
    return window.astype(np.float32), data.classes[k, upper : upper + half, left : left + half]


@torch.no_grad()
def intersection_over_union(network: DetectorNetwork, data: Labelled, rows: slice) -> dict[str, float]:
    """Per class over the held-out pictures."""
    found = []
    for picture in data.pictures[rows]:
        scores = network(torch.from_numpy(picture.astype(np.float32))[None])
        found.append(scores[0].argmax(dim=0).numpy())
    predicted, truth = np.stack(found), data.classes[rows]
    result = {}
    for index, name in enumerate(CLASSES):
        both = float(((predicted == index) & (truth == index)).sum())
        either = float(((predicted == index) | (truth == index)).sum())
        result[f"iou_{name}"] = round(both / either, 4) if either else 1.0
    return result
