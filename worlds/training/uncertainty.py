"""Fits the renderer's uncertainty to its errors in unseen halls, and says how well it holds in others.

The network gives the logarithm v of the variance; what is least is the mean of v + e₁ e₂ / exp v, where e₁ and e₂
are the errors against two pictures with independent noise. It is least where exp v is the mean of the squared error
(D. A. Nix and A. S. Weigend, Estimating the mean and variance of the target probability distribution, 1994).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from worlds.conditioning.conditions import Conditioner
from worlds.renderer.renderer import Renderer
from worlds.renderer.tone import display
from worlds.renderer.uncertainty import LEAST_LEVELS, MOST_LEVELS, TERMS, levels_of, terms_of
from worlds.training.dataset import SetRecipe
from worlds.training.scenes import GENERATOR_VERSION, generate_hall
from worlds.training.shots import generate_shot
from worlds.training.uncertainty_set import PAIRS, make_pairs, read_pairs
from worlds.weights import write_arrays

Floats = NDArray[np.float32]
HELD_HALLS = 4  # at the end of the set, only tested on
HIDDEN = 16
STEPS = 1500
BATCH = 16_384
BINS = 10  # of the calibration curve: tenths of the pixels by what is said of them
SEED = 7


@dataclass(frozen=True, eq=False)
class Errors:
    """Pixels of some halls: what is known, and the squared error without the reference's noise."""

    terms: Floats  # (N, K)
    squared: Floats  # (N,) product of the errors against both references, mean of three colours, squared levels


def fit_uncertainty(
    renderer: Renderer, out: Path, work: Path, *, pairs: SetRecipe = PAIRS, report: Callable[[str], None] = print
) -> dict[str, Any]:
    """Make the pairs, fit, test on the last halls; weights and card go to `out`. Returns the card."""
    folder = work / "uncertainty"
    make_pairs(pairs, folder, report)
    halls = errors_of(renderer, folder)
    held = max(1, min(HELD_HALLS, len(halls) // 3))
    train, test = joined(halls[:-held]), joined(halls[-held:])
    arrays = _fit(train, report)
    card = {
        "name": "uncertainty",
        "purpose": "says how far each pixel of the renderer's frames may be from the truth",
        "renderer_sha256": renderer.model_hash,
        "terms": list(TERMS),
        "parameters": int(sum(array.size for array in arrays.values())),
        "data": {
            "what": "pairs of path-traced pictures of generated halls that nothing else was trained on",
            "generator": GENERATOR_VERSION,
            "recipe": asdict(pairs),
            "held_out_halls": held,
        },
        "measured": calibration(arrays, test),
        "limits": [
            "Root mean square over many pixels, not a bound for one.",
            "Of the renderer with the hash above in generated halls: what is wrong in the CAD itself it cannot know.",
        ],
    }
    digest = write_arrays(out, arrays, card)
    report(f"wrote {out} ({digest[:12]}…): {card['measured']}")
    return {**card, "sha256": digest}


def errors_of(renderer: Renderer, folder: Path, last: int | None = None) -> list[Errors]:
    """The errors of every hall's pictures, or of the last ones', with light fed back from the frame before."""
    halls = []
    every = [(number, list(rows)) for number, rows in groupby(read_pairs(folder), key=lambda row: row[0])]
    for number, rows in every[-last:] if last else every:
        hall = generate_hall(number)
        conditioner = Conditioner(hall.scene, hall.sky)
        parts = []
        for _, shot_number, pair in rows:
            shot = generate_shot(hall, shot_number, pair.shape[2], pair.shape[1])
            before, now = (conditioner.frame(shot.states[k], shot.cameras[k]) for k in (-2, -1))
            frame = renderer.render(now, renderer.render(before))
            one, other = (255 * display(half.astype(np.float32) * np.float32(frame.exposure)) for half in pair)
            shown = frame.picture.astype(np.float32)
            squared = ((shown - one) * (shown - other)).mean(axis=-1)
            terms = terms_of(frame)
            lit = np.isfinite(now.gbuffer.depth_m) & (now.gbuffer.emission.max(axis=-1) <= 0)
            parts.append(Errors(terms[:, lit].T, squared[lit].astype(np.float32)))
        halls.append(joined(parts))
    return halls


def calibration(arrays: dict[str, NDArray[Any]], errors: Errors) -> dict[str, Any]:
    """What is said against what is: the curve by tenths of the pixels, its mean departure, and the worst tenth's share.

    `curve` is [said, measured] levels of each tenth; `departure` the mean of |measured / said - 1|.
    """
    said = levels_of(arrays, errors.terms)
    order = np.argsort(said)
    curve = []
    for rows in np.array_split(order, BINS):
        predicted = float(np.sqrt(np.mean(said[rows].astype(np.float64) ** 2)))
        measured = float(np.sqrt(max(float(errors.squared[rows].mean(dtype=np.float64)), 0.0)))
        curve.append([round(predicted, 3), round(measured, 3)])
    total = float(errors.squared.mean(dtype=np.float64))
    worst = order[-len(order) // BINS :]
    return {
        "pixels": len(said),
        "rms_levels": round(float(np.sqrt(max(total, 0.0))), 3),
        "said_rms_levels": round(float(np.sqrt(np.mean(said.astype(np.float64) ** 2))), 3),
        "departure": round(float(np.mean([abs(m / p - 1) for p, m in curve])), 4),
        "worst_tenth_share": round(float(errors.squared[worst].mean(dtype=np.float64)) / BINS / total, 4),
        "curve": curve,
    }


def joined(parts: list[Errors]) -> Errors:
    """The pixels of all of them."""
    return Errors(np.concatenate([p.terms for p in parts]), np.concatenate([p.squared for p in parts]))


def _fit(errors: Errors, report: Callable[[str], None]) -> dict[str, NDArray[Any]]:
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    mean, scale = errors.terms.mean(axis=0), errors.terms.std(axis=0) + 1e-3
    network = torch.nn.Sequential(torch.nn.Linear(len(TERMS), HIDDEN), torch.nn.Tanh(), torch.nn.Linear(HIDDEN, 1))
    torch.nn.init.constant_(network[2].bias, float(np.log(max(errors.squared.mean(), 1.0))))  # type: ignore[arg-type]
    optimizer = torch.optim.AdamW(network.parameters(), lr=5e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    rng = np.random.default_rng(SEED)
    low, high = 2 * np.log(LEAST_LEVELS), 2 * np.log(MOST_LEVELS)
    total = 0.0
    for step in range(STEPS):
        rows = rng.integers(0, len(errors.squared), BATCH)
        x = torch.from_numpy((errors.terms[rows] - mean) / scale)
        log_variance = network(x)[:, 0].clamp(low, high)
        loss = (log_variance + torch.from_numpy(errors.squared[rows]) / log_variance.exp()).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        schedule.step()
        total += float(loss.detach())
        if (step + 1) % 500 == 0:
            report(f"uncertainty step {step + 1}, loss {total / 500:.4f}")
            total = 0.0
    hidden, last = network[0], network[2]
    return {
        "mean": mean.astype(np.float32),
        "scale": scale.astype(np.float32),
        "hidden_weight": hidden.weight.detach().numpy(),  # type: ignore[operator]
        "hidden_bias": hidden.bias.detach().numpy(),  # type: ignore[operator]
        "weight": last.weight.detach().numpy()[0],  # type: ignore[operator]
        "bias": last.bias.detach().numpy(),  # type: ignore[operator]
    }
