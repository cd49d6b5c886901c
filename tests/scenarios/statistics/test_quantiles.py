import math

import numpy as np
import pytest

from scenarios.statistics.quantiles import bootstrap_quantiles


def bootstrap_quantile(days, share, **options):
    return bootstrap_quantiles(days, [share], **options)[0]


def test_the_quantile_is_that_of_everything_pooled():
    days = [np.arange(10.0), np.arange(10.0, 30.0)]
    assert bootstrap_quantile(days, 0.9).mean == pytest.approx(np.quantile(np.arange(30.0), 0.9))


def test_days_that_differ_make_a_wider_interval_than_their_observations_tell():
    """Two hundred observations a day do not help where the days themselves differ."""
    generator = np.random.default_rng(21)
    levels = generator.normal(0, 5, 20)
    clustered = bootstrap_quantile([level + generator.normal(0, 1, 200) for level in levels], 0.5)
    alike = bootstrap_quantile([generator.normal(0, 1, 200) for _ in levels], 0.5)
    assert clustered.high - clustered.low > 10 * (alike.high - alike.low)


def test_the_interval_covers_the_true_quantile():
    generator = np.random.default_rng(22)
    true = 600 * math.log(10)  # the 0.9 quantile of an exponential with mean 600
    hits = 0
    for _ in range(200):
        found = bootstrap_quantile([generator.exponential(600, 30) for _ in range(20)], 0.9, resamples=300)
        hits += found.low <= true <= found.high
    assert hits / 200 >= 0.88


def test_the_same_figures_give_the_same_interval():
    days = [[1.0, 2.0, 5.0], [2.0, 8.0], [3.0]]
    assert bootstrap_quantile(days, 0.5) == bootstrap_quantile(days, 0.5)


def test_undefined_figures_and_empty_days_are_left_out():
    found = bootstrap_quantile([[1.0, math.nan], [], [3.0], math.nan], 0.5)
    assert (found.mean, found.count) == (2.0, 2)
    assert math.isnan(bootstrap_quantile([[4.0]], 0.5).low)
    assert math.isnan(bootstrap_quantile([], 0.5).mean)
    with pytest.raises(ValueError, match="between 0 and 1"):
        bootstrap_quantile([[1.0]], 1.5)


def test_resampled_quantiles_are_those_of_what_a_draw_holds():
    """The weighted look-up against numpy on the very draws, ties and interpolation included."""
    generator = np.random.default_rng(9)
    days = [np.round(generator.exponential(10, n), 0) for n in (3, 7, 1, 12)]
    shares = [0.0, 0.25, 0.5, 0.9, 1.0]
    found = bootstrap_quantiles(days, shares, resamples=200)
    draws = np.random.default_rng(20_011).integers(0, 4, (200, 4))
    by_hand = np.array([np.quantile(np.concatenate([days[i] for i in draw]), shares) for draw in draws])
    assert [e.low for e in found] == pytest.approx(np.quantile(by_hand, 0.025, axis=0))
    assert [e.high for e in found] == pytest.approx(np.quantile(by_hand, 0.975, axis=0))
