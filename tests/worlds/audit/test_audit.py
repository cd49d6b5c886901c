"""The audit counts what a detector that we control finds."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from worlds.audit.audit import Audit
from worlds.audit.findings import Findings, report_of
from worlds.audit.flicker import standing_change
from worlds.audit.unfamiliar import unfamiliar_share
from worlds.conditioning.conditions import Conditioner

SPEC = importlib.util.spec_from_file_location("worlds_conftest", Path(__file__).parents[1] / "conftest.py")
assert SPEC is not None
assert SPEC.loader is not None
helpers = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(helpers)
make_state = helpers.make_state


class Seer:
    """Finds in the frame what it is told to, and in the control picture what it is told to find there."""

    def __init__(self, mask, control=None):
        self.answers = [mask, np.zeros_like(mask) if control is None else control]

    def evidence(self, _picture, _standing):
        return np.where(self.answers.pop(0), np.float32(4), np.float32(-4))


@pytest.fixture(scope="module")
def frame(hall, untrained):
    view = helpers.look_at(
        "cctv", "Hall", position_m=(0.5, 0.5, 3.0), target_m=(6, 5, 0.8), horizontal_fov_rad=1.3,
        width_px=256, height_px=144,
    )  # fmt: skip
    return untrained.render(Conditioner(hall).frame(make_state((5, 4, 0), speed=0), view))


def truth_of(frame):
    return frame.conditions.gbuffer.class_id[1::2, 1::2] == 14


def audit_of(frame, mask, hall, control=None):
    """The report on a second of film in which every frame is this one."""
    once = Audit(Seer(mask, control), len(hall.parts), {}).look(frame, None)
    return report_of(Findings.of([once] * 24))


def test_an_agent_that_is_found_where_it_is_passes(frame, hall):
    report = audit_of(frame, truth_of(frame), hall)
    assert (report.agents_expected, report.agents_shown, report.invented) == (24, 24, 0)
    assert report.position_error_m == pytest.approx(0, abs=0.02)
    assert report.verdict == "passed"


def test_two_cells_beside_are_as_far_on_the_floor_as_two_cells_are_wide(frame, hall):
    """The control picture shows it in its place, the frame two cells to the right: the agent is 7 m away."""
    truth = truth_of(frame)
    report = audit_of(frame, np.roll(truth, 2, axis=1), hall, control=truth)
    metres = 2 * 2 * 7.0 / frame.conditions.camera.focal_px[0]
    assert report.position_error_m == pytest.approx(metres, rel=0.25)


def test_what_the_detector_mistakes_in_the_control_picture_too_is_no_displacement(frame, hall):
    beside = np.roll(truth_of(frame), 2, axis=1)
    assert audit_of(frame, beside, hall, control=beside).position_error_m == pytest.approx(0, abs=1e-6)


def test_an_agent_that_is_not_found_is_an_omission(frame, hall):
    report = audit_of(frame, np.zeros((72, 128), np.bool_), hall, control=truth_of(frame))
    assert (report.omission_rate, report.agents_unjudged) == (1.0, 0)
    assert report.verdict == "failed"
    assert "100% of the agents" in report.reasons[0]


def test_who_is_not_found_in_the_control_picture_either_cannot_be_judged(frame, hall):
    report = audit_of(frame, np.zeros((72, 128), np.bool_), hall)
    assert (report.agents_expected, report.agents_shown, report.agents_unjudged) == (24, 0, 24)
    assert report.omission_rate == 0.0
    assert "cannot be judged" in report.reasons[0]  # nothing is wrong, and nobody can vouch for it


def test_a_finding_far_from_everybody_is_an_invention(frame, hall):
    mask = truth_of(frame)
    mask[60:70, 110:120] = True
    report = audit_of(frame, mask, hall)
    assert report.invented == 24
    assert "belong to nobody" in report.reasons[0]


def test_what_the_control_picture_shows_too_is_the_detectors_mistake(frame, hall):
    mask = truth_of(frame)
    mask[60:70, 110:120] = True
    control = np.zeros_like(mask)
    control[62:66, 112:116] = True
    assert audit_of(frame, mask, hall, control).invented == 0


def test_flicker_is_the_change_of_standing_surfaces(frame):
    brighter = replace(frame, picture=np.clip(frame.picture.astype(int) + 5, 0, 255).astype(np.uint8))
    assert standing_change(frame, frame) == 0
    assert standing_change(frame, brighter) == pytest.approx(5 / 255, abs=0.004)


def test_conditions_outside_the_training_range_are_unfamiliar(frame):
    names = [f"c{k}" for k in range(20)]
    assert unfamiliar_share(frame, {n: [-1e9, 1e9] for n in names}) == 0
    assert unfamiliar_share(frame, {n: [5e8, 1e9] if k < 5 else [-1e9, 1e9] for k, n in enumerate(names)}) == 0.25
