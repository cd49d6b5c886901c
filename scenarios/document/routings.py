"""Job routings of a factory: which stations a job visits, how long each step takes, what is done again."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.document.base import Identifier, Model, NotNegative, Positive, Span


class Duration(Model):
    """A random time. `cv` is the coefficient of variation; constant and exponential have their own."""

    family: Literal["constant", "exponential", "erlang", "gamma", "lognormal", "hyperexponential", "uniform"] = (
        "lognormal"
    )
    mean_s: NotNegative
    cv: Annotated[float, Field(ge=0, le=10)] = 0.3

    @model_validator(mode="after")
    def _cv_suits_the_family(self) -> Duration:
        if self.family == "uniform" and self.cv > 3**-0.5 + 1e-9:
            raise ValueError("a uniform time has a cv of 0.577 at most")
        if self.family == "erlang" and not 0 < self.cv <= 1:
            raise ValueError("an Erlang time has a cv above 0, and of 1 at most")
        if self.family == "hyperexponential" and self.cv <= 1:
            raise ValueError("a hyperexponential time has a cv above 1")
        if self.family in ("gamma", "lognormal") and self.cv == 0:
            raise ValueError("a time without variation is of family constant")
        return self


class Rework(Model):
    """With this probability a job goes back to an earlier (or the same) step."""

    probability: Annotated[float, Field(gt=0, lt=1)]
    to_step: Annotated[int, Field(ge=0, le=99)] = 0


class Step(Model):
    """One visit: at the first of the stations that is free, else at the one with the shortest line.

    Without stations the step is a delay that any number of jobs spend side by side (drying, cooling).
    """

    stations: Annotated[list[Identifier], Field(max_length=64)] = []
    process: Duration
    rework: Rework | None = None
    scrap_probability: Annotated[float, Field(ge=0, lt=1)] = 0.0


class JobWindow(Span):
    """Jobs released per hour over a stretch of the horizon (a Poisson process)."""

    jobs_per_hour: NotNegative

    @classmethod
    def _word(cls) -> str:
        return "job window"


class Routing(Model):
    """A kind of job: its arrivals, or a constant number that circulates, and its steps in order."""

    id: Identifier
    windows: Annotated[list[JobWindow], Field(max_length=200)] = []
    population: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        default=None, description="so many jobs circulate, a finished one begins anew; instead of windows"
    )
    steps: Annotated[list[Step], Field(min_length=1, max_length=100)]
    moved_by: Literal["nothing", "vehicle"] = Field(
        default="nothing",
        description="between stations without a conveyor: at once, or by an AMR or AGV of the fleet",
    )
    due_s: Positive | None = Field(default=None, description="promised time from release to the last step")

    @model_validator(mode="after")
    def _is_consistent(self) -> Routing:
        if bool(self.windows) == (self.population is not None):
            raise ValueError("a routing has windows or a population")
        for number, step in enumerate(self.steps):
            if step.rework is not None and step.rework.to_step > number:
                raise ValueError(
                    f"step {number}: rework goes back to an earlier step, not to step {step.rework.to_step}"
                )
        if self.population is not None and sum(s.process.mean_s for s in self.steps) <= 0:
            raise ValueError("jobs that circulate need a step that takes time")
        return self
