"""The network of the dynamics, run in numpy: one step of everyone, from features to a mixture of motions.

An agent's own features and those of its nearest neighbours (each seen with its own) are embedded, the neighbours
pooled by maximum and mean, and two layers lead to the answer:

    logit of standing still, logit of setting out, and a mixture of COMPONENTS two-dimensional Gaussians
    (weights, means, log standard deviations, correlations) over the motion (see `kernels`).

About 0.13 million multiplications an agent-step. A step of 16 futures of 40 agents is a few matrix products,
which no framework does faster than BLAS; so a worker that rolls futures needs no torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worlds.dynamics import kernels
from worlds.dynamics.kernels import ANSWER, LOGITS, MEANS, NEIGHBOURS, PAIR, SELF, SIGMAS, TURNS

WIDTH, PAIR_WIDTH = 128, 48
LOWEST_LOG_SIGMA, HIGHEST_LOG_SIGMA = -5.5, 1.0
SHAPES: dict[str, tuple[int, ...]] = {
    "own.weight": (WIDTH, SELF),
    "own.bias": (WIDTH,),
    "with_own.weight": (PAIR_WIDTH, SELF),
    "with_own.bias": (PAIR_WIDTH,),
    "pair.weight": (PAIR_WIDTH, PAIR),
    "pair2.weight": (PAIR_WIDTH, PAIR_WIDTH),
    "pair2.bias": (PAIR_WIDTH,),
    "join.weight": (WIDTH, WIDTH + 2 * PAIR_WIDTH),
    "join.bias": (WIDTH,),
    "deep.weight": (WIDTH, WIDTH),
    "deep.bias": (WIDTH,),
    "answer.weight": (ANSWER, WIDTH),
    "answer.bias": (ANSWER,),
}
Features = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]


class Network:
    """The weights, transposed for row-major products."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        for name, shape in SHAPES.items():
            if name not in arrays or arrays[name].shape != shape:
                raise ValueError(f"the weights have no {name} of shape {shape}")
        self._w = {
            name: np.ascontiguousarray(array.T if array.ndim == 2 else array, np.float32)
            for name, array in arrays.items()
        }

    def __call__(self, features: Features) -> NDArray[np.float32]:
        """(N, ANSWER) for own (N, SELF), pair (NEIGHBOURS, N, PAIR), seen (NEIGHBOURS, N); columns as in `kernels`."""
        own, pair, seen = features
        w = self._w
        rows = len(own)
        joined = np.empty((rows, WIDTH + 2 * PAIR_WIDTH), np.float32)
        h = own @ w["own.weight"]
        _relu(h, w["own.bias"])
        joined[:, :WIDTH] = h
        mine = own @ w["with_own.weight"]
        mine += w["with_own.bias"]
        p = (pair.reshape(-1, PAIR) @ w["pair.weight"]).reshape(NEIGHBOURS, rows, PAIR_WIDTH)
        p += mine
        np.maximum(p, 0.0, out=p)
        p = (p.reshape(-1, PAIR_WIDTH) @ w["pair2.weight"]).reshape(NEIGHBOURS, rows, PAIR_WIDTH)
        _relu(p, w["pair2.bias"])
        p *= seen[:, :, None]
        joined[:, WIDTH : WIDTH + PAIR_WIDTH] = p.max(axis=0)
        np.multiply(p.sum(axis=0), 1.0 / NEIGHBOURS, out=joined[:, WIDTH + PAIR_WIDTH :])
        h = joined @ w["join.weight"]
        _relu(h, w["join.bias"])
        h = h @ w["deep.weight"]
        _relu(h, w["deep.bias"])
        answer = h @ w["answer.weight"]
        answer += w["answer.bias"]
        sigmas = answer[:, SIGMAS : SIGMAS + 2 * kernels.COMPONENTS]
        np.clip(sigmas, LOWEST_LOG_SIGMA, HIGHEST_LOG_SIGMA, out=sigmas)
        turns = answer[:, TURNS : TURNS + kernels.COMPONENTS]
        np.tanh(turns, out=turns)
        turns *= 0.98
        return np.asarray(answer, np.float32)

    @property
    def parameters(self) -> int:
        """How many numbers were learned."""
        return sum(array.size for array in self._w.values())


def _relu(array: NDArray[Any], bias: NDArray[Any]) -> None:
    """Add the bias and cut below 0, in place."""
    array += bias
    np.maximum(array, 0.0, out=array)


assert (LOGITS, MEANS, SIGMAS, TURNS, ANSWER) == (2, 7, 17, 27, 32)
