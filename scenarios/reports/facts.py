"""What a report of a comparison shows, as plain data, ready to be set in type or written to cells.

Nothing here decides or computes: `summary` fills these in, `pdf` and `xlsx` only show them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scenarios.contracts import Conflict, Difference, Estimate, MetricInfo
from scenarios.statistics.rates import ConflictRate, RateRatio
from scenarios.statistics.selection import BestOnMetric


@dataclass(frozen=True)
class ClipFact:
    """One clip's poster and what its audit found."""

    camera_name: str
    start_s: float
    start_clock: str  # "13:42"
    duration_s: float
    width_px: int
    height_px: int
    poster: bytes  # JPEG
    verdict: str  # "passed" | "failed"
    reasons: tuple[str, ...]
    invented: int  # shown without being there, summed over frames
    omission_rate: float  # share of visible agents that the clip does not show
    ghost_rate_per_frame: float
    position_error_m: float | None
    model_hash: str
    control_hash: str


@dataclass(frozen=True)
class SeriesBand:
    """A quantity over the day: its mean over replications, with a pointwise confidence band."""

    step_s: float
    mean: tuple[float, ...]
    low: tuple[float, ...]  # NaN where one replication gives no interval
    high: tuple[float, ...]


@dataclass(frozen=True)
class ConflictFact:
    """One conflict with where to find it."""

    replication: int
    at_clock: str
    conflict: Conflict


@dataclass(frozen=True)
class RateFact:
    """One rate of conflicts, and how it stands to the base's."""

    pair: str  # "person and AMR", "all pairs"
    found: ConflictRate
    against_base: RateRatio | None  # None for the base itself


@dataclass(frozen=True)
class BestFact:
    """Which variants may be best on one metric, of more than two."""

    metric: MetricInfo
    best: BestOnMetric
    letters: tuple[str, ...]  # of the variants that may be best
    sentence: str


@dataclass(frozen=True)
class ChangeFact:
    """One difference from the base, in words."""

    area: str
    message: str


@dataclass(frozen=True)
class RowFact:
    """One metric of one variant against the base."""

    metric: MetricInfo
    difference: Difference
    sentence: str


@dataclass(frozen=True)
class OrdersFact:
    """Mean over replications of what became of the orders."""

    arrived: float
    shipped: float
    open: float
    failed: float


@dataclass(frozen=True)
class VariantFact:
    """One column of the study; the base is the first, without rows and changes."""

    letter: str
    name: str
    color: str  # "#2563eb"
    document_hash: str
    scene_hash: str
    values: Mapping[str, tuple[float, ...]]  # metric key -> one value per replication, NaN where undefined
    estimates: Mapping[str, Estimate]
    series: Mapping[str, SeriesBand]  # "orders_shipped" is per hour here; other series are means of their bins
    utilisation: Mapping[str, Mapping[str, float]]  # role -> activity -> share, mean over replications
    orders: OrdersFact
    conflict_counts: Mapping[str, float]  # severity -> mean per replication
    conflicts: tuple[ConflictFact, ...]  # the worst ones
    conflict_rates: tuple[RateFact, ...] = ()  # per 1000 agent-hours, all pairs first
    finding: str = ""  # its part of the headline
    detail: str = ""
    rows: tuple[RowFact, ...] = ()
    changes: tuple[ChangeFact, ...] = ()
    clips: tuple[ClipFact, ...] = ()
    plan_svg: str | None = None
    digests: tuple[str, ...] = ()  # of each replication's raw outcome


@dataclass(frozen=True)
class ExperimentFact:
    """How the study was made, down to what is needed to make it again."""

    replications: int
    seed: int
    horizon_s: float
    start_of_day: str
    confidence: float
    engine_version: str
    model_hash: str | None


@dataclass(frozen=True)
class ComparisonSummary:
    """Everything that a report of a comparison shows."""

    facility_name: str
    comparison_name: str
    made_at: datetime
    headline: str
    detail: str
    how_sure: tuple[str, ...]
    metrics: tuple[MetricInfo, ...]
    variants: tuple[VariantFact, ...]
    experiment: ExperimentFact
    limits: tuple[str, ...] = field(default=())
    best: tuple[BestFact, ...] = ()  # where there are more than two variants
