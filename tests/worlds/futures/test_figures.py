"""Shares and spreads against their definitions."""

import numpy as np
import pytest
from scipy.stats import binomtest

from worlds.futures.figures import fits, share_of, spread_of


@pytest.mark.parametrize("count", [0, 1, 9, 63, 64])
def test_the_interval_of_a_share_is_the_exact_one(count):
    share = share_of(np.arange(64) < count)
    exact = binomtest(count, 64).proportion_ci(0.95, method="exact")
    assert (share.count, share.of, share.mean) == (count, 64, count / 64)
    assert (share.low, share.high) == pytest.approx((exact.low, exact.high))


def test_a_share_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one future"):
        share_of(np.zeros(0, bool))


def test_a_spread_counts_only_what_has_a_value():
    spread = spread_of(np.array([1.0, 2.0, 3.0, np.inf, np.nan]))
    assert (spread.median, spread.count) == (2.0, 3)
    assert 1.0 < spread.low < spread.high < 3.0
    assert spread_of(np.array([np.inf])) is None


def test_an_outcome_fits_within_the_range_and_the_resolution():
    spread = spread_of(np.linspace(1, 2, 101))
    assert fits(1.5, spread, 0.0)
    assert not fits(0.9, spread, 0.05)
    assert fits(0.99, spread, 0.05)
    assert fits(5.0, None, 0.0)
