"""Every way of running the network gives the picture that PyTorch gives, and the same bytes each time."""

import numpy as np
import pytest
import torch

from worlds.conditioning.features import CHANNELS
from worlds.renderer.network import FEEDBACK, RendererConfig, RendererNetwork
from worlds.renderer.runners import CudaRunner, EagerRunner, OpenVinoRunner, best_runner


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(3)
    made = RendererNetwork(RendererConfig(widths=(8, 12, 16, 20)))
    for parameter in made.parameters():  # zeros at the start would hide every mistake behind them
        torch.nn.init.normal_(parameter, std=0.08)
    return made


def inputs(height=48, width=80, seed=0):
    return np.random.default_rng(seed).random((len(CHANNELS) + FEEDBACK, height, width), np.float32)


def test_openvino_computes_what_pytorch_computes(network):
    exact = OpenVinoRunner(network, precision="f32")
    for size in ((48, 80), (50, 84)):  # the second is not divisible by the network's scales
        x = inputs(*size)
        expected = EagerRunner(network)(x)
        assert expected.shape == (*size, 3)
        assert expected.std() > 0.1
        assert np.allclose(exact(x), expected, rtol=1e-4, atol=1e-4)


def test_what_the_processor_prefers_is_within_a_hundredth(network):
    x = inputs()
    expected = EagerRunner(network)(x)
    assert np.abs(OpenVinoRunner(network)(x) / expected - 1).mean() < 0.01


def test_equal_inputs_give_equal_bytes(network):
    one, two = best_runner(network), best_runner(network)
    x = inputs()
    first = one(x)
    one(inputs(seed=1))
    assert np.array_equal(one(x), first)
    assert np.array_equal(two(x), first)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_cuda_renders_a_batch_of_cameras_as_pytorch_does(network):
    x = np.stack([inputs(seed=k) for k in range(4)])
    expected = [EagerRunner(network)(one) for one in x]
    runner = CudaRunner(network)
    for _ in range(2):  # captured, then replayed
        found = runner.batch(x)
        assert all(np.abs(f / e - 1).mean() < 0.02 for f, e in zip(found, expected, strict=True))


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_without_a_device_cuda_says_so(network):
    with pytest.raises(RuntimeError, match="no CUDA device"):
        CudaRunner(network)
