"""A table from a file that nobody vouches for: text or workbook, header, limits; faults have line numbers.

Only the wanted columns are kept, as text. What the text means is decided by whoever asked for it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import BinaryIO

from scenarios.ingest.faults import Fault, TableError
from scenarios.ingest.workbook import MOST_COLUMNS, is_workbook, read_sheet

LARGEST_FILE = 256 * 2**20  # bytes; a million lines of a dozen columns are about 80 MB
MOST_LINES = 2_000_000
LONGEST_CELL = 1000  # characters
SEPARATORS = (",", ";", "\t", "|")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Table:
    """Columns of text, and the line of the file on which each row begins."""

    lines: list[int]
    columns: list[list[str]]  # one list for each wanted column, stripped of surrounding blanks

    def without(self, lines: AbstractSet[int]) -> Table:
        """The table as if these lines were not in the file."""
        kept = [row for row, line in enumerate(self.lines) if line not in lines]
        return Table([self.lines[row] for row in kept], [[column[row] for row in kept] for column in self.columns])


class BrokenRows(TableError):
    """Rows that are no rows; `table` is the file with all of them, for whoever goes on without these."""

    def __init__(self, faults: Sequence[Fault], table: Table) -> None:
        super().__init__(faults, rows=faults)
        self.table = table


def read_table(stream: BinaryIO, wanted: Sequence[str], *, encoding: str = "utf-8", sheet: str = "") -> Table:
    """The wanted columns of a separated-values file or a workbook whose first line names its columns.

    Args:
        stream: the file's bytes; no more than ``LARGEST_FILE`` of them are ever read.
        wanted: column names; matched without regard to case and surrounding blanks where that is unique.
        encoding: of the text, unless the file begins with a byte-order mark.
        sheet: of a workbook; the first where empty.

    Raises:
        TableError: for a file that is too large, empty, not text, has no such column, or has broken rows.
    """
    data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise TableError.one(f"The file has more than {LARGEST_FILE >> 20} MB.")
    if is_workbook(data):
        rows = read_sheet(data, sheet)
        line, names = next(rows)
        positions = [_position(names, name) for name in wanted]
        found = [position for position in positions if position is not None]
        if len(found) < len(wanted):
            raise _no_columns(names, wanted, line)
        return _rows(rows, found)
    text = _text(data, encoding)
    if not text.strip():
        raise TableError.one("The file is empty.")
    separator, found = _header(text, wanted)
    return _rows(_read(text, separator), found)


def _text(data: bytes, encoding: str) -> str:
    for mark, name in MARKS:
        if data.startswith(mark):
            encoding = name
    try:
        text = data.decode(encoding)
    except LookupError:
        raise TableError.one(f"There is no encoding {encoding!r}; usual ones are utf-8, cp1252 and utf-16.") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"The text is not {encoding} (byte {data[error.start]:#04x}); name its encoding, for example cp1252."
        raise TableError.one(message, line) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise TableError.one("There is a NUL character: this is no text file.", line)
    return text


def _header(text: str, wanted: Sequence[str]) -> tuple[str, list[int]]:
    """The separator with which the first line has the wanted columns, and their positions."""
    line = re.split(r"[\r\n]", text, maxsplit=1)[0]
    if not line.strip():
        raise TableError.one("The first line is blank; it must name the columns.", 1)
    best: list[str] = []
    for separator in SEPARATORS:
        try:
            names = [cell.strip() for cell in next(csv.reader([line], delimiter=separator, strict=True))]
        except csv.Error:
            continue
        if len(names) > MOST_COLUMNS:
            raise TableError.one(f"The first line has {len(names):,} columns; at most {MOST_COLUMNS} are read.", 1)
        found = [_position(names, name) for name in wanted]
        if all(position is not None for position in found):
            return separator, [position for position in found if position is not None]
        best = max(best, names, key=len)
    raise _no_columns(best, wanted, 1)


def _no_columns(names: Sequence[str], wanted: Sequence[str], line: int) -> TableError:
    missing = [name for name in wanted if _position(names, name) is None]
    absent = " and no column ".join(f"“{name}”" for name in missing)
    shown = ", ".join(f"“{name[:40]}”" for name in names[:30])
    return TableError.one(f"There is no column {absent}; the columns are {shown}.", line)


def _position(names: Sequence[str], wanted: str) -> int | None:
    if wanted in names:
        return list(names).index(wanted) if list(names).count(wanted) == 1 else None
    folded = [name.casefold() for name in names]
    key = wanted.strip().casefold()
    return folded.index(key) if folded.count(key) == 1 else None


def _rows(rows: Iterable[tuple[int, Sequence[str]]], positions: Sequence[int]) -> Table:
    """The table of (line, cells) below the header; rows that are faulty are in it, blank, until all are known."""
    table = Table([], [[] for _ in positions])
    faults: list[Fault] = []
    least = max(positions) + 1
    for line, row in rows:
        if not any(cell and not cell.isspace() for cell in row):
            continue
        if len(table.lines) == MOST_LINES:
            raise TableError.one(f"The file has more than {MOST_LINES:,} lines.", line)
        if len(row) < least:
            faults.append(Fault(line, f"There are {len(row)} columns, but {least} are needed."))
        elif any(len(row[position]) > LONGEST_CELL for position in positions):
            faults.append(Fault(line, f"A cell has more than {LONGEST_CELL:,} characters."))
        table.lines.append(line)
        for column, position in zip(table.columns, positions, strict=True):
            column.append(row[position].strip()[:LONGEST_CELL] if position < len(row) else "")
    if faults:
        raise BrokenRows(faults, table)
    if not table.lines:
        raise TableError.one("There is a header, but no line below it.")
    return table


def _read(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of every row below the header. Raises ``TableError`` for quotes that do not end."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    next(reader, None)
    line = reader.line_num + 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        # csv's own limit of a cell is 131,072 characters: a quote that was opened and never closed.
        words = "A quote is opened and not closed." if "field limit" in str(error) else f"The row is broken: {error}."
        raise TableError.one(words, line) from None
