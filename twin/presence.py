"""Who looks at a facility right now, in which scenario, and what each of them has chosen.

One hash in Valkey per facility, a field per connection. Clients say again every so often that they are here; whoever
has not for `PRESENT_S` (its server died) is left out. Nothing here is truth: losing it costs a few seconds.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass, replace
from typing import Any

from redis.asyncio import Redis

from accounts.caller import Caller

PRESENT_S = 70.0  # clients tell every 25 s
MOST_CHOSEN = 50  # more than that is not marked one by one
MOST_ID_LENGTH = 300


@dataclass(frozen=True)
class Person:
    """One connection."""

    id: str
    name: str
    initials: str
    scenario_id: str | None = None
    chosen: tuple[str, ...] = ()

    def doing(self, message: dict[str, Any]) -> Person:
        """The same person where and with what a client's message says; what cannot be read counts as nothing."""
        scenario_id, chosen = message.get("scenario_id"), message.get("chosen")
        ids = chosen if isinstance(chosen, list) else []
        return replace(
            self,
            scenario_id=scenario_id[:64] if isinstance(scenario_id, str) else None,
            chosen=tuple(i for i in ids[:MOST_CHOSEN] if isinstance(i, str) and len(i) <= MOST_ID_LENGTH),
        )


def person_of(caller: Caller, channel_name: str) -> Person:
    """The connection's person; the id says nothing about the channel."""
    words = caller.actor.replace("@", " ").split()
    return Person(
        id=hashlib.sha256(channel_name.encode()).hexdigest()[:16],
        name=caller.actor,
        initials="".join(word[0].upper() for word in words[:2]),
    )


async def put(store: Redis, group: str, person: Person) -> None:
    """Write down that `person` is here."""
    entry = json.dumps({"at": time.time(), **asdict(person)})
    await store.hset(_key(group), person.id, entry)
    await store.expire(_key(group), int(2 * PRESENT_S))


async def remove(store: Redis, group: str, person: Person) -> None:
    """Write down that `person` has left."""
    await store.hdel(_key(group), person.id)


async def list_people(store: Redis, group: str) -> list[dict[str, Any]]:
    """Everyone who is here, by name."""
    since = time.time() - PRESENT_S
    entries = [json.loads(entry) for entry in (await store.hgetall(_key(group))).values()]
    people = [{k: v for k, v in entry.items() if k != "at"} for entry in entries if entry["at"] > since]
    return sorted(people, key=lambda person: (person["name"], person["id"]))


def _key(group: str) -> str:
    return f"people.{group}"
