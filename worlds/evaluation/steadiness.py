"""Whether surfaces that should look the same do: from frame to frame, on return, and from two cameras.

Motion is known exactly, so a picture can be carried along it and compared with the next. For a camera
that stays, path tracing without noise would not change at all; for one that moves, resampling alone
changes textures and edges, so the same is measured on path-traced pictures and a ratio is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from twin.contracts import FloatArray
from worlds.audit.flicker import standing_change
from worlds.conditioning.conditions import FrameConditions
from worlds.evaluation.similarity import psnr_db
from worlds.evaluation.stage import levels
from worlds.renderer.feedback import gather, motion
from worlds.renderer.renderer import RenderedFrame
from worlds.renderer.tone import compose, display

Floats = NDArray[np.float32]


def fixed_flicker(frames: Sequence[RenderedFrame]) -> float | None:
    """Mean change between frames, in 8-bit levels, of standing pixels whose light did not change.

    None where no two successive frames have such pixels. The truth's value is 0.
    """
    pairs = pairwise(frames)
    changes = [change for before, now in pairs if (change := standing_change(before, now)) is not None]
    return float(np.mean(changes)) * 255 if changes else None


def change_along_motion(before: FrameConditions, now: FrameConditions, before_srgb: Floats, now_srgb: Floats) -> Floats:
    """(N, 3) sRGB of now minus that of before carried along, for standing surfaces seen in both."""
    moved = motion(before, now)
    carried = gather(before_srgb, moved)
    standing = moved.valid & (now.body < 0) & (now.gbuffer.emission.max(axis=-1) <= 0)
    return np.asarray(now_srgb[standing] - carried[standing], np.float32)


def root_mean_square(changes: Sequence[FloatArray]) -> float:
    """Of all changes together."""
    return float(np.sqrt(np.mean(np.concatenate(changes).astype(np.float64) ** 2)))


def noise_free_root_mean_square(one: Sequence[FloatArray], other: Sequence[FloatArray]) -> float:
    """Root mean square change of a noisy sequence, from two renderings with independent noise.

    The mean product of the two is the mean square of what they have in common, because independent
    noise has no mean product. 0 where the noise hides the change.
    """
    product = np.concatenate(one).astype(np.float64) * np.concatenate(other)
    return float(np.sqrt(max(float(np.mean(product)), 0.0)))


def revisit_db(first: RenderedFrame, again: RenderedFrame) -> float:
    """PSNR between two visits to one camera pose and state; infinite where nothing was forgotten."""
    if not np.array_equal(first.conditions.camera.camera_to_world, again.conditions.camera.camera_to_world):
        raise ValueError("the two frames are not of the same pose")
    return psnr_db(levels(first.picture), levels(again.picture))


def view_disagreement(one: RenderedFrame, other: RenderedFrame) -> tuple[float, int]:
    """Mean absolute difference in 8-bit levels of the points that both views show, and their number.

    Surfaces are matt, so a point has one radiance. The other view's light is brought to this view's
    pixels and exposure; nan where no point is seen by both.
    """
    seen = motion(other.conditions, one.conditions)
    shared = seen.valid & (one.conditions.gbuffer.emission.max(axis=-1) <= 0)
    count = int(shared.sum())
    if count == 0:
        return float("nan"), 0
    light = gather(other.irradiance * np.float32(one.exposure / other.exposure), seen)
    pictures = [display(compose(v, one.conditions, one.exposure))[shared] for v in (one.irradiance, light)]
    return float(np.abs(pictures[0] - pictures[1]).mean()) * 255, count
