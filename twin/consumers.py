"""`/ws/facilities/{id}/`: imports, scenario saves, and who else is looking."""

from __future__ import annotations

import json
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from redis.asyncio import Redis

from accounts.caller import Caller
from accounts.errors import DomainError
from accounts.sockets import NOT_FOUND, NOT_SIGNED_IN, CallerConsumer
from twin.announce import facility_group
from twin.selectors import get_facility

PRESENCE_S = 6 * 3600  # a server that dies leaves its people behind for at most this long


class FacilityConsumer(CallerConsumer):
    """Authenticate, join the facility's group, forward."""

    group: str | None = None

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
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self._announce_presence(json.dumps(_person(caller)))

    async def disconnect(self, code: int) -> None:  # noqa: ARG002 -- channels' signature
        """Leave, and tell the others."""
        if self.group is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)
            await self._announce_presence(None)

    async def receive(self, text_data: Any = None, bytes_data: Any = None) -> None:
        """Watchers have nothing to say."""

    async def forward(self, event: dict[str, Any]) -> None:
        """A message of the group, as it is."""
        await self.send(text_data=json.dumps(event["payload"]))

    async def _announce_presence(self, person: str | None) -> None:
        key = f"presence.{self.group}"
        async with Redis.from_url(settings.VALKEY_URL) as store:
            if person is None:
                await store.hdel(key, self.channel_name)
            else:
                await store.hset(key, self.channel_name, person)
                await store.expire(key, PRESENCE_S)
            people = sorted(set((await store.hgetall(key)).values()))
        payload = {"type": "presence", "people": [json.loads(one) for one in people]}
        await self.channel_layer.group_send(self.group, {"type": "forward", "payload": payload})


def _person(caller: Caller) -> dict[str, str]:
    words = caller.actor.replace("@", " ").split()
    return {"name": caller.actor, "initials": "".join(word[0].upper() for word in words[:2])}
