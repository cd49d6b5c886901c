import math

import numpy as np
import pytest
from scipy import stats

from scenarios.statistics.intervals import estimate, half_width, poisson_interval, wilson_interval


def test_t_interval_agrees_with_scipy():
    values = [101.0, 96.5, 104.25, 99.0, 103.0]
    found = estimate(values, 0.9)
    low, high = stats.t.interval(0.9, 4, loc=np.mean(values), scale=stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.mean == pytest.approx(np.mean(values))
    assert half_width(found) == pytest.approx((high - low) / 2)


def test_one_value_has_no_interval_and_none_has_no_mean():
    one = estimate([7.0])
    assert (one.mean, one.count) == (7.0, 1)
    assert math.isnan(one.low)
    assert math.isnan(one.high)
    assert math.isnan(estimate([]).mean)


def test_undefined_values_are_left_out():
    assert estimate([1.0, math.nan, 3.0]).count == 2
    assert estimate([1.0, math.nan, 3.0]).mean == 2.0


def test_t_interval_covers_as_often_as_it_says():
    generator = np.random.default_rng(5)
    samples = generator.normal(10.0, 3.0, size=(4000, 6))
    hits = sum(e.low <= 10.0 <= e.high for e in (estimate(row.tolist(), 0.9) for row in samples))
    assert hits / 4000 == pytest.approx(0.9, abs=0.015)  # three standard errors


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (10, 4.7954, 18.3904)])
def test_poisson_interval_has_the_tabled_values(count, low, high):
    found = poisson_interval(count, 1.0)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


def test_poisson_interval_scales_with_exposure_and_refuses_none():
    assert poisson_interval(3, 500.0).high == pytest.approx(poisson_interval(3, 1.0).high / 500)
    with pytest.raises(ValueError, match="exposure"):
        poisson_interval(3, 0.0)


@pytest.mark.parametrize(("successes", "trials"), [(0, 10), (7, 20), (20, 20)])
def test_wilson_agrees_with_scipy(successes, trials):
    found = wilson_interval(successes, trials)
    reference = stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    assert (found.low, found.high) == pytest.approx((reference.low, reference.high), abs=1e-12)


def test_wilson_refuses_more_successes_than_trials():
    with pytest.raises(ValueError, match="successes"):
        wilson_interval(5, 4)
