"""What becomes of orders: throughput, cycle time, service level, work in process and queues.

Small pure functions of a `RunRecord`; NaN where a figure is not defined. Orders count where they
arrived or were shipped inside the horizon.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import EventKind
from scenarios.metrics.record import PEOPLE, RunRecord

STAGES = {  # what opens and what closes an order's stay in a stage
    "pick": (EventKind.ORDER_ARRIVED, EventKind.ORDER_RELEASED),
    "pack": (EventKind.ORDER_PICKED, EventKind.ORDER_PACKED),
    "ship": (EventKind.ORDER_PACKED, EventKind.ORDER_SHIPPED),
}


def ratio(numerator: float, denominator: float) -> float:
    """A quotient; NaN over nothing."""
    return float(numerator / denominator) if denominator > 0 else math.nan


def labour_hours(record: RunRecord) -> float:
    """Hours that people were on shift."""
    return float(record.on_shift_s[record.of_role(*PEOPLE)].sum() / 3600)


def orders_shipped(record: RunRecord) -> int:
    """Orders that left complete."""
    return len(record.times_of(EventKind.ORDER_SHIPPED))


def units_shipped(record: RunRecord) -> float:
    """Units of the orders that left complete."""
    return float(record.units[np.isfinite(record.shipped_s)].sum())


def orders_per_hour(record: RunRecord) -> float:
    """Orders shipped over the horizon."""
    return ratio(orders_shipped(record), record.horizon_s / 3600)


def lines_per_hour(record: RunRecord) -> float:
    """Lines picked over the horizon."""
    return ratio(len(record.times_of(EventKind.LINE_PICKED)), record.horizon_s / 3600)


def units_per_hour(record: RunRecord) -> float:
    """Units shipped over the horizon."""
    return ratio(units_shipped(record), record.horizon_s / 3600)


def orders_per_labour_hour(record: RunRecord) -> float:
    """Orders shipped over all hours that people were on shift."""
    return ratio(orders_shipped(record), labour_hours(record))


def lines_per_labour_hour(record: RunRecord) -> float:
    """Lines picked over all hours that people were on shift."""
    return ratio(len(record.times_of(EventKind.LINE_PICKED)), labour_hours(record))


def units_per_labour_hour(record: RunRecord) -> float:
    """Units shipped over all hours that people were on shift."""
    return ratio(units_shipped(record), labour_hours(record))


def cycle_times_s(record: RunRecord) -> NDArray[np.float64]:
    """(shipped,) time from arrival to shipping of each order shipped."""
    times = record.shipped_s - record.arrival_s
    return np.asarray(times[np.isfinite(times)])


def cycle_time_mean_s(record: RunRecord) -> float:
    """Mean time from arrival to shipping, of the orders shipped."""
    times = cycle_times_s(record)
    return float(times.mean()) if len(times) else math.nan


def cycle_time_quantile_s(record: RunRecord, percent: float) -> float:
    """A percentile of the time from arrival to shipping (linear interpolation, Hyndman and Fan 1996, type 7)."""
    times = cycle_times_s(record)
    return float(np.percentile(times, percent)) if len(times) else math.nan


def service_level(record: RunRecord) -> float:
    """Share of the orders due by the end of the horizon that were shipped when they were due."""
    due = record.due_s <= record.horizon_s
    with np.errstate(invalid="ignore"):
        in_time = record.shipped_s <= record.due_s
    return ratio(float((due & in_time).sum()), float(due.sum()))


def wip_mean(record: RunRecord) -> float:
    """Orders in the system, averaged over the horizon (the L of Little's law)."""
    return ratio(record.wip_area, record.horizon_s)


def orders_open_at_end(record: RunRecord) -> float:
    """Orders that arrived and had neither been shipped nor failed."""
    return float(np.isnan(record.gone_s).sum())


def orders_failed(record: RunRecord) -> float:
    """Orders that were called off."""
    return float(len(record.times_of(EventKind.ORDER_FAILED)))


def _stays(record: RunRecord, stage: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(entered, left) of all orders that were in a stage; those still there leave at the end."""
    opens, closes = STAGES[stage]
    entered = record.order_times(opens)
    left = np.fmin(np.fmin(record.order_times(closes), record.order_times(EventKind.ORDER_FAILED)), record.horizon_s)
    here = np.isfinite(entered)
    return entered[here], left[here]


def queue_mean(record: RunRecord, stage: str) -> float:
    """Orders in a stage averaged over the horizon: the sum of their stays over its length (Little 1961)."""
    entered, left = _stays(record, stage)
    return ratio(float((left - entered).sum()), record.horizon_s)


def queue_max(record: RunRecord, stage: str) -> float:
    """Most orders in a stage at any time; one that leaves at the moment another comes is not counted with it."""
    return most_at_once(*_stays(record, stage))


def most_at_once(entered: NDArray[np.float64], left: NDArray[np.float64]) -> float:
    """Most of some stays at any time; one that ends as another begins is not counted with it."""
    changes = np.concatenate([np.full(len(left), -1), np.ones(len(entered), np.int64)])
    order = np.lexsort((changes, np.concatenate([left, entered])))
    return float(np.maximum.accumulate(np.append(0, np.cumsum(changes[order])))[-1])
