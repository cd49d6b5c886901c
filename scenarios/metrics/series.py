"""Figures over the course of the day, and the split of everybody's time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity, EventKind
from scenarios.metrics.record import RunRecord


def bin_width_s(horizon_s: float) -> float:
    """Width of a bin: five minutes for a shift, one for shorter horizons, a quarter of an hour beyond a day."""
    if horizon_s <= 2 * 3600:
        return 60.0
    return 300.0 if horizon_s <= 24 * 3600 else 900.0


def _level(up: NDArray[np.float64], down: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many have come and not gone at each time."""
    came = np.searchsorted(np.sort(up), edges, side="right")
    went = np.searchsorted(np.sort(down), edges, side="right")
    return np.asarray(came - went, dtype=np.float64)


def compute_series(record: RunRecord) -> tuple[dict[str, NDArray[np.float64]], float]:
    """(series by name, bin width): flows are counts per bin, levels are taken at the end of each bin."""
    step = bin_width_s(record.horizon_s)
    count = max(1, int(np.ceil(record.horizon_s / step - 1e-9)))
    edges = np.minimum(np.arange(count + 1) * step, record.horizon_s)
    times = {kind: record.times_of(kind) for kind in EventKind}

    def flow(kind: EventKind) -> NDArray[np.float64]:
        return np.asarray(np.histogram(times[kind], bins=edges)[0], dtype=np.float64)

    series = {
        "orders_arrived": flow(EventKind.ORDER_ARRIVED),
        "orders_shipped": flow(EventKind.ORDER_SHIPPED),
        "lines_picked": flow(EventKind.LINE_PICKED),
        "wip": _level(times[EventKind.ORDER_ARRIVED], _known(record.gone_s), edges[1:]),
        "pick_queue": _level(times[EventKind.ORDER_ARRIVED], _known(_taken_s(record)), edges[1:]),
        "pack_queue": _level(times[EventKind.ORDER_PICKED], times[EventKind.ORDER_PACKED], edges[1:]),
        "ship_queue": _level(times[EventKind.ORDER_PACKED], times[EventKind.ORDER_SHIPPED], edges[1:]),
        "on_shift": _level(times[EventKind.SHIFT_STARTED], times[EventKind.SHIFT_ENDED], edges[1:]),
        "conflicts": np.histogram([c.at_s for c in record.conflicts], bins=edges)[0].astype(np.float64),
    }
    return series, step


def _taken_s(record: RunRecord) -> NDArray[np.float64]:
    """(N,) when each order was first given to a picker, or failed before."""
    return np.fmin(record.order_times(EventKind.ORDER_RELEASED), record.order_times(EventKind.ORDER_FAILED))


def _known(times: NDArray[np.float64]) -> NDArray[np.float64]:
    return times[np.isfinite(times)]


def time_split(record: RunRecord) -> dict[str, dict[str, float]]:
    """Role -> share of on-shift time by activity (lower-case names), summing to 1; roles never on shift are absent."""
    result: dict[str, dict[str, float]] = {}
    for role in dict.fromkeys(record.roles):
        seconds = record.activity_s[record.of_role(role)].sum(axis=0)
        total = seconds.sum() - seconds[Activity.OFF]
        if total > 0:
            result[role] = {
                activity.name.lower(): float(seconds[activity] / total)
                for activity in Activity
                if activity is not Activity.OFF and seconds[activity] > 0
            }
    return result
