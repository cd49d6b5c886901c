"""Figures of finished replications are computed once, and again when there are more of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.application import Tenant, small_document
from tests.scenarios.test_runs_api import start, work_off

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PAGES = ("metrics", "conflicts", "density")


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Runs whose replications are read, one entry each time."""
    from scenarios.services.results import result_of_row

    found: list[UUID] = []

    def watched(row: Any) -> Any:
        found.append(row.run_id)
        return result_of_row(row)

    monkeypatch.setattr("scenarios.services.figures.result_of_row", watched)
    return found


def compared(tenant: Tenant, scenario: Any) -> tuple[Any, list[str], str]:
    """A variant with a single picker, the finished runs of both, and where they are compared."""
    from scenarios.services.scenarios import create_scenario

    client = tenant.client()
    document = small_document()
    document["staffing"][0]["shifts"][0]["heads"] = 1
    variant = create_scenario(tenant.caller, scenario.facility, name="Few", base=scenario, document=document)
    runs = [start(client, each).json()["id"] for each in (scenario, variant)]
    for run_id in runs:
        work_off(run_id)
    return variant, runs, client.post("/api/v1/comparisons/", {"run_ids": runs})["Location"]


def test_the_pages_of_a_finished_run_read_no_replication(tenant: Tenant, scenario: Any, looks: list[UUID]) -> None:
    client = tenant.client()
    run_id = start(client, scenario).json()["id"]
    work_off(run_id)
    assert looks
    looks.clear()
    bodies = [client.get(f"/api/v1/runs/{run_id}/{page}/").json() for page in PAGES]
    assert not looks
    assert bodies[0]["replications"] == 3
    assert [client.get(f"/api/v1/runs/{run_id}/{page}/").json() for page in PAGES] == bodies


def test_one_replication_fewer_is_another_question(tenant: Tenant, scenario: Any, looks: list[UUID]) -> None:
    from scenarios.models import Replication

    client = tenant.client()
    run_id = start(client, scenario).json()["id"]
    work_off(run_id)
    Replication.objects.get(run_id=run_id, index=2).delete()
    looks.clear()
    assert client.get(f"/api/v1/runs/{run_id}/metrics/").json()["replications"] == 2
    assert len(looks) == 2


def test_a_comparison_is_computed_once_and_again_under_a_new_name(
    tenant: Tenant, scenario: Any, looks: list[UUID]
) -> None:
    from scenarios.services.scenarios import update_scenario

    client = tenant.client()
    variant, _, where = compared(tenant, scenario)
    body = client.get(where).json()
    looks.clear()
    assert client.get(where).json() == body
    assert not looks
    update_scenario(tenant.caller, variant, based_on=variant.head_number, name="Fewer")
    assert client.get(where).json()["runs"][1]["scenario_name"] == "Fewer"
    assert looks


def test_a_new_clip_adds_its_sentence_and_reads_no_replication(
    tenant: Tenant, scenario: Any, looks: list[UUID]
) -> None:
    from worlds.models import Clip

    client = tenant.client()
    _, runs, where = compared(tenant, scenario)
    before = client.get(where).json()
    looks.clear()
    for count, (run_id, verdict) in enumerate(zip(runs, ("passed", "failed"), strict=True), 1):
        Clip.objects.create(
            run_id=run_id, index=0, camera={"id": "1", "name": "Aisle"}, content_key="k", start_s=0, duration_s=1,
            frame_count=25, width_px=64, height_px=36, video_key="v", poster_key="p", sidecar_key="s",
            audit={"verdict": verdict}, model_hash="m", control_hash="c",
        )  # fmt: skip
        body = client.get(where).json()
        sentence = f"1 of {count} clips passed the audit against the simulated state."
        assert body["how_sure"] == [*before["how_sure"], sentence]
        assert body | {"how_sure": 0} == before | {"how_sure": 0}
    assert not looks
