"""How a table begins, and which column may mean what."""

import pytest

from scenarios.ingest.faults import TableError
from scenarios.ingest.preview import guess_columns, preview_table


@pytest.mark.parametrize(
    ("names", "row", "expected"),
    [
        (
            ["", "DATE", "OrderNumber", "SKU", "PCS"],
            ["0", "12/11/2018", "378", "399", "1"],
            {"order": "OrderNumber", "article": "SKU", "when": "DATE", "quantity": "PCS"},
        ),
        (
            ["Auftragsnr.", "Artikel", "Eingangsdatum", "Menge", "Fällig am"],
            ["1", "a", "4.12.2018 06:00", "2,5", "4.12.2018 12:00"],
            {
                "order": "Auftragsnr.",
                "article": "Artikel",
                "when": "Eingangsdatum",
                "quantity": "Menge",
                "due": "Fällig am",
            },
        ),
        # A quantity in words is none, and a column that is there twice means nothing.
        (["sku", "qty", "order", "order"], ["a", "many", "1", "1"], {"article": "sku"}),
        (["no", "what", "stamp"], ["1", "a", "2018-12-04 10:00"], {"when": "stamp"}),
    ],
)
def test_columns_are_guessed_by_name_and_by_what_stands_below(names, row, expected):
    assert guess_columns(names, [row]) == expected


def test_the_head_of_a_long_file_ends_with_a_whole_line():
    head = "order,sku\n1,ä\n2,ö".encode()
    assert preview_table(head, is_whole=False).rows == (("1", "ä"),)
    assert preview_table(head, is_whole=True).rows == (("1", "ä"), ("2", "ö"))


def test_old_windows_encodings_and_byte_order_marks_are_seen():
    assert preview_table("sku;Menge\nä;1\n".encode("cp1252"), is_whole=True).encoding == "cp1252"
    marked = preview_table("sku\tqty\na\t1\n".encode("utf-16"), is_whole=True)
    assert (marked.encoding, marked.columns, marked.separator) == ("utf-16", ("sku", "qty"), "\t")


def test_binary_files_are_refused():
    with pytest.raises(TableError, match="no text file"):
        preview_table(b"glTF\x02\x00", is_whole=True)
    with pytest.raises(TableError, match="save it as XLSX"):
        preview_table(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", is_whole=True)
