"""`/ws/facilities/{id}/`: imports, scenario saves, and who else is here, with what they have chosen."""

from __future__ import annotations

import json
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from redis.asyncio import Redis

from accounts.errors import DomainError
from accounts.sockets import NOT_FOUND, NOT_SIGNED_IN, CallerConsumer
from twin import presence
from twin.announce import facility_group
from twin.selectors import get_facility

LONGEST_MESSAGE = 20_000


class FacilityConsumer(CallerConsumer):
    """Authenticate, join the facility's group, forward; tell the others where this one is."""

    group: str | None = None
    person: presence.Person

    async def connect(self) -> None:
        caller = await self.find_caller()
        if caller is None:
            await self.refuse(NOT_SIGNED_IN)
            return
        try:
            facility = await database_sync_to_async(get_facility)(
                caller, self.scope["url_route"]["kwargs"]["facility_id"]
            )
        except DomainError:
            await self.refuse(NOT_FOUND)
            return
        self.group = facility_group(facility.pk)
        self.person = presence.person_of(caller, self.channel_name)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self._tell_where()

    async def disconnect(self, code: int) -> None:  # noqa: ARG002 -- channels' signature
        """Leave, and tell the others."""
        if self.group is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)
            async with Redis.from_url(settings.VALKEY_URL) as store:
                await presence.remove(store, self.group, self.person)
                await self._tell_people(store)

    async def receive(self, text_data: Any = None, bytes_data: Any = None) -> None:  # noqa: ARG002
        """``{"type": "here", "scenario_id", "chosen": [part ids]}``, on every change and every 25 s; all else is ignored."""
        if self.group is None or not text_data or len(text_data) > LONGEST_MESSAGE:
            return
        try:
            message = json.loads(text_data)
        except ValueError:
            return
        if isinstance(message, dict) and message.get("type") == "here":
            self.person = self.person.doing(message)
            await self._tell_where()

    async def forward(self, event: dict[str, Any]) -> None:
        """A message of the group; in a list of people each finds out which of them it is."""
        payload = event["payload"]
        if payload.get("type") == "presence":
            payload = {**payload, "you": self.person.id}
        await self.send(text_data=json.dumps(payload))

    async def _tell_where(self) -> None:
        async with Redis.from_url(settings.VALKEY_URL) as store:
            await presence.put(store, str(self.group), self.person)
            await self._tell_people(store)

    async def _tell_people(self, store: Redis) -> None:
        people = await presence.list_people(store, str(self.group))
        payload = {"type": "presence", "people": people}
        await self.channel_layer.group_send(self.group, {"type": "forward", "payload": payload})
