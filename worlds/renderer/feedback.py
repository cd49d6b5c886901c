"""Where each light pixel's surface was in the previous frame, so that its light can be carried over.

Standing surfaces move with the camera only, rigid bodies of agents with their pose as well. Nothing is
estimated: depth and poses are known. A pixel whose surface was hidden, or outside the frame, has no past.
"""

# ruff: noqa: PLR0917, FBT001

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.depth.compiled import Array, compiled
from worlds.conditioning.conditions import FrameConditions, same_view

Floats = NDArray[np.float32]
DEPTH_TOLERANCE = 0.03  # relative


@dataclass(frozen=True, eq=False)
class Motion:
    """For each light pixel now, its place before in light pixels (h, w, 2: column, row) and whether it was seen."""

    source_px: Floats
    valid: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Past:
    """The light of the previous frame (h, w, 3), brought to where its surfaces are now, and where there is any (h, w)."""

    light: Floats
    valid: NDArray[np.bool_]


def carried(light: Floats, before: FrameConditions, now: FrameConditions) -> Past | None:
    """The previous frame's light along the motion; None where the picture had another size."""
    if light.shape[:2] != now.light.depth_m.shape:
        return None
    moved = motion(before, now)
    return Past(gather(light, moved), moved.valid)


def motion(before: FrameConditions, now: FrameConditions) -> Motion:
    """Motion from the geometry of two successive frames of one size."""
    every = now.light.ratio
    height, width = now.light.depth_m.shape
    body = now.body[::every, ::every]
    still = same_view(before, now)
    old, existed = before.bodies.matched(now.bodies)
    change = np.zeros((len(now.bodies), 4, 4))
    if existed.any():
        change = before.bodies.to_world[old] @ np.linalg.inv(now.bodies.to_world)
    pose = before.camera.camera_to_world
    lens = np.array([*before.camera.focal_px, *before.camera.center_px]) / every
    lens[2:] += 0.5 - 0.5 / every  # the first light pixel's centre is the first picture pixel's
    source, valid = np.empty((height, width, 2), np.float32), np.empty((height, width), np.bool_)
    trace_back(
        now.light.point, now.light.depth_m, now.light.part, body, still, change, existed, pose, lens,
        before.light.depth_m, before.light.part, source, valid,
    )  # fmt: skip
    return Motion(source, valid)


def gather(image: Floats, moved: Motion) -> Floats:
    """(h, w, C) the previous image brought to this frame, bilinear; zero where there is no past."""
    out = np.empty_like(image)
    bilinear(image, moved.source_px, moved.valid, out)
    return out


@compiled
def trace_back(
    point: Array, depth: Array, part: Array, body: Array, still: bool, change: Array, existed: Array, pose: Array,
    lens: Array, old_depth: Array, old_part: Array, source: Array, valid: Array,
) -> None:  # fmt: skip
    """Fill `source` and `valid` of `Motion`; `change` (B, 4, 4) brings bodies to where they were."""
    rows, columns = depth.shape
    for y in range(rows):
        for x in range(columns):
            source[y, x, 0], source[y, x, 1], valid[y, x] = x, y, False
            if part[y, x] < 0:
                continue
            expected, b = depth[y, x], body[y, x]
            if b >= 0 or not still:
                if b >= 0 and not existed[b]:
                    continue
                px, py, pz = float(point[y, x, 0]), float(point[y, x, 1]), float(point[y, x, 2])
                if b >= 0:
                    m = change[b]
                    px, py, pz = (
                        m[0, 0] * px + m[0, 1] * py + m[0, 2] * pz + m[0, 3],
                        m[1, 0] * px + m[1, 1] * py + m[1, 2] * pz + m[1, 3],
                        m[2, 0] * px + m[2, 1] * py + m[2, 2] * pz + m[2, 3],
                    )
                px, py, pz = px - pose[0, 3], py - pose[1, 3], pz - pose[2, 3]
                away = pose[0, 2] * px + pose[1, 2] * py + pose[2, 2] * pz
                if away < 1e-6:
                    continue
                source[y, x, 0] = (pose[0, 0] * px + pose[1, 0] * py + pose[2, 0] * pz) / away * lens[0] + lens[2] - 0.5
                source[y, x, 1] = (pose[0, 1] * px + pose[1, 1] * py + pose[2, 1] * pz) / away * lens[1] + lens[3] - 0.5
                expected = away
            u, v = int(np.rint(source[y, x, 0])), int(np.rint(source[y, x, 1]))
            if 0 <= u < columns and 0 <= v < rows and old_part[v, u] == part[y, x]:
                valid[y, x] = abs(old_depth[v, u] - expected) <= DEPTH_TOLERANCE * expected


@compiled
def bilinear(image: Array, source: Array, valid: Array, out: Array) -> None:
    """Samples of an image (h, w, C) at places (h, w, 2), zero where they are not valid."""
    rows, columns, channels = image.shape
    for y in range(rows):
        for x in range(columns):
            if not valid[y, x]:
                for c in range(channels):
                    out[y, x, c] = 0.0
                continue
            u = min(max(source[y, x, 0], 0.0), columns - 1.0)
            v = min(max(source[y, x, 1], 0.0), rows - 1.0)
            left, upper = min(int(u), columns - 2), min(int(v), rows - 2)
            fu, fv = u - left, v - upper
            for c in range(channels):
                above = image[upper, left, c] * (1 - fu) + image[upper, left + 1, c] * fu
                below = image[upper + 1, left, c] * (1 - fu) + image[upper + 1, left + 1, c] * fu
                out[y, x, c] = above * (1 - fv) + below * fv
