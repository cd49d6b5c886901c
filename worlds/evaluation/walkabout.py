"""A generated hall in which everybody moves on a straight line: a rollout that needs no simulation.

For measuring the renderer and its speed. Nobody avoids anybody here; the engine does that.
"""

from __future__ import annotations

import numpy as np

from scenarios.contracts import Trajectories
from twin.contracts import Camera, Scene
from worlds.training.scenes import generate_hall
from worlds.training.shots import generate_shot

STEP_S = 0.1


def walkabout(
    hall_number: int, duration_s: float, shot_number: int | None = None
) -> tuple[Scene, Camera, Trajectories]:
    """Scene, a fixed camera and trajectories of at least the duration."""
    hall = generate_hall(hall_number)
    shot = generate_shot(hall, hall_number * 1000 if shot_number is None else shot_number)
    state = shot.states[-1]
    steps = int(np.ceil(duration_s / STEP_S)) + 1
    time = STEP_S * np.arange(steps, dtype=np.float32)[:, None, None]
    pose = np.repeat(state.pose[None], steps, axis=0)
    pose[..., :2] += time * state.velocity_mps
    trajectories = Trajectories(
        start_s=0.0,
        step_s=STEP_S,
        agent_ids=tuple(f"{k}-{name}" for k, name in enumerate(state.agent_ids)),
        roles=("walkabout",) * len(state.agent_ids),
        kinds=state.kinds,
        size_m=state.size_m,
        pose=pose.astype(np.float32),
        velocity_mps=np.repeat(state.velocity_mps[None], steps, axis=0),
        activity=np.repeat(state.activity[None], steps, axis=0),
        load=np.repeat(state.load[None], steps, axis=0),
    )
    return hall.scene, shot.cameras[-1], trajectories
