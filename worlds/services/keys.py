"""Which artifacts belong to clips, footage and tuned models."""

from __future__ import annotations

from uuid import UUID

from worlds.models import Clip, Footage, FutureFilm, TunedModel

CLIP_KEYS = (
    "video_key",
    "poster_key",
    "sidecar_key",
    "thumbnails_key",
    "depth_key",
    "class_key",
    "uncertainty_key",
)
FILM_KEYS = ("video_key", "poster_key", "sidecar_key")


def list_clip_keys(facility_id: UUID) -> list[str]:
    """All files of the clips and of the films of futures of a facility's runs."""
    rows = Clip.objects.filter(run__scenario__facility_id=facility_id).values_list(*CLIP_KEYS)
    films = FutureFilm.objects.filter(futures__run__scenario__facility_id=facility_id).values_list(*FILM_KEYS)
    return [key for row in (*rows, *films) for key in row if key]


def list_tuning_keys(facility_id: UUID) -> list[str]:
    """A facility's footage and the weights that were tuned on it."""
    videos = Footage.objects.filter(facility_id=facility_id).values_list("video_key", flat=True)
    weights = TunedModel.objects.filter(facility_id=facility_id).values_list("weights_key", flat=True)
    return [key for key in (*videos, *weights) if key]
