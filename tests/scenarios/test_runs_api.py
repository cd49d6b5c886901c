"""Runs over HTTP, with the worker's steps called by hand where a worker would."""

from __future__ import annotations

from typing import Any
from unittest import mock
from uuid import UUID

import pytest

from tests.application import Tenant, small_document

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def work_off(run_id: str, *, but: str = "") -> int:
    """Do every due step of a run in this process, but those of a kind; returns how many were done."""
    from scenarios.models import Run
    from scenarios.services.steps import list_due_steps
    from workers import run_steps

    works = {
        "prepare": run_steps.prepare,
        "replication": run_steps.replicate,
        "clip": run_steps.render,
        "summarise": run_steps.summarise,
    }
    done = 0
    while due := [s for s in list_due_steps(Run.objects.get(pk=UUID(run_id))) if s.kind != but]:
        run_steps.do_step(due[0].pk, works[due[0].kind])
        done += 1
    return done


def start(client: Any, scenario: Any, **body: Any) -> Any:
    answer = client.post(f"/api/v1/scenarios/{scenario.pk}/runs/", body)
    assert answer.status_code in (200, 202), answer.json()
    return answer


def test_a_run_is_a_row_for_each_step(tenant: Tenant, scenario: Any) -> None:
    started = start(tenant.client(), scenario)
    assert started.status_code == 202
    assert started["Location"] == f"/api/v1/runs/{started.json()['id']}/"
    kinds = [(s["kind"], s["index"]) for s in started.json()["steps"]]
    assert kinds == [("prepare", 0), ("replication", 0), ("replication", 1), ("replication", 2), ("summarise", 0)]
    assert {s["status"] for s in started.json()["steps"]} == {"waiting"}


def test_a_run_gives_figures_with_intervals(tenant: Tenant, scenario: Any) -> None:
    client = tenant.client()
    run_id = start(client, scenario).json()["id"]
    assert work_off(run_id) == 5
    run = client.get(f"/api/v1/runs/{run_id}/").json()
    assert (run["status"], run["progress"]) == ("done", 1.0)
    metrics = client.get(f"/api/v1/runs/{run_id}/metrics/").json()
    by_key = {m["key"]: m for m in metrics["metrics"]}
    shipped = by_key["orders_per_hour"]
    assert shipped["count"] == 3
    assert shipped["low"] < shipped["mean"] < shipped["high"]
    assert shipped["mean"] == pytest.approx(metrics["orders"]["shipped"] * 6)  # ten minutes
    assert sum(metrics["utilisation"]["picker"].values()) == pytest.approx(1)
    series = metrics["series"]["orders_shipped"]
    assert sum(series["mean"]) * metrics["series"]["step_s"] / 3600 == pytest.approx(metrics["orders"]["shipped"])
    served = {row["name"]: row["served"]["mean"] for row in metrics["stations"]}
    packed = metrics["orders"]["shipped"] + metrics["series"]["ship_queue"]["mean"][-1]
    assert sum(served.values()) >= packed > 0
    middle, *_, high = metrics["quantiles"]
    assert middle["low"] <= middle["mean"] <= middle["high"] < high["high"]
    assert (middle["share"], middle["count"]) == (0.5, 3)
    assert metrics["long_run"] is None
    density = client.get(f"/api/v1/runs/{run_id}/density/").json()
    assert len(density["values"]) == density["rows"] * density["columns"]
    assert max(density["values"]) > 0
    conflicts = client.get(f"/api/v1/runs/{run_id}/conflicts/").json()
    assert sum(conflicts["counts"].values()) >= len(conflicts["conflicts"])


def test_a_run_knows_what_it_played_when_the_scenario_has_changed(tenant: Tenant, scenario: Any) -> None:
    client, url = tenant.client(), f"/api/v1/scenarios/{scenario.pk}/"
    run_id = start(client, scenario).json()["id"]
    played = client.get(url).json()["document"]
    at = {"x_m": 3, "y_m": 3}
    changed = small_document(layout=[{"kind": "add", "part_id": "bench", "item": "pack-bench", "at": at}])
    assert client.patch(url, {"document": changed}, headers={"If-Match": '"1"'}).status_code == 200
    answer = client.get(f"/api/v1/runs/{run_id}/document/").json()
    assert answer["document"] == played
    assert answer["twin_revision_id"] == str(scenario.revisions.first().twin_revision_id)


def test_the_same_again_is_the_same_run(tenant: Tenant, scenario: Any) -> None:
    client = tenant.client()
    first = start(client, scenario)
    again = start(client, scenario)
    assert again.status_code == 200
    assert again.json()["id"] == first.json()["id"]


def test_more_replications_extend_what_is_there(tenant: Tenant, scenario: Any) -> None:
    from scenarios.models import Replication

    client = tenant.client()
    few = start(client, scenario).json()["id"]
    work_off(few)
    many = start(client, scenario, replications=5).json()
    assert [s["status"] for s in many["steps"] if s["kind"] == "replication"] == ["done"] * 3 + ["waiting"] * 2
    work_off(many["id"])
    digests = [
        list(Replication.objects.filter(run=r).order_by("index").values_list("digest", flat=True))
        for r in (few, many["id"])
    ]
    assert digests[1][:3] == digests[0]
    assert len(set(digests[1])) == 5


def test_an_idempotency_key_gives_the_first_answer(tenant: Tenant, scenario: Any) -> None:
    client, url = tenant.client(), f"/api/v1/scenarios/{scenario.pk}/runs/"
    headers = {"Idempotency-Key": "start-1"}
    first = client.post(url, {"replications": 2}, headers=headers)
    again = client.post(url, {"replications": 2}, headers=headers)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    changed = client.post(url, {"replications": 4}, headers=headers)
    assert changed.status_code == 422


def test_a_failed_request_leaves_its_idempotency_key_free(tenant: Tenant, scenario: Any) -> None:
    client, url = tenant.client(), f"/api/v1/scenarios/{scenario.pk}/runs/"
    headers = {"Idempotency-Key": "start-2"}
    assert client.post(url, {"replications": 0}, headers=headers).status_code == 400
    assert client.post(url, {"replications": 2}, headers=headers).status_code == 202


def test_a_cancelled_run_does_nothing_more(tenant: Tenant, scenario: Any) -> None:
    client = tenant.client()
    run_id = start(client, scenario).json()["id"]
    cancelled = client.post(f"/api/v1/runs/{run_id}/cancel/")
    assert (cancelled.status_code, cancelled.json()["status"]) == (202, "cancelled")
    assert work_off(run_id) == 0
    assert client.post(f"/api/v1/runs/{run_id}/cancel/").status_code == 409
    anew = start(client, scenario)
    assert anew.status_code == 202
    assert anew.json()["id"] != run_id


def test_cancelling_stops_work_that_has_begun_and_keeps_nothing_of_it(tenant: Tenant, scenario: Any) -> None:
    from scenarios.models import Replication, Run, RunStep
    from scenarios.services.runs import cancel_run
    from workers import run_steps
    from workers.progress import LOOK_S

    run_id = start(tenant.client(), scenario).json()["id"]
    run = Run.objects.get(pk=run_id)
    prepare, step = RunStep.objects.filter(run=run).order_by("id")[:2]
    run_steps.do_step(prepare.pk, run_steps.prepare)

    def work(step: Any, progress: Any) -> Any:
        cancel_run(tenant.caller, run)
        assert Run.objects.get(pk=run_id).status == "cancelling"
        progress._looked -= LOOK_S
        return run_steps.replicate(step, progress)

    run_steps.do_step(step.pk, work)
    assert Run.objects.get(pk=run_id).status == "cancelled"
    assert not Replication.objects.filter(run_id=run_id).exists()
    assert set(RunStep.objects.filter(run_id=run_id).values_list("status", flat=True)) == {"done", "cancelled"}


def test_a_step_that_fails_fails_its_run_and_says_why(tenant: Tenant, scenario: Any) -> None:
    from scenarios.models import RunStep
    from scenarios.simulation.compile import NotRunnable
    from workers import run_steps

    client = tenant.client()
    run_id = start(client, scenario).json()["id"]

    def work(step: Any, progress: Any) -> Any:
        raise NotRunnable("no pick face can be walked to")

    run_steps.do_step(RunStep.objects.filter(run_id=run_id).order_by("id")[0].pk, work)
    run = client.get(f"/api/v1/runs/{run_id}/").json()
    assert run["status"] == "failed"
    assert "no pick face can be walked to" in run["error"]
    assert {s["status"] for s in run["steps"]} == {"failed", "cancelled"}


def test_every_change_is_an_event_with_a_number(tenant: Tenant, scenario: Any) -> None:
    from scenarios.models import RunEvent

    run_id = start(tenant.client(), scenario).json()["id"]
    work_off(run_id)
    events = list(RunEvent.objects.filter(run_id=run_id).order_by("seq"))
    assert [e.seq for e in events] == list(range(1, len(events) + 1))
    partials = [e.payload for e in events if e.payload["type"] == "metrics.partial"]
    assert [p["replications"] for p in partials] == [1, 2, 3]
    assert partials[0]["metrics"][0]["low"] is None  # one replication has no interval
    assert events[-1].payload["status"] == "done"


def compared(tenant: Tenant, scenario: Any) -> Any:
    """Two finished runs: the scenario's, and a variant's with one picker instead of two."""
    from scenarios.services.scenarios import create_scenario

    document = small_document()
    document["staffing"][0]["shifts"][0]["heads"] = 1
    variant = create_scenario(tenant.caller, scenario.facility, name="One picker", base=scenario, document=document)
    client = tenant.client()
    runs = [start(client, s).json()["id"] for s in (scenario, variant)]
    for run_id in runs:
        work_off(run_id)
    return client, client.post("/api/v1/comparisons/", {"run_ids": runs})


def test_a_comparison_is_paired_and_speaks_in_sentences(tenant: Tenant, scenario: Any) -> None:
    client, made = compared(tenant, scenario)
    assert made.status_code == 201
    body = client.get(made["Location"]).json()
    assert body["status"] == "ready"
    assert [r["letter"] for r in body["runs"]] == ["A", "B"]
    rows = {r["key"]: r for r in body["differences"][0]["rows"]}
    row = rows["picker_utilisation"]
    assert row["difference"]["mean"] == pytest.approx(row["variant"]["mean"] - row["base"]["mean"])
    assert row["sentence"].startswith(row["label"])
    assert body["headline"]
    assert body["changes"]["B"][0]["area"] == "staffing"
    assert "3 paired replications" in " ".join(body["how_sure"])


def test_the_figures_of_a_comparison_do_not_wait_for_its_clips(tenant: Tenant, scenario: Any) -> None:
    from scenarios.services.scenarios import create_scenario

    variant = create_scenario(tenant.caller, scenario.facility, name="B", base=scenario, document=small_document())
    client = tenant.client()
    made = client.post("/api/v1/comparisons/", {"scenario_ids": [str(scenario.pk), str(variant.pk)]})
    runs = [entry["run"]["id"] for entry in client.get(made["Location"]).json()["runs"]]
    assert client.get(made["Location"]).json()["status"] == "waiting"
    for run_id in runs:
        work_off(run_id, but="summarise")
    body = client.get(made["Location"]).json()
    assert body["status"] == "rendering"
    assert body["headline"]
    assert body["differences"][0]["rows"]
    assert tenant.client("analyst").post(f"{made['Location']}reports/", {"format": "pdf"}).status_code == 409
    for run_id in runs:
        work_off(run_id)
    assert client.get(made["Location"]).json() == {**body, "status": "ready", "runs": mock.ANY}


def test_runs_of_different_luck_are_not_compared(tenant: Tenant, scenario: Any) -> None:
    client = tenant.client()
    runs = [start(client, scenario, replications=n).json()["id"] for n in (2, 3)]
    answer = client.post("/api/v1/comparisons/", {"run_ids": runs})
    assert answer.status_code == 422
    assert "replications (2, 3)" in answer.json()["detail"]


def test_scenarios_are_compared_by_starting_their_runs(tenant: Tenant, scenario: Any) -> None:
    from scenarios.services.scenarios import create_scenario

    variant = create_scenario(tenant.caller, scenario.facility, name="B", base=scenario)
    made = tenant.client().post("/api/v1/comparisons/", {"scenario_ids": [str(scenario.pk), str(variant.pk)]})
    assert made.status_code == 202
    assert made.json()["status"] == "waiting"
    assert [r["run"]["status"] for r in made.json()["runs"]] == ["queued", "queued"]


@pytest.mark.parametrize(("kind", "magic"), [("pdf", b"%PDF"), ("xlsx", b"PK")])
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_comparison_becomes_a_file(tenant: Tenant, scenario: Any, kind: str, magic: bytes, language: str) -> None:
    from workers.reports import make_report

    client, made = compared(tenant, scenario)
    asked = client.post(f"{made['Location']}reports/", {"format": kind, "language": language})
    assert (asked.status_code, asked.json()["language"]) == (202, language)
    assert client.get(f"{asked['Location']}file").status_code == 409
    make_report(UUID(asked.json()["id"]))
    report = client.get(asked["Location"]).json()
    assert report["status"] == "done", report["error"]
    file = client.get(report["file_url"])
    assert file.content.startswith(magic)
    assert f".{kind}" in file["Content-Disposition"]


def test_a_report_is_in_english_unless_asked_for_otherwise(tenant: Tenant, scenario: Any) -> None:
    import io

    import pypdf

    from workers.reports import make_report

    client, made = compared(tenant, scenario)
    reports = f"{made['Location']}reports/"
    assert client.post(reports, {"format": "pdf", "language": "fr"}).status_code == 400
    texts = []
    for body in ({"format": "pdf"}, {"format": "pdf", "language": "de"}):
        report = client.post(reports, body)
        make_report(UUID(report.json()["id"]))
        file = client.get(f"{report['Location']}file").content
        texts.append(pypdf.PdfReader(io.BytesIO(file)).pages[0].extract_text())
    assert "HOW SURE" in texts[0]
    assert "WIE SICHER" in texts[1]
