"""Videos as they come: decoded within limits, or refused with a sentence."""

import numpy as np
import pytest

from worlds.finetuning import footage
from worlds.finetuning.calibration import Lens
from worlds.finetuning.errors import FootageError
from worlds.finetuning.footage import read_footage, undistorted


def write_video(path, frames, *, codec="libx264", container="mp4"):
    import av

    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=24)
        stream.width, stream.height = frames[0].shape[1], frames[0].shape[0]
        stream.pix_fmt = "yuv420p"
        for frame in frames:
            file.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        file.mux(stream.encode())
    return path


def brightening(count, size=(128, 160)):
    return [np.full((*size, 3), 40 + 2 * k, np.uint8) for k in range(count)]


def test_frames_are_spread_over_the_video(tmp_path):
    found = read_footage(write_video(tmp_path / "v.mp4", brightening(100)), most=5)
    assert found.frames_in_video == 100
    assert found.size == (160, 128)
    levels = found.frames.mean(axis=(1, 2, 3))
    assert len(levels) == 5
    assert levels[0] == pytest.approx(40, abs=4)
    assert levels[-1] > 220
    assert (np.diff(levels) > 30).all()


def test_hostile_videos_end_with_a_sentence(tmp_path, monkeypatch):
    def refused(path, said):
        with pytest.raises(FootageError, match=said):
            read_footage(path)

    whole = write_video(tmp_path / "v.mp4", brightening(30)).read_bytes()
    for name, data in (("empty", b""), ("text", b"hello" * 1000), ("cut", whole[: len(whole) // 3])):
        (tmp_path / name).write_bytes(data)
        refused(tmp_path / name, "no video that can be decoded|no video|has 0 frames")
    refused(write_video(tmp_path / "short.mp4", brightening(3)), "has 3 frames; 8 are needed")
    refused(write_video(tmp_path / "small.mp4", brightening(10, (64, 64))), "128 on a side are needed")
    monkeypatch.setattr(footage, "LARGEST_SIDE_PX", 150)
    refused(tmp_path / "v.mp4", "160 × 128 pixels; 150")
    monkeypatch.setattr(footage, "LARGEST_SIDE_PX", 4096)
    monkeypatch.setattr(footage, "LONGEST_FRAMES", 20)
    refused(tmp_path / "v.mp4", "more than 20 frames")


def test_sound_without_pictures_is_refused(tmp_path):
    import av

    with av.open(str(tmp_path / "sound.wav"), "w") as file:
        stream = file.add_stream("pcm_s16le", rate=8000)
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        sound.sample_rate = 8000
        file.mux(stream.encode(sound))
    with pytest.raises(FootageError, match="no video"):
        read_footage(tmp_path / "sound.wav")


def test_undistorting_straightens_a_line():
    import cv2

    lens = Lens(np.array([[300.0, 0, 160], [0, 300.0, 120], [0, 0, 1]]), np.array([-0.3, 0.05, 0, 0, 0]))
    line = np.stack([np.linspace(-0.45, 0.45, 200), np.full(200, 0.3), np.ones(200)], axis=1)
    points = cv2.projectPoints(line, np.zeros(3), np.zeros(3), lens.matrix, lens.distortion)[0].reshape(-1, 2)
    bent = np.zeros((240, 320, 3), np.uint8)
    cv2.polylines(bent, [points.round().astype(np.int32)], isClosed=False, color=(255, 255, 255), thickness=2)

    def rows(picture):
        lit = picture[..., 0] > 100
        return np.array([np.flatnonzero(lit[:, x]).mean() for x in range(60, 260) if lit[:, x].any()])

    straight = undistorted(bent[None], lens, (320, 240))[0]
    assert np.ptp(rows(bent)) > 3
    assert np.ptp(rows(straight)) < 2
    assert rows(straight).mean() == pytest.approx(120 + 300 * 0.3, abs=1)
