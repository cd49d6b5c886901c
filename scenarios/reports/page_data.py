"""A comparison as the JSON that the page template reads: texts ready to print in a language, figures ready to draw.

All wording and rounding happens here, so that the template holds layout only. Texts stay JSON
strings all the way: the template shows them with `text()`, which never reads them as markup.
"""

from __future__ import annotations

import math
from typing import Any

from scenarios.reports.facts import (
    ClipFact,
    ComparisonSummary,
    ConflictFact,
    RateFact,
    RowFact,
    SeriesBand,
    VariantFact,
)
from scenarios.reports.numbers import NOT_KNOWN, plain
from scenarios.reports.page_words import page_words, variant_words
from scenarios.reports.rows import row_texts
from scenarios.said.sayer import Language, Sayer, sayer

ACTIVITY_COLORS = {
    "busy": "#2f6f4f",
    "pick": "#2f6f4f",
    "pack": "#2f6f4f",
    "ship": "#2f6f4f",
    "handle": "#2f6f4f",
    "carry": "#5b8def",
    "walk": "#a9c4f5",
    "wait": "#f0b429",
    "blocked": "#c4320a",
    "charge": "#8a3ffc",
    "break": "#cbb8a0",
    "idle": "#e2e5ea",
    "down": "#16191e",
    "off": "#f4f5f7",
}
_ORDER = list(ACTIVITY_COLORS)
_LIGHT = ("walk", "wait", "break", "idle", "off")  # what stands on them is dark
_FALLBACK_COLOR = "#7a8392"


def page_data(summary: ComparisonSummary, language: Language = "en") -> dict[str, Any]:
    """Everything the template shows, JSON-able. Names of picture files follow `picture_name`."""
    say = sayer(language)
    base = summary.variants[0]
    shown = {row.metric.key for variant in summary.variants for row in variant.rows}
    return {
        "language": language,
        "words": page_words(say, f"{summary.experiment.confidence * 100:g}"),
        "facility": summary.facility_name,
        "comparison": summary.comparison_name,
        "made_at": say.date(summary.made_at),
        "findings": [
            {"headline": _unbroken(say(v.finding)), "detail": _unbroken(say(v.detail))} for v in summary.variants[1:]
        ],
        "how_sure": [_unbroken(say(s)) for s in summary.how_sure],
        "subtitle": _subtitle(summary, say),
        "variants": [_variant(i, v, base, say) for i, v in enumerate(summary.variants)],
        "throughput": _chart(summary, "orders_shipped", say),
        "activities": _activities(summary, say),
        "conflict_rows": [row for v in summary.variants for row in (_conflict(v, c, say) for c in v.conflicts[:5])],
        "rate_rows": [row for v in summary.variants for row in rate_rows(v, say)],
        "best": [{"label": say(b.metric.label), "sentence": _unbroken(say(b.sentence))} for b in summary.best],
        "facts": [[say(name), say(fact)] for name, fact in _facts(summary)],
        "limits": [_unbroken(say(s)) for s in summary.limits],
        "definitions": [
            {
                "label": say(m.label),
                "unit": say(_unit_words(m.unit)),
                "better": say(m.better, "better"),
                "text": _unbroken(say(m.definition)),
            }
            for m in summary.metrics
            if m.key in shown
        ],
    }


def picture_name(kind: str, variant_index: int, index: int = 0) -> str:
    """The file beside the template in which a picture lies, for example ``"poster-1-0.jpg"``."""
    return f"{kind}-{variant_index}-{index}.{'jpg' if kind == 'poster' else 'svg'}"


def _variant(index: int, variant: VariantFact, base: VariantFact, say: Sayer) -> dict[str, Any]:
    return {
        "words": variant_words(say, variant.letter),
        "letter": variant.letter,
        "name": variant.name,
        "color": variant.color,
        "rows": [_row(r, say) for r in variant.rows],
        "changes": [
            {"area": _capital(say(c.area, "area")), "message": _unbroken(say(c.message))} for c in variant.changes
        ],
        "clips": [_clip(index, i, clip, say) for i, clip in enumerate(variant.clips)],
        "plan": picture_name("plan", index) if variant.plan_svg is not None else None,
        "plan_aspect": _aspect(variant.plan_svg),
        "roles": [
            {"role": _role_name(role, say), "shares": _shares(shares)} for role, shares in variant.utilisation.items()
        ],
        "orders": [say.figures(plain(v, 1.0, 1)) for v in _orders(variant)],
        "conflicts": [
            say.figures(plain(variant.conflict_counts.get(s, math.nan), 1.0, 1))
            for s in ("contact", "serious", "slight")
        ],
        "is_base": variant is base,
        "document_hash": variant.document_hash,
        "scene_hash": variant.scene_hash,
    }


def _aspect(svg: str | None) -> float:
    """Width over height, from the view box that `plan_svg` writes."""
    if svg is None:
        return 1.0
    _, _, width, height = map(float, svg.split('viewBox="', 1)[1].split('"', 1)[0].split())
    return width / height


def _role_name(role: str, say: Sayer) -> str:
    """``"AMR"``, ``"Pallet jack"``."""
    return role.upper() if role in ("amr", "agv") else _capital(say(role.replace("_", " ")))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _duration(seconds: float) -> str:
    """``"8 h"``: a horizon as people say it."""
    if seconds >= 3600:
        return f"{seconds / 3600:.4g} h"
    return f"{seconds / 60:.4g} min"


def _orders(variant: VariantFact) -> tuple[float, float, float, float]:
    orders = variant.orders
    return orders.arrived, orders.shipped, orders.open, orders.failed


def _row(row: RowFact, say: Sayer) -> dict[str, Any]:
    texts, d = row_texts(row.difference, row.metric), row.difference.difference
    return {
        "label": say(texts.label),
        "unit": say(texts.unit_note),
        "headline": row.metric.headline,
        "base": _unbroken(say.figures(texts.base)),
        "variant": _unbroken(say.figures(texts.variant)),
        "change": _unbroken(say.figures(texts.change)),
        "interval": _unbroken(say(texts.interval)),
        "bar": _bar(d.low, d.mean, d.high),
        "verdict": row.difference.verdict,
        "p": say.figures(texts.p_holm),
    }


def _bar(low: float, mean: float, high: float) -> list[float] | None:
    """An interval scaled to lie in -1..1 around zero; None where there is no interval."""
    if not all(map(math.isfinite, (low, mean, high))):
        return None
    reach = max(abs(low), abs(high), abs(mean)) * 1.12
    return [v / reach if reach else 0.0 for v in (low, mean, high)]


def _clip(variant_index: int, index: int, clip: ClipFact, say: Sayer) -> dict[str, Any]:
    position = NOT_KNOWN if clip.position_error_m is None else f"{clip.position_error_m:.2f} m"
    audit = (
        f"{clip.omission_rate * 100:.1f} % missed, {clip.ghost_rate_per_frame:.2f} invented a frame, "
        f"median position error {position}"
    )
    return {
        "picture": picture_name("poster", variant_index, index),
        "camera": clip.camera_name,
        "clock": clip.start_clock,
        "size": f"{clip.width_px} × {clip.height_px} px, {clip.duration_s:g}\u00a0s",
        "passed": clip.verdict == "passed",
        "reasons": [_unbroken(say(r)) for r in clip.reasons],
        "audit": _unbroken(say(audit)),
        "model": clip.model_hash[:12],
    }


def _rank(activity: str) -> tuple[int, str]:
    """Activities in the order of their colours, others behind by their names."""
    return (_ORDER.index(activity) if activity in _ORDER else len(_ORDER), activity)


def _shares(shares: dict[str, float] | Any) -> list[dict[str, Any]]:
    known = sorted(shares, key=_rank)
    return [
        {
            "share": shares[a],
            "color": ACTIVITY_COLORS.get(a, _FALLBACK_COLOR),
            "text": f"{shares[a] * 100:.0f}\u00a0%",
            "is_light": a in _LIGHT,
        }
        for a in known
        if shares[a] > 0
    ]


def _activities(summary: ComparisonSummary, say: Sayer) -> list[dict[str, str]]:
    """The legend: what is used at all; activities of one colour share their entry."""
    used = {a for v in summary.variants for shares in v.utilisation.values() for a, s in shares.items() if s > 0}
    by_color: dict[str, list[str]] = {}
    for activity in sorted(used, key=_rank):
        by_color.setdefault(ACTIVITY_COLORS.get(activity, _FALLBACK_COLOR), []).append(say(activity, "activity"))
    return [{"color": color, "label": ", ".join(names)} for color, names in by_color.items()]


def _chart(summary: ComparisonSummary, key: str, say: Sayer) -> dict[str, Any] | None:
    """A line chart with bands in the unit square, and its ticks; None where no variant has the series."""
    lines = [(v.color, v.letter, v.series[key]) for v in summary.variants if key in v.series and v.series[key].mean]
    if not lines:
        return None
    tops = [x for _, _, s in lines for x in (*s.mean, *s.high) if math.isfinite(x)]
    step, top = _ticks(max(tops, default=1.0))
    horizon = max(len(s.mean) * s.step_s for _, _, s in lines)
    return {
        "lines": [_line(color, letter, series, top, horizon) for color, letter, series in lines],
        "y_ticks": [
            {"at": i * step / top, "text": say.figures(plain(i * step, 1.0, 0 if step >= 1 else 1))}
            for i in range(round(top / step) + 1)
        ],
        "x_ticks": _clock_ticks(summary.experiment.start_of_day, horizon),
    }


def _line(color: str, letter: str, series: SeriesBand, top: float, horizon: float) -> dict[str, Any]:
    def points(values: tuple[float, ...]) -> list[list[float]]:
        return [
            [(i + 0.5) * series.step_s / horizon, min(max(v / top, 0.0), 1.0)]
            for i, v in enumerate(values)
            if math.isfinite(v)
        ]

    upper, lower = points(series.high), points(series.low)
    band = upper + lower[::-1] if len(upper) > 1 and len(upper) == len(lower) else []
    return {"color": color, "letter": letter, "mean": points(series.mean), "band": band}


def _ticks(largest: float) -> tuple[float, float]:
    """(step, top) of a scale from 0 with three to six round steps."""
    if largest <= 0:
        return 1.0, 1.0
    rough = largest / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    return step, math.ceil(largest / step) * step


def _clock_ticks(start_of_day: str, horizon_s: float) -> list[dict[str, Any]]:
    hours, minutes = map(int, start_of_day.split(":"))
    start_s = hours * 3600 + minutes * 60
    every = next((e for e in (60, 300, 900, 1800, 3600, 7200, 14_400, 28_800) if horizon_s / e <= 9), 86_400)
    first = math.ceil(start_s / every) * every
    return [
        {"at": (t - start_s) / horizon_s, "text": f"{t // 3600 % 24}:{t // 60 % 60:02d}"}
        for t in range(first, int(start_s + horizon_s) + 1, every)
    ]


def _conflict(variant: VariantFact, fact: ConflictFact, say: Sayer) -> dict[str, Any]:
    c = fact.conflict

    def figure(value: float | None, unit: str) -> str:
        return NOT_KNOWN if value is None else say.figures(f"{value:.2f}\u00a0{unit}")

    return {
        "letter": variant.letter,
        "color": variant.color,
        "severity": say(c.severity, "severity"),
        "is_slight": c.severity == "slight",
        "who": " – ".join(c.agents),
        "clock": fact.at_clock,
        "replication": str(fact.replication + 1),
        "geometry": say(c.geometry.replace("_", "-"), "geometry"),
        "ttc": figure(c.min_ttc_s, "s"),
        "pet": figure(c.min_pet_s, "s"),
        "separation": figure(c.min_separation_m, "m"),
        "closing": figure(c.max_closing_mps, "m/s"),
        "place": say.figures(f"({c.x_m:.1f}; {c.y_m:.1f})"),
    }


def rate_rows(variant: VariantFact, say: Sayer) -> list[dict[str, Any]]:
    """A line for each pair of classes: rates of contacts, of serious conflicts and of all, with their intervals."""
    by_pair: dict[str, list[RateFact]] = {}
    for fact in variant.conflict_rates:
        by_pair.setdefault(fact.pair, []).append(fact)
    return [
        {
            "letter": variant.letter,
            "color": variant.color,
            "pair": say(pair),
            "cells": [say(_rate(f)) for f in facts],
            "ratio": next((say(_ratio(f)) for f in facts if f.found.at_least == "serious"), NOT_KNOWN),
        }
        for pair, facts in by_pair.items()
    ]


def _rate(fact: RateFact) -> str:
    rate = fact.found.rate.per_1000_h
    mean, low, high = (plain(v, 1.0, 0 if rate.high >= 100 else 1) for v in (rate.mean, rate.low, rate.high))
    return f"{mean} ({low} to {high})"


def _ratio(fact: RateFact) -> str:
    """A variant's rate over the base's, with its interval."""
    ratio = fact.against_base
    if ratio is None or not math.isfinite(ratio.ratio):
        return NOT_KNOWN
    high = plain(ratio.high, 1.0, 2) if math.isfinite(ratio.high) else "∞"
    return f"{plain(ratio.ratio, 1.0, 2)} ({plain(ratio.low, 1.0, 2)} to {high})"


def _subtitle(summary: ComparisonSummary, say: Sayer) -> str:
    e = summary.experiment
    played = f"{e.replications} paired replication{'s' if e.replications != 1 else ''}"
    return _unbroken(say(f"{played} of {_duration(e.horizon_s)} from {e.start_of_day}, same luck in every variant"))


def _facts(summary: ComparisonSummary) -> list[list[str]]:
    e = summary.experiment
    facts = [
        ["Replications", f"{e.replications}, paired by common random numbers, seed {e.seed}"],
        ["Horizon", f"{_duration(e.horizon_s)} from {e.start_of_day}, real opening state"],
        ["Intervals", f"{e.confidence * 100:g} %, Student t on paired differences, verdicts Holm-corrected"],
        ["Engine", e.engine_version],
        ["World model", e.model_hash or "none: this comparison has no clips"],
    ]
    for v in summary.variants:
        facts.append([f"Document {v.letter}", v.document_hash])
        facts.append([f"Scene {v.letter}", v.scene_hash])
    return facts


def _unit_words(unit: str) -> str:
    return {"1": NOT_KNOWN, "1/h": "per hour", "1/1000 h": "per 1000 agent-hours", "share": "share in %"}.get(
        unit, unit
    )


def _unbroken(text: str) -> str:
    """Keep a figure and its unit on one line."""
    for unit in ("%", "min", "s", "m", "h", "pt", "€"):
        text = text.replace(f" {unit})", f"\u00a0{unit})").replace(f" {unit},", f"\u00a0{unit},")
        text = text.replace(f" {unit}.", f"\u00a0{unit}.")
        if text.endswith(f" {unit}"):
            text = text[: -len(unit) - 1] + f"\u00a0{unit}"
    return text.replace(" % ", "\u00a0% ")
