"""Zones: rectangles of floor with a rule for whoever wants to cross them, all day."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.document.base import Identifier, Model, Name
from scenarios.document.events import FloorArea

KeptOut = Literal["everyone", "vehicles", "people"]


class _Zone(Model):
    id: Identifier
    name: Name | None = Field(default=None, description="what the planner calls it; its id where absent")
    area: FloorArea


class KeepOutZone(_Zone):
    """Floor that some may not enter. Kept out for everyone, it is closed like a wall."""

    kind: Literal["keep_out"] = "keep_out"
    who: KeptOut = "everyone"


class OneWayZone(_Zone):
    """An aisle that vehicles drive through along its length, the way that its heading points.

    Against it they drive only where no other way leads.
    """

    kind: Literal["one_way"] = "one_way"


class SlowZone(_Zone):
    """Floor on which vehicles keep to a speed; they brake before it."""

    kind: Literal["slow"] = "slow"
    limit_mps: Annotated[float, Field(ge=0.1, le=6)] = 1.0


class CrossingZone(_Zone):
    """A crossing where people have the right of way: vehicles stop before it while somebody walks on it or up to it."""

    kind: Literal["crossing"] = "crossing"


Zone = Annotated[KeepOutZone | OneWayZone | SlowZone | CrossingZone, Field(discriminator="kind")]
