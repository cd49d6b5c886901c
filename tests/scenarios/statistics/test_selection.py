import math

import numpy as np
import pytest

from scenarios.statistics.selection import kim_nelson, select_best, subset_independent, subset_paired
from tests.scenarios.statistics.test_comparison import result


def slippage(generator, count, *, variants=4, best=1.0, shared=0.0):
    """(K, N) normal figures of unit variance: the last variant is `best` above the others, which are equal.

    `shared` is the correlation that common luck brings.
    """
    luck = math.sqrt(shared) * generator.normal(size=count)
    values = luck + math.sqrt(1 - shared) * generator.normal(size=(variants, count))
    values[-1] += best
    return values


def share_of(trials, is_right):
    """How often something is right, and the standard error of that share at 95 %."""
    return sum(is_right() for _ in range(trials)) / trials, math.sqrt(0.05 * 0.95 / trials)


@pytest.mark.parametrize("shared", [0.0, 0.7])
def test_the_subset_holds_the_best_as_often_as_it_says(shared):
    generator = np.random.default_rng(11)
    hits, error = share_of(1500, lambda: 3 in subset_paired(slippage(generator, 8, best=0.05, shared=shared)))
    assert hits >= 0.95 - 3 * error


def test_the_subset_of_independent_samples_holds_the_best_with_unequal_spreads_and_numbers():
    generator = np.random.default_rng(12)

    def trial():
        return [generator.normal(0.01 * (i == 3), 1 + 2 * i, 6 + 4 * i) for i in range(4)]

    hits, error = share_of(1500, lambda: 3 in subset_independent(trial()))
    assert hits >= 0.95 - 3 * error


def test_common_luck_makes_the_subset_smaller():
    generator = np.random.default_rng(13)
    paired = [slippage(generator, 12, shared=0.9) for _ in range(200)]
    assert sum(subset_paired(v) == (3,) for v in paired) > 195
    assert sum(subset_independent(v) == (3,) for v in paired) < 150


def test_the_subset_by_hand():
    """Two variants: the worse goes exactly where the one-sided paired t test rejects; 1.895 = t(0.95, 7)."""
    differences = np.array([1.0, 2.0, 0.0, 1.5, -0.5, 1.0, 0.5, 2.5])
    base = np.linspace(10, 20, 8)
    limit = 1.895 * differences.std(ddof=1) / math.sqrt(8)
    assert subset_paired([base, base + differences - differences.mean() + limit * 1.01]) == (1,)
    assert subset_paired([base, base + differences - differences.mean() + limit * 0.99]) == (0, 1)
    assert subset_paired([base, base + differences - differences.mean() + limit * 0.6], smallest_difference=limit) == (
        1,
    )


def test_one_replication_excludes_nobody_and_equal_days_exclude_the_worse():
    assert subset_paired([[1.0], [2.0], [3.0]]) == (0, 1, 2)
    assert subset_paired([[1.0, 1.0], [2.0, 2.0], [2.0, 2.0]]) == (1, 2)
    assert subset_independent([[1.0], [50.0, 51.0, 50.0]]) == (0, 1)


@pytest.mark.parametrize("shared", [0.0, 0.7])
def test_kim_and_nelson_select_the_best_as_often_as_they_say(shared):
    generator = np.random.default_rng(14)
    used = []

    def trial():
        found = kim_nelson(slippage(generator, 200, shared=shared), smallest_difference=1.0)
        assert found.decided_after is not None
        used.append(found.decided_after)
        return found.still_in == (3,)

    hits, error = share_of(1500, trial)
    assert hits >= 0.95 - 3 * error
    assert np.mean(used) < (25 if shared == 0 else 13)  # common luck saves replications; ten are the first stage


def test_an_easy_choice_is_made_in_the_first_stage():
    found = kim_nelson(slippage(np.random.default_rng(15), 30, best=12.0), smallest_difference=1.0)
    assert (found.still_in, found.decided_after, found.more) == ((3,), 10, 0)


def test_how_many_more_are_needed_at_most_by_hand():
    """K = 2, n0 = 10: η = (0.1^(-2/9) - 1)/2, so h² = 9 (0.1^(-2/9) - 1) = 6.013, and N = ⌊h² S²/δ²⌋ + 1."""
    differences = np.array([3.0, -3.0] * 5)
    variance = differences.var(ddof=1)  # 10
    found = kim_nelson([np.zeros(10), differences], smallest_difference=0.5)
    assert (found.still_in, found.decided_after) == ((0, 1), None)
    assert found.more == math.floor(6.013 * variance / 0.25) + 1 - 10
    at_last = np.zeros(10 + found.more)
    at_last[-1] = 1e-6
    assert kim_nelson([at_last, np.concatenate([differences, np.zeros(found.more)])], smallest_difference=0.5).more == 0


def test_the_first_stage_comes_first():
    found = kim_nelson(np.zeros((3, 4)), smallest_difference=1.0)
    assert (found.still_in, found.decided_after, found.more) == ((0, 1, 2), None, 6)


def test_of_equal_variants_the_first_is_taken():
    days = np.array([50.0, 52.0, 49.0, 51.0] * 3)
    assert kim_nelson([days - 5, days, days], smallest_difference=1.0).still_in == (1,)


def test_a_difference_that_does_not_matter_is_refused():
    with pytest.raises(ValueError, match="positive difference"):
        kim_nelson(np.zeros((3, 20)), smallest_difference=0.0)


def test_variants_are_judged_metric_by_metric_toward_the_better_side():
    generator = np.random.default_rng(16)
    luck = generator.normal(0, 4, 16)

    def variant(rate, time, sign=1):
        return [
            result(
                k,
                orders_per_hour=rate + luck[k] + 0.5 * sign * (-1) ** k,
                cycle_time_mean_s=time + 5 * luck[k] + generator.normal(0, 2),
                picker_utilisation=0.8,
                service_level=math.nan,
            )
            for k in range(16)
        ]

    keys = ("orders_per_hour", "cycle_time_mean_s", "picker_utilisation", "service_level")
    variants = [variant(50, 600), variant(55, 640), variant(55, 500, sign=-1)]
    found = {b.key: b for b in select_best(variants, smallest_share=0.02, keys=keys)}
    assert set(found) == {"orders_per_hour", "cycle_time_mean_s"}  # one has no better side, one is never defined
    assert found["orders_per_hour"].may_be_best == (1, 2)
    assert found["orders_per_hour"].smallest_difference == pytest.approx(0.02 * (50 + luck.mean()))
    assert found["cycle_time_mean_s"].may_be_best == (2,)
    assert found["cycle_time_mean_s"].selected == 2


def test_without_a_smallest_difference_only_the_subset_is_given():
    days = [[result(k, orders_per_hour=50.0 + v + k % 3) for k in range(12)] for v in (0, 5, 9)]
    found = select_best(days, keys=("orders_per_hour",))[0]
    assert (found.may_be_best, found.smallest_difference, found.selected, found.more) == ((2,), None, None, None)
    never = [[result(k, orders_per_hour=0.0) for k in range(12)] for _ in range(3)]
    found = select_best(never, smallest_share=0.1, keys=("orders_per_hour",))[0]
    assert (found.may_be_best, found.smallest_difference) == ((0, 1, 2), None)  # no share of nothing


def test_budget_allocation_is_a_choice_beside_kim_and_nelson():
    """It uses all that each variant has played, and says where the next replications go."""
    generator = np.random.default_rng(19)

    def variant(mean, days):
        return [result(k, orders_per_hour=mean + generator.normal(0, 3)) for k in range(days)]

    close = [variant(50, 10), variant(51, 16), variant(30, 10)]
    found = select_best(close, smallest_share=0.01, method="ocba", keys=("orders_per_hour",))[0]
    assert (found.method, found.selected) == ("ocba", None)
    assert found.probability < 0.95
    assert sum(found.allocation) == found.more == 15
    assert found.allocation[2] == 0
    clear = [variant(50, 10), variant(60, 10), variant(30, 10)]
    found = select_best(clear, smallest_share=0.01, method="ocba", keys=("orders_per_hour",))[0]
    assert (found.selected, found.more) == (1, 0)
    assert found.probability > 0.99
    plain = select_best(clear, smallest_share=0.01, keys=("orders_per_hour",))[0]
    assert (plain.method, plain.probability, plain.allocation) == ("kim_nelson", None, None)
