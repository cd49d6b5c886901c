"""What the world model takes and gives, as plain data.

Frozen dataclasses over numpy arrays; no Django, no torch. Metres, seconds, radians; frames are
sRGB uint8, 24 a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.contracts import check_array

FRAMES_PER_SECOND = 24
MOST_CONFLICTS = 6  # of a run whose futures are rolled, the worst first: half a minute of work on one core


class ClipError(ValueError):
    """A clip that cannot be made, in words for a planner."""


@dataclass(frozen=True, eq=False)
class Posture:
    """What of a body follows from the motion before and after an instant, not from the instant alone."""

    feet: NDArray[np.float32]  # (A, 2, 5) left, right: x, y, height (m) of the ball, heading, heel up (rad)
    settled: NDArray[np.float32]  # (A,) 0..1 how far into the gesture of its activity
    turn_radps: NDArray[np.float32]  # (A,) to the left
    raised: NDArray[np.float32]  # (A,) 0..1 how high the forks are


@dataclass(frozen=True, eq=False)
class WorldState:
    """Everyone who is there at one instant."""

    time_s: float
    agent_ids: tuple[str, ...]
    kinds: NDArray[np.uint8]  # (A,) scenarios.contracts.AgentKind
    size_m: NDArray[np.float32]  # (A, 3) length, width, height
    pose: NDArray[np.float32]  # (A, 3) x_m, y_m, heading_rad
    velocity_mps: NDArray[np.float32]  # (A, 2)
    activity: NDArray[np.uint8]  # (A,) scenarios.contracts.Activity
    load: NDArray[np.uint8]  # (A,)
    travelled_m: NDArray[np.float32]  # (A,) path length since the clip's start: the phase of gait and wheels
    posture: Posture | None = None  # None: straight motion at the present speed is assumed

    def __post_init__(self) -> None:
        agents = len(self.agent_ids)
        check_array("pose", self.pose, (agents, 3), "f")
        if not np.isfinite(self.pose).all():
            raise ValueError("a pose is not finite")


@dataclass(frozen=True, eq=False)
class Action:
    """What the agents do next: the state they move to (the engine's)."""

    next_state: WorldState


@dataclass(frozen=True)
class AuditReport:
    """Does the clip show the state? Rates are per visible agent and per frame of those that the model shows."""

    frames: int
    agents_expected: int  # visible agents summed over frames
    agents_shown: int
    agents_unjudged: int  # too small or too hidden for the detector, even in the control picture
    invented: int  # findings that match no agent, summed over frames
    omission_rate: float  # of the agents that can be judged
    ghost_rate_per_frame: float
    position_error_m: float | None  # median over matched agents
    depth_error_m: float | None  # its part along the line of sight, over those of whom it can be told
    depth_told: int  # their number, summed over frames
    flicker: float  # mean absolute change of static, unoccluded pixels between frames, 0..1 sRGB
    out_of_distribution: float  # share of conditioning statistics outside the training range
    plain_frames: int  # shown as plain geometry, because the model failed to show them twice
    rendered_again_frames: int  # shown as the second attempt
    verdict: str  # "passed" | "failed"
    reasons: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Clip:
    """A finished video and what is known about it."""

    camera_id: str
    start_s: float
    frame_count: int
    width_px: int
    height_px: int
    video: bytes  # MP4, H.264, yuv420p, faststart
    poster: bytes  # JPEG of a telling frame
    thumbnails: bytes  # JPEG, a sheet of small frames; the sidecar tells its layout
    depth_video: bytes  # MP4 of what conditioned it, beside the clip frame by frame
    class_video: bytes
    uncertainty_video: bytes  # likewise, how far each pixel may be from the truth; empty where the model cannot tell
    sidecar: Mapping[str, object]  # JSON-able: per frame the time, and per agent id, pose and pixel box
    audit: AuditReport
    model_hash: str
    control_hash: str  # SHA-256 of everything that conditioned it


@dataclass(frozen=True, eq=False)
class FutureFilm:
    """One of a conflict's futures as a clip."""

    name: str  # "likeliest" | "median" | "worst"
    number: int  # among the futures
    camera_name: str
    clip: Clip
