"""A replication as pieces for a browser: small enough to be fetched while it plays, exact enough to watch.

A film is a run of pieces of two minutes, each compressed by itself, so that any of them can be had by
its byte range. A piece of T frames and A agents is, deflated (zlib), little-endian and agent by agent:

    x, y       int16 (A, T)   steps of `unit_m` from `origin_m`
    heading    uint8 (A, T)   of 256 to a turn
    activity   uint8 (A, T)   `scenarios.contracts.Activity`
    load       uint8 (A, T)   units carried, 255 for more

x, y and heading are differences along time, the first of a piece from zero; sums wrap as their type does.
Frames are `step_s` apart: a viewer draws straight lines between them.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import AgentKind, EventLog, JobLog, Trajectories
from scenarios.simulation.recording import Header

FORMAT = 1
PIECE_S = 120.0
STEP_S = 0.5  # a walker is 0.7 m further on; between two frames nobody turns far
MOST_POSES = 60_000_000  # agents times frames of a film; a longer or larger day has fewer frames
UNIT_M = 0.01
MARGIN_M = 50.0  # of the floor around the places that are known
_STEPS_S = (STEP_S, 1.0, 2.0, 5.0, 10.0)


def frame_step_s(horizon_s: float, agents: int) -> float:
    """Seconds between frames: the least that keeps a film within `MOST_POSES`."""
    return next((s for s in _STEPS_S if horizon_s / s * agents <= MOST_POSES), _STEPS_S[-1])


class PlaybackRecorder:
    """A recorder that keeps the compressed pieces: `header` (JSON-able) and `data` are there after `end`."""

    def begin(self, header: Header) -> None:
        """Choose the grid of places, and make ready for the first piece."""
        self._about = header
        low, high = header.place_m.min(axis=0), header.place_m.max(axis=0)
        self._origin_m = (low + high) / 2
        reach = float((high - low).max()) / 2 + MARGIN_M
        self._unit_m = max(UNIT_M, reach / np.iinfo(np.int16).max)
        self._length = max(1, round(PIECE_S / header.step_s))
        self._waiting: list[NDArray[np.uint8]] = []  # (A, T, 7) of the piece that is being filled
        self._pieces: list[bytes] = []

    def write(self, events: EventLog, jobs: JobLog, frames: Trajectories) -> None:  # noqa: ARG002 -- the port
        """Add frames; whole pieces are compressed at once."""
        self._waiting.append(self._quantised(frames))
        while sum(part.shape[1] for part in self._waiting) >= self._length:
            self._close(self._length)

    def end(self) -> None:
        """Close the last piece."""
        if any(part.shape[1] for part in self._waiting):
            self._close(sum(part.shape[1] for part in self._waiting))
        self.data = b"".join(self._pieces)
        self.header = self._describe()

    def _quantised(self, frames: Trajectories) -> NDArray[np.uint8]:
        """(A, T, 7) bytes: x, y as int16, heading, activity, load."""
        pose = frames.pose.astype(np.float64)
        limit = np.iinfo(np.int16)
        steps = np.rint((pose[..., :2] - self._origin_m) / self._unit_m).clip(limit.min, limit.max).astype("<i2")
        turn = np.rint(pose[..., 2] * (256 / (2 * np.pi))).astype(np.int64).astype(np.uint8)
        marks = np.stack([turn, frames.activity, frames.load], axis=2)
        return np.concatenate([steps.view(np.uint8), marks], axis=2).transpose(1, 0, 2)

    def _close(self, length: int) -> None:
        rows = np.concatenate(self._waiting, axis=1)
        self._waiting = [rows[:, length:]]
        piece = np.ascontiguousarray(rows[:, :length])
        steps = np.ascontiguousarray(piece[..., :4]).view("<i2")  # (A, T, 2)
        columns = (steps[..., 0], steps[..., 1], piece[..., 4])
        deltas = [np.diff(column, axis=1, prepend=column.dtype.type(0)) for column in columns]
        raw = b"".join(np.ascontiguousarray(c).tobytes() for c in (*deltas, piece[..., 5], piece[..., 6]))
        self._pieces.append(zlib.compress(raw, 6))

    def _describe(self) -> dict[str, Any]:
        header = self._about
        return {
            "format": FORMAT,
            "start_s": header.start_s,
            "step_s": header.step_s,
            "frames": header.frames,
            "frames_per_piece": self._length,
            "origin_m": [float(v) for v in self._origin_m],
            "unit_m": self._unit_m,
            "piece_bytes": [len(piece) for piece in self._pieces],
            "agents": [
                {
                    "id": agent_id,
                    "role": role,
                    "kind": AgentKind(int(kind)).name.lower(),
                    "size_m": [round(float(v), 3) for v in size],
                }
                for agent_id, role, kind, size in zip(
                    header.agent_ids, header.roles, header.kinds, header.size_m, strict=True
                )
            ],
        }
