"""Everything that is measured about a set of weights, in one dictionary.

``pictures``: likeness to path tracing on unseen halls. ``rollout``: the audit of a generated clip, and
how far standing surfaces drift over it. ``truth``: the same detector on path-traced pictures, which
tells how much of an audit's omissions are the detector's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from worlds.audit.audit import Audit
from worlds.audit.detector import Detector
from worlds.conditioning.conditions import Conditioner
from worlds.contracts import FRAMES_PER_SECOND, Action
from worlds.dynamics.interpolate import StateInterpolator
from worlds.evaluation.pictures import score_pictures
from worlds.evaluation.walkabout import walkabout
from worlds.renderer.renderer import RenderedFrame, Renderer
from worlds.renderer.tone import display, to_bytes
from worlds.rollout import WorldModel
from worlds.training.dataset import TEST_HALLS_FROM, Example, SetRecipe, make_set, read_set
from worlds.training.prepare import frames_of
from worlds.training.scenes import generate_hall

ROLLOUT_HALL = TEST_HALLS_FROM + 3
TEST_SAMPLES = 512


def evaluate(weights: Path, work: Path, *, halls: int, frames: int) -> dict[str, dict[str, Any]]:
    """Score the weights in ``renderer/`` and ``detector/`` of a folder."""
    renderer, detector = Renderer.load(weights / "renderer"), Detector.load(weights / "detector")
    test_set = work / "test"
    make_set(SetRecipe(TEST_HALLS_FROM, halls, 1, TEST_SAMPLES), test_set, lambda _: None)
    lambert = np.array(renderer.card["lambert_weights"], np.float32)
    return {
        "pictures": score_pictures(renderer, test_set, lambert).as_dict(),
        "truth": audit_truth(renderer, detector, test_set),
        "rollout": audit_rollout(renderer, detector, frames),
    }


def audit_truth(renderer: Renderer, detector: Detector, test_set: Path) -> dict[str, Any]:
    """What the audit says of path-traced pictures: recall and inventions of the detector itself."""
    expected = shown = invented = pictures = 0
    for example in read_set(test_set):
        frame, parts = _true_frame(renderer, example)
        audit = Audit(detector, parts, {})
        audit.add(frame, None)
        expected, shown = expected + audit.expected, shown + audit.shown
        invented, pictures = invented + audit.invented, pictures + 1
    return {
        "agents_expected": expected,
        "recall": round(shown / max(expected, 1), 4),
        "invented_per_frame": round(invented / max(pictures, 1), 4),
    }


def _true_frame(renderer: Renderer, example: Example) -> tuple[RenderedFrame, int]:
    hall = generate_hall(example.hall_number)
    conditions = frames_of(hall, [example])[0][1]
    frame = renderer.render(conditions)
    truth = to_bytes(display(example.radiance.astype(np.float32) * np.float32(frame.exposure)))
    return RenderedFrame(truth, frame.irradiance, conditions, frame.exposure), len(hall.scene.parts)


def audit_rollout(renderer: Renderer, detector: Detector, frames: int) -> dict[str, Any]:
    """The audit of a rollout in an unseen hall, and the change of standing surfaces from its first frame."""
    duration = frames / FRAMES_PER_SECOND
    scene, camera, trajectories = walkabout(ROLLOUT_HALL, duration)
    states = StateInterpolator(trajectories)
    model = WorldModel(scene, renderer, Conditioner(scene))
    audit = Audit(detector, len(scene.parts), renderer.card.get("conditioning_range", {}))
    model.reset(states.at(0.0), [camera])
    first = before = model.last[camera.id]
    audit.add(first, None)
    for k in range(1, frames):
        model.step(Action(states.at(k / FRAMES_PER_SECOND)))
        audit.add(model.last[camera.id], before)
        before = model.last[camera.id]
    standing = (first.conditions.body < 0) & (before.conditions.body < 0)
    drift = np.abs(first.picture[standing].astype(np.int16) - before.picture[standing]).mean() / 255
    report = audit.report()
    return {
        "frames": report.frames,
        "agents_expected": report.agents_expected,
        "omission_rate": round(report.omission_rate, 4),
        "ghosts_per_frame": round(report.ghost_rate_per_frame, 4),
        "position_error_m": None if report.position_error_m is None else round(report.position_error_m, 3),
        "flicker": round(report.flicker, 6),
        "drift_of_standing_surfaces": round(float(drift), 5),
        "out_of_distribution": round(report.out_of_distribution, 3),
        "verdict": report.verdict,
    }
