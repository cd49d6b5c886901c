"""The state under a clip is swapped, and the audit, with the weights that ship, sees it."""

from dataclasses import replace

import numpy as np
import pytest

from scenarios.contracts import AgentKind
from worlds.audit.audit import Audit
from worlds.audit.detector import Detector
from worlds.audit.findings import Findings, report_of
from worlds.conditioning.conditions import Conditioner
from worlds.evaluation.stage import Walker, nobody, roll_out, stage_camera, stage_scene, walkers_at
from worlds.renderer.renderer import Renderer

FRAMES = 24
SHOWN = (Walker(AgentKind.PERSON, (5.0, 4.0), 0.2, 1.1), Walker(AgentKind.FORKLIFT, (10.0, 6.5), 1.9, 0.0))
CLAIMED = (Walker(AgentKind.PERSON, (8.0, 2.6), 1.2, 1.1), Walker(AgentKind.FORKLIFT, (5.5, 6.8), 0.4, 0.0))


@pytest.fixture(scope="module")
def films():
    """The same camera's frames of two states."""
    conditioner, renderer = Conditioner(stage_scene()), Renderer.load()
    return [
        roll_out(renderer, conditioner, [(walkers_at(k, walkers), stage_camera()) for k in range(FRAMES)])
        for walkers in (SHOWN, CLAIMED)
    ]


def audited(frames):
    audit = Audit(Detector.load(), len(stage_scene().parts), {})
    looks = [audit.look(frame, before) for frame, before in zip(frames, [None, *frames], strict=False)]
    return report_of(Findings.of(looks))


def test_a_clip_of_the_state_that_it_claims_passes(films):
    report = audited(films[0])
    assert report.agents_expected == 2 * FRAMES
    assert report.verdict == "passed", report.reasons


def test_a_clip_of_another_state_fails(films):
    shown, claimed = films
    swapped = [replace(c, picture=s.picture) for s, c in zip(shown, claimed, strict=True)]
    report = audited(swapped)
    assert report.verdict == "failed"
    assert report.omission_rate > 0.4
    assert any("not found" in reason for reason in report.reasons)
    assert any("belong to nobody" in reason for reason in report.reasons)


def test_an_agent_painted_over_is_missed(films):
    """Whoever is there by the state, but not in the picture, is an omission, not a matter of taste."""
    empty, *_ = roll_out(Renderer.load(), Conditioner(stage_scene()), [(nobody(), stage_camera())])
    gone = [replace(frame, picture=empty.picture) for frame in films[0]]
    report = audited(gone)
    assert report.omission_rate > 0.9
    assert np.isclose(report.ghost_rate_per_frame, 0)
