"""Vehicles: their bodies, how they drive, what they run on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.document.base import Model, NotNegative, Share

VehicleType = Literal["amr", "agv", "forklift", "pallet_jack"]


class Battery(Model):
    """What a vehicle runs on. It drives to a charger below `low_share` and leaves it at `full_share`.

    With `opportunity` it also charges whenever it has nothing to do.
    """

    capacity_kwh: Annotated[float, Field(gt=0, le=500)] = 2.0
    drive_w: NotNegative = Field(default=250.0, description="taken while driving, in W")
    idle_w: NotNegative = Field(default=40.0, description="taken while standing, in W")
    charge_w: Annotated[float, Field(gt=0, le=500_000)] = 1500.0
    start_share: Share = 1.0
    low_share: Share = 0.2
    full_share: Share = 0.9
    opportunity: bool = True
    rescue_s: NotNegative | None = Field(
        default=900.0,
        description="a vehicle whose battery is empty stands where it is; this long afterwards somebody has brought "
        "it a battery at full_share and it goes on; null: it stays there for the rest of the day",
    )

    @model_validator(mode="after")
    def _limits_are_in_order(self) -> Battery:
        if not self.low_share < self.full_share:
            raise ValueError("low_share is below full_share")
        return self


class VehicleFleet(Model):
    """Vehicles of one type. AMRs and AGVs carry tours and jobs; forklifts and pallet jacks carry pallets."""

    type: VehicleType
    count: Annotated[int, Field(ge=0, le=200)]
    length_m: Annotated[float, Field(gt=0.2, le=5)] = 0.9
    width_m: Annotated[float, Field(gt=0.2, le=3)] = 0.65
    speed_mps: Annotated[float, Field(gt=0.1, le=6)] = 1.6
    acceleration_mps2: Annotated[float, Field(gt=0.05, le=5)] = 0.8
    hourly_cost: NotNegative = 4.0
    handling_s: Annotated[float, Field(gt=0, le=600)] | None = Field(
        default=None, description="to load, and again to unload; 8 s for tours and 25 s for pallets where absent"
    )
    aisle_m: Annotated[float, Field(gt=0.2, le=20)] | None = Field(
        default=None, description="stacking aisle with load on the data sheet (VDI 2198: Ast), for checks of the layout"
    )
    battery: Battery | None = Field(default=None, description="never runs down where absent")
