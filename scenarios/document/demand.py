"""Demand: when orders and pallets come, what they ask for, how they are put together, and how long hands take."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.document.base import Identifier, Model, NotNegative, Positive, Span


class DemandWindow(Span):
    """Order arrivals per hour over a stretch of the horizon (a Poisson process).

    Windows may overlap: their rates add up, and each order belongs to one of them (express beside standard orders).
    """

    orders_per_hour: NotNegative
    promise_s: Annotated[float, Field(gt=0, le=172_800)] | None = Field(
        default=None,
        description="orders of this window are due this long after they came, whatever the cut-offs; "
        "by the demand's cut-offs or promise where absent",
    )

    @classmethod
    def _word(cls) -> str:
        return "demand window"


class InboundWindow(Span):
    """Pallets that arrive per hour over a stretch of the horizon (a Poisson process), to be put away."""

    pallets_per_hour: NotNegative

    @classmethod
    def _word(cls) -> str:
        return "inbound window"


class RecordedOrders(Model):
    """Orders as they were, instead of a profile: every replication has the same ones, in the order of their times."""

    arrival_s: Annotated[list[NotNegative], Field(max_length=50_000)]
    articles: list[Annotated[list[Identifier], Field(min_length=1, max_length=500)]] = Field(
        description="the article of each line of each order"
    )
    units: list[list[Annotated[int, Field(ge=1, le=100_000)]]] | None = Field(
        default=None, description="how many units each line asks for; one where absent"
    )
    due_s: list[NotNegative] | None = Field(
        default=None, description="when each order is due; by the demand's cut-offs or promise where absent"
    )

    @model_validator(mode="after")
    def _is_consistent(self) -> RecordedOrders:
        if len(self.arrival_s) != len(self.articles):
            raise ValueError(f"{len(self.arrival_s)} arrival times but {len(self.articles)} lists of articles")
        if any(after < before for before, after in pairwise(self.arrival_s)):
            raise ValueError("recorded orders are in the order of their arrival")
        if sum(len(order) for order in self.articles) > 200_000:
            raise ValueError("more than 200,000 recorded lines")
        if self.units is not None and [len(u) for u in self.units] != [len(order) for order in self.articles]:
            raise ValueError("recorded units and articles have different numbers of lines")
        if self.due_s is not None and len(self.due_s) != len(self.arrival_s):
            raise ValueError(f"{len(self.arrival_s)} arrival times but {len(self.due_s)} times when orders are due")
        if self.due_s is not None and any(d < a for a, d in zip(self.arrival_s, self.due_s, strict=True)):
            raise ValueError("a recorded order is due before it came")
        return self


class Demand(Model):
    """What customers ask for, how orders are put together, and how long hands take."""

    windows: Annotated[list[DemandWindow], Field(max_length=200)] = []
    recorded: RecordedOrders | None = None
    inbound: Annotated[list[InboundWindow], Field(max_length=200)] | None = Field(
        default=None, description="pallets to put away; six an hour for each forklift and pallet jack where absent"
    )
    lines_per_order_mean: Annotated[float, Field(ge=1, le=100)] = 3.0
    units_per_line_mean: Annotated[float, Field(ge=1, le=1000)] = Field(
        default=1.0, description="units that a line asks for (geometric); not used with recorded orders"
    )
    orders_per_tour: Annotated[int, Field(ge=1, le=24)] = 2
    pick_s: Annotated[float, Field(gt=0, le=600)] = 12.0
    pick_unit_s: Annotated[float, Field(ge=0, le=600)] = Field(
        default=0.0, description="on top of pick_s for every unit of a line beyond the first"
    )
    pack_s: Annotated[float, Field(gt=0, le=3600)] = 60.0
    pack_unit_s: Annotated[float, Field(ge=0, le=600)] = Field(
        default=0.0, description="on top of pack_s for every unit of an order beyond the first"
    )
    ship_s: Annotated[float, Field(gt=0, le=3600)] = 30.0
    promise_s: Annotated[float, Field(gt=0, le=172_800)] = Field(
        default=3600.0, description="an order is due this long after it came, unless there are cut-offs"
    )
    cutoffs_s: Annotated[list[Positive], Field(max_length=48)] = Field(
        default=[], description="orders that come before a cut-off are due at it; later ones at the next"
    )
    patience_s: Positive | None = Field(
        default=None, description="an order that nobody has begun to pick by then is called off and counted as failed"
    )
    release: Literal["first_come", "due_first", "smallest_first"] = Field(
        default="first_come",
        description="which waiting order is picked next; the earliest due differs from the first come where windows "
        "or recorded orders have promises of their own",
    )
    batching: Literal["first_come", "nearest"] = Field(
        default="first_come", description="which orders share a tour: the next ones, or those whose goods lie nearest"
    )
    assignment: Literal["nearest", "longest_idle"] = "nearest"
    station_choice: Literal["shortest_line", "nearest"] = Field(
        default="shortest_line",
        description="which pack or ship station an order goes to: where fewest wait for each server there "
        "(the nearest of equal ones), or the nearest that is open",
    )
    routing: Literal["shortest", "s_shape", "largest_gap", "return"] = "shortest"

    @model_validator(mode="after")
    def _windows_or_recorded(self) -> Demand:
        if self.recorded is not None and self.windows:
            raise ValueError("demand is either drawn from windows or recorded")
        return self
