"""What is known about every frame of a clip: who is seen where, and which conflicts are going on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from scenarios.contracts import Activity, AgentKind, Conflict
from twin.contracts import Camera, Scene
from worlds.conditioning.conditions import FrameConditions
from worlds.contracts import FRAMES_PER_SECOND, WorldState


def describe_frame(state: WorldState, conditions: FrameConditions, agents_from: int, start_s: float) -> dict[str, Any]:
    """Time and, for each agent that is seen, pose and pixel box (left, upper, right, lower; exclusive)."""
    part = conditions.gbuffer.part_index
    agents = []
    for index in np.unique(part[part >= agents_from]):
        agent = int(index) - agents_from
        rows, columns = np.nonzero(part == index)
        agents.append(
            {
                "id": state.agent_ids[agent],
                "kind": AgentKind(int(state.kinds[agent])).name.lower(),
                "activity": Activity(int(state.activity[agent])).name.lower(),
                "pose": [round(float(v), 3) for v in state.pose[agent]],
                "box": [int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1],
                "pixels": len(rows),
                "visible": round(len(rows) / max(conditions.unhidden_px.get(agent, 0), len(rows)), 3),
            }
        )
    return {"time_s": round(state.time_s, 4), "clip_s": round(state.time_s - start_s, 4), "agents": agents}


def describe_conflicts(conflicts: Sequence[Conflict], start_s: float, frame_count: int) -> list[dict[str, Any]]:
    """The conflicts that go on during a clip, by their first frame, with the frame of the worst instant."""
    end_s = start_s + (frame_count - 1) / FRAMES_PER_SECOND
    shown = []
    for conflict in conflicts:
        if conflict.end_s < start_s or conflict.start_s > end_s:
            continue
        first, worst, last = (
            int(np.clip(round((t - start_s) * FRAMES_PER_SECOND), 0, frame_count - 1))
            for t in (conflict.start_s, conflict.at_s, conflict.end_s)
        )
        shown.append(
            {
                "first_frame": first,
                "worst_frame": worst,
                "last_frame": last,
                "agents": list(conflict.agents),
                "severity": conflict.severity,
                "geometry": conflict.geometry,
                "contact": conflict.contact,
                "min_ttc_s": conflict.min_ttc_s,
                "min_separation_m": round(conflict.min_separation_m, 3),
                "at_m": [round(conflict.x_m, 2), round(conflict.y_m, 2)],
            }
        )
    return sorted(shown, key=lambda c: (c["first_frame"], c["agents"]))


def control_hash(scene: Scene, camera: Camera, states: Sequence[WorldState], seed: int) -> str:
    """SHA-256 of everything that conditions a clip."""
    digest = hashlib.sha256(scene.content_hash.encode())
    lens = (camera.width_px, camera.height_px, camera.focal_px, camera.center_px, seed)
    digest.update(json.dumps(lens).encode() + camera.camera_to_world.tobytes())
    for state in states:
        digest.update("|".join(state.agent_ids).encode())
        for array in (state.kinds, state.size_m, state.pose, state.activity, state.load, state.travelled_m):
            digest.update(np.ascontiguousarray(array).tobytes())
        digest.update(np.float64(state.time_s).tobytes())
        if state.posture is not None:
            for array in vars(state.posture).values():
                digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
