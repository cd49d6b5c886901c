"""Who is here: what a client may say, and that nobody stays who does not say so any more."""

from __future__ import annotations

import json
import time
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from twin.presence import MOST_CHOSEN, PRESENT_S, Person, list_people, put, remove

ANNA = Person("a1", "Anna Berg", "AB")
ODD: list[dict[str, Any]] = [{}, {"scenario_id": 7, "chosen": "rack"}, {"chosen": [None, {}, "x" * 400]}]


class Store:
    """The few commands of Valkey that presence needs."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}

    async def hset(self, _key: str, field: str, value: str) -> None:
        self.fields[field] = value

    async def hdel(self, _key: str, field: str) -> None:
        self.fields.pop(field, None)

    async def hgetall(self, _key: str) -> dict[str, str]:
        return self.fields

    async def expire(self, _key: str, _seconds: int) -> None:
        pass


@pytest.mark.parametrize("message", ODD)
def test_what_cannot_be_read_counts_as_nothing(message: dict[str, Any]) -> None:
    assert ANNA.doing(message) == ANNA


def test_a_large_selection_is_cut() -> None:
    chosen = ANNA.doing({"scenario_id": "s", "chosen": [str(n) for n in range(1000)]})
    assert (chosen.scenario_id, len(chosen.chosen)) == ("s", MOST_CHOSEN)


@pytest.mark.asyncio
async def test_whoever_has_not_been_heard_of_for_a_while_is_left_out() -> None:
    fake = Store()
    store = cast("Redis", fake)
    await put(store, "facility.1", ANNA)
    await put(store, "facility.1", Person("b2", "Ben Ott", "BO"))
    assert [p["name"] for p in await list_people(store, "facility.1")] == ["Anna Berg", "Ben Ott"]
    fake.fields["b2"] = json.dumps({**json.loads(fake.fields["b2"]), "at": time.time() - PRESENT_S - 1})
    assert [p["id"] for p in await list_people(store, "facility.1")] == ["a1"]
    await remove(store, "facility.1", ANNA)
    assert await list_people(store, "facility.1") == []
