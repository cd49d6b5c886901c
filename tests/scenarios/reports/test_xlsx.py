"""The spreadsheet holds the summary's numbers as numbers, and never a formula."""

import io
import math

import openpyxl
import pytest

from scenarios.reports.xlsx import render_xlsx


@pytest.fixture
def book_of():
    def read(summary):
        return openpyxl.load_workbook(io.BytesIO(render_xlsx(summary)))

    return read


def test_it_has_the_sheets_in_reading_order(make_summary, book_of):
    names = ["Summary", "Differences", "Replications", "Series", "Conflicts", "Conflict rates", "Changes", "Method"]
    assert book_of(make_summary()).sheetnames == names


def test_differences_are_the_summarys_numbers(make_summary, book_of):
    summary = make_summary()
    sheet = book_of(summary)["Differences"]
    header = [cell.value for cell in sheet[1]]
    for number, row in enumerate(summary.variants[1].rows, start=2):
        cells = dict(zip(header, [c.value for c in sheet[number]], strict=True))
        assert cells["Key"] == row.metric.key
        assert cells["Unit"] == row.metric.unit
        assert cells["Difference"] == pytest.approx(row.difference.difference.mean, rel=1e-12)
        assert cells["Difference high"] == pytest.approx(row.difference.difference.high, rel=1e-12)
        assert cells["p (Holm)"] == pytest.approx(row.difference.p_holm, rel=1e-12)
        assert cells["Verdict"] == row.difference.verdict


def test_every_replication_of_every_metric_is_there(make_summary, book_of):
    summary = make_summary(replications=7)
    sheet = book_of(summary)["Replications"]
    assert sheet.max_row == 8
    values = summary.variants[1].values["cycle_time_p90"]
    column = [c.value for c in sheet[1]].index("Cycle time, p90 [s] B")
    assert [sheet.cell(r, column + 1).value for r in range(2, 9)] == pytest.approx(list(values))


def test_a_series_can_be_charted_and_is_charted(make_summary, book_of):
    summary = make_summary()
    sheet = book_of(summary)["Series"]
    column = [c.value for c in sheet[1]].index("orders_shipped B mean")
    shown = [sheet.cell(r, column + 1).value for r in range(2, sheet.max_row + 1)]
    assert shown == pytest.approx(list(summary.variants[1].series["orders_shipped"].mean))
    assert len(sheet._charts) == 1


def test_rates_of_the_series_add_up_to_the_day(make_summary):
    """Merging bins keeps the total: mean rate times hours is the sum of the counts."""
    series = make_summary(replications=1).variants[0].series["orders_shipped"]
    hours = series.step_s * len(series.mean) / 3600
    assert hours == 8
    assert all(math.isnan(v) for v in series.low)
    assert sum(series.mean) / len(series.mean) == pytest.approx(506, rel=0.05)


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2", "{=1}", "https://x.test", "\t=1"])
def test_a_name_is_never_a_formula_or_a_link(make_summary, book_of, name):
    book = book_of(make_summary(facility=name, name=name, change=name))
    assert book["Summary"]["B2"].value == name
    assert book["Changes"]["C2"].value == name
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None


def test_the_same_summary_gives_the_same_bytes(make_summary):
    assert render_xlsx(make_summary()) == render_xlsx(make_summary())


def test_the_workbook_speaks_german(make_summary):
    summary = make_summary()
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(summary, "de")))
    assert book.sheetnames == [
        *("Zusammenfassung", "Unterschiede", "Replikationen", "Verläufe"),
        *("Konflikte", "Konfliktraten", "Änderungen", "Verfahren"),
    ]
    row = [cell.value for cell in book["Unterschiede"][2]]
    assert row[:4] == ["Aufträge je Stunde", "orders_per_hour", "1/h", "höher"]
    assert row[11] == pytest.approx(summary.variants[1].rows[0].difference.difference.mean)  # a number in any language
    assert book["Konflikte"]["B2"].value == "ernst"
    english = openpyxl.load_workbook(io.BytesIO(render_xlsx(summary)))
    for name, other in (
        ("Unterschiede", "Differences"),
        ("Konflikte", "Conflicts"),
        ("Konfliktraten", "Conflict rates"),
    ):
        heads, were = ({cell.value for cell in sheet[1]} for sheet in (book[name], english[other]))
        assert heads & were <= {"p", "p (Holm)", "Delta-v [m/s]", "x [m]", "y [m]"}
