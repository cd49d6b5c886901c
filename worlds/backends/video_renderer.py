"""A video model in the place of the renderer: the same `render`, so that clips, steps and audits need not care.

Video models look ahead: a clip's conditions are handed over first and filmed in chunks, and `render`
then gives the frames out. Without that, `render` makes a frame from two, the one before and this one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worlds.backends.control import depth_video
from worlds.backends.video_model import VideoModel
from worlds.conditioning.conditions import FrameConditions
from worlds.conditioning.features import exposure_of
from worlds.renderer.renderer import RenderedFrame


class VideoRenderer:
    """Gives a video model's frames one by one. Light is what the hints say: a video model knows pictures only."""

    tells_light = False

    def __init__(self, model: VideoModel, seed: int = 0) -> None:
        self.model = model
        self.seed = seed
        self.card: dict[str, Any] = {"name": model.kind, "sha256": model.fingerprint}
        self._ahead: list[tuple[FrameConditions, NDArray[np.uint8]]] = []

    @property
    def model_hash(self) -> str:
        """Fingerprint of the weights' folder."""
        return self.model.fingerprint

    def film_ahead(
        self,
        frames: Sequence[FrameConditions],
        *,
        seed: int,
        watch: Callable[[float], None] = lambda _: None,
    ) -> None:
        """Make the pictures of the frames that `render` will be asked for, in this order."""
        pictures = self.model.film(depth_video(frames), seed=seed, watch=watch)
        self.seed = seed
        self._ahead = list(zip(frames, pictures, strict=True))

    def render(
        self, conditions: FrameConditions, before: RenderedFrame | None = None, *, brightness: float = 1.0
    ) -> RenderedFrame:
        """The next frame: filmed ahead if it was asked for, made now otherwise. Brightness scales the sRGB."""
        picture = self._filmed(conditions)
        if picture is None:
            pair = [conditions] if before is None else [before.conditions, conditions]
            known = None if before is None else before.picture[None]
            picture = self.model.film(depth_video(pair), seed=self.seed, known=known)[-1]
        exposure = before.exposure if before else exposure_of(conditions)
        shown = np.clip(picture * brightness, 0, 255).astype(np.uint8)
        light = (conditions.estimate * np.float32(exposure)).astype(np.float32)
        return RenderedFrame(shown, light, conditions, exposure)

    def _filmed(self, conditions: FrameConditions) -> NDArray[np.uint8] | None:
        if self._ahead and _same(self._ahead[0][0], conditions):
            return self._ahead.pop(0)[1]
        return None


def _same(one: FrameConditions, other: FrameConditions) -> bool:
    return (
        np.array_equal(one.gbuffer.depth_m, other.gbuffer.depth_m)
        and np.array_equal(one.gbuffer.part_index, other.gbuffer.part_index)
        and np.array_equal(one.camera.camera_to_world, other.camera.camera_to_world)
    )
