"""Contact sheets: for each instant albedo, depth, normals, the light hints, the output and the truth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from worlds.audit.audit import control_picture
from worlds.conditioning.conditions import FrameConditions
from worlds.renderer.renderer import RenderedFrame
from worlds.renderer.tone import display, to_bytes

Picture = NDArray[np.uint8]
COLUMNS = ("albedo", "depth", "normals", "light hints", "output", "path traced")
HEADER_PX = 16


def sheet(rows: Sequence[tuple[RenderedFrame, NDArray[np.float32] | None]]) -> Picture:
    """Frames with their path-traced radiance, one below the other; a missing truth is left black."""
    if not rows:
        raise ValueError("a sheet needs at least one frame")
    lines = [np.concatenate(_tiles(frame, truth), axis=1) for frame, truth in rows]
    body = np.concatenate(lines, axis=0)
    header = Image.new("RGB", (body.shape[1], HEADER_PX))
    draw = ImageDraw.Draw(header)
    for k, name in enumerate(COLUMNS):
        draw.text((k * body.shape[1] // len(COLUMNS) + 4, 2), name, fill=(255, 255, 255))
    return np.concatenate([np.asarray(header), body], axis=0)


def write_png(path: Path, picture: Picture) -> None:
    """Write a picture, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path, optimize=True)


def depth_picture(conditions: FrameConditions, far_m: float = 25.0) -> Picture:
    """(H, W, 3) near is bright; the square root shows more of what is near."""
    depth = np.minimum(conditions.gbuffer.depth_m, far_m) / np.float32(far_m)
    return np.repeat(to_bytes(np.asarray(1 - np.sqrt(depth), np.float32))[..., None], 3, axis=-1)


def _tiles(frame: RenderedFrame, truth: NDArray[np.float32] | None) -> list[Picture]:
    gbuffer = frame.conditions.gbuffer
    shown = np.zeros_like(frame.picture) if truth is None else to_bytes(display(truth * np.float32(frame.exposure)))
    return [
        to_bytes(np.asarray(np.clip(gbuffer.albedo, 0, 1) ** (1 / 2.2), np.float32)),
        depth_picture(frame.conditions),
        to_bytes(np.asarray(gbuffer.normal / 2 + 0.5, np.float32)),
        control_picture(frame),
        frame.picture,
        shown,
    ]
