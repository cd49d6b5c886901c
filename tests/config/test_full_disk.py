"""A full disk while a request arrives is told as a problem document; everything else passes as it is."""

from __future__ import annotations

import asyncio
import errno
import json
from typing import Any

import pytest

from config.full_disk import ToldWhenFull


def answers(application: Any) -> list[dict[str, Any]]:
    """What `application` sends for a request."""
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(ToldWhenFull(application)({"type": "http", "path": "/x"}, receive, send))
    return sent


def failing(number: int, *, after: bool = False) -> Any:
    async def application(_scope: Any, _receive: Any, send: Any) -> None:
        if after:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise OSError(number, "no")

    return application


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_no_room_is_507(number: int) -> None:
    start, body = answers(failing(number))
    assert start["status"] == 507
    assert dict(start["headers"])[b"content-type"] == b"application/problem+json"
    told = json.loads(body["body"])
    assert (told["status"], told["title"]) == (507, "Insufficient storage")
    assert "no room left" in told["detail"]


@pytest.mark.parametrize("application", [failing(errno.EIO), failing(errno.ENOSPC, after=True)])
def test_other_faults_and_answers_that_have_begun_are_not_touched(application: Any) -> None:
    with pytest.raises(OSError, match="no"):
        answers(application)


def test_an_ordinary_answer_passes() -> None:
    async def application(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})

    assert [message["status"] for message in answers(application)] == [204]
