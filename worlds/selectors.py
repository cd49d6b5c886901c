"""Reads of clips and world models; tenancy is in the query."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.caller import Caller, Permission
from accounts.errors import NotFound
from accounts.ids import parse_id
from scenarios.models import Run
from worlds.models import Clip
from worlds.services.cards import read_cards


def list_clips(caller: Caller) -> QuerySet[Clip]:
    """The organisation's clips."""
    caller.check(Permission.READ_SCENARIO)
    return Clip.objects.filter(run__scenario__facility__organisation_id=caller.organisation_id).select_related("run")


def list_clips_of_run(caller: Caller, run: Run) -> QuerySet[Clip]:
    """A run's clips, in the order of its cameras."""
    return list_clips(caller).filter(run=run).order_by("index")


def get_clip(caller: Caller, clip_id: object) -> Clip:
    """One clip."""
    found = list_clips(caller).filter(pk=parse_id(str(clip_id))).first()
    if found is None:
        raise NotFound("There is no such clip.")
    return found


def list_world_models(caller: Caller) -> list[dict[str, Any]]:
    """The world models that ship with the product, with their cards."""
    caller.check(Permission.READ_SCENARIO)
    return read_cards()
