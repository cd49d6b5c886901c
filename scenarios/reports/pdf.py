"""Set a comparison as a PDF with typst: no network, no system fonts, the same bytes for the same summary.

What people typed reaches the template as JSON strings only; the template is ours and constant.
"""

from __future__ import annotations

import json
import tempfile
from datetime import UTC
from pathlib import Path

import typst

from scenarios.reports.facts import ComparisonSummary
from scenarios.reports.page_data import page_data, picture_name
from scenarios.said.sayer import Language

_TEMPLATE = Path(__file__).with_name("report.typ")


def render_pdf(summary: ComparisonSummary, language: Language = "en") -> bytes:
    """The report as PDF in a language, A4, dated by the summary."""
    made_at = summary.made_at if summary.made_at.tzinfo else summary.made_at.replace(tzinfo=UTC)
    with tempfile.TemporaryDirectory(prefix="foresite-report-") as name:
        folder = Path(name)
        (folder / "report.typ").write_bytes(_TEMPLATE.read_bytes())
        (folder / "data.json").write_text(json.dumps(page_data(summary, language), allow_nan=False), encoding="utf-8")
        _write_pictures(folder, summary)
        return typst.compile(
            str(folder / "report.typ"),
            root=name,
            ignore_system_fonts=True,
            package_path=name,  # packages would come from the network; the template uses none
            package_cache_path=name,
            timestamp=int(made_at.timestamp()),
        )


def _write_pictures(folder: Path, summary: ComparisonSummary) -> None:
    for i, variant in enumerate(summary.variants):
        if variant.plan_svg is not None:
            (folder / picture_name("plan", i)).write_text(variant.plan_svg, encoding="utf-8")
        for j, clip in enumerate(variant.clips):
            (folder / picture_name("poster", i, j)).write_bytes(clip.poster)
