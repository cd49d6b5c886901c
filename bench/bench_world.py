"""Frames a second of the world model, end to end, beside path tracing in the same process.

End to end is G-buffer, light hints, network and video, the next frames' conditions in two more
threads, in a generated hall that was not trained on; clips also pay for their audit, which is measured beside it. Path tracing of equal quality has so many samples a pixel
that its likeness to a picture of 1024 is the model's, in three such halls: by PSNR, by SSIM, and in neither worse
(docs/decisions/0018); it and the model's rate are timed within the same minutes. Prints a table and
writes one JSON object a line to ``bench/results/world.jsonl``.
``python -m bench.bench_world [--frames N]``.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from twin.contracts import Camera, Scene
from twin.depth.raycast import RaycastScene
from worlds.audit.audit import Audit
from worlds.audit.detector import Detector
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.conditions import Conditioner
from worlds.conditioning.lights import light_rig
from worlds.conditioning.shapes import body_soup
from worlds.contracts import FRAMES_PER_SECOND
from worlds.dynamics.interpolate import StateInterpolator
from worlds.evaluation.equal_quality import Likeness, Trace, samples_needed
from worlds.evaluation.walkabout import walkabout
from worlds.renderer.renderer import Renderer
from worlds.renderer.tone import display
from worlds.rollout import WorldModel
from worlds.video import VideoWriter

RESULTS = Path(__file__).resolve().parents[1] / "bench" / "results" / "world.jsonl"
HALL = 100_003
PEER_SAMPLES = 8
REFERENCE_SAMPLES = 1024
EQUAL_HALLS = (HALL, HALL + 1, HALL + 2)


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
        wall, cpu = rollout_rates(renderer, None, size, frames, moving=moving)
        audited, audited_cpu = rollout_rates(renderer, detector, size, frames, moving=moving)
        peer = path_tracing_s(size)
        ratio = None if peer is None else round(peer * wall, 1)
        label = None if peer is None else f"path tracing, {PEER_SAMPLES} samples a pixel"
        cases.append(Case(name, round(wall, 2), "frames/s", bar, aim, label, ratio, wall >= bar))
        for what, rate, unit in (
            ("of CPU time", cpu, "frames/CPU s"),
            ("with the audit", audited, "frames/s"),
            ("with the audit, of CPU time", audited_cpu, "frames/CPU s"),
        ):
            cases.append(Case(f"{name}, {what}", round(rate, 2), unit, None, None, None, None, ok=True))
    cases += equal_quality(renderer, frames)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text("".join(json.dumps(asdict(case)) + "\n" for case in cases))
    print(f"{'case':52} {'measured':>10} {'unit':14} {'bar':>6} {'ratio':>8}  peer")
    for case in cases:
        print(
            f"{case.case:52} {case.measured:>10} {case.unit:14} {case.bar or '':>6} {case.ratio or '':>8}  {case.peer or ''}"
        )


def rollout_rates(
    renderer: Renderer,
    detector: Detector | None,
    size: tuple[int, int],
    frames: int,
    *,
    moving: bool,
    hall: int = HALL,
) -> tuple[float, float]:
    """(frames a second, frames a second of processor time), the scene's light already baked; audited by a detector."""
    scene, camera, trajectories = walkabout(hall, (frames + 2) / FRAMES_PER_SECOND)
    view = camera.resized(*size)
    states = StateInterpolator(trajectories)
    model = WorldModel(scene, renderer, Conditioner(scene))
    model.reset(states.at(0.0), [view])
    audit = None if detector is None else Audit(detector, len(scene.parts), {})
    with VideoWriter(*size) as video:
        start, cpu = time.perf_counter(), time.process_time()
        before = model.last[view.id]
        path = [(_shifted(view, 0.02 * k) if moving else view,) for k in range(1, frames + 1)]
        for _ in model.roll([states.at(k / FRAMES_PER_SECOND) for k in range(1, frames + 1)], path):
            if audit is not None:
                audit.look(model.last[view.id], before)
            before = model.last[view.id]
            video.add(before.picture)
        video.finish()
    return frames / (time.perf_counter() - start), frames / (time.process_time() - cpu)


def equal_quality(renderer: Renderer, frames: int) -> list[Case]:
    """The model's rate before a camera that stays, over that of path tracing as like the truth; the middle one of the halls."""
    try:
        halls = [_equal_quality_in(renderer, hall, frames) for hall in EQUAL_HALLS]
    except ImportError:
        return []
    cases = []
    for name, of, bar, aim in (
        ("equal PSNR alone", "psnr", None, None),
        ("equal SSIM alone", "ssim", None, None),
        ("equal quality", "both", 200.0, 1000.0),
    ):
        found = [hall[of] for hall in halls]
        ratio, samples = round(float(np.median([f.ratio for f in found])), 1), [str(f.samples) for f in found]
        least = "at least " if any(f.bounded for f in found) else ""
        label = f"path tracing, {least}{', '.join(samples)} samples a pixel in {len(halls)} halls"
        ok = bar is None or ratio >= bar
        cases.append(Case(f"{name}, fixed camera 256x144", ratio, "times faster", bar, aim, label, ratio, ok))
        change = round(float(np.median([f.change_levels for f in found])), 2)
        label = f"two pictures of one instant, {', '.join(samples)} samples a pixel"
        cases.append(Case(f"{name}, change while nothing moves", change, "levels", None, None, label, None, ok=True))
    return cases


@dataclass(frozen=True)
class Equal:
    """Path tracing of a hall with so many samples a pixel."""

    samples: int
    bounded: bool  # whether even that many, the most tried, are too few
    ratio: float  # its seconds a picture over the model's
    change_levels: float  # mean change between two of its pictures of one instant


def _equal_quality_in(renderer: Renderer, hall: int, frames: int) -> dict[str, Equal]:
    """By PSNR, by SSIM, and in neither worse."""
    scene, camera, states, trace = _tracer((256, 144), hall)
    conditioner = Conditioner(scene)
    first = renderer.render(conditioner.frame(states.at(0.0), camera))
    shown = renderer.render(conditioner.frame(states.at(1 / FRAMES_PER_SECOND), camera), first)

    def exposed(samples: int, seed: int) -> NDArray[np.float32]:
        return trace(samples, seed) * np.float32(shown.exposure)

    truth = display(exposed(REFERENCE_SAMPLES, 1))
    ours = Likeness.of(shown.picture.astype(np.float32) / np.float32(255), truth)
    needed = samples_needed(ours, truth, exposed)
    rate, _ = rollout_rates(renderer, None, (256, 144), frames, moving=False, hall=hall)
    counts = {"psnr": needed.psnr, "ssim": needed.ssim, "both": needed.both}
    traced = {samples: _traced(exposed, samples) for samples in {_whole(count) for count in counts.values()}}
    found = {}
    for name, count in counts.items():
        seconds, change = traced[_whole(count)]
        found[name] = Equal(_whole(count), count is None, seconds * rate, change)
    return found


def _whole(count: float | None) -> int:
    """Samples to trace; the most that were tried where they were too few."""
    return max(1, round(count or REFERENCE_SAMPLES))


def _traced(exposed: Trace, samples: int) -> tuple[float, float]:
    """Seconds of a picture, and the mean change between two of one instant in levels."""
    pictures, seconds = [], []
    for seed in (3, 4):  # the first may have to be compiled
        start = time.perf_counter()
        pictures.append(display(exposed(samples, seed)))
        seconds.append(time.perf_counter() - start)
    return min(seconds), float(np.abs(pictures[1] - pictures[0]).mean()) * 255


def _tracer(
    size: tuple[int, int], hall: int = HALL
) -> tuple[Scene, Camera, StateInterpolator, Callable[[int, int], NDArray[np.float32]]]:
    """A hall before its camera, and what path-traces its second frame: (samples, seed) to radiance.

    Raises ``ImportError`` where Mitsuba is not installed.
    """
    from worlds.training.pathtrace import mitsuba, path_tracer, static_shapes

    mitsuba()
    scene, camera, trajectories = walkabout(hall, 1.0)
    view, states = camera.resized(*size), StateInterpolator(trajectories)
    raycast = RaycastScene(scene)
    rig = light_rig(raycast.static.soup)
    shapes = static_shapes(raycast.static.soup, rig)
    agents = body_soup(agent_bodies(states.at(1 / FRAMES_PER_SECOND)))
    return scene, view, states, lambda samples, seed: path_tracer(shapes, agents, rig, view, samples)(seed)


def _shifted(camera: Camera, distance_m: float) -> Camera:
    pose = camera.camera_to_world.copy()
    pose[:3, 3] += distance_m * pose[:3, 0]
    return Camera(camera.id, camera.name, camera.width_px, camera.height_px, camera.focal_px, camera.center_px, pose)


def path_tracing_s(size: tuple[int, int]) -> float | None:
    """Seconds for one picture of the same view by Mitsuba, None where it is not installed."""
    try:
        trace = _tracer(size)[3]
    except ImportError:
        return None
    trace(1, 0)  # code is compiled
    start = time.perf_counter()
    trace(PEER_SAMPLES, 0)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
