"""When a known answer counts as met."""

import math

import pytest

from scenarios.validation.case import Case, Criterion, Measured, chosen, judge, run_case
from scenarios.validation.table import as_markdown, as_text


def _case(expected, *, measured=None, tier="quick", name="a case", group="Some group") -> Case:
    return Case(name, group, "nobody", expected, "s", lambda _: measured, tier)


@pytest.mark.parametrize(
    ("expected", "low", "high", "met"),
    [
        (10.0, 9.9, 10.1, True),
        (10.0, 10.01, 10.1, False),
        (10.0, 9.0, 11.0, False),  # in the interval, which says too little
        (Criterion(26, 34, "26 to 34 s"), 29.0, 31.0, True),
        (Criterion(26, 34, "26 to 34 s"), 33.0, 35.0, False),
        (Criterion(1.0, math.inf, "at least 1"), 1.5, 1.5, True),
    ],
)
def test_verdicts(expected, low, high, met) -> None:
    measured = Measured((low + high) / 2, low, high, "by hand")
    assert (judge(_case(expected), measured) == "") is met


def test_what_is_not_a_number_fails() -> None:
    assert judge(_case(Criterion(-math.inf, math.inf, "anything")), Measured.within(math.nan, 0.1))


def test_an_error_is_a_failed_row_with_its_message() -> None:
    def broken(_):
        raise ZeroDivisionError("no servers")

    row = run_case(Case("c", "g", "s", 1.0, "", broken), "quick")
    assert not row.passed
    assert row.reason == "ZeroDivisionError: no servers"
    assert "no servers" in as_text([row])


def test_the_full_tier_holds_the_quick_one() -> None:
    cases = [_case(1.0, name="M/M/1"), _case(1.0, name="corridor", group="Walking", tier="full")]
    assert [c.name for c in chosen(cases, "quick")] == ["M/M/1"]
    assert [c.name for c in chosen(cases, "full")] == ["M/M/1", "corridor"]
    assert [c.name for c in chosen(cases, "full", "walk")] == ["corridor"]


def test_the_tables_show_what_was_expected_and_measured() -> None:
    row = run_case(_case(1.25, measured=Measured(1.251, 1.24, 1.26, "30 replications")), "quick")
    for text in (as_text([row]), as_markdown([row])):
        assert "1.2500 s" in text
        assert "1.2510 s" in text
        assert "1.2400 to 1.2600" in text
        assert "pass" in text
    assert "30 replications" in as_markdown([row])
