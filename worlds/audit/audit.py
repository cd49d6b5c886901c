"""Does the clip show the state? Compares what a detector finds in each frame with who should be visible.

Agents are expected where the G-buffer shows at least `LEAST_PIXELS` of them. Findings that touch no
agent are inventions, unless the detector finds the same in the control picture: the estimate of the
light without the network, which shows nothing but what the geometry contains. Such a finding is the
detector's mistake about a standing thing, not something that the model made up. Flicker is measured
on standing surfaces whose light did not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twin.contracts import PartClass
from worlds.conditioning.conditions import FrameConditions
from worlds.conditioning.features import features
from worlds.contracts import AuditReport
from worlds.renderer.renderer import RenderedFrame
from worlds.renderer.tone import compose, display, to_bytes

LEAST_PIXELS = 40  # of an agent, at 256 × 144; scaled with the area for other sizes
LEAST_GHOST_CELLS = 24  # connected cells of the detector (2 × 2 pixels each) without an agent
SHOWN_SHARE = 0.3  # of an agent's cells that must be found
MARGIN_CELLS = 3  # findings this near to an agent belong to it

WORST_OMISSION = 0.25  # the detector itself misses a tenth on path-traced truth, more of small and crowded agents
WORST_GHOSTS_PER_FRAME = 0.15
WORST_POSITION_M = 0.5
WORST_FLICKER = 0.01
WORST_UNFAMILIAR = 0.35


class Finder(Protocol):
    """Whatever finds people and vehicles in a picture."""

    def find(self, picture: NDArray[np.uint8], /) -> NDArray[np.uint8]:
        """(h, w) 0 where nobody is."""


@dataclass
class Audit:
    """Collects findings frame by frame; `report` sums up."""

    detector: Finder
    agents_from: int  # part indices from here on are agents
    familiar: Mapping[str, list[float]]  # range of the mean of each conditioning channel in training
    frames: int = 0
    expected: int = 0
    shown: int = 0
    invented: int = 0
    errors_m: list[float] = field(default_factory=list)
    flicker: list[float] = field(default_factory=list)
    unfamiliar: list[float] = field(default_factory=list)
    mistaken: NDArray[np.bool_] | None = None  # cells of this view where control pictures gave findings too

    def add(self, frame: RenderedFrame, before: RenderedFrame | None) -> None:
        """Look at one frame."""
        self.frames += 1
        found = self.detector.find(frame.picture)
        if before is None or not _same_view(before, frame):
            self.mistaken = None
        self._compare(found > 0, frame)
        self.unfamiliar.append(unfamiliar_share(frame, self.familiar))
        if before is not None and (change := standing_change(before, frame)) is not None:
            self.flicker.append(change)

    def _compare(self, found: NDArray[np.bool_], frame: RenderedFrame) -> None:
        conditions = frame.conditions
        gbuffer = conditions.gbuffer
        rows, columns = _sample(gbuffer.depth_m.shape, found.shape)
        part = gbuffer.part_index[np.ix_(rows, columns)]
        class_id = gbuffer.class_id[np.ix_(rows, columns)]
        moving = (class_id == PartClass.PERSON) | (class_id == PartClass.VEHICLE)
        world = _floor_points(conditions, rows, columns)
        scale = gbuffer.depth_m.size / (256 * 144)
        agents, counts = np.unique(gbuffer.part_index[gbuffer.part_index >= self.agents_from], return_counts=True)
        for agent, pixels in zip(agents, counts, strict=True):
            mine = (part == agent) & moving
            if pixels < LEAST_PIXELS * scale or mine.sum() < LEAST_PIXELS / 5:
                continue
            self.expected += 1
            hit = mine & found
            if hit.sum() >= SHOWN_SHARE * mine.sum():
                self.shown += 1
                self.errors_m.append(_displacement(found, mine, moving, world))
        near = ndimage.binary_dilation(moving | (part >= self.agents_from), iterations=MARGIN_CELLS)
        self.invented += self._inventions(found, near, frame)

    def _inventions(self, found: NDArray[np.bool_], near: NDArray[np.bool_], frame: RenderedFrame) -> int:
        """Connected findings away from everybody that the control picture does not explain."""
        ghosts = ghost_blobs(found, near)
        if not ghosts:
            return 0
        if self.mistaken is None:
            self.mistaken = np.zeros(found.shape, np.bool_)
        if any(not (blob & self.mistaken).any() for blob in ghosts):
            self.mistaken |= (self.detector.find(control_picture(frame)) > 0) & ~near
        return sum(not (blob & self.mistaken).any() for blob in ghosts)

    def report(self) -> AuditReport:
        """The verdict with its reasons."""
        omission = 1 - self.shown / self.expected if self.expected else 0.0
        ghosts = self.invented / max(self.frames, 1)
        position = float(np.median(self.errors_m)) if self.errors_m else None
        flicker = float(np.mean(self.flicker)) if self.flicker else 0.0
        unfamiliar = float(np.mean(self.unfamiliar)) if self.unfamiliar else 0.0
        reasons = []
        if omission > WORST_OMISSION:
            reasons.append(f"{omission:.0%} of the agents that should be visible were not found")
        if ghosts > WORST_GHOSTS_PER_FRAME:
            reasons.append(f"{ghosts:.2f} findings a frame belong to nobody")
        if position is not None and position > WORST_POSITION_M:
            reasons.append(f"agents appear {position:.2f} m from where they are")
        if flicker > WORST_FLICKER:
            reasons.append(f"standing surfaces flicker by {flicker:.1%}")
        if unfamiliar > WORST_UNFAMILIAR:
            reasons.append(f"{unfamiliar:.0%} of the conditions lie outside what the model was trained on")
        return AuditReport(
            frames=self.frames,
            agents_expected=self.expected,
            agents_shown=self.shown,
            invented=self.invented,
            omission_rate=omission,
            ghost_rate_per_frame=ghosts,
            position_error_m=position,
            flicker=flicker,
            out_of_distribution=unfamiliar,
            verdict="failed" if reasons else "passed",
            reasons=tuple(reasons),
        )


def ghost_blobs(found: NDArray[np.bool_], near: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Connected findings of a size that matters which lie near nobody."""
    blobs, count = ndimage.label(found)
    masks = (blobs == blob for blob in range(1, count + 1))
    return [mask for mask in masks if mask.sum() >= LEAST_GHOST_CELLS and not (mask & near).any()]


def control_picture(frame: RenderedFrame) -> NDArray[np.uint8]:
    """The frame as its conditions alone would show it, without the network."""
    light = frame.conditions.estimate * np.float32(frame.exposure)
    return to_bytes(display(compose(light, frame.conditions, frame.exposure)))


def _same_view(before: RenderedFrame, now: RenderedFrame) -> bool:
    return np.array_equal(before.conditions.camera.camera_to_world, now.conditions.camera.camera_to_world)


def unfamiliar_share(frame: RenderedFrame, familiar: Mapping[str, list[float]]) -> float:
    """Share of the conditioning channels whose mean lies outside the training's range."""
    if not familiar:
        return 0.0
    means = features(frame.conditions, frame.exposure).mean(axis=(1, 2))
    outside = [not low <= mean <= high for mean, (low, high) in zip(means, familiar.values(), strict=True)]
    return float(np.mean(outside))


def standing_change(before: RenderedFrame, now: RenderedFrame) -> float | None:
    """Mean absolute change, 0..1, of standing surfaces under unchanged light; None for a moving camera."""
    a, b = before.conditions, now.conditions
    if not _same_view(before, now):
        return None
    same_light = ndimage.minimum_filter(
        (a.seen == b.seen) & (a.openness == b.openness), 3
    )  # pixels mix their neighbours' light
    standing = a.standing & b.standing & a.in_picture(same_light)
    if not standing.any():
        return None
    change = np.abs(before.picture[standing].astype(np.int16) - now.picture[standing])
    return float(change.mean()) / 255


def _sample(size: tuple[int, ...], cells: tuple[int, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pixel rows and columns at the centres of the detector's cells."""
    rows, columns = (((np.arange(c) + 0.5) * s / c).astype(np.intp) for s, c in zip(size, cells, strict=True))
    return rows, columns


def _floor_points(
    conditions: FrameConditions, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> NDArray[np.float64]:
    """(h, w, 2) where on the floor plan the cells' surfaces are."""
    camera = conditions.camera
    depth = conditions.gbuffer.depth_m[np.ix_(rows, columns)].astype(np.float64)
    depth = np.where(np.isfinite(depth), depth, 0)
    u, v = np.meshgrid(
        (columns + 0.5 - camera.center_px[0]) / camera.focal_px[0],
        (rows + 0.5 - camera.center_px[1]) / camera.focal_px[1],
    )
    local = np.stack([u * depth, v * depth, depth], axis=-1)
    return np.asarray((local @ camera.camera_to_world[:3, :3].T + camera.camera_to_world[:3, 3])[..., :2])


def _displacement(
    found: NDArray[np.bool_], mine: NDArray[np.bool_], moving: NDArray[np.bool_], world: NDArray[np.float64]
) -> float:
    """Distance on the floor between where an agent was found and where its visible surface is (medians)."""
    around = ndimage.binary_dilation(mine, iterations=MARGIN_CELLS) & found & ~(moving & ~mine)
    return float(np.hypot(*(np.median(world[around], axis=0) - np.median(world[mine], axis=0))))
