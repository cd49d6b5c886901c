"""Does the clip show the state? Compares what a detector finds in each frame with who should be visible.

The control picture is the estimate of the light without the network, which shows nothing but what the geometry
contains, and all of it. An agent that the detector finds neither in the frame nor in its control is too small or
too hidden for it: nothing can be said of such an agent, and it is counted as unjudged, not as left out.

Findings that touch no agent are inventions, unless the detector finds the same in the control picture. Such
a finding is the detector's mistake about a standing thing, not something that the model made up. For them the
control picture is searched more eagerly: it is to explain a finding, not to make one.

The control picture also shows everybody where the state has them: where an agent is, is told by the two (`placement`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from twin.contracts import PartClass
from worlds.audit.findings import Findings
from worlds.audit.flicker import standing_change
from worlds.audit.matching import Expected, Mask, expect, ghost_blobs, sample, shown
from worlds.audit.placement import Offset, cells_per_metre, ignored_for, shift_of
from worlds.audit.unfamiliar import unfamiliar_share
from worlds.conditioning.conditions import FrameConditions, same_view
from worlds.conditioning.standing_view import StandingView
from worlds.renderer.renderer import RenderedFrame
from worlds.renderer.tone import compose, developed

EAGERNESS = 1.0  # of the evidence: what is as much less sure still explains a finding

Evidence = NDArray[np.float32]


class Finder(Protocol):
    """Whatever finds people and vehicles in a picture."""

    def evidence(self, picture: NDArray[np.uint8], standing: StandingView, /) -> Evidence:
        """(h, w) by a picture and the same view with nobody in it: above 0 where somebody is, the more the surer."""


class Audit:
    """Looks at frames one by one; remembers only what the detector mistakes in the present view."""

    def __init__(self, detector: Finder, agents_from: int, familiar: Mapping[str, list[float]]) -> None:
        self.detector = detector
        self.agents_from = agents_from  # part indices from here on are agents
        self.familiar = familiar  # range of the mean of each conditioning channel in training
        self._mistaken: Mask | None = None  # cells of this view where control pictures gave findings too

    def look(self, frame: RenderedFrame, before: RenderedFrame | None) -> Findings:
        """What one frame shows."""
        if before is None or not same_view(before.conditions, frame.conditions):
            self._mistaken = None
        standing = frame.conditions.standing_view
        evidence = self.detector.evidence(frame.picture, standing)
        control = self.detector.evidence(control_picture(frame), standing)
        found = evidence > 0
        agent, anybody = self._who(frame.conditions)
        expected = expect(agent, anybody, found.shape)
        seen = shown(found, expected)
        change = standing_change(before, frame) if before is not None else None
        return Findings(
            frames=1,
            expected=len(expected.agents),
            shown=int(seen.sum()),
            unjudged=int((~seen & ~shown(control > 0, expected)).sum()),
            invented=self._inventions(found, control, expected.near),
            offsets=self._offsets((evidence, control), expected, seen, frame.conditions),
            flicker=[] if change is None else [change],
            unfamiliar=[unfamiliar_share(frame, self.familiar)],
        )

    def _who(self, conditions: FrameConditions) -> tuple[NDArray[np.int32], Mask]:
        """(H, W) the agent whose body is seen, -1 elsewhere; where anybody, a load or a parked vehicle is."""
        gbuffer = conditions.gbuffer
        moving = (gbuffer.class_id == PartClass.PERSON) | (gbuffer.class_id == PartClass.VEHICLE)
        owner = gbuffer.part_index - self.agents_from
        return np.where(moving & (owner >= 0), owner, -1).astype(np.int32), moving | (owner >= 0)

    def _inventions(self, found: Mask, control: Evidence, near: Mask) -> int:
        """Connected findings away from everybody that the control picture does not explain."""
        ghosts = ghost_blobs(found, near)
        if not ghosts:
            return 0
        if self._mistaken is None:
            self._mistaken = np.zeros(found.shape, np.bool_)
        if any(not (blob & self._mistaken).any() for blob in ghosts):
            self._mistaken |= (control > -EAGERNESS) & ~near
        return sum(not (blob & self._mistaken).any() for blob in ghosts)

    def _offsets(
        self, pictures: tuple[Evidence, Evidence], expected: Expected, seen: Mask, conditions: FrameConditions
    ) -> list[Offset]:
        """Of every agent that is found: by how much it is elsewhere in the picture than in the control picture."""
        cells = expected.near.shape
        at = sample(conditions.gbuffer.depth_m.shape, cells)
        owner = conditions.gbuffer.part_index[at] - self.agents_from
        world = _surface_points(conditions, cells)
        offsets = []
        for agent, mine in zip(expected.agents[seen].tolist(), expected.cells[seen], strict=True):
            ignored = ignored_for(agent, owner, mine)
            here, there = (shift_of(evidence, mine, ignored) for evidence in pictures)
            point = world[mine].mean(axis=0)
            offsets.append(Offset(agent, here - there, cells_per_metre(conditions.camera, point, cells)))
        return offsets


def control_picture(frame: RenderedFrame) -> NDArray[np.uint8]:
    """The frame as its conditions alone would show it, without the network."""
    light = frame.conditions.estimate * np.float32(frame.exposure)
    return developed(compose(light, frame.conditions, frame.exposure))


def _surface_points(conditions: FrameConditions, cells: tuple[int, ...]) -> NDArray[np.float64]:
    """(h, w, 3) the surfaces at the cells' centres; the eye where nothing is hit."""
    camera = conditions.camera
    rows, columns = sample(conditions.gbuffer.depth_m.shape, cells)
    depth = conditions.gbuffer.depth_m[rows, columns].astype(np.float64)
    depth = np.where(np.isfinite(depth), depth, 0)
    u = (columns + 0.5 - camera.center_px[0]) / camera.focal_px[0] + 0 * rows
    v = (rows + 0.5 - camera.center_px[1]) / camera.focal_px[1] + 0 * columns
    local = np.stack([u * depth, v * depth, depth], axis=-1)
    return np.asarray(local @ camera.camera_to_world[:3, :3].T + camera.camera_to_world[:3, 3])
