"""Clips over HTTP: files with byte ranges, shared by equal runs, gone with their facility."""

from __future__ import annotations

from typing import Any

import pytest

from tests.application import Tenant, small_document

pytestmark = [pytest.mark.django_db, pytest.mark.database]
VIDEO = bytes(range(256)) * 4
SIDECAR = {
    "frames": [], "model_sha256": "m", "seed": 1, "scene_sha256": "s", "control_sha256": "k", "video_sha256": "v",
    "camera": "c", "start_s": 60.0,
}  # fmt: skip


@pytest.fixture(autouse=True)
def keys(monkeypatch: Any, settings: Any, tmp_path: Any) -> None:
    """Most of these videos are no real ones, which cannot be signed; keys are made for a test."""
    settings.CLIP_SIGNING_DIR = tmp_path / "secrets"
    from worlds.services import clips

    sign = clips.signed
    monkeypatch.setattr(clips, "signed", lambda clip: sign(clip) if clip.video[4:8] == b"ftyp" else clip.video)


def rendered(start_s: float = 60.0) -> Any:
    from worlds.contracts import AuditReport, Clip

    audit = AuditReport(
        frames=48, agents_expected=90, agents_shown=88, agents_unjudged=0, invented=0, omission_rate=2 / 90, ghost_rate_per_frame=0.0,
        position_error_m=0.06, depth_error_m=0.05, depth_told=20, flicker=0.001, out_of_distribution=0.01, plain_frames=0, rendered_again_frames=0, verdict="passed", reasons=(),
    )  # fmt: skip
    return Clip(
        camera_id="c", start_s=start_s, frame_count=48, width_px=256, height_px=144, video=VIDEO, poster=b"\xff\xd8", thumbnails=b"\xff\xd8t",
        depth_video=VIDEO + b"d", class_video=VIDEO + b"c", uncertainty_video=VIDEO + b"u",
        sidecar=SIDECAR, audit=audit, model_hash="m", control_hash="k",
    )  # fmt: skip


@pytest.fixture
def filmed(tenant: Tenant, facility: Any, settings: Any, tmp_path: Any) -> Any:
    """A run of a scenario that is filmed; there are weights, as far as a run needs to know."""
    from scenarios.services.runs import create_run
    from scenarios.services.scenarios import create_scenario

    folder = tmp_path / "models" / "renderer"
    folder.mkdir(parents=True)
    (folder / "card.json").write_text('{"name": "Renderer", "sha256": "abc"}')
    (folder / "weights.safetensors").write_bytes(b"0")
    settings.WORLD_MODELS_DIR = folder.parent
    document = small_document()
    document["experiment"]["clip_camera_ids"] = [str(facility.cameras.get().pk)]
    scenario = create_scenario(tenant.caller, facility, name="Filmed", document=document)
    return create_run(tenant.caller, scenario)[0]


def test_a_run_with_cameras_has_clip_steps_and_names_its_model(filmed: Any) -> None:
    assert list(filmed.steps.filter(kind="clip").values_list("label", flat=True)) == ["Clip of Corner"]
    assert filmed.model_hash == "abc"


def test_without_weights_nothing_is_filmed(tenant: Tenant, filmed: Any, settings: Any, tmp_path: Any) -> None:
    from scenarios.services.runs import create_run

    settings.WORLD_MODELS_DIR = tmp_path / "nothing"
    bare, is_new = create_run(tenant.caller, filmed.scenario)
    assert is_new  # another key: its results are not the same
    assert bare.cameras == []


def test_a_clip_is_listed_with_its_audit_and_its_files_are_served(tenant: Tenant, filmed: Any) -> None:
    from worlds.services.clips import create_clip

    create_clip(filmed, index=0, clip=rendered())()
    client = tenant.client("viewer")
    clip = client.get(f"/api/v1/runs/{filmed.pk}/clips/").json()["clips"][0]
    assert clip["camera"]["name"] == "Corner"
    assert (clip["start_clock"], clip["duration_s"]) == ("06:01", 2.0)
    assert clip["audit"]["verdict"] == "passed"
    whole = client.get(clip["video_url"])
    assert (whole.content, whole["Content-Type"], whole["Accept-Ranges"]) == (VIDEO, "video/mp4", "bytes")
    assert client.get(clip["sidecar_url"]).json() == SIDECAR
    assert client.get(clip["thumbnails_url"]).content == b"\xff\xd8t"
    assert client.get(clip["depth_video_url"]).content == VIDEO + b"d"
    assert client.get(clip["class_video_url"])["Content-Type"] == "video/mp4"
    assert client.get(clip["uncertainty_video_url"]).content == VIDEO + b"u"
    assert (clip["audit"]["plain_frames"], clip["audit"]["rendered_again_frames"]) == (0, 0)


def test_a_clip_of_an_earlier_version_lacks_what_was_not_kept_then(tenant: Tenant, filmed: Any) -> None:
    from worlds.models import Clip
    from worlds.services.clips import create_clip

    row = create_clip(filmed, index=0, clip=rendered())()
    audit = {k: v for k, v in row.audit.items() if k != "plain_frames"}
    Clip.objects.filter(pk=row.pk).update(
        thumbnails_key="", depth_key="", class_key="", uncertainty_key="", audit=audit
    )
    client = tenant.client("viewer")
    clip = client.get(f"/api/v1/runs/{filmed.pk}/clips/").json()["clips"][0]
    assert clip["thumbnails_url"] is clip["depth_video_url"] is clip["class_video_url"] is None
    assert clip["uncertainty_video_url"] is None
    assert clip["audit"]["plain_frames"] == 0
    missing = client.get(f"/api/v1/clips/{row.pk}/depth.mp4")
    assert missing.status_code == 404
    assert "earlier version" in missing.json()["detail"]


@pytest.mark.parametrize(
    ("header", "status", "content", "content_range"),
    [
        ("bytes=0-1", 206, VIDEO[:2], "bytes 0-1/1024"),
        ("bytes=1000-", 206, VIDEO[1000:], "bytes 1000-1023/1024"),
        ("bytes=-4", 206, VIDEO[-4:], "bytes 1020-1023/1024"),
        ("bytes=5-9999", 206, VIDEO[5:], "bytes 5-1023/1024"),
        ("bytes=2000-", 416, b"", "bytes */1024"),
        ("lines=1-2", 200, VIDEO, None),
    ],
)
def test_a_player_can_ask_for_a_part(
    tenant: Tenant, filmed: Any, header: str, status: int, content: bytes, content_range: str | None
) -> None:
    from worlds.services.clips import create_clip

    clip = create_clip(filmed, index=0, clip=rendered())()
    answer = tenant.client().get(f"/api/v1/clips/{clip.pk}/video.mp4", headers={"Range": header})
    assert (answer.status_code, answer.content) == (status, content)
    assert answer.get("Content-Range") == content_range


def test_an_equal_clip_is_not_rendered_again(tenant: Tenant, filmed: Any) -> None:
    from scenarios.services.runs import create_run
    from worlds.services.clips import copy_clip, create_clip, find_equal_clip

    create_clip(filmed, index=0, clip=rendered())()
    more, _ = create_run(tenant.caller, filmed.scenario, replications=5)
    equal = find_equal_clip(more, 0)
    assert equal is not None
    copied = copy_clip(equal, more, index=0)
    assert (copied.video_key, copied.run_id) == (equal.video_key, more.pk)
    moved = filmed.scenario.facility.cameras.get()
    moved.position_m = [2.0, 1.0, 4.0]
    moved.save()
    other, _ = create_run(tenant.caller, filmed.scenario, replications=6)
    assert find_equal_clip(other, 0) is None


def test_world_models_show_their_cards(tenant: Tenant, filmed: Any) -> None:
    assert filmed
    assert tenant.client("viewer").get("/api/v1/world-models/").json() == [
        {"id": "renderer", "name": "Renderer", "hash": "abc", "card": {"name": "Renderer", "sha256": "abc"}}
    ]


def test_a_stored_clip_carries_credentials(tenant: Tenant, filmed: Any) -> None:
    from dataclasses import replace

    import numpy as np

    from worlds.filming.credentials import read_credentials
    from worlds.services.clips import create_clip
    from worlds.video import VideoWriter

    with VideoWriter(96, 54) as writer:
        writer.add(np.full((54, 96, 3), 90, np.uint8))
        video = writer.finish()
    row = create_clip(filmed, index=0, clip=replace(rendered(), video=video))()
    served = tenant.client("viewer").get(f"/api/v1/clips/{row.pk}/video.mp4").content
    found = read_credentials(served)
    assert found.state == "Valid"
    assert (found.claims["model_sha256"], found.claims["seed"], found.claims["verdict"]) == ("m", 1, "passed")
