"""Files of order lines over HTTP: how they begin, what they become, and why they are refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.application import Tenant
from tests.scenarios.ingest.test_workbook import ROWS, book

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LINES = (
    b"Auftrag;Artikel;Datum;Menge\n"
    b"A1;x-1;04.12.2018 06:01;2\nA1;x-2;04.12.2018 06:01;1\nA2;x-1;04.12.2018 06:04;12\nA3;x-3;05.12.2018 06:20;1\n"
)
COLUMNS = {"order": "Auftrag", "article": "Artikel", "when": "Datum", "quantity": "Menge"}


def send(tenant: Tenant, scenario: Any, data: bytes, path: str = "", role: str = "planner", **wishes: Any) -> Any:
    body = {"file": SimpleUploadedFile("lines.csv", data), **wishes}
    return tenant.client(role).post(f"/api/v1/scenarios/{scenario.pk}/orders/{path}", body, format="multipart")


def test_a_preview_shows_rows_and_guesses_columns(tenant: Tenant, scenario: Any) -> None:
    found = send(tenant, scenario, LINES, "preview/").json()
    assert found["columns"] == ["Auftrag", "Artikel", "Datum", "Menge"]
    assert found["rows"][2] == ["A2", "x-1", "04.12.2018 06:04", "12"]
    assert found["separator"] == ";"
    assert found["guess"] == {**COLUMNS, "due": None}


def test_a_file_becomes_orders_that_the_document_takes(tenant: Tenant, scenario: Any) -> None:
    read = send(tenant, scenario, LINES, **COLUMNS, first_day="2018-12-04")
    assert read.status_code == 200
    found = read.json()
    assert found["recorded"]["arrival_s"] == [60.0, 240.0]
    assert found["recorded"]["units"] == [[2, 1], [12]]
    assert (found["order_count"], found["line_count"], found["article_count"]) == (2, 3, 2)
    assert "1 lines of other days were left out." in found["notes"]
    client, url = tenant.client(), f"/api/v1/scenarios/{scenario.pk}/"
    document = client.get(url).json()["document"]
    document["demand"] |= {"recorded": found["recorded"], "windows": []}
    assert client.patch(url, {"document": document}, headers={"If-Match": '"1"'}).status_code == 200


def test_several_days_ask_for_a_choice(tenant: Tenant, scenario: Any) -> None:
    answer = send(tenant, scenario, LINES, **COLUMNS)
    assert answer.status_code == 422
    assert answer.json()["days"] == [
        {"day": "2018-12-04", "orders": 2, "lines": 3},
        {"day": "2018-12-05", "orders": 1, "lines": 1},
    ]


def test_times_are_brought_to_the_facility_s_zone(tenant: Tenant, scenario: Any) -> None:
    # 05:01 in London is 06:01 in Berlin, a minute after the day begins at 06:00.
    data = b"order,sku,when\nA,x,2018-12-04 05:01\nB,x,2018-12-04T05:02:00Z\n"
    names = {"order": "order", "article": "sku", "when": "when"}
    zones = {"written_zone": "Europe/London", "here_zone": "Europe/Berlin"}
    assert send(tenant, scenario, data, **names, **zones).json()["recorded"]["arrival_s"] == [60.0, 120.0]
    wrong = send(tenant, scenario, data, **names, written_zone="UTC", here_zone="Berlin/Mitte")
    assert wrong.status_code == 400
    assert wrong.json()["errors"][0]["pointer"] == "/here_zone"


def test_faults_come_with_their_lines(tenant: Tenant, scenario: Any) -> None:
    broken = b"Auftrag;Artikel;Datum;Menge\nA1;x;04.12.2018;1\nA2;;04.12.2018;1\nA3;x;04.12.2018;1\nA4;;04.12.2018;1\n"
    answer = send(tenant, scenario, broken, **COLUMNS)
    assert answer.status_code == 400
    assert [(f["line"], f["message"]) for f in answer.json()["row_faults"]] == [
        (3, "“Artikel” is blank."),
        (5, "“Artikel” is blank."),
    ]
    assert answer.json()["row_fault_count"] == 2


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"\n\n", b"PK\x03\x04 workbook"])
@pytest.mark.parametrize("path", ["", "preview/"])
def test_what_is_no_table_is_refused_with_a_sentence(tenant: Tenant, scenario: Any, data: bytes, path: str) -> None:
    answer = send(tenant, scenario, data, path, **COLUMNS)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    if data:  # an empty upload is refused before it is looked at, or as empty
        assert answer.json()["row_faults"][0]["message"]


def test_strangers_and_viewers_read_no_files_into_a_scenario(tenant: Tenant, stranger: Tenant, scenario: Any) -> None:
    assert send(stranger, scenario, LINES, **COLUMNS).status_code == 404
    assert send(tenant, scenario, LINES, role="viewer", **COLUMNS).status_code == 403


def test_too_large_a_file_is_refused_before_it_is_read(
    tenant: Tenant, scenario: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scenarios.services import order_files

    monkeypatch.setattr(order_files, "LARGEST_UPLOAD", 100)
    assert send(tenant, scenario, LINES, **COLUMNS).status_code == 413


def test_a_workbook_is_read_like_a_text_file_sheet_by_sheet(tenant: Tenant, scenario: Any) -> None:
    data = book(Cover=[["Week 49"]], Lines=ROWS)
    shown = send(tenant, scenario, data, "preview/").json()
    assert (shown["sheets"], shown["sheet"], shown["columns"]) == (["Cover", "Lines"], "Cover", ["Week 49"])
    shown = send(tenant, scenario, data, "preview/", sheet="Lines").json()
    assert shown["guess"]["when"] == "When"
    names = {"order": "Order", "article": "SKU", "when": "When", "quantity": "Qty"}
    found = send(tenant, scenario, data, **names, sheet="Lines").json()
    assert found["recorded"]["arrival_s"] == [60.0, 270.0]
    assert found["recorded"]["units"] == [[2, 1], [3]]
    answer = send(tenant, scenario, data, **names, sheet="Other")
    assert answer.status_code == 400
    assert "There is no sheet “Other”" in answer.json()["row_faults"][0]["message"]


def test_faulty_rows_are_left_out_only_when_asked_and_are_listed(tenant: Tenant, scenario: Any) -> None:
    data = LINES.replace(b"A3;x-3;05.12.2018 06:20;1", b"A3;;gestern;1")
    refused = send(tenant, scenario, data, **COLUMNS)
    assert refused.status_code == 400
    assert refused.json()["can_skip"] is True
    found = send(tenant, scenario, data, **COLUMNS, skip_faulty="true").json()
    assert found["skipped"] == [{"line": 5, "message": "“Artikel” is blank."}]
    assert found["skipped_count"] == 1
    assert found["order_count"] == 2
    no_table = send(tenant, scenario, b"\x00\x01", **COLUMNS, skip_faulty="true")
    assert no_table.json()["can_skip"] is False
