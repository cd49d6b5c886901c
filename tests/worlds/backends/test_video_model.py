"""Tiny randomly initialised pipelines of both classes: built, saved, loaded offline, driven by depth on the CPU.

The text encoders are spared by given prompt embeddings. Cosmos resizes one mask with torchvision, of
which there is no build for every torch: a stand-in does that where it is absent. Its guardrail is a dummy
here and nowhere else.
"""

import json
import types
from importlib.util import find_spec
from itertools import pairwise

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch.nn import functional

from worlds.backends import video_model
from worlds.backends.video_model import (
    OVERLAP,
    BackendUnavailable,
    VideoModel,
    VideoModelSettings,
    check_memory,
    chunk_starts,
    folder_fingerprint,
    whole_length,
)

diffusers = pytest.importorskip("diffusers", reason="needs the extra 'diffusers'")
pytest.importorskip("transformers", reason="needs the extra 'diffusers'")

QUICK = VideoModelSettings(steps=2, chunk_frames=9)
RNG = np.random.default_rng(0)
CONTROL = RNG.integers(0, 255, (11, 27, 48, 3), dtype=np.uint8)

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")


class Guardrail(torch.nn.Module):
    """Lets everything pass."""

    dtype, device = torch.float32, torch.device("cpu")

    def to(self, *_, **__):
        return self

    def check_video_safety(self, video):
        return video


def embeddings(folder):
    save_file(
        {"prompt_embeds": torch.ones(1, 16, 32), "negative_prompt_embeds": torch.zeros(1, 16, 32)},
        str(folder / "prompt.safetensors"),
    )


def tiny_vae():
    return diffusers.AutoencoderKLWan(
        base_dim=3, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True]
    )


@pytest.fixture(scope="module")
def wan(tmp_path_factory):
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("wan")
    transformer = diffusers.WanVACETransformer3DModel(
        patch_size=(1, 2, 2), num_attention_heads=2, attention_head_dim=12, in_channels=16, out_channels=16,
        text_dim=32, freq_dim=64, ffn_dim=32, num_layers=2, cross_attn_norm=True,
        qk_norm="rms_norm_across_heads", rope_max_seq_len=32, vace_layers=[0], vace_in_channels=96,
    )  # fmt: skip
    diffusers.WanVACEPipeline(
        tokenizer=None,
        text_encoder=None,
        vae=tiny_vae(),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=7.0),
        transformer=transformer,
    ).save_pretrained(folder)
    embeddings(folder)
    return folder


@pytest.fixture(scope="module")
def cosmos(tmp_path_factory):
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("cosmos")
    shared = {
        "num_attention_heads": 2, "attention_head_dim": 16, "mlp_ratio": 2, "text_embed_dim": 32, "adaln_lora_dim": 4,
        "patch_size": (1, 2, 2), "max_size": (8, 32, 32), "rope_scale": (2.0, 1.0, 1.0),
        "extra_pos_embed_type": "learnable", "img_context_dim_in": 32, "img_context_dim_out": 32,
    }  # fmt: skip
    transformer = diffusers.CosmosTransformer3DModel(
        in_channels=17, out_channels=16, num_layers=2, concat_padding_mask=True, controlnet_block_every_n=1,
        img_context_num_tokens=4, **shared,
    )  # fmt: skip
    controlnet = diffusers.CosmosControlNetModel(
        n_controlnet_blocks=2, in_channels=18, latent_channels=18, model_channels=32, use_crossattn_projection=False,
        **shared,
    )  # fmt: skip
    for weight in controlnet.parameters():  # its last layers begin at zero: the control would do nothing
        torch.nn.init.normal_(weight, std=0.1)
    pipeline = diffusers.Cosmos2_5_TransferPipeline(
        text_encoder=None,
        tokenizer=None,
        transformer=transformer,
        vae=tiny_vae(),
        scheduler=diffusers.UniPCMultistepScheduler(),
        controlnet=controlnet,
        safety_checker=Guardrail(),
    )
    pipeline.register_modules(safety_checker=None)
    pipeline.save_pretrained(folder)
    embeddings(folder)
    return folder


@pytest.fixture
def resize_without_torchvision(monkeypatch):
    """torchvision's nearest resize, for the one place where Cosmos uses it."""
    if find_spec("torchvision") is not None:
        return
    from diffusers.models.controlnets import controlnet_cosmos
    from diffusers.models.transformers import transformer_cosmos

    def resize(image, size, interpolation):
        return functional.interpolate(image, size=list(size), mode=interpolation)

    stand_in = types.SimpleNamespace(
        functional=types.SimpleNamespace(resize=resize), InterpolationMode=types.SimpleNamespace(NEAREST="nearest")
    )
    for module in (controlnet_cosmos, transformer_cosmos):
        monkeypatch.setattr(module, "transforms", stand_in, raising=False)
    monkeypatch.setattr(video_model, "find_spec", lambda _: True)


@pytest.fixture
def with_guardrail(monkeypatch):
    from diffusers.pipelines.cosmos import pipeline_cosmos2_5_transfer

    monkeypatch.setattr(pipeline_cosmos2_5_transfer, "CosmosSafetyChecker", Guardrail)


def check_film(model):
    shares: list[float] = []
    film = model.film(CONTROL, seed=1, watch=shares.append)
    assert film.shape == CONTROL.shape
    assert film.dtype == np.uint8
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert np.array_equal(model.film(CONTROL, seed=1), film)
    assert not np.array_equal(model.film(CONTROL, seed=2), film)
    assert not np.array_equal(model.film(255 - CONTROL, seed=1), film)  # it follows the depth


def test_wan_is_saved_loaded_and_driven(wan):
    model = VideoModel.load(wan, QUICK, device="cpu")
    check_film(model)
    assert model.fingerprint == folder_fingerprint(wan)


def test_wan_goes_on_from_known_frames(wan):
    model = VideoModel.load(wan, QUICK, device="cpu")
    known = np.full((1, 27, 48, 3), 200, np.uint8)
    film = model.film(CONTROL[:2], seed=1, known=known)
    assert np.abs(film[0].astype(int) - 200).max() <= 1  # what is known is shown
    assert not np.array_equal(film[1], model.film(CONTROL[:2], seed=1)[1])


def test_cosmos_is_saved_loaded_and_driven(cosmos, resize_without_torchvision, with_guardrail):
    check_film(VideoModel.load(cosmos, QUICK, device="cpu"))


def test_cosmos_without_its_guardrail_is_refused(cosmos, resize_without_torchvision):
    with pytest.raises(BackendUnavailable, match="cosmos_guardrail"):
        VideoModel.load(cosmos, QUICK, device="cpu")


def test_cosmos_says_that_it_needs_torchvision(cosmos, monkeypatch):
    monkeypatch.setattr(video_model, "find_spec", lambda _: None)
    with pytest.raises(BackendUnavailable, match="torchvision"):
        VideoModel.load(cosmos, QUICK, device="cpu")


def test_what_is_missing_is_said(tmp_path, wan):
    with pytest.raises(BackendUnavailable, match=r"no model_index\.json"):
        VideoModel.load(tmp_path)
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": "StableDiffusionPipeline"}))
    with pytest.raises(BackendUnavailable, match="StableDiffusionPipeline"):
        VideoModel.load(tmp_path)
    (tmp_path / "model_index.json").write_text((wan / "model_index.json").read_text())
    with pytest.raises(BackendUnavailable, match="not complete"):
        VideoModel.load(tmp_path, device="cpu")
    (tmp_path / "model_index.json").write_text("no json")
    with pytest.raises(BackendUnavailable, match="cannot be read"):
        VideoModel.load(tmp_path)


def test_without_the_extra_its_name_is_said(wan, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "diffusers", None)
    with pytest.raises(BackendUnavailable, match=r"foresite\[diffusers\]"):
        VideoModel.load(wan)


def test_weights_that_cannot_fit_are_refused_before_they_are_read(wan):
    check_memory(wan, 10**12, "cpu")
    with pytest.raises(BackendUnavailable, match="are free"):
        check_memory(wan, 1000, "cpu")


def test_running_out_of_memory_is_told(wan, monkeypatch):
    model = VideoModel.load(wan, QUICK, device="cpu")

    def exhausted(**_):
        raise torch.OutOfMemoryError

    monkeypatch.setattr(model, "pipeline", exhausted)
    with pytest.raises(BackendUnavailable, match="smaller or shorter"):
        model.film(CONTROL)


def test_chunks_cover_a_clip_and_overlap():
    assert chunk_starts(81, 81) == [0]
    assert chunk_starts(82, 81) == [0, 81 - OVERLAP]
    starts = chunk_starts(300, 81)
    assert all(b - a == 81 - OVERLAP for a, b in pairwise(starts))
    assert starts[-1] + 81 >= 300
    assert [whole_length(n) for n in (1, 5, 6, 81)] == [5, 5, 9, 81]


def test_the_fingerprint_follows_the_weights(tmp_path):
    (tmp_path / "a.safetensors").write_bytes(b"1" * 100)
    first = folder_fingerprint(tmp_path)
    (tmp_path / "a.safetensors").write_bytes(b"2" * 100)
    assert folder_fingerprint(tmp_path) != first


def test_settings_that_contradict_are_refused():
    with pytest.raises(ValueError, match="chunk_frames"):
        VideoModelSettings(chunk_frames=10)
    with pytest.raises(ValueError, match="at least one step"):
        VideoModelSettings(steps=0)
