"""One row of the table of differences as texts: the same rounding on paper and in a terminal."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenarios.contracts import Difference, MetricInfo
from scenarios.reports.numbers import NOT_KNOWN, signed
from scenarios.reports.wording import change_text, row_scale

_LONG_UNIT = 5  # characters; a longer one is said once, beside the label


@dataclass(frozen=True)
class RowTexts:
    """A metric's base, variant and change, ready to print."""

    label: str
    unit_note: str  # "per 1000 h", where it is too long to repeat in each cell; else empty
    base: str
    variant: str
    change: str
    interval: str
    p_holm: str


def row_texts(difference: Difference, metric: MetricInfo) -> RowTexts:
    """The texts of one row."""
    scale, d = row_scale(difference, metric), difference.difference
    note = scale.symbol if len(scale.symbol) > _LONG_UNIT else ""
    interval = NOT_KNOWN
    if math.isfinite(d.low) and math.isfinite(d.high):
        interval = f"{signed(d.low, scale.factor, scale.change_decimals)} to {scale.change(d.high)}"

    def short(text: str) -> str:
        return text.removesuffix(note).rstrip() if note else text

    return RowTexts(
        label=metric.label,
        unit_note=note,
        base=short(scale.value(difference.base.mean)),
        variant=short(scale.value(difference.variant.mean)),
        change=short(change_text(difference, metric)),
        interval=short(interval),
        p_holm=_p_text(difference.p_holm),
    )


def _p_text(p: float) -> str:
    if not math.isfinite(p):
        return NOT_KNOWN
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
