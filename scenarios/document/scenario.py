"""The document a planner edits: what is changed in a facility, who works there, what they have to do.

A pydantic model with a version tag; unknown keys are errors; its JSON Schema is published. Angles
are radians, lengths metres, times seconds from the start of the horizon. What the document *means*
for a layout lives in `scenarios.layout`, whether it makes sense there too; this package only says
what can be written down.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.document.base import Identifier, Model, NotNegative
from scenarios.document.demand import Demand
from scenarios.document.events import Event, Traffic
from scenarios.document.fleet import VehicleFleet
from scenarios.document.layout import LayoutEdit
from scenarios.document.people import RoleStaffing
from scenarios.document.places import Conveyor, Station, Storage
from scenarios.document.routings import Routing
from scenarios.document.zones import Zone

SHIPPED_MODEL, VIDEO_MODEL = "renderer", "diffusers"
CLIP_MODEL = rf"^({SHIPPED_MODEL}|{VIDEO_MODEL}|[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})$"
SelectionMethod = Literal["kim_nelson", "ocba"]


class Experiment(Model):
    """How often the day is played, how long it is, and what is filmed."""

    horizon_s: Annotated[float, Field(ge=60, le=172_800)] = 28_800.0
    replications: Annotated[int, Field(ge=1, le=500)] = 10
    target_half_width: Annotated[float, Field(gt=0.001, le=1)] | None = Field(
        default=None,
        description="go on until every headline metric is known to this share of its mean; `replications` are the first",
    )
    max_replications: Annotated[int, Field(ge=1, le=500)] = 100
    smallest_difference: Annotated[float, Field(gt=0, le=1)] = Field(
        default=0.02, description="differences below this share of the base do not matter to the planner"
    )
    selection: SelectionMethod = Field(
        default="kim_nelson",
        description="how the best of more than two variants is picked: replication by replication (Kim and Nelson), or "
        "by sharing out the replications to where they tell most (OCBA)",
    )
    long_run: bool = Field(
        default=False,
        description="also estimate the long run: what remains once the opening has worn off (MSER-5); a day itself "
        "is never cut off",
    )
    seed: Annotated[int, Field(ge=0, le=2**53)] = 1
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    start_of_day: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "06:00"
    clip_camera_ids: Annotated[list[Identifier], Field(max_length=8)] = []
    clip_start_s: NotNegative | None = Field(
        default=None, description="start of the clips; the busiest moment of the first replication where absent"
    )
    clip_duration_s: Annotated[float, Field(ge=0.5, le=120)] = 10.0
    clip_width_px: Annotated[int, Field(ge=64, le=1920, multiple_of=16)] = 256
    clip_height_px: Annotated[int, Field(ge=64, le=1080, multiple_of=8)] = 144  # 360 and 1080 are none of 16
    clip_model: Annotated[str, Field(pattern=CLIP_MODEL)] = Field(
        default=SHIPPED_MODEL,
        description="what renders the clips: the shipped renderer, the installed video model, or a tuned model's id",
    )

    @model_validator(mode="after")
    def _clip_fits(self) -> Experiment:
        if self.clip_start_s is not None and self.clip_start_s + self.clip_duration_s > self.horizon_s:
            raise ValueError("the clip ends after the horizon")
        if self.clip_duration_s > self.horizon_s:
            raise ValueError("the clip is longer than the horizon")
        return self


class ScenarioDocument(Model):
    """Everything about a variant. The same document, revision and seed give the same results, always."""

    version: Literal[1] = 1
    layout: Annotated[list[LayoutEdit], Field(max_length=20_000)] = []
    zones: Annotated[list[Zone], Field(max_length=100)] = []
    stations: Annotated[list[Station], Field(max_length=500)] = []
    conveyors: Annotated[list[Conveyor], Field(max_length=200)] = []
    storage: Storage = Storage()
    staffing: Annotated[list[RoleStaffing], Field(max_length=8)] = []
    fleet: Annotated[list[VehicleFleet], Field(max_length=8)] = []
    traffic: Traffic = Traffic()
    demand: Demand = Demand()
    routings: Annotated[list[Routing], Field(max_length=100)] = []
    events: Annotated[list[Event], Field(max_length=200)] = []
    experiment: Experiment = Experiment()

    @model_validator(mode="after")
    def _names_are_unique(self) -> ScenarioDocument:
        for what, names in (
            ("zone ids are not unique", [z.id for z in self.zones]),
            ("station ids are not unique", [s.id for s in self.stations]),
            ("conveyor ids are not unique", [c.id for c in self.conveyors]),
            ("routing ids are not unique", [r.id for r in self.routings]),
            ("each role is staffed once", [r.role for r in self.staffing]),
            ("each vehicle type is listed once", [v.type for v in self.fleet]),
        ):
            if len(set(names)) != len(names):
                raise ValueError(what)
        return self

    @model_validator(mode="after")
    def _there_is_something_to_do(self) -> ScenarioDocument:
        if not self.demand.windows and self.demand.recorded is None and not self.routings:
            raise ValueError("nothing is asked of this facility: the demand has no window and there are no routings")
        return self

    def wall_clock(self, time_s: float) -> str:
        """``"13:42"`` for a time of the horizon."""
        hours, minutes = map(int, self.experiment.start_of_day.split(":"))
        total = hours * 60 + minutes + math.floor(time_s / 60)
        return f"{total // 60 % 24:02d}:{total % 60:02d}"
