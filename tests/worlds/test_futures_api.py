"""Futures over HTTP: a step of the run, a list, one conflict with its paths, nobody else's."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.application import Tenant, small_document

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SPREAD = {"median": 0.5, "low": 0.1, "high": 1.0, "count": 2}
SHARE = {"count": 1, "of": 2, "mean": 0.5, "low": 0.01, "high": 0.99}
SUMMARY = {
    "conflict_id": "0-3", "replication": 0, "start_s": 60.0, "duration_s": 8.0, "agents": ["picker-01", "picker-02"],
    "kinds": ["person", "person"], "x_m": 3.0, "y_m": 4.0, "futures": 2, "contact": SHARE, "near": SHARE,
    "min_separation_m": SPREAD, "min_ttc_s": None,
    "engine": {"contact": False, "min_separation_m": 0.4, "min_ttc_s": None}, "agrees": True, "sentence": "In 1 of 2 …",
    "likeliest": 0, "median": 1, "worst": 1, "projection_rate": 0.0,
}  # fmt: skip
PATHS = {
    "step_s": 0.4,
    "agents_shown": [{"id": "picker-01", "kind": "person", "size_m": [0.5, 0.5, 1.75], "is_pair": True}],
    "paths": [[[[1.0, 2.0]], [[3.0, 4.0]]]] * 2,
    "engine_paths": [[[1.0, 2.0]], [[3.0, 4.0]]],
    "outcomes": [{"contact": True, "min_separation_m": 0.0, "min_ttc_s": 0.0, "likelihood": -1.5}] * 2,
    "shown": {name: [[[1.0, 2.0, 0.0]]] for name in ("likeliest", "median", "worst")},
}
GATE = {"id": "gate-1", "from_m": [0.0, 1.0], "to_m": [2.0, 1.0], "futures": SPREAD,
        "engine": {"count": 3, "low": 0.6, "high": 8.8}, "agrees": True}  # fmt: skip
FLOWS = {"start_s": 120.0, "duration_s": 60.0, "futures": 2, "gates": [GATE], "sentence": "At every gate …"}


@pytest.fixture
def weights(settings: Any, tmp_path: Any) -> None:
    """Dynamics, as far as a run needs to know."""
    folder = tmp_path / "models" / "dynamics"
    folder.mkdir(parents=True)
    (folder / "card.json").write_text('{"name": "dynamics", "sha256": "abc"}')
    (folder / "weights.safetensors").write_bytes(b"0")
    settings.WORLD_MODELS_DIR = folder.parent


@pytest.fixture
def run(tenant: Tenant, scenario: Any, weights: None) -> Any:
    from scenarios.services.runs import create_run

    return create_run(tenant.caller, scenario)[0]


def store(run: Any) -> None:
    from worlds.services.futures import create_futures

    assert create_futures(run, conflicts=[(SUMMARY, PATHS)], minute=FLOWS)() == 1


def test_a_run_has_a_step_for_its_futures_that_waits_for_every_replication(run: Any) -> None:
    from scenarios.services.steps import list_due_steps
    from twin.leases import WorkStatus

    assert run.steps.filter(kind="futures").count() == 1
    run.steps.filter(kind="prepare").update(status=WorkStatus.DONE)
    assert {s.kind for s in list_due_steps(run)} == {"replication"}
    run.steps.filter(kind="replication").update(status=WorkStatus.DONE)
    assert {s.kind for s in list_due_steps(run)} == {"futures"}


def test_another_model_gives_another_run(tenant: Tenant, run: Any, settings: Any) -> None:
    from scenarios.services.runs import create_run

    (settings.WORLD_MODELS_DIR / "dynamics" / "card.json").write_text('{"sha256": "def"}')
    assert create_run(tenant.caller, run.scenario)[1]


def test_without_weights_a_run_has_no_futures(tenant: Tenant, scenario: Any) -> None:
    from scenarios.services.runs import create_run

    bare = create_run(tenant.caller, scenario)[0]
    answer = tenant.client("viewer").get(f"/api/v1/runs/{bare.pk}/futures/").json()
    assert (answer["state"], answer["conflicts"], answer["minute"]) == ("none", [], None)


def test_a_list_before_and_after_the_step(tenant: Tenant, run: Any) -> None:
    client = tenant.client("viewer")
    assert client.get(f"/api/v1/runs/{run.pk}/futures/").json()["state"] == "pending"
    store(run)
    answer = client.get(f"/api/v1/runs/{run.pk}/futures/").json()
    assert (answer["model_hash"], answer["considered"], answer["serious"]) == ("abc", 6, 0)
    assert answer["conflicts"][0]["start_clock"] == "06:01"
    assert answer["conflicts"][0]["contact"] == SHARE
    assert answer["minute"]["gates"] == [GATE]
    assert answer["minute"]["start_clock"] == "06:02"


def test_one_conflict_has_its_paths(tenant: Tenant, run: Any) -> None:
    store(run)
    client = tenant.client("viewer")
    summary = client.get(f"/api/v1/runs/{run.pk}/futures/").json()["conflicts"][0]
    detail = client.get(summary["url"]).json()
    assert detail["paths"] == PATHS["paths"]
    assert detail["sentence"] == summary["sentence"]


def store_films(run: Any, settings: Any, tmp_path: Any, monkeypatch: Any) -> None:
    """Three names for two futures, as if the likeliest were the median."""
    from worlds.contracts import AuditReport, Clip, FutureFilm
    from worlds.services import future_films

    monkeypatch.setattr(future_films, "signed", lambda clip: clip.video)
    audit = AuditReport(
        frames=120, agents_expected=240, agents_shown=236, agents_unjudged=0, invented=0, omission_rate=4 / 240,
        ghost_rate_per_frame=0.0, position_error_m=0.06, depth_error_m=0.05, depth_told=20, flicker=0.001, out_of_distribution=0.01, plain_frames=0,
        rendered_again_frames=0, verdict="passed", reasons=(),
    )  # fmt: skip

    def clip(number: int) -> Clip:
        return Clip(
            camera_id="c", start_s=62.5, frame_count=120, width_px=256, height_px=144, video=b"v%d" % number, poster=b"p",
            thumbnails=b"", depth_video=b"", class_video=b"", uncertainty_video=b"", sidecar={"version": 2}, audit=audit,
            model_hash="m", control_hash="k",
        )  # fmt: skip

    films = [FutureFilm(n, k, "Corner", clip(k)) for n, k in (("likeliest", 1), ("median", 1), ("worst", 0))]
    assert future_films.create_films(run.futures.get(), films)() == 1


def test_the_worst_conflict_has_films_of_three_futures(
    tenant: Tenant, stranger: Tenant, run: Any, settings: Any, tmp_path: Any, monkeypatch: Any
) -> None:
    from worlds.services.keys import list_clip_keys

    store(run)
    client = tenant.client("viewer")
    url = client.get(f"/api/v1/runs/{run.pk}/futures/").json()["conflicts"][0]["url"]
    assert client.get(url).json()["films"] == []
    store_films(run, settings, tmp_path, monkeypatch)
    films = {film["name"]: film for film in client.get(url).json()["films"]}
    assert set(films) == {"likeliest", "median", "worst"}
    assert films["worst"]["audit"]["verdict"] == "passed"
    assert (films["worst"]["camera_name"], films["worst"]["duration_s"]) == ("Corner", 5.0)
    assert client.get(films["worst"]["video_url"]).content == b"v0"
    assert client.get(films["median"]["video_url"]).content == client.get(films["likeliest"]["video_url"]).content
    assert client.get(films["worst"]["sidecar_url"]).json() == {"version": 2}
    assert stranger.client("admin").get(films["worst"]["video_url"]).status_code == 404
    assert set(list_clip_keys(run.scenario.facility_id)) == {
        key for film in run.futures.get().films.all() for key in (film.video_key, film.poster_key, film.sidecar_key)
    }


def test_films_wait_for_the_futures_and_only_runs_with_cameras_have_them(tenant: Tenant, run: Any) -> None:
    from scenarios.models import RunStep
    from scenarios.services.steps import list_due_steps
    from twin.leases import WorkStatus

    assert not run.steps.filter(kind="films").exists()  # its document names no camera
    RunStep.objects.create(run=run, kind="films", label="Films of the worst conflict's futures")
    run.steps.filter(kind__in=("prepare", "replication")).update(status=WorkStatus.DONE)
    assert {s.kind for s in list_due_steps(run)} == {"futures"}
    run.steps.filter(kind="futures").update(status=WorkStatus.DONE)
    assert {s.kind for s in list_due_steps(run)} == {"films"}
    run.steps.filter(kind="films").update(status=WorkStatus.DONE)
    assert {s.kind for s in list_due_steps(run)} == {"summarise"}


def test_nobody_sees_the_futures_of_another_organisation(tenant: Tenant, stranger: Tenant, run: Any) -> None:
    store(run)
    row = run.futures.get()
    client = stranger.client("admin")
    assert client.get(f"/api/v1/runs/{run.pk}/futures/").status_code == 404
    assert client.get(f"/api/v1/runs/{run.pk}/futures/{row.pk}/").status_code == 404


def test_futures_belong_to_their_run(tenant: Tenant, run: Any) -> None:
    from scenarios.services.runs import create_run
    from scenarios.services.scenarios import create_scenario

    store(run)
    other_scenario = create_scenario(
        tenant.caller, run.scenario.facility, name="Other", document=small_document(storage={"popularity": 0.3})
    )
    other = create_run(tenant.caller, other_scenario)[0]
    client = tenant.client()
    assert client.get(f"/api/v1/runs/{other.pk}/futures/{run.futures.get().pk}/").status_code == 404
    assert client.get(f"/api/v1/runs/{run.pk}/futures/{uuid4()}/").status_code == 404
    assert client.get(f"/api/v1/runs/{run.pk}/futures/nonsense/").status_code == 404


def test_a_worker_rolls_what_the_replications_found(tenant: Tenant, run: Any) -> None:
    """With the shipped weights, through every step of a run."""
    from scenarios.models import Run, RunEvent
    from scenarios.services.steps import list_due_steps
    from workers import run_steps

    works = {
        "prepare": run_steps.prepare,
        "replication": run_steps.replicate,
        "futures": run_steps.roll_futures,
        "summarise": run_steps.summarise,
    }
    while due := list_due_steps(Run.objects.get(pk=run.pk)):
        run_steps.do_step(due[0].pk, works[due[0].kind])
    assert Run.objects.get(pk=run.pk).status == "done"
    answer = tenant.client().get(f"/api/v1/runs/{run.pk}/futures/").json()
    assert answer["state"] == "done"
    assert len(answer["conflicts"]) <= min(answer["serious"], answer["considered"])
    assert answer["minute"]["gates"]
    ready = RunEvent.objects.get(run=run, payload__type="futures.ready")
    assert ready.payload["conflicts"] == len(answer["conflicts"])


def test_a_run_that_is_called_off_keeps_no_futures(tenant: Tenant, run: Any) -> None:
    from scenarios.models import Run
    from scenarios.services.runs import cancel_run
    from twin.leases import WorkStatus
    from workers import run_steps

    run.steps.filter(kind__in=("prepare", "replication")).update(status=WorkStatus.DONE)
    step = run.steps.get(kind="futures")

    def interrupted(_step: Any, progress: Any) -> Any:
        cancel_run(tenant.caller, run)
        return run_steps.roll_futures(_step, progress)

    run_steps.do_step(step.pk, interrupted)
    assert Run.objects.get(pk=run.pk).status == "cancelled"
    assert not run.futures.exists()
