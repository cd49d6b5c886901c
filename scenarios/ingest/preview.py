"""The beginning of a table that nobody vouches for: its columns, its first rows, and which column may mean what.

A guess only, for a planner to look at: what is read in the end is what the planner says.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from scenarios.ingest.dates import looks_like_a_date
from scenarios.ingest.faults import TableError
from scenarios.ingest.table import LONGEST_CELL, MARKS, SEPARATORS
from scenarios.ingest.workbook import MOST_COLUMNS, Workbook, is_workbook

Meaning = Literal["order", "article", "when", "quantity", "due"]

LARGEST_HEAD = 1 << 18  # bytes: some thousand lines
ROWS_SHOWN = 12
_ROWS_LOOKED_AT = 200
MOST_AGREE = 0.8  # of the cells looked at
_ENCODINGS = ("utf-8", "cp1252")  # cp1252 can read nearly anything: last

# What people call these columns, in English and German, the surest first; names are compared without case and signs.
_NAMES: Mapping[Meaning, tuple[str, ...]] = {
    "order": (
        r"order(number|no|nr|id|num)?",
        r"(sales|customer)?order.*",
        r"auftrag(s?(nr|nummer|id))?",
        r"bestell(ung|nr|nummer).*",
        r"belegn?r?.*",
        r"(document|delivery|shipment)(no|id|number).*",
    ),
    "article": (
        r"sku|article|artikel|item|material|product|ean|gtin",
        r"(sku|article|artikel|item|material|produ[ck]t).*",
    ),
    "due": (
        r"due.*|deadline|(ship|deliver)(by|before).*|promised?.*|cutoff.*",
        r"faellig.*|fallig.*|fllig.*|termin|liefer(datum|termin).*",
    ),
    "when": (
        r"(order|created?|entry|arrival|received)?(date|time|datetime|timestamp).*|created(at|on)?|when",
        r"(auftrags?|eingangs?|bestell|erstell.*)?(datum|zeit|zeitpunkt|uhrzeit).*",
        r".*(date|time|datum).*",
    ),
    "quantity": (
        r"qty|quantity|pcs|pieces|units|menge|stck|stuck|stueck|anzahl",
        r".*(qty|quantity|menge|pieces|pcs).*",
    ),
}


@dataclass(frozen=True)
class Preview:
    """How a table begins."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    separator: str
    encoding: str
    guess: Mapping[Meaning, str]  # columns that may have these meanings
    sheets: tuple[str, ...] = ()  # of a workbook
    sheet: str = ""  # the one that is shown


def preview_table(head: bytes, *, is_whole: bool) -> Preview:
    """How a separated-values file begins.

    Args:
        head: its first bytes; what is behind ``LARGEST_HEAD`` is not looked at.
        is_whole: whether that is all of it; the last line counts only then.

    Raises:
        TableError: for a file that is empty, no text, or has no line that names columns.
    """
    is_whole = is_whole and len(head) <= LARGEST_HEAD
    text, encoding = _decoded(head[:LARGEST_HEAD])
    if not is_whole and "\n" in text:
        text = text[: text.rindex("\n")]
    if not text.strip():
        raise TableError.one("The file is empty.")
    separator, names = _header(text)
    rows = _rows(text, separator, len(names))
    return Preview(tuple(names), tuple(rows[:ROWS_SHOWN]), separator, encoding, guess_columns(names, rows))


def preview_workbook(data: bytes, sheet: str = "") -> Preview:
    """How a sheet of a workbook begins, the first where none is named.

    Raises:
        TableError: for what is no workbook, or a sheet without a line that names columns.
    """
    with Workbook(data) as book:
        reader = book.rows(sheet)
        _, names = next(reader)
        named = [name.strip() for name in names]
        rows = [
            tuple(cell.strip()[:LONGEST_CELL] for cell in cells)
            for _, cells in islice(reader, _ROWS_LOOKED_AT)
            if any(cells)
        ]
    guess = guess_columns(named, rows)
    return Preview(
        tuple(named), tuple(rows[:ROWS_SHOWN]), "", "utf-8", guess, tuple(book.names), sheet or book.names[0]
    )


def guess_columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[Meaning, str]:
    """Which column may mean what: by its name, and dates and quantities by what stands below it, too.

    A column has one meaning at most; one that is named twice or not at all has none.
    """
    usable = [k for k, name in enumerate(names) if name and [n.casefold() for n in names].count(name.casefold()) == 1]
    found: dict[Meaning, str] = {}
    taken: set[int] = set()
    for meaning, patterns in _NAMES.items():
        for pattern in patterns:
            fits = [k for k in usable if k not in taken and re.fullmatch(pattern, _plain(names[k]))]
            best = next((k for k in fits if _agrees(meaning, [row[k] for row in rows])), None)
            if best is not None:
                found[meaning] = names[best]
                taken.add(best)
                break
    if "when" not in found:
        dated = [k for k in usable if k not in taken and rows and _agrees("when", [row[k] for row in rows])]
        if dated:
            found["when"] = names[dated[0]]
    return found


def _plain(name: str) -> str:
    # Umlauts lose their dots: "Fällig" is looked for as "fallig".
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", name.casefold()))


def _agrees(meaning: Meaning, cells: Sequence[str]) -> bool:
    """Whether nearly all that stands below a name can mean that; a few faulty rows are told of later."""
    filled = [cell for cell in cells if cell][:50]
    if meaning in ("when", "due"):
        fits = sum(looks_like_a_date(cell) for cell in filled)
    elif meaning == "quantity":
        fits = sum(re.fullmatch(r"-?\d+([.,]\d+)?", cell) is not None for cell in filled)
    else:
        return True
    return fits >= MOST_AGREE * len(filled)


def _decoded(data: bytes) -> tuple[str, str]:
    is_workbook(data)  # an old one is refused in words
    for mark, name in MARKS:
        if data.startswith(mark):
            # A head may end within a character.
            return codecs.getincrementaldecoder(name)("replace").decode(data), name.removesuffix("-sig")
    if b"\0" in data:
        raise TableError.one(
            "There is a NUL character: this is no text file.", data[: data.index(b"\0")].count(b"\n") + 1
        )
    for encoding in _ENCODINGS:
        try:
            return codecs.getincrementaldecoder(encoding)().decode(data), encoding
        except UnicodeDecodeError:
            continue
    raise TableError.one("The text is in no encoding that is known here; save it as UTF-8.")


def _header(text: str) -> tuple[str, list[str]]:
    """The separator that makes most columns of the first line, and their names."""
    line = re.split(r"[\r\n]", text, maxsplit=1)[0]
    if not line.strip():
        raise TableError.one("The first line is blank; it must name the columns.", 1)
    found: list[tuple[str, list[str]]] = []
    for separator in SEPARATORS:
        try:
            found.append((separator, [c.strip() for c in next(csv.reader([line], delimiter=separator, strict=True))]))
        except csv.Error:
            continue
    if not found:
        raise TableError.one("The first line is broken: a quote is opened and not closed.", 1)
    separator, names = max(found, key=lambda pair: len(pair[1]))
    if len(names) > MOST_COLUMNS:
        raise TableError.one(f"The first line has {len(names):,} columns; at most {MOST_COLUMNS} are read.", 1)
    return separator, names


def _rows(text: str, separator: str, width: int) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        next(reader, None)
        for row in reader:
            if any(cell and not cell.isspace() for cell in row):
                cells = [cell.strip()[:LONGEST_CELL] for cell in row[:width]]
                rows.append(tuple(cells + [""] * (width - len(cells))))
            if len(rows) == _ROWS_LOOKED_AT:
                break
    except csv.Error:
        pass  # what can be read is shown; the whole file says where it is broken
    return rows
