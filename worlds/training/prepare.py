"""Computes what the network reads for every picture of a set, once for each hall, and keeps it on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from worlds.conditioning.conditions import Conditioner, FrameConditions
from worlds.conditioning.features import exposure_of, features, surface
from worlds.renderer.feedback import motion
from worlds.training.dataset import Example, read_set
from worlds.training.scenes import Hall, generate_hall, generate_shot


@dataclass(frozen=True, eq=False)
class Prepared:
    """N examples; light is exposed."""

    before: NDArray[np.float16]  # (N, 20, H, W) features of the previous frame
    now: NDArray[np.float16]  # (N, 20, H, W)
    source_px: NDArray[np.float32]  # (N, H, W, 2) where each pixel was
    valid: NDArray[np.bool_]  # (N, H, W) whether it was seen
    target: NDArray[np.float16]  # (N, 3, H, W) exposed radiance
    weight: NDArray[np.bool_]  # (N, H, W) pixels that count: surfaces that do not glow


def prepare_set(folder: Path, cache: Path, report: Callable[[str], None] = print) -> Prepared:
    """All examples of a folder; what is already in the cache is only read."""
    cache.mkdir(parents=True, exist_ok=True)
    pieces = []
    for hall, examples in groupby(read_set(folder), key=lambda e: e.hall_number):
        path = cache / f"hall-{hall:06d}.npz"
        if not path.exists():
            _prepare_hall(hall, list(examples), path)
            report(f"prepared {path.name}")
        with np.load(path) as piece:
            pieces.append({name: piece[name] for name in piece.files})
    if not pieces:
        raise ValueError(f"{folder}: no pictures to train on")
    return Prepared(**{name: np.concatenate([p[name] for p in pieces]) for name in pieces[0]})


def frames_of(hall: Hall, examples: list[Example]) -> list[tuple[FrameConditions, FrameConditions]]:
    """Conditions of the frames before and of each example of one hall."""
    conditioner = Conditioner(hall.scene, hall.sky)
    frames = []
    for example in examples:
        height, width = example.radiance.shape[:2]
        shot = generate_shot(hall, example.shot_number, width, height)
        frames.append(
            (conditioner.frame(shot.before, shot.camera_before), conditioner.frame(shot.now, shot.camera_now))
        )
    return frames


def _prepare_hall(number: int, examples: list[Example], path: Path) -> None:
    hall = generate_hall(number)
    rows: dict[str, list[NDArray[np.generic]]] = {
        k: [] for k in ("before", "now", "source_px", "valid", "target", "weight")
    }
    for example, (before, now) in zip(examples, frames_of(hall, examples), strict=True):
        exposure = exposure_of(now)
        moved = motion(before, now)
        rows["before"].append(features(before, exposure).astype(np.float16))
        rows["now"].append(features(now, exposure).astype(np.float16))
        rows["source_px"].append(moved.source_px)
        rows["valid"].append(moved.valid)
        target = np.minimum(example.radiance.astype(np.float32) * exposure, 200)
        rows["target"].append(target.transpose(2, 0, 1).astype(np.float16))
        rows["weight"].append(surface(now))
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, allow_pickle=False, **{name: np.stack(values) for name, values in rows.items()})
    partial.replace(path)
