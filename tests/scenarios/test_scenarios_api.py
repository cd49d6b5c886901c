"""Scenarios over HTTP: revisions, locking, findings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.application import Tenant, small_document

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_the_first_scenario_of_a_facility_gets_a_day_that_can_be_checked(tenant: Tenant, facility: Any) -> None:
    client = tenant.client()
    made = client.post("/api/v1/scenarios/", {"facility_id": str(facility.pk), "name": "Today"})
    assert made.status_code == 201
    assert made["ETag"] == '"1"'
    assert made.json()["document"]["demand"]["windows"]
    assert made.json()["document"]["experiment"]["clip_camera_ids"] == [str(facility.cameras.get().pk)]
    checked = client.post(f"/api/v1/scenarios/{made.json()['id']}/validate/", {}).json()
    assert checked["summary"]["reachable_face_count"] > 0


def test_a_variant_copies_its_base_and_tells_what_it_changes(tenant: Tenant, scenario: Any) -> None:
    client = tenant.client()
    body = {"facility_id": str(scenario.facility_id), "name": "B", "base_id": str(scenario.pk)}
    made = client.post("/api/v1/scenarios/", body).json()
    url = f"/api/v1/scenarios/{made['id']}/"
    assert made["change_count"] == 0
    assert made["color_index"] == 1
    document = made["document"]
    document["staffing"][0]["shifts"][0]["heads"] = 3
    saved = client.patch(url, {"document": document}, headers={"If-Match": '"1"'})
    assert saved["ETag"] == '"2"'
    assert saved.json()["change_count"] == 1
    changes = client.get(url + "difference/").json()["changes"]
    assert [c["area"] for c in changes] == ["staffing"]
    assert "2 → 3" in changes[0]["message"]


def test_saving_needs_the_revision_it_is_based_on(tenant: Tenant, scenario: Any) -> None:
    client, url = tenant.client(), f"/api/v1/scenarios/{scenario.pk}/"
    assert client.patch(url, {"name": "x"}).status_code == 428
    stale = client.patch(url, {"name": "x"}, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    assert stale.json()["current_revision"] == 1
    assert client.patch(url, {"name": "x"}, headers={"If-Match": '"1"'}).json()["name"] == "x"


def test_a_document_that_says_the_same_makes_no_revision(tenant: Tenant, scenario: Any) -> None:
    client, url = tenant.client(), f"/api/v1/scenarios/{scenario.pk}/"
    same = client.patch(url, {"document": small_document()}, headers={"If-Match": '"1"'})
    assert (same.status_code, same["ETag"]) == (200, '"1"')
    assert len(client.get(url + "revisions/").json()["results"]) == 1


def test_structural_faults_are_named_with_pointers(tenant: Tenant, scenario: Any) -> None:
    document = small_document()
    document["staffing"][0]["shifts"][0]["heads"] = -1
    document["colour"] = "red"
    answer = tenant.client().patch(
        f"/api/v1/scenarios/{scenario.pk}/", {"document": document}, headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 400
    pointers = {e["pointer"] for e in answer.json()["errors"]}
    assert pointers == {"/document/staffing/0/shifts/0/heads", "/document/colour"}


def test_overlapping_parts_can_be_saved_but_not_run(tenant: Tenant, scenario: Any) -> None:
    client, url = tenant.client(), f"/api/v1/scenarios/{scenario.pk}/"
    at = {"x_m": 7, "y_m": 7}
    document = small_document(layout=[{"kind": "add", "part_id": "second", "item": "pallet-rack", "at": at}])
    assert client.patch(url, {"document": document}, headers={"If-Match": '"1"'}).status_code == 200
    found = client.post(url + "validate/", {}).json()
    assert not found["ok"]
    assert any(f["code"] == "overlap" and f["severity"] == "error" for f in found["findings"])
    refused = client.post(url + "runs/", {})
    assert refused.status_code == 422
    assert any(f["code"] == "overlap" for f in refused.json()["findings"])


def test_validation_never_fails_on_nonsense(tenant: Tenant, scenario: Any) -> None:
    url = f"/api/v1/scenarios/{scenario.pk}/validate/"
    nonsense: Any
    for nonsense in ({}, {"version": 2}, [], "text", 5):
        answer = tenant.client().post(url, {"document": nonsense})
        assert answer.status_code == 200
        assert answer.json()["findings"]
        assert not answer.json()["ok"]


def test_the_plan_shows_what_the_edits_do(tenant: Tenant, scenario: Any) -> None:
    client, url = tenant.client(), f"/api/v1/scenarios/{scenario.pk}/"
    before = client.get(url + "plan/").json()
    client.patch(
        url, {"document": small_document(layout=[{"kind": "remove", "part_id": "rack"}])}, headers={"If-Match": '"1"'}
    )
    after = client.get(url + "plan/").json()
    assert before["faces"]
    assert not after["faces"]
    assert after["walkable_area_m2"] > before["walkable_area_m2"]
    assert {s["id"] for s in after["stations"]} == {"pack", "ship"}


def test_the_schema_of_the_document_is_public(client: Any) -> None:
    schema = client.get("/api/v1/schema/scenario/").json()
    assert schema["$schema"].endswith("2020-12/schema")
    assert {"demand", "routings", "layout"} <= schema["properties"].keys()


def test_catalogue_items_come_as_glb(tenant: Tenant) -> None:
    client = tenant.client("viewer")
    items = client.get("/api/v1/catalog/").json()["items"]
    assert {"id", "label", "part_class", "size_m", "station_kind"} <= set(items[0])
    mesh = client.get(f"/api/v1/catalog/{items[0]['id']}.glb")
    assert mesh.content[:4] == b"glTF"
    assert client.get("/api/v1/catalog/nothing.glb").status_code == 404
