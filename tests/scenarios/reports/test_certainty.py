import math
from dataclasses import replace

import pytest

from scenarios.metrics.definitions import METRICS
from scenarios.reports.certainty import best_sentence, precision_sentence, rate_sentence
from scenarios.reports.summary import build_summary
from scenarios.statistics.rates import conflict_rates
from scenarios.statistics.selection import BestOnMetric
from scenarios.statistics.sequential import assess_precision
from tests.scenarios.statistics.test_rates import conflict, day

KNOWN = [50.0, 51.0, 50.0, 51.0, 50.0, 51.0, 50.0, 51.0, 50.0]
VARIED = [600.0, 900.0, 300.0, 700.0, 500.0, 800.0, 650.0, 550.0, 600.0]


def sentence(target=0.05, most=100, **columns):
    return precision_sentence(assess_precision(columns, target=target, most=most), METRICS)


def test_a_run_says_what_it_reached_and_what_took_longest():
    assert sentence(orders_per_hour=KNOWN) == (
        "After 9 replications every headline figure is known to ±5.0 % of its mean; orders per hour took the longest."
    )


def test_a_run_says_what_binds_and_what_it_would_take():
    found = sentence(orders_per_hour=KNOWN, cycle_time_mean_s=VARIED, most=9)
    assert found == (
        "After 9 replications, the most allowed, 1 headline figure is not known to ±5.0 % of its mean: "
        "mean cycle time is known least, to ±21.4 %, and would take about 122 replications."
    )


def test_a_run_that_may_be_lucky_says_so():
    assert sentence(orders_per_hour=KNOWN[:3]).endswith("but not for long enough to rely on it.")


def test_a_run_whose_figures_have_no_mean_says_so():
    assert sentence(contacts_per_1000_agent_h=[0.0] * 4).endswith("no headline figure has a mean to be precise about.")
    once = sentence(cycle_time_mean_s=[math.nan, 5.0, math.nan])
    assert "in one replication only" in once


def test_rare_counts_and_small_shares_are_said_to_be_held_to_something_else():
    columns = {"orders_per_hour": KNOWN, "orders_open_at_end": [0.0] * 8 + [1.0], "blocked_share": [0.01] * 9}
    found = precision_sentence(assess_precision(columns, target=0.05, most=100, metrics=METRICS), METRICS)
    assert (
        "known to ±5.0 % of its mean, rare counts to ±1 a replication, small shares to ±0.5 percentage points;" in found
    )


def test_who_is_picked_by_allocation_has_a_probability_or_a_next_round():
    common = ("orders_per_hour", 20, 0.95, (1, 3), 5.0)
    picked = BestOnMetric(*common, 1, 0, "ocba", 0.97, (0, 0, 0, 0))
    assert best_sentence(picked, METRICS["orders_per_hour"], "ABCD").endswith(
        "B can be picked: it is best, or less than 5.0/h from the best (probability at least 97.0 %)."
    )
    open_ = BestOnMetric(*common, None, 20, "ocba", 0.7, (0, 13, 0, 7))
    assert best_sentence(open_, METRICS["orders_per_hour"], "ABCD").endswith(
        "None can be picked yet, if differences below 5.0/h do not matter: play 13 of B and 7 of D more."
    )


def best(may_be_best, difference=None, selected=None, more=None, replications=20):
    found = BestOnMetric("orders_per_hour", replications, 0.95, may_be_best, difference, selected, more)
    return best_sentence(found, METRICS["orders_per_hour"], "ABCD")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (best((2,), 5.0, 2, 0), "C is best on orders per hour (95 %)."),
        (best((1, 3)), "B and D may be best on orders per hour (95 %); A and C cannot be."),
        (best((0, 1, 2, 3)), "Any variant may be best on orders per hour (95 %)."),
        (
            best((1, 3), 5.0, 1, 0),
            (
                "B and D may be best on orders per hour (95 %); A and C cannot be. "
                "B can be picked: it is best, or less than 5.0/h from the best."
            ),
        ),
        (
            best((1, 3), 5.0, None, 37),
            (
                "B and D may be best on orders per hour (95 %); A and C cannot be. "
                "At most 37 more replications would pick one, if differences below 5.0/h do not matter."
            ),
        ),
        (
            best((0, 1, 2, 3), 5.0, None, 9000),
            (
                "Any variant may be best on orders per hour (95 %). "
                "They are too alike to pick one: differences below 5.0/h do not matter."
            ),
        ),
        (best((0, 1, 2, 3), replications=1), "One replication cannot tell which variant is best on orders per hour."),
    ],
)
def test_which_variants_may_be_best_is_one_sentence_or_two(found, expected):
    assert found == expected


def test_conflict_rates_are_told_with_their_interval_and_the_worst_pair():
    days = [day(0, 40, [conflict("serious", "AMR", "PERSON")]), day(1, 40, [conflict("contact", "PERSON", "AMR")])]
    assert rate_sentence(conflict_rates(days)) == (
        "25.0 serious conflicts per 1000 agent-hours (95 % interval 3.0 to 90.3, 2 seen), "
        "most between person and AMR (25.0)."
    )


def test_none_seen_is_not_told_as_no_risk():
    assert rate_sentence(conflict_rates([day(0, 40, [])])) == (
        "No serious conflict was seen in 40 agent-hours: up to 92.2 per 1000 h are possible."
    )


def test_clustered_conflicts_are_told_to_be_so():
    jam = [conflict("serious", "PERSON", "PERSON")] * 12
    assert "clusters" in rate_sentence(conflict_rates([day(0, 40, jam), day(1, 40, []), day(2, 40, [])]))


def test_a_comparison_of_three_says_which_may_be_best_and_how_conflicts_compare(make_summary):
    def with_a_third(*, runs, **settings):
        return build_summary(runs=(*runs, replace(runs[1], name="Fewer aisles")), **settings)

    summary = make_summary(replications=12, builder=with_a_third)
    by_key = {fact.metric.key: fact for fact in summary.best}
    assert set(by_key) == {"orders_per_hour", "cycle_time_p90", "serious"}  # headline figures with a better side
    assert by_key["orders_per_hour"].letters == ("B", "C")  # the same figures
    assert by_key["orders_per_hour"].best.smallest_difference == pytest.approx(
        0.02 * summary.variants[0].estimates["orders_per_hour"].mean
    )
    assert summary.detail.endswith(by_key["orders_per_hour"].sentence)
    base, variant = (v.conflict_rates[1] for v in summary.variants[:2])
    assert (base.pair, base.found.at_least, base.found.rate.count) == ("all pairs", "serious", 12)
    assert base.found.rate.per_1000_h.mean == pytest.approx(12 / (12 * 320) * 1000)
    assert base.against_base is None
    assert (variant.against_base.ratio, variant.against_base.p_value) == (pytest.approx(1.0), 1.0)


def test_two_variants_are_compared_and_not_selected_from(make_summary):
    assert make_summary().best == ()
