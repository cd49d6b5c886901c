"""Flicker while the camera moves, as a ratio to path tracing's own change along the motion."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from worlds.conditioning.conditions import Conditioner
from worlds.evaluation.references import reference
from worlds.evaluation.stage import Painter, levels, roll_out, stage_camera, stage_scene, walkers_at
from worlds.evaluation.steadiness import change_along_motion, noise_free_root_mean_square, root_mean_square
from worlds.renderer.tone import display

Floats = NDArray[np.float32]
SETTLE = 6  # frames before those that count
PAN_M = 0.06  # of the point looked at, from frame to frame


def measure_moving_camera(
    painter: Painter, work: Path, *, size: tuple[int, int] = (256, 144), frames: int = 4, samples: int = 64
) -> dict[str, float | None]:
    """Change along the motion in 8-bit levels: the model's, path tracing's without its noise, and their ratio.

    The camera pans over the standing stage. Raises ``ImportError`` without the extra ``train``.
    """
    conditioner = Conditioner(stage_scene())
    cameras = [stage_camera("west", *size, turn_m=PAN_M * k) for k in range(SETTLE + frames)]
    state = walkers_at(0)
    shown = roll_out(painter, conditioner, ((state, camera) for camera in cameras))[SETTLE:]
    pictures = [levels(frame.picture) for frame in shown]
    traced: list[list[Floats]] = []
    for seed in (1, 2):
        radiance = [
            reference(work / "references", conditioner, state, c, samples=samples, seed=seed * 1000 + k)
            for k, c in enumerate(cameras[SETTLE:])
        ]
        traced.append([display(r * np.float32(shown[0].exposure)) for r in radiance])
    changes = [
        [
            change_along_motion(a.conditions, b.conditions, sequence[k], sequence[k + 1])
            for k, (a, b) in enumerate(pairwise(shown))
        ]
        for sequence in (pictures, *traced)
    ]
    model, truth = root_mean_square(changes[0]), noise_free_root_mean_square(changes[1], changes[2])
    return {
        "model_levels": round(model * 255, 3),
        "path_tracing_levels": round(truth * 255, 3),
        "ratio": round(model / truth, 3) if truth > 0 else None,
        "samples": samples,
        "frames": frames,
    }
