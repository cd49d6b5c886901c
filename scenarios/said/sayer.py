"""Translates sentences with names and figures in them by a table of templates.

``{name}`` in a template stands for anything, some names for one kind of thing (`slots.json`): ``{n}`` a figure,
``{letter}`` a variant. What stands in a slot is translated, too, where the table knows it (``status:failed`` before
``failed`` in the slot ``{status}``); figures get the language's decimal mark. The page does the same by the same
tables (`frontend/src/text/sayer.ts`); both are held to `tests/scenarios/said/sentences.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["en", "de"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_HERE = Path(__file__).parent
_SLOT = re.compile(r"\{(\w+)\}")
_CLAIMS = re.compile(r"([A-D]) ((?:ships|raises|lowers) .+)\.")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Manner:
    """How a language writes: marks in figures, quotation marks, words that stand beside figures."""

    decimal: str
    group: str
    and_: str
    quoted: str
    beside: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]
    slots: tuple[str, ...]
    wanted: str


class Sayer:
    """Says what the server said in one language."""

    def __init__(self, table: Mapping[str, str], manner: Manner) -> None:
        self._table = table
        self._manner = manner
        templates = [template for template in table if "{" in template]
        templates.sort(key=lambda template: -len(_SLOT.sub("", template)))
        self._rules = [_rule(template, table[template]) for template in templates]

    def __call__(self, sentence: str, slot: str = "") -> str:
        """A sentence or several; with `slot`, a word that means something else there than elsewhere."""
        if not self._table:
            return sentence
        known = self._table.get(f"{slot}:{sentence}") if slot else None
        if known is None:
            known = self._one(sentence)
        if known is not None:
            return known
        parts = re.split(r"(?<=[.!?:]) (?=[A-ZÄÖÜ“±\d])", sentence)
        return " ".join(self._one(part) or part for part in parts)

    def figures(self, text: str) -> str:
        """Figures and their units as the language writes them."""
        text = re.sub(r"(\d),(?=\d{3})", rf"\1{self._manner.group}", text)
        text = re.sub(r"(\d)\.(?=\d)", rf"\1{self._manner.decimal}", text)
        for unit, wanted in self._manner.beside:
            text = re.sub(unit, wanted, text, count=1)
        return text

    def date(self, moment: datetime) -> str:
        """``"2 March 2026, 14:05 UTC"``."""
        month = self(_MONTHS[moment.month - 1])
        return self(f"{moment.day} {month} {moment.year}, {moment:%H:%M} UTC")

    def _one(self, sentence: str) -> str | None:
        return self._claims(sentence) or self._whole(sentence)

    def _whole(self, sentence: str) -> str | None:
        if sentence in self._table:
            return self._table[sentence]
        for rule in self._rules:
            match = rule.pattern.fullmatch(sentence)
            if match is not None:
                values = zip(rule.slots, match.groups(), strict=True)
                return rule.wanted.format_map({slot: self._in_slot(slot, value) for slot, value in values})
        return None

    def _claims(self, sentence: str) -> str | None:
        """A verdict, claim by claim, because claims come in any number and order."""
        match = _CLAIMS.fullmatch(sentence)
        if match is None:
            return None
        letter, claims = match.groups()
        sides = [
            "; ".join(self._whole(claim) or claim for claim in re.split(r" and (?=ships |raises |lowers )", side))
            for side in claims.split(", but ")
        ]
        first, but = " " if claims.startswith("ships ") else ": ", self._table["claims:but"]
        return f"{letter}{first}{f'; {but} '.join(sides)}."

    def _in_slot(self, slot: str, value: str) -> str:
        kind = _kind(slot)
        if kind in ("n", "at"):
            return self._table.get(value) or self.figures(value)
        if kind == "id":
            return value
        if kind == "list" and re.search(", | and ", value):
            pieces = re.split("(, | and )", value)
            return "".join(
                piece.replace(" and ", f" {self._manner.and_} ") if k % 2 else self._in_slot("item", piece)
                for k, piece in enumerate(pieces)
            )
        known = self._table.get(f"{kind}:{value}") or self._whole(value)
        if known is None and kind == "label":
            known = self._table.get(value[:1].upper() + value[1:])
        if known is not None:
            return known
        if re.fullmatch("“[^”]+”", value):
            return self._manner.quoted.format(name=value[1:-1])
        return self.figures(value) if re.match(r"[+−±<]? ?\d", value) else value


@cache
def sayer(language: Language) -> Sayer:
    """How a language says what the server says in English."""
    table: dict[str, str] = {}
    for path in sorted((_HERE / language).glob("*.json")):
        table |= json.loads(path.read_text(encoding="utf-8"))
    manner = json.loads((_HERE / "manners.json").read_text(encoding="utf-8"))[language]
    beside = tuple((unit, wanted) for unit, wanted in manner["beside"])
    return Sayer(table, Manner(manner["decimal"], manner["group"], manner["and"], manner["quoted"], beside))


@cache
def _slots() -> dict[str, str]:
    patterns: dict[str, str] = json.loads((_HERE / "slots.json").read_text(encoding="utf-8"))
    return patterns


def _kind(slot: str) -> str:
    """Of the slot ``n2``: ``n``."""
    return slot.rstrip("0123456789")


def _rule(template: str, wanted: str) -> _Rule:
    pieces = _SLOT.split(template)  # literal, slot, literal, ...
    slots = tuple(pieces[1::2])
    source = "".join(
        _slots().get(_kind(piece), "(.+?)") if k % 2 else re.escape(piece) for k, piece in enumerate(pieces)
    )
    return _Rule(re.compile(source), slots, wanted)
