"""Dates whichever way round they are written."""

from datetime import date

import pytest

from scenarios.ingest.dates import read_moments
from scenarios.ingest.faults import TableError


def days(*values, order=None):
    return [date.fromordinal(day) for day in read_moments(values, range(2, 2 + len(values)), order).day.tolist()]


def refused(*values, order=None):
    with pytest.raises(TableError) as caught:
        read_moments(values, range(2, 2 + len(values)), order)
    return [(fault.line, fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize(
    "text",
    ["2018-12-04", "2018/12/4", "4.12.2018", "04.12.2018 00:00", "2018-12-04T10:20:30Z", "2018-12-04 10:20+01:00"],
)
def test_dates_that_can_be_read_one_way_only(text):
    assert days(text) == [date(2018, 12, 4)]


def test_one_date_tells_which_way_round_the_others_are():
    assert days("12/4/2018", "12/13/2018") == [date(2018, 12, 4), date(2018, 12, 13)]
    assert days("12/4/2018", "13/12/2018") == [date(2018, 4, 12), date(2018, 12, 13)]


def test_where_nothing_tells_it_has_to_be_said():
    assert refused("4/4/2018", "12/4/2018") == [
        (3, "“12/4/2018” may have the day or the month first, and no other date tells: say which.")
    ]
    assert days("12/4/2018", order="month_first") == [date(2018, 12, 4)]
    assert days("4/4/2018") == [date(2018, 4, 4)]


def test_a_column_that_contradicts_itself():
    assert refused("13/12/2018", "12/13/2018") == [
        (3, "“13/12/2018” (line 2) has the day first, “12/13/2018” (line 3) the month.")
    ]


@pytest.mark.parametrize("text", ["yesterday", "", "12/4/18", "2018-12", "2018-12-04 25:00", "20181204", "1/2/3/2018"])
def test_what_is_no_date_is_told_with_its_line(text):
    assert refused("2018-12-04", text) == [(3, f"“{text}” is not a date.")]


def test_days_that_the_calendar_does_not_have():
    assert refused("2018-02-29", "31.02.2018", "2020-02-29") == [
        (2, "“2018-02-29” is no day of the calendar."),
        (3, "“31.02.2018” is no day of the calendar."),
    ]


def test_times_of_day():
    moments = read_moments(["2018-12-04 16:05", "2018-12-04 4:05:30 pm", "2018-12-04T00:00:10.5"], [2, 3, 4])
    assert moments.second.tolist() == [57_900, 57_930, 10]
    assert read_moments(["2018-12-04 00:00"] * 3, [2, 3, 4]).second is None  # an export of dates
    assert refused("2018-12-04 10:00", "2018-12-05") == [(3, "“2018-12-05” has no time, others have one.")]
