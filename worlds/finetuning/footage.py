"""Frames of an uploaded video, undistorted and scaled, within limits that no upload can exceed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from worlds.finetuning.calibration import Lens
from worlds.finetuning.errors import FootageError

Pictures = NDArray[np.uint8]  # (N, H, W, 3) sRGB

LEAST_FRAMES = 8
MOST_FRAMES = 64  # that are kept
LARGEST_SIDE_PX = 4096
LEAST_SIDE_PX = 128
LONGEST_FRAMES = 200_000  # that are decoded: two hours at 25 a second


@dataclass(frozen=True, eq=False)
class Footage:
    """Frames evenly spaced over a video, as they were filmed."""

    frames: Pictures
    frames_in_video: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.frames.shape[2], self.frames.shape[1]


def read_footage(path: Path, *, most: int = MOST_FRAMES) -> Footage:
    """Decode a video and keep `most` frames, evenly spaced. Raises ``FootageError`` with what is wrong."""
    import av

    try:
        with av.open(str(path), "r", metadata_errors="replace") as container:
            if not container.streams.video:
                raise FootageError("the file holds no video")
            stream = container.streams.video[0]
            _check_size(stream.width, stream.height)
            return _evenly_spaced(container, stream, most)
    except av.FFmpegError as error:
        raise FootageError("the file is no video that can be decoded, or it is damaged") from error
    except (MemoryError, OverflowError) as error:
        raise FootageError("the video does not fit into memory") from error


def _check_size(width: int, height: int) -> None:
    if max(width, height) > LARGEST_SIDE_PX:
        raise FootageError(f"the video is {width} × {height} pixels; {LARGEST_SIDE_PX} on a side are taken at most")
    if min(width, height) < LEAST_SIDE_PX:
        raise FootageError(f"the video is {width} × {height} pixels; {LEAST_SIDE_PX} on a side are needed at least")


def _evenly_spaced(container: object, stream: object, most: int) -> Footage:
    """One pass over the video whatever its length: where too many are kept, every second is dropped."""
    kept: list[NDArray[np.uint8]] = []
    stride, count = 1, 0
    for frame in container.decode(stream):  # type: ignore[attr-defined]
        if count >= LONGEST_FRAMES:
            raise FootageError(f"the video has more than {LONGEST_FRAMES} frames")
        if count % stride == 0:
            _check_size(frame.width, frame.height)
            kept.append(np.asarray(frame.to_ndarray(format="rgb24"), np.uint8))
            if kept[0].shape != kept[-1].shape:
                raise FootageError("the picture's size changes within the video")
            if len(kept) == 2 * most:
                kept, stride = kept[::2], stride * 2
        count += 1
    if count < LEAST_FRAMES:
        raise FootageError(f"the video has {count} frames; {LEAST_FRAMES} are needed at least")
    picked = np.linspace(0, len(kept) - 1, min(most, len(kept))).round().astype(int)
    return Footage(np.stack([kept[k] for k in picked]), count)


def undistorted(frames: Pictures, lens: Lens, size: tuple[int, int]) -> Pictures:
    """The frames as a pinhole camera with the same matrix would see them, scaled to `size` (width, height)."""
    import cv2

    straight = (cv2.undistort(frame, lens.matrix, lens.distortion) for frame in frames)
    return np.stack([np.asarray(cv2.resize(f, size, interpolation=cv2.INTER_AREA), np.uint8) for f in straight])
