"""Places: stations with their servers, conveyors between them, and how goods lie in storage."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.document.base import Finite, Identifier, Model, Placement, Positive, Share

StationKind = Literal["pack", "ship", "receive", "work", "charge", "park"]


class Station(Model):
    """A place where something is done, with its servers.

    With `at` alone or beside a part, the first server stands exactly there, whatever becomes of the
    part; with a part alone, the servers stand beside it wherever it is moved. Stations of kind `work`
    belong to the routings of a factory.
    """

    id: Identifier
    kind: StationKind
    part_id: Identifier | None = Field(
        default=None, description="the part it belongs to; without a place of its own it follows that part"
    )
    at: Placement | None = Field(default=None, description="where people stand; from the part where absent")
    capacity: Annotated[int, Field(ge=1, le=64)] = 1
    manned: bool = Field(default=False, description="work stations: whether each server needs an operator")
    buffer: Annotated[int, Field(ge=0, le=10_000)] | None = Field(
        default=None, description="work stations: jobs that may wait in front of it; any number where absent"
    )
    pool: Identifier | None = Field(
        default=None,
        description="pack and ship stations: those of a kind with the same pool share one waiting line; "
        "a station without one has its own",
    )

    @model_validator(mode="after")
    def _is_complete(self) -> Station:
        if self.part_id is None and self.at is None:
            raise ValueError("a station needs a part_id or a place")
        if self.kind != "work" and (self.manned or self.buffer is not None):
            raise ValueError("manned and buffer belong to stations of kind work")
        if self.kind not in ("pack", "ship") and self.pool is not None:
            raise ValueError("pool belongs to stations of kind pack and ship")
        return self


class Conveyor(Model):
    """A belt that carries from one station to another without hands.

    It is as long as `length_m` says, else as its `path`, else as the walk between the stations. With a capacity
    it accumulates: what has come to its end stays on it until it is taken there, and who cannot put anything
    more on a full belt waits with it in hand.
    """

    id: Identifier
    from_station: Identifier
    to_station: Identifier
    speed_mps: Annotated[float, Field(gt=0.01, le=5)] = 0.5
    length_m: Positive | None = None
    path: Annotated[list[tuple[Finite, Finite]], Field(min_length=2, max_length=1000)] | None = Field(
        default=None, description="(x, y) in metres of its course over the floor, from its beginning to its end"
    )
    capacity: Annotated[int, Field(ge=1, le=100_000)] | None = Field(
        default=None, description="orders or jobs that it holds; any number where absent"
    )

    @model_validator(mode="after")
    def _leads_elsewhere(self) -> Conveyor:
        if self.from_station == self.to_station:
            raise ValueError("a conveyor leads to another station")
        if self.path is not None and self.path_m <= 0:
            raise ValueError("a conveyor's path has a length")
        return self

    @property
    def path_m(self) -> float:
        """Length of the path; 0 without one."""
        return math.fsum(math.dist(a, b) for a, b in pairwise(self.path or ()))


class FaceStock(Model):
    """What a pick face holds: so many lines until it is empty, refilled by pallet when it runs low.

    An empty face is passed over until it is refilled; whoever replenishes is a forklift or a pallet jack.
    """

    lines: Annotated[int, Field(ge=1, le=100_000)] = 200
    reorder_share: Share = 0.25


class StoredArticle(Model):
    """An article and the face it lies at."""

    article: Identifier
    part_id: Identifier
    ordinal: Annotated[int, Field(ge=0, le=100_000)] = 0


class Storage(Model):
    """Which parts hold goods, and how the stock is spread over their pick faces."""

    part_ids: list[Identifier] | None = Field(default=None, description="every rack of the layout where absent")
    face_pitch_m: Annotated[float, Field(ge=0.3, le=10)] = 1.3
    policy: Literal["random", "abc", "given"] = "random"
    popularity: Annotated[float, Field(ge=0, le=3)] = Field(
        default=0.8, description="Zipf exponent of the demand over faces; 0 is uniform; not used with recorded orders"
    )
    given: Annotated[list[StoredArticle], Field(max_length=50_000)] = Field(
        default=[], description="policy given: where each article of the recorded orders lies"
    )
    stock: FaceStock | None = Field(default=None, description="faces never run empty where absent")
