"""Write a comparison as a spreadsheet for people who compute on: numbers as numbers, units beside them.

Words are the reader's language, keys and units everybody's. Every text goes through `write_string`, so that a name such as ``=cmd|...`` stays a name. The file's
dates come from the summary: the same summary gives the same bytes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

import xlsxwriter

from scenarios.reports.facts import ComparisonSummary, VariantFact
from scenarios.said.sayer import Language, Sayer, sayer

_WIDE, _MIDDLE, _NARROW = 58, 26, 13


class _Sheet:
    """One worksheet with a header row that stays in view, filled row by row."""

    def __init__(self, book: Any, say: Sayer, name: str, header: Sequence[str], widths: Sequence[float]) -> None:
        self.name = say(name, "sheet")
        self.sheet = book.add_worksheet(self.name)
        self._bold = book.formats_of_ours["header"]
        self._formats = book.formats_of_ours
        for column, (title, width) in enumerate(zip(header, widths, strict=True)):
            self.sheet.write_string(0, column, say(title, "head"), self._bold)
            self.sheet.set_column(column, column, width)
        self.sheet.freeze_panes(1, 1)
        self.rows = 1

    def add(self, cells: Iterable[str | float | None], number_format: str = "number") -> None:
        """Texts as texts, finite numbers as numbers, everything unknown as an empty cell."""
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                self.sheet.write_string(self.rows, column, cell, self._formats["text"])
            elif cell is not None and math.isfinite(cell):
                self.sheet.write_number(self.rows, column, cell, self._formats[number_format])
            else:
                self.sheet.write_blank(self.rows, column, None, self._formats["text"])
        self.rows += 1


def render_xlsx(summary: ComparisonSummary, language: Language = "en") -> bytes:
    """The workbook in a language: Summary, Differences, Replications, Series, Conflicts, Conflict rates, Changes, Method."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made_at = summary.made_at.astimezone(UTC).replace(tzinfo=None) if summary.made_at.tzinfo else summary.made_at
    book.set_properties({"title": summary.comparison_name, "author": "Foresite", "created": made_at})
    book.formats_of_ours = _formats(book)
    for write in (_summary, _differences, _replications, _series, _conflicts, _rates, _changes, _method):
        write(book, summary, sayer(language))
    book.close()
    return buffer.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    return {
        "header": book.add_format({"bold": True, "bottom": 1, "bg_color": "#f4f5f7", "text_wrap": True}),
        "text": book.add_format({"valign": "top", "text_wrap": True}),
        "number": book.add_format({"num_format": "#,##0.0##", "valign": "top"}),
        "share": book.add_format({"num_format": "0.0%", "valign": "top"}),
        "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
    }


def _number_format(unit: str) -> str:
    return "share" if unit == "share" else "number"


def _summary(book: Any, summary: ComparisonSummary, say: Sayer) -> None:
    sheet = _Sheet(book, say, "Summary", ("Item", "Value"), (_MIDDLE, 100))
    for item, text in (
        ("Facility", summary.facility_name),
        ("Comparison", summary.comparison_name),
        ("Made at", summary.made_at.strftime("%Y-%m-%d %H:%M UTC")),
        ("Finding", say(summary.headline)),
        ("Detail", say(summary.detail)),
    ):
        sheet.add((say(item), text))
    for sentence in summary.how_sure:
        sheet.add((say("How sure"), say(sentence)))
    for fact in summary.best:
        sheet.add((say(f"Best: {fact.metric.label}"), say(fact.sentence)))
    for variant in summary.variants:
        sheet.add((say(f"Variant {variant.letter}"), variant.name))
        sheet.add((say(f"{variant.letter}: orders in, mean"), variant.orders.arrived))
        sheet.add((say(f"{variant.letter}: orders shipped, mean"), variant.orders.shipped))
        sheet.add((say(f"{variant.letter}: orders open, mean"), variant.orders.open))
        sheet.add((say(f"{variant.letter}: orders failed, mean"), variant.orders.failed))
        for clip in variant.clips:
            audit = say(f"audit {clip.verdict}")
            reasons = " ".join(say(reason) for reason in clip.reasons)
            told = f"{clip.camera_name}, {clip.start_clock}: {audit}. {reasons}".strip()
            sheet.add((say(f"{variant.letter}: clip"), told))


def _differences(book: Any, summary: ComparisonSummary, say: Sayer) -> None:
    header = (
        *("Metric", "Key", "Unit", "Better", "Variant"),
        *("A mean", "A low", "A high", "Variant mean", "Variant low", "Variant high"),
        *("Difference", "Difference low", "Difference high", "Relative", "p", "p (Holm)", "Verdict"),
        *("Variance reduction", "In words"),
    )
    widths = (_MIDDLE, _MIDDLE, _NARROW, _NARROW, 9, *(_NARROW,) * 12, 22, _NARROW, _WIDE)
    sheet = _Sheet(book, say, "Differences", header, widths)
    for variant in summary.variants[1:]:
        for row in variant.rows:
            d = row.difference
            estimates = [v for e in (d.base, d.variant, d.difference) for v in (e.mean, e.low, e.high)]
            sheet.add(
                (
                    *(
                        say(row.metric.label),
                        row.metric.key,
                        row.metric.unit,
                        say(row.metric.better, "better"),
                        variant.letter,
                    ),
                    *estimates,
                    *(
                        d.relative,
                        d.p_value,
                        d.p_holm,
                        say(d.verdict, "verdict"),
                        d.variance_reduction,
                        say(row.sentence),
                    ),
                ),
                _number_format(row.metric.unit),
            )
            _rewrite_plain(sheet, book, (14, d.relative, "share"), (15, d.p_value, "number"), (16, d.p_holm, "number"))
            _rewrite_plain(sheet, book, (18, d.variance_reduction, "number"))


def _rewrite_plain(sheet: _Sheet, book: Any, *cells: tuple[int, float | None, str]) -> None:
    """Give cells of the last row the format of their own meaning instead of the metric's."""
    for column, value, number_format in cells:
        if value is not None and math.isfinite(value):
            sheet.sheet.write_number(sheet.rows - 1, column, value, book.formats_of_ours[number_format])


def _replications(book: Any, summary: ComparisonSummary, say: Sayer) -> None:
    columns = [(m, v) for m in summary.metrics for v in summary.variants]
    header = ("Replication", *(f"{say(m.label)} [{m.unit}] {v.letter}" for m, v in columns))
    sheet = _Sheet(book, say, "Replications", header, (_NARROW, *(18,) * len(columns)))
    count = max(len(next(iter(v.values.values()), ())) for v in summary.variants)
    for r in range(count):
        sheet.add((r + 1, *(_at(v.values.get(m.key, ()), r) for m, v in columns)))


def _at(values: Sequence[float], index: int) -> float | None:
    return values[index] if index < len(values) else None


def _series(book: Any, summary: ComparisonSummary, say: Sayer) -> None:
    keys = sorted({key for v in summary.variants for key in v.series})
    columns = [(key, v) for key in keys for v in summary.variants if key in v.series]
    names = [f"{key} {v.letter} {say(part)}" for key, v in columns for part in ("mean", "low", "high")]
    sheet = _Sheet(book, say, "Series", ("Bin start [s]", "Clock", *names), (_NARROW, 9, *(16,) * len(names)))
    first = next((v.series[key] for key, v in columns), None)
    if first is None:
        return
    for i in range(max(len(v.series[key].mean) for key, v in columns)):
        parts = [_at(part, i) for key, v in columns for part in _parts(v, key)]
        sheet.add((i * first.step_s, _clock(summary.experiment.start_of_day, i * first.step_s), *parts))
    _throughput_chart(book, say, sheet, columns)


def _parts(variant: VariantFact, key: str) -> tuple[Sequence[float], ...]:
    series = variant.series[key]
    return series.mean, series.low, series.high


def _throughput_chart(book: Any, say: Sayer, sheet: _Sheet, columns: Sequence[tuple[str, VariantFact]]) -> None:
    """A native line chart of the orders shipped per hour, beside the figures."""
    shown = [(2 + 3 * i, v) for i, (key, v) in enumerate(columns) if key == "orders_shipped"]
    if not shown:
        return
    chart, last = book.add_chart({"type": "line"}), sheet.rows - 1
    for column, variant in shown:
        chart.add_series(
            {
                "name": [sheet.name, 0, column],
                "categories": [sheet.name, 1, 1, last, 1],
                "values": [sheet.name, 1, column, last, column],
                "line": {"color": variant.color, "width": 2},
            }
        )
    chart.set_title({"name": say("Orders shipped per hour"), "name_font": {"size": 12}})
    chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#e2e5ea"}}})
    chart.set_legend({"position": "bottom"})
    sheet.sheet.insert_chart(1, 3 + 3 * len(columns), chart, {"x_scale": 1.5, "y_scale": 1.3})


def _clock(start_of_day: str, seconds: float) -> str:
    hours, minutes = map(int, start_of_day.split(":"))
    total = hours * 60 + minutes + int(seconds // 60)
    return f"{total // 60 % 24:02d}:{total % 60:02d}"


def _conflicts(book: Any, summary: ComparisonSummary, say: Sayer) -> None:
    header = (
        *("Variant", "Severity", "Replication", "At [s]", "Clock", "Who", "With", "x [m]", "y [m]"),
        *("Geometry", "Least TTC [s]", "Greatest DRAC [m/s²]", "Least PET [s]", "Least separation [m]"),
        *("Greatest closing speed [m/s]", "Delta-v [m/s]", "Contact"),
    )
    sheet = _Sheet(book, say, "Conflicts", header, (9, 10, 12, _NARROW, 9, 16, 16, 9, 9, *(12,) * 5, 14, 12, 9))
    for variant in summary.variants:
        for fact in variant.conflicts:
            c = fact.conflict
            geometry = say(c.geometry.replace("_", "-"), "geometry")
            sheet.add(
                (
                    *(
                        variant.letter,
                        say(c.severity, "severity"),
                        fact.replication + 1,
                        c.at_s,
                        fact.at_clock,
                        *c.agents,
                    ),
                    *(c.x_m, c.y_m, geometry, c.min_ttc_s, c.max_drac_mps2, c.min_pet_s, c.min_separation_m),
                    *(c.max_closing_mps, c.max_delta_v_mps, say("yes" if c.contact else "no")),
                )
            )
    sheet.add(())
    for variant in summary.variants:
        for severity, count in variant.conflict_counts.items():
            sheet.add((variant.letter, f"{say(severity, 'severity')}, {say('mean per replication')}", count))


def _rates(book: Any, summary: ComparisonSummary, say: Sayer) -> None:
    header = (
        *("Variant", "Between", "At least", "Seen", "Agent-hours", "Per 1000 agent-hours", "Low", "High"),
        *("Variance over mean", "Against A", "Against A low", "Against A high", "p"),
    )
    sheet = _Sheet(book, say, "Conflict rates", header, (9, _MIDDLE, 10, 9, *(_NARROW,) * 9))
    for variant in summary.variants:
        for fact in variant.conflict_rates:
            rate, ratio = fact.found.rate, fact.against_base
            against = () if ratio is None else (ratio.ratio, ratio.low, ratio.high, ratio.p_value)
            sheet.add(
                (
                    *(
                        variant.letter,
                        say(fact.pair),
                        say(fact.found.at_least, "severity"),
                        rate.count,
                        rate.agent_hours,
                    ),
                    *(rate.per_1000_h.mean, rate.per_1000_h.low, rate.per_1000_h.high, rate.dispersion, *against),
                )
            )


def _changes(book: Any, summary: ComparisonSummary, say: Sayer) -> None:
    sheet = _Sheet(book, say, "Changes", ("Variant", "Area", "Change from A"), (9, _NARROW, 100))
    for variant in summary.variants[1:]:
        for change in variant.changes:
            sheet.add((variant.letter, say(change.area, "area"), say(change.message)))


def _method(book: Any, summary: ComparisonSummary, say: Sayer) -> None:
    sheet = _Sheet(book, say, "Method", ("Item", "Value", "Definition"), (_MIDDLE, _WIDE, 100))
    e = summary.experiment
    sheet.add((say("Replications"), e.replications), "whole")
    sheet.add((say("Seed"), e.seed), "whole")
    sheet.add((say("Horizon [s]"), e.horizon_s), "whole")
    sheet.add((say("Start of day"), e.start_of_day))
    sheet.add((say("Confidence"), e.confidence), "share")
    sheet.add((say("Engine"), e.engine_version))
    sheet.add((say("World model"), e.model_hash or say("none")))
    for v in summary.variants:
        sheet.add((say(f"Document {v.letter}"), v.document_hash))
        sheet.add((say(f"Scene {v.letter}"), v.scene_hash))
        for replication, digest in enumerate(v.digests, start=1):
            sheet.add((say(f"Outcome {v.letter}, replication {replication}"), digest))
    for limit in summary.limits:
        sheet.add((say("Limit"), say(limit)))
    for metric in summary.metrics:
        better = say(metric.better, "better")
        sheet.add((say(metric.label), say(f"{metric.unit}, better: {better}"), say(metric.definition)))
