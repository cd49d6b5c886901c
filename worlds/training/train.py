"""Trains the renderer on path-traced pictures by a recipe; a killed training goes on from its checkpoint.

The loss is linear in light, weighted by the slope of the display curve at the prediction: noisy
pictures then have the right mean, and errors count as the eye sees them. The fed-back light is the
network's own output for the previous frame, carried along by the known motion, with noise added.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from worlds.renderer.network import FEEDBACK, RendererNetwork
from worlds.renderer.tone import filmic, filmic_slope
from worlds.training.prepare import Prepared
from worlds.training.recipe import Recipe

BRIGHTEST = 16.0  # exposed radiance above this is clipped: white on any display, and a firefly in a noisy picture
CHECKPOINT_EVERY_S = 60.0


@dataclass(frozen=True, eq=False)
class Batch:
    """One step's crops as tensors."""

    before: Tensor  # (B, 20, S, S)
    now: Tensor  # (B, 20, S, S)
    flow: Tensor  # (B, S, S, 2) in -1..1 for grid_sample
    valid: Tensor  # (B, 1, S, S)
    taps: Tensor  # (B, 9, 3, S, S)
    glow: Tensor  # (B, 3, S, S)
    target: Tensor  # (B, 3, S, S)
    weight: Tensor  # (B, 1, S, S)
    fed_back: Tensor  # (B, 1, 1, 1) 0 or 1
    noise: Tensor  # (B, 1, 1, 1) level
    grain: Tensor  # (B, 3, S, S) standard normal


def train(
    recipe: Recipe,
    data: Prepared,
    folder: Path,
    *,
    start: dict[str, Tensor] | None = None,
    minutes: float | None = None,
    resume: bool = False,
    report: Callable[[str], None] = print,
) -> dict[str, Tensor]:
    """Train from `start`, or from nothing, to the recipe's last step, or until the minutes are spent; returns the averaged weights.

    The learning rate falls along a cosine over whichever is farther on, steps or minutes. Writes
    ``curve.jsonl`` and ``checkpoint.pt`` into the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.manual_seed(recipe.seed)
    network = RendererNetwork(recipe.network)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    if start is not None:
        network.load_state_dict(start)
    average = {k: v.detach().clone() for k, v in network.state_dict().items()}
    optimizer = torch.optim.Adam(network.parameters(), lr=recipe.learning_rate, betas=(0.9, 0.98))
    step, spent = 0, 0.0
    checkpoint = folder / "checkpoint.pt"
    if resume and checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        average, step, spent = saved["average"], int(saved["step"]), float(saved["spent"])
        report(f"resumed at step {step}")
    last = saved_at = time.monotonic()
    losses: list[float] = []
    while step < recipe.steps and (minutes is None or spent < 60 * minutes):
        progress = max(step / recipe.steps, spent / (60 * minutes) if minutes else 0.0)
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * learning_rate_factor(step, progress)
        losses.append(_step(network, optimizer, make_batch(recipe, data, step), bfloat16=recipe.bfloat16))
        step += 1
        decay = min(recipe.average_decay, (1 + step) / (10 + step))
        for name, value in network.state_dict().items():
            average[name].lerp_(value, 1 - decay)
        now = time.monotonic()
        spent, last = spent + now - last, now
        if step % 50 == 0:
            _log(folder, step, spent, float(np.mean(losses)), report)
            losses.clear()
        if now - saved_at > CHECKPOINT_EVERY_S or step == recipe.steps:
            _save(checkpoint, network, optimizer, average=average, step=step, spent=spent)
            saved_at = now
    _save(checkpoint, network, optimizer, average=average, step=step, spent=spent)
    return average


def learning_rate_factor(step: int, progress: float) -> float:
    """Linear warm-up over 100 steps, then a cosine to a fiftieth."""
    cosine = 0.5 * (1 + float(np.cos(np.pi * min(progress, 1.0))))
    return min(1.0, (step + 1) / 100) * (0.02 + 0.98 * cosine)


def make_batch(recipe: Recipe, data: Prepared, step: int) -> Batch:
    """The crops of one step; they follow from the recipe's seed and the step alone."""
    rng = np.random.default_rng(np.random.SeedSequence([recipe.seed, step]))
    size, (count, _, height, width) = recipe.crop_px, data.now.shape
    rows: list[tuple[NDArray[np.float32], ...]] = []
    for _ in range(recipe.batch):
        k = int(rng.integers(count))
        y, x = int(rng.integers(height - size + 1)), int(rng.integers(width - size + 1))
        rows.append(_crop(data, k, y, x, size, colors=rng.permutation(3), flip=bool(rng.random() < 0.5)))
    before, now, flow, valid, taps, glow, target, weight = (
        torch.from_numpy(np.stack(v)) for v in zip(*rows, strict=True)
    )
    shape = (recipe.batch, 1, 1, 1)
    fed_back = (rng.random(shape) < recipe.feedback_share).astype(np.float32)
    noise = rng.uniform(0, recipe.feedback_noise, shape).astype(np.float32) * (rng.random(shape) < 0.6)
    grain = rng.standard_normal((recipe.batch, 3, size, size), np.float32)
    return Batch(
        before, now, flow, valid, taps, glow, target, weight,
        torch.from_numpy(fed_back), torch.from_numpy(noise.astype(np.float32)), torch.from_numpy(grain),
    )  # fmt: skip


COLOR_TRIPLES = (5, 11, 15)  # first channels of albedo, lamps, indirect


def _crop(
    data: Prepared, k: int, y: int, x: int, size: int, *, colors: NDArray[np.int64], flip: bool
) -> tuple[NDArray[np.float32], ...]:
    """One example's window, perhaps mirrored, with its colours exchanged: light knows no preferred hue."""
    rows, columns = slice(y, y + size), slice(x, x + size)
    before, now = (v[k, :, rows, columns].astype(np.float32) for v in (data.before, data.now))
    for image in (before, now):
        for first in COLOR_TRIPLES:
            image[first : first + 3] = image[first + colors]
    taps = data.taps[k, :, :, rows, columns].astype(np.float32)[:, colors]
    glow, target = (v[k, :, rows, columns].astype(np.float32)[colors] for v in (data.glow, data.target))
    here = np.stack(np.meshgrid(np.arange(size), np.arange(size)), axis=-1)
    source = here + data.moved_px[k, rows, columns].astype(np.float32)
    inside = ((source > -0.5) & (source < size - 0.5)).all(axis=-1)
    valid = (data.valid[k, rows, columns] & inside).astype(np.float32)[None]
    weight = data.weight[k, rows, columns].astype(np.float32)[None]
    weight[:, [0, -1]] = weight[:, :, [0, -1]] = 0  # their neighbours are outside the window
    flow = ((source + 0.5) * 2 / size - 1).astype(np.float32)
    if flip:
        images = before, now, taps.reshape(3, 3, 3, size, size)[:, ::-1], glow, target, valid, weight
        before, now, taps, glow, target, valid, weight = (v[..., ::-1].copy() for v in images)
        taps = taps.reshape(9, 3, size, size)
        before[1], now[1] = -before[1], -now[1]
        flow = flow[:, ::-1] * np.array([-1, 1], np.float32)
    return before, now, np.ascontiguousarray(flow, np.float32), valid, taps, glow, target, weight


def _step(network: RendererNetwork, optimizer: torch.optim.Optimizer, batch: Batch, *, bfloat16: bool) -> float:
    with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
        feedback = _own_feedback(network, batch)
        x = torch.cat([batch.now, feedback], dim=1).contiguous(memory_format=torch.channels_last)
        light = network(x)
    loss = display_loss(composed(light, batch.taps, batch.glow), batch.target, batch.weight)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


@torch.no_grad()
def _own_feedback(network: RendererNetwork, batch: Batch) -> Tensor:
    """(B, 5, S, S) the network's light of the previous frame, carried along, with noise and its level."""
    size = batch.now.shape[-2:]
    none = torch.zeros(len(batch.now), FEEDBACK, *size)
    light = network(torch.cat([batch.before, none], dim=1).contiguous(memory_format=torch.channels_last))
    carried = functional.grid_sample(light, batch.flow, align_corners=False, padding_mode="border")
    valid = batch.valid * batch.fed_back
    noisy = (torch.log1p(4 * carried) + batch.noise * batch.grain).clamp(0, 6)
    level = (batch.noise * batch.fed_back).expand(-1, 1, *size)
    return torch.cat([noisy * valid, valid, level], dim=1)


def composed(light: Tensor, taps: Tensor, glow: Tensor) -> Tensor:
    """(B, 3, S, S) radiance of irradiance (B, 3, S, S), as `worlds.conditioning.composition` puts it together."""
    height, width = light.shape[-2:]
    around = functional.pad(light, (1, 1, 1, 1), mode="replicate")
    radiance = glow
    for k in range(9):
        y, x = divmod(k, 3)
        radiance = radiance + taps[:, k] * around[:, :, y : y + height, x : x + width]
    return radiance


def display_loss(radiance: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Mean squared error of exposed radiance times the slope of the display curve at the prediction."""
    seen = radiance.detach().clamp(1e-3, 8)
    slope = filmic_slope(seen) / (2.2 * filmic(seen) ** (1 - 1 / 2.2))
    error = slope * (radiance - target.clamp(max=BRIGHTEST)) * weight
    loss: Tensor = (error**2).sum() / (3 * weight.sum() + 1)
    return loss


def _log(folder: Path, step: int, spent: float, loss: float, report: Callable[[str], None]) -> None:
    line = {"step": step, "seconds": round(spent, 1), "loss": round(loss, 5)}
    with (folder / "curve.jsonl").open("a") as curve:
        curve.write(json.dumps(line) + "\n")
    report(f"step {step}, {spent:.0f} s, loss {loss:.5f}")


def _save(
    path: Path,
    network: RendererNetwork,
    optimizer: torch.optim.Optimizer,
    *,
    average: dict[str, Tensor],
    step: int,
    spent: float,
) -> None:
    partial = path.with_suffix(".partial")
    torch.save(
        {
            "network": network.state_dict(),
            "optimizer": optimizer.state_dict(),
            "average": average,
            "step": step,
            "spent": spent,
        },
        partial,
    )
    partial.replace(path)
