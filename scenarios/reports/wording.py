"""A comparison in sentences that a planner can repeat in a meeting, and that the figures support.

A difference is claimed only where its verdict holds after the Holm correction over all metrics
compared together (Holm 1979); everything else is said to be not shown, with its interval, never
"equal". The browser, the PDF and the command line use these same sentences.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from scenarios.contracts import Difference, Estimate, MetricInfo
from scenarios.reports.numbers import Scale, percent, scale_for, signed_percent

PRIMARY_METRIC = "orders_per_hour"
_MOST_CLAIMS_A_SIDE = 2  # a headline of more claims is not read
_FAMILIES = {
    "cycle_time_mean_s": "time",
    "cycle_time_p90_s": "time",
    "service_level": "time",
    "wip_mean": "time",  # proportional to the cycle time (Little's law)
    "lines_per_labour_hour": "labour",
    "labour_cost_per_order": "labour",
    "serious_conflicts_per_1000_agent_h": "safety",
    "contacts_per_1000_agent_h": "safety",
}
_MUCH_WIDER = 2.0  # times the typical interval: worth naming
_NUMBER_WORDS = [
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
]


@dataclass(frozen=True)
class ComparedVariant:
    """One variant against the base: its letter and name in the comparison, and every difference."""

    letter: str  # "B"
    name: str  # "Narrow pick aisles"
    differences: tuple[Difference, ...]


def headline(variants: Sequence[ComparedVariant], metrics: Mapping[str, MetricInfo]) -> str:
    """The finding in a sentence or two: what is better and what is worse, or that nothing could be shown."""
    if not variants:
        return "There is no variant to compare."
    return " ".join(_headline_of(variant, metrics) for variant in variants)


def detail(variants: Sequence[ComparedVariant], metrics: Mapping[str, MetricInfo]) -> str:
    """The intervals behind the headline, and how many other figures do not differ."""
    return " ".join(_detail_of(variant, metrics, with_letter=len(variants) > 1) for variant in variants)


def row_sentence(difference: Difference, metric: MetricInfo, letter: str, base_letter: str = "A") -> str:
    """One metric's outcome, for example "Orders per hour: B +6.1 % against A (95 % interval +24 to +38 /h)."."""
    scale = row_scale(difference, metric)
    if not _has_interval(difference.difference):
        if math.isfinite(difference.difference.mean):
            return (
                f"{metric.label}: {letter} {change_text(difference, metric)} against {base_letter}; "
                f"too few replications for an interval."
            )
        return f"{metric.label}: not defined in every replication, so not compared."
    if difference.verdict == "no_difference_shown":
        return f"{metric.label}: no difference could be shown ({_unshown_interval(difference.difference, scale)})."
    word = {"better": ", better", "worse": ", worse"}.get(difference.verdict, "")
    return (
        f"{metric.label}: {letter} {change_text(difference, metric)} against {base_letter}{word} "
        f"({_interval(difference.difference, scale)})."
    )


def how_sure(
    variants: Sequence[ComparedVariant],
    metrics: Mapping[str, MetricInfo],
    *,
    replications: int,
    audit_verdicts: Iterable[str] = (),
) -> tuple[str, ...]:
    """What the certainty rests on: replications, precision, pairing, correction, and the audit of the clips."""
    rows = [d for v in variants for d in v.differences if d.key in metrics]
    sentences = [_replications_sentence(replications)]
    if replications > 1:
        sentences += _precision_sentence(rows, metrics)
        sentences += _pairing_sentence(rows)
        if compared := max((len(_comparable(v.differences)) for v in variants), default=0):
            sentences.append(f"{compared} figures were compared at once; the verdicts allow for that (Holm).")
    return (*sentences, *audit_sentences(audit_verdicts))


def audit_sentences(verdicts: Iterable[str]) -> tuple[str, ...]:
    """How many clips passed; nothing where there are none."""
    known = list(verdicts)
    passed = sum(verdict == "passed" for verdict in known)
    return (f"{passed} of {len(known)} clips passed the audit against the simulated state.",) if known else ()


def change_text(difference: Difference, metric: MetricInfo) -> str:
    """The change as a table shows it: relative where that means something, else in points or the unit."""
    if _is_relative(difference, metric) and difference.relative is not None:
        return signed_percent(difference.relative)
    return row_scale(difference, metric).change(difference.difference.mean)


def row_scale(difference: Difference, metric: MetricInfo) -> Scale:
    """The scale in which a row's base, variant and difference are written."""
    change = difference.difference
    return scale_for(
        metric.unit, difference.base.mean, difference.variant.mean, changes=(change.low, change.mean, change.high)
    )


def in_a_sentence(label: str) -> str:
    """``"Cycle time, mean"`` as ``"mean cycle time"``; abbreviations such as AMR keep their capitals."""
    if label.count(", ") == 1:
        name, kind = label.split(", ")
        return f"{kind} {_uncapitalised(name)}"
    return _uncapitalised(label)


def _headline_of(variant: ComparedVariant, metrics: Mapping[str, MetricInfo]) -> str:
    rows = _ordered(variant.differences, metrics)
    claims = _one_of_each_family([d for d in rows if d.verdict in ("better", "worse")])
    if not claims:
        return _nothing_shown(variant, rows, metrics)
    first = claims[0].verdict if claims[0].key == PRIMARY_METRIC else "better"
    leading = [d for d in claims if d.verdict == first][:_MOST_CLAIMS_A_SIDE]
    opposite = [d for d in claims if d.verdict != first]
    opposite = sorted(opposite, key=_is_not_harm)[:_MOST_CLAIMS_A_SIDE]
    sides = [_joined([_claim(d, metrics[d.key]) for d in side]) for side in (leading, opposite) if side]
    return f"{variant.letter} {', but '.join(sides)}."


def _is_not_harm(claim: Difference) -> bool:
    """Sorts harm to people before everything else that is worse."""
    return not (claim.verdict == "worse" and _FAMILIES.get(claim.key) == "safety")


def _one_of_each_family(claims: Sequence[Difference]) -> list[Difference]:
    """Figures that say nearly the same are claimed once, by the first of them; a gain never hides a loss."""
    seen: set[tuple[str, str]] = set()
    chosen = []
    for claim in claims:
        family = (_FAMILIES.get(claim.key, claim.key), claim.verdict)
        if family not in seen:
            chosen.append(claim)
        seen.add(family)
    return chosen


def _joined(claims: Sequence[str]) -> str:
    return " and ".join(claims)


def _claim(difference: Difference, metric: MetricInfo) -> str:
    """``"ships 6.1 % more orders per hour"``, without its subject."""
    up = difference.difference.mean > 0
    amount = _amount(difference, metric)
    if metric.key == PRIMARY_METRIC:
        amount = amount.removesuffix("/h")  # "3 more orders per hour" has its unit already
        return f"ships {amount} {'more' if up else 'fewer'} orders per hour"
    share = "the share " if metric.unit == "share" and "utilisation" not in metric.label else ""
    return f"{'raises' if up else 'lowers'} {share}{in_a_sentence(metric.label)} by {amount}"


def _amount(difference: Difference, metric: MetricInfo) -> str:
    if _is_relative(difference, metric) and difference.relative is not None:
        return percent(difference.relative)
    return row_scale(difference, metric).amount(difference.difference.mean)


def _nothing_shown(variant: ComparedVariant, rows: Sequence[Difference], metrics: Mapping[str, MetricInfo]) -> str:
    measured = [d for d in rows if math.isfinite(d.difference.mean)]
    if not measured:
        return f"{variant.letter} could not be compared: no figure is defined in every replication."
    row = measured[0]
    label = in_a_sentence(metrics[row.key].label)
    if not _has_interval(row.difference):
        return f"One replication cannot show a difference in {label} between A and {variant.letter}."
    scale = row_scale(row, metrics[row.key])
    return f"No difference in {label} could be shown for {variant.letter} ({_unshown_interval(row.difference, scale)})."


def _detail_of(variant: ComparedVariant, metrics: Mapping[str, MetricInfo], *, with_letter: bool) -> str:
    """The primary metric whatever its verdict, the claims' intervals, and what the other figures say."""
    rows = _ordered(variant.differences, metrics)
    claims = _one_of_each_family([d for d in rows if d.verdict in ("better", "worse")])
    named = [d for d in rows[:1] if d not in claims and _has_interval(d.difference)] + claims[:3]
    parts = [_named(d, metrics[d.key]) for d in named]
    others = [d for d in variant.differences if d.key in metrics and _has_interval(d.difference) and d not in named]
    differ = sum(d.verdict != "no_difference_shown" for d in others)
    parts.append(_remainder(len(others) - differ, differ))
    text = " ".join(p for p in parts if p)
    return f"{variant.letter} – {text}" if with_letter and text else text


def _named(difference: Difference, metric: MetricInfo) -> str:
    scale = row_scale(difference, metric)
    if difference.verdict == "no_difference_shown":
        interval = _unshown_interval(difference.difference, scale)
        return f"{metric.label}: no difference could be shown ({interval})."
    return f"{metric.label}: {scale.change(difference.difference.mean)} ({_interval(difference.difference, scale)})."


def _remainder(not_shown: int, also_differ: int) -> str:
    """What the headline figures leave unsaid: how many others differ, how many are not shown to."""
    sentences = []
    if also_differ > 0:
        verb = "differs" if also_differ == 1 else "differ"
        sentences.append(f"{_count(also_differ)} other {_figures(also_differ)} {verb}.")
    if not_shown > 0:
        sentences.append(f"For {_count(not_shown).lower()} other {_figures(not_shown)} no difference could be shown.")
    return " ".join(sentences)


def _count(number: int) -> str:
    return _NUMBER_WORDS[number] if number < len(_NUMBER_WORDS) else str(number)


def _figures(number: int) -> str:
    return "figure" if number == 1 else "figures"


def _replications_sentence(replications: int) -> str:
    if replications == 1:
        return "One replication only: chance cannot be told from effect. Run more."
    return f"{replications} paired replications, with the same luck in every variant."


def _precision_sentence(rows: Sequence[Difference], metrics: Mapping[str, MetricInfo]) -> list[str]:
    """Half-widths of the differences relative to the base mean, of the headline metrics: typical and widest."""
    widths: dict[str, float] = {}
    for row in rows:
        base = abs(row.base.mean)
        if metrics[row.key].unit == "1" or not metrics[row.key].headline:
            continue  # a count may be near 0, which makes its relative width meaningless
        if _has_interval(row.difference) and math.isfinite(base) and base > 0:
            width = (row.difference.high - row.difference.low) / 2 / base
            widths[row.key] = max(width, widths.get(row.key, 0.0))
    if not widths:
        return []
    widest = max(widths, key=lambda key: widths[key])
    typical = median(widths.values())
    sentence = f"Headline differences are known to ±{percent(typical)} of the base (median)"
    if widths[widest] > _MUCH_WIDER * typical:
        sentence += f", {in_a_sentence(metrics[widest].label)} only to ±{percent(widths[widest])}"
    return [sentence + "."]


def _pairing_sentence(rows: Sequence[Difference]) -> list[str]:
    ratios = [r.variance_reduction for r in rows if r.variance_reduction is not None]
    ratios = [r for r in ratios if math.isfinite(r) and r > 0]
    if not ratios or median(ratios) < 1.05:
        return []
    return [f"Pairing is worth {median(ratios):.1f} times as many independent replications (median)."]


def _ordered(rows: Iterable[Difference], metrics: Mapping[str, MetricInfo]) -> list[Difference]:
    """Headline metrics, orders per hour first, else in the order given."""
    known = [r for r in rows if r.key in metrics and metrics[r.key].headline]
    return sorted(known, key=lambda r: r.key != PRIMARY_METRIC)


def _comparable(rows: Iterable[Difference]) -> list[Difference]:
    return [r for r in rows if math.isfinite(r.p_holm)]


def _has_interval(estimate: Estimate) -> bool:
    return estimate.count > 1 and all(math.isfinite(v) for v in (estimate.mean, estimate.low, estimate.high))


def _is_relative(difference: Difference, metric: MetricInfo) -> bool:
    """Shares and rates of rare events are compared in their own unit; the rest in per cent of the base."""
    if metric.unit in ("share", "1/1000 h") or difference.relative is None:
        return False
    return math.isfinite(difference.relative)


def _interval(estimate: Estimate, scale: Scale) -> str:
    level = f"{estimate.confidence * 100:g} % interval"
    low, high = scale.bare_change(estimate.low), scale.change(estimate.high)
    return f"{level} {low} to {high}"


def _unshown_interval(estimate: Estimate, scale: Scale) -> str:
    """The interval of a difference that is not claimed; says so where it seems to show one by itself."""
    if estimate.low > 0 or estimate.high < 0:
        return f"{_interval(estimate, scale)} by itself, but not among all figures compared"
    return _interval(estimate, scale)


def _uncapitalised(text: str) -> str:
    first = text.split(" ", 1)[0]
    if len(first) > 1 and first[1:].lower() != first[1:]:
        return text
    return text[:1].lower() + text[1:]
