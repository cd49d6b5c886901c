"""Which model renders a run's clips; another organisation's does not exist."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.application import Tenant, small_document
from workers.renderers import ModelUnavailable, chosen_renderer

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def run_of(tenant: Tenant, facility: Any, model: str) -> Any:
    from scenarios.services.runs import create_run
    from scenarios.services.scenarios import create_scenario

    document = small_document()
    document["experiment"]["clip_model"] = model
    scenario = create_scenario(tenant.caller, facility, name=f"With {model[:8]}", document=document)
    return create_run(tenant.caller, scenario)[0]


def tuned_model(facility: Any) -> Any:
    """A tuned model whose weights are the shipped ones."""
    import json

    from twin.artifacts import store_bytes
    from worlds.models import TunedModel
    from worlds.renderer.weights import WEIGHTS_FOLDER

    card = json.loads((WEIGHTS_FOLDER / "renderer" / "card.json").read_text())
    data = (WEIGHTS_FOLDER / "renderer" / "weights.safetensors").read_bytes()
    return TunedModel.objects.create(
        facility=facility, name="Ours", minutes=1, status="done", model_hash=card["sha256"],
        weights_key=store_bytes(facility.organisation_id, data, ".safetensors"),
        card={**card, "look": {"gain": [2.0, 1.0, 1.0], "contrast": [1.0, 1.0, 1.0]}},
    )  # fmt: skip


def test_an_own_tuned_model_renders_and_its_use_is_recorded(tenant: Tenant, facility: Any) -> None:
    from accounts.models import AuditEvent

    model = tuned_model(facility)
    run = run_of(tenant, facility, str(model.pk))
    with chosen_renderer(run, str(model.pk)) as renderer:
        assert renderer.look.gain == (2.0, 1.0, 1.0)
        assert renderer.model_hash == model.model_hash
    event = AuditEvent.objects.get(action="tuned_model.used")
    assert (event.organisation_id, str(run.pk) in event.subject_name) == (tenant.organisation.pk, True)


def test_another_organisations_model_does_not_exist(tenant: Tenant, stranger: Tenant, facility: Any) -> None:
    from accounts.models import AuditEvent

    foreign = tuned_model(stranger.facility())
    run = run_of(tenant, facility, str(foreign.pk))
    with pytest.raises(ModelUnavailable, match="does not exist"), chosen_renderer(run, str(foreign.pk)):
        pass
    assert not AuditEvent.objects.filter(action="tuned_model.used").exists()


def test_weights_that_were_changed_are_refused(tenant: Tenant, facility: Any) -> None:
    model = tuned_model(facility)
    model.card = {**model.card, "sha256": "0" * 64}
    model.save()
    with (
        pytest.raises(ModelUnavailable, match="tune it again"),
        chosen_renderer(run_of(tenant, facility, str(model.pk)), str(model.pk)),
    ):
        pass


def test_the_shipped_renderer_needs_nothing_and_a_missing_video_model_is_said(
    tenant: Tenant, facility: Any, settings: Any, tmp_path: Any
) -> None:
    run = run_of(tenant, facility, "diffusers")
    with chosen_renderer(run, "renderer") as renderer:
        assert renderer is None
    settings.VIDEO_MODEL_DIR = None
    with pytest.raises(ModelUnavailable, match="no video model is installed"), chosen_renderer(run, "diffusers"):
        pass
    settings.VIDEO_MODEL_DIR = tmp_path
    with pytest.raises(ModelUnavailable, match=r"no model_index\.json"), chosen_renderer(run, "diffusers"):
        pass


def test_the_choice_changes_the_clip_and_not_the_simulation(tenant: Tenant, facility: Any) -> None:
    from worlds.services.clips import key_of_clip

    runs = [run_of(tenant, facility, model) for model in ("renderer", "diffusers")]
    assert runs[0].replay_key == runs[1].replay_key
    for run in runs:
        run.cameras = [{"id": "c"}]
    assert key_of_clip(runs[0], 0) != key_of_clip(runs[1], 0)


def test_a_document_with_another_word_is_refused(tenant: Tenant, facility: Any) -> None:
    from accounts.errors import InvalidInput

    with pytest.raises(InvalidInput):
        run_of(tenant, facility, "../../weights")


def test_a_video_model_is_given_the_whole_clip_first(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.worlds.backends.test_video_renderer import EchoModel
    from workers import steps
    from worlds.backends.video_renderer import VideoRenderer
    from worlds.conditioning.conditions import Conditioner
    from worlds.evaluation.stage import stage_camera, stage_scene
    from worlds.evaluation.walkabout import walkabout

    scene, model = stage_scene(), EchoModel()
    conditioner = Conditioner(scene)
    monkeypatch.setattr(steps, "conditioner", lambda _: conditioner)
    trajectories = walkabout(100_003, 1.0)[2]
    told: list[float] = []
    progress: Any = SimpleNamespace(check_cancelled=lambda: None, report=lambda share, _message: told.append(share))
    renderer = VideoRenderer(model)  # type: ignore[arg-type]
    experiment: Any = SimpleNamespace(clip_duration_s=0.25, seed=9)
    camera = stage_camera("west", 64, 48)
    steps._film_ahead(renderer, scene, camera, trajectories, experiment=experiment, start_s=0.5, progress=progress)
    assert model.calls == [(6, 9, False)]
    assert told == [pytest.approx(0.9)]
    assert len(renderer._ahead) == 6
    assert np.array_equal(renderer._ahead[0][0].camera.camera_to_world, camera.camera_to_world)
