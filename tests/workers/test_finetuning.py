"""The steps of fine-tuning: what fits is registered and trained on, what does not ends with a sentence."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from tests.application import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def shot(facility: Any) -> tuple[Any, Any]:
    """The corner camera of the small hall, and what it films: the shipped renderer's picture, half as bright."""
    from twin.scenes import load_scene_of
    from twin.services.cameras import camera_of_view
    from worlds.conditioning.conditions import Conditioner
    from worlds.evaluation.stage import nobody
    from worlds.renderer.renderer import Renderer

    view = facility.cameras.get()
    camera = camera_of_view(
        {
            "id": str(view.pk),
            "name": view.name,
            "position_m": view.position_m,
            "target_m": view.target_m,
            "horizontal_fov_rad": view.horizontal_fov_rad,
            "width_px": 256,
            "height_px": 144,
        }
    )
    frame = Renderer.load().render(
        Conditioner(load_scene_of(facility.revisions.get())).frame(nobody(), camera), brightness=0.6
    )
    return camera, frame.picture


def video_of(picture: Any, frames: int = 20) -> bytes:
    from worlds.video import VideoWriter

    rng = np.random.default_rng(0)
    with VideoWriter(picture.shape[1], picture.shape[0]) as video:
        for _ in range(frames):
            noisy = picture + rng.normal(0, 2, picture.shape)
            video.add(np.clip(noisy, 0, 255).astype(np.uint8))
        return video.finish()


def footage_of(facility: Any, camera: Any, video: bytes) -> Any:
    import cv2

    from twin.artifacts import store_bytes
    from worlds.finetuning.calibration import Calibration, Lens
    from worlds.models import Footage

    inverse = np.linalg.inv(camera.camera_to_world)
    (fx, fy), (cx, cy) = camera.focal_px, camera.center_px
    lens = Lens(np.array([[fx, 0, cx - 0.5], [0, fy, cy - 0.5], [0, 0, 1]]), np.zeros(5))
    rotation = np.array(cv2.Rodrigues(inverse[:3, :3])[0], np.float64).ravel()
    return Footage.objects.create(
        facility=facility,
        revision=facility.revisions.get(),
        name="Corner",
        video_key=store_bytes(facility.organisation_id, video, ".mp4"),
        calibration=Calibration(lens, rotation, inverse[:3, 3]).as_dict(),
    )


@pytest.fixture
def shipped(settings: Any) -> None:
    from worlds.renderer.weights import WEIGHTS_FOLDER

    settings.WORLD_MODELS_DIR = WEIGHTS_FOLDER


def test_footage_is_registered_and_trained_on(
    tenant: Tenant, facility: Any, shot: Any, shipped: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workers.finetuning import finetune, register_footage
    from worlds.finetuning import tune
    from worlds.finetuning.tuned_renderer import TunedRenderer
    from worlds.models import TunedModel
    from worlds.services.tuned_models import create_tuned_model, tuned_weights

    footage = footage_of(facility, shot[0], video_of(shot[1]))
    register_footage(footage.pk)
    footage.refresh_from_db()
    assert (footage.status, footage.error) == ("done", "")
    assert footage.fit["agreement"] > 1.15
    quick = tune.TuningPlan(steps=4, crop_px=64)
    monkeypatch.setattr(tune, "TuningPlan", lambda **_: quick)
    model = create_tuned_model(tenant.caller, facility, name="Ours", footage_ids=[footage.pk], minutes=1)
    finetune(model.pk)
    model = TunedModel.objects.get(pk=model.pk)
    assert (model.status, model.error) == ("done", "")
    assert model.card["measured"]["after_db"] > model.card["measured"]["before_db"] + 3
    with tuned_weights(model, organisation_id=tenant.organisation.pk, purpose="a test") as folder:
        assert TunedRenderer.load(folder).model_hash == model.model_hash
    finetune(model.pk)  # a job that comes twice does nothing
    assert TunedModel.objects.get(pk=model.pk).attempts == 1


@pytest.mark.parametrize(
    ("video", "said"),
    [(b"", "no video"), (b"RIFF" + b"\0" * 5000, "no video"), (None, "frames are needed|frames; 8")],
)
def test_hostile_videos_end_with_a_sentence(facility: Any, shot: Any, video: bytes | None, said: str) -> None:
    from workers.finetuning import register_footage

    footage = footage_of(facility, shot[0], video_of(shot[1], 2) if video is None else video)
    register_footage(footage.pk)
    footage.refresh_from_db()
    assert footage.status == "failed"
    assert re.search(said, footage.error)
    assert footage.error[0].isupper()


def test_footage_of_another_place_does_not_fit(facility: Any, shot: Any) -> None:
    from workers.finetuning import register_footage

    footage = footage_of(facility, shot[0], video_of(shot[1][:, ::-1]))
    register_footage(footage.pk)
    footage.refresh_from_db()
    assert footage.status == "failed"
    assert "edges do not lie" in footage.error


def test_a_model_that_is_deleted_while_it_trains_leaves_nothing(
    tenant: Tenant, facility: Any, shot: Any, shipped: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workers import finetuning
    from worlds.models import TunedModel
    from worlds.services.tuned_models import create_tuned_model

    footage = footage_of(facility, shot[0], video_of(shot[1]))
    finetuning.register_footage(footage.pk)
    model = create_tuned_model(tenant.caller, facility, name="Ours", footage_ids=[footage.pk], minutes=1)
    kept: list[Any] = []
    monkeypatch.setattr(finetuning, "finish_tuned_model", lambda *a, **k: kept.append(a))
    monkeypatch.setattr(finetuning._Watch, "__call__", _delete_and(finetuning._Watch.__call__))
    finetuning.finetune(model.pk)
    assert not TunedModel.objects.exists()
    assert not kept


def _delete_and(call: Any) -> Any:
    from worlds.models import TunedModel

    def deleting(self: Any, share: float, message: str) -> None:
        TunedModel.objects.all().delete()
        call(self, share, message)

    return deleting


def test_a_worker_that_died_is_made_up_for(facility: Any, shot: Any) -> None:
    from datetime import timedelta
    from uuid import uuid4

    from django.utils import timezone

    from accounts.jobs import Queue
    from twin.leases import acquire
    from worlds.models import Footage
    from worlds.services.tuning_work import sweep_tuning

    footage = footage_of(facility, shot[0], b"")
    assert acquire(Footage.objects.all(), footage.pk, owner=uuid4())
    assert sweep_tuning({Queue.RENDER}) == 0
    Footage.objects.update(lease_until=timezone.now() - timedelta(seconds=60))
    assert sweep_tuning(set()) == 0
    assert sweep_tuning({Queue.RENDER}) == 1
    footage.refresh_from_db()
    assert footage.status == "waiting"
