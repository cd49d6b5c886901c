"""Frames a second of the world model, end to end, beside path tracing in the same process.

End to end is G-buffer, light hints, network, audit and video, the next frame's conditions in a second
thread, in a generated hall that was not trained on. Prints a table and writes one JSON object a line to ``bench/results/world.jsonl``.
``python -m bench.bench_world [--frames N]``.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from twin.contracts import Camera
from worlds.audit.audit import Audit
from worlds.audit.detector import Detector
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.conditions import Conditioner
from worlds.conditioning.shapes import body_soup
from worlds.contracts import FRAMES_PER_SECOND
from worlds.dynamics.interpolate import StateInterpolator
from worlds.evaluation.walkabout import walkabout
from worlds.renderer.renderer import Renderer
from worlds.rollout import WorldModel
from worlds.video import VideoWriter

RESULTS = Path(__file__).resolve().parents[1] / "bench" / "results" / "world.jsonl"
HALL = 100_003
PEER_SAMPLES = 8


@dataclass(frozen=True)
class Case:
    """One measurement beside its bar."""

    case: str
    measured: float
    unit: str
    bar: float | None
    aim: float | None
    peer: str | None
    ratio: float | None
    ok: bool


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=48)
    frames = parser.parse_args().frames
    renderer, detector = Renderer.load(), Detector.load()
    cases = []
    for name, size, moving, bar, aim in (
        ("fixed camera 256x144", (256, 144), False, 20.0, 30.0),
        ("moving camera 256x144", (256, 144), True, 20.0, 30.0),
        ("fixed camera 640x360", (640, 360), False, 15.0, 24.0),
    ):
        wall, cpu = rollout_rates(renderer, detector, size, frames, moving=moving)
        peer = path_tracing_s(size)
        ratio = None if peer is None else round(peer * wall, 1)
        label = None if peer is None else f"path tracing, {PEER_SAMPLES} samples a pixel"
        cases.append(Case(name, round(wall, 2), "frames/s", bar, aim, label, ratio, wall >= bar))
        cases.append(Case(f"{name}, of CPU time", round(cpu, 2), "frames/CPU s", None, None, None, None, ok=True))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text("".join(json.dumps(asdict(case)) + "\n" for case in cases))
    print(f"{'case':40} {'measured':>10} {'unit':14} {'bar':>6} {'ratio':>8}  peer")
    for case in cases:
        print(
            f"{case.case:40} {case.measured:>10} {case.unit:14} {case.bar or '':>6} {case.ratio or '':>8}  {case.peer or ''}"
        )


def rollout_rates(
    renderer: Renderer, detector: Detector, size: tuple[int, int], frames: int, *, moving: bool
) -> tuple[float, float]:
    """(frames a second, frames a second of processor time), the scene's light already baked."""
    scene, camera, trajectories = walkabout(HALL, (frames + 2) / FRAMES_PER_SECOND)
    view = camera.resized(*size)
    states = StateInterpolator(trajectories)
    model = WorldModel(scene, renderer, Conditioner(scene))
    model.reset(states.at(0.0), [view])
    audit = Audit(detector, len(scene.parts), {})
    with VideoWriter(*size) as video:
        start, cpu = time.perf_counter(), time.process_time()
        before = model.last[view.id]
        path = [(_shifted(view, 0.02 * k) if moving else view,) for k in range(1, frames + 1)]
        for _ in model.roll([states.at(k / FRAMES_PER_SECOND) for k in range(1, frames + 1)], path):
            audit.look(model.last[view.id], before)
            before = model.last[view.id]
            video.add(before.picture)
        video.finish()
    return frames / (time.perf_counter() - start), frames / (time.process_time() - cpu)


def _shifted(camera: Camera, distance_m: float) -> Camera:
    pose = camera.camera_to_world.copy()
    pose[:3, 3] += distance_m * pose[:3, 0]
    return Camera(camera.id, camera.name, camera.width_px, camera.height_px, camera.focal_px, camera.center_px, pose)


def path_tracing_s(size: tuple[int, int]) -> float | None:
    """Seconds for one picture of the same view by Mitsuba, None where it is not installed."""
    try:
        from worlds.training.pathtrace import mitsuba, path_tracer, static_shapes

        mitsuba()
    except ImportError:
        return None
    scene, camera, trajectories = walkabout(HALL, 1.0)
    conditioner = Conditioner(scene)
    shapes = static_shapes(conditioner.raycast.static.soup, conditioner.rig)
    agents = body_soup(agent_bodies(StateInterpolator(trajectories).at(0.0)))
    start = time.perf_counter()
    path_tracer(shapes, agents, conditioner.rig, camera.resized(*size), PEER_SAMPLES)(0)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
