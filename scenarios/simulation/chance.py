"""Random numbers inside compiled code: luck that belongs to (seed, replication, purpose, entity).

Counter-based: a number is a hash of its key, so nothing is drawn ahead, nothing is kept, and an
entity has the same luck whatever happens around it. The hash is the finaliser of SplitMix64 (Steele,
Lea and Flood 2014, with Stafford's constants, variant 13); the numbers of one entity are a SplitMix64
stream that starts at the hash of its key. `luck` draws with numpy's generators *before* a run; this
module is for what is not known then.
"""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from scenarios.simulation.compiled import called, inner, kernel

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: the step of SplitMix64
_OTHER = np.uint64(0xD1342543DE82EF95)  # another odd step, so that two counters do not meet
_A = np.uint64(0xBF58476D1CE4E5B9)
_B = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12, _ONE = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12), np.uint64(1)
_LAYER = np.uint64(255)  # the lowest bits, which `unit` does not use, choose a layer


class Family(IntEnum):
    """Distributions of a duration; `shape` is what `shape_of` makes of the coefficient of variation."""

    CONSTANT = 0
    EXPONENTIAL = 1
    ERLANG = 2
    GAMMA = 3
    LOGNORMAL = 4
    HYPEREXPONENTIAL = 5
    UNIFORM = 6


def shape_of(family: Family, cv: float) -> float:
    """The shape parameter of `duration` for a coefficient of variation.

    Erlang: the number of phases, the nearest to 1/cv². Gamma: 1/cv². Log-normal: the standard deviation of
    the logarithm. Hyperexponential: the probability of the first branch, with balanced means (Whitt 1982).
    Uniform: half the range over the mean.
    """
    if family is Family.ERLANG:
        return float(max(1, round(1 / cv**2)))
    if family is Family.GAMMA:
        return 1 / cv**2
    if family is Family.LOGNORMAL:
        return math.sqrt(math.log1p(cv * cv))
    if family is Family.HYPEREXPONENTIAL:
        return (1 + math.sqrt((cv * cv - 1) / (cv * cv + 1))) / 2
    if family is Family.UNIFORM:
        return math.sqrt(3) * cv
    return 0.0


@inner
def mix(z: np.uint64) -> np.uint64:
    """A bijective hash of 64 bits."""
    z = (z ^ (z >> _S30)) * _A
    z = (z ^ (z >> _S27)) * _B
    return z ^ (z >> _S31)


@kernel
def _stream_key(parts: NDArray[np.uint64], out: NDArray[np.uint64]) -> None:
    z = mix(parts[0] + _GOLDEN)
    z = mix(z + (parts[1] + _ONE) * _GOLDEN)
    out[0] = mix(z + (parts[2] + _ONE) * _OTHER)


def stream_key(seed: int, replication: int, purpose: int) -> np.uint64:
    """The key of a purpose in one replication."""
    out = np.zeros(1, np.uint64)  # as an array: numba hands a lone integer back as a Python one, which loses its type
    _stream_key(np.array([seed, replication, purpose], np.uint64), out)
    return np.uint64(out[0])


@inner
def luck_of(key: np.uint64, entity: int) -> np.uint64:
    """Where the numbers of one entity start."""
    return mix(key + (np.uint64(entity) + _ONE) * _OTHER)


@inner
def draw(luck: np.uint64, n: int) -> np.uint64:
    """The n-th random 64 bits of an entity, in any order."""
    return mix(luck + (np.uint64(n) + _ONE) * _GOLDEN)


@inner
def unit(bits: np.uint64) -> float:
    """A number strictly between 0 and 1, of 52 bits."""
    return (np.int64(bits >> _S12) + 0.5) * 2.0**-52


def _ziggurat() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Right edges and heights of the layers under exp(-x), all of the same area (Marsaglia and Tsang 2000)."""
    edges = np.zeros(_LAYERS + 1)
    area = (_TAIL_FROM + 1.0) * math.exp(-_TAIL_FROM)
    edges[0], edges[1] = area / math.exp(-_TAIL_FROM), _TAIL_FROM
    for k in range(2, _LAYERS):
        edges[k] = -math.log(math.exp(-edges[k - 1]) + area / edges[k - 1])
    return edges, np.exp(-edges)


_LAYERS = 256
_TAIL_FROM = 7.69711747013104972  # where the lowest layer ends
_EDGE, _HEIGHT = _ziggurat()


@called
def _exponential_edge(bits: np.uint64) -> float:
    """The rare case of `exponential`, begun anew: a draw beyond the sure part of its layer."""
    n = 0
    while True:
        layer = np.int64(bits & _LAYER)
        x = unit(bits) * _EDGE[layer]
        if x < _EDGE[layer + 1]:
            return x
        n += 1
        if layer == 0:
            return _TAIL_FROM - math.log(unit(draw(bits, n)))
        if _HEIGHT[layer] + unit(draw(bits, n)) * (_HEIGHT[layer + 1] - _HEIGHT[layer]) < math.exp(-x):
            return x
        bits = draw(bits, n + 1)


@inner
def exponential(bits: np.uint64) -> float:
    """Mean 1, by the ziggurat: 99 of 100 draws cost a table look-up and a product."""
    layer = bits & _LAYER
    x = unit(bits) * _EDGE[layer]
    if x < _EDGE[layer + _ONE]:
        return x
    return _exponential_edge(bits)


# Numerators and denominators of AS 241 over the middle, the shoulders and the tails, highest power first.
_MIDDLE = (
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
    1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
)  # fmt: skip
_MIDDLE_BELOW = (
    5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
    5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0,
)  # fmt: skip
_SHOULDER = (
    7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
    3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
)  # fmt: skip
_SHOULDER_BELOW = (
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
    6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0,
)  # fmt: skip
_TAIL = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
    2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
)  # fmt: skip
_TAIL_BELOW = (
    2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
    1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
)  # fmt: skip


@inner
def _ratio(above: tuple[float, ...], below: tuple[float, ...], r: float) -> float:
    """The quotient of two polynomials (Horner)."""
    p = 0.0
    q = 0.0
    for k in range(8):
        p = p * r + above[k]
        q = q * r + below[k]
    return p / q


@called
def normal(u: float) -> float:
    """The standard normal deviate of a probability: algorithm AS 241, PPND16 (Wichura 1988), to 1e-16."""
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(_MIDDLE, _MIDDLE_BELOW, 0.180625 - q * q)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    tail = _ratio(_SHOULDER, _SHOULDER_BELOW, r - 1.6) if r <= 5.0 else _ratio(_TAIL, _TAIL_BELOW, r - 5.0)
    return tail if q > 0.0 else -tail


@called
def _gamma(shape: float, bits: np.uint64) -> float:
    """Gamma of mean `shape` (Marsaglia and Tsang 2000), drawing on from `bits` until one is accepted."""
    boost = 1.0
    alpha = shape
    if alpha < 1.0:
        boost = unit(bits) ** (1.0 / alpha)
        alpha += 1.0
    d = alpha - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    n = 0
    while True:
        x = normal(unit(draw(bits, n)))
        u = unit(draw(bits, n + 1))
        n += 2
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        if math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
            return d * v * boost


@called
def _erlang(phases: int, bits: np.uint64) -> float:
    """The sum of so many exponentials of mean 1."""
    total = 0.0
    for n in range(phases):
        total += exponential(draw(bits, n))
    return total


@called
def duration(family: int, mean: float, shape: float, bits: np.uint64) -> float:
    """A random time with this mean; `shape` as `shape_of` gives it."""
    factor = 1.0
    if family == 1:
        factor = exponential(bits)
    elif family == 2:
        factor = _erlang(int(shape), bits) / shape
    elif family == 3:
        factor = _gamma(shape, bits) / shape
    elif family == 4:
        factor = math.exp(shape * normal(unit(bits)) - 0.5 * shape * shape)
    elif family == 5:
        branch = shape if unit(bits) < shape else 1.0 - shape
        factor = exponential(draw(bits, 0)) / (2.0 * branch)
    elif family == 6:
        factor = 1.0 + shape * (2.0 * unit(bits) - 1.0)
    return mean * factor


@kernel
def fill_durations(family: int, mean: float, shape: float, key: np.uint64, out: NDArray[np.float64]) -> None:
    """One duration each for the entities 0, 1, ... of a stream, into `out` (N,)."""
    for entity in range(len(out)):
        out[entity] = duration(family, mean, shape, draw(luck_of(key, entity), 0))


@kernel
def fill_units(key: np.uint64, first: int, out: NDArray[np.float64]) -> None:
    """Numbers between 0 and 1 into `out` (E, N): one row per entity from `first` on, one column per draw."""
    for entity in range(out.shape[0]):
        luck = luck_of(key, first + entity)
        for n in range(out.shape[1]):
            out[entity, n] = unit(draw(luck, n))
