"""Weights are what their card says, or they are refused."""

import json
from dataclasses import asdict

import pytest
import torch

from worlds.renderer.network import RendererConfig, RendererNetwork
from worlds.renderer.renderer import Renderer
from worlds.renderer.weights import WEIGHTS_FOLDER, WeightsMismatch, WeightsMissing, read_weights, write_weights

CONFIG = RendererConfig(widths=(4, 4, 4, 4))


@pytest.fixture
def folder(tmp_path):
    torch.manual_seed(0)
    write_weights(tmp_path, RendererNetwork(CONFIG).state_dict(), {"config": asdict(CONFIG)})
    return tmp_path


def test_weights_come_back_as_they_went(folder):
    renderer = Renderer.load(folder)
    torch.manual_seed(0)
    for name, value in RendererNetwork(CONFIG).state_dict().items():
        assert torch.equal(value, renderer.network.state_dict()[name])


def test_one_changed_byte_is_noticed(folder):
    data = bytearray((folder / "weights.safetensors").read_bytes())
    data[-1] ^= 1
    (folder / "weights.safetensors").write_bytes(bytes(data))
    with pytest.raises(WeightsMismatch, match="its card says"):
        Renderer.load(folder)


def test_missing_weights_say_how_to_make_them(tmp_path):
    with pytest.raises(WeightsMissing, match="train_world"):
        Renderer.load(tmp_path)


def test_weights_for_another_number_of_inputs_are_refused(folder):
    card = json.loads((folder / "card.json").read_text())
    card["config"]["inputs"] = 7
    (folder / "card.json").write_text(json.dumps(card))
    with pytest.raises(ValueError, match="7 inputs"):
        Renderer.load(folder)


@pytest.mark.parametrize("name", ["renderer", "detector"])
def test_the_shipped_weights_match_their_card_and_are_small_enough_for_git(name):
    tensors, card = read_weights(WEIGHTS_FOLDER / name)
    assert sum(t.numel() for t in tensors.values()) == card["parameters"]
    assert (WEIGHTS_FOLDER / name / "weights.safetensors").stat().st_size < 16 * 2**20
    assert card["data"]["train_sha256"]


def test_the_shipped_renderer_beats_fitted_lambert_by_its_own_card():
    measured = read_weights(WEIGHTS_FOLDER / "renderer")[1]["measured"]
    assert measured["renderer_psnr_db"] > measured["lambert_psnr_db"] + 3
    assert measured["renderer_ssim"] > measured["lambert_ssim"]
