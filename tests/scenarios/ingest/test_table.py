"""Reading tables that nobody vouches for."""

import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.ingest import table as module
from scenarios.ingest.faults import Fault, TableError
from scenarios.ingest.table import read_table

COLUMNS = ("order", "article")


def read(data, wanted=COLUMNS, **options):
    return read_table(io.BytesIO(data if isinstance(data, bytes) else data.encode()), wanted, **options)


def refused(data, wanted=COLUMNS, **options):
    with pytest.raises(TableError) as caught:
        read(data, wanted, **options)
    return [(fault.line, fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_gives_the_columns(separator):
    text = "no,order,article\n1,A1,x\n\n2,A2,y\n".replace(",", separator)
    table = read(text)
    assert table.lines == [2, 4]
    assert table.columns == [["A1", "A2"], ["x", "y"]]


def test_quotes_hold_separators_and_line_breaks():
    table = read('order,article\n"A,1","x\ny"\nA2,z\n')
    assert table.columns == [["A,1", "A2"], ["x\ny", "z"]]
    assert table.lines == [2, 4]


def test_columns_are_found_whatever_their_case_unless_that_is_not_unique():
    assert read("ORDER , Article\n1,x\n").columns == [["1"], ["x"]]
    assert "no column “order”" in refused("Order,ORDER,article\n1,2,x\n")[0][1]


def test_a_byte_order_mark_says_the_encoding():
    for encoding in ("utf-8-sig", "utf-16"):
        assert read("order,article\n1,Bücher\n".encode(encoding)).columns[1] == ["Bücher"]


def test_another_encoding_has_to_be_named():
    data = "order,article\n1,a\n2,Bücher\n".encode("cp1252")
    assert refused(data) == [(3, "The text is not utf-8 (byte 0xfc); name its encoding, for example cp1252.")]
    assert read(data, encoding="cp1252").columns[1] == ["a", "Bücher"]
    assert "no encoding 'klingon'" in refused(data, encoding="klingon")[0][1]


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_nothing_at_all(data):
    assert refused(data) == [(0, "The file is empty.")]


def test_a_header_alone_and_a_blank_first_line():
    assert refused("order,article\n") == [(0, "There is a header, but no line below it.")]
    assert refused("\norder,article\n1,x\n") == [(1, "The first line is blank; it must name the columns.")]


def test_missing_columns_are_told_with_those_that_are_there():
    assert refused("Bestellung;article\n1;x\n") == [
        (1, "There is no column “order”; the columns are “Bestellung”, “article”.")
    ]


def test_short_rows_are_told_with_their_lines_and_counted():
    assert refused("order,article\n1,x\n2\n3,y\n4\n") == [
        (3, "There are 1 columns, but 2 are needed."),
        (5, "There are 1 columns, but 2 are needed."),
    ]
    with pytest.raises(TableError, match="and 80 more faults"):
        read("order,article\n" + "1\n" * 100)


def test_what_is_not_text():
    assert refused(b"order,article\n1,\x00\n") == [(2, "There is a NUL character: this is no text file.")]
    assert refused(b"PK\x03\x04\xff\xfe\x80") == [
        (0, "This is no Excel workbook that can be read: save it anew as XLSX, or as CSV.")
    ]
    assert refused(b"glTF\xff\xfe\x80")[0][0] == 1


def test_a_quote_that_does_not_end():
    assert refused('order,article\n1,x\n2,"y\n3,z\n')[0][0] == 3
    assert refused('order,article\n1,"' + "y\n" * 200_000) == [(2, "A quote is opened and not closed.")]


def test_limits(monkeypatch):
    assert refused("order,article\n1," + "x" * 1001 + "\n") == [(2, "A cell has more than 1,000 characters.")]
    monkeypatch.setattr(module, "MOST_LINES", 3)
    assert refused("order,article\n" + "1,x\n" * 4) == [(5, "The file has more than 3 lines.")]
    monkeypatch.setattr(module, "LARGEST_FILE", 1 << 20)
    assert refused(b"order,article\n" + b"1,x\n" * (1 << 18)) == [(0, "The file has more than 1 MB.")]


def test_a_million_lines_are_read_in_seconds():
    data = b"order,article\n" + b"".join(b"%d,a%d\n" % (k // 3, k % 999) for k in range(1_000_000))
    began = time.process_time()
    table = read(data)
    assert len(table.lines) == 1_000_000
    assert time.process_time() - began < 15


TEXT = st.text(alphabet='order,article;\t|"\r\n 12/é\0', max_size=60)


@settings(max_examples=300, deadline=None)
@given(
    head=st.sampled_from(["", "order,article\n", "order;article\r\n", '"order",article\r']),
    tail=st.one_of(TEXT, st.binary(max_size=60)),
)
def test_whatever_comes_is_a_table_or_an_error_with_words(head, tail):
    data = head.encode() + (tail if isinstance(tail, bytes) else tail.encode())
    faults: tuple[Fault, ...] = ()
    table = None
    try:
        table = read(data)
    except TableError as error:
        faults = error.faults
    assert (table is None) == bool(faults)
    assert all(len(fault.message) > 10 for fault in faults)
    if table is not None:
        assert len(table.lines) == len(table.columns[0]) == len(table.columns[1]) > 0
        assert table.lines == sorted(table.lines)
