"""What every WebSocket consumer does first: find out who is connecting, and refuse with a telling code."""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from accounts.caller import Caller
from accounts.http import get_caller_of_session

NOT_SIGNED_IN = 4401
NOT_FOUND = 4404


class CallerConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """A consumer that knows its caller.

    A close code reaches the browser only on an accepted connection, so refusing is accepting and
    closing at once.
    """

    async def find_caller(self) -> Caller | None:
        """The session's caller."""
        find = database_sync_to_async(get_caller_of_session)
        caller: Caller | None = await find(self.scope.get("user"), self.scope["session"])
        return caller

    async def refuse(self, code: int) -> None:
        """Accept, then close with `code`."""
        await self.accept()
        await self.close(code=code)


class Refuse(CallerConsumer):
    """Every path that is no WebSocket."""

    async def connect(self) -> None:
        await self.refuse(NOT_FOUND)

    async def receive(self, text_data: Any = None, bytes_data: Any = None) -> None:
        """Nothing is expected from a refused client."""
