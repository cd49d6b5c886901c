"""Moving a scenario to the newest revision of its facility: what it would lose is listed first, and never silently."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.caller import Caller, Permission
from accounts.errors import Conflict, PreconditionFailed
from accounts.services.audit import create_audit_event
from scenarios.layout.parsing import parse_document
from scenarios.layout.transfer import Transfer, transfer
from scenarios.models import Scenario
from scenarios.selectors import get_head
from scenarios.services.scenarios import add_revision
from twin.announce import announce_scenario_saved
from twin.models import Revision
from twin.scenes import load_scene_of
from twin.selectors import find_newest_ready_revision


def describe_move(scenario: Scenario) -> dict[str, Any]:
    """Whether there is a newer revision of the facility, and what the scenario's head would lose there."""
    head = get_head(scenario)
    newest = find_newest_ready_revision(scenario.facility)
    if newest is None or newest.number <= head.twin_revision.number:
        return {"newer": None, "based_on": head.number, "losses": []}
    made = _transfer(scenario, newest)
    return {
        "newer": {
            "twin_revision_id": str(newest.pk),
            "number": newest.number,
            "source_name": newest.source_name,
            "created_at": newest.created_at.isoformat(),
        },
        "based_on": head.number,
        "losses": [{"pointer": loss.pointer, "message": loss.message} for loss in made.losses],
    }


def move_scenario(caller: Caller, scenario: Scenario, *, based_on: int, twin_revision_id: UUID) -> Scenario:
    """The scenario's next revision, on the facility's newest one.

    Raises:
        PreconditionFailed: where `based_on` is no longer the head.
        Conflict: where that is not the facility's newest revision, or the scenario is there already.
    """
    caller.check(Permission.WRITE_SCENARIO)
    with transaction.atomic():
        locked = Scenario.objects.select_for_update(of=("self",)).select_related("base", "facility").get(pk=scenario.pk)
        if locked.head_number != based_on:
            raise PreconditionFailed(
                f"Somebody has saved revision {locked.head_number} in the meantime.",
                extra={"current_revision": locked.head_number},
            )
        newest = find_newest_ready_revision(locked.facility)
        if newest is None or newest.pk != twin_revision_id:
            raise Conflict("The facility has a newer revision than that: look at what would be lost again.")
        if get_head(locked).twin_revision_id == newest.pk:
            raise Conflict("The scenario is on the newest revision already.")
        made = _transfer(locked, newest)
        saved = add_revision(caller, locked, made.document, newest, number=based_on + 1)
        locked.head_number = saved.number
        locked.save(update_fields=["head_number"])
        name = f"{locked.name} {saved.number}, to revision {newest.number} of the facility"
        create_audit_event(caller, action="scenario.moved", subject=locked, name=name)
        announce_scenario_saved(locked.facility_id, scenario_id=locked.pk, number=saved.number, author=caller.actor)
    return locked


def _transfer(scenario: Scenario, newest: Revision) -> Transfer:
    head = get_head(scenario)
    return transfer(parse_document(head.document), load_scene_of(head.twin_revision), load_scene_of(newest))
