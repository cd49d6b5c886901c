"""The bars that the world model is held to, and the verdict on what was measured.

A bar that was not measured says so and why; a value that reaches its bar under easier conditions than
the bar names (fewer pictures, a coarser reference) is marked as such and does not count as met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What a bar's row says."""

    AIM_MET = "aim met"
    MET = "met"
    MISSED = "missed"
    MET_ON_LESS = "met, on less than asked"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Bar:
    """One bar. `least` and `most` bound the value; `aim` is the better bound that is hoped for."""

    key: str
    model: str  # whose card it belongs to: renderer, detector, dynamics
    what: str
    unit: str
    least: float | None = None
    most: float | None = None
    aim: float | None = None

    def __post_init__(self) -> None:
        if self.least is None and self.most is None:
            raise ValueError(f"{self.key}: a bar needs a bound")

    @property
    def wanted(self) -> str:
        """The bar as a table shows it."""
        if self.least is not None and self.most is not None:
            return f"{_number(self.least)} to {_number(self.most)} {self.unit}".strip()
        sign, bound = ("≥", self.least) if self.least is not None else ("≤", self.most)
        return f"{sign} {_number(bound)} {self.unit}".strip()

    def met(self, value: float) -> bool:
        """Whether a value lies within the bar; NaN never does."""
        low = self.least is None or value >= self.least
        high = self.most is None or value <= self.most
        return low and high

    def aim_met(self, value: float) -> bool:
        """Whether a value reaches the aim."""
        if self.aim is None or not self.met(value):
            return False
        return value >= self.aim if self.least is not None else value <= self.aim


@dataclass(frozen=True)
class Measured:
    """What was found for a bar. `complete` is False where the conditions were easier than the bar's."""

    value: float | None
    how: str  # the conditions, or why there is no value
    complete: bool = True


@dataclass(frozen=True)
class Row:
    """A bar beside what was measured."""

    bar: Bar
    measured: Measured
    verdict: Verdict

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self.bar), **asdict(self.measured), "wanted": self.bar.wanted, "verdict": self.verdict.value}


# What the dynamics are held to, each by itself: an average over sets would hide one that is too wide behind another.
MOTION_SETS = {
    "engine": "held-out days of the engine",
    "corridor": "Jülich corridor",
    "single_file": "Jülich single file n34_cam2",
    "wide_bottleneck": "Jülich bottleneck 00_01a",
}


def _motion_bars(key: str, name: str) -> tuple[Bar, ...]:
    return (
        Bar(f"{key}_ade", "dynamics", f"minADE20, {name}", "% over constant velocity", most=-30, aim=-50),
        Bar(f"{key}_fde", "dynamics", f"minFDE20, {name}", "% over constant velocity", most=-30, aim=-50),
        Bar(f"{key}_coverage", "dynamics", f"inside the 90 % region, {name}", "%", least=85, most=95),
        Bar(f"{key}_projection", "dynamics", f"projection, {name}", "% of agent-steps", most=2, aim=0.2),
    )


BARS = (
    Bar("unseen_psnr", "renderer", "likeness to path tracing, unseen halls", "dB", least=26.5, aim=29),
    Bar("unseen_ssim", "renderer", "likeness to path tracing, unseen halls, SSIM", "", least=0.78, aim=0.87),
    Bar("building_psnr", "renderer", "likeness to path tracing, a real building", "dB", least=24, aim=27),
    Bar("speed_moving", "renderer", "moving camera 256 × 144, two cores", "frames/s", least=20, aim=30),
    Bar("speed_fixed", "renderer", "fixed camera 640 × 360, two cores", "frames/s", least=15, aim=24),
    Bar("speed_gpu", "renderer", "H200, 1280 × 720, four cameras", "frames/s each", least=24, aim=100),
    Bar("speed_ratio", "renderer", "against path tracing of equal PSNR and SSIM", "×", least=200, aim=1000),
    Bar("speed_ratio_psnr", "renderer", "against path tracing of equal PSNR alone", "×", least=200, aim=1000),
    Bar("flicker_fixed", "renderer", "change of standing surfaces, fixed camera", "levels", most=0),
    Bar("flicker_moving", "renderer", "change along the motion over path tracing's", "×", most=1),
    Bar("drift_walking", "renderer", "drift over the long rollout, people walking", "dB per 100 frames", most=0.05),
    Bar("drift_static", "renderer", "drift over the long rollout, nothing moves", "dB per 100 frames", most=0.05),
    *(bar for key, name in MOTION_SETS.items() for bar in _motion_bars(key, name)),
    Bar("futures_s", "dynamics", "64 futures × 40 agents × 20 s, two cores", "s", most=5, aim=1),
    Bar("truth_recall", "detector", "audit of path-traced pictures: agents found", "", least=0.95, aim=0.99),
    Bar("truth_invented", "detector", "audit of path-traced pictures: invented", "per frame", most=0.01, aim=0.001),
    Bar("clip_shown", "renderer", "audit of own clips: agents shown", "", least=0.95, aim=0.99),
    Bar("clip_invented", "renderer", "audit of own clips: invented", "per frame", most=0.01, aim=0.001),
    Bar("clip_position", "renderer", "audit of own clips: position", "m", most=0.3, aim=0.1),
)


def judge(found: Mapping[str, Measured], bars: tuple[Bar, ...] = BARS) -> list[Row]:
    """A row for every bar; bars that nothing was found for are not measured. Unknown keys are an error."""
    if unknown := found.keys() - {bar.key for bar in bars}:
        raise ValueError(f"no such bars: {sorted(unknown)}")
    return [_row(bar, found.get(bar.key, Measured(None, "this part was not run"))) for bar in bars]


def _row(bar: Bar, measured: Measured) -> Row:
    value = measured.value
    if value is None:
        return Row(bar, measured, Verdict.NOT_MEASURED)
    if not bar.met(value):
        return Row(bar, measured, Verdict.MISSED)
    if not measured.complete:
        return Row(bar, measured, Verdict.MET_ON_LESS)
    return Row(bar, measured, Verdict.AIM_MET if bar.aim_met(value) else Verdict.MET)


def text_table(rows: list[Row]) -> str:
    """For a terminal."""
    lines = [f"{'':46} {'bar':>30} {'measured':>10}  verdict"]
    lines += [f"{r.bar.what:46} {r.bar.wanted:>30} {_value(r):>10}  {r.verdict} ({r.measured.how})" for r in rows]
    return "\n".join(lines)


def markdown_table(rows: list[Row]) -> str:
    """For a model card."""
    lines = ["| | bar | measured | verdict | how |", "|---|---|---|---|---|"]
    lines += [f"| {r.bar.what} | {r.bar.wanted} | {_value(r)} | {r.verdict} | {r.measured.how} |" for r in rows]
    return "\n".join(lines)


def _value(row: Row) -> str:
    return "–" if row.measured.value is None else _number(row.measured.value)


def _number(value: float | None) -> str:
    """Four significant digits, the typographic minus."""
    return "" if value is None else f"{value:.4g}".replace("-", "−")
