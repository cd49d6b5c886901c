"""The document a planner edits: what is changed in a facility, who works there, what they have to do.

A pydantic model with a version tag; unknown keys are errors; its JSON Schema is published. Angles
are radians, lengths metres, times seconds from the start of the horizon. What the document *means*
for a layout lives in `scenarios.layout`, whether it makes sense there too; this module only says
what can be written down.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Finite = Annotated[float, Field(allow_inf_nan=False, ge=-100_000, le=100_000)]
Positive = Annotated[float, Field(allow_inf_nan=False, gt=0, le=100_000)]
NotNegative = Annotated[float, Field(allow_inf_nan=False, ge=0, le=100_000)]
Identifier = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$")]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Role = Literal["picker", "packer", "shipper"]
VehicleType = Literal["amr", "forklift"]


class Model(BaseModel):
    """Strict base: unknown keys are errors, instances are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Placement(Model):
    """Where a thing stands: the middle of its footprint's box on the floor, and its turn about the vertical."""

    x_m: Finite
    y_m: Finite
    z_m: Finite = 0.0
    heading_rad: Finite = 0.0


class AddEdit(Model):
    """A catalogue item placed in the layout."""

    kind: Literal["add"] = "add"
    part_id: Identifier
    item: Identifier = Field(description="catalogue item, see /catalog/")
    name: Name | None = None
    at: Placement
    size_m: tuple[Positive, Positive, Positive] | None = Field(
        default=None, description="length, width, height; the item's own size where absent"
    )


class MoveEdit(Model):
    """A part brought to another place; the heading is relative to how the CAD has it."""

    kind: Literal["move"] = "move"
    part_id: Identifier
    at: Placement


class RotateEdit(Model):
    """A part turned about the middle of its footprint, on top of what went before."""

    kind: Literal["rotate"] = "rotate"
    part_id: Identifier
    by_rad: Finite


class RemoveEdit(Model):
    """A part taken out."""

    kind: Literal["remove"] = "remove"
    part_id: Identifier


class DuplicateEdit(Model):
    """A copy of a part at another place."""

    kind: Literal["duplicate"] = "duplicate"
    part_id: Identifier
    new_part_id: Identifier
    at: Placement


LayoutEdit = Annotated[AddEdit | MoveEdit | RotateEdit | RemoveEdit | DuplicateEdit, Field(discriminator="kind")]


class Station(Model):
    """A place where something is done, with its servers.

    With `at` alone or beside a part, the first server stands exactly there, whatever becomes of the
    part; with a part alone, the servers stand beside it wherever it is moved.
    """

    id: Identifier
    kind: Literal["pack", "ship", "charge", "park"]
    part_id: Identifier | None = Field(
        default=None, description="the part it belongs to; without a place of its own it follows that part"
    )
    at: Placement | None = Field(default=None, description="where people stand; from the part where absent")
    capacity: Annotated[int, Field(ge=1, le=64)] = 1

    @model_validator(mode="after")
    def _has_a_place(self) -> Station:
        if self.part_id is None and self.at is None:
            raise ValueError("a station needs a part_id or a place")
        return self


class Storage(Model):
    """Which parts hold goods, and how the stock is spread over their pick faces."""

    part_ids: list[Identifier] | None = Field(default=None, description="every rack of the layout where absent")
    face_pitch_m: Annotated[float, Field(ge=0.3, le=10)] = 1.3
    policy: Literal["random", "abc"] = "random"
    popularity: Annotated[float, Field(ge=0, le=3)] = Field(
        default=0.8, description="Zipf exponent of the demand over faces; 0 is uniform"
    )


class Shift(Model):
    """Heads in a role over a stretch of the horizon."""

    start_s: NotNegative
    end_s: Positive
    heads: Annotated[int, Field(ge=0, le=500)]

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Shift:
        if self.end_s <= self.start_s:
            raise ValueError("a shift ends after it starts")
        return self


class RoleStaffing(Model):
    """One role's people over time. Shifts of a role may follow each other but not overlap."""

    role: Role
    shifts: Annotated[list[Shift], Field(max_length=96)]
    hourly_cost: NotNegative = 32.0
    walking_speed_mps: Annotated[float, Field(gt=0.2, le=2.5)] = 1.34
    walking_speed_sd_mps: Annotated[float, Field(ge=0, le=0.6)] = 0.15

    @model_validator(mode="after")
    def _shifts_do_not_overlap(self) -> RoleStaffing:
        ordered = sorted(self.shifts, key=lambda s: s.start_s)
        for before, after in pairwise(ordered):
            if after.start_s < before.end_s - 1e-9:
                raise ValueError(f"{self.role} shifts overlap at {after.start_s:g} s")
        return self

    def heads_at(self, time_s: float) -> int:
        """Heads on shift at a time."""
        return next((s.heads for s in self.shifts if s.start_s <= time_s < s.end_s), 0)


class VehicleFleet(Model):
    """Vehicles of one type."""

    type: VehicleType
    count: Annotated[int, Field(ge=0, le=200)]
    length_m: Annotated[float, Field(gt=0.2, le=5)] = 0.9
    width_m: Annotated[float, Field(gt=0.2, le=3)] = 0.65
    speed_mps: Annotated[float, Field(gt=0.1, le=6)] = 1.6
    acceleration_mps2: Annotated[float, Field(gt=0.05, le=5)] = 0.8
    hourly_cost: NotNegative = 4.0


class DemandWindow(Model):
    """Order arrivals per hour over a stretch of the horizon (a Poisson process)."""

    start_s: NotNegative
    end_s: Positive
    orders_per_hour: NotNegative

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> DemandWindow:
        if self.end_s <= self.start_s:
            raise ValueError("a demand window ends after it starts")
        return self


class Demand(Model):
    """What customers ask for, and how long hands take."""

    windows: Annotated[list[DemandWindow], Field(min_length=1, max_length=200)]
    lines_per_order_mean: Annotated[float, Field(ge=1, le=100)] = 3.0
    orders_per_tour: Annotated[int, Field(ge=1, le=24)] = 2
    pick_s: Annotated[float, Field(gt=0, le=600)] = 12.0
    pack_s: Annotated[float, Field(gt=0, le=3600)] = 60.0
    ship_s: Annotated[float, Field(gt=0, le=3600)] = 30.0
    routing: Literal["shortest", "s_shape"] = "shortest"


class Event(Model):
    """Something that happens to the day."""

    kind: Literal["part_blocked", "absent", "demand_surge", "vehicle_down"]
    start_s: NotNegative
    end_s: Positive
    target: Identifier | None = Field(default=None, description="part, role or vehicle type, by kind")
    amount: NotNegative = Field(default=1.0, description="heads absent, vehicles down, or the factor of a surge")

    @model_validator(mode="after")
    def _is_complete(self) -> Event:
        if self.end_s <= self.start_s:
            raise ValueError("an event ends after it starts")
        if self.kind in ("part_blocked", "absent", "vehicle_down") and self.target is None:
            raise ValueError(f"an event of kind {self.kind} needs a target")
        return self


class Experiment(Model):
    """How often the day is played, how long it is, and what is filmed."""

    horizon_s: Annotated[float, Field(ge=60, le=172_800)] = 28_800.0
    replications: Annotated[int, Field(ge=1, le=500)] = 10
    seed: Annotated[int, Field(ge=0, le=2**53)] = 1
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    start_of_day: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "06:00"
    clip_camera_ids: Annotated[list[Identifier], Field(max_length=8)] = []
    clip_start_s: NotNegative | None = Field(
        default=None, description="start of the clips; the busiest moment of the first replication where absent"
    )
    clip_duration_s: Annotated[float, Field(ge=0.5, le=120)] = 10.0
    clip_width_px: Annotated[int, Field(ge=64, le=1920, multiple_of=16)] = 256
    clip_height_px: Annotated[int, Field(ge=64, le=1080, multiple_of=16)] = 144

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
    stations: Annotated[list[Station], Field(max_length=500)] = []
    storage: Storage = Storage()
    staffing: Annotated[list[RoleStaffing], Field(max_length=8)] = []
    fleet: Annotated[list[VehicleFleet], Field(max_length=8)] = []
    demand: Demand
    events: Annotated[list[Event], Field(max_length=200)] = []
    experiment: Experiment = Experiment()

    @field_validator("stations")
    @classmethod
    def _station_ids_are_unique(cls, stations: list[Station]) -> list[Station]:
        if len({s.id for s in stations}) != len(stations):
            raise ValueError("station ids are not unique")
        return stations

    @field_validator("staffing")
    @classmethod
    def _roles_are_unique(cls, staffing: list[RoleStaffing]) -> list[RoleStaffing]:
        if len({s.role for s in staffing}) != len(staffing):
            raise ValueError("each role is staffed once")
        return staffing

    @field_validator("fleet")
    @classmethod
    def _vehicle_types_are_unique(cls, fleet: list[VehicleFleet]) -> list[VehicleFleet]:
        if len({v.type for v in fleet}) != len(fleet):
            raise ValueError("each vehicle type is listed once")
        return fleet

    def wall_clock(self, time_s: float) -> str:
        """``"13:42"`` for a time of the horizon."""
        hours, minutes = map(int, self.experiment.start_of_day.split(":"))
        total = hours * 60 + minutes + math.floor(time_s / 60)
        return f"{total // 60 % 24:02d}:{total % 60:02d}"
