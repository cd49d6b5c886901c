"""A disk that is full while a request is still arriving: Django spools bodies to it before any view sees them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from errno import EDQUOT, ENOSPC
from typing import Any

import structlog

from config.problems import CONTENT_TYPE, NO_ROOM, problem

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[..., Awaitable[None]]

log = structlog.get_logger(__name__)


class ToldWhenFull:
    """An ASGI application that answers 507 where `application` found no room and had not answered yet."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        """One request."""
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.application(scope, receive, watched)
        except OSError as error:
            if error.errno not in (ENOSPC, EDQUOT) or has_begun:
                raise
            log.exception("storage is full", path=scope.get("path", ""))
            headers = [(b"content-type", CONTENT_TYPE.encode()), (b"connection", b"close")]
            await send({"type": "http.response.start", "status": 507, "headers": headers})
            body = json.dumps(problem(507, "Insufficient storage", NO_ROOM)).encode()
            await send({"type": "http.response.body", "body": body})
