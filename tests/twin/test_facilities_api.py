"""Facilities, uploads and cameras over HTTP; uploads go through the real child process."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.application import Tenant, small_hall

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def upload(client: Any, facility_id: object, name: str, data: bytes, **fields: str) -> dict[str, Any]:
    """Upload and import; the revision afterwards."""
    from workers.imports import import_revision

    answer = client.post(
        f"/api/v1/facilities/{facility_id}/revisions/",
        {"file": SimpleUploadedFile(name, data), **fields},
        format="multipart",
    )
    assert answer.status_code == 202, answer.json()
    assert answer.json()["status"] == "pending"
    import_revision(UUID(answer.json()["id"]))
    body: dict[str, Any] = client.get(answer["Location"]).json()
    return body


def hall_glb() -> bytes:
    from twin.cad.glb import export_glb

    return export_glb(small_hall(), lossless=True)


def test_an_upload_becomes_a_revision_with_parts_plan_mesh_and_cameras(tenant: Tenant, bare: Any) -> None:
    client = tenant.client()
    revision = upload(client, bare.pk, "hall.glb", hall_glb())
    assert (revision["status"], revision["number"], revision["unit"]) == ("ready", 1, "m")
    assert revision["report"]["notes"][0]["kind"] == "read"
    url = f"/api/v1/revisions/{revision['id']}/"
    parts = {p["id"]: p for p in client.get(url + "parts/").json()["parts"]}
    assert parts["rack"]["part_class"] == "rack"
    assert parts["rack"]["placement"]["x_m"] == pytest.approx(7, abs=0.05)
    assert parts["rack"]["size_m"] == pytest.approx([8.4, 1.1, 5.1], abs=0.1)
    plan = client.get(url + "floorplan/").json()
    assert [f["part_id"] for f in plan["footprints"]] == ["rack"]
    assert 100 < plan["walkable_area_m2"] < 14 * 14 - 8.4 * 1.1
    mesh = client.get(url + "scene.glb")
    assert mesh.content[:4] == b"glTF"
    assert client.get(url + "scene.glb", headers={"If-None-Match": mesh["ETag"]}).status_code == 304
    assert client.get(url + "thumbnail.svg").content.startswith(b"<svg")
    cameras = client.get(f"/api/v1/facilities/{bare.pk}/cameras/").json()["results"]
    assert cameras
    listed = client.get("/api/v1/facilities/").json()["results"][0]
    assert listed["latest_revision"]["id"] == revision["id"]
    assert listed["thumbnail_url"].endswith("thumbnail.svg")


def test_a_gazebo_world_in_a_zip_is_read(tenant: Tenant, bare: Any, shared_fixtures: Path) -> None:
    folder = shared_fixtures / "cad" / "aws_small_warehouse"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            bundle.write(path, path.relative_to(folder))
    revision = upload(tenant.client(), bare.pk, "warehouse.zip", data.getvalue())
    assert revision["status"] == "ready", revision["error"]
    assert revision["part_count"] > 20
    size = [u - low for u, low in zip(revision["bounds"]["upper"], revision["bounds"]["lower"], strict=True)]
    assert size[:2] == pytest.approx([13.98, 20.91], abs=0.6)


@pytest.mark.parametrize(
    ("name", "data", "codes"),
    [
        ("empty.glb", b"", {"empty"}),
        ("cut.glb", None, {"truncated"}),
        ("lie.stl", b"\x89PNG\r\n\x1a\n" + b"0" * 200, {"wrong_format", "truncated"}),
        ("notes.txt", b"hello", {"unsupported", "wrong_format"}),
    ],
)
def test_bad_cad_is_refused_with_a_reason_and_leaves_nothing(
    tenant: Tenant, bare: Any, name: str, data: bytes | None, codes: set[str]
) -> None:
    from twin.models import CameraView, Part

    client = tenant.client()
    revision = upload(client, bare.pk, name, hall_glb()[:-500] if data is None else data)
    assert revision["status"] == "failed"
    assert revision["error"]["code"] in codes
    assert name in revision["error"]["message"]
    assert "/tmp" not in revision["error"]["message"]
    assert not Part.objects.exists()
    assert not CameraView.objects.exists()
    assert client.get(f"/api/v1/revisions/{revision['id']}/parts/").status_code == 409


def test_correcting_a_class_makes_the_next_revision(tenant: Tenant, facility: Any) -> None:
    client = tenant.client()
    old = client.get(f"/api/v1/facilities/{facility.pk}/").json()["latest_revision"]
    url = f"/api/v1/revisions/{old['id']}/parts/"
    made = client.patch(url, {"changes": [{"id": "rack", "part_class": "desk"}]})
    assert made.status_code == 201
    assert made.json()["number"] == 2
    assert made.json()["scene_hash"] != old["scene_hash"]
    new = {p["id"]: p["part_class"] for p in client.get(made["Location"] + "parts/").json()["parts"]}
    assert new["rack"] == "desk"
    kept = {p["id"]: p["part_class"] for p in client.get(url).json()["parts"]}
    assert kept["rack"] == "rack"
    wrong = client.patch(url, {"changes": [{"id": "rock", "part_class": "desk"}]})
    assert wrong.status_code == 400
    assert wrong.json()["errors"][0]["pointer"] == "/changes/0/id"


def test_cameras_are_placed_moved_and_looked_through(tenant: Tenant, facility: Any) -> None:
    client = tenant.client()
    view = {"name": "Aisle", "position_m": [2, 2, 4], "target_m": [7, 7, 1], "horizontal_fov_rad": 1.2}
    made = client.post(f"/api/v1/facilities/{facility.pk}/cameras/", view)
    assert made.status_code == 201
    url = f"/api/v1/cameras/{made.json()['id']}/"
    assert client.patch(url, {"name": "Rack"}).json()["name"] == "Rack"
    down = client.patch(url, {"target_m": [2, 2, 0]})
    assert down.status_code == 400
    assert "straight" in down.json()["errors"][0]["message"]
    picture = client.get(url + "depth.png")
    assert picture.content.startswith(b"\x89PNG")
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_deleting_a_facility_deletes_its_files_but_not_those_of_others(tenant: Tenant) -> None:
    from django.core.files.storage import default_storage

    one, other = tenant.facility("One"), tenant.facility("Other")
    key = one.revisions.get().mesh_key
    assert key == other.revisions.get().mesh_key  # the same hall, stored once
    client = tenant.client()
    assert client.delete(f"/api/v1/facilities/{one.pk}/").status_code == 204
    assert default_storage.exists(key)
    assert client.delete(f"/api/v1/facilities/{other.pk}/").status_code == 204
    assert not default_storage.exists(key)
    assert client.get("/api/v1/facilities/").json()["results"] == []


def test_a_facility_with_scenarios_and_runs_can_be_deleted(tenant: Tenant, scenario: Any) -> None:
    from scenarios.services.runs import create_run

    create_run(tenant.caller, scenario)
    assert tenant.client().delete(f"/api/v1/facilities/{scenario.facility_id}/").status_code == 204


def test_lists_are_paged_with_a_cursor(tenant: Tenant) -> None:
    from twin.services.facilities import create_facility

    for number in range(5):
        create_facility(tenant.caller, name=f"F{number}")
    client = tenant.client("viewer")
    names, url = [], "/api/v1/facilities/?page_size=2"
    while url:
        page = client.get(url).json()
        assert len(page["results"]) <= 2
        names += [f["name"] for f in page["results"]]
        url = page["next"]
    assert names == ["F4", "F3", "F2", "F1", "F0"]


def test_uploads_beyond_the_limit_are_refused(tenant: Tenant, bare: Any, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1000
    answer = tenant.client().post(
        f"/api/v1/facilities/{bare.pk}/revisions/",
        {"file": SimpleUploadedFile("hall.glb", b"0" * 2000)},
        format="multipart",
    )
    assert answer.status_code == 413


def test_an_upload_names_its_file_and_nothing_of_a_path(tenant: Tenant, bare: Any) -> None:
    revision = upload(tenant.client(), bare.pk, "..\\..\\etc/hall.glb", hall_glb(), unit="ft")
    assert revision["source_name"] == "hall.glb"
    assert (revision["status"], revision["unit"]) == ("ready", "ft"), revision["error"]
    size = revision["bounds"]["upper"][0] - revision["bounds"]["lower"][0]
    assert size == pytest.approx(14 * 0.3048, rel=0.01)
