"""The PDF says what the summary says, in the same bytes each time, whatever people called things."""

import io
import re
from datetime import UTC, datetime

import pypdf
import pytest

from scenarios.reports.pdf import render_pdf
from scenarios.reports.xlsx import render_xlsx

HOSTILE = '#sys.inputs "]$x^2$ *b* \\ `raw` #panic("no") </svg><script> @ref <label> =cmd|\' /C calc\'!A0'


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages)).replace("\u00a0", " ")


def test_the_pdf_shows_the_figures(make_summary):
    summary = make_summary()
    text = text_of(render_pdf(summary))
    row = summary.variants[1].rows[0]
    assert row.metric.key == "orders_per_hour"
    assert f"+{row.difference.relative * 100:.1f} %" in text
    assert f"{row.difference.base.mean:.0f}/h" in text
    assert "Rack row 5 moved 0.6 m north" in text
    assert summary.variants[0].document_hash in text
    assert "1 person is missing in 12 frames" in text
    assert "0.46" in text
    for sentence in summary.how_sure:
        assert sentence[:30] in text
    for metric in summary.metrics:
        assert metric.label in text
    assert "person and AMR" in text
    assert "3.1 (1.5 to 5.7)" in text  # ten serious conflicts in 3200 agent-hours


def test_the_same_summary_gives_the_same_bytes(make_summary):
    assert render_pdf(make_summary()) == render_pdf(make_summary())


def test_the_document_is_dated_by_the_summary(make_summary):
    metadata = pypdf.PdfReader(io.BytesIO(render_pdf(make_summary()))).metadata
    assert metadata is not None
    assert metadata.creation_date == datetime(2026, 3, 2, 14, 5, tzinfo=UTC)


def test_names_are_never_read_as_markup(make_summary):
    text = text_of(render_pdf(make_summary(facility=HOSTILE, name=HOSTILE, change=HOSTILE)))
    squeezed = text.replace(" ", "")
    assert squeezed.count(HOSTILE.replace(" ", "")) >= 4


def test_one_replication_makes_a_report_without_intervals(make_summary):
    text = text_of(render_pdf(make_summary(replications=1)))
    assert "One replication only" in text


@pytest.mark.parametrize("render", [render_pdf, render_xlsx])
def test_a_very_long_name_does_not_break_the_page(make_summary, render):
    assert len(render(make_summary(name="W" * 120))) > 4000


def test_the_pdf_speaks_german(make_summary):
    summary = make_summary()
    text = text_of(render_pdf(summary, "de"))
    row = summary.variants[1].rows[0]
    assert f"+{row.difference.relative * 100:.1f} %".replace(".", ",") in text
    assert "2. März 2026" in text
    assert "Wie sicher".upper() in text
    assert "Rack row 5 0,6 m nach Norden bewegt" in text
    assert "3,1 (1,5 bis 5,7)" in text
    for word in ("interval ", "replications", "figures", "per 1000", "conflicts", "shipped", "Severity", "moved"):
        assert word not in text
