"""What is said of each pixel's error: within its range, calibrated on halls that nothing learned from."""

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.worlds.conftest import make_state
from twin.contracts import look_at
from worlds.conditioning.conditions import Conditioner
from worlds.filming.conditioning_views import uncertainty_view
from worlds.renderer.renderer import Renderer
from worlds.renderer.uncertainty import LEAST_LEVELS, MOST_LEVELS, TERMS, Uncertainty, levels_of, terms_of
from worlds.training.uncertainty import Errors, _fit, calibration
from worlds.weights import WEIGHTS_FOLDER


@pytest.fixture(scope="module")
def frame(hall):
    view = look_at(
        "cctv", "Hall", position_m=(0.5, 0.5, 3.0), target_m=(6, 5, 0.8), horizontal_fov_rad=1.3,
        width_px=256, height_px=144,
    )  # fmt: skip
    return Renderer.load().render(Conditioner(hall).frame(make_state((5, 4, 0), speed=0), view))


def test_every_pixel_has_a_level_within_the_range(frame):
    levels = Uncertainty.load().levels(frame)
    assert levels.shape == frame.irradiance.shape[:2]
    assert levels.min() >= LEAST_LEVELS
    assert levels.max() <= MOST_LEVELS
    assert levels.std() > 1


def test_it_says_for_whose_errors_it_was_fitted(frame):
    shipped = Uncertainty.load()
    assert shipped.calibrated_for(Renderer.load().model_hash)
    assert not shipped.calibrated_for("a tuned one")


def test_the_shipped_fit_holds_in_halls_that_it_never_saw():
    """Each tenth of the pixels errs by what is said of it, within a fifth, and the worst tenth holds a third of the error."""
    measured = json.loads((WEIGHTS_FOLDER / "uncertainty" / "card.json").read_text())["measured"]
    assert all(abs(found / said - 1) < 0.2 for said, found in measured["curve"])
    assert measured["worst_tenth_share"] > 0.3


def test_noise_of_the_references_does_not_count_as_error():
    """Errors of 2 and 8 levels under a noise of 10: what is fitted is the errors', not the noise's."""
    rng = np.random.default_rng(3)
    terms = np.zeros((40_000, len(TERMS)), np.float32)
    terms[:, 0] = rng.random(len(terms)) < 0.5
    error = rng.normal(0, np.where(terms[:, 0] > 0, 8.0, 2.0))
    one, other = (error + rng.normal(0, 10, len(error)) for _ in range(2))
    arrays = _fit(Errors(terms, (one * other).astype(np.float32)), lambda _: None)
    probe = np.zeros((2, len(TERMS)), np.float32)
    probe[1, 0] = 1
    assert levels_of(arrays, probe) == pytest.approx([2, 8], rel=0.35)


def test_calibration_finds_out_who_says_half_of_the_truth():
    terms = np.random.default_rng(4).random((5000, len(TERMS))).astype(np.float32)
    arrays = {
        "mean": np.zeros(len(TERMS)), "scale": np.ones(len(TERMS)), "hidden_weight": np.zeros((1, len(TERMS))),
        "hidden_bias": np.zeros(1), "weight": np.zeros(1), "bias": np.array([2 * np.log(5.0)]),
    }  # fmt: skip
    found = calibration(arrays, Errors(terms, np.full(5000, 100.0, np.float32)))
    assert (found["said_rms_levels"], found["rms_levels"]) == (5.0, 10.0)
    assert found["departure"] == 1.0


def test_the_overlay_is_dark_where_it_is_sure_and_bright_where_it_is_not():
    picture = np.full((8, 8, 3), 128, np.uint8)
    levels = np.array([[0.0, 40.0], [0.0, 100.0]], np.float32)  # of a light image of a quarter of the size
    shown = uncertainty_view(picture, levels)
    assert shown.shape == picture.shape
    assert shown[:, :4].max() < 60
    assert shown[:, 4:].mean() > 200


def test_a_frame_of_another_light_is_as_sure(frame):
    """The light image's scale is the frame's own exposure: a brighter unit changes nothing."""
    scaled = replace(frame.conditions, lamps=2 * frame.conditions.lamps, indirect=2 * frame.conditions.indirect)
    other = replace(frame, conditions=scaled, exposure=frame.exposure / 2)
    assert np.allclose(terms_of(other), terms_of(frame), atol=1e-3)
