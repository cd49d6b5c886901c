"""The state under a clip is swapped, and the audit, with the weights that ship, sees it."""

from dataclasses import replace
from functools import cache

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


@cache
def stage():
    return Conditioner(stage_scene()), Renderer.load()


def film(walkers):
    """A camera's frames of a second."""
    conditioner, renderer = stage()
    return roll_out(renderer, conditioner, [(walkers_at(k, walkers), stage_camera()) for k in range(FRAMES)])


@pytest.fixture(scope="module")
def films():
    """The same camera's frames of two states."""
    return film(SHOWN), film(CLAIMED)


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


@pytest.mark.parametrize(("agent", "way"), [(0, (0.5, 0.0)), (0, (-0.4, -0.3)), (1, (0.0, 0.5)), (1, (0.5, 0.0))])
def test_one_agent_half_a_metre_off_is_found_out(films, agent, way):
    """The picture has one of two elsewhere than the state, for a second; the other is where it should be."""
    moved = list(SHOWN)
    moved[agent] = replace(moved[agent], start_m=tuple(np.add(moved[agent].start_m, way).tolist()))
    report = audited([replace(c, picture=s.picture) for s, c in zip(film(moved), films[0], strict=True)])
    assert report.verdict == "failed"
    assert any("an agent appears" in reason or "50% of the agents" in reason for reason in report.reasons)
    assert report.ghost_rate_per_frame == 0


def test_an_agent_a_few_centimetres_off_is_not_accused(films):
    moved = [replace(SHOWN[0], start_m=(5.08, 4.0)), SHOWN[1]]
    report = audited([replace(c, picture=s.picture) for s, c in zip(film(moved), films[0], strict=True)])
    assert report.verdict == "passed", report.reasons


def test_an_agent_painted_over_is_missed(films):
    """Whoever is there by the state, but not in the picture, is an omission, not a matter of taste."""
    empty, *_ = roll_out(Renderer.load(), Conditioner(stage_scene()), [(nobody(), stage_camera())])
    gone = [replace(frame, picture=empty.picture) for frame in films[0]]
    report = audited(gone)
    assert report.omission_rate > 0.9
    assert np.isclose(report.ghost_rate_per_frame, 0)
