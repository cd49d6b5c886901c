"""The table of known answers, as text for a terminal and as a page of the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from scenarios.validation.case import Case, Criterion, Row

HEADINGS = ("case", "source", "expected", "measured", "interval", "verdict")

_INTRODUCTION = """# Known answers

`manage.py validate_engine` measures the engine against figures from theory and from published guidelines.
This page is written by `manage.py validate_engine --full --markdown docs/validation.md`; the quick tier also
runs with the tests.

A figure passes when it lies inside the measured interval and the interval is narrow (within 5 % of the figure on
either side, unless the case says less). Intervals of simulated figures are Student's t at 99 % over independent
replications with fixed seeds: of a hundred such intervals of a *correct* engine one misses, and one of twenty
would at the usual 95 %. The seeds are fixed, so a verdict does not change from day to day; a new seed may well
show one miss among these rows, and an engine that is wrong shows many. Exact code is held to the tolerance shown.
A criterion (walking) must hold for the whole interval.
"""


def expected_text(case: Case) -> str:
    """The expected figure with its unit, or the criterion in words."""
    if isinstance(case.expected, Criterion):
        return case.expected.words
    return f"{case.expected:.4f} {case.unit}".rstrip()


def cells(row: Row) -> tuple[str, ...]:
    """One row of the table, a text per heading."""
    measured, interval = "-", "-"
    if row.measured is not None:
        m = row.measured
        measured = f"{m.value:.4f} {row.case.unit}".rstrip()
        tolerance = (m.high - m.low) / 2
        interval = f"± {tolerance:.1g}" if tolerance < 5e-5 else f"{m.low:.4f} to {m.high:.4f}"
    verdict = "pass" if row.passed else f"FAIL: {row.reason}"
    return (row.case.name, row.case.source, expected_text(row.case), measured, interval, verdict)


def as_text(rows: Sequence[Row]) -> str:
    """Columns for a terminal, under one heading per group."""
    table = [cells(row) for row in rows]
    widths = [max((len(line[k]) for line in [HEADINGS, *table]), default=0) for k in range(len(HEADINGS))]

    def line(texts: Sequence[str]) -> str:
        return "  ".join(text.ljust(width) for text, width in zip(texts, widths, strict=True)).rstrip()

    out = [line(HEADINGS), "  ".join("-" * width for width in widths)]
    for group, members in groupby(zip(rows, table, strict=True), key=lambda pair: pair[0].case.group):
        out += ["", group, *(line(texts) for _, texts in members)]
    return "\n".join(out)


def as_markdown(rows: Sequence[Row]) -> str:
    """The page of the documentation: an introduction and a table per group."""
    out = [_INTRODUCTION]
    for group, members in groupby(rows, key=lambda row: row.case.group):
        out += [
            f"## {group}",
            "",
            "| case | source | expected | measured | interval | how | verdict |",
            "|" + "---|" * 7,
        ]
        for row in members:
            texts = list(cells(row))
            texts.insert(5, row.measured.how if row.measured else "-")
            out.append("| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |")
        out.append("")
    passed = sum(row.passed for row in rows)
    out.append(f"{passed} of {len(rows)} pass.")
    return "\n".join(out) + "\n"
