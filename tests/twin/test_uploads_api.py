"""Uploads in pieces, as a tus client makes them: going on after a break, and every way to get it wrong."""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.application import Tenant
from tests.twin.test_facilities_api import hall_glb

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PIECE = "application/offset+octet-stream"


def b64(data: str | bytes) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def begin(client: Any, facility: Any, length: int, name: str = "hall.glb", **headers: str) -> Any:
    """Announce a file."""
    about = f"filename {b64(name)},unit {b64('m')},up_axis"
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(length), "Upload-Metadata": about, **headers}
    return client.post(f"/api/v1/facilities/{facility.pk}/uploads/", headers=headers)


def send(client: Any, url: str, offset: int, data: bytes, **headers: str) -> Any:
    """One piece."""
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), **headers}
    return client.generic("PATCH", url, data, content_type=PIECE, headers=headers)


def stands_at(client: Any, url: str) -> int:
    return int(client.head(url, headers={"Tus-Resumable": "1.0.0"})["Upload-Offset"])


def part_files(settings: Any) -> list[Path]:
    folder: Path = settings.UPLOAD_DIR
    return sorted(folder.iterdir()) if folder.is_dir() else []


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_broke_goes_on_where_it_stopped(tenant: Tenant, bare: Any, settings: Any) -> None:
    from workers.imports import import_revision

    client, data = tenant.client(), hall_glb()
    made = begin(client, bare, len(data))
    assert made.status_code == 201
    url, cut = made["Location"], len(data) * 9 // 10
    assert send(client, url, 0, data[:cut]).status_code == 204
    assert client.get(url).json()["revision"] is None

    # The browser is closed and opened again; all it remembers is the address.
    again = tenant.client()
    assert stands_at(again, url) == cut
    last = send(again, url, cut, data[cut:])
    assert (last.status_code, last["Upload-Offset"], last["Tus-Resumable"]) == (204, str(len(data)), "1.0.0")
    told = again.get(url).json()
    assert told["revision"]["status"] == "pending"
    import_revision(UUID(told["revision"]["id"]))
    revision = again.get(f"/api/v1/revisions/{told['revision']['id']}/").json()
    assert (revision["status"], revision["source_name"], revision["unit"]) == ("ready", "hall.glb", "m")
    assert part_files(settings) == []


def test_a_piece_for_another_place_changes_nothing(tenant: Tenant, bare: Any) -> None:
    client = tenant.client()
    url = begin(client, bare, 10)["Location"]
    assert send(client, url, 0, b"01234").status_code == 204
    refused = send(client, url, 3, b"34567")
    assert refused.status_code == 409
    assert "stands at byte 5" in refused.json()["detail"]
    assert stands_at(client, url) == 5
    assert send(client, url, 5, b"567890").status_code == 413
    assert stands_at(client, url) == 5


def test_bytes_that_changed_on_the_way_are_not_kept(tenant: Tenant, bare: Any, settings: Any) -> None:
    client, data = tenant.client(), b"0123456789"
    url = begin(client, bare, 20)["Location"]
    wrong = send(client, url, 0, b"0123456780", **{"Upload-Checksum": f"sha256 {b64(hashlib.sha256(data).digest())}"})
    assert wrong.status_code == 460
    assert stands_at(client, url) == 0
    right = send(client, url, 0, data, **{"Upload-Checksum": f"sha256 {b64(hashlib.sha256(data).digest())}"})
    assert right.status_code == 204
    assert part_files(settings)[0].read_bytes() == data
    assert send(client, url, 10, data, **{"Upload-Checksum": "crc7 MDEy"}).status_code == 400


def test_what_a_killed_server_wrote_beyond_its_word_is_written_over(
    tenant: Tenant,
    bare: Any,
    settings: Any,
) -> None:
    client = tenant.client()
    url = begin(client, bare, 20)["Location"]
    send(client, url, 0, b"01234")
    with part_files(settings)[0].open("ab") as file:
        file.write(b"half a piece")
    assert stands_at(client, url) == 5
    send(client, url, 5, b"56789")
    assert part_files(settings)[0].read_bytes() == b"0123456789"


def test_a_full_disk_is_said_and_the_piece_can_be_sent_again(
    tenant: Tenant,
    bare: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    client = tenant.client()
    url = begin(client, bare, 10)["Location"]
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        refused = send(client, url, 0, b"01234")
    assert refused.status_code == 507
    assert refused["Content-Type"] == "application/problem+json"
    assert stands_at(client, url) == 0
    assert send(client, url, 0, b"01234").status_code == 204


def test_a_plain_upload_to_a_full_disk_is_refused_and_leaves_nothing(
    tenant: Tenant, bare: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    client, url = tenant.client(), f"/api/v1/facilities/{bare.pk}/revisions/"
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        refused = client.post(url, {"file": SimpleUploadedFile("hall.glb", b"glTF")}, format="multipart")
    assert refused.status_code == 507
    assert client.get(url).json()["results"] == []
    assert [path for path in (tmp_path / "artifacts").rglob("*") if path.is_file()] == []


def test_a_file_for_which_there_is_no_room_is_not_begun(
    tenant: Tenant,
    bare: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import shutil

    usage = shutil.disk_usage("/")._replace(free=100)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    assert begin(tenant.client(), bare, 51).status_code == 507
    assert begin(tenant.client(), bare, 50).status_code == 201


def test_sizes_are_limited(tenant: Tenant, bare: Any, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1000
    client = tenant.client()
    assert begin(client, bare, 1001).status_code == 413
    assert begin(client, bare, -1).status_code == 400
    for _ in range(4):
        url = begin(client, bare, 1000)["Location"]
    busy = begin(client, bare, 1000)
    assert busy.status_code == 409
    assert "on their way" in busy.json()["detail"]
    assert client.delete(url, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert begin(client, bare, 1000).status_code == 201


def test_the_protocol_is_kept(tenant: Tenant, bare: Any) -> None:
    client = tenant.client()
    can = client.options(f"/api/v1/facilities/{bare.pk}/uploads/")
    assert can.status_code == 204
    assert can["Tus-Extension"] == "creation,checksum,expiration,termination"
    assert int(can["Tus-Max-Size"]) == 512 << 20
    assert begin(client, bare, 10, **{"Tus-Resumable": "0.2.2"}).status_code == 412
    assert begin(client, bare, 10, **{"Upload-Metadata": "filename !!"}).status_code == 400
    made = begin(client, bare, 10, name="Halle größer.glb")
    assert made["Upload-Offset"] == "0"
    assert made["Upload-Expires"].endswith("GMT")
    assert made.json()["name"] == "Halle größer.glb"
    url = made["Location"]
    known = client.head(url, headers={"Tus-Resumable": "1.0.0"})
    assert (known["Upload-Length"], known["Cache-Control"]) == ("10", "no-store")
    typed = client.generic("PATCH", url, b"01", content_type="application/json", headers={"Tus-Resumable": "1.0.0"})
    assert typed.status_code == 415


def test_what_nobody_goes_on_with_is_removed_after_a_day(
    tenant: Tenant,
    bare: Any,
    settings: Any,
) -> None:
    from django.utils import timezone

    from twin.models import Upload
    from twin.services.uploads import sweep_uploads

    client = tenant.client()
    old, new = (begin(client, bare, 10)["Location"] for _ in range(2))
    for url in (old, new):
        send(client, url, 0, b"01234")
    Upload.objects.filter(pk=old.split("/")[-2]).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.head(old, headers={"Tus-Resumable": "1.0.0"}).status_code == 410
    assert send(client, old, 5, b"56789").status_code == 410
    stray = settings.UPLOAD_DIR / "left-by-a-deleted-facility"
    stray.write_bytes(b"0")
    os.utime(stray, (time.time() - 2 * 3600,) * 2)
    assert sweep_uploads() == 2
    assert client.head(old, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
    assert [path.name for path in part_files(settings)] == [new.split("/")[-2]]


def test_strangers_and_viewers_send_nothing(tenant: Tenant, stranger: Tenant, bare: Any) -> None:
    url = begin(tenant.client(), bare, 10)["Location"]
    assert send(stranger.client("admin"), url, 0, b"01234").status_code == 404
    assert stranger.client("admin").head(url).status_code == 404
    assert send(tenant.client("viewer"), url, 0, b"01234").status_code == 403
    assert stands_at(tenant.client("viewer"), url) == 0


def test_an_announcement_repeated_with_its_key_is_the_same_upload(tenant: Tenant, bare: Any) -> None:
    client, key = tenant.client(), {"Idempotency-Key": "one"}
    first, again = (begin(client, bare, 10, **key) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert begin(client, bare, 11, **key).status_code == 422


def test_a_plain_upload_repeated_with_its_key_is_the_same_revision(tenant: Tenant, bare: Any) -> None:
    client = tenant.client()

    def post(data: bytes) -> Any:
        body = {"file": SimpleUploadedFile("hall.glb", data)}
        url = f"/api/v1/facilities/{bare.pk}/revisions/"
        return client.post(url, body, format="multipart", headers={"Idempotency-Key": "k"})

    first, again, other = post(b"glTF"), post(b"glTF"), post(b"glTF!")
    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 422)
    assert first.json()["id"] == again.json()["id"]
    assert len(client.get(f"/api/v1/facilities/{bare.pk}/revisions/").json()["results"]) == 1
