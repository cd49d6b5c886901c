import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scenarios.contracts import MetricInfo
from scenarios.statistics.sequential import (
    assess_precision,
    event_half_widths,
    look_ahead,
    relative_half_widths,
)


def play(draw, *, target=0.05, most=1000):
    """Replicate as a run does: judge, play the batch asked for, judge again; (the last judgement, all batches)."""
    values: list[float] = []
    batches: list[int] = []
    while (found := assess_precision({"x": values}, target=target, most=most)).more:
        batches.append(found.more)
        values += [draw(len(values) + i) for i in range(found.more)]
    return found, batches


def test_the_look_ahead_is_the_papers():
    assert [look_ahead(n) for n in (3, 100, 120, 260)] == [5, 5, 6, 13]


def test_widths_are_scipys_after_each_replication():
    values = [1e6 + v for v in (101.0, 96.5, 104.25, 99.0, 103.0)]
    found = relative_half_widths(values, 0.9)
    assert math.isinf(found[0])
    for n in range(2, 6):
        low, high = stats.t.interval(0.9, n - 1, loc=np.mean(values[:n]), scale=stats.sem(values[:n]))
        assert found[n - 1] == pytest.approx((high - low) / 2 / np.mean(values[:n]), rel=1e-8)


def test_a_quiet_metric_takes_three_and_a_look_ahead():
    found, batches = play(lambda i: 100 + i % 2)
    assert batches == [3, 5]
    assert found.is_reached
    assert found.metrics[0].reached_at == 3


def test_without_a_look_ahead_a_lucky_start_would_have_ended_it():
    """Three equal days, then different ones: the target is met at 3 and lost at 4."""
    values = [100.0, 100.1, 100.0, 140.0, 80.0, 120.0, 90.0, 110.0]
    lucky = assess_precision({"x": values[:3]}, target=0.05, most=100)
    assert (lucky.metrics[0].standing, lucky.more, lucky.is_reached) == ("looking_ahead", 5, False)
    found = assess_precision({"x": values}, target=0.05, most=100)
    assert found.metrics[0].standing == "too_wide"
    assert not found.is_reached


def test_the_number_follows_the_spread():
    """Law's approximation n = (z s / (target mean))²: 62 replications for a spread of a fifth and a target of 5 %."""
    generator = np.random.default_rng(4)
    numbers = []
    for _ in range(40):
        days = generator.normal(100, 20, 400)
        found, _ = play(lambda i, days=days: days[i])
        assert found.is_reached
        assert found.metrics[0].relative_half_width <= 0.05
        numbers.append(found.replications)
    assert 55 <= np.median(numbers) <= 80
    assert assess_precision({"x": list(days[:200])}, target=0.01, most=5000).metrics[0].projected == pytest.approx(
        1537, rel=0.2
    )


def test_the_interval_at_the_end_covers_nearly_as_often_as_it_says():
    """Stopping when the interval happens to be narrow costs coverage; the look-ahead keeps that small."""
    generator = np.random.default_rng(8)
    hits = 0
    for _ in range(400):
        days = generator.normal(100, 10, 400)
        found, _ = play(lambda i, days=days: days[i])
        mean = days[: found.replications].mean()
        hits += abs(mean - 100) <= found.metrics[0].relative_half_width * mean
    assert hits / 400 >= 0.90


def test_the_metric_known_least_binds_and_asks_for_more():
    narrow, wide = [100.0, 101.0, 99.0] * 3, [600.0, 700.0, 800.0] * 3
    found = assess_precision({"narrow": narrow, "wide": wide}, target=0.05, most=100)
    assert found.binding == "wide"
    assert [m.standing for m in found.metrics] == ["reached", "too_wide"]
    assert found.more == 9  # a batch at most doubles what there is
    assert assess_precision({"narrow": narrow, "wide": wide}, target=0.5, most=100).more == 0


def test_once_all_are_reached_the_last_to_get_there_binds():
    slow = [100.0, 130.0, 90.0, 110.0, 100.0, 103.0, 98.0, 101.0, 100.0, 99.0, 102.0, 100.0, 101.0, 99.0, 100.0]
    found = assess_precision({"slow": slow, "quick": [5.0 + i % 2 / 10 for i in range(15)]}, target=0.1, most=100)
    assert found.is_reached
    assert found.binding == "slow"
    assert {m.key: m.reached_at for m in found.metrics} == {"slow": 8, "quick": 3}


def test_what_was_never_seen_or_never_defined_does_not_ask_for_more():
    never = {"contacts": [0.0] * 8, "amr_utilisation": [math.nan] * 8, "orders": [50.0 + i % 2 for i in range(8)]}
    found = assess_precision(never, target=0.05, most=100)
    assert [m.standing for m in found.metrics] == ["undefined", "undefined", "reached"]
    assert (found.more, found.is_reached, found.binding) == (0, True, "orders")
    assert assess_precision({"contacts": [0.0] * 3}, target=0.05, most=100).binding is None


def info(unit="1", counted_per=None):
    return MetricInfo("x", "X", unit, "lower", True, "", counted_per)


def judged(values, *, target=0.05, most=500, exposure=None, **options):
    exposures = {} if exposure is None else {"hours": exposure}
    found = assess_precision(
        {"x": values}, target=target, most=most, metrics={"x": info(**options)}, exposures=exposures
    )
    return found.metrics[0]


def test_the_width_of_a_count_is_garwoods_over_all_replications():
    """Two events in eight replications: the exact interval of 2 is 0.2422 to 7.2247, an eighth of it for each."""
    widths = event_half_widths(np.array([1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]))
    assert widths[-1] == pytest.approx((7.2247 - 0.2422) / 2 / 8, abs=1e-4)
    assert event_half_widths(np.zeros(5))[-1] == pytest.approx(3.6889 / 2 / 5, abs=1e-4)  # none seen


def test_events_in_clusters_are_known_less_well_than_poisson_says():
    clusters = np.array([0.0, 0.0, 0.0, 24.0, 0.0, 0.0, 0.0, 0.0])
    assert event_half_widths(clusters)[-1] == pytest.approx(stats.t.ppf(0.975, 7) * clusters.std(ddof=1) / 8**0.5)


def test_a_rare_count_is_known_to_one_event_and_binds_nothing_for_long():
    """One contact in ten days: five per cent of a tenth would take thousands of days, one a day takes a few."""
    contacts = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    plain = assess_precision({"x": contacts}, target=0.05, most=5000).metrics[0]
    assert plain.projected > 4000
    found = judged(contacts, counted_per="")
    assert (found.standing, found.measure, found.bound) == ("reached", "events", 1.0)
    assert judged([0.0] * 8, counted_per="").standing == "reached"  # none seen is an answer, too


def test_a_rare_count_that_comes_in_bursts_still_asks_for_more():
    found = judged([0.0, 9.0, 0.0, 0.0, 11.0, 0.0], counted_per="")
    assert (found.standing, found.measure) == ("too_wide", "events")
    assert found.half_width > 1
    assert 6 < found.projected < 200


def test_a_rate_is_a_count_over_its_hours():
    """12.5 per 1000 h over 80 h a day is one event a day; over 8000 h it is a hundred, which has a mean to go by."""
    rate = [12.5, 0.0, 25.0, 12.5]
    assert judged(rate, counted_per="hours", exposure=[80.0] * 4).measure == "events"
    assert judged(rate, counted_per="hours", exposure=[8000.0] * 4).measure == "of_mean"
    assert judged(rate, counted_per="hours").measure == "of_mean"  # nobody knows over what


def test_a_frequent_count_is_judged_by_its_mean():
    assert judged([40.0, 44.0, 41.0], counted_per="").measure == "of_mean"


def test_a_small_share_of_time_is_known_to_half_a_point():
    blocked = [0.020, 0.022, 0.019, 0.023, 0.021, 0.019, 0.023, 0.018]
    found = judged(blocked, unit="share")
    assert (found.measure, found.standing, found.bound) == ("points", "reached", 0.005)
    assert found.relative_half_width > 0.05
    assert judged([0.9, 0.5, 0.8, 0.7], unit="share").measure == "of_mean"
    assert judged([0.0, 0.0, 0.0004], unit="share").measure == "points"  # nobody was in the way at first


def test_a_metric_defined_once_is_not_known():
    found = assess_precision({"x": [math.nan, 5.0, math.nan]}, target=0.05, most=100)
    assert found.metrics[0].standing == "too_wide"
    assert math.isinf(found.metrics[0].relative_half_width)
    assert found.metrics[0].projected is None
    assert found.more > 0


def test_the_most_replications_end_it_and_the_target_is_not_called_reached():
    generator = np.random.default_rng(2)
    found, batches = play(lambda i: generator.normal(10, 30), most=20)
    assert (found.replications, found.more, found.is_reached) == (20, 0, False)
    assert sum(batches) == 20


figures = st.one_of(st.floats(-1e6, 1e6), st.just(math.nan), st.just(0.0))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    rows=st.lists(st.tuples(figures, figures), max_size=40),
    target=st.floats(0.002, 1.0),
    most=st.integers(1, 60),
)
def test_more_is_asked_for_exactly_while_something_is_missing_and_allowed(rows, target, most):
    columns = {"a": [a for a, _ in rows], "b": [b for _, b in rows]}
    found = assess_precision(columns, target=target, most=most)
    assert 0 <= found.more <= max(0, most - len(rows))
    assert (found.more > 0) == (not found.is_reached and len(rows) < most)
    for metric in found.metrics:
        if metric.standing in ("reached", "looking_ahead"):
            assert metric.relative_half_width <= target
    if found.is_reached and found.binding is not None:
        assert all(
            (m.reached_at or 0) + look_ahead(m.reached_at or 0) <= len(rows) or m.reached_at is None
            for m in found.metrics
        )
