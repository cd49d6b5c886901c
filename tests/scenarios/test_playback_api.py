"""Watching a replication over HTTP, with the worker's part done by hand."""

from __future__ import annotations

import zlib
from typing import Any

import pytest

from tests.application import Tenant
from tests.scenarios.test_runs_api import start, work_off

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def run_id(tenant: Tenant, scenario: Any) -> str:
    """A finished run of three replications."""
    found: str = start(tenant.client(), scenario).json()["id"]
    work_off(found)
    return found


def make(run_id: str, index: int) -> None:
    from scenarios.models import Playback
    from workers.playbacks import make_playback

    make_playback(Playback.objects.get(run_id=run_id, index=index).pk)


def test_a_replication_is_filmed_once_somebody_asks(tenant: Tenant, run_id: str) -> None:
    client, url = tenant.client("viewer"), f"/api/v1/runs/{run_id}/playbacks/1/"
    assert client.get(url).status_code == 404
    asked = client.post(url)
    assert (asked.status_code, asked["Location"], asked.json()["status"]) == (202, url, "waiting")
    assert client.get(url + "file").status_code == 409
    make(run_id, 1)
    done = client.get(url).json()
    assert (done["status"], done["progress"], done["error"]) == ("done", 1.0, None)
    film = done["film"]
    assert {a["kind"] for a in film["agents"]} >= {"person"}
    whole = client.get(done["file_url"])
    assert len(whole.content) == sum(film["piece_bytes"])
    assert client.post(url).status_code == 200


def test_a_piece_is_had_by_its_bytes_and_kept_by_the_browser(tenant: Tenant, run_id: str) -> None:
    client, url = tenant.client(), f"/api/v1/runs/{run_id}/playbacks/0/"
    client.post(url)
    make(run_id, 0)
    film = client.get(url).json()["film"]
    first, second = film["piece_bytes"][:2]
    piece = client.get(url + "file", headers={"Range": f"bytes={first}-{first + second - 1}"})
    assert piece.status_code == 206
    assert len(zlib.decompress(piece.content)) == film["frames_per_piece"] * 7 * len(film["agents"])
    assert client.get(url + "file", headers={"If-None-Match": piece["ETag"]}).status_code == 304


def test_an_equal_run_shows_the_same_film_without_playing_again(tenant: Tenant, scenario: Any, run_id: str) -> None:
    client = tenant.client()
    client.post(f"/api/v1/runs/{run_id}/playbacks/0/")
    make(run_id, 0)
    more = start(client, scenario, replications=4).json()["id"]
    work_off(more)
    answer = client.post(f"/api/v1/runs/{more}/playbacks/0/")
    assert (answer.status_code, answer.json()["status"]) == (200, "done")
    assert answer.json()["film"] == client.get(f"/api/v1/runs/{run_id}/playbacks/0/").json()["film"]


def test_what_an_earlier_engine_played_is_not_shown_as_this_one_s(tenant: Tenant, run_id: str) -> None:
    from scenarios.models import Replication

    Replication.objects.filter(run_id=run_id, index=0).update(digest="0" * 64)
    client, url = tenant.client(), f"/api/v1/runs/{run_id}/playbacks/0/"
    client.post(url)
    make(run_id, 0)
    failed = client.get(url).json()
    assert (failed["status"], failed["film"], failed["file_url"]) == ("failed", None, None)
    assert "Run it again to watch it" in failed["error"]
    assert client.post(url).json()["status"] == "waiting"  # tried once more


def test_a_replication_that_was_not_played_cannot_be_watched(tenant: Tenant, run_id: str) -> None:
    answer = tenant.client().post(f"/api/v1/runs/{run_id}/playbacks/3/")
    assert answer.status_code == 409
    assert "has not been played" in answer.json()["detail"]


def test_a_film_is_its_organisation_s(stranger: Tenant, run_id: str) -> None:
    client, url = stranger.client(), f"/api/v1/runs/{run_id}/playbacks/0/"
    assert [client.post(url).status_code, client.get(url).status_code, client.get(url + "file").status_code] == [
        404
    ] * 3


def test_a_facility_takes_its_films_with_it(
    tenant: Tenant, run_id: str, django_capture_on_commit_callbacks: Any
) -> None:
    from django.core.files.storage import default_storage

    from scenarios.models import Playback

    client, url = tenant.client(), f"/api/v1/runs/{run_id}/playbacks/0/"
    client.post(url)
    make(run_id, 0)
    playback = Playback.objects.select_related("run__scenario").get(run_id=run_id)
    assert default_storage.exists(playback.file_key)
    with django_capture_on_commit_callbacks(execute=True):
        client.delete(f"/api/v1/facilities/{playback.run.scenario.facility_id}/")
    assert not default_storage.exists(playback.file_key)


def test_one_that_nobody_makes_is_sent_again(tenant: Tenant, run_id: str) -> None:
    from accounts.jobs import Queue
    from scenarios.models import Playback
    from scenarios.services.sweep import sweep_files

    tenant.client().post(f"/api/v1/runs/{run_id}/playbacks/0/")
    assert sweep_files({Queue.SIMULATE}) == 0  # it was sent a moment ago
    Playback.objects.update(sent_at=None)
    assert sweep_files({Queue.REPORT}) == 0  # its queue is not empty: it is only not its turn
    assert sweep_files({Queue.SIMULATE}) == 1
