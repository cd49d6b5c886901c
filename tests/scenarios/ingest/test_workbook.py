"""Workbooks are read like text files, and hostile ones are refused in words before they unpack."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
import xlsxwriter

from scenarios.ingest import workbook as module
from scenarios.ingest.faults import TableError
from scenarios.ingest.preview import preview_workbook
from scenarios.ingest.table import read_table
from scenarios.ingest.workbook import Workbook, read_sheet


def at(hour: int, minute: int, second: int = 0) -> datetime:
    """Workbooks know no zones."""
    return datetime(2018, 12, 4, hour, minute, second, tzinfo=UTC).replace(tzinfo=None)


ROWS: list[list[Any]] = [
    ["Order", "SKU", "When", "Qty"],
    [4711, "x-1", at(6, 1), 2.0],
    [4711, "x-2", at(6, 1), 1],
    ["A2", "x-1", at(6, 4, 30), 2.5],
]
NO_WORKBOOK = "This is no Excel workbook that can be read: save it anew as XLSX, or as CSV."


def book(**sheets: list[list[Any]]) -> bytes:
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, {"default_date_format": "dd.mm.yyyy hh:mm"})
    for name, rows in (sheets or {"Lines": ROWS}).items():
        sheet = made.add_worksheet(name)
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    made.close()
    return data.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, content if member.filename == name else old.read(member))
    return out.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(TableError) as caught:
        read_table(io.BytesIO(data), ["Order", "SKU", "When"])
    return caught.value.faults[0].message


def test_cells_are_text_as_their_owner_would_write_it() -> None:
    table = read_table(io.BytesIO(book()), ["order", "SKU", "When", "Qty"])
    assert table.columns == [
        ["4711", "4711", "A2"],
        ["x-1", "x-2", "x-1"],
        ["2018-12-04 06:01:00", "2018-12-04 06:01:00", "2018-12-04 06:04:30"],
        ["2", "1", "2.5"],
    ]
    assert table.lines == [2, 3, 4]


def test_rows_above_the_table_are_blank_and_lines_are_those_of_the_sheet() -> None:
    data = book(Lines=[[], [], *ROWS[:2], [None, None], [None, "x-3", date(2018, 12, 4)]])
    assert read_table(io.BytesIO(data), ["SKU"]).lines == [4, 6]


def test_the_named_sheet_is_read() -> None:
    data = book(Cover=[["Orders of the week"]], Lines=ROWS)
    with Workbook(data) as opened:
        assert opened.names == ["Cover", "Lines"]
    assert preview_workbook(data).columns == ("Orders of the week",)
    shown = preview_workbook(data, "Lines")
    assert (shown.sheet, shown.sheets, shown.rows[0][0]) == ("Lines", ("Cover", "Lines"), "4711")
    assert shown.guess == {"order": "Order", "article": "SKU", "when": "When", "quantity": "Qty"}
    with pytest.raises(TableError, match="There is no sheet “Other”; the sheets are “Cover”, “Lines”"):
        list(read_sheet(data, "Other"))


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + bytes(200),
        book()[:-40],
        with_part(book(), "[Content_Types].xml", b"<Types/>"),
        with_part(book(), "xl/workbook.xml", b"no XML"),
        with_part(book(), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c r='\xff'>"),
        with_part(book(), "xl/sharedStrings.xml", b"<sst>"),
    ],
)
def test_what_is_broken_is_refused_in_words(data: bytes) -> None:
    assert refused(data) == NO_WORKBOOK


def test_entities_are_refused() -> None:
    laughs = b"<!DOCTYPE s [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
    sheet = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData><row r='1'>"
    sheet += b"<c r='A1' t='inlineStr'><is><t>&b;</t></is></c></row></sheetData></worksheet>"
    assert refused(with_part(book(), "xl/worksheets/sheet1.xml", laughs + sheet)) == NO_WORKBOOK
    types = b"<!DOCTYPE s [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><Types>&a;</Types>"
    assert refused(with_part(book(), "[Content_Types].xml", types)) == NO_WORKBOOK


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_SHEET", 8 << 20)
    monkeypatch.setattr(module, "LARGEST_TEXTS", 4 << 20)
    monkeypatch.setattr(module, "LARGEST_PART", 2 << 20)
    bomb = with_part(book(), part, b" " * (9 << 20))
    assert len(bomb) < 40_000
    assert refused(bomb).startswith("A part of the workbook unpacks to 9 MB; at most ")


def test_a_part_that_calls_itself_a_sheet_and_something_else_has_the_smaller_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LARGEST_PART", 2 << 20)
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        types = archive.read("[Content_Types].xml").decode()
    second = (
        "<Override PartName='/xl/worksheets/sheet1.xml' ContentType='application/vnd.x.sharedStrings+xml'/></Types>"
    )
    bomb = with_part(book(), "xl/worksheets/sheet1.xml", b" " * (3 << 20))
    bomb = with_part(bomb, "[Content_Types].xml", types.replace("</Types>", second).encode())
    assert "at most 2 MB" in refused(bomb)


def test_a_row_that_claims_a_far_number_ends_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>"
    cell = "<c r='{}' t='inlineStr'><is><t>{}</t></is></c>"
    head = "".join(cell.format(f"{c}1", n) for c, n in zip("ABC", ("Order", "SKU", "When"), strict=True))
    far = cell.format("A999999999", "A1")
    sheet += f"<row r='1'>{head}</row><row r='999999999'>{far}</row></sheetData></worksheet>".encode()
    data = with_part(book(), "xl/worksheets/sheet1.xml", sheet)
    assert refused(data) == "There is a header, but no line below it."
    monkeypatch.setattr(module, "MOST_CELLS", 5)
    assert refused(book()) == "The sheet has more than 5 cells: save it as CSV."


def test_old_and_locked_workbooks_say_what_to_do() -> None:
    message = "This is an Excel workbook of the old kind or with a password: save it as XLSX, or as CSV."
    assert refused(b"\xd0\xcf\x11\xe0" + bytes(600)) == message


def test_wide_and_empty_sheets() -> None:
    assert refused(book(Wide=[[f"c{k}" for k in range(600)]])) == "The first line has more than 500 columns."
    assert refused(book(Empty=[[]])) == "The sheet is empty."
