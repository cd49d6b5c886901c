"""Every metric of a replication: its name, unit, direction and formula in one place.

Each formula is a small pure function of a `RunRecord`; NaN where it is not defined, for example a
cycle time when nothing was shipped. Orders count where they arrived or were shipped inside the horizon.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from scenarios.contracts import Activity, EventKind, MetricInfo
from scenarios.metrics.record import RunRecord

PEOPLE = ("picker", "packer", "shipper")
VEHICLES = ("amr", "forklift")
SERVICE_LEVEL_S = 3600.0
_BUSY = {
    "picker": (Activity.WALK, Activity.CARRY, Activity.PICK, Activity.PACK),
    "packer": (Activity.PACK,),
    "shipper": (Activity.SHIP,),
    "amr": (Activity.WALK, Activity.CARRY, Activity.WAIT),
    "forklift": (Activity.WALK, Activity.CARRY, Activity.WAIT),
}

Formula = Callable[[RunRecord], float]


def _ratio(numerator: float, denominator: float) -> float:
    return float(numerator / denominator) if denominator > 0 else math.nan


def orders_per_hour(record: RunRecord) -> float:
    """Orders shipped over the horizon."""
    return _ratio(len(record.times_of(EventKind.ORDER_SHIPPED)), record.horizon_s / 3600)


def lines_per_labour_hour(record: RunRecord) -> float:
    """Lines picked over all hours that people were on shift."""
    hours = record.on_shift_s[record.of_role(*PEOPLE)].sum() / 3600
    return _ratio(len(record.times_of(EventKind.LINE_PICKED)), hours)


def _cycle_times(record: RunRecord) -> np.ndarray:
    times = record.shipped_s - record.arrival_s
    return times[np.isfinite(times)]


def cycle_time_mean_s(record: RunRecord) -> float:
    """Mean time from arrival to shipping, of the orders shipped."""
    times = _cycle_times(record)
    return float(times.mean()) if len(times) else math.nan


def cycle_time_p90_s(record: RunRecord) -> float:
    """Ninth decile of the time from arrival to shipping (linear interpolation)."""
    times = _cycle_times(record)
    return float(np.percentile(times, 90)) if len(times) else math.nan


def service_level(record: RunRecord) -> float:
    """Share of the orders due (arrived at least an hour before the end) that were shipped within an hour."""
    due = record.arrival_s <= record.horizon_s - SERVICE_LEVEL_S
    with np.errstate(invalid="ignore"):
        in_time = (record.shipped_s - record.arrival_s) <= SERVICE_LEVEL_S
    return _ratio(float((due & in_time).sum()), float(due.sum()))


def travel_per_order_m(record: RunRecord) -> float:
    """Metres walked by pickers over orders picked."""
    walked = record.distance_m[record.of_role("picker")].sum()
    return _ratio(float(walked), len(record.times_of(EventKind.ORDER_PICKED)))


def utilisation(record: RunRecord, role: str) -> float:
    """Share of a role's time on shift spent working: walking or driving for a task and handling, not waiting idle."""
    chosen = record.of_role(role)
    busy = record.activity_s[chosen][:, list(_BUSY[role])].sum()
    return _ratio(float(busy), float(record.on_shift_s[chosen].sum()))


def blocked_share(record: RunRecord) -> float:
    """Share of everybody's time on the move that they stood because somebody was in the way."""
    moving = record.activity_s[:, [Activity.WALK, Activity.CARRY, Activity.BLOCKED]].sum()
    return _ratio(float(record.activity_s[:, Activity.BLOCKED].sum()), float(moving))


def wip_mean(record: RunRecord) -> float:
    """Orders in the system, averaged over the horizon (the L of Little's law)."""
    return _ratio(record.wip_area, record.horizon_s)


def agent_hours(record: RunRecord) -> float:
    """Hours of people and vehicles on the floor."""
    return float(record.on_shift_s.sum() / 3600)


def serious_conflicts_per_1000_agent_h(record: RunRecord) -> float:
    """Serious conflicts and contacts over agent-hours, times 1000."""
    count = sum(c.severity in ("serious", "contact") for c in record.conflicts)
    return 1000 * _ratio(count, agent_hours(record))


def contacts_per_1000_agent_h(record: RunRecord) -> float:
    """Contacts over agent-hours, times 1000."""
    return 1000 * _ratio(sum(c.contact for c in record.conflicts), agent_hours(record))


def labour_cost_per_order(record: RunRecord) -> float:
    """Wages of people on shift over orders shipped."""
    chosen = record.of_role(*PEOPLE)
    cost = float((record.on_shift_s[chosen] / 3600 * record.hourly_cost[chosen]).sum())
    return _ratio(cost, len(record.times_of(EventKind.ORDER_SHIPPED)))


def jobs_per_hour(record: RunRecord) -> float:
    """Jobs that took their last step over the horizon; NaN without routings."""
    return math.nan if record.jobs is None else _ratio(record.jobs.done, record.horizon_s / 3600)


def job_cycle_time_mean_s(record: RunRecord) -> float:
    """Mean time from a job's release to its last step, rework included, of the jobs done."""
    return math.nan if record.jobs is None else _ratio(record.jobs.stay_s, record.jobs.done)


def jobs_in_progress_mean(record: RunRecord) -> float:
    """Jobs released and not finished, averaged over the horizon."""
    return math.nan if record.jobs is None else _ratio(record.jobs.wip_area, record.horizon_s)


def jobs_scrapped_share(record: RunRecord) -> float:
    """Jobs scrapped over jobs that left."""
    return math.nan if record.jobs is None else _ratio(record.jobs.scrapped, record.jobs.done + record.jobs.scrapped)


def orders_open_at_end(record: RunRecord) -> float:
    """Orders that arrived and were not shipped."""
    return float(np.isnan(record.shipped_s).sum())


def deadlocks_resolved(record: RunRecord) -> float:
    """Times that somebody stood blocked for 10 s and was let pass through."""
    return float(record.deadlocks_resolved)


def _entries() -> list[tuple[MetricInfo, Formula]]:
    def info(key: str, label: str, unit: str, better: str, definition: str, *, headline: bool = True) -> MetricInfo:
        return MetricInfo(key, label, unit, better, headline, definition)

    return [
        (info("orders_per_hour", "Orders per hour", "1/h", "higher", "Orders shipped over the horizon."), orders_per_hour),
        (
            info("lines_per_labour_hour", "Lines per labour hour", "1/h", "higher",
                 "Order lines picked over all hours that people were on shift."),
            lines_per_labour_hour,
        ),
        (
            info("cycle_time_mean_s", "Cycle time, mean", "s", "lower",
                 "Mean time from an order's arrival to its shipping, over the orders shipped."),
            cycle_time_mean_s,
        ),
        (
            info("cycle_time_p90_s", "Cycle time, 90th percentile", "s", "lower",
                 "Nine of ten orders shipped took at most this long from arrival to shipping."),
            cycle_time_p90_s,
        ),
        (
            info("service_level", "Shipped within an hour", "share", "higher",
                 "Share of orders due (arrived at least an hour before the end) that were shipped within 60 minutes."),
            service_level,
        ),
        (
            info("travel_per_order_m", "Walking per order", "m", "lower",
                 "Metres walked by pickers over the orders picked."),
            travel_per_order_m,
        ),
        (
            info("picker_utilisation", "Picker utilisation", "share", "neutral",
                 "Share of pickers' time on shift spent walking for a task, picking and packing."),
            lambda r: utilisation(r, "picker"),
        ),
        (
            info("packer_utilisation", "Packer utilisation", "share", "neutral",
                 "Share of packers' time on shift spent packing."),
            lambda r: utilisation(r, "packer"),
        ),
        (
            info("shipper_utilisation", "Shipper utilisation", "share", "neutral",
                 "Share of shippers' time on shift spent loading.", headline=False),
            lambda r: utilisation(r, "shipper"),
        ),
        (
            info("amr_utilisation", "AMR utilisation", "share", "neutral",
                 "Share of AMRs' time spent driving, loading and unloading."),
            lambda r: utilisation(r, "amr"),
        ),
        (
            info("forklift_utilisation", "Forklift utilisation", "share", "neutral",
                 "Share of forklifts' time spent driving, loading and unloading.", headline=False),
            lambda r: utilisation(r, "forklift"),
        ),
        (
            info("blocked_share", "Blocked by others", "share", "lower",
                 "Share of the time on the move in which somebody in the way forced a stop (over 1 s at a time)."),
            blocked_share,
        ),
        (
            info("wip_mean", "Orders in the building", "1", "lower",
                 "Orders arrived and not yet shipped, averaged over the horizon (L of Little's law)."),
            wip_mean,
        ),
        (
            info("serious_conflicts_per_1000_agent_h", "Serious conflicts", "1/1000 h", "lower",
                 "Encounters with a time to collision of 1.5 s or less (0.4 s between people), and contacts, per 1000 "
                 "hours of people and vehicles on the floor (Hydén 1987)."),
            serious_conflicts_per_1000_agent_h,
        ),
        (
            info("contacts_per_1000_agent_h", "Contacts", "1/1000 h", "lower",
                 "Encounters in which bodies touched, per 1000 hours of people and vehicles on the floor."),
            contacts_per_1000_agent_h,
        ),
        (
            info("labour_cost_per_order", "Labour cost per order", "1", "lower",
                 "Wages of people on shift over the orders shipped, in the currency of the hourly costs."),
            labour_cost_per_order,
        ),
        (
            info("jobs_per_hour", "Jobs per hour", "1/h", "higher",
                 "Jobs that took the last step of their routing over the horizon."),
            jobs_per_hour,
        ),
        (
            info("job_cycle_time_mean_s", "Job cycle time, mean", "s", "lower",
                 "Mean time from a job's release to its last step, rework included, over the jobs done."),
            job_cycle_time_mean_s,
        ),
        (
            info("jobs_in_progress_mean", "Jobs in progress", "1", "lower",
                 "Jobs released and not finished, averaged over the horizon.", headline=False),
            jobs_in_progress_mean,
        ),
        (
            info("jobs_scrapped_share", "Jobs scrapped", "share", "lower",
                 "Jobs scrapped over jobs that left.", headline=False),
            jobs_scrapped_share,
        ),
        (
            info("orders_open_at_end", "Orders open at the end", "1", "lower",
                 "Orders that had arrived and were not shipped by the end of the horizon."),
            orders_open_at_end,
        ),
        (
            info("deadlocks_resolved", "Deadlocks resolved", "1", "lower",
                 "Times somebody stood blocked for 10 s and the engine let them pass through others.", headline=False),
            deadlocks_resolved,
        ),
    ]  # fmt: skip


METRICS: Mapping[str, MetricInfo] = {info.key: info for info, _ in _entries()}
HEADLINE: tuple[str, ...] = tuple(key for key, info in METRICS.items() if info.headline)
_FORMULAS: Mapping[str, Formula] = {info.key: formula for info, formula in _entries()}


def compute_metrics(record: RunRecord) -> dict[str, float]:
    """All metrics of a replication, by key, in the order of `METRICS`."""
    return {key: float(formula(record)) for key, formula in _FORMULAS.items()}
