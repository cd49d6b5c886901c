"""A table from a text file that nobody vouches for: encoding, separator, header, limits; faults have line numbers.

Only the wanted columns are kept, as text. What the text means is decided by whoever asked for it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

LARGEST_FILE = 256 * 2**20  # bytes; a million lines of a dozen columns are about 80 MB
MOST_LINES = 2_000_000
MOST_COLUMNS = 500
LONGEST_CELL = 1000  # characters
SEPARATORS = (",", ";", "\t", "|")
FAULTS_TOLD = 20


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file; `line` counts from 1 as an editor does, 0 means the file as a whole."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


class TableError(ValueError):
    """A file that cannot be used; `faults` has the first of its faults."""

    def __init__(self, faults: Sequence[Fault], count: int | None = None) -> None:
        self.faults = tuple(faults[:FAULTS_TOLD])
        self.count = len(faults) if count is None else count
        more = self.count - len(self.faults)
        lines = [str(fault) for fault in self.faults] + ([f"and {more:,} more faults"] if more > 0 else [])
        super().__init__("\n".join(lines))

    @classmethod
    def one(cls, message: str, line: int = 0) -> TableError:
        """An error with a single fault."""
        return cls([Fault(line, message)])


@dataclass(frozen=True)
class Table:
    """Columns of text, and the line of the file on which each row begins."""

    lines: list[int]
    columns: list[list[str]]  # one list for each wanted column, stripped of surrounding blanks


def read_table(stream: BinaryIO, wanted: Sequence[str], *, encoding: str = "utf-8") -> Table:
    """The wanted columns of a separated-values file whose first line names its columns.

    Args:
        stream: the file's bytes; no more than ``LARGEST_FILE`` of them are ever read.
        wanted: column names; matched without regard to case and surrounding blanks where that is unique.
        encoding: of the text, unless the file begins with a byte-order mark.

    Raises:
        TableError: for a file that is too large, empty, not text, has no such column, or has broken rows.
    """
    text = _text(stream, encoding)
    if not text.strip():
        raise TableError.one("The file is empty.")
    separator, positions = _header(text, wanted)
    return _rows(text, separator, positions)


def _text(stream: BinaryIO, encoding: str) -> str:
    data = stream.read(LARGEST_FILE + 1)
    refuse_workbook(data)
    if len(data) > LARGEST_FILE:
        raise TableError.one(f"The file has more than {LARGEST_FILE >> 20} MB.")
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
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


def refuse_workbook(data: bytes) -> None:
    """Raise ``TableError`` for a spreadsheet, which is a ZIP archive: what it becomes as text is for its owner to see."""
    if data.startswith(b"PK\x03\x04"):
        raise TableError.one("This is an Excel workbook: save it as CSV.")


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
    missing = [name for name in wanted if _position(best, name) is None]
    absent = " and no column ".join(f"“{name}”" for name in missing)
    shown = ", ".join(f"“{name[:40]}”" for name in best[:30])
    raise TableError.one(f"There is no column {absent}; the columns are {shown}.", 1)


def _position(names: Sequence[str], wanted: str) -> int | None:
    if wanted in names:
        return list(names).index(wanted) if list(names).count(wanted) == 1 else None
    folded = [name.casefold() for name in names]
    key = wanted.strip().casefold()
    return folded.index(key) if folded.count(key) == 1 else None


def _rows(text: str, separator: str, positions: Sequence[int]) -> Table:
    table = Table([], [[] for _ in positions])
    faults: list[Fault] = []
    count = 0
    least = max(positions) + 1
    for line, row in _read(text, separator):
        if not any(cell and not cell.isspace() for cell in row):
            continue
        fault = ""
        if len(row) < least:
            fault = f"There are {len(row)} columns, but {least} are needed."
        elif any(len(row[position]) > LONGEST_CELL for position in positions):
            fault = f"A cell has more than {LONGEST_CELL:,} characters."
        if fault:
            count += 1
            faults += [Fault(line, fault)] if len(faults) < FAULTS_TOLD else []
            continue
        if len(table.lines) == MOST_LINES:
            raise TableError.one(f"The file has more than {MOST_LINES:,} lines.", line)
        table.lines.append(line)
        for column, position in zip(table.columns, positions, strict=True):
            column.append(row[position].strip())
    if count:
        raise TableError(faults, count)
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
