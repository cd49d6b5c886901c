"""Whatever a step comes to grief over, its run says so in a sentence, and the next step in the queue is done."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.application import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def started(tenant: Tenant, scenario: Any) -> Any:
    from scenarios.services.runs import create_run

    return create_run(tenant.caller, scenario)[0]


def do(run: Any, work: Any) -> Any:
    from scenarios.models import RunStep
    from workers import run_steps

    run_steps.do_step(RunStep.objects.filter(run=run).order_by("id")[0].pk, work)
    run.refresh_from_db()
    return run


def too_much(step: Any, progress: Any) -> Any:
    """An array of four petabytes, as a clip of too many too large frames would need."""
    np.ones(1 << 49)


def refused_by_torch(step: Any, progress: Any) -> Any:
    import torch

    torch.empty(1 << 49)


@pytest.mark.parametrize("work", [too_much, refused_by_torch])
def test_a_step_without_memory_fails_and_the_next_one_is_done(tenant: Tenant, scenario: Any, work: Any) -> None:
    from workers import run_steps

    failed = do(started(tenant, scenario), work)
    assert failed.status == "failed"
    assert "ran out of memory; a shorter clip, smaller pictures or fewer agents need less" in failed.error
    following = do(started(tenant, scenario), run_steps.prepare)
    assert following.status == "running"
    assert following.steps.order_by("id")[0].status == "done"


def test_a_clip_that_cannot_be_made_says_why(tenant: Tenant, scenario: Any) -> None:
    from worlds.contracts import ClipError

    def inside_a_rack(step: Any, progress: Any) -> Any:
        raise ClipError("camera Corner: stands inside rack; move it into the open")

    run = do(started(tenant, scenario), inside_a_rack)
    assert run.error.endswith("camera Corner: stands inside rack; move it into the open")


def test_altered_weights_are_a_reason_in_words(monkeypatch: Any, tmp_path: Any) -> None:
    import json

    from workers import steps
    from worlds.contracts import ClipError
    from worlds.renderer.renderer import Renderer

    (tmp_path / "weights.safetensors").write_bytes(b"altered")
    (tmp_path / "card.json").write_text(json.dumps({"sha256": "0" * 64}))
    load = Renderer.load
    monkeypatch.setattr(Renderer, "load", lambda: load(tmp_path))
    steps.models.cache_clear()
    with pytest.raises(ClipError, match=r"the world model cannot be loaded: .* its card says 000000000000"):
        steps.warm_up_models()
