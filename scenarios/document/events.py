"""Things that happen to the day, and the rules of traffic."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.document.base import Finite, Identifier, Model, NotNegative, Span

EventKind = Literal[
    "part_blocked",
    "aisle_blocked",
    "spill",
    "absent",
    "demand_surge",
    "vehicle_down",
    "station_down",
    "dock_closed",
]
NEEDS_TARGET = ("part_blocked", "absent", "vehicle_down", "station_down", "dock_closed")
NEEDS_AREA = ("aisle_blocked", "spill")


class FloorArea(Model):
    """A rectangle of floor."""

    x_m: Finite
    y_m: Finite
    length_m: Annotated[float, Field(gt=0.1, le=500)]
    width_m: Annotated[float, Field(gt=0.1, le=500)]
    heading_rad: Finite = 0.0


class Event(Span):
    """Something that happens to the day.

    A part that is blocked gives no goods; a blocked aisle or a spill is floor that nobody may enter;
    whoever stands on it leaves. A station that is down keeps the order in hand until it is repaired; what waits
    there goes to others. Pallets do not come in at a closed dock.
    """

    kind: EventKind
    target: Identifier | None = Field(default=None, description="part, role, vehicle type or station, by kind")
    area: FloorArea | None = Field(default=None, description="aisle_blocked and spill: the floor that is closed")
    amount: NotNegative = Field(default=1.0, description="heads absent, vehicles down, or the factor of a surge")

    @classmethod
    def _word(cls) -> str:
        return "event"

    @model_validator(mode="after")
    def _is_complete(self) -> Event:
        if self.kind in NEEDS_TARGET and self.target is None:
            raise ValueError(f"an event of kind {self.kind} needs a target")
        if (self.kind in NEEDS_AREA) != (self.area is not None):
            raise ValueError(f"an event of kind {self.kind} {'needs' if self.area is None else 'has no'} area")
        return self


class Traffic(Model):
    """Rules for vehicles. One-way aisles alternate across the hall; narrow ones are those where two cannot pass."""

    one_way: Literal["none", "narrow", "all"] = "narrow"
    keep_right: bool = True
    person_limit_mps: Annotated[float, Field(gt=0.1, le=6)] = Field(
        default=1.2, description="vehicles drive no faster than this beside a person within 1.5 m"
    )
