import numpy as np
import pytest

from scenarios.statistics.steady_state import batch_means, long_run_mean, mser5


def steady_state_mean(values, **options):
    """The long run from one long replication."""
    found = long_run_mean([values], **options)[1]
    assert found is not None
    return found


def autoregressive(generator, count, *, start, correlation=0.5, mean=10.0):
    """AR(1) about a mean, started away from it."""
    values = np.empty(count)
    level = start
    for i in range(count):
        level = mean + correlation * (level - mean) + generator.normal()
        values[i] = level
    return values


def waiting_times(generator, count, load):
    """Lindley's recursion for an M/M/1 queue with service rate 1, empty at the start."""
    arrivals, services = generator.exponential(1 / load, count), generator.exponential(1.0, count)
    waits = np.zeros(count)
    for i in range(1, count):
        waits[i] = max(0.0, waits[i - 1] + services[i - 1] - arrivals[i])
    return waits


def test_the_cut_is_the_least_of_the_statistic_by_hand():
    values = np.random.default_rng(1).normal(0, 1, 200) + 50 * np.exp(-np.arange(200) / 10)
    means = values.reshape(40, 5).mean(axis=1)
    by_hand = [((means[d:] - means[d:].mean()) ** 2).sum() / (40 - d) ** 2 for d in range(35)]
    assert mser5(values).observations == 5 * int(np.argmin(by_hand))
    assert mser5(values + 1e6).observations == mser5(values).observations


def test_a_ramp_is_cut_off_where_it_ends():
    values = np.concatenate([np.linspace(0, 10, 100), 10 + np.random.default_rng(3).normal(0, 0.2, 900)])
    found = mser5(values)
    assert found.is_valid
    assert 95 <= found.observations <= 130


def test_a_run_that_only_climbs_has_not_settled():
    values = np.linspace(0, 10, 300) ** 3
    assert not mser5(values).is_valid
    assert long_run_mean([values])[1] is None


def test_too_few_observations_are_refused():
    with pytest.raises(ValueError, match="at least 50"):
        mser5([1.0] * 49)
    with pytest.raises(ValueError, match="20 batches"):
        batch_means([1.0] * 39)


def test_truncation_takes_the_bias_out():
    """Started 120 above its mean, the plain average of 400 is 0.3 too high; the truncated one is not."""
    generator = np.random.default_rng(5)
    plain, truncated = [], []
    for _ in range(200):
        values = autoregressive(generator, 400, start=130.0)
        plain.append(values.mean())
        if mser5(values).is_valid:
            truncated.append(steady_state_mean(values).mean)
    assert len(truncated) >= 190
    assert np.mean(plain) - 10 == pytest.approx(0.5 * 120 / 0.5 / 400, abs=0.05)  # φ (x0 - μ) / (1 - φ) / n
    assert np.mean(truncated) - 10 == pytest.approx(0, abs=0.05)


def test_the_interval_covers_the_long_run_mean_of_a_correlated_series():
    generator = np.random.default_rng(6)
    hits = 0
    for _ in range(300):
        found = steady_state_mean(autoregressive(generator, 2000, start=10.0), confidence=0.9)
        hits += found.low <= 10 <= found.high
    assert hits / 300 == pytest.approx(0.9, abs=0.06)  # batches are correlated a little, and the cut is chosen


def test_the_wait_in_a_queue_is_pollaczek_and_khinchines():
    """M/M/1 with load 0.5: the mean wait is ρ / (1 - ρ) = 1 service time."""
    runs = [steady_state_mean(waiting_times(np.random.default_rng(seed), 40_000, 0.5)) for seed in range(12)]
    assert np.mean([r.mean for r in runs]) == pytest.approx(1.0, abs=0.025)  # its standard error is 0.008
    assert sum(r.low <= 1.0 <= r.high for r in runs) >= 9


def test_replications_lose_the_same_opening_and_give_the_interval():
    """Twenty days that start from empty: the plain mean is low by the opening, what remains is not."""
    generator = np.random.default_rng(12)
    days = np.array([autoregressive(generator, 400, start=-40.0, correlation=0.9) for _ in range(20)])
    cut, found = long_run_mean(days, confidence=0.95)
    assert cut.is_valid
    assert 20 <= cut.observations <= 120
    assert days.mean() < 9.2
    assert found.low <= 10 <= found.high
    assert found.mean == pytest.approx(days[:, cut.observations :].mean())
    assert found.count == 20


def test_a_day_that_never_settles_has_no_long_run():
    cut, found = long_run_mean([np.linspace(0, 100, 96) + k for k in range(3)])
    assert not cut.is_valid
    assert found is None
