"""Computes what the network reads for every picture of a set, once for each hall, and keeps it on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worlds.conditioning.conditions import Conditioner, FrameConditions
from worlds.conditioning.features import exposure_of, features
from worlds.renderer.feedback import motion
from worlds.training.dataset import Example, read_set
from worlds.training.scenes import Hall, generate_hall
from worlds.training.shots import generate_shot


@dataclass(frozen=True, eq=False)
class Prepared:
    """N examples; light is exposed. The light image is as large as the picture."""

    before: NDArray[np.float16]  # (N, 20, H, W) features of the previous frame
    now: NDArray[np.float16]  # (N, 20, H, W)
    moved_px: NDArray[np.float16]  # (N, H, W, 2) from where each pixel is to where it was: columns, rows
    valid: NDArray[np.bool_]  # (N, H, W) whether it was seen
    taps: NDArray[np.float16]  # (N, 9, 3, H, W) what the 3 × 3 light pixels about each give to its picture
    glow: NDArray[np.float16]  # (N, 3, H, W) exposed radiance of lamps and sky
    target: NDArray[np.float16]  # (N, 3, H, W) exposed radiance
    weight: NDArray[np.bool_]  # (N, H, W) pixels that count: some of them is a surface that does not glow


def prepare_set(folder: Path, cache: Path, report: Callable[[str], None] = print) -> Prepared:
    """All examples of a folder; what is already in the cache is only read."""
    cache.mkdir(parents=True, exist_ok=True)
    paths = []
    for hall, examples in groupby(read_set(folder), key=lambda e: e.hall_number):
        path = cache / f"hall-{hall:06d}.npz"
        if not path.exists():
            _prepare_hall(hall, list(examples), path)
            report(f"prepared {path.name}")
        paths.append(path)
    if not paths:
        raise ValueError(f"{folder}: no pictures to train on")
    return _loaded(paths)


def _loaded(paths: list[Path]) -> Prepared:
    """All pieces in one, each read straight into its place: a set may take half of the memory."""
    counts = []
    for path in paths:
        with np.load(path) as piece:
            counts.append(len(piece["weight"]))
    whole: dict[str, NDArray[Any]] = {}
    start = 0
    for path, count in zip(paths, counts, strict=True):
        with np.load(path) as piece:
            for name in piece.files:
                values = piece[name]
                if name not in whole:
                    whole[name] = np.empty((sum(counts), *values.shape[1:]), values.dtype)
                whole[name][start : start + count] = values
        start += count
    return Prepared(**whole)


def frames_of(hall: Hall, examples: list[Example]) -> list[tuple[FrameConditions, FrameConditions]]:
    """Conditions of the frames before and of each example of one hall."""
    conditioner = Conditioner(hall.scene, hall.sky)
    frames = []
    for example in examples:
        height, width = example.radiance.shape[:2]
        shot, k = generate_shot(hall, example.shot_number, width, height), example.frame
        frames.append(
            (
                conditioner.frame(shot.states[k - 1], shot.cameras[k - 1]),
                conditioner.frame(shot.states[k], shot.cameras[k]),
            )
        )
    return frames


def _prepare_hall(number: int, examples: list[Example], path: Path) -> None:
    hall = generate_hall(number)
    rows: dict[str, list[NDArray[np.generic]]] = {field.name: [] for field in fields(Prepared)}
    for example, (before, now) in zip(examples, frames_of(hall, examples), strict=True):
        exposure = exposure_of(now)
        moved = motion(before, now)
        height, width = moved.valid.shape
        here = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1)
        taps, glow = now.composition.dense()
        rows["before"].append(features(before, exposure).astype(np.float16))
        rows["now"].append(features(now, exposure).astype(np.float16))
        rows["moved_px"].append(np.clip(moved.source_px - here, -500, 500).astype(np.float16))
        rows["valid"].append(moved.valid)
        rows["taps"].append(taps.transpose(2, 3, 0, 1).astype(np.float16))
        rows["glow"].append(np.minimum(glow * exposure, 200).transpose(2, 0, 1).astype(np.float16))
        target = np.minimum(example.radiance.astype(np.float32) * exposure, 200)
        rows["target"].append(target.transpose(2, 0, 1).astype(np.float16))
        rows["weight"].append(taps.max(axis=(2, 3)) > 0)
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, allow_pickle=False, **{name: np.stack(values) for name, values in rows.items()})
    partial.replace(path)
