"""Fine-tunes the renderer on registered footage: first its look, then a low-rank change of the network.

The twin knows the standing scene only, so what moves through a picture is masked: pixels far from the
video's median. The last frames of every video are held out; they tell what was gained.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from worlds.conditioning.conditions import Conditioner, FrameConditions
from worlds.conditioning.features import ALBEDO, exposure_of, features, surface
from worlds.contracts import WorldState
from worlds.finetuning.errors import FootageError
from worlds.finetuning.look import Look, exposed_radiance, fit_look
from worlds.finetuning.low_rank import add_low_rank, merge_low_rank
from worlds.finetuning.registration import Registered
from worlds.finetuning.tuned_renderer import TunedRenderer
from worlds.renderer.network import FEEDBACK
from worlds.renderer.renderer import Renderer
from worlds.renderer.tone import compose
from worlds.renderer.weights import write_weights
from worlds.training.train import display_loss

Floats = NDArray[np.float32]

HELD_OUT_SHARE = 0.2
MOVING_LEVELS = 24  # from the median: somebody walks there
LEAST_PIXELS = 500  # of a frame that count


@dataclass(frozen=True)
class TuningPlan:
    """How long and how far."""

    minutes: float = 5.0
    steps: int = 1500  # a bound; the schedule is fitted to whichever comes first
    rank: int = 4
    crop_px: int = 128
    batch: int = 2
    learning_rate: float = 1e-3
    seed: int = 0

    def __post_init__(self) -> None:
        if self.minutes <= 0 or min(self.steps, self.rank, self.batch) < 1 or self.crop_px % 16:
            raise ValueError("a tuning takes time, steps, a rank and a batch, and crops of a multiple of 16 pixels")


@dataclass(frozen=True, eq=False)
class _View:
    """One camera's footage beside what the network reads of the twin."""

    conditions: FrameConditions
    exposure: float
    now: Floats  # (C, h, w) of the light image
    filmed: Floats  # (N, H, W, 3) exposed radiance
    pictures: NDArray[np.uint8]
    counted: NDArray[np.bool_]  # (N, H, W)
    held_out: int  # frames from here on are not trained on


@dataclass(frozen=True)
class Gain:
    """Likeness to held-out frames, decibels of sRGB over the pixels that count."""

    before_db: float
    with_look_db: float
    after_db: float
    held_out_frames: int

    def as_dict(self) -> dict[str, float]:
        """Rounded, for a card."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


def tune(
    base: Renderer,
    conditioner: Conditioner,
    footage: Sequence[Registered],
    plan: TuningPlan | None = None,
    *,
    watch: Callable[[float, str], None] = lambda _share, _message: None,
) -> tuple[TunedRenderer, Gain]:
    """The tuned renderer and what was gained; `base` is left as it is. `watch` may raise to call it off.

    Raises ``FootageError`` where too little of the pictures shows the standing scene.
    """
    if not footage:
        raise FootageError("there is no footage to tune on")
    plan = plan or TuningPlan()
    watch(0.0, "comparing the footage with the twin")
    views = [_view(conditioner, each) for each in footage]
    look = _fit_look(base, views)
    network = copy.deepcopy(base.network)
    _train(network, views, look, plan, watch)
    tuned = TunedRenderer(Renderer(network, {**base.card, "look": look.as_dict()}), look)
    before = TunedRenderer(base, Look())
    gain = Gain(
        before_db=_likeness(before, views),
        with_look_db=_likeness(TunedRenderer(base, look), views),
        after_db=_likeness(tuned, views),
        held_out_frames=sum(len(v.filmed) - v.held_out for v in views),
    )
    watch(1.0, f"{gain.before_db:.1f} dB before, {gain.after_db:.1f} dB after")
    return tuned, gain


def write_tuned(folder: Path, tuned: TunedRenderer, gain: Gain, *, base_hash: str, name: str) -> dict[str, Any]:
    """Write the tuned weights with their card, in the form of the shipped ones; returns the card."""
    card = {k: v for k, v in tuned.card.items() if k not in ("sha256", "bars", "measures", "measured")}
    card |= {"name": name, "tuned_from": base_hash, "look": tuned.look.as_dict(), "measured": gain.as_dict()}
    return {**card, "sha256": write_weights(folder, tuned.renderer.network.state_dict(), card)}


def _view(conditioner: Conditioner, footage: Registered) -> _View:
    conditions = conditioner.frame(_nobody(), footage.camera)
    exposure = exposure_of(conditions)
    median = np.median(footage.frames, axis=0)
    still = np.abs(footage.frames - median).max(axis=-1) < MOVING_LEVELS
    unclipped = (footage.frames.min(axis=-1) > 2) & (footage.frames.max(axis=-1) < 253)
    counted = still & unclipped & surface(conditions)
    if counted.sum(axis=(1, 2)).min() < LEAST_PIXELS:
        raise FootageError("too little of a frame shows the standing scene: it moves, or is black or white")
    return _View(
        conditions,
        exposure,
        features(conditions, exposure),
        exposed_radiance(footage.frames),
        footage.frames,
        counted,
        held_out=max(1, round(len(footage.frames) * (1 - HELD_OUT_SHARE))),
    )


def _fit_look(base: Renderer, views: Sequence[_View]) -> Look:
    rendered, filmed = [], []
    for view in views:
        frame = base.render(view.conditions)
        radiance = compose(frame.irradiance, view.conditions, frame.exposure)
        mean = view.filmed[: view.held_out].mean(axis=0)
        counted = view.counted[: view.held_out].all(axis=0)
        rendered.append(radiance[counted])
        filmed.append(mean[counted])
    return fit_look(np.concatenate(rendered), np.concatenate(filmed))


def _train(
    network: torch.nn.Module,
    views: Sequence[_View],
    look: Look,
    plan: TuningPlan,
    watch: Callable[[float, str], None],
) -> None:
    """Train in place. Half of the crops are first frames, half have the network's own light fed back."""
    torch.manual_seed(plan.seed)
    torch.set_num_threads(1)
    network.train()
    trained = add_low_rank(network, plan.rank)
    optimizer = torch.optim.Adam(trained, lr=plan.learning_rate)
    targets = [look.undo(view.filmed[: view.held_out]) for view in views]
    start = time.monotonic()
    for step in range(plan.steps):
        share = max(step / plan.steps, (time.monotonic() - start) / (60 * plan.minutes))
        if share >= 1:
            break
        if step % 10 == 0:
            watch(0.05 + 0.9 * share, f"step {step}")
        for group in optimizer.param_groups:
            group["lr"] = plan.learning_rate * (0.02 + 0.98 * 0.5 * (1 + float(np.cos(np.pi * share))))
        now, target, weight = _crops(views, targets, plan, step)
        feedback = _own_light(network, now) if step % 2 else torch.zeros(len(now), FEEDBACK, *now.shape[-2:])
        light = network(torch.cat([now, feedback], dim=1))
        loss = display_loss(now[:, ALBEDO] * light / np.pi, target, weight)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
    merge_low_rank(network)
    network.eval()


def _crops(
    views: Sequence[_View], targets: Sequence[Floats], plan: TuningPlan, step: int
) -> tuple[Tensor, Tensor, Tensor]:
    """(B, C, S, S) conditions, (B, 3, S, S) radiance, (B, 1, S, S) weight; they follow from seed and step."""
    rng = np.random.default_rng(np.random.SeedSequence([plan.seed, step]))
    rows: list[tuple[Floats, Floats, Floats]] = []
    size = min(plan.crop_px, *(min(v.now.shape[1:]) // 16 * 16 for v in views))
    for _ in range(plan.batch):
        k = int(rng.integers(len(views)))
        view, frame = views[k], int(rng.integers(views[k].held_out))
        y, x = (int(rng.integers(length - size + 1)) for length in view.now.shape[1:])
        window = slice(y, y + size), slice(x, x + size)
        every = view.conditions.light.ratio  # the film at the centres of the light image's pixels
        weight = view.counted[frame][::every, ::every][window].astype(np.float32)[None]
        rows.append((view.now[:, *window], targets[k][frame][::every, ::every][window].transpose(2, 0, 1), weight))
    now, target, weight = (torch.from_numpy(np.stack(each)) for each in zip(*rows, strict=True))
    return now, target, weight


@torch.no_grad()
def _own_light(network: torch.nn.Module, now: Tensor) -> Tensor:
    """(B, 5, S, S) the network's light of the same standing view, as the next frame is given it."""
    none = torch.zeros(len(now), FEEDBACK, *now.shape[-2:])
    light = network(torch.cat([now, none], dim=1))
    feedback = none.clone()
    feedback[:, :3], feedback[:, 3] = torch.log1p(4 * light), 1.0
    return feedback


def _likeness(renderer: TunedRenderer, views: Sequence[_View]) -> float:
    """PSNR of a settled frame against the held-out ones, over the pixels that count."""
    errors, pixels = 0.0, 0
    for view in views:
        shown = renderer.render(view.conditions, renderer.render(view.conditions)).picture.astype(np.float64)
        for picture, counted in zip(view.pictures[view.held_out :], view.counted[view.held_out :], strict=True):
            errors += float(((shown[counted] - picture[counted]) ** 2).sum())
            pixels += 3 * int(counted.sum())
    return -10 * float(np.log10(max(errors / pixels, 1e-9) / 255**2))


def _nobody() -> WorldState:
    """The twin without anybody: who walked there when the film was made is not known."""
    none = np.zeros((0, 3), np.float32)
    empty = np.zeros(0, np.uint8)
    return WorldState(0.0, (), empty, none, none, none[:, :2], empty, empty, none[:, 0])
