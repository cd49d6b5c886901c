"""What can go wrong in the domain, in words a planner understands.

Services, selectors and rules raise these. They know nothing of HTTP; `config.problems` turns
them into RFC 9457 problem documents, commands print them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class FieldError:
    """One fault in the input: where (a JSON pointer) and what."""

    pointer: str
    message: str


@dataclass
class DomainError(Exception):
    """Base of every error that is the caller's to understand."""

    message: str
    errors: Sequence[FieldError] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message


class NotSignedIn(DomainError):
    """Nobody, or nobody we know, is asking."""


class NotAllowed(DomainError):
    """The caller's role or scopes do not cover this."""


class NotFound(DomainError):
    """There is no such thing for this caller."""


class InvalidInput(DomainError):
    """The input cannot be read; `errors` names the places."""


class Unprocessable(DomainError):
    """The input can be read but not acted upon."""


class Conflict(DomainError):
    """The thing is in a state that does not permit this."""


class PreconditionRequired(DomainError):
    """A write that needs to say which revision it is based on did not."""


class PreconditionFailed(DomainError):
    """Somebody else has written in the meantime."""


class TooLarge(DomainError):
    """The input is larger than the limits."""


class Gone(DomainError):
    """It was there, but its time is over."""


class ChecksumMismatch(DomainError):
    """What arrived is not what was sent."""


class StorageFull(DomainError):
    """There is no room to keep this."""


class Unavailable(DomainError):
    """Something that this needs is not there, for example trained weights."""
