"""Writes frames as MP4 that any browser plays, the same bytes for the same frames; posters and previews as JPEG."""

from __future__ import annotations

import base64
import contextlib
import io
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Self

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from twin.depth.compiled import Array, compiled
from worlds.contracts import FRAMES_PER_SECOND

Picture = NDArray[np.uint8]
SMALLEST_WRITING_PX = 5


class VideoWriter:
    """H.264, yuv420p, faststart, one thread and no dates, so that equal frames give equal bytes.

    A context manager: what it needs on disk is gone when the block is left.
    """

    def __init__(self, width_px: int, height_px: int) -> None:
        self._finished = False
        self._folder = tempfile.TemporaryDirectory(prefix="clip-")
        self._path = Path(self._folder.name) / "clip.mp4"  # faststart moves the index, which needs a real file
        self._container = av.open(
            str(self._path),
            "w",
            format="mp4",
            options={"movflags": "+faststart", "fflags": "+bitexact"},
        )
        self._stream = self._container.add_stream("libx264", rate=FRAMES_PER_SECOND)
        self._stream.width, self._stream.height = width_px + width_px % 2, height_px + height_px % 2
        self._stream.pix_fmt = "yuv420p"
        self._stream.time_base = Fraction(1, FRAMES_PER_SECOND)
        self._stream.codec_context.thread_count = 1
        self._stream.codec_context.options = {
            "preset": "veryfast", "crf": "18", "x264-params": "threads=1:lookahead-threads=1:sync-lookahead=0:deterministic=1", "flags": "+bitexact",
        }  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._finished:  # called off: leave neither a handle nor a file behind
            with contextlib.suppress(av.FFmpegError):
                self._container.close()
        self._folder.cleanup()

    def add(self, picture: Picture) -> None:
        """Append a frame; odd sizes are padded by a repeated row or column."""
        height, width = picture.shape[:2]
        padded = np.pad(picture, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
        frame = av.VideoFrame.from_ndarray(yuv420(padded), format="yuv420p")
        for packet in self._stream.encode(frame):
            self._container.mux(packet)

    def finish(self) -> bytes:
        """The file's bytes; the writer is used up."""
        for packet in self._stream.encode():
            self._container.mux(packet)
        self._container.close()
        self._finished = True
        return self._path.read_bytes()


def yuv420(picture: Picture) -> NDArray[np.uint8]:
    """(H * 3 / 2, W) planes Y, U, V of an even-sized picture, BT.601 limited range, chroma averaged over 2 × 2.

    Done here and not by the scaler of FFmpeg, whose rounding depends on where memory happens to lie.
    """
    height, width = picture.shape[:2]
    out = np.empty((height * 3 // 2, width), np.uint8)
    convert(np.ascontiguousarray(picture), out.reshape(-1))
    return out


@compiled
def convert(picture: Array, out: Array) -> None:
    """Write the planes of `yuv420` one after the other; integers throughout."""
    height, width = picture.shape[:2]
    u_plane, v_plane = height * width, height * width + height * width // 4
    for y in range(0, height, 2):
        for x in range(0, width, 2):
            r = g = b = np.int64(0)
            for k in range(4):
                i, j = y + (k >> 1), x + (k & 1)
                red, green, blue = np.int64(picture[i, j, 0]), np.int64(picture[i, j, 1]), np.int64(picture[i, j, 2])
                out[i * width + j] = (66 * red + 129 * green + 25 * blue + 128 + (16 << 8)) >> 8
                r, g, b = r + red, g + green, b + blue
            at = (y // 2) * (width // 2) + x // 2  # of four times the mean
            out[u_plane + at] = ((-38 * r - 74 * g + 112 * b + 512) >> 10) + 128
            out[v_plane + at] = ((112 * r - 94 * g - 18 * b + 512) >> 10) + 128


def read_video(data: bytes) -> list[Picture]:
    """All frames of a file as (H, W, 3) sRGB."""
    with av.open(io.BytesIO(data), "r") as container:
        return [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in container.decode(video=0)]


def jpeg(picture: Picture, quality: int = 85) -> bytes:
    """A JPEG of a picture."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return file.getvalue()


def jpeg_base64(picture: Picture) -> str:
    """A JPEG as text, for a message."""
    return base64.b64encode(jpeg(picture, quality=75)).decode("ascii")


class Thumbnails:
    """A sheet of small frames, for a player to show while its handle is dragged."""

    def __init__(self, every_s: float = 0.5, width_px: int = 160, columns: int = 10) -> None:
        self.every_s, self.width_px, self.columns = every_s, width_px, columns
        self._step = max(1, round(every_s * FRAMES_PER_SECOND))
        self._small: list[Picture] = []
        self._count = 0

    def add(self, picture: Picture) -> None:
        """Take note of the next frame."""
        if self._count % self._step == 0:
            height, width = picture.shape[:2]
            size = (self.width_px, max(1, round(height * self.width_px / width)))
            self._small.append(np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX)))
        self._count += 1

    def finish(self) -> tuple[bytes, dict[str, float]]:
        """The sheet as JPEG, and its layout: seconds between thumbnails, their size, columns, how many."""
        height, width = self._small[0].shape[:2]
        columns = min(self.columns, len(self._small))
        rows = -(-len(self._small) // columns)
        sheet = np.zeros((rows * height, columns * width, 3), np.uint8)
        for k, small in enumerate(self._small):
            row, column = divmod(k, columns)
            sheet[row * height : (row + 1) * height, column * width : (column + 1) * width] = small
        layout = {
            "every_s": self.every_s,
            "width_px": width,
            "height_px": height,
            "columns": columns,
            "count": len(self._small),
        }
        return jpeg(sheet, quality=80), layout


def badge(text: str, width_px: int, height_px: int) -> NDArray[np.uint8]:
    """(h, w, 4) a small dark label with light writing, RGBA, that fits into a picture of the given size."""
    size = max(9, round(height_px / 18))
    while True:
        font = ImageFont.load_default(size)
        left, top, right, bottom = font.getbbox(text)
        margin = max(3, size // 3)
        if right - left + 2 * margin <= 0.9 * width_px or size <= SMALLEST_WRITING_PX:
            break
        size -= 1
    width, height = int(right - left) + 2 * margin, int(bottom - top) + 2 * margin
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, width - 1, height - 1), radius=margin, fill=(16, 20, 26, 150))
    draw.text((margin - left, margin - top), text, font=font, fill=(255, 255, 255, 225))
    return np.asarray(image)


def with_badge(picture: Picture, label: NDArray[np.uint8]) -> Picture:
    """The picture with a label in its lower right corner; left alone where the label does not fit."""
    height, width = picture.shape[:2]
    h, w = label.shape[:2]
    inset = max(2, height // 48)
    if h + inset > height or w + inset > width:
        return picture
    out = picture.copy()
    place = out[height - h - inset : height - inset, width - w - inset : width - inset]
    alpha = label[..., 3:].astype(np.float32) / 255
    place[:] = (label[..., :3] * alpha + place * (1 - alpha) + 0.5).astype(np.uint8)
    return out


def strip(pictures: Sequence[Picture]) -> Picture:
    """Pictures side by side."""
    return np.concatenate(list(pictures), axis=1)
