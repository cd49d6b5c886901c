"""The steps of fine-tuning: hold footage to its twin, and train on what fits. Rows tell whatever happens."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.conf import settings

from twin.artifacts import local_path
from twin.leases import MOST_ATTEMPTS, acquire, extend
from twin.scenes import load_scene_of
from workers.leases import LeaseKeeper, LeaseLost
from worlds.finetuning.calibration import Calibration
from worlds.finetuning.errors import FootageError
from worlds.models import Footage, TunedModel
from worlds.services.tuning_work import fail_footage, fail_tuned_model, finish_footage, finish_tuned_model

log = structlog.get_logger(__name__)
NOTE_S = 1.0


def register_footage(footage_id: UUID) -> None:
    """Check that a video and its calibration fit the twin."""
    _work(Footage, footage_id, fail_footage, _register)


def finetune(model_id: UUID) -> None:
    """Make a tuned model."""
    _work(TunedModel, model_id, fail_tuned_model, _finetune)


def _work(kind: Any, row_id: UUID, fail: Callable[..., bool], do: Callable[[Any, UUID, LeaseKeeper], None]) -> None:
    """Take a row that waits, do its work, and write why it failed if it did."""
    owner, rows = uuid4(), kind.objects.all()
    if not acquire(rows, row_id, owner=owner):
        return
    row = kind.objects.select_related("facility").get(pk=row_id)
    fail = partial(fail, row, owner=owner)
    if row.attempts > MOST_ATTEMPTS:
        fail(error="This ended its worker again and again.")
        return
    try:
        with LeaseKeeper(lambda: extend(rows, row_id, owner=owner)) as lease:
            do(row, owner, lease)
    except LeaseLost:
        log.warning("fine-tuning was called off or taken over", kind=kind.__name__, row=str(row_id))
    except FootageError as error:
        text = str(error)
        fail(error=text[:1].upper() + text[1:] + ".")
    except Exception as error:
        log.exception("fine-tuning failed", kind=kind.__name__, row=str(row_id))
        fail(error=f"This failed on our side ({type(error).__name__}); it has been logged.")


def _register(footage: Footage, owner: UUID, lease: LeaseKeeper) -> None:
    from twin.depth.raycast import RaycastScene

    found = _registered(footage, RaycastScene(load_scene_of(footage.revision)))
    lease.check()
    fit = {
        "agreement": round(found.agreement, 3),
        "frames": len(found.frames),
        "width_px": found.camera.width_px,
        "height_px": found.camera.height_px,
    }
    finish_footage(footage, owner=owner, fit=fit)


def _finetune(model: TunedModel, owner: UUID, lease: LeaseKeeper) -> None:
    from worlds.conditioning.conditions import Conditioner
    from worlds.finetuning.tune import TuningPlan, tune, write_tuned
    from worlds.renderer.renderer import Renderer

    footage = list(model.footage.select_related("revision"))
    if not footage:
        raise FootageError("the footage was deleted before the training began")
    conditioner = Conditioner(load_scene_of(footage[0].revision))
    registered = [_registered(each, conditioner.raycast) for each in footage]
    base = Renderer.load(settings.WORLD_MODELS_DIR / "renderer")
    plan, watch = TuningPlan(minutes=model.minutes), _Watch(model, owner, lease)
    tuned, gain = tune(base, conditioner, registered, plan, watch=watch)
    with tempfile.TemporaryDirectory(prefix="tuned-") as name:
        folder = Path(name)
        card = write_tuned(folder, tuned, gain, base_hash=base.model_hash, name=model.name)
        weights = (folder / "weights.safetensors").read_bytes()
    finish_tuned_model(model, owner=owner, weights=weights, card=card)


def _registered(footage: Footage, scene: Any) -> Any:
    """The footage read again from its video, held to the twin."""
    from worlds.finetuning.footage import read_footage
    from worlds.finetuning.registration import register

    with local_path(footage.video_key) as path:
        video = read_footage(path)
    return register(scene, video, Calibration.from_dict(footage.calibration), str(footage.pk))


class _Watch:
    """Writes progress into the row once a second; ends the training once the row is gone or somebody else's."""

    def __init__(self, model: TunedModel, owner: UUID, lease: LeaseKeeper) -> None:
        self._model, self._owner, self._lease = model, owner, lease
        self._noted = -1e9

    def __call__(self, share: float, message: str) -> None:
        self._lease.check()
        now = time.monotonic()
        if now - self._noted < NOTE_S:
            return
        self._noted = now
        rows = TunedModel.objects.all()
        if not extend(rows, self._model.pk, owner=self._owner, progress=share, message=message[:200]):
            raise LeaseLost
