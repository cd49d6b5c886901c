"""What the audit finds: on path-traced pictures, which tells the detector's own misses, and on the model's clips."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from worlds.audit.audit import Audit
from worlds.audit.detector import Detector
from worlds.audit.findings import Findings, report_of
from worlds.conditioning.conditions import Conditioner
from worlds.contracts import FRAMES_PER_SECOND, AuditReport
from worlds.dynamics.interpolate import StateInterpolator
from worlds.evaluation.stage import roll_out
from worlds.evaluation.walkabout import walkabout
from worlds.renderer.renderer import RenderedFrame, Renderer
from worlds.renderer.tone import display, to_bytes
from worlds.training.dataset import TEST_HALLS_FROM, Example, read_set
from worlds.training.prepare import frames_of
from worlds.training.scenes import generate_hall

CLIP_HALLS = tuple(TEST_HALLS_FROM + k for k in (3, 11, 17))


def audit_truth(renderer: Renderer, detector: Detector, test_set: Path) -> dict[str, Any]:
    """What the audit says of path-traced pictures: recall and inventions of the detector itself."""
    expected = shown = invented = pictures = 0
    for example in read_set(test_set):
        frame, parts = _true_frame(renderer, example)
        seen = Audit(detector, parts, {}).look(frame, None)
        expected, shown = expected + seen.expected, shown + seen.shown
        invented, pictures = invented + seen.invented, pictures + 1
    return {
        "pictures": pictures,
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


def audit_clips(
    renderer: Renderer, detector: Detector, frames: int, halls: Sequence[int] = CLIP_HALLS
) -> dict[str, Any]:
    """Audits of clips in unseen halls, summed over agents and frames."""
    reports = [_audit_clip(renderer, detector, frames, hall) for hall in halls]
    expected = sum(r.agents_expected for r in reports)
    positions = [r.position_error_m for r in reports if r.position_error_m is not None]
    return {
        "clips": len(reports),
        "frames": sum(r.frames for r in reports),
        "agents_expected": expected,
        "shown": round(sum(r.agents_shown for r in reports) / expected, 4) if expected else None,
        "invented_per_frame": round(sum(r.invented for r in reports) / sum(r.frames for r in reports), 4),
        "position_error_m": round(float(np.mean(positions)), 3) if positions else None,
        "flicker": round(float(np.mean([r.flicker for r in reports])), 6),
        "out_of_distribution": round(float(np.mean([r.out_of_distribution for r in reports])), 3),
        "verdicts": [r.verdict for r in reports],
    }


def _audit_clip(renderer: Renderer, detector: Detector, frames: int, hall: int) -> AuditReport:
    scene, camera, trajectories = walkabout(hall, frames / FRAMES_PER_SECOND)
    states = StateInterpolator(trajectories)
    audit = Audit(detector, len(scene.parts), renderer.card.get("conditioning_range", {}))
    steps = ((states.at(k / FRAMES_PER_SECOND), camera) for k in range(frames))
    findings, before = [], None
    for frame in roll_out(renderer, Conditioner(scene), steps):
        findings.append(audit.look(frame, before))
        before = frame
    return report_of(Findings.of(findings))
