"""Runs that go on until their figures are known well enough, with the worker's steps called by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.application import Tenant, small_document
from tests.scenarios.test_runs_api import start, work_off

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the replications that the engine was asked for, in order."""
    from scenarios.simulation.engine import simulate

    asked: list[int] = []

    def counted(compiled: Any, *, replication: int, **settings: Any) -> Any:
        asked.append(replication)
        return simulate(compiled, replication=replication, **settings)

    monkeypatch.setattr("workers.steps.simulate", counted)
    return asked


def with_target(tenant: Tenant, scenario: Any, **experiment: Any) -> Any:
    """A scenario like the given one, whose run has a target."""
    from scenarios.services.scenarios import create_scenario

    document = small_document()
    document["experiment"] = {**document["experiment"], "replications": 1, **experiment}
    return create_scenario(tenant.caller, scenario.facility, name="Precise", base=scenario, document=document)


def replication_steps(run: Any) -> list[str]:
    return [s["status"] for s in run["steps"] if s["kind"] == "replication"]


def test_a_run_with_a_target_goes_on_in_batches_without_repeating(
    tenant: Tenant, scenario: Any, played: list[int]
) -> None:
    client = tenant.client()
    precise = with_target(tenant, scenario, target_half_width=0.001001, max_replications=14)
    started = start(client, precise).json()
    assert (started["replications"], replication_steps(started)) == (3, ["waiting"] * 3)
    work_off(started["id"])
    run = client.get(f"/api/v1/runs/{started['id']}/").json()
    assert (run["status"], run["replications"]) == ("done", 14)
    assert played == list(range(14))  # 3, 6 more, 5 more: each played once
    precision = client.get(f"/api/v1/runs/{started['id']}/metrics/").json()["precision"]
    assert (precision["replications"], precision["most"], precision["is_reached"]) == (14, 14, False)
    by_key = {m["key"]: m for m in precision["metrics"]}
    assert (
        precision["binding"]
        == max((m for m in by_key.values() if m["standing"] == "too_wide"), key=lambda m: m["relative_half_width"])[
            "key"
        ]
    )
    assert by_key["amr_utilisation"]["standing"] == "undefined"  # there are none
    assert "14 replications" in precision["sentence"]


def test_a_run_stops_once_every_headline_metric_is_known(tenant: Tenant, scenario: Any, played: list[int]) -> None:
    """Conflicts among them, of which ten quiet minutes have next to none: rare counts are held to one event."""
    client = tenant.client()
    run_id = start(client, with_target(tenant, scenario, target_half_width=0.5, max_replications=300)).json()["id"]
    work_off(run_id)
    metrics = client.get(f"/api/v1/runs/{run_id}/metrics/").json()
    precision = metrics["precision"]
    assert precision["is_reached"], precision["sentence"]
    assert 8 <= metrics["replications"] < 300  # three and the look-ahead at least
    assert played == list(range(metrics["replications"]))
    for metric in precision["metrics"]:
        if metric["standing"] == "reached":
            assert metric["half_width"] <= metric["bound"]
            assert metric["reached_at"] + 5 <= metrics["replications"]
    measures = {m["key"]: m["measure"] for m in precision["metrics"]}
    assert measures["contacts_per_1000_agent_h"] == measures["orders_open_at_end"] == "events"
    assert measures["orders_per_hour"] == "of_mean"
    estimates = {m["key"]: m for m in metrics["metrics"]}
    known = estimates["orders_per_hour"]
    expected = (known["high"] - known["low"]) / 2 / known["mean"]
    found = next(m for m in precision["metrics"] if m["key"] == "orders_per_hour")
    assert found["relative_half_width"] == pytest.approx(expected)


def test_what_was_played_is_judged_before_anything_is_played_again(
    tenant: Tenant, scenario: Any, played: list[int]
) -> None:
    """A fixed run of ten, then a target whose batches end at nine and at twelve: only two are new."""
    client = tenant.client()
    work_off(start(client, scenario, replications=10).json()["id"])
    assert played == list(range(10))
    precise = with_target(tenant, scenario, target_half_width=0.001001, max_replications=12)
    started = start(client, precise).json()
    assert replication_steps(started) == ["done"] * 10 + ["waiting"] * 2
    work_off(started["id"])
    assert played == list(range(12))
    more = with_target(tenant, scenario, target_half_width=0.001001, max_replications=13)
    work_off(start(client, more).json()["id"])
    assert played == list(range(13))


def test_watchers_hear_of_new_steps(tenant: Tenant, scenario: Any) -> None:
    from scenarios.models import RunEvent

    precise = with_target(tenant, scenario, target_half_width=0.001001, max_replications=9)
    run_id = start(tenant.client(), precise).json()["id"]
    work_off(run_id)
    events = [e.payload for e in RunEvent.objects.filter(run_id=UUID(run_id)).order_by("seq")]
    snapshots = [e["run"] for e in events if e["type"] == "run.snapshot"]
    assert [replication_steps(s) for s in snapshots] == [["done"] * 3 + ["waiting"] * 6]
    partials = [e for e in events if e["type"] == "metrics.partial"]
    assert partials[0]["precision"]["is_reached"] is False
    assert partials[2]["precision"]["more"] == 6


def test_a_run_without_a_target_has_no_precision_to_report(tenant: Tenant, scenario: Any, played: list[int]) -> None:
    client = tenant.client()
    run_id = start(client, scenario).json()["id"]
    work_off(run_id)
    assert played == [0, 1, 2]
    assert client.get(f"/api/v1/runs/{run_id}/metrics/").json()["precision"] is None


def test_a_cancelled_run_asks_for_no_more(tenant: Tenant, scenario: Any, played: list[int]) -> None:
    client = tenant.client()
    run_id = start(client, with_target(tenant, scenario, target_half_width=0.001001)).json()["id"]
    client.post(f"/api/v1/runs/{run_id}/cancel/")
    work_off(run_id)
    run = client.get(f"/api/v1/runs/{run_id}/").json()
    assert (run["status"], run["replications"], played) == ("cancelled", 3, [])


def test_runs_that_took_different_numbers_are_compared_over_what_all_have(tenant: Tenant, scenario: Any) -> None:
    client = tenant.client()
    runs = []
    for most in (3, 9):
        precise = with_target(tenant, scenario, target_half_width=0.001001, max_replications=most)
        runs.append(start(client, precise).json()["id"])
        work_off(runs[-1])
    made = client.post("/api/v1/comparisons/", {"run_ids": runs})
    assert made.status_code == 201, made.json()
    body = client.get(made["Location"]).json()
    assert [r["run"]["replications"] for r in body["runs"]] == [3, 9]
    row = next(r for r in body["differences"][0]["rows"] if r["key"] == "orders_per_hour")
    assert (row["difference"]["count"], row["difference"]["mean"]) == (3, 0.0)  # the same days
    assert "3 paired replications" in " ".join(body["how_sure"])
    assert body["best"] == []  # two are compared, not selected from


def test_three_variants_say_which_may_be_best_and_how_often_conflicts_come(tenant: Tenant, scenario: Any) -> None:
    from scenarios.services.scenarios import create_scenario

    client = tenant.client()
    runs: list[str] = []
    for pickers in (2, 1, 1):
        document = small_document()
        document["staffing"][0]["shifts"][0]["heads"] = pickers
        document["experiment"] |= {"replications": 10, "smallest_difference": 0.5}
        name = f"Variant {len(runs)}"
        variant = create_scenario(tenant.caller, scenario.facility, name=name, base=scenario, document=document)
        runs.append(start(client, variant).json()["id"])
        work_off(runs[-1])
    made = client.post("/api/v1/comparisons/", {"run_ids": runs})
    body = client.get(made["Location"]).json()
    best = {b["key"]: b for b in body["best"]}
    assert best["cycle_time_mean_s"]["may_be_best"] == ["A"]  # with two pickers
    assert best["cycle_time_mean_s"]["selected"] == "A"
    for found in best.values():
        assert ("B" in found["may_be_best"]) == ("C" in found["may_be_best"])  # the same days
    assert best["orders_per_hour"]["sentence"] in body["detail"]
    rates = body["conflict_rates"]
    assert set(rates) == {"A", "B", "C"}
    conflicts = client.get(f"/api/v1/runs/{runs[0]}/conflicts/").json()
    for found, own in zip(rates["A"]["rates"], conflicts["rates"], strict=True):
        assert found == own
    total = rates["A"]["rates"][2]
    assert (total["pair"], total["at_least"]) == ("all pairs", "slight")
    assert total["seen"] == sum(conflicts["counts"].values())
    assert total["low"] <= total["mean"] <= total["high"]
    assert total["agent_hours"] == pytest.approx(10 * 6 * 600 / 3600, rel=0.02)  # six people for ten minutes
    of_one = rates["B"]["rates"][2]
    if total["seen"] and of_one["seen"]:
        assert of_one["against_base"]["ratio"] == pytest.approx(of_one["mean"] / total["mean"])
    else:  # so quiet a hall may have no conflict in a hundred minutes; then a bound is all there is
        assert of_one["against_base"]["ratio"] in (None, 0.0)
        assert max(total["high"], of_one["high"]) > 0
