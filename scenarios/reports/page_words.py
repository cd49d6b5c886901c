"""The words of the page around the figures, in English; `scenarios.said` has them in other languages."""

from __future__ import annotations

from typing import Any

from scenarios.said.sayer import Sayer

_WORDS: dict[str, str | tuple[str, ...]] = {
    "kicker": "Foresite · What-if comparison",
    "page": "page",
    "of": "of",
    "how_sure": "How sure",
    "difference_note": (
        "dot: mean · bar: {confidence} % interval, each row on its own scale · line: no change · "
        "grey: no difference shown"
    ),
    "metric": "Metric",
    "change": "Change",
    "interval": "Interval",
    "p": "p (Holm)",
    "best": "Which may be best",
    "best_note": "each figure by itself, {confidence} %; subset selection and Kim and Nelson",
    "no_changes": "Nothing: the document is the same as the base's.",
    "plans": "Plans",
    "plans_note": "lit: added or moved · dashed: its place in the base · red spots: contacts and serious conflicts",
    "clips": "What it would look like",
    "clips_note": "generated from depth and poses of the simulated state; evidence, not truth",
    "passed": "generated · audit passed",
    "failed": "generated · audit failed",
    "throughput": "Orders shipped per hour",
    "throughput_note": "mean and {confidence} % band over replications",
    "time": "Use of time on shift",
    "orders": "Orders and conflicts",
    "orders_note": "means per replication",
    "variant": "Variant",
    "order_columns": (
        *("orders in", "shipped", "open at the end", "failed"),
        *("contacts", "serious conflicts", "slight conflicts"),
    ),
    "rates": "Conflicts per 1000 agent-hours",
    "rates_note": "exact Poisson {confidence} % intervals; none seen is not no risk",
    "between": "Between",
    "rate_columns": ("Contacts", "Serious, with contacts", "All", "Serious against A"),
    "worst": "The worst conflicts",
    "worst_note": "at most five a variant; place in metres as in the CAD",
    "conflict_names": ("Severity", "Who", "How"),
    "conflict_figures": ("At", "Repl.", "Least TTC", "PET", "Separation", "Closing", "Place"),
    "limits": "Limits of this study",
    "again": "How to make it again",
    "definitions": "Definitions",
    "definition_columns": ("Metric", "Unit", "Better", "Definition and source"),
}
_OF_A_VARIANT = {
    "difference": "Difference, {letter} minus A",
    "changes": "What {letter} changes",
    "plan": "Floor plan of variant {letter}",
    "poster": "Poster of the clip of variant {letter}",
}


def page_words(say: Sayer, confidence: str) -> dict[str, Any]:
    """Headings, notes and column heads; `confidence` is a figure in per cent."""

    def said(words: str) -> str:
        return say(words.replace("{confidence}", confidence), "report")

    return {
        name: said(words) if isinstance(words, str) else [said(word) for word in words]
        for name, words in _WORDS.items()
    }


def variant_words(say: Sayer, letter: str) -> dict[str, str]:
    """What stands over and beside what belongs to one variant."""
    return {name: say(words.replace("{letter}", letter)) for name, words in _OF_A_VARIANT.items()}
