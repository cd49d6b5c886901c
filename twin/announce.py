"""Telling those who watch a facility, or anything else, that something happened.

A message is a dictionary with a literal ``type``, sent to a group of the channel layer after
commit; the consumers forward it as it is. Nobody may be watching, and the layer may be away:
neither is an error, because whoever reconnects reads the rows.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from twin.models import Revision

log = structlog.get_logger(__name__)


def facility_group(facility_id: UUID | str) -> str:
    """The channel-layer group of a facility."""
    return f"facility.{facility_id}"


def send_to_group(group: str, payload: dict[str, Any], frame: bytes | None = None, *, stored: bool = False) -> None:
    """Send now: `payload` as a text frame, then `frame` as a binary one; `stored` where it can be read again."""
    message: dict[str, Any] = {"type": "forward", "payload": payload, "stored": stored}
    if frame is not None:
        message["frame"] = frame
    try:
        async_to_sync(get_channel_layer().group_send)(group, message)
    except OSError as error:
        log.warning("channel layer did not take a message", reason=type(error).__name__)


def send_to_group_on_commit(group: str, payload: dict[str, Any], *, stored: bool = False) -> None:
    """Send once the transaction is through."""
    transaction.on_commit(lambda: send_to_group(group, payload, stored=stored))


def announce_revision(revision: Revision) -> None:
    """Tell a facility's watchers how an import stands."""
    from twin.serializers import describe_revision

    payload = {"type": "revision.status", **describe_revision(revision)}
    send_to_group_on_commit(facility_group(revision.facility_id), payload)


def announce_scenario_saved(facility_id: UUID, *, scenario_id: UUID, number: int, author: str) -> None:
    """Tell a facility's watchers that a scenario has a new revision."""
    payload = {"type": "scenario.saved", "scenario_id": str(scenario_id), "number": number, "author": author}
    send_to_group_on_commit(facility_group(facility_id), payload)


def announce_facility_deleted(facility_id: UUID) -> None:
    """Tell a facility's watchers that it is gone."""
    send_to_group_on_commit(facility_group(facility_id), {"type": "facility.deleted"})
