"""A rollout of ten thousand frames and more, held against path-traced pictures of the instants that recur.

Two clips: people and vehicles walk back and forth, or nobody is there. Conditions recur with the period, so
they are computed once for each of its frames. The rollout goes on where it was stopped: what the next
frame needs of the last is kept on disk, with the scores so far.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera
from worlds.conditioning.conditions import Conditioner, FrameConditions
from worlds.contracts import WorldState
from worlds.evaluation.drift import drift_of
from worlds.evaluation.references import reference, unbiased_psnr_db
from worlds.evaluation.similarity import ssim
from worlds.evaluation.stage import PERIOD_FRAMES, Painter, levels, nobody, stage_camera, stage_scene, walkers_at
from worlds.renderer.renderer import RenderedFrame
from worlds.renderer.tone import display

Floats = NDArray[np.float32]
SCORED_EVERY = 30  # frames: four instants of a period
SAMPLES = 128  # a pixel, of each of two pictures whose noise is independent
SAVE_EVERY_S = 20.0
WARM_UP_FRAMES = PERIOD_FRAMES  # the first period fills the memory of what was hidden at first


@dataclass(frozen=True)
class Endurance:
    """What to roll out."""

    walking: bool
    frames: int
    width_px: int = 256
    height_px: int = 144

    @property
    def name(self) -> str:
        """For files."""
        return "walking" if self.walking else "static"

    def state(self, frame: int) -> WorldState:
        """Who is where."""
        return walkers_at(frame) if self.walking else nobody()

    @property
    def camera(self) -> Camera:
        """One that stays."""
        return stage_camera("west", self.width_px, self.height_px)


@dataclass
class _Progress:
    """What is kept between calls."""

    done: int = 0
    numbers: list[int] = field(default_factory=list)
    psnr: list[float] = field(default_factory=list)
    ssim: list[float] = field(default_factory=list)


def measure_endurance(
    painter: Painter,
    model_hash: str,
    work: Path,
    plan: Endurance,
    *,
    samples: int = SAMPLES,
    report: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Roll out to the plan's last frame and give drift and curves. Raises ``ImportError`` without path tracing."""
    conditioner = Conditioner(stage_scene())
    instants = range(0, PERIOD_FRAMES, SCORED_EVERY) if plan.walking else [0]
    folder = work / "references"
    truths: dict[int, tuple[Floats, Floats]] = {}
    for k in instants:
        one, other = (
            reference(folder, conditioner, plan.state(k), plan.camera, samples=samples, seed=seed) for seed in (1, 2)
        )
        truths[k] = one, other
    file = work / "endurance" / f"{plan.name}-{plan.width_px}x{plan.height_px}-{model_hash[:12]}.npz"
    progress = _roll(painter, conditioner, plan, truths=truths, file=file, report=report)
    drift = drift_of(progress.numbers, progress.psnr, PERIOD_FRAMES, WARM_UP_FRAMES)
    return {
        **asdict(drift),
        "samples": samples,
        "curve": {"frame": progress.numbers, "psnr_db": progress.psnr, "ssim": progress.ssim},
    }


def _roll(
    painter: Painter,
    conditioner: Conditioner,
    plan: Endurance,
    *,
    truths: dict[int, tuple[Floats, Floats]],
    file: Path,
    report: Callable[[str], None],
) -> _Progress:
    kept: dict[int, FrameConditions] = {}

    def conditions(frame: int) -> FrameConditions:
        key = frame % PERIOD_FRAMES if plan.walking else 0
        if key not in kept:
            kept[key] = conditioner.frame(plan.state(key), plan.camera)
        return kept[key]

    progress, before = _load(file, conditions)
    saved_at = time.monotonic()
    for frame in range(progress.done, plan.frames):
        before = painter.render(conditions(frame), before)
        if frame % SCORED_EVERY == 0:
            scores = _score(before, truths[frame % PERIOD_FRAMES if plan.walking else 0])
            progress.numbers.append(frame)
            progress.psnr.append(scores[0])
            progress.ssim.append(scores[1])
        progress.done = frame + 1
        if time.monotonic() - saved_at > SAVE_EVERY_S:
            _save(file, progress, before)
            saved_at = time.monotonic()
            report(f"{plan.name}: frame {progress.done} of {plan.frames}, {progress.psnr[-1]:.2f} dB")
    if before is not None:
        _save(file, progress, before)
    return progress


def _score(frame: RenderedFrame, truth: tuple[Floats, Floats]) -> tuple[float, float]:
    """PSNR in dB without the truth's noise, and SSIM against the mean of the two."""
    exposure, shown = np.float32(frame.exposure), levels(frame.picture)
    one, other = (display(each * exposure) for each in truth)
    mean = display(np.asarray((truth[0] + truth[1]) * exposure / 2, np.float32))
    return round(unbiased_psnr_db(shown, one, other), 4), round(ssim(shown, mean), 4)


def _save(file: Path, progress: _Progress, frame: RenderedFrame) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial.npz")
    arrays: dict[str, NDArray[Any]] = {
        "picture": frame.picture,
        "irradiance": frame.irradiance,
        "exposure": np.array(frame.exposure),
    }
    if frame.empty_light is not None:
        arrays["empty_light"] = frame.empty_light
    text = np.frombuffer(json.dumps(asdict(progress)).encode(), np.uint8)
    np.savez(partial, allow_pickle=False, progress=text, **arrays)
    partial.replace(file)


def _load(file: Path, conditions: Callable[[int], FrameConditions]) -> tuple[_Progress, RenderedFrame | None]:
    if not file.exists():
        return _Progress(), None
    with np.load(file, allow_pickle=False) as saved:
        progress = _Progress(**json.loads(saved["progress"].tobytes()))
        last = conditions(progress.done - 1)
        empty = saved.get("empty_light")
        return progress, RenderedFrame(saved["picture"], saved["irradiance"], last, float(saved["exposure"]), empty)
