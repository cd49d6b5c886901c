"""How far on the floor from where the state has them a picture shows agents.

A finding cannot be lifted to the floor by the depth under it: of a small agent most cells that the detector finds lie
beside the body, on what stands metres behind. So agents are compared in the picture: an agent's cells are laid
over the detector's evidence at every shift of a few cells, and the shift is the mean over all, each weighted by
how likely it makes the evidence. The same shift in the control picture, which shows the agent where the state has
it, is what the detector is wrong by (somebody in front, edges, its own habits), and is taken off. What is left is
a way on the floor by how the picture of the agent's surface moves when the agent does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twin.contracts import Camera

SEARCH_CELLS = 3  # either way
MOST_EVIDENCE = 4.0  # of a cell
SHARED = 4.0  # so many neighbouring cells say the same
TOLD_CELLS = 0.25  # what a mean over half a second can be trusted to; without any shift it was 0.15 and less

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_WAYS = np.mgrid[-SEARCH_CELLS : SEARCH_CELLS + 1, -SEARCH_CELLS : SEARCH_CELLS + 1].reshape(2, -1).T  # row, column


@dataclass(frozen=True, eq=False)
class Offset:
    """Where one picture shows one agent, against where the state has it."""

    agent: int
    shift_cells: Floats  # (2,) to the right, down
    cells_per_metre: Floats  # (2, 2) of a shift by a metre across the line of sight and by one along it

    def displacement_m(self) -> Floats:
        """(2,) across the line of sight and along it, the least squares' answer."""
        return np.asarray(np.linalg.lstsq(self.cells_per_metre, self.shift_cells, rcond=1e-3)[0])

    def least_displacement_m(self, within_cells: float = TOLD_CELLS) -> float:
        """Length of the shortest way on the floor that explains the shift up to some cells.

        The ridge regression whose residual is just that long (Hoerl & Kennard 1970, equation 2.6).
        """
        left, size, _ = np.linalg.svd(self.cells_per_metre)
        along = left.T @ self.shift_cells
        if np.hypot(*along) <= within_cells:
            return 0.0
        low, high = -30.0, 30.0
        for _ in range(50):
            middle = (low + high) / 2
            too_far = np.hypot(*(along * np.exp(middle) / (size**2 + np.exp(middle)))) > within_cells
            low, high = (low, middle) if too_far else (middle, high)
        return float(np.hypot(*(size * along / (size**2 + np.exp(low)))))

    @property
    def told_along_m(self) -> float:
        """How far along the line of sight the agent may be off without being told; infinite at the eye's height."""
        with np.errstate(divide="ignore"):
            return float(TOLD_CELLS / np.hypot(*self.cells_per_metre[:, 1]))


def mean_offsets(offsets: Sequence[Offset], least: int) -> list[Offset]:
    """The mean of each agent that is in at least so many pictures."""
    by_agent: dict[int, list[Offset]] = {}
    for one in offsets:
        by_agent.setdefault(one.agent, []).append(one)
    return [
        Offset(
            agent,
            np.mean([o.shift_cells for o in several], axis=0),
            np.mean([o.cells_per_metre for o in several], axis=0),
        )
        for agent, several in by_agent.items()
        if len(several) >= least
    ]


def shift_of(evidence: NDArray[np.float32], mine: Mask, ignored: Mask) -> Floats:
    """(2,) cells to the right and down by which the evidence (h, w) of somebody is off from an agent's cells.

    Evidence above 0 is for somebody, below 0 for nobody; `ignored` cells say nothing, nor does what lies outside.
    """
    weighed = np.where(ignored, 0, np.clip(evidence, -MOST_EVIDENCE, MOST_EVIDENCE))
    rows, columns = (
        index[None] + SEARCH_CELLS + way[:, None] for index, way in zip(np.nonzero(mine), _WAYS.T, strict=True)
    )
    likelihood = np.pad(weighed, SEARCH_CELLS)[rows, columns].sum(axis=1) / SHARED
    weight = np.exp(likelihood - likelihood.max())
    return np.asarray((weight[:, None] * _WAYS).sum(axis=0)[::-1] / weight.sum())


def cells_per_metre(camera: Camera, point: Floats, cells: tuple[int, int]) -> Floats:
    """(2, 2) how far (right, down) a point moves in a picture of (h, w) cells per metre across and along the floor.

    Along is away from the camera, across to the right of that.
    """
    away = point[:2] - camera.camera_to_world[:2, 3]
    distance = np.hypot(*away)
    away = away / distance if distance > 1e-6 else np.array([1.0, 0.0])
    floor = np.array([[away[1], away[0]], [-away[0], away[1]], [0.0, 0.0]])  # columns: across, along
    to_camera = camera.camera_to_world[:3, :3].T
    x, y, z = to_camera @ (point - camera.camera_to_world[:3, 3])
    moved = to_camera @ floor
    lens = np.array(camera.focal_px) * (cells[1] / camera.width_px, cells[0] / camera.height_px)
    return np.asarray(lens[:, None] * (moved[:2] * z - np.array([[x], [y]]) * moved[2]) / z**2)


def ignored_for(agent: int, owner: NDArray[np.int32], mine: Mask) -> Mask:
    """Cells that say nothing of an agent, by whose they are (h, w; below 0 nobody's): others', those next to them, its load's."""
    others = (owner >= 0) & (owner != agent)
    return np.asarray((ndimage.binary_dilation(others) | (owner == agent)) & ~mine)
