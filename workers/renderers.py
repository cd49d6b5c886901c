"""Which model renders a run's clips: the shipped renderer, the organisation's own tuned one, or a video model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from scenarios.document import SHIPPED_MODEL, VIDEO_MODEL
from scenarios.models import Run
from worlds.services.tuned_models import find_tuned_model, tuned_weights


class ModelUnavailable(Exception):
    """The model that a run asks for cannot render its clips, in words for a planner."""


@contextmanager
def chosen_renderer(run: Run, model: str) -> Iterator[Any]:
    """The renderer by the document's `clip_model`; None for the shipped one, which the process keeps.

    A tuned model is looked up among those of the run's own organisation and nowhere else.
    """
    if model == SHIPPED_MODEL:
        yield None
    elif model == VIDEO_MODEL:
        from worlds.backends.video_model import BackendUnavailable

        try:
            yield _video_renderer()
        except BackendUnavailable as error:  # as it is loaded, or while it films
            raise ModelUnavailable(str(error)) from error
    else:
        organisation_id: UUID = run.scenario.facility.organisation_id
        found = find_tuned_model(organisation_id, UUID(model))
        if found is None:
            raise ModelUnavailable("the world model that was chosen for its clips does not exist (any more)")
        from worlds.finetuning.tuned_renderer import TunedRenderer
        from worlds.renderer.weights import WeightsMismatch

        with tuned_weights(found, organisation_id=organisation_id, purpose=f"run {run.pk}") as folder:
            try:
                renderer = TunedRenderer.load(folder)
            except (WeightsMismatch, RuntimeError, KeyError, ValueError) as error:
                raise ModelUnavailable(f"the weights of {found.name} do not fit this version: tune it again") from error
            yield renderer


def _video_renderer() -> Any:
    from worlds.backends.video_renderer import VideoRenderer

    folder: Path | None = settings.VIDEO_MODEL_DIR
    if folder is None:
        raise ModelUnavailable("no video model is installed here: VIDEO_MODEL_DIR names the folder of its weights")
    return VideoRenderer(_video_model(folder))


@cache
def _video_model(folder: Path) -> Any:
    """Loaded once a process: such weights take minutes to read."""
    from worlds.backends.video_model import VideoModel

    return VideoModel.load(folder)
