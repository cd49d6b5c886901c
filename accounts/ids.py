"""Row ids: UUIDv7, so that they sort by creation and index well."""

import uuid

import uuid6


def new_id() -> uuid.UUID:
    """A fresh time-ordered id."""
    return uuid.UUID(int=uuid6.uuid7().int)


NOBODY = uuid.UUID(int=0)  # no row has it


def parse_id(text: str) -> uuid.UUID:
    """The id written in `text`; a malformed one becomes the nil id, which finds nothing, like any unknown one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return NOBODY
