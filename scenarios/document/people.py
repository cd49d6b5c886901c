"""People: heads per role over the day, breaks, skills and how shifts end."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.document.base import Model, NotNegative, Span

Role = Literal["picker", "packer", "shipper", "operator"]


class Shift(Span):
    """Heads in a role over a stretch of the horizon."""

    heads: Annotated[int, Field(ge=0, le=500)]

    @classmethod
    def _word(cls) -> str:
        return "shift"


class Break(Span):
    """A pause of a role. With more than one group the heads take it one group after another, each for the whole length."""

    groups: Annotated[int, Field(ge=1, le=10)] = 1

    @classmethod
    def _word(cls) -> str:
        return "break"


class RoleStaffing(Model):
    """One role's people over time. Shifts of a role may follow each other but not overlap."""

    role: Role
    shifts: Annotated[list[Shift], Field(max_length=96)]
    hourly_cost: NotNegative = 32.0
    walking_speed_mps: Annotated[float, Field(gt=0.2, le=2.5)] = 1.34
    walking_speed_sd_mps: Annotated[float, Field(ge=0, le=0.6)] = 0.15
    breaks: Annotated[list[Break], Field(max_length=48)] = []
    also: Annotated[list[Role], Field(max_length=4)] = Field(
        default=[], description="roles whose waiting work these people take on when they have none of their own"
    )
    at_end: Literal["finish", "hand_over"] = Field(
        default="finish",
        description="at the end of a shift or before a break a picker finishes the tour, "
        "or brings away what is picked and leaves the rest to others",
    )

    @model_validator(mode="after")
    def _times_do_not_overlap(self) -> RoleStaffing:
        for word, spans in (("shifts", self.shifts), ("breaks", self.breaks)):
            ordered = sorted(spans, key=lambda s: s.start_s)
            for before, after in pairwise(ordered):
                if after.start_s < before.end_s - 1e-9:
                    raise ValueError(f"{self.role} {word} overlap at {after.start_s:g} s")
        if self.role in self.also:
            raise ValueError("`also` names other roles than one's own")
        return self

    def heads_at(self, time_s: float) -> int:
        """Heads on shift at a time, breaks not counted."""
        return next((s.heads for s in self.shifts if s.start_s <= time_s < s.end_s), 0)
