"""The verbs of the command line that this app adds."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.application import Tenant, small_document, small_hall


def run(*arguments: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    from twin.cad.glb import export_glb

    path = tmp_path / "hall.glb"
    path.write_bytes(export_glb(small_hall(), lossless=True))
    return path


def test_the_schema_is_printed_without_a_database() -> None:
    assert json.loads(run("schema", "scenario"))["title"] == "ScenarioDocument"


def test_one_scenario_is_played_without_a_database(hall: Path) -> None:
    spec = hall.with_name("spec.json")
    spec.write_text(json.dumps({"cad": "hall.glb", "document": small_document()}))
    first, again = (json.loads(run("simulate", str(spec), "--json", "--replications", "2")) for _ in range(2))
    assert first["digests"] == again["digests"]
    assert len(set(first["digests"])) == 2
    assert first["metrics"]["orders_per_hour"]["mean"] > 0


def test_a_target_is_played_for_until_the_most_allowed(hall: Path) -> None:
    spec = hall.with_name("spec.json")
    document = small_document()
    document["experiment"] |= {"target_half_width": 0.002, "max_replications": 5}
    spec.write_text(json.dumps({"cad": "hall.glb", "document": document}))
    assert len(set(json.loads(run("simulate", str(spec), "--json"))["digests"])) == 5
    assert "After 5 replications, the most allowed" in run("simulate", str(spec))


def test_a_recording_is_written_whole_and_never_over_another(hall: Path) -> None:
    spec = hall.with_name("spec.json")
    spec.write_text(json.dumps({"cad": "hall.glb", "document": small_document()}))
    arguments = ("simulate", str(spec), "--json", "--replications", "2")
    plain = json.loads(run(*arguments))
    recorded = json.loads(run(*arguments, "--record", str(hall.with_name("days"))))
    assert recorded == plain
    found = sorted(str(p.relative_to(hall.parent)) for p in hall.parent.glob("days/*/*"))
    names = ("agents", "events", "trajectories")
    assert found == [f"days/replication-0{k}/{name}.parquet" for k in (1, 2) for name in names]
    with pytest.raises(CommandError, match="not an empty folder"):
        run(*arguments, "--record", str(hall.with_name("days")))


def test_a_specification_with_faults_is_refused_with_their_places(hall: Path) -> None:
    spec = hall.with_name("spec.json")
    document = small_document()
    document["staffing"][0]["shifts"][0]["heads"] = -1
    spec.write_text(json.dumps({"cad": "hall.glb", "document": document}))
    with pytest.raises(CommandError, match="/staffing/0/shifts/0/heads"):
        run("simulate", str(spec))
    spec.write_text(json.dumps({"file": "hall.glb"}))
    with pytest.raises(CommandError, match="unknown keys"):
        run("simulate", str(spec))


ORDER_COLUMNS = ("--order-column", "no", "--article-column", "sku", "--date-column", "day")


def test_order_lines_become_the_demand_of_a_document_that_can_be_played(hall: Path) -> None:
    document, lines, merged = (hall.with_name(name) for name in ("a.json", "lines.csv", "b.json"))
    document.write_text(json.dumps(small_document()))
    rows = [f"{k // 2},sku {k % 3},13/11/2018" for k in range(40)] + ["99,x,14/11/2018"]
    lines.write_text("no,sku,day\n" + "\n".join(rows))
    arguments = ("import_orders", str(lines), "--into", str(document), "--out", str(merged), *ORDER_COLUMNS)
    printed = run(*arguments, "--day", "2018-11-13")
    assert "20 orders with 40 lines of 3 articles were taken." in printed
    assert "orders come from 06:00 to 06:08, at random as a Poisson process would have them (seed 1)" in printed
    assert "1 lines of other days were left out." in printed
    recorded = json.loads(merged.read_text())["demand"]["recorded"]
    assert recorded["articles"][0] == ["sku-0", "sku-1"]
    assert max(recorded["arrival_s"]) <= 500
    spec = hall.with_name("spec.json")
    spec.write_text(json.dumps({"cad": "hall.glb", "document": json.loads(merged.read_text())}))
    played = json.loads(run("simulate", str(spec), "--json", "--replications", "1"))
    assert played["metrics"]["orders_per_hour"]["mean"] >= 60  # 20 orders in ten minutes, at least half of them shipped
    with pytest.raises(CommandError, match="is there already"):
        run(*arguments, "--day", "2018-11-13")
    again = run(*arguments, "--day", "2018-11-13", "--force", "--open", "06:01", "--close", "06:02", "--spread", "even")
    assert "from 06:01 to 06:02, evenly spaced" in again
    assert json.loads(merged.read_text())["demand"]["recorded"]["arrival_s"][:2] == [61.5, 64.5]


def test_order_lines_with_faults_are_refused_with_their_lines_and_nothing_is_written(hall: Path) -> None:
    document, lines, merged = (hall.with_name(name) for name in ("a.json", "lines.csv", "b.json"))
    document.write_text(json.dumps(small_document()))
    lines.write_text("no,sku,day\n1,a,2018-11-13\n2,b,soon\n")
    arguments = ("import_orders", str(lines), "--into", str(document), "--out", str(merged), *ORDER_COLUMNS)
    with pytest.raises(CommandError, match=r"lines\.csv: line 3: “soon” is not a date") as caught:
        run(*arguments)
    assert caught.value.returncode == 2
    lines.write_text("no,sku,day\n1,a,2018-11-13\n")
    document.write_text(json.dumps({**small_document(), "staf": []}))
    with pytest.raises(CommandError, match=r"a\.json: /staf: Unknown key 'staf'"):
        run(*arguments)
    document.write_text("{")
    with pytest.raises(CommandError, match="Not imported"):
        run(*arguments)
    assert not merged.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_cad_is_imported_and_its_notes_are_printed(tenant: Tenant, hall: Path) -> None:
    from twin.models import Facility

    printed = run("import_cad", str(hall), "--facility", "Hall")
    assert "read" in printed
    assert printed.endswith("revision 1 of Hall: ready\n")
    described = json.loads(run("import_cad", str(hall), "--facility", "Hall", "--json"))
    assert (described["number"], described["status"]) == (2, "ready")
    assert Facility.objects.get().organisation == tenant.organisation
    empty = hall.with_name("empty.glb")
    empty.write_bytes(b"")
    with pytest.raises(CommandError, match="Not imported"):
        run("import_cad", str(empty), "--facility", "Hall")
