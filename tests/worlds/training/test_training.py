"""Training halls follow from a number; batches from seed and step; a killed training goes on."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from twin.depth.raycast import RaycastScene
from worlds.conditioning.bodies import agent_bodies
from worlds.conditioning.conditions import Conditioner
from worlds.conditioning.features import CHANNELS
from worlds.conditioning.lights import light_rig
from worlds.conditioning.shapes import body_soup
from worlds.training.command import RECIPES
from worlds.training.dataset import TEST_HALLS_FROM, SetRecipe, make_set, read_set, set_hash
from worlds.training.pathtrace import mitsuba
from worlds.training.prepare import Prepared
from worlds.training.recipe import read_recipe
from worlds.training.run import starting_weights
from worlds.training.scenes import generate_hall
from worlds.training.shots import CLIP_FRAMES, VIEW_KINDS, generate_shot
from worlds.training.train import _crop, composed, display_loss, learning_rate_factor, make_batch, train

RECIPE = read_recipe(RECIPES / "renderer.toml")


def small_recipe(**changes):
    network = replace(RECIPE.network, widths=(4, 4, 4, 4))
    return replace(RECIPE, network=network, crop_px=32, batch=2, steps=6, **changes)


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(0)
    shape = (3, len(CHANNELS), 48, 64)
    now = rng.random(shape).astype(np.float16)
    everywhere = np.ones((3, 48, 64), np.bool_)
    target = rng.random((3, 3, 48, 64)).astype(np.float16)
    return Prepared(
        before=now,
        now=now,
        moved_px=np.zeros((3, 48, 64, 2), np.float16),
        valid=everywhere,
        taps=rng.random((3, 9, 3, 48, 64)).astype(np.float16),
        glow=np.zeros_like(target),
        target=target,
        weight=everywhere,
    )


def test_the_same_number_is_the_same_hall_and_shot():
    first, second = generate_hall(5), generate_hall(5)
    assert first.scene.content_hash == second.scene.content_hash
    assert generate_hall(6).scene.content_hash != first.scene.content_hash
    a, b = generate_shot(first, 9), generate_shot(second, 9)
    assert np.array_equal(a.states[-1].pose, b.states[-1].pose)
    assert np.array_equal(a.cameras[0].camera_to_world, b.cameras[0].camera_to_world)


def test_agents_stand_inside_the_hall_and_not_in_a_rack():
    for number in range(4):
        hall = generate_hall(number)
        for x, y, _ in generate_shot(hall, number).states[-1].pose:
            assert 0 < x < hall.size_m[0]
            assert 0 < y < hall.size_m[1]
            inside = (np.abs(hall.taken_m[:, 0] - x) < hall.taken_m[:, 2]) & (
                np.abs(hall.taken_m[:, 1] - y) < hall.taken_m[:, 3]
            )
            assert inside.sum() <= 1


def test_a_batch_follows_from_seed_and_step(data):
    recipe = small_recipe()
    one, two, other = (make_batch(recipe, data, step) for step in (3, 3, 4))
    assert torch.equal(one.now, two.now)
    assert torch.equal(one.grain, two.grain)
    assert not torch.equal(one.now, other.now)


def test_a_still_frame_is_carried_onto_itself_even_when_mirrored(data):
    batch = make_batch(small_recipe(), data, 0)
    carried = torch.nn.functional.grid_sample(batch.now, batch.flow, align_corners=False, padding_mode="border")
    same = carried - batch.now
    same[:, 1] = 0  # the mirrored normal is mirrored in both
    assert float(same.abs().max()) < 1e-3


def test_training_goes_on_where_it_was_stopped(data, tmp_path):
    whole = train(small_recipe(), data, tmp_path / "whole", report=lambda _: None)
    part = tmp_path / "part"
    stopped = replace(small_recipe(), steps=3)
    train(stopped, data, part, report=lambda _: None)
    resumed = train(small_recipe(), data, part, resume=True, report=lambda _: None)
    assert set(whole) == set(resumed)
    moved = [name for name in whole if not torch.equal(whole[name], resumed[name])]
    saved = torch.load(part / "checkpoint.pt", weights_only=True)
    assert saved["step"] == 6
    assert moved  # the schedule of the short recipe fell faster: the step count goes on, its past does not change


def test_the_same_recipe_gives_the_same_weights(data, tmp_path):
    one, two = (train(small_recipe(), data, tmp_path / name, report=lambda _: None) for name in "ab")
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_the_loss_is_least_at_the_truth_even_for_noisy_targets():
    truth = torch.full((1, 3, 32, 32), 0.4)
    noise = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(0)) - 0.5
    weight = torch.ones(1, 1, 32, 32)
    losses = {}
    for scale in (0.8, 0.9, 1.0, 1.1, 1.2):
        light = torch.full_like(truth, 0.4 * scale).requires_grad_()
        losses[scale] = display_loss(light, truth + noise, weight)
        losses[scale].backward()
        if scale == 1.0:
            assert light.grad is not None
            assert abs(float(light.grad.sum())) < 0.02
    assert float(display_loss(truth, truth, weight)) == pytest.approx(0, abs=1e-10)


def test_training_composes_as_the_renderer_does(hall, camera, somebody):
    frame = Conditioner(hall).frame(somebody, camera)
    light = np.random.default_rng(0).random((*frame.light.depth_m.shape, 3)).astype(np.float32)
    taps, glow = (torch.from_numpy(v) for v in frame.composition.dense())
    mixed = composed(
        torch.from_numpy(light).permute(2, 0, 1)[None], taps.permute(2, 3, 0, 1)[None], glow.permute(2, 0, 1)[None]
    )
    assert np.allclose(mixed[0].permute(1, 2, 0).numpy(), frame.composition.radiance(light, 1.0), atol=1e-5)


def test_a_mirrored_crop_composes_to_the_mirrored_picture(data):
    plain, mirrored = (_crop(data, 0, 0, 0, 32, colors=np.arange(3), flip=flip) for flip in (False, True))
    light = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    one, two = (
        composed(image, torch.from_numpy(taps)[None], torch.from_numpy(glow)[None])
        for image, taps, glow in ((light, plain[4], plain[5]), (light.flip(-1), mirrored[4], mirrored[5]))
    )
    assert torch.allclose(one.flip(-1)[..., 1:-1], two[..., 1:-1], atol=1e-5)


def test_a_start_that_is_not_there_is_named(tmp_path):
    recipe = replace(RECIPE, start_sha256="0" * 64)
    with pytest.raises(ValueError, match="starts from weights 000000000000"):
        starting_weights(recipe, (tmp_path,))
    assert starting_weights(replace(RECIPE, start_sha256=""), (tmp_path,)) is None


def test_every_kind_of_view_and_of_storage_turns_up():
    halls = [generate_hall(number) for number in range(12)]
    shots = [generate_shot(hall, 100 * k + n) for k, hall in enumerate(halls) for n in range(4)]
    assert {shot.kind for shot in shots} == set(VIEW_KINDS)
    meshes = {mesh_id.split("-")[0] for hall in halls for mesh_id in hall.scene.meshes}
    assert {"storage", "stack", "cage", "mezzanine", "sign", "lamp", "conveyor"} <= meshes


def test_a_carried_camera_moves_along_its_clip_and_agents_go_on_their_way():
    hall = generate_hall(3)
    shots = [generate_shot(hall, number) for number in range(30)]
    carried = [s for s in shots if s.kind == "vehicle"]
    assert carried
    assert all(len(s.cameras) == len(s.states) == CLIP_FRAMES for s in shots)
    path = np.array([c.camera_to_world[:3, 3] for c in carried[0].cameras])
    step = np.diff(path, axis=0)
    assert np.allclose(step, step[0], atol=1e-6)
    for shot in shots:
        gone = shot.states[-1].pose[:, :2] - shot.states[0].pose[:, :2]
        assert np.allclose(gone, shot.states[0].velocity_mps * (CLIP_FRAMES - 1) / 24, atol=1e-5)


def test_the_learning_rate_warms_up_and_falls():
    assert learning_rate_factor(0, 0.0) == pytest.approx(0.01)
    assert learning_rate_factor(500, 0.0) == pytest.approx(1.0)
    assert learning_rate_factor(5000, 1.0) == pytest.approx(0.02)


def test_a_recipe_names_unknown_keys(tmp_path):
    path = tmp_path / "recipe.toml"
    path.write_text((RECIPES / "renderer.toml").read_text().replace("batch =", "bacth ="))
    with pytest.raises(ValueError, match="bacth"):
        read_recipe(path)


def test_test_halls_are_never_trained_on():
    with pytest.raises(ValueError, match="training halls lie below"):
        replace(RECIPE, train=SetRecipe(TEST_HALLS_FROM - 1, 5, 1, 1))


def test_path_traced_pictures_agree_with_the_g_buffer_and_are_kept(tmp_path):
    pytest.importorskip("mitsuba", reason="path tracing needs the extra 'train'")
    recipe = SetRecipe(2, 1, 1, 4, width_px=64, height_px=36)
    make_set(recipe, tmp_path, lambda _: None)
    before = set_hash(tmp_path)
    [example] = read_set(tmp_path)
    hall = generate_hall(2)
    shot = generate_shot(hall, example.shot_number, 64, 36)
    scene = RaycastScene(hall.scene)
    gbuffer = scene.gbuffer(shot.cameras[-1], body_soup(agent_bodies(shot.states[-1])))
    dark, light = example.radiance.mean(axis=-1) == 0, gbuffer.emission.max(axis=-1) > 0
    assert not (dark & light).any()
    if light.any():
        lamp = light_rig(scene.static.soup, hall.sky).radiance.mean()
        assert np.median(example.radiance.mean(axis=-1)[light]) == pytest.approx(lamp, rel=0.3)
    made = next(Path(tmp_path).glob("*.npz")).stat().st_mtime_ns
    make_set(recipe, tmp_path, lambda _: None)
    assert next(Path(tmp_path).glob("*.npz")).stat().st_mtime_ns == made
    assert set_hash(tmp_path) == before


def test_more_samples_go_on_from_those_that_are_there(tmp_path, monkeypatch):
    pytest.importorskip("mitsuba", reason="path tracing needs the extra 'train'")
    monkeypatch.setattr("worlds.training.dataset.PASS_SAMPLES", 4)
    small = SetRecipe(2, 1, 1, 4, width_px=32, height_px=18)
    whole, apart = tmp_path / "whole", tmp_path / "apart"
    make_set(replace(small, samples=8), whole, lambda _: None)
    make_set(small, apart, lambda _: None)
    [first] = read_set(apart)
    make_set(replace(small, samples=8), apart, lambda _: None)
    [more] = read_set(apart)
    assert not np.array_equal(first.radiance, more.radiance)
    assert set_hash(apart) == set_hash(whole)
    with np.load(next(apart.glob("*.npz"))) as shard:
        assert int(shard["samples"]) == 8
        assert str(shard["variant"]) == mitsuba().variant()
