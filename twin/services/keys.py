"""Which artifacts hang from a facility: each app adds a function that lists its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from twin.models import Facility, Revision

KeyLister = Callable[[UUID], Iterable[str]]
REVISION_KEYS = ("source_key", "scene_key", "mesh_key", "plan_key", "thumbnail_key")
_LISTERS: list[KeyLister] = []


def register_keys(lister: KeyLister) -> None:
    """Add a function from a facility's id to artifact keys; called from the apps' ``ready``."""
    if lister not in _LISTERS:
        _LISTERS.append(lister)


def list_keys_of_facility(facility: Facility) -> list[str]:
    """Every artifact key of a facility, from all apps."""
    return [key for lister in _LISTERS for key in lister(facility.pk) if key]


def list_revision_keys(facility_id: UUID) -> list[str]:
    """The twin's own: uploads, scenes, meshes, plans, thumbnails."""
    rows = Revision.objects.filter(facility_id=facility_id).values_list(*REVISION_KEYS)
    return [key for row in rows for key in row if key]
