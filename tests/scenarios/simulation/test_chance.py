"""Counter-based random numbers: the right distributions, and luck that belongs to its key."""

import math

import numpy as np
import pytest
from numba import njit
from scipy import stats

from scenarios.simulation.chance import Family, fill_durations, fill_units, normal, shape_of, stream_key

N = 200_000


def _units(seed=1, replication=0, purpose=0, *, entities=1, draws=N, first=0):
    out = np.empty((entities, draws))
    fill_units(stream_key(seed, replication, purpose), first, out)
    return out


def _durations(family: Family, mean: float, cv: float, seed=7):
    out = np.empty(N)
    fill_durations(int(family), mean, shape_of(family, cv), stream_key(seed, 0, 3), out)
    return out


def _hyperexponential_cdf(mean: float, cv: float):
    p = shape_of(Family.HYPEREXPONENTIAL, cv)
    return lambda x: 1 - p * np.exp(-2 * p * x / mean) - (1 - p) * np.exp(-2 * (1 - p) * x / mean)


@pytest.mark.parametrize(
    ("family", "cv", "cdf"),
    [
        (Family.EXPONENTIAL, 1.0, stats.expon(scale=12).cdf),
        (Family.ERLANG, 0.5, stats.gamma(4, scale=3).cdf),
        (Family.GAMMA, 0.4, stats.gamma(1 / 0.16, scale=12 * 0.16).cdf),
        (Family.GAMMA, 1.5, stats.gamma(1 / 2.25, scale=12 * 2.25).cdf),
        (
            Family.LOGNORMAL,
            0.3,
            stats.lognorm(math.sqrt(math.log(1.09)), scale=12 / math.sqrt(1.09)).cdf,
        ),
        (Family.HYPEREXPONENTIAL, 2.0, _hyperexponential_cdf(12, 2.0)),
        (Family.UNIFORM, 0.5, stats.uniform(12 * (1 - 3**0.5 / 2), 12 * 3**0.5).cdf),
    ],
)
def test_a_family_has_its_distribution_mean_and_spread(family: Family, cv: float, cdf) -> None:
    x = _durations(family, 12.0, cv)
    assert stats.kstest(x, cdf).pvalue > 1e-3
    assert x.mean() == pytest.approx(12.0, abs=5 * 12 * cv / math.sqrt(N))
    assert x.std() / 12.0 == pytest.approx(cv, rel=0.03)
    assert (x > 0).all()


def test_an_exponential_is_exponential_far_out() -> None:
    """Beyond the layers of the ziggurat: as many as there should be, and memoryless."""
    out = np.empty(5_000_000)
    fill_durations(int(Family.EXPONENTIAL), 1.0, 0.0, stream_key(11, 0, 0), out)
    for beyond in (2.0, 5.0, 7.697, 9.0):
        tail = out[out > beyond] - beyond
        expected = len(out) * math.exp(-beyond)
        assert len(tail) == pytest.approx(expected, abs=4.5 * math.sqrt(expected))
        assert tail.mean() == pytest.approx(1.0, abs=4.5 / math.sqrt(expected))
    assert stats.kstest(out[:1_000_000], "expon").pvalue > 1e-3


def test_a_constant_is_constant() -> None:
    assert set(_durations(Family.CONSTANT, 12.0, 0.0)) == {12.0}


@pytest.mark.parametrize("shape", [(1, N), (N, 1), (400, 500)])
def test_units_are_uniform_along_an_entity_and_across_entities(shape: tuple[int, int]) -> None:
    u = _units(entities=shape[0], draws=shape[1])
    assert stats.kstest(u.ravel(), "uniform").pvalue > 1e-3
    assert u.min() > 0
    assert u.max() < 1


def test_neighbouring_keys_are_independent() -> None:
    """Every pair of streams that differ in one part of the key by one: no correlation, pairs fill the square evenly."""
    base = _units(seed=5, replication=3, purpose=2)[0]
    others = {
        "seed": _units(seed=6, replication=3, purpose=2)[0],
        "replication": _units(seed=5, replication=4, purpose=2)[0],
        "purpose": _units(seed=5, replication=3, purpose=3)[0],
        "entity": _units(seed=5, replication=3, purpose=2, first=1)[0],
        "draw": np.roll(base, 1),
    }
    for what, other in others.items():
        assert abs(np.corrcoef(base, other)[0, 1]) < 4 / math.sqrt(N), what
        filled = np.histogram2d(base, other, bins=16, range=[[0, 1], [0, 1]])[0]
        assert stats.chisquare(filled.ravel()).pvalue > 1e-4, what


def test_luck_belongs_to_its_key_alone() -> None:
    many = _units(entities=50, draws=20)
    alone = _units(entities=1, draws=20, first=31)
    np.testing.assert_array_equal(many[31], alone[0])
    assert not np.array_equal(_units(seed=1, draws=8), _units(seed=2, draws=8))


@njit
def _normals(u, out):
    for k in range(len(u)):
        out[k] = normal(u[k])


def test_the_normal_deviate_is_exact_into_the_tails() -> None:
    u = np.concatenate([np.geomspace(1e-16, 0.5, 2000), 1 - np.geomspace(1e-10, 0.5, 2000)])
    out = np.empty(len(u))
    _normals(u, out)
    np.testing.assert_allclose(out, stats.norm.ppf(u), rtol=1e-9, atol=1e-12)
