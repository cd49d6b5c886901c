"""Footage and tuned models over HTTP: an organisation's own, from upload to deletion, and in its audit trail."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.application import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.database]

INTRINSICS = b"""<?xml version='1.0'?><opencv_storage><camera_matrix>300 0 159.5 0 300 119.5 0 0 1</camera_matrix>
<distortion_coefficients>0 0 0 0 0</distortion_coefficients></opencv_storage>"""
EXTRINSICS = b"<?xml version='1.0'?><opencv_storage><rvec>1.7 0.4 -0.3</rvec><tvec>0 0 5</tvec></opencv_storage>"


def upload(client: Any, facility: Any, **changes: Any) -> Any:
    form = {
        "name": "Gate 3",
        "video": SimpleUploadedFile("gate.mp4", b"not really a video"),
        "intrinsics": SimpleUploadedFile("intr.xml", INTRINSICS),
        "extrinsics": SimpleUploadedFile("extr.xml", EXTRINSICS),
        **changes,
    }
    return client.post(
        f"/api/v1/facilities/{facility.pk}/footage/",
        {k: v for k, v in form.items() if v is not None},
        format="multipart",
    )


def registered(tenant: Tenant, facility: Any, name: str = "Gate 3") -> Any:
    from worlds.models import Footage

    footage = Footage.objects.get(pk=upload(tenant.client(), facility, name=name).json()["id"])
    footage.status = "done"
    footage.fit = {"agreement": 1.5, "frames": 20, "width_px": 256, "height_px": 144}
    footage.save()
    return footage


def actions(tenant: Tenant) -> list[str]:
    from accounts.models import AuditEvent

    events = AuditEvent.objects.filter(organisation=tenant.organisation).order_by("id")
    return [e.action for e in events if e.subject_kind in ("footage", "tunedmodel")]


def ready_model(tenant: Tenant, facility: Any) -> Any:
    """A tuned model whose weights are a few bytes."""
    from uuid import uuid4

    from twin.leases import acquire
    from worlds.models import TunedModel
    from worlds.services.tuned_models import create_tuned_model
    from worlds.services.tuning_work import finish_tuned_model

    footage = registered(tenant, facility)
    model = create_tuned_model(tenant.caller, facility, name="Ours", footage_ids=[footage.pk], minutes=1)
    owner = uuid4()
    assert acquire(TunedModel.objects.all(), model.pk, owner=owner)
    card = {"sha256": "ab" * 32, "measured": {"before_db": 20.0, "with_look_db": 24.0, "after_db": 25.0, "held_out_frames": 4}}  # fmt: skip
    assert finish_tuned_model(model, owner=owner, weights=b"weights", card=card)
    return TunedModel.objects.get(pk=model.pk)


def test_a_video_is_uploaded_listed_and_deleted(tenant: Tenant, facility: Any) -> None:
    from django.core.files.storage import default_storage

    from worlds.models import Footage

    client = tenant.client()
    answer = upload(client, facility)
    assert answer.status_code == 202
    footage = answer.json()
    assert (footage["status"], footage["reprojection_px"]) == ("pending", None)
    assert client.get(answer["Location"]).json()["name"] == "Gate 3"
    assert len(client.get(f"/api/v1/facilities/{facility.pk}/footage/").json()["footage"]) == 1
    key = Footage.objects.get().video_key
    assert default_storage.exists(key)
    assert client.delete(answer["Location"]).status_code == 204
    assert not Footage.objects.exists()
    assert actions(tenant) == ["footage.uploaded", "footage.deleted"]


def test_picked_points_take_the_place_of_extrinsics(tenant: Tenant, facility: Any) -> None:
    from worlds.finetuning.calibration import project, read_lens, read_pose

    world = np.array([[1, 1, 0], [6, 1, 0], [6, 5, 0], [1, 5, 0], [3, 3, 2], [5, 2, 1.5]], float)
    pose = read_pose(EXTRINSICS, read_lens(INTRINSICS))
    picked = [{"px": px, "m": m} for px, m in zip(project(pose, world).tolist(), world.tolist(), strict=True)]
    answer = upload(tenant.client(), facility, extrinsics=None, points=json.dumps(picked))
    assert answer.status_code == 202
    assert answer.json()["reprojection_px"] == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(
    ("changes", "pointer", "said"),
    [
        ({"intrinsics": SimpleUploadedFile("i.xml", b"<xml/>")}, "/intrinsics", "OpenCV"),
        ({"extrinsics": SimpleUploadedFile("e.xml", INTRINSICS)}, "/extrinsics", "rvec"),
        ({"extrinsics": None}, "/extrinsics", "one of the two"),
        ({"points": "[]]"}, "/points", "list of"),
        ({"points": '[{"px": [1], "m": [1, 2, 3]}]'}, "/points", "list of"),
        ({"extrinsics": None, "points": '[{"px": [1, 2], "m": [1, 2, 3]}]'}, "/points", "too few"),
        ({"unit": "furlong"}, "/unit", "furlong"),
        ({"video": None}, "/video", "No file"),
    ],
)
def test_bad_uploads_are_refused_with_the_field(
    tenant: Tenant, facility: Any, changes: dict[str, Any], pointer: str, said: str
) -> None:
    from worlds.models import Footage

    for value in changes.values():
        if hasattr(value, "seek"):
            value.seek(0)
    answer = upload(tenant.client(), facility, **changes)
    assert answer.status_code in (400, 422)
    assert pointer in answer.content.decode()
    assert said in answer.content.decode()
    assert not Footage.objects.exists()


def test_a_model_is_asked_for_and_shows_its_progress(tenant: Tenant, facility: Any) -> None:
    footage = registered(tenant, facility)
    client = tenant.client()
    url = f"/api/v1/facilities/{facility.pk}/tuned-models/"
    answer = client.post(url, {"name": "Ours", "footage_ids": [str(footage.pk)], "minutes": 2}, format="json")
    assert answer.status_code == 202
    model = client.get(answer["Location"]).json()
    assert (model["status"], model["progress"], model["measured"]) == ("pending", 0.0, None)
    assert model["footage"] == [{"id": str(footage.pk), "name": "Gate 3"}]
    assert client.get(url).json()["tuned_models"][0]["id"] == model["id"]


def test_what_cannot_be_tuned_on_is_said(tenant: Tenant, stranger: Tenant, facility: Any) -> None:
    from worlds.models import Footage

    client, url = tenant.client(), f"/api/v1/facilities/{facility.pk}/tuned-models/"

    def asked(footage_id: Any, minutes: float = 2) -> Any:
        return client.post(url, {"name": "x", "footage_ids": [str(footage_id)], "minutes": minutes}, format="json")

    waiting = Footage.objects.get(pk=upload(client, facility, name="Fresh").json()["id"])
    assert asked(waiting.pk).status_code == 409
    assert "Fresh" in asked(waiting.pk).content.decode()
    assert asked(registered(stranger, stranger.facility()).pk).status_code == 404
    assert "minutes" in asked(registered(tenant, facility).pk, minutes=1000).content.decode()


def test_weights_are_their_owners_alone(tenant: Tenant, stranger: Tenant, facility: Any) -> None:
    from accounts.errors import NotFound
    from worlds.services.tuned_models import find_tuned_model, tuned_weights

    model = ready_model(tenant, facility)
    assert model.weights_key.startswith(str(tenant.organisation.pk))
    assert find_tuned_model(tenant.organisation.pk, model.pk) == model
    assert find_tuned_model(stranger.organisation.pk, model.pk) is None
    with pytest.raises(NotFound), tuned_weights(model, organisation_id=stranger.organisation.pk, purpose="a run"):
        pass
    with tuned_weights(model, organisation_id=tenant.organisation.pk, purpose="run 7") as folder:
        assert (folder / "weights.safetensors").read_bytes() == b"weights"
        assert json.loads((folder / "card.json").read_text())["sha256"] == "ab" * 32
    assert not folder.exists()
    assert actions(tenant)[-1] == "tuned_model.used"
    client = stranger.client("admin")
    for path in (f"tuned-models/{model.pk}/", f"footage/{model.footage.get().pk}/"):
        assert client.get(f"/api/v1/{path}").status_code == 404
        assert client.delete(f"/api/v1/{path}").status_code == 404
    assert client.get(f"/api/v1/facilities/{facility.pk}/tuned-models/").status_code == 404


def test_a_deleted_model_is_gone_with_its_weights(
    tenant: Tenant, facility: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from django.core.files.storage import default_storage

    from worlds.models import TunedModel

    model = ready_model(tenant, facility)
    assert default_storage.exists(model.weights_key)
    with django_capture_on_commit_callbacks(execute=True):
        assert tenant.client().delete(f"/api/v1/tuned-models/{model.pk}/").status_code == 204
    assert not TunedModel.objects.exists()
    assert not default_storage.exists(model.weights_key)
    assert actions(tenant)[-2:] == ["tuned_model.created", "tuned_model.deleted"]


def test_viewers_look_and_do_not_touch(tenant: Tenant, facility: Any) -> None:
    model = ready_model(tenant, facility)
    viewer = tenant.client("viewer")
    assert viewer.get(f"/api/v1/tuned-models/{model.pk}/").json()["measured"]["after_db"] == 25.0
    assert viewer.delete(f"/api/v1/tuned-models/{model.pk}/").status_code == 403
    assert upload(viewer, facility).status_code == 403
