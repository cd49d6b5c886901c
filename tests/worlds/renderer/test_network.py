"""The network starts as the estimate that its inputs hold, and learning can only improve on it."""

import torch

from worlds.conditioning.features import CHANNELS, INDIRECT, LAMPS, SEEN
from worlds.renderer.network import AMBIENT_FLOOR, FEEDBACK, MOST_TRUST, RendererConfig, RendererNetwork, irradiance


def inputs(lamps=2.0, seen=0.5, indirect=1.0, past=None):
    x = torch.zeros(1, len(CHANNELS) + FEEDBACK, 32, 32)
    x[:, LAMPS] = torch.log1p(torch.tensor(4 * lamps))
    x[:, SEEN] = seen
    x[:, INDIRECT] = torch.log1p(torch.tensor(4 * indirect))
    if past is not None:
        x[:, 20:23] = torch.log1p(torch.tensor(4 * past))
        x[:, 23] = 1
    return x


def test_an_untrained_network_repeats_the_estimate():
    network = RendererNetwork(RendererConfig(widths=(4, 4, 4, 4)))
    assert torch.allclose(network(inputs()), torch.tensor(2.0 * 0.5 + 1.0 + AMBIENT_FLOOR), atol=1e-4)


def test_trust_in_the_past_blends_towards_it():
    head = torch.zeros(1, 6, 32, 32)
    fresh, past = 2.02, 7.0
    for logit, share in ((0.0, 0.5), (-20.0, 0.0), (20.0, MOST_TRUST)):
        head[:, 5] = logit
        blend = torch.tensor(fresh + share * (past - fresh))
        assert torch.allclose(irradiance(inputs(past=past), head), blend, atol=1e-3)
    assert torch.allclose(irradiance(inputs(), head), torch.tensor(fresh), atol=1e-3)  # no past: nothing to trust


def test_a_past_that_is_wholly_trusted_is_forgotten_within_half_a_second():
    head = torch.zeros(1, 6, 32, 32)
    head[:, 5] = 20.0
    light, fresh = torch.tensor(7.0), 2.02
    for _ in range(12):
        light = irradiance(inputs(past=float(light.mean())), head)
    assert torch.allclose(light, torch.tensor(fresh), atol=0.02)


def test_light_is_never_negative_whatever_the_network_says():
    head = 50 * torch.randn(1, 6, 32, 32, generator=torch.Generator().manual_seed(0))
    assert (irradiance(inputs(past=0.1), head) >= 0).all()
