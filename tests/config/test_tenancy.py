"""Another organisation's things do not exist: every path with an id answers 404, whoever asks."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.application import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def ids(tenant: Tenant, facility: Any, scenario: Any) -> dict[str, str]:
    """One id of everything that hangs from an organisation."""
    from scenarios.models import Report, RunStatus, ShareLink
    from scenarios.services.comparisons import create_comparison
    from scenarios.services.runs import create_run
    from scenarios.services.scenarios import create_scenario
    from twin.services.uploads import create_upload
    from worlds.models import Clip, ConflictFutures, Footage, FutureFilm, TunedModel

    variant = create_scenario(tenant.caller, facility, name="Variant", base=scenario)
    run, other = (create_run(tenant.caller, s)[0] for s in (scenario, variant))
    comparison = create_comparison(tenant.caller, runs=[run, other])
    report = Report.objects.create(comparison=comparison, format="pdf", file_name="x.pdf")
    link = ShareLink.objects.create(
        organisation=tenant.organisation, run=run, token_hash="0", created_by="x", expires_at="2050-01-01T00:00Z"
    )
    clip = Clip.objects.create(
        run=run, index=0, camera={}, content_key="0", start_s=0, duration_s=1, frame_count=1, width_px=1, height_px=1,
        video_key="v", poster_key="p", sidecar_key="s", thumbnails_key="t",
        depth_key="d", class_key="c", uncertainty_key="u", audit={}, model_hash="0", control_hash="0",
    )  # fmt: skip
    futures = ConflictFutures.objects.create(run=run, index=0, model_hash="0", summary={"start_s": 0.0}, paths={})
    revision = facility.revisions.get()
    upload = create_upload(tenant.caller, facility, length=10, name="hall.glb")
    film = FutureFilm.objects.create(
        futures=futures, name="worst", number=0, camera_name="Corner", start_s=0, duration_s=5, video_key="v",
        poster_key="p", sidecar_key="s", audit={}, model_hash="0",
    )  # fmt: skip
    footage = Footage.objects.create(facility=facility, revision=revision, name="Gate", video_key="v", calibration={})
    tuned = TunedModel.objects.create(facility=facility, name="Like the gate", minutes=1)
    admin = tenant.client("admin")
    api_client = admin.post("/api/v1/api-clients/", {"name": "WMS", "scopes": ["twin:read"]}).json()
    assert run.status == RunStatus.QUEUED
    return {
        "facility": str(facility.pk),
        "revision": str(revision.pk),
        "upload": str(upload.pk),
        "camera": str(facility.cameras.get().pk),
        "scenario": str(scenario.pk),
        "run": str(run.pk),
        "replication": "0",
        "comparison": str(comparison.pk),
        "report": str(report.pk),
        "share-link": str(link.pk),
        "clip": str(clip.pk),
        "futures": str(futures.pk),
        "film": str(film.pk),
        "footage": str(footage.pk),
        "tuned": str(tuned.pk),
        "member": admin.get("/api/v1/members/").json()["results"][0]["id"],
        "api-client": api_client["id"],
    }


NOBODYS = "00000000-0000-0000-0000-000000000000"
GETS = [
    "facilities/{facility}/",
    "facilities/{facility}/revisions/",
    "facilities/{facility}/cameras/",
    "uploads/{upload}/",
    "revisions/{revision}/",
    "revisions/{revision}/parts/",
    "revisions/{revision}/floorplan/",
    "revisions/{revision}/scene.glb",
    "revisions/{revision}/thumbnail.svg",
    "cameras/{camera}/",
    "cameras/{camera}/depth.png",
    "scenarios/{scenario}/",
    "scenarios/{scenario}/revisions/",
    "scenarios/{scenario}/difference/",
    "scenarios/{scenario}/plan/",
    "scenarios/{scenario}/twin-revision/",
    "runs/{run}/",
    "runs/{run}/metrics/",
    "runs/{run}/document/",
    "runs/{run}/playbacks/{replication}/",
    "runs/{run}/playbacks/{replication}/file",
    "runs/{run}/conflicts/",
    "runs/{run}/density/",
    "runs/{run}/clips/",
    "runs/{run}/futures/",
    "runs/{run}/futures/{futures}/",
    "facilities/{facility}/footage/",
    "footage/{footage}/",
    "facilities/{facility}/tuned-models/",
    "tuned-models/{tuned}/",
    "clips/{clip}/video.mp4",
    "clips/{clip}/poster.jpg",
    "clips/{clip}/sidecar.json",
    "clips/{clip}/thumbnails.jpg",
    "clips/{clip}/depth.mp4",
    "clips/{clip}/class.mp4",
    "clips/{clip}/uncertainty.mp4",
    "future-films/{film}/video.mp4",
    "future-films/{film}/poster.jpg",
    "future-films/{film}/sidecar.json",
    "comparisons/{comparison}/",
    "reports/{report}/",
    "share-links/{share-link}/",
    "reports/{report}/file",
]
WRITES = [
    ("patch", "facilities/{facility}/", {"name": "mine"}),
    ("delete", "facilities/{facility}/", None),
    ("post", "facilities/{facility}/cameras/", {"name": "mine"}),
    ("patch", "revisions/{revision}/parts/", {"changes": [{"id": "rack", "part_class": "desk"}]}),
    ("post", "facilities/{facility}/uploads/", None),
    ("delete", "uploads/{upload}/", None),
    ("patch", "cameras/{camera}/", {"name": "mine"}),
    ("delete", "cameras/{camera}/", None),
    ("patch", "scenarios/{scenario}/", {"name": "mine"}),
    ("post", "scenarios/{scenario}/validate/", {}),
    ("post", "scenarios/{scenario}/runs/", {}),
    ("post", "scenarios/{scenario}/orders/", None),
    ("post", "scenarios/{scenario}/orders/preview/", None),
    ("post", "scenarios/{scenario}/twin-revision/", {"twin_revision_id": NOBODYS}),
    ("post", "runs/{run}/cancel/", None),
    ("delete", "footage/{footage}/", None),
    ("post", "facilities/{facility}/tuned-models/", {"name": "mine", "footage_ids": [NOBODYS]}),
    ("delete", "tuned-models/{tuned}/", None),
    ("post", "comparisons/{comparison}/reports/", {"format": "pdf"}),
    ("delete", "share-links/{share-link}/", None),
    ("patch", "members/{member}/", {"role": "viewer"}),
    ("delete", "members/{member}/", None),
    ("delete", "api-clients/{api-client}/", None),
]

# Asked for by whoever may look, so not among the writes.
SHOWN: list[tuple[str, str, Any]] = [
    ("post", "runs/{run}/playbacks/{replication}/", None),
    ("post", "scenarios/{scenario}/run-time/", {}),
]


def list_paths() -> set[str]:
    """Every path of the API, as its pattern."""
    from django.urls import get_resolver

    from config.urls import api

    def paths(patterns: Any, prefix: str = "") -> set[str]:
        found: set[str] = set()
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            found |= paths(pattern.url_patterns, path) if hasattr(pattern, "url_patterns") else {path}
        return found

    get_resolver()
    return paths(api)


def test_every_path_with_an_id_is_in_these_lists() -> None:
    known = {re.sub(r"\{.*?\}", "*", p) for p in [*GETS, *(w[1] for w in (*WRITES, *SHOWN))]}
    with_ids = {re.sub("<.*?>", "*", p) for p in list_paths() if "<" in p and not p.startswith(("catalog", "shared/"))}
    # Uploads are multipart; they are tried in the twin's own tests, and what links show in the tests of sharing.
    assert with_ids - known == set()


@pytest.mark.parametrize("path", GETS)
def test_a_stranger_cannot_read(ids: dict[str, str], stranger: Tenant, path: str) -> None:
    answer = stranger.client("admin").get(f"/api/v1/{path.format(**ids)}")
    assert answer.status_code == 404
    assert answer.json()["title"] == "Not found"


@pytest.mark.parametrize(("method", "path", "body"), [*WRITES, *SHOWN])
def test_a_stranger_cannot_write(ids: dict[str, str], stranger: Tenant, method: str, path: str, body: Any) -> None:
    send = getattr(stranger.client("admin"), method)
    assert send(f"/api/v1/{path.format(**ids)}", body).status_code == 404


@pytest.mark.parametrize("path", ["facilities/", "scenarios/", "runs/", "comparisons/"])
def test_lists_hold_nothing_of_others(ids: dict[str, str], tenant: Tenant, stranger: Tenant, path: str) -> None:
    assert ids
    assert tenant.client("viewer").get(f"/api/v1/{path}").json()["results"] != []
    assert stranger.client("admin").get(f"/api/v1/{path}").json()["results"] == []


def test_ids_in_a_body_or_a_query_are_no_way_around(ids: dict[str, str], stranger: Tenant) -> None:
    client = stranger.client("admin")
    assert client.post("/api/v1/scenarios/", {"facility_id": ids["facility"], "name": "x"}).status_code == 404
    assert client.post("/api/v1/comparisons/", {"run_ids": [ids["run"], ids["run"]]}).status_code == 404
    assert client.post("/api/v1/comparisons/", {"scenario_ids": [ids["scenario"]] * 2}).status_code == 404
    assert client.get(f"/api/v1/runs/?scenario_id={ids['scenario']}").json()["results"] == []


@pytest.mark.parametrize(
    ("method", "path", "body"), [w for w in WRITES if "validate" not in w[1] and "report" not in w[1]]
)
def test_a_viewer_writes_nothing(ids: dict[str, str], tenant: Tenant, method: str, path: str, body: Any) -> None:
    send = getattr(tenant.client("viewer"), method)
    headers = {"If-Match": '"1"'}
    if "cameras/" in path and method == "post":
        body = {"name": "x", "position_m": [1, 1, 4], "target_m": [5, 5, 0], "horizontal_fov_rad": 1.2}
    assert send(f"/api/v1/{path.format(**ids)}", body, headers=headers).status_code == 403


def test_an_analyst_compares_but_does_not_run(ids: dict[str, str], tenant: Tenant) -> None:
    client = tenant.client("analyst")
    assert client.post(f"/api/v1/scenarios/{ids['scenario']}/runs/", {}).status_code == 403
    runs = [r["id"] for r in client.get("/api/v1/runs/").json()["results"]]
    assert client.post("/api/v1/comparisons/", {"run_ids": runs}).status_code == 201


def test_malformed_ids_find_nothing(tenant: Tenant) -> None:
    client = tenant.client("admin")
    for path in GETS:
        broken = path.split("{")[0] + "not-an-id" + path.split("}")[1]
        assert client.get(f"/api/v1/{broken}").status_code == 404
