"""Links by which somebody without an account looks at one thing: what they show, and that they show nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.application import Tenant, small_document
from tests.scenarios.test_runs_api import start, work_off

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# Every address below a link, and an id that belongs to the subject of each.
READS = {
    "comparisons/{comparison}/": "comparison",
    "reports/{report}/file": "report",
    "runs/{run}/": "run",
    "runs/{run}/document/": "run",
    "runs/{run}/metrics/": "run",
    "runs/{run}/conflicts/": "run",
    "runs/{run}/density/": "run",
    "runs/{run}/clips/": "run",
    "runs/{run}/futures/": "run",
    "runs/{run}/futures/{futures}/": "futures",
    "runs/{run}/playbacks/{first}/": "run",
    "runs/{run}/playbacks/{first}/file": "run",
    "revisions/{revision}/scene.glb": "revision",
    "revisions/{revision}/parts/": "revision",
    "revisions/{revision}/floorplan/": "revision",
    **{f"clips/{{clip}}/{name}": "clip" for name in ("video.mp4", "poster.jpg", "sidecar.json", "thumbnails.jpg")},
    **{f"clips/{{clip}}/{name}": "clip" for name in ("depth.mp4", "class.mp4", "uncertainty.mp4")},
    **{f"future-films/{{film}}/{name}": "film" for name in ("video.mp4", "poster.jpg", "sidecar.json")},
}


@dataclass(frozen=True)
class Compared:
    """A comparison of two runs with all that hangs from it, by id."""

    tenant: Tenant
    ids: dict[str, str]

    def share(self, **body: Any) -> Any:
        """A link to it."""
        body = {"comparison_id": self.ids["comparison"], **body}
        return self.tenant.client("analyst").post("/api/v1/share-links/", body)


@pytest.fixture
def compared(make_tenant: Callable[[], Tenant]) -> Callable[..., Compared]:
    """Makes comparisons whose runs are done; with real figures where they are `played`."""

    def make(tenant: Tenant | None = None, *, is_played: bool = False) -> Compared:
        from scenarios.models import Playback, Report, Run, RunStatus
        from scenarios.services.comparisons import create_comparison
        from scenarios.services.scenarios import create_scenario
        from tests.worlds.test_futures_api import PATHS, SUMMARY
        from twin.artifacts import store_bytes
        from worlds.models import Clip, ConflictFutures, FutureFilm

        tenant = tenant or make_tenant()
        facility = tenant.facility()
        scenarios = [
            create_scenario(tenant.caller, facility, name=name, document=small_document(demand=demand))
            for name, demand in (
                ("Today", small_document()["demand"]),
                ("Slow", {**small_document()["demand"], "pick_s": 9}),
            )
        ]
        runs = [start(tenant.client(), scenario, replications=2).json()["id"] for scenario in scenarios]
        for run_id in runs:
            if is_played:
                work_off(run_id)
        Run.objects.filter(pk__in=runs).update(status=RunStatus.DONE)
        comparison = create_comparison(tenant.caller, runs=list(Run.objects.filter(pk__in=runs).order_by("id")))
        key = store_bytes(tenant.organisation.pk, b"some bytes", ".bin")
        report = Report.objects.create(
            comparison=comparison, format="pdf", file_name="x.pdf", file_key=key, status="done"
        )
        files = {
            f"{name}_key": key for name in ("video", "poster", "sidecar", "thumbnails", "depth", "class", "uncertainty")
        }
        clip = Clip.objects.create(
            run_id=runs[0], index=0, camera={"id": "c", "name": "Corner"}, content_key="0", start_s=0, duration_s=1,
            frame_count=1, width_px=1, height_px=1, audit={}, model_hash="0", control_hash="0", **files,
        )  # fmt: skip
        futures = ConflictFutures.objects.create(run_id=runs[0], index=0, model_hash="0", summary=SUMMARY, paths=PATHS)
        Playback.objects.create(run_id=runs[0], index=0, status="done", header={"frames": 1}, file_key=key)
        film = FutureFilm.objects.create(
            futures=futures, name="worst", number=0, camera_name="Corner", start_s=0, duration_s=1, video_key=key,
            poster_key=key, sidecar_key=key, audit={}, model_hash="0",
        )  # fmt: skip
        return Compared(
            tenant,
            {
                "comparison": str(comparison.pk),
                "report": str(report.pk),
                "run": runs[0],
                "first": "0",
                "revision": str(facility.revisions.get().pk),
                "clip": str(clip.pk),
                "futures": str(futures.pk),
                "film": str(film.pk),
                "scenario": str(scenarios[0].pk),
                "facility": str(facility.pk),
            },
        )

    return make


def parts_of(link: Any) -> tuple[str, str]:
    """The address below which a link's reads lie, and its token."""
    page, _, token = link.json()["url"].partition("#")
    return f"/api/v1/shared/{page.rsplit('/', 1)[1]}/", token


def reader_of(link: Any) -> tuple[APIClient, str]:
    """Somebody without an account who has opened the link, and where its reads lie."""
    base, token = parts_of(link)
    client = APIClient()
    opened = client.post(base, {"token": token})
    assert opened.status_code == 200, opened.json()
    return client, base


def test_a_reader_sees_what_members_see(compared: Callable[..., Compared]) -> None:
    made = compared(is_played=True)
    member = made.tenant.client("viewer")
    reader, base = reader_of(made.share())
    about = reader.get(base).json()
    assert (about["kind"], about["subject_id"]) == ("comparison", made.ids["comparison"])
    assert about["organisation"] == made.tenant.organisation.name
    assert [report["format"] for report in about["reports"]] == ["pdf"]
    assert reader.get(about["reports"][0]["file_url"]).content == b"some bytes"
    for path in READS:
        theirs = member.get(f"/api/v1/{path.format(**made.ids)}")
        ours = reader.get(base + path.format(**made.ids))
        assert (ours.status_code, theirs.status_code) == (200, 200), path
        if "json" not in ours["Content-Type"] or path.startswith(("clips", "future-films")):
            assert ours.content == theirs.content
        elif not path.endswith("document/"):
            assert json.loads(ours.content.decode().replace(base, "/api/v1/")) == theirs.json()
    assert reader.get(base + "catalog/").json() == member.get("/api/v1/catalog/").json()
    film = reader.get(f"{base}runs/{made.ids['run']}/clips/").json()["clips"][0]
    assert reader.get(film["video_url"], headers={"Range": "bytes=5-8"}).content == b"byte"


def test_of_a_document_only_the_layout_is_shown(compared: Callable[..., Compared]) -> None:
    made = compared()
    reader, base = reader_of(made.share())
    shown = reader.get(f"{base}runs/{made.ids['run']}/document/").json()
    kept = {"layout": [], "experiment": {"start_of_day": "06:00"}}
    assert shown == {"document": kept, "twin_revision_id": made.ids["revision"]}


def test_every_address_below_a_link_is_in_this_list() -> None:
    from tests.config.test_tenancy import list_paths

    below = {p.removeprefix("shared/<str:link_id>/") for p in list_paths() if p.startswith("shared/<str:link_id>/")}
    known = {path.replace("{first}", "<int:index>").replace("{", "<str:").replace("}", "_id>") for path in READS}
    assert below == known | {"", "catalog/"}


@pytest.mark.parametrize("path", READS)
def test_nothing_else_of_the_organisation_is_reachable(
    compared: Callable[..., Compared], stranger: Tenant, path: str
) -> None:
    made = compared()
    beside, elsewhere = compared(made.tenant), compared(stranger)
    reader, base = reader_of(made.share())
    for other in (beside, elsewhere):
        assert other.ids[READS[path]] != made.ids[READS[path]]
        assert reader.get(base + path.format(**other.ids)).status_code == 404
    nowhere = dict.fromkeys(made.ids, "not-an-id") | {"first": "0"}
    assert reader.get(base + path.format(**nowhere)).status_code == 404


def test_futures_are_read_through_their_own_run_alone(compared: Callable[..., Compared], stranger: Tenant) -> None:
    made = compared()
    reader, base = reader_of(made.share())
    for other in (compared(made.tenant), compared(stranger)):
        mixed = made.ids | {"futures": other.ids["futures"]}
        assert reader.get(base + "runs/{run}/futures/{futures}/".format(**mixed)).status_code == 404


def test_a_run_shared_alone_shows_nothing_of_the_run_beside_it(compared: Callable[..., Compared]) -> None:
    from scenarios.models import Comparison

    made = compared()
    other = Comparison.objects.get(pk=made.ids["comparison"]).entries.get(position=1).run_id
    link = made.tenant.client("analyst").post("/api/v1/share-links/", {"run_id": str(other)})
    reader, base = reader_of(link)
    for page in ("", "metrics/", "conflicts/", "density/", "clips/", "futures/", "document/"):
        assert reader.get(f"{base}runs/{other}/{page}").status_code == 200, page
        assert reader.get(f"{base}runs/{made.ids['run']}/{page}").status_code == 404, page
    for path in (
        *("comparisons/{comparison}/", "clips/{clip}/video.mp4", "future-films/{film}/video.mp4"),
        *("runs/{run}/playbacks/0/", "runs/{run}/playbacks/0/file"),
    ):
        assert reader.get(base + path.format(**made.ids)).status_code == 404, path
    for path in ("runs/{run}/playbacks/1/", "scenarios/{scenario}/", "share-links/"):
        assert reader.get(base + path.format(**made.ids | {"run": str(other)})).status_code == 404, path


def test_the_cookie_of_a_link_opens_nothing_of_the_ordinary_api(compared: Callable[..., Compared]) -> None:
    made = compared()
    reader, base = reader_of(made.share())
    for path in (*READS, "facilities/", "scenarios/{scenario}/", "facilities/{facility}/", "share-links/", "session/"):
        assert reader.get(f"/api/v1/{path.format(**made.ids)}").status_code == 401, path
    for path in (
        "scenarios/{scenario}/",
        "facilities/{facility}/",
        "revisions/{revision}/thumbnail.svg",
        "share-links/",
    ):
        assert reader.get(base + path.format(**made.ids)).status_code == 404, path
    cookie = next(cookie for name, cookie in reader.cookies.items() if name.startswith("share-"))
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (base, True, "Strict")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_by_a_link(compared: Callable[..., Compared], method: str) -> None:
    made = compared()
    reader, base = reader_of(made.share())
    for path in READS:
        assert getattr(reader, method)(base + path.format(**made.ids), {}).status_code == 405, path


def test_without_the_token_there_is_no_link(compared: Callable[..., Compared]) -> None:
    made = compared()
    link, other = made.share(), made.share()
    base, _ = parts_of(link)
    nobody = APIClient()
    assert nobody.get(base).status_code == 404
    for guess in ("", "x", parts_of(other)[1]):
        nobody.cookies[f"share-{link.json()['id'].replace('-', '')}"] = guess
        assert nobody.post(base, {"token": guess or "-"}).status_code == 404
        assert nobody.get(f"{base}comparisons/{made.ids['comparison']}/").status_code == 404
    # A session is not looked at, not even an administrator's.
    assert made.tenant.client("admin").get(f"{base}comparisons/{made.ids['comparison']}/").status_code == 404


@pytest.mark.parametrize("reason", ["expired", "revoked"])
def test_a_link_that_has_ended_says_so_to_whoever_has_it(compared: Callable[..., Compared], reason: str) -> None:
    from django.utils import timezone

    from scenarios.models import ShareLink

    made = compared()
    link = made.share()
    reader, base = reader_of(link)
    assert reader.get(base).status_code == 200
    if reason == "revoked":
        ended = made.tenant.client("analyst").delete(link["Location"])
        assert (ended.status_code, ended.json()["status"]) == (200, "revoked")
    else:
        ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    playback = f"runs/{made.ids['run']}/playbacks/0/"
    for path in ("", f"runs/{made.ids['run']}/metrics/", playback, f"{playback}file", "clips/{clip}/video.mp4"):
        gone = reader.get(base + path.format(**made.ids))
        assert (gone.status_code, gone.json()["reason"]) == (410, reason)
    assert reader.post(base, {"token": parts_of(link)[1]}).status_code == 410
    assert APIClient().post(base, {"token": "guess"}).status_code == 404
    assert made.tenant.client("analyst").get(link["Location"]).json()["status"] == reason


def test_the_token_is_kept_nowhere(compared: Callable[..., Compared]) -> None:
    from accounts.models import AuditEvent, IdempotencyKey
    from scenarios.models import ShareLink

    link = compared().share()
    token = parts_of(link)[1]
    reader_of(link)
    assert len(token) >= 43  # 256 bits
    assert link["Cache-Control"] == "no-store"
    rows = [*ShareLink.objects.values(), *AuditEvent.objects.values(), *IdempotencyKey.objects.values()]
    assert token not in repr(rows)


def test_the_audit_trail_tells_who_shared_and_who_looked(compared: Callable[..., Compared]) -> None:
    made = compared()
    link = made.share(days=3)
    reader_of(link)
    made.tenant.client("analyst").delete(link["Location"])
    made.tenant.client("analyst").delete(link["Location"])  # again changes nothing
    events = made.tenant.client("admin").get("/api/v1/audit-events/").json()["results"]
    told = [(e["action"], e["actor"], e["subject_name"]) for e in events if e["action"].startswith("share_link")]
    name = link.json()["name"]
    assert told == [
        ("share_link.revoked", "Analyst Person", name),
        ("share_link.opened", "link of Analyst Person", name),
        ("share_link.created", "Analyst Person", name),
    ]
    assert events[0]["address"] == "127.0.0.1"
    listed = made.tenant.client("analyst").get(f"/api/v1/share-links/?comparison_id={made.ids['comparison']}").json()
    assert [(row["status"], row["opened_count"]) for row in listed["results"]] == [("revoked", 1)]
    assert "url" not in listed["results"][0]


def test_who_may_share_what_and_for_how_long(compared: Callable[..., Compared], stranger: Tenant) -> None:
    from scenarios.models import Run

    made = compared()
    body = {"comparison_id": made.ids["comparison"]}
    assert made.tenant.client("viewer").post("/api/v1/share-links/", body).status_code == 403
    assert made.tenant.client("viewer").get("/api/v1/share-links/").status_code == 403
    assert stranger.client("admin").post("/api/v1/share-links/", body).status_code == 404
    assert [made.share(days=days).status_code for days in (0, 366, 1)] == [400, 400, 201]
    assert made.share(run_id=made.ids["run"]).status_code == 400
    day = timedelta(days=1)
    from datetime import datetime

    made_at, ends_at = (datetime.fromisoformat(made.share().json()[k]) for k in ("created_at", "expires_at"))
    assert 13.9 * day < ends_at - made_at < 14.1 * day
    Run.objects.filter(pk=made.ids["run"]).update(status="running")
    assert made.share().status_code == 409


def test_a_run_is_shared_alone(compared: Callable[..., Compared]) -> None:
    made = compared()
    link = made.tenant.client("planner").post("/api/v1/share-links/", {"run_id": made.ids["run"]})
    reader, base = reader_of(link)
    assert reader.get(base).json()["kind"] == "run"
    assert reader.get(f"{base}runs/{made.ids['run']}/").status_code == 200
    assert reader.get(f"{base}comparisons/{made.ids['comparison']}/").status_code == 404
    assert reader.get(f"{base}reports/{made.ids['report']}/file").status_code == 404


def test_reports_that_are_missing_are_made_when_a_comparison_is_shared(compared: Callable[..., Compared]) -> None:
    from scenarios.models import Report

    made = compared()
    made.share()
    made.share()
    rows = Report.objects.filter(comparison_id=made.ids["comparison"]).order_by("id")
    assert list(rows.values_list("format", "language", "status")) == [
        ("pdf", "en", "done"),
        ("pdf", "de", "waiting"),
        ("xlsx", "en", "waiting"),
        ("xlsx", "de", "waiting"),
    ]


def test_nobody_is_told_where_a_reader_came_from(compared: Callable[..., Compared], client: Any) -> None:
    made = compared()
    reader, base = reader_of(made.share())
    for answer in (reader.get(base), reader.get(f"{base}clips/{made.ids['clip']}/video.mp4"), client.get("/shared/x")):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
    assert client.get("/")["Referrer-Policy"] == "same-origin"
    assert reader.get(f"{base}clips/{made.ids['clip']}/video.mp4")["Cache-Control"] == "private, no-cache"


def test_tries_to_open_a_link_are_limited(compared: Callable[..., Compared], monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts.limits import PostThrottle

    monkeypatch.setattr(PostThrottle, "THROTTLE_RATES", {"shared-link": "2/min"})
    base, token = parts_of(compared().share())
    guesser = APIClient()
    assert [guesser.post(base, {"token": "guess"}).status_code for _ in range(3)] == [404, 404, 429]
    assert guesser.post(base, {"token": token})["RateLimit"].startswith('"shared-link";r=0')


def test_the_first_day_of_each_run_is_filmed_when_it_is_shared(compared: Callable[..., Compared]) -> None:
    from scenarios.models import Comparison, Playback

    made = compared(is_played=True)
    other = Comparison.objects.get(pk=made.ids["comparison"]).entries.get(position=1).run_id
    reader, base = reader_of(made.share())
    states = [reader.get(f"{base}runs/{run}/playbacks/0/").json()["status"] for run in (made.ids["run"], other)]
    assert states == ["done", "waiting"]  # the one that was watched before, and the one that a worker has to play
    assert reader.post(f"{base}runs/{other}/playbacks/1/", {}).status_code == 405
    assert reader.get(f"{base}runs/{other}/playbacks/1/").status_code == 404
    assert Playback.objects.count() == 2
