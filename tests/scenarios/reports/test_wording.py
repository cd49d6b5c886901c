"""The sentences of a comparison, and that they never claim more than the figures."""

import math

import pytest

from scenarios.contracts import Difference, Estimate, MetricInfo
from scenarios.reports.numbers import scale_for, signed, signed_percent
from scenarios.reports.wording import ComparedVariant, change_text, detail, headline, how_sure, row_sentence

NAN = float("nan")
METRICS = {
    m.key: m
    for m in (
        MetricInfo("cycle_time_p90", "Cycle time, p90", "s", "lower", headline=True, definition=""),
        MetricInfo("orders_per_hour", "Orders per hour", "1/h", "higher", headline=True, definition=""),
        MetricInfo("serious", "Serious conflicts", "1/1000 h", "lower", headline=True, definition=""),
        MetricInfo("pack_share", "Pack utilisation", "share", "neutral", headline=False, definition=""),
    )
}


def difference(
    key: str, base: float, variant: float, half: float, verdict: str, *, count: int = 10, ratio: float = 4.0
) -> Difference:
    change = variant - base

    def estimate(mean: float, half: float) -> Estimate:
        return Estimate(mean, mean - half, mean + half, count)

    p = 0.001 if verdict != "no_difference_shown" else 0.6
    relative = change / base if base else None
    return Difference(
        key, estimate(base, half), estimate(variant, half), estimate(change, half), relative, p, p, verdict, ratio
    )


def variant(*rows: Difference) -> ComparedVariant:
    return ComparedVariant("B", "Narrow pick aisles", rows)


def test_a_shown_gain_leads_and_a_shown_loss_is_not_hidden():
    rows = (difference("orders_per_hour", 508, 539, 7, "better"), difference("serious", 2.1, 3.0, 0.7, "worse"))
    assert headline([variant(*rows)], METRICS) == (
        "B ships 6.1 % more orders per hour, but raises serious conflicts by 0.9 per 1000 h."
    )


def test_orders_per_hour_leads_whatever_the_order_of_the_rows():
    rows = (
        difference("cycle_time_p90", 1308, 1194, 30, "better"),
        difference("orders_per_hour", 508, 539, 7, "better"),
    )
    assert headline([variant(*rows)], METRICS) == (
        "B ships 6.1 % more orders per hour and lowers p90 cycle time by 8.7 %."
    )


def test_a_loss_alone_is_a_headline_too():
    rows = (
        difference("orders_per_hour", 508, 508, 7, "no_difference_shown"),
        difference("cycle_time_p90", 1308, 1394, 30, "worse"),
    )
    assert headline([variant(*rows)], METRICS) == "B raises p90 cycle time by 6.6 %."
    assert detail([variant(*rows)], METRICS).startswith("Orders per hour: no difference could be shown (95 % interval")


def test_figures_that_say_the_same_are_claimed_once_but_never_hide_a_loss():
    metrics = {
        key: MetricInfo(key, label, unit, better, headline=True, definition="")
        for key, label, unit, better in (
            ("lines_per_labour_hour", "Lines per labour hour", "1/h", "higher"),
            ("cycle_time_mean_s", "Cycle time, mean", "s", "lower"),
            ("cycle_time_p90_s", "Cycle time, 90th percentile", "s", "lower"),
            ("blocked_share", "Blocked by others", "share", "lower"),
            ("labour_cost_per_order", "Labour cost per order", "1", "lower"),
        )
    }
    rows = (
        difference("lines_per_labour_hour", 50, 40, 1, "worse"),
        difference("cycle_time_mean_s", 600, 540, 20, "better"),
        difference("cycle_time_p90_s", 900, 800, 20, "better"),
        difference("blocked_share", 0.11, 0.07, 0.01, "better"),
        difference("labour_cost_per_order", 2.0, 2.5, 0.1, "worse"),
    )
    assert headline([variant(*rows)], metrics) == (
        "B lowers mean cycle time by 10.0 % and lowers the share blocked by others by 4.0 pt, "
        "but lowers lines per labour hour by 20.0 %."
    )


def test_harm_to_people_comes_first_among_the_losses():
    metrics = {
        key: MetricInfo(key, label, unit, "lower", headline=True, definition="")
        for key, label, unit in (
            ("cycle_time_mean_s", "Cycle time, mean", "s"),
            ("labour_cost_per_order", "Labour cost per order", "1"),
            ("travel_per_order_m", "Walking per order", "m"),
            ("contacts_per_1000_agent_h", "Contacts", "1/1000 h"),
        )
    }
    rows = (
        difference("cycle_time_mean_s", 600, 540, 20, "better"),
        difference("labour_cost_per_order", 2.0, 2.5, 0.1, "worse"),
        difference("travel_per_order_m", 20, 25, 1, "worse"),
        difference("contacts_per_1000_agent_h", 200, 340, 60, "worse"),
    )
    assert headline([variant(*rows)], metrics).endswith(
        "but raises contacts by 140 per 1000 h and raises labour cost per order by 25.0 %."
    )


def test_without_a_verdict_nothing_is_claimed_however_large_the_mean():
    text = headline([variant(difference("orders_per_hour", 500, 500.4, 1.6, "no_difference_shown"))], METRICS)
    assert text == "No difference in orders per hour could be shown for B (95 % interval \u22121.2 to +2.0/h)."


def test_an_interval_that_the_correction_overrules_is_explained():
    row = difference("serious", 2.0, 3.0, 0.9, "no_difference_shown")
    assert row_sentence(row, METRICS["serious"], "B") == (
        "Serious conflicts: no difference could be shown "
        "(95 % interval +0.1 to +1.9 per 1000 h by itself, but not among all figures compared)."
    )


def test_one_replication_shows_nothing():
    row = difference("orders_per_hour", 500, 560, NAN, "no_difference_shown", count=1)
    assert "cannot show a difference" in headline([variant(row)], METRICS)
    assert "too few replications" in row_sentence(row, METRICS["orders_per_hour"], "B")
    assert how_sure([variant(row)], METRICS, replications=1) == (
        "One replication only: chance cannot be told from effect. Run more.",
    )


def test_figures_that_are_nan_are_not_compared():
    row = difference("orders_per_hour", NAN, NAN, NAN, "no_difference_shown")
    assert "could not be compared" in headline([variant(row)], METRICS)
    assert "not defined" in row_sentence(row, METRICS["orders_per_hour"], "B")


def test_a_row_names_its_interval_and_verdict():
    row = difference("cycle_time_p90", 1308, 1194, 30, "better")
    assert row_sentence(row, METRICS["cycle_time_p90"], "B") == (
        "Cycle time, p90: B \u22128.7 % against A, better (95 % interval \u22122.4 to \u22121.4 min)."
    )


def test_shares_change_in_points():
    row = difference("pack_share", 0.78, 0.81, 0.01, "changed")
    assert change_text(row, METRICS["pack_share"]) == "+3.0 pt"


def test_a_base_of_zero_has_no_relative_change():
    row = difference("orders_per_hour", 0, 3, 1, "better")
    assert headline([variant(row)], METRICS) == "B ships 3.0 more orders per hour."


def test_detail_counts_what_is_not_shown():
    rows = (
        difference("orders_per_hour", 508, 539, 7, "better"),
        difference("serious", 2.1, 2.2, 0.7, "no_difference_shown"),
        difference("cycle_time_p90", 1308, 1300, 30, "no_difference_shown"),
    )
    assert detail([variant(*rows)], METRICS) == (
        "Orders per hour: +31/h (95 % interval +24 to +38/h). For two other figures no difference could be shown."
    )


def test_how_sure_names_the_figure_that_binds():
    rows = (
        difference("orders_per_hour", 500, 530, 7, "better"),
        difference("cycle_time_p90", 500, 530, 7, "worse"),
        difference("serious", 2.0, 3.0, 0.7, "worse"),
    )
    sentences = how_sure([variant(*rows)], METRICS, replications=10, audit_verdicts=["passed", "failed"])
    assert (
        "Headline differences are known to ±1.4 % of the base (median), serious conflicts only to ±35.0 %." in sentences
    )
    assert "1 of 2 clips passed the audit against the simulated state." in sentences
    assert "3 figures were compared at once; the verdicts allow for that (Holm)." in sentences


def test_every_variant_gets_its_own_sentence():
    b = ComparedVariant("B", "x", (difference("orders_per_hour", 500, 530, 7, "better"),))
    c = ComparedVariant("C", "y", (difference("orders_per_hour", 500, 480, 7, "worse"),))
    assert headline([b, c], METRICS) == "B ships 6.0 % more orders per hour. C ships 4.0 % fewer orders per hour."


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("s", 1308.0, "21.8 min"),
        ("s", 59.4, "59.4 s"),
        ("s", 9000.0, "2.50 h"),
        ("share", 0.0312, "3.1 %"),
        ("1/h", 508.2, "508/h"),
        ("1", 12345.0, "12\u2009345"),
        ("EUR", 1.88, "1.88 €"),
        ("1", NAN, "–"),
    ],
)
def test_figures_read_in_the_best_unit(unit, value, text):
    assert scale_for(unit, value).value(value) == text


def test_a_change_that_rounds_to_zero_has_no_direction():
    assert signed(-0.001, 1.0, 1) == "±0.0"
    assert signed_percent(0.00001) == "±0.0 %"
    assert signed(math.inf) == "–"
