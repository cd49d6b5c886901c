"""Rows of text from an Excel workbook (XLSX) that nobody vouches for.

A workbook is a ZIP archive of XML: a small one may unpack to anything. Its directory is looked at before any of it is
unpacked, and Python reads no more of a member than its directory says. Document types and entities are refused by
defusedxml, formulas are read as the values that were last stored, links lead nowhere. What a cell means is decided by
whoever asked for it; dates come as ISO 8601.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Self

from defusedxml.ElementTree import fromstring

from scenarios.ingest.faults import TableError

MOST_COLUMNS = 500
MOST_CELLS = 6_000_000  # half a million lines of a dozen columns; more takes minutes to read
MOST_MEMBERS = 2000
# Unpacked, in bytes. Sheets are read as a stream, everything else is held: texts that cells share above all.
LARGEST_SHEET, LARGEST_TEXTS, LARGEST_PART = 256 << 20, 64 << 20, 16 << 20
MOST_EMPTY = 10_000  # rows without a cell, one behind the other: a row may claim any number

LARGEST_TYPES = 1 << 20
_TYPES = "[Content_Types].xml"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BROKEN = "This is no Excel workbook that can be read: save it anew as XLSX, or as CSV."


def is_workbook(data: bytes) -> bool:
    """Whether bytes begin as a workbook does. Raises ``TableError`` for one of the old or locked kind."""
    if data.startswith(_OLE):
        raise TableError.one(
            "This is an Excel workbook of the old kind or with a password: save it as XLSX, or as CSV."
        )
    return data.startswith(_ZIP)


def read_sheet(data: bytes, sheet: str = "") -> Iterator[tuple[int, list[str]]]:
    """`Workbook.rows` of a whole workbook. Raises ``TableError``."""
    with Workbook(data) as book:
        yield from book.rows(sheet)


class Workbook:
    """An open workbook: whatever a hostile one provokes in its reader comes out as ``TableError``.

    `names` are those of the sheets with cells, in their order.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.names: list[str] = []

    def __enter__(self) -> Self:
        import openpyxl

        try:
            _check_directory(self._data)
            self._book = openpyxl.load_workbook(
                io.BytesIO(self._data), read_only=True, data_only=True, keep_links=False
            )
            self.names = [str(sheet.title) for sheet in self._book.worksheets]
        except TableError:
            raise
        except Exception as error:  # a hostile part provokes any error there is
            raise TableError.one(_BROKEN) from error
        if not self.names:
            raise TableError.one("The workbook has no sheet with cells.")
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def rows(self, sheet: str = "") -> Iterator[tuple[int, list[str]]]:
        """(line, cells) of each row of a sheet from the first that has text, which names the columns.

        Args:
            sheet: its name; the first where empty.

        Raises:
            TableError: for what is no workbook, unpacks to too much, has no such sheet, or nothing in it.
        """
        if sheet and sheet not in self.names:
            shown = ", ".join(f"“{name[:40]}”" for name in self.names[:20])
            raise TableError.one(f"There is no sheet “{sheet[:40]}”; the sheets are {shown}.")
        rows = self._rows(sheet or self.names[0])
        header = next((found for found in rows if any(found[1])), None)
        if header is None:
            raise TableError.one("The sheet is empty.")
        line, names = header
        while names and not names[-1]:
            names.pop()
        if len(names) > MOST_COLUMNS:
            raise TableError.one(f"The first line has more than {MOST_COLUMNS} columns.", line)
        yield line, names
        for number, cells in rows:
            yield number, cells[: len(names)] + [""] * (len(names) - len(cells))

    def _rows(self, name: str) -> Iterator[tuple[int, list[str]]]:
        cells_read = empty = 0
        for line, cells in self._cells(name):
            empty = 0 if any(cells) else empty + 1
            cells_read += sum(map(bool, cells))
            if cells_read > MOST_CELLS:
                raise TableError.one(f"The sheet has more than {MOST_CELLS:,} cells: save it as CSV.", line)
            if empty > MOST_EMPTY:
                return  # what is behind so much nothing belongs to another table
            yield line, cells

    def _cells(self, name: str) -> Iterator[tuple[int, list[str]]]:
        try:
            sheet = self._book[name]
            sheet.reset_dimensions()  # what the sheet says of its size is not believed
            for line, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), 1):
                yield line, [_text(value) for value in row]
        except Exception as error:
            raise TableError.one(_BROKEN) from error


def _check_directory(data: bytes) -> None:
    """Raise ``TableError`` for an archive of which more would be unpacked than is ever read."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            raise TableError.one(f"The workbook has {len(members):,} parts; at most {MOST_MEMBERS:,} are read.")
        if any(member.flag_bits & 1 for member in members):
            raise TableError.one("The workbook has a password: save it without.")
        sizes = {member.filename: member.file_size for member in members}
        if sizes.get(_TYPES, 0) > LARGEST_TYPES:
            raise TableError.one(_BROKEN)
        kinds = _kinds(archive.read(_TYPES))
    for member in members:
        limit = _most_of(member.filename, kinds.get(member.filename, set()))
        if member.file_size > limit:
            size = f"{member.file_size >> 20:,} MB; at most {limit >> 20} MB are read"
            raise TableError.one(f"A part of the workbook unpacks to {size}: save it as CSV.")


def _kinds(types: bytes) -> dict[str, set[str]]:
    """What each part says it is. Nothing keeps a part from being named twice."""
    found: dict[str, set[str]] = {}
    for part in fromstring(types):
        if name := part.get("PartName"):
            found.setdefault(name.lstrip("/"), set()).add(part.get("ContentType", "").rpartition(".")[2])
    return found


def _most_of(name: str, kinds: set[str]) -> int:
    """So much of a part may be unpacked: only what is nothing but a sheet is read as a stream."""
    if kinds == {"worksheet+xml"} and re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
        return LARGEST_SHEET
    return LARGEST_TEXTS if kinds == {"sharedStrings+xml"} else LARGEST_PART


def _text(value: Any) -> str:
    """A cell as its owner would write it in a text file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
