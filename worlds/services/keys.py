"""Which artifacts belong to clips."""

from __future__ import annotations

from uuid import UUID

from worlds.models import Clip

CLIP_KEYS = ("video_key", "poster_key", "sidecar_key")


def list_clip_keys(facility_id: UUID) -> list[str]:
    """Videos, posters and sidecars of a facility's runs."""
    rows = Clip.objects.filter(run__scenario__facility_id=facility_id).values_list(*CLIP_KEYS)
    return [key for row in rows for key in row if key]
