"""Who is asking, and what they may do.

A `Caller` is what every selector and service takes. It names one organisation: tenancy is decided
here, once, and cannot be forgotten later. A person's permissions follow from the role, a
machine's from the scopes of its token.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from accounts.errors import NotAllowed
from accounts.models import ApiClient, Role, User

ROLE_ORDER = (Role.VIEWER, Role.ANALYST, Role.PLANNER, Role.ADMIN)


class Permission(Enum):
    """One thing to be allowed: the least role of a person, the scope of a machine."""

    READ_TWIN = (Role.VIEWER, "twin:read")
    WRITE_TWIN = (Role.PLANNER, "twin:write")
    READ_SCENARIO = (Role.VIEWER, "scenario:read")
    WRITE_SCENARIO = (Role.PLANNER, "scenario:write")
    COMPARE = (Role.ANALYST, "scenario:write")  # and share
    WRITE_RUN = (Role.PLANNER, "run:write")
    READ_REPORT = (Role.VIEWER, "report:read")
    MAKE_REPORT = (Role.ANALYST, "report:read")
    ADMINISTER = (Role.ADMIN, "admin")

    @property
    def role(self) -> Role:
        """The least role that has it."""
        return self.value[0]

    @property
    def scope(self) -> str:
        """The scope that grants it to a machine."""
        return self.value[1]


@dataclass(frozen=True)
class Caller:
    """A person or a machine, acting for one organisation."""

    organisation_id: UUID
    role: Role | None  # None for a machine
    scopes: frozenset[str]  # empty for a person
    user: User | None = None
    client: ApiClient | None = None
    link: str | None = None  # the reader of a link: who made it
    address: str | None = None

    @property
    def actor(self) -> str:
        """A name for the audit trail."""
        if self.user is not None:
            return self.user.name or self.user.email
        if self.link is not None:
            return f"link of {self.link}"[:254]
        return self.client.name if self.client is not None else "system"

    @property
    def key(self) -> str:
        """A stable identity of the person or machine."""
        if self.user is not None:
            return f"user:{self.user.pk}"
        return f"client:{self.client.pk}" if self.client is not None else "system"

    def allows(self, permission: Permission) -> bool:
        """Whether the caller may do this."""
        if self.role is not None:
            return ROLE_ORDER.index(self.role) >= ROLE_ORDER.index(permission.role)
        return permission.scope in self.scopes

    def check(self, permission: Permission) -> None:
        """Raise ``NotAllowed`` unless the caller may do this."""
        if self.allows(permission):
            return
        if self.role is not None:
            raise NotAllowed(f"This needs the role {permission.role.label.lower()} or higher; yours is {self.role}.")
        raise NotAllowed(f"This needs the scope {permission.scope}.")


def system_caller(organisation_id: UUID) -> Caller:
    """The product itself, for example loading the demonstration."""
    return Caller(organisation_id=organisation_id, role=Role.ADMIN, scopes=frozenset())
