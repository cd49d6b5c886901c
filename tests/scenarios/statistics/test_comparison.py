import math

import numpy as np
import pytest
from scipy import stats

from scenarios.contracts import RunResult
from scenarios.statistics.comparison import compare, holm, paired_difference


def result(replication: int, **metrics: float) -> RunResult:
    return RunResult(
        replication=replication,
        metrics=metrics,
        series={},
        series_step_s=60.0,
        utilisation={},
        conflicts=(),
        density=np.zeros((1, 1), np.float32),
        density_origin_m=(0.0, 0.0),
        density_cell_m=0.5,
        orders_in=0,
        orders_shipped=0,
        orders_open=0,
        orders_failed=0,
        digest="",
    )


def test_holm_corrects_in_steps():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert math.isnan(holm([0.01, math.nan])[1])
    assert holm([0.01, math.nan])[0] == 0.01


def test_paired_difference_is_scipys_paired_t_test():
    base, variant = [10.0, 12.0, 9.0, 11.0], [12.0, 13.5, 11.5, 12.0]
    found = paired_difference("orders_per_hour", base, variant)
    reference = stats.ttest_rel(variant, base)
    assert found.p_value == pytest.approx(reference.pvalue)
    interval = reference.confidence_interval(0.95)
    assert (found.difference.low, found.difference.high) == pytest.approx((interval.low, interval.high))
    assert found.relative == pytest.approx(found.difference.mean / 10.5)


def test_common_luck_reduces_the_variance_of_the_difference():
    luck = np.random.default_rng(1).normal(0, 5, 12)
    noise = np.random.default_rng(2).normal(0, 0.5, 12)
    found = paired_difference("orders_per_hour", list(100 + luck), list(103 + luck + noise))
    assert found.variance_reduction > 20
    independent = paired_difference("orders_per_hour", [1.0, 2.0], [1.0, 2.0])
    assert independent.variance_reduction is None  # the pairs do not differ at all


def test_verdict_follows_the_direction_of_the_metric():
    base = [result(k, orders_per_hour=50 + k, cycle_time_mean_s=600 + k, picker_utilisation=0.8) for k in range(6)]
    variant = [
        result(
            k,
            orders_per_hour=55 + k + 0.01 * k**2,
            cycle_time_mean_s=660 + k + 0.1 * k**2,
            picker_utilisation=0.7 + 0.001 * k,
        )
        for k in range(6)
    ]
    found = {
        d.key: d for d in compare(base, variant, keys=("orders_per_hour", "cycle_time_mean_s", "picker_utilisation"))
    }
    assert found["orders_per_hour"].verdict == "better"
    assert found["cycle_time_mean_s"].verdict == "worse"
    assert found["picker_utilisation"].verdict == "changed"
    assert found["orders_per_hour"].p_holm >= found["orders_per_hour"].p_value


def test_noise_shows_no_difference_and_one_pair_shows_nothing():
    base = [result(k, orders_per_hour=v) for k, v in enumerate([50.0, 52.0, 49.0, 51.0])]
    variant = [result(k, orders_per_hour=v) for k, v in enumerate([51.0, 50.0, 51.0, 50.5])]
    assert compare(base, variant, keys=("orders_per_hour",))[0].verdict == "no_difference_shown"
    assert compare(base[:1], variant[:1], keys=("orders_per_hour",))[0].verdict == "no_difference_shown"


def test_only_replications_that_both_have_are_paired():
    base = [result(0, orders_per_hour=50.0), result(1, orders_per_hour=60.0), result(2, orders_per_hour=55.0)]
    variant = [result(2, orders_per_hour=56.0), result(1, orders_per_hour=61.0)]
    found = compare(base, variant, keys=("orders_per_hour",))[0]
    assert found.difference.count == 2
    assert found.difference.mean == 1.0


def test_false_alarms_stay_within_the_confidence():
    generator = np.random.default_rng(9)
    alarms = 0
    keys = ("orders_per_hour", "cycle_time_mean_s", "wip_mean", "service_level")
    for _ in range(400):
        base = [result(k, **dict(zip(keys, generator.normal(100, 5, 4), strict=True))) for k in range(6)]
        variant = [result(k, **dict(zip(keys, generator.normal(100, 5, 4), strict=True))) for k in range(6)]
        alarms += any(d.verdict != "no_difference_shown" for d in compare(base, variant, keys=keys))
    assert alarms / 400 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 400)
