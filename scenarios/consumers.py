"""`/ws/runs/{id}/?after=<seq>`: a run as it happens; whoever comes back misses nothing."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async

from accounts.caller import Caller
from accounts.errors import DomainError
from accounts.sockets import NOT_FOUND, NOT_SIGNED_IN, CallerConsumer
from scenarios.announce import run_group
from scenarios.models import RunEvent
from scenarios.selectors import get_run
from scenarios.serializers.runs import describe_run

MOST_REPLAYED = 2000


class RunConsumer(CallerConsumer):
    """Authenticate, join the run's group, send how it stands and what was missed, forward."""

    group: str | None = None
    seq = 0  # of the last stored event that this client has

    async def connect(self) -> None:
        caller = await self.find_caller()
        if caller is None:
            await self.refuse(NOT_SIGNED_IN)
            return
        run_id = self.scope["url_route"]["kwargs"]["run_id"]
        try:
            await database_sync_to_async(get_run)(caller, run_id)
        except DomainError:
            await self.refuse(NOT_FOUND)
            return
        self.group = run_group(run_id)
        await self.channel_layer.group_add(
            self.group, self.channel_name
        )  # first join, then look: nothing falls between
        await self.accept()
        snapshot, missed = await database_sync_to_async(_load)(caller, run_id, self._after())
        self.seq = snapshot["seq"]
        await self._send(snapshot)
        for event in missed:
            await self._send(event)

    async def disconnect(self, code: int) -> None:  # noqa: ARG002 -- channels' signature
        """Leave."""
        if self.group is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: Any = None, bytes_data: Any = None) -> None:
        """Watchers have nothing to say."""

    async def forward(self, event: dict[str, Any]) -> None:
        """A message of the group, unless the client has it already."""
        payload = event["payload"]
        if event.get("stored"):
            if payload["seq"] <= self.seq:
                return
            self.seq = payload["seq"]
        await self._send(payload)
        if (frame := event.get("frame")) is not None:
            await self.send(bytes_data=frame)

    def _after(self) -> int | None:
        values = parse_qs(self.scope["query_string"].decode()).get("after", [])
        return int(values[0]) if values and values[0].isdigit() else None

    async def _send(self, payload: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(payload))


def _load(caller: Caller, run_id: str, after: int | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    run = get_run(caller, run_id)
    snapshot = {"type": "run.snapshot", "seq": run.last_seq, "run": describe_run(run)}
    if after is None:
        return snapshot, []
    rows = RunEvent.objects.filter(run=run, seq__gt=after, seq__lte=run.last_seq).order_by("seq")
    return snapshot, list(rows.values_list("payload", flat=True)[:MOST_REPLAYED])
