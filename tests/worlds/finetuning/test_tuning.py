"""Fine-tuning learns a camera's look and no more of the network than it should; footage that does not fit is refused."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from twin.contracts import look_at
from worlds.conditioning.conditions import Conditioner
from worlds.evaluation.stage import nobody, stage_camera, stage_scene
from worlds.finetuning.calibration import Calibration, Lens
from worlds.finetuning.errors import FootageError
from worlds.finetuning.footage import Footage
from worlds.finetuning.look import Look, exposed_radiance, fit_look
from worlds.finetuning.low_rank import add_low_rank, merge_low_rank
from worlds.finetuning.registration import Registered, edge_match, register
from worlds.finetuning.tune import TuningPlan, tune, write_tuned
from worlds.finetuning.tuned_renderer import TunedRenderer
from worlds.renderer.renderer import Renderer
from worlds.renderer.tone import compose, display, to_bytes
from worlds.renderer.weights import WeightsMismatch

LOOK = Look((1.5, 1.1, 0.7), (1.1, 1.0, 1.2))
SIZE = (128, 80)


@pytest.fixture(scope="module")
def conditioner():
    return Conditioner(stage_scene())


def dimmer(light):
    """Less light towards the right: what no look explains."""
    return np.linspace(1.0, 0.5, light.shape[1], dtype=np.float32)[None, :, None]


@pytest.fixture(scope="module")
def film(conditioner):
    """Twenty frames of the stage's own light in another look, with noise, and somebody in dark who passes."""
    camera = stage_camera("west", *SIZE)
    conditions = conditioner.frame(nobody(), camera)
    frame = Renderer.load().render(conditions)
    radiance = LOOK.apply(compose(frame.irradiance * dimmer(frame.irradiance), conditions, frame.exposure))
    rng = np.random.default_rng(0)
    frames = np.stack([to_bytes(np.clip(display(radiance) + rng.normal(0, 0.01, radiance.shape), 0, 1).astype(np.float32)) for _ in range(20)])  # fmt: skip
    for k, each in enumerate(frames):
        each[30:70, 5 * k : 5 * k + 12] = 5
    return Registered(camera, frames, 2.0)


def test_the_display_curve_is_inverted_exactly():
    srgb = np.arange(256, dtype=np.uint8)[:, None].repeat(3, axis=1)
    assert np.abs(to_bytes(display(exposed_radiance(srgb))).astype(int) - srgb).max() <= 1


def test_a_look_is_found_from_pairs():
    rng = np.random.default_rng(0)
    rendered = rng.uniform(0.05, 2, (5000, 3)).astype(np.float32)
    found = fit_look(rendered, LOOK.apply(rendered))
    assert np.allclose(found.gain, LOOK.gain, rtol=1e-2)
    assert np.allclose(found.contrast, LOOK.contrast, rtol=1e-2)
    assert np.allclose(LOOK.undo(LOOK.apply(rendered)), rendered, rtol=1e-3)
    assert fit_look(rendered[:50], rendered[:50]) == Look()  # too little to tell


def test_low_rank_changes_begin_at_nothing_and_merge_exactly():
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.Conv2d(8, 3, 1))
    names = set(network.state_dict())
    x = torch.rand(1, 3, 8, 8)
    before = network(x)
    trained = add_low_rank(network, 2)
    assert torch.equal(network(x), before)
    assert sum(p.numel() for p in trained) < sum(v.numel() for v in network.state_dict().values())
    with torch.no_grad():
        trained[1].add_(0.1)
    changed = network(x)
    merge_low_rank(network)
    assert torch.allclose(network(x), changed, atol=1e-6)
    assert not torch.equal(changed, before)
    assert set(network.state_dict()) == names


def test_tuning_gains_on_held_out_frames_and_leaves_the_base_alone(conditioner, film, tmp_path):
    base = Renderer.load()
    weights = {name: value.clone() for name, value in base.network.state_dict().items()}
    plan = TuningPlan(steps=40, crop_px=64, rank=2)
    tuned, gain = tune(base, conditioner, [film], plan)
    assert all(torch.equal(value, weights[name]) for name, value in base.network.state_dict().items())
    assert gain.held_out_frames == 4
    assert gain.with_look_db > gain.before_db + 3
    assert gain.after_db > gain.with_look_db
    card = write_tuned(tmp_path, tuned, gain, base_hash=base.model_hash, name="Hall 3")
    again = TunedRenderer.load(tmp_path)
    assert again.model_hash == card["sha256"] != base.model_hash
    conditions = conditioner.frame(nobody(), film.camera)
    assert np.array_equal(again.render(conditions).picture, tuned.render(conditions).picture)
    assert again.look == tuned.look
    assert again.card["tuned_from"] == base.model_hash
    assert "bars" not in again.card
    (tmp_path / "weights.safetensors").write_bytes(b"other")
    with pytest.raises(WeightsMismatch):
        TunedRenderer.load(tmp_path)


def test_a_tuning_can_be_called_off(conditioner, film):
    class CalledOff(Exception):
        pass

    def watch(share, _message):
        if share > 0:
            raise CalledOff

    with pytest.raises(CalledOff):
        tune(Renderer.load(), conditioner, [film], TuningPlan(steps=40, crop_px=64), watch=watch)


def test_film_without_anything_standing_is_refused(conditioner, film):
    noise = np.random.default_rng(0).integers(0, 255, film.frames.shape, dtype=np.uint8)
    with pytest.raises(FootageError, match="too little of a frame"):
        tune(Renderer.load(), conditioner, [replace(film, frames=noise)], TuningPlan(steps=1))
    with pytest.raises(FootageError, match="no footage"):
        tune(Renderer.load(), conditioner, [])


def calibration_of(camera, *, reprojection_px=None):
    import cv2

    inverse = np.linalg.inv(camera.camera_to_world)
    (fx, fy), (cx, cy) = camera.focal_px, camera.center_px
    lens = Lens(np.array([[fx, 0, cx - 0.5], [0, fy, cy - 0.5], [0, 0, 1]]), np.zeros(5))
    return Calibration(
        lens, np.array(cv2.Rodrigues(inverse[:3, :3])[0], np.float64).ravel(), inverse[:3, 3], reprojection_px
    )


def test_footage_that_fits_is_registered(conditioner, film):
    found = register(conditioner.raycast, Footage(film.frames, 20), calibration_of(film.camera), "west")
    assert found.camera.width_px == 256
    assert found.agreement > 1.3
    assert np.allclose(found.camera.camera_to_world, film.camera.camera_to_world)


def test_footage_that_does_not_fit_is_refused(conditioner, film):
    footage, fitting = Footage(film.frames, 20), calibration_of(film.camera)

    def refused(calibration, said):
        with pytest.raises(FootageError, match=said):
            register(conditioner.raycast, footage, calibration, "c")

    refused(calibration_of(stage_camera("west", *SIZE, turn_m=0.5)), "edges do not lie where the twin's do")
    refused(calibration_of(stage_camera("east", *SIZE)), "pixels to the right")
    refused(replace(fitting, translation_m=fitting.translation_m + 30), "outside the building")
    refused(replace(fitting, reprojection_px=9.0), "9.0 pixels from where the pose puts them")
    refused(replace(fitting, reprojection_px=float("nan")), "pixels from where")
    crate = look_at("c", "c", position_m=(11.8, 2.0, 0.4), target_m=(6, 5, 1), horizontal_fov_rad=1.2, width_px=128, height_px=80)  # fmt: skip
    refused(calibration_of(crate), "stands inside crates")


def test_chance_agreement_is_one(conditioner, film):
    gbuffer = conditioner.raycast.gbuffer(film.camera)
    noise = np.random.default_rng(0).integers(0, 255, (80, 128, 3), dtype=np.uint8)
    assert edge_match(gbuffer, noise).agreement == pytest.approx(1, abs=0.1)
    assert not edge_match(gbuffer, noise).fits
