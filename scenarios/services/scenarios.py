"""Writing scenarios: each save is an immutable revision, based on the one that the writer saw."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.caller import Caller, Permission
from accounts.errors import Conflict, PreconditionFailed, Unprocessable
from accounts.services.audit import create_audit_event
from scenarios.document import ScenarioDocument
from scenarios.layout.canonical import document_hash
from scenarios.layout.parsing import parse_document
from scenarios.models import Scenario, ScenarioRevision
from scenarios.models.scenario import COLOURS
from scenarios.services.documents import list_changes_of, make_default_document, plain_document, read_document
from twin.announce import announce_scenario_saved
from twin.models import Facility, Revision
from twin.selectors import find_newest_ready_revision


def create_scenario(
    caller: Caller, facility: Facility, *, name: str, base: Scenario | None = None, document: Any = None
) -> Scenario:
    """A new variant: the given document, else a copy of the base's, else a default for the facility."""
    caller.check(Permission.WRITE_SCENARIO)
    if base is not None and base.facility_id != facility.pk:
        raise Unprocessable("The base belongs to another facility.")
    revision = find_newest_ready_revision(facility)
    if revision is None:
        raise Conflict("Import CAD into this facility first.")
    if base is not None:
        head = base.revisions.select_related("twin_revision").get(number=base.head_number)
        revision = head.twin_revision
        parsed = parse_document(head.document) if document is None else read_document(document)
    else:
        parsed = make_default_document(facility, revision) if document is None else read_document(document)
    with transaction.atomic():
        Facility.objects.select_for_update().get(pk=facility.pk)
        scenario = Scenario.objects.create(facility=facility, name=name, base=base, color_index=_free_colour(facility))
        add_revision(caller, scenario, parsed, revision, number=1)
        create_audit_event(caller, action="scenario.created", subject=scenario, name=name)
    return scenario


def update_scenario(
    caller: Caller, scenario: Scenario, *, based_on: int, name: str | None = None, document: Any = None
) -> Scenario:
    """Rename, save a document, or both. A document that says the same as the head makes no revision.

    Raises ``PreconditionFailed`` where `based_on` is no longer the head.
    """
    caller.check(Permission.WRITE_SCENARIO)
    parsed = None if document is None else read_document(document)
    with transaction.atomic():
        locked = Scenario.objects.select_for_update(of=("self",)).select_related("base").get(pk=scenario.pk)
        if locked.head_number != based_on:
            raise PreconditionFailed(
                f"Somebody has saved revision {locked.head_number} in the meantime.",
                extra={"current_revision": locked.head_number},
            )
        if name is not None and name != locked.name:
            locked.name = name
            locked.save(update_fields=["name"])
            create_audit_event(caller, action="scenario.renamed", subject=locked, name=name)
        if parsed is not None:
            _save_document(caller, locked, parsed)
    return locked


def _save_document(caller: Caller, scenario: Scenario, document: ScenarioDocument) -> None:
    head = scenario.revisions.select_related("twin_revision").get(number=scenario.head_number)
    if head.document_hash == document_hash(document):
        return
    saved = add_revision(caller, scenario, document, head.twin_revision, number=head.number + 1)
    scenario.head_number = saved.number
    scenario.save(update_fields=["head_number"])
    create_audit_event(caller, action="scenario.saved", subject=scenario, name=f"{scenario.name} {saved.number}")
    announce_scenario_saved(scenario.facility_id, scenario_id=scenario.pk, number=saved.number, author=caller.actor)


def add_revision(
    caller: Caller, scenario: Scenario, document: ScenarioDocument, revision: Revision, *, number: int
) -> ScenarioRevision:
    """The next saved state of a scenario whose row the caller has locked."""
    return ScenarioRevision.objects.create(
        scenario=scenario,
        number=number,
        document=plain_document(document),
        document_hash=document_hash(document),
        twin_revision=revision,
        author=caller.actor,
        change_count=len(list_changes_of(scenario, document, revision)),
    )


def _free_colour(facility: Facility) -> int:
    used = list(facility.scenarios.values_list("color_index", flat=True))
    return min(range(COLOURS), key=lambda colour: (used.count(colour), colour))
