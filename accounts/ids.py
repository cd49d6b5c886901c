"""Row ids: UUIDv7, so that they sort by creation and index well."""

import uuid

import uuid6


def new_id() -> uuid.UUID:
    """A fresh time-ordered id."""
    return uuid.UUID(int=uuid6.uuid7().int)


def parse_id(text: str) -> uuid.UUID | None:
    """The id written in `text`, or None: a malformed id finds nothing, like an unknown one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
