"""What every part of a scenario document is built from: strict models and numbers with limits."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Finite = Annotated[float, Field(allow_inf_nan=False, ge=-100_000, le=100_000)]
Positive = Annotated[float, Field(allow_inf_nan=False, gt=0, le=1_000_000)]
NotNegative = Annotated[float, Field(allow_inf_nan=False, ge=0, le=1_000_000)]
Share = Annotated[float, Field(allow_inf_nan=False, ge=0, le=1)]
Identifier = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$")]
Name = Annotated[str, Field(min_length=1, max_length=120)]


class Model(BaseModel):
    """Strict base: unknown keys are errors, instances are immutable."""

    # What the API answers has every default written out, so there nothing is optional.
    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)


class Span(Model):
    """A stretch of the horizon."""

    start_s: NotNegative
    end_s: Positive

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Span:
        if self.end_s <= self.start_s:
            raise ValueError(f"a {self._word()} ends after it starts")
        return self

    @classmethod
    def _word(cls) -> str:
        return "span"


class Placement(Model):
    """Where a thing stands: the middle of its footprint's box on the floor, and its turn about the vertical."""

    x_m: Finite
    y_m: Finite
    z_m: Finite = 0.0
    heading_rad: Finite = 0.0
