"""Trains the audit's detector on path-traced pictures (`worlds.training.detector_set`), never on the model's own.

Every agent weighs about the same in the loss, small ones as much as near ones, and cells that are easily
right weigh little (T.-Y. Lin et al., Focal loss for dense object detection, 2017, equation 4). Pictures are
zoomed, brightened, tinted, blurred and made noisy at random, so that the look of a renderer matters little.
Pieces of other pictures without anybody are pasted in: what the standing scene does not explain is not yet a
person, and people are also seen behind things.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from worlds.audit.detector import CELL_PX, CLASSES, WORKING_SIZE, Detector, DetectorNetwork
from worlds.audit.matching import expect, ghost_blobs, shown
from worlds.conditioning.standing_view import LEAST_SCALE, MOST_SCALE, SCALE_CHANNEL
from worlds.renderer.weights import write_weights
from worlds.training.dataset import SetRecipe
from worlds.training.detector_set import CARRIED, Labelled, make_pictures, pictures_hash, read_pictures
from worlds.training.scenes import GENERATOR_VERSION

PICTURES = SetRecipe(first_hall=2000, halls=80, shots=9, samples=4)
SHADED = SetRecipe(first_hall=3000, halls=20, shots=10, samples=1)
SHADED_SHARE = 0.5  # of the pictures at the beginning of a training, none in its last third
HELD_HALLS = 10  # at the end of the path-traced set, only tested on
STEPS = 14_000
BATCH = 12
CROP_PX = (112, 160)  # height, width
AROUND_AGENTS = 0.75  # share of crops about an agent; the others lie anywhere
PASTED = 0.5  # of the crops get pieces of others
MOST_PASTED = 4
LEARNING_RATE = 2e-3
WIDTH = 12
BACKGROUND_WEIGHT = 0.6
USUAL_CELLS = 120.0  # of an agent that weighs 1 a cell
FOCUS = 1.5
SAVE_EVERY = 500
SEED = 5


def train_detector(
    out: Path,
    work: Path,
    *,
    minutes: float | None = None,
    pictures: SetRecipe = PICTURES,
    report: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Make the pictures, train, test on the last halls; weights and card go to `out`. Returns the card.

    Goes on from the checkpoint in `work`, if there is one.
    """
    make_pictures(pictures, work / "detector-traced", report)
    make_pictures(SHADED, work / "detector-shaded", report, traced=False)
    data, extra = (read_pictures(work / f"detector-{kind}") for kind in ("traced", "shaded"))
    held = HELD_HALLS * pictures.shots
    train, test = data.take(slice(0, -held)), data.take(slice(-held, None))
    network, steps, spent = _train((train, extra), work / "detector.pt", minutes=minutes, report=report)
    card = {
        "name": "detector",
        "purpose": "finds people and vehicles in a clip's frames, for the audit",
        "config": {"width": WIDTH},
        "parameters": sum(p.numel() for p in network.parameters()),
        "trained_steps": steps,
        "trained_minutes": round(spent / 60, 1),
        "data": {
            "what": "path-traced pictures of generated halls, goods partly in safety colours, light smoothed",
            "generator": GENERATOR_VERSION,
            "recipe": asdict(pictures),
            "train_sha256": pictures_hash(data),
            "train_pictures": len(train.pictures),
            "shaded_pictures_at_first": len(extra.pictures),
            "held_out_pictures": len(test.pictures),
        },
        "measured": evaluate_detector(Detector(network, {}), test),
        "limits": [
            "Knows the product's own bodies of people, AMRs and forklifts, not those of photographs.",
            "Trained at 256 x 144; agents under 40 pixels there are not judged.",
        ],
    }
    digest = write_weights(out, dict(network.state_dict()), card)
    report(f"wrote {out} ({digest[:12]}…): {card['measured']}")
    return {**card, "sha256": digest}


def _train(
    data: tuple[Labelled, Labelled], checkpoint: Path, *, minutes: float | None, report: Callable[[str], None]
) -> tuple[DetectorNetwork, int, float]:
    """The averaged network, its steps and seconds."""
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    network, average = DetectorNetwork(WIDTH), DetectorNetwork(WIDTH)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    average.load_state_dict(network.state_dict())
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=1e-3)
    step, earlier = 0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(saved["network"])
        average.load_state_dict(saved["average"])
        optimizer.load_state_dict(saved["optimizer"])
        step, earlier = int(saved["step"]), float(saved["spent"])
    start = time.monotonic()
    losses = []
    while step < STEPS:
        spent = earlier + time.monotonic() - start
        progress = max(step / STEPS, spent / 60 / minutes if minutes else 0.0)
        if progress >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = (
                LEARNING_RATE * min(1, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))
            )
        picture, kind, weight = make_batch(data, step, SHADED_SHARE * max(0.0, 1 - 1.5 * progress))
        with torch.autocast("cpu", torch.bfloat16):
            scores = network(picture.contiguous(memory_format=torch.channels_last))
        loss = focal_loss(scores.float(), kind, weight)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        losses.append(float(loss.detach()))
        step += 1
        decay = min(0.997, step / (step + 20))
        with torch.no_grad():
            for kept, new in zip(average.parameters(), network.parameters(), strict=True):
                kept.lerp_(new, 1 - decay)
        if step % SAVE_EVERY == 0:
            report(f"detector step {step}, loss {np.mean(losses[-SAVE_EVERY:]):.4f}, {progress:.0%}")
            state = {
                "network": network.state_dict(),
                "average": average.state_dict(),
                "optimizer": optimizer.state_dict(),
                "step": step,
                "spent": earlier + time.monotonic() - start,
            }
            partial = checkpoint.with_suffix(".partial")
            torch.save(state, partial)
            partial.replace(checkpoint)
    return average, step, earlier + time.monotonic() - start


def focal_loss(scores: Tensor, kind: Tensor, weight: Tensor) -> Tensor:
    """Cross-entropy of (N, 3, h, w) scores times (1 - p)^1.5 and the weight of each cell, per agents' weight."""
    entropy = functional.cross_entropy(scores, kind, reduction="none")
    focus = (1 - torch.exp(-entropy)).clamp(min=1e-4) ** FOCUS
    return (entropy * focus * weight).sum() / (weight * (kind > 0)).sum().clamp(min=50)


def make_batch(data: tuple[Labelled, Labelled], step: int, shaded_share: float) -> tuple[Tensor, Tensor, Tensor]:
    """Pictures with guides (N, 8, H, W), classes and weights of cells (N, H/2, W/2); the same for the same step.

    `data` is path-traced and shaded pictures; about `shaded_share` of the batch is of the latter.
    """
    rng = np.random.default_rng(np.random.SeedSequence([SEED, step]))
    zoom = float(np.exp(rng.uniform(-0.3, 0.35)))
    size = tuple(
        int(min(round(n / zoom / CELL_PX) * CELL_PX, limit)) for n, limit in zip(CROP_PX, WORKING_SIZE, strict=True)
    )
    crops = [_crop(rng, data[int(rng.random() < shaded_share)], (size[0], size[1])) for _ in range(BATCH)]
    for crop in crops:
        _paste(rng, crop, data[0])
    picture, agents, kinds, guide = (
        torch.from_numpy(np.stack(column).astype(np.float32)) for column in zip(*crops, strict=True)
    )
    picture = torch.cat([picture.permute(0, 3, 1, 2), guide], dim=1) / 255
    agents, kinds = agents[:, None], kinds[:, None]
    picture = functional.interpolate(picture, size=CROP_PX, mode="bilinear", antialias=True)
    picture[:, 3 + SCALE_CHANNEL] += math.log2(CROP_PX[1] / size[1]) / (MOST_SCALE - LEAST_SCALE)
    agents, kinds = (functional.interpolate(v, size=CROP_PX, mode="nearest")[:, 0] for v in (agents, kinds))
    kind, weight = cells_of(agents.numpy().astype(np.uint8), kinds.numpy().astype(np.uint8))
    if rng.random() < 0.5:
        picture, kind, weight = picture.flip(3), kind[..., ::-1].copy(), weight[..., ::-1].copy()
    picture[:, :3] = _disturbed(picture[:, :3], rng)
    return picture, torch.from_numpy(kind.astype(np.int64)), torch.from_numpy(weight)


def cells_of(agents: NDArray[np.uint8], kinds: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """(N, H/2, W/2) class of each cell, that of any body in it, and its weight; loads and edges weigh nothing."""
    count, height, width = kinds.shape
    fold = (count, height // CELL_PX, CELL_PX, width // CELL_PX, CELL_PX)
    body = np.where(kinds == CARRIED, 0, kinds).reshape(fold)
    kind = body.max(axis=(2, 4))
    covered = (body > 0).sum(axis=(2, 4))
    owner = np.where(kinds == CARRIED, 0, agents).reshape(fold).max(axis=(2, 4))
    carried = (kinds == CARRIED).reshape(fold).any(axis=(2, 4))
    weight = np.full(kind.shape, BACKGROUND_WEIGHT, np.float32)
    for n in range(count):
        size = np.bincount(owner[n].ravel(), minlength=256)
        weight[n] = np.where(
            kind[n] > 0, np.clip(np.sqrt(USUAL_CELLS / np.maximum(size[owner[n]], 1)), 0.5, 3.0), weight[n]
        )
    weight[((kind == 0) & carried) | (covered == 1)] = 0
    return kind, weight


def _crop(rng: np.random.Generator, data: Labelled, size: tuple[int, int]) -> list[NDArray[np.uint8]]:
    """Picture, agents, kinds and guide in a window, mostly about an agent, each agent equally often."""
    k = int(rng.integers(len(data.pictures)))
    height, width = data.kinds.shape[1:]
    row, column = int(rng.integers(height)), int(rng.integers(width))
    names = np.unique(data.agents[k])
    if names[-1] > 0 and rng.random() < AROUND_AGENTS:
        mine = np.argwhere(data.agents[k] == rng.choice(names[names > 0]))
        row, column = (int(v) for v in mine[int(rng.integers(len(mine)))] + rng.integers(-40, 41, 2))
    upper = int(np.clip(row - size[0] // 2, 0, height - size[0]))
    left = int(np.clip(column - size[1] // 2, 0, width - size[1]))
    window = (slice(upper, upper + size[0]), slice(left, left + size[1]))
    return [data.pictures[k][window], data.agents[k][window], data.kinds[k][window], data.guides[k][:, *window]]


def _paste(rng: np.random.Generator, crop: list[NDArray[np.uint8]], data: Labelled) -> None:
    """Put pieces of other pictures that show nobody over a crop's picture; its guide does not know of them."""
    if rng.random() >= PASTED:
        return
    picture, agents, kinds, guide = (array.copy() for array in crop)
    height, width = kinds.shape
    for _ in range(int(rng.integers(1, MOST_PASTED + 1))):
        tall, wide = (int(v) for v in np.exp(rng.uniform(np.log(4), np.log(48), 2)))
        k = int(rng.integers(len(data.pictures)))
        y, x = (int(rng.integers(0, n - m)) for n, m in zip(data.kinds.shape[1:], (tall, wide), strict=True))
        piece = (slice(y, y + tall), slice(x, x + wide))
        if data.kinds[k][piece].any():
            continue
        y, x = int(rng.integers(0, height - tall)), int(rng.integers(0, width - wide))
        place = (slice(y, y + tall), slice(x, x + wide))
        picture[place], agents[place], kinds[place] = data.pictures[k][piece], 0, 0
    crop[:] = [picture, agents, kinds, guide]


def _disturbed(picture: Tensor, rng: np.random.Generator) -> Tensor:
    """Other exposure, tint, contrast, sharpness and noise."""
    count = len(picture)

    def each(low: float, high: float, channels: int = 1) -> Tensor:
        return torch.from_numpy(rng.uniform(low, high, (count, channels, 1, 1)).astype(np.float32))

    out = picture ** each(0.75, 1.35) * each(0.92, 1.08, 3) * each(0.8, 1.2)
    soft = functional.avg_pool2d(functional.pad(out, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    out = soft + (out - soft) * each(0.4, 1.6)
    noise = torch.from_numpy(rng.standard_normal(out.shape).astype(np.float32))
    return (out + noise * each(0.0, 0.03)).clamp(0, 1)


def evaluate_detector(detector: Detector, data: Labelled) -> dict[str, float]:
    """Recall of agents, and inventions a picture, by the audit's own rules; overlap by class."""
    expected = found_agents = ghosts = 0
    both, either = np.zeros(len(CLASSES)), np.zeros(len(CLASSES))
    for picture, agents, kinds, guide in zip(data.pictures, data.agents, data.kinds, data.guides, strict=True):
        found = detector.decide(detector.scores(picture, guide.astype(np.float32) / 255))
        should = expect(agents.astype(np.int32) - 1, kinds > 0, found.shape)
        expected += len(should.agents)
        found_agents += int(shown(found > 0, should).sum())
        ghosts += len(ghost_blobs(found > 0, should.near))
        truth, weight = (v[0] for v in cells_of(agents[None], kinds[None]))
        for index in range(len(CLASSES)):
            both[index] += float(((found == index) & (truth == index) & (weight > 0)).sum())
            either[index] += float((((found == index) | (truth == index)) & (weight > 0)).sum())
    return {
        "agents": expected,
        "recall": round(found_agents / max(expected, 1), 4),
        "invented_per_picture": round(ghosts / len(data.pictures), 4),
        **{f"iou_{name}": round(float(b / max(e, 1)), 4) for name, b, e in zip(CLASSES, both, either, strict=True)},
    }
