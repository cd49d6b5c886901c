"""Does the clip show the state? Compares what a detector finds in each frame with who should be visible.

The control picture is the estimate of the light without the network, which shows nothing but what the geometry
contains, and all of it. An agent that the detector finds neither in the frame nor in its control is too small or
too hidden for it: nothing can be said of such an agent, and it is counted as unjudged, not as left out.

Findings that touch no agent are inventions, unless the detector finds the same in the control picture. Such
a finding is the detector's mistake about a standing thing, not something that the model made up. For them the
control picture is searched more eagerly: it is to explain a finding, not to make one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twin.contracts import PartClass
from worlds.audit.findings import Findings
from worlds.audit.flicker import same_view, standing_change
from worlds.audit.matching import MARGIN_CELLS, Expected, Mask, expect, ghost_blobs, sample, shown
from worlds.audit.unfamiliar import unfamiliar_share
from worlds.conditioning.conditions import FrameConditions
from worlds.conditioning.standing_view import StandingView
from worlds.renderer.renderer import RenderedFrame
from worlds.renderer.tone import compose, display, to_bytes


class Finder(Protocol):
    """Whatever finds people and vehicles in a picture."""

    def find(self, picture: NDArray[np.uint8], standing: StandingView, /, *, eager: bool = False) -> NDArray[np.uint8]:
        """(h, w) 0 where nobody is, by a picture and the same view with nobody in it; `eager` finds more."""


class Audit:
    """Looks at frames one by one; remembers only what the detector mistakes in the present view."""

    def __init__(self, detector: Finder, agents_from: int, familiar: Mapping[str, list[float]]) -> None:
        self.detector = detector
        self.agents_from = agents_from  # part indices from here on are agents
        self.familiar = familiar  # range of the mean of each conditioning channel in training
        self._mistaken: Mask | None = None  # cells of this view where control pictures gave findings too

    def look(self, frame: RenderedFrame, before: RenderedFrame | None) -> Findings:
        """What one frame shows."""
        found = self._find(frame, frame.picture)
        if before is None or not same_view(before.conditions, frame.conditions):
            self._mistaken = None
        agent, anybody = self._who(frame.conditions)
        expected = expect(agent, anybody, found.shape)
        seen = shown(found, expected)
        change = standing_change(before, frame) if before is not None else None
        world = _floor_points(frame.conditions, found.shape)
        others = np.logical_or.reduce(expected.cells, axis=0)
        return Findings(
            frames=1,
            expected=len(expected.agents),
            shown=int(seen.sum()),
            unjudged=self._unjudged(expected, seen, frame),
            invented=self._inventions(found, expected.near, frame),
            errors_m=[_displacement(found, mine, others, world) for mine in expected.cells[seen]],
            flicker=[] if change is None else [change],
            unfamiliar=[unfamiliar_share(frame, self.familiar)],
        )

    def _find(self, frame: RenderedFrame, picture: NDArray[np.uint8], *, eager: bool = False) -> Mask:
        return self.detector.find(picture, frame.conditions.standing_view, eager=eager) > 0

    def _who(self, conditions: FrameConditions) -> tuple[NDArray[np.int32], Mask]:
        """(H, W) the agent whose body is seen, -1 elsewhere; where anybody, a load or a parked vehicle is."""
        gbuffer = conditions.gbuffer
        moving = (gbuffer.class_id == PartClass.PERSON) | (gbuffer.class_id == PartClass.VEHICLE)
        owner = gbuffer.part_index - self.agents_from
        return np.where(moving & (owner >= 0), owner, -1).astype(np.int32), moving | (owner >= 0)

    def _unjudged(self, expected: Expected, seen: Mask, frame: RenderedFrame) -> int:
        """Agents that are not found, and would not be if the frame showed them."""
        if seen.all():
            return 0
        return int((~seen & ~shown(self._find(frame, control_picture(frame)), expected)).sum())

    def _inventions(self, found: Mask, near: Mask, frame: RenderedFrame) -> int:
        """Connected findings away from everybody that the control picture does not explain."""
        ghosts = ghost_blobs(found, near)
        if not ghosts:
            return 0
        if self._mistaken is None:
            self._mistaken = np.zeros(found.shape, np.bool_)
        if any(not (blob & self._mistaken).any() for blob in ghosts):
            self._mistaken |= self._find(frame, control_picture(frame), eager=True) & ~near
        return sum(not (blob & self._mistaken).any() for blob in ghosts)


def control_picture(frame: RenderedFrame) -> NDArray[np.uint8]:
    """The frame as its conditions alone would show it, without the network."""
    light = frame.conditions.estimate * np.float32(frame.exposure)
    return to_bytes(display(compose(light, frame.conditions, frame.exposure)))


def _floor_points(conditions: FrameConditions, cells: tuple[int, ...]) -> NDArray[np.float64]:
    """(h, w, 2) where on the floor plan the cells' surfaces are."""
    camera = conditions.camera
    rows, columns = sample(conditions.gbuffer.depth_m.shape, cells)
    depth = conditions.gbuffer.depth_m[rows, columns].astype(np.float64)
    depth = np.where(np.isfinite(depth), depth, 0)
    u = (columns + 0.5 - camera.center_px[0]) / camera.focal_px[0] + 0 * rows
    v = (rows + 0.5 - camera.center_px[1]) / camera.focal_px[1] + 0 * columns
    local = np.stack([u * depth, v * depth, depth], axis=-1)
    return np.asarray((local @ camera.camera_to_world[:3, :3].T + camera.camera_to_world[:3, 3])[..., :2])


def _displacement(found: Mask, mine: Mask, others: Mask, world: NDArray[np.float64]) -> float:
    """Distance on the floor between where an agent was found and where its visible surface is (medians)."""
    around = ndimage.binary_dilation(mine, iterations=MARGIN_CELLS) & found & ~(others & ~mine)
    return float(np.hypot(*(np.median(world[around], axis=0) - np.median(world[mine], axis=0))))
