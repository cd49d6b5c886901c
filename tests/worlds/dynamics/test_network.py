"""The network in numpy answers as the one that was trained."""

import numpy as np
import pytest
import torch

from tests.worlds.dynamics.halls import untrained
from worlds.dynamics import kernels
from worlds.dynamics.network import SHAPES, Network
from worlds.training.dynamics import DynamicsNetwork


def features(rows=7, seed=0):
    rng = np.random.default_rng(seed)
    own = rng.standard_normal((rows, kernels.SELF)).astype(np.float32)
    pair = rng.standard_normal((kernels.NEIGHBOURS, rows, kernels.PAIR)).astype(np.float32)
    return own, pair, (rng.random((kernels.NEIGHBOURS, rows)) > 0.4).astype(np.float32)


def test_numpy_and_torch_agree():
    torch.manual_seed(0)
    trained = DynamicsNetwork()
    own, pair, seen = features()
    turned = [torch.from_numpy(np.ascontiguousarray(a)) for a in (own, pair.transpose(1, 0, 2), seen.T)]
    expected = trained(*turned).detach().numpy()
    answer = Network(trained.arrays())((own, pair, seen))
    assert answer[:, : kernels.SIGMAS] == pytest.approx(expected[:, : kernels.SIGMAS], abs=1e-5)
    assert answer[:, kernels.TURNS :] == pytest.approx(0.98 * np.tanh(expected[:, kernels.TURNS :]), abs=1e-5)


def test_who_is_not_seen_does_not_count():
    own, pair, seen = features()
    changed = pair + 5.0 * (1 - seen)[..., None]
    network = untrained()
    assert (network((own, pair, seen)) == network((own, changed, seen))).all()


@pytest.mark.parametrize("name", ["own.weight", "answer.bias"])
def test_weights_of_another_shape_are_refused(name):
    arrays = {key: np.zeros(shape, np.float32) for key, shape in SHAPES.items()}
    arrays[name] = arrays[name][:-1]
    with pytest.raises(ValueError, match=name):
        Network(arrays)
