"""Reads of clips, world models and footage; tenancy is in the query."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.caller import Caller, Permission
from accounts.errors import NotFound
from accounts.ids import parse_id
from scenarios.models import Run
from worlds.models import Clip, ConflictFutures, Footage, FutureFilm, TunedModel
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


def get_futures(caller: Caller, run: Run, futures_id: object) -> ConflictFutures:
    """The futures of one conflict of a run of the organisation."""
    caller.check(Permission.READ_SCENARIO)
    found = run.futures.filter(pk=parse_id(str(futures_id))).first()
    if found is None:
        raise NotFound("There are no such futures.")
    return found


def get_future_film(caller: Caller, film_id: object) -> FutureFilm:
    """The film of one future of a run of the organisation."""
    caller.check(Permission.READ_SCENARIO)
    mine = FutureFilm.objects.filter(futures__run__scenario__facility__organisation_id=caller.organisation_id)
    found = mine.filter(pk=parse_id(str(film_id))).first()
    if found is None:
        raise NotFound("There is no such film.")
    return found


def list_world_models(caller: Caller) -> list[dict[str, Any]]:
    """The world models that ship with the product, with their cards."""
    caller.check(Permission.READ_SCENARIO)
    return read_cards()


def list_footage(caller: Caller) -> QuerySet[Footage]:
    """The organisation's footage, newest first."""
    caller.check(Permission.READ_TWIN)
    return Footage.objects.filter(facility__organisation_id=caller.organisation_id).order_by("-id")


def get_footage(caller: Caller, footage_id: object) -> Footage:
    """One video."""
    found = list_footage(caller).filter(pk=parse_id(str(footage_id))).first()
    if found is None:
        raise NotFound("There is no such footage.")
    return found


def list_tuned_models(caller: Caller) -> QuerySet[TunedModel]:
    """The organisation's tuned models, newest first."""
    caller.check(Permission.READ_TWIN)
    rows = TunedModel.objects.filter(facility__organisation_id=caller.organisation_id)
    return rows.prefetch_related("footage").order_by("-id")


def get_tuned_model(caller: Caller, model_id: object) -> TunedModel:
    """One tuned model."""
    found = list_tuned_models(caller).filter(pk=parse_id(str(model_id))).first()
    if found is None:
        raise NotFound("There is no such tuned model.")
    return found
