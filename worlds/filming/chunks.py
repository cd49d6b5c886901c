"""Films two seconds at a time: a chunk that fails its audit is rendered again, and then replaced by plain geometry.

The second attempt begins without the carried-over light, which may be what spoilt the first, and disturbs
what it carries over by noise drawn from its seed. A chunk that fails twice is shown as the plain shaded
G-buffer under a label that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera
from worlds.audit.audit import Audit
from worlds.audit.findings import Findings
from worlds.audit.plain import plain_picture
from worlds.contracts import FRAMES_PER_SECOND, WorldState
from worlds.filming.conditioning_views import class_view, depth_view, uncertainty_view
from worlds.filming.sidecar import describe_frame
from worlds.renderer.renderer import RenderedFrame
from worlds.renderer.uncertainty import Uncertainty
from worlds.rollout import WorldModel

CHUNK_FRAMES = 2 * FRAMES_PER_SECOND
ATTEMPTS = 2

Picture = NDArray[np.uint8]
Look = Callable[[int, Picture], None]  # the frame's number within the chunk


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some frames that are shown, and how they came about."""

    first_frame: int
    pictures: list[Picture]  # without a label
    views: list[tuple[Picture, ...]]  # depth, class and, where the model can tell, uncertainty of each
    frames: list[dict[str, Any]]  # of the sidecar
    findings: Findings  # of the last attempt
    faults: tuple[tuple[str, ...], ...]  # of each attempt; empty for one that passed
    last: RenderedFrame

    @property
    def plain(self) -> bool:
        """Whether the model failed, and geometry is shown."""
        return len(self.faults) == ATTEMPTS and bool(self.faults[-1])

    def describe(self) -> dict[str, Any]:
        """For the sidecar."""
        shown = "plain" if self.plain else "model"
        faults = [list(f) for f in self.faults if f]
        return {
            "first_frame": self.first_frame,
            "frame_count": len(self.frames),
            "shown": shown,
            "attempts": len(self.faults),
            "faults": faults,
        }


class Filming:
    """One camera's film of one rollout, chunk after chunk."""

    def __init__(
        self,
        model: WorldModel,
        camera: Camera,
        audit: Audit,
        *,
        seed: int,
        start_s: float,
        at_frame: Look,
        uncertainty: Uncertainty | None = None,
    ) -> None:
        self._model, self._camera, self._audit = model, camera, audit
        self._seed, self._start_s, self._at_frame = seed, start_s, at_frame
        self._uncertainty = uncertainty

    def chunk(self, states: Sequence[WorldState], first_frame: int, before: RenderedFrame | None) -> Chunk:
        """Film some states after the frame `before`."""
        faults: list[tuple[str, ...]] = []
        for attempt in range(ATTEMPTS):
            chunk = self._attempt(states, first_frame, before, attempt=attempt)
            faults.append(tuple(chunk.findings.faults()))
            if not faults[-1]:
                return replace(chunk, faults=tuple(faults))
        return self._plain(states, replace(chunk, faults=tuple(faults)))

    def _attempt(
        self, states: Sequence[WorldState], first_frame: int, before: RenderedFrame | None, *, attempt: int
    ) -> Chunk:
        self._model.begin([self._camera], seed=self._seed, attempt=attempt)
        if before is not None and attempt == 0:
            self._model.last[self._camera.id] = before
        pictures, views, frames, findings = [], [], [], []
        for index, (state, _) in enumerate(zip(states, self._model.roll(states), strict=True)):
            frame = self._model.last[self._camera.id]
            findings.append(self._audit.look(frame, before if index or attempt == 0 else None))
            pictures.append(frame.picture)
            views.append(self._views(frame))
            frames.append(describe_frame(state, frame.conditions, self._audit.agents_from, self._start_s))
            self._at_frame(index, frame.picture)
            before = frame
        assert before is not None
        return Chunk(first_frame, pictures, views, frames, Findings.of(findings), (), before)

    def _views(self, frame: RenderedFrame) -> tuple[Picture, ...]:
        conditions = depth_view(frame.conditions), class_view(frame.conditions)
        if self._uncertainty is None:
            return conditions
        return (*conditions, uncertainty_view(frame.picture, self._uncertainty.levels(frame)))

    def _plain(self, states: Sequence[WorldState], failed: Chunk) -> Chunk:
        """The chunk as geometry; whatever follows begins with the light of the hints, not with the failed one's."""
        pictures = []
        conditions = failed.last.conditions
        for index, state in enumerate(states):
            conditions = self._model.conditioner.frame(state, self._camera)
            pictures.append(plain_picture(conditions))
            self._at_frame(index, pictures[-1])
        light = conditions.estimate * np.float32(failed.last.exposure)
        last = replace(failed.last, picture=pictures[-1], irradiance=light, conditions=conditions, empty_light=None)
        return replace(failed, pictures=pictures, last=last)
