"""What becomes of jobs on their routings through a factory; NaN where a day has no routings, or a figure no jobs."""

from __future__ import annotations

import math

from scenarios.metrics.orders import ratio
from scenarios.metrics.record import RunRecord


def jobs_per_hour(record: RunRecord) -> float:
    """Jobs that took their last step over the horizon."""
    return math.nan if record.jobs is None else ratio(record.jobs.done, record.horizon_s / 3600)


def job_cycle_time_mean_s(record: RunRecord) -> float:
    """Mean time from a job's release to its last step, rework included, of the jobs done."""
    return math.nan if record.jobs is None else ratio(record.jobs.stay_s, record.jobs.done)


def jobs_in_time_share(record: RunRecord) -> float:
    """Jobs done within their promised time over the jobs done."""
    return math.nan if record.jobs is None else ratio(record.jobs.done - record.jobs.late, record.jobs.done)


def jobs_in_progress_mean(record: RunRecord) -> float:
    """Jobs released and not finished, averaged over the horizon (the L of Little's law)."""
    return math.nan if record.jobs is None else ratio(record.jobs.wip_area, record.horizon_s)


def jobs_scrapped_share(record: RunRecord) -> float:
    """Jobs scrapped over jobs that left."""
    return math.nan if record.jobs is None else ratio(record.jobs.scrapped, record.jobs.done + record.jobs.scrapped)
