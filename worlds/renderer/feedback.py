"""Where each pixel's surface was in the previous frame, so that its light can be carried over.

Standing surfaces move with the camera only, rigid bodies of agents with their pose as well. Nothing is
estimated: depth and poses are known. A pixel whose surface was hidden, or outside the frame, has no past.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worlds.conditioning.conditions import FrameConditions

Floats = NDArray[np.float32]
DEPTH_TOLERANCE = 0.03  # relative


@dataclass(frozen=True, eq=False)
class Motion:
    """For each pixel now, its place before in pixel coordinates (H, W, 2: column, row) and whether it was seen."""

    source_px: Floats
    valid: NDArray[np.bool_]


def motion(before: FrameConditions, now: FrameConditions) -> Motion:
    """Motion from the geometry of two successive frames of one size."""
    height, width = now.gbuffer.depth_m.shape
    row, column = np.mgrid[:height, :width].astype(np.float32)
    source = np.stack([column, row], axis=-1)
    finite = np.isfinite(now.gbuffer.depth_m)
    still = np.array_equal(before.camera.camera_to_world, now.camera.camera_to_world)
    moved = finite & (now.body >= 0) if still else finite
    expected = np.where(finite, now.gbuffer.depth_m, 0).astype(np.float32)
    rows, columns = np.nonzero(moved)
    if len(rows):
        point = _world(now, rows, columns)
        point, known = _carried_back(point, now.body[rows, columns], before, now)
        source[rows, columns], expected[rows, columns] = _project(before, point)
        expected[rows[~known], columns[~known]] = -1
    x = np.clip(np.rint(source[..., 0]), 0, width - 1).astype(np.int32)
    y = np.clip(np.rint(source[..., 1]), 0, height - 1).astype(np.int32)
    inside = (np.abs(source[..., 0] - x) <= 0.51) & (np.abs(source[..., 1] - y) <= 0.51)
    depth = before.gbuffer.depth_m[y, x]
    same = before.gbuffer.part_index[y, x] == now.gbuffer.part_index
    with np.errstate(invalid="ignore"):
        near = np.abs(depth - expected) <= DEPTH_TOLERANCE * expected
    return Motion(source, finite & inside & same & near)


def gather(image: Floats, motion_now: Motion) -> Floats:
    """(H, W, C) the previous image brought to this frame, bilinear; zero where there is no past."""
    out = np.zeros_like(image)
    height, width = image.shape[:2]
    whole = (motion_now.source_px == np.rint(motion_now.source_px)).all(axis=-1)
    plain, mixed = motion_now.valid & whole, motion_now.valid & ~whole
    x, y = (motion_now.source_px[..., k].astype(np.int32) for k in (0, 1))
    out[plain] = image[y[plain], x[plain]]
    u, v = (np.clip(motion_now.source_px[..., k][mixed], 0, size - 1.001) for k, size in ((0, width), (1, height)))
    left, upper = u.astype(np.int32), v.astype(np.int32)
    fu, fv = (u - left)[:, None], (v - upper)[:, None]
    above = image[upper, left] * (1 - fu) + image[upper, left + 1] * fu
    below = image[upper + 1, left] * (1 - fu) + image[upper + 1, left + 1] * fu
    out[mixed] = above * (1 - fv) + below * fv
    return out


def _world(frame: FrameConditions, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.float64]:
    camera = frame.camera
    ray = np.stack(
        [
            (columns + 0.5 - camera.center_px[0]) / camera.focal_px[0],
            (rows + 0.5 - camera.center_px[1]) / camera.focal_px[1],
            np.ones(len(rows)),
        ],
        axis=1,
    )
    local = ray * frame.gbuffer.depth_m[rows, columns, None]
    return np.asarray(local @ camera.camera_to_world[:3, :3].T + camera.camera_to_world[:3, 3])


def _carried_back(
    point: NDArray[np.float64], body: NDArray[np.int32], before: FrameConditions, now: FrameConditions
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Points of bodies where they were before; bodies that did not exist then are not known."""
    of_agent = body >= 0
    if not of_agent.any():
        return point, np.ones(len(point), np.bool_)
    old, existed = before.bodies.matched(now.bodies)
    if not existed.any():
        return point, ~of_agent
    change = before.bodies.to_world[old] @ np.linalg.inv(now.bodies.to_world)
    mine = change[body[of_agent]]
    point[of_agent] = np.einsum("nij,nj->ni", mine[:, :3, :3], point[of_agent]) + mine[:, :3, 3]
    known = np.ones(len(point), np.bool_)
    known[of_agent] = existed[body[of_agent]]
    return point, known


def _project(frame: FrameConditions, point: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """Pixel coordinates (N, 2), where 0 is the centre of the first pixel, and depth (N,)."""
    camera = frame.camera
    local = (point - camera.camera_to_world[:3, 3]) @ camera.camera_to_world[:3, :3]
    depth = np.maximum(local[:, 2], 1e-6)
    x = local[:, 0] / depth * camera.focal_px[0] + camera.center_px[0] - 0.5
    y = local[:, 1] / depth * camera.focal_px[1] + camera.center_px[1] - 0.5
    return np.stack([x, y], axis=1).astype(np.float32), local[:, 2].astype(np.float32)
