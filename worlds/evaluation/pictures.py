"""Scores the renderer against path-traced pictures of halls that it never saw."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Scene
from worlds.conditioning.conditions import Conditioner, FrameConditions
from worlds.conditioning.features import exposure_of, features
from worlds.evaluation.baseline import lambert_irradiance
from worlds.evaluation.building import building_views
from worlds.evaluation.similarity import psnr_db, ssim
from worlds.evaluation.stage import nobody
from worlds.renderer.renderer import Renderer
from worlds.renderer.tone import compose, display
from worlds.training.dataset import read_set
from worlds.training.prepare import frames_of
from worlds.training.scenes import generate_hall

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class PictureScores:
    """Means over the pictures of a test set; decibels of tone-mapped sRGB."""

    pictures: int
    renderer_psnr_db: float  # with the previous frame fed back
    renderer_ssim: float
    first_frame_psnr_db: float  # without a previous frame
    first_frame_ssim: float
    estimate_psnr_db: float  # the light hints alone, without the network
    estimate_ssim: float
    lambert_psnr_db: float
    lambert_ssim: float
    worst_psnr_db: float

    def as_dict(self) -> dict[str, float]:
        """Rounded, for a card."""
        return {key: round(value, 3) for key, value in asdict(self).items()}


def score_pictures(renderer: Renderer, test_set: Path, lambert: Floats) -> PictureScores:
    """Render every picture of the set and compare."""
    rows: list[list[tuple[float, float]]] = []
    for number, examples in groupby(read_set(test_set), key=lambda e: e.hall_number):
        of_hall = list(examples)
        frames = frames_of(generate_hall(number), of_hall)
        for example, (before, now) in zip(of_hall, frames, strict=True):
            rows.append(_score_one(renderer, before, now, example.radiance.astype(np.float32), lambert))
    if not rows:
        raise ValueError(f"{test_set}: no pictures to score on")
    return _means(rows)


def score_building(renderer: Renderer, scene: Scene, shard: Path, lambert: Floats) -> PictureScores:
    """Render the views of `worlds.evaluation.building` and compare with the shard that `trace_building` wrote."""
    conditioner, state = Conditioner(scene), nobody()
    with np.load(shard) as traced:
        radiance = traced["radiance"].astype(np.float32)
    frames = [conditioner.frame(state, camera) for camera in building_views()]
    return _means([_score_one(renderer, f, f, truth, lambert) for f, truth in zip(frames, radiance, strict=True)])


def _means(rows: list[list[tuple[float, float]]]) -> PictureScores:
    values = np.array(rows)  # (N, 4, 2)
    mean = values.mean(axis=0)
    return PictureScores(
        pictures=len(rows),
        renderer_psnr_db=float(mean[0, 0]),
        renderer_ssim=float(mean[0, 1]),
        first_frame_psnr_db=float(mean[1, 0]),
        first_frame_ssim=float(mean[1, 1]),
        estimate_psnr_db=float(mean[2, 0]),
        estimate_ssim=float(mean[2, 1]),
        lambert_psnr_db=float(mean[3, 0]),
        lambert_ssim=float(mean[3, 1]),
        worst_psnr_db=float(values[:, 0, 0].min()),
    )


def _score_one(
    renderer: Renderer, before: FrameConditions, now: FrameConditions, truth: Floats, lambert: Floats
) -> list[tuple[float, float]]:
    """(PSNR, SSIM) with feedback, without, of the hints alone, and of the baseline."""
    exposure = exposure_of(now)
    first = renderer.render(now)
    carried = renderer.render(now, renderer.render(before))
    flat = lambert_irradiance(features(now, exposure), lambert)
    shown = [
        (carried.irradiance, carried.exposure),
        (first.irradiance, exposure),
        (now.estimate * np.float32(exposure), exposure),
        (flat, exposure),
    ]
    scores = []
    for light, e in shown:
        picture, reference = display(compose(light, now, e)), display(truth * np.float32(e))
        scores.append((psnr_db(picture, reference), ssim(picture, reference)))
    return scores
