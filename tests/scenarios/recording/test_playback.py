"""Pieces for a browser say where everyone was, to within a centimetre, whatever the slices they came in."""

import zlib

import numpy as np
import pytest

from scenarios.recording import playback
from scenarios.recording.playback import PlaybackRecorder, frame_step_s
from scenarios.simulation.engine import play
from tests.scenarios.simulation.test_engine import run_of

HORIZON_S = 600.0


def read(header, data):
    """The film as a browser reads it: time_s (T,), x and y (A, T), heading (A, T), activity, load."""
    agents, at, pieces = len(header["agents"]), 0, []
    for size in header["piece_bytes"]:
        raw = zlib.decompress(data[at : at + size])
        at += size
        frames = len(raw) // (7 * agents)
        count = agents * frames
        column = lambda kind, start, n=count: np.frombuffer(raw, kind, n, start).reshape(agents, frames)  # noqa: B023,E731
        x, y = (np.cumsum(column("<i2", 2 * count * i), axis=1, dtype=np.int16) for i in range(2))
        turn = np.cumsum(column("u1", 4 * count), axis=1, dtype=np.uint8)
        pieces.append((x, y, turn, column("u1", 5 * count), column("u1", 6 * count)))
    assert at == len(data)
    x, y, turn, activity, load = (np.concatenate(column, axis=1) for column in zip(*pieces, strict=True))
    place = np.stack([x, y], axis=2) * header["unit_m"] + header["origin_m"]
    time_s = header["start_s"] + header["step_s"] * np.arange(header["frames"])
    return time_s, place, turn * (2 * np.pi / 256), activity, load


@pytest.fixture(scope="module")
def run():
    return run_of(amrs=2, orders_per_hour=180, horizon_s=HORIZON_S)


@pytest.fixture(scope="module")
def truth(run):
    return play(run, replication=1, window=(0.0, HORIZON_S), sample_s=0.5)


@pytest.fixture(scope="module")
def film(run, truth):
    recorder = PlaybackRecorder()
    result = play(run, replication=1, recorder=recorder, sample_s=0.5).result
    assert result.digest == truth.result.digest
    return recorder.header, recorder.data


def test_everyone_is_where_the_engine_had_them(film, truth):
    time_s, place, heading, activity, load = read(*film)
    frames = truth.trajectories
    assert len(time_s) == len(frames.pose) == 1201
    assert [a["id"] for a in film[0]["agents"]] == list(frames.agent_ids)
    assert np.abs(place - frames.pose[..., :2].transpose(1, 0, 2)).max() <= 0.0051
    turned = np.angle(np.exp(1j * (heading - frames.pose[..., 2].T)))
    assert np.abs(turned).max() <= np.pi / 256 + 1e-6
    assert (activity == frames.activity.T).all()
    assert (load == frames.load.T).all()


def test_a_piece_is_two_minutes_and_can_be_read_alone(film):
    header, data = film
    assert header["frames_per_piece"] == 240
    assert len(header["piece_bytes"]) == 6  # ten minutes, and the frame at their end
    assert len(zlib.decompress(data[: header["piece_bytes"][0]])) == 240 * 7 * len(header["agents"])


def test_pieces_do_not_depend_on_how_the_frames_come(run, film, monkeypatch):
    from scenarios.simulation import recording

    monkeypatch.setattr(recording, "BUFFER_BYTES", 20_000)
    recorder = PlaybackRecorder()
    play(run, replication=1, recorder=recorder, sample_s=0.5)
    assert recorder.data == film[1]
    assert recorder.header == film[0]


def test_a_film_is_far_smaller_than_its_poses(film):
    header, data = film
    assert len(data) < 0.25 * header["frames"] * len(header["agents"]) * 7


def test_large_days_have_fewer_frames():
    assert frame_step_s(28_800, 40) == 0.5
    assert frame_step_s(172_800, 200) == 1.0
    assert 172_800 / frame_step_s(172_800, 900) * 900 <= playback.MOST_POSES
