"""Conservation laws that every replication is held to: orders, pallets, Little's law, everybody's time.

A broken law is a defect of the engine, never of the scenario, so nothing is reported of such a run.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import EventKind
from scenarios.metrics import orders
from scenarios.metrics.record import RunRecord

LITTLE = 1e-9  # relative; what adding some 1e5 terms leaves in double precision
TIME = 1e-6  # of the horizon


class BooksDoNotBalance(AssertionError):
    """A replication broke a conservation law; the message gives both sides."""


def check_books(record: RunRecord) -> None:
    """Hold every law. Raises `BooksDoNotBalance`."""
    check_orders(record)
    check_pallets(record)
    check_littles_law(record)
    check_belts(record)
    check_time(record)


def check_orders(record: RunRecord) -> None:
    """Orders in = shipped + failed + in progress, exactly: by the log, and by what the engine counts as open.

    Each order comes once and leaves once at most, not before it came.
    """
    came, went = _orders_of(record, EventKind.ORDER_ARRIVED), _orders_of(record, EventKind.ORDER_SHIPPED)
    failed = _orders_of(record, EventKind.ORDER_FAILED)
    gone = np.concatenate([went, failed])
    for what, numbers in (("came", came), ("left", gone)):
        if len(np.unique(numbers)) != len(numbers):
            raise BooksDoNotBalance(f"orders: {len(numbers)} {what}, but only {len(np.unique(numbers))} different ones")
    if len(np.setdiff1d(gone, came)):
        raise BooksDoNotBalance(f"orders: {len(np.setdiff1d(gone, came))} left that never came")
    with np.errstate(invalid="ignore"):
        if (record.gone_s < record.arrival_s).any():
            raise BooksDoNotBalance("orders: some left before they came")
    if len(came) != len(went) + len(failed) + record.orders_open:
        raise BooksDoNotBalance(
            f"orders: {len(came)} came, {len(went)} were shipped, {len(failed)} failed, "
            f"{record.orders_open} are counted as open"
        )


def check_pallets(record: RunRecord) -> None:
    """Pallets in = put away + at the dock or on a vehicle, exactly."""
    found = record.pallets
    if found is not None and found.arrived != found.put_away + found.open:
        raise BooksDoNotBalance(f"pallets: {found.arrived} came, {found.put_away} were put away, {found.open} are open")


def check_belts(record: RunRecord) -> None:
    """What went onto a conveyor has left it or is on it, and Little's law for what lay there."""
    for belt in record.belts:
        if belt.entered != belt.left + belt.on:
            raise BooksDoNotBalance(f"conveyor {belt.name}: {belt.entered} on, {belt.left} off, {belt.on} there")
        if not math.isclose(belt.area, belt.stays_s, rel_tol=LITTLE, abs_tol=1e-6):
            raise BooksDoNotBalance(f"Little's law on conveyor {belt.name}: {belt.area} against {belt.stays_s} s")


def littles_law(record: RunRecord) -> tuple[float, float, float]:
    """(L, lambda, W): orders in the system on average, arrivals per second, and mean seconds in the system.

    L is the integral that the engine keeps while it runs; lambda and W are counted from the log and the
    arrivals afterwards. Orders still open are counted up to the end, so that L = lambda W holds on any
    finite window (Little 1961; Stidham 1974), and W is the whole sojourn where a run ends empty.
    W is NaN where nothing came.
    """
    came = _orders_of(record, EventKind.ORDER_ARRIVED)
    left = np.where(np.isfinite(record.gone_s), record.gone_s, record.horizon_s)
    stays = (left - record.arrival_s)[came]
    mean = math.fsum(stays.tolist()) / len(stays) if len(stays) else math.nan
    return record.wip_area / record.horizon_s, len(came) / record.horizon_s, mean


def check_littles_law(record: RunRecord) -> None:
    """L = lambda W to 1e-9, and by the metrics as they are reported where a run ends empty."""
    mean_orders, rate, mean_s = littles_law(record)
    if math.isnan(mean_s):
        if mean_orders != 0:
            raise BooksDoNotBalance(f"Little's law: nothing came, but {mean_orders} orders were in the system")
        return
    if not math.isclose(mean_orders, rate * mean_s, rel_tol=LITTLE, abs_tol=LITTLE):
        raise BooksDoNotBalance(f"Little's law: L = {mean_orders}, lambda W = {rate} /s x {mean_s} s")
    if record.orders_open == 0 and orders.orders_failed(record) == 0:
        reported = orders.wip_mean(record)
        expected = orders.orders_per_hour(record) / 3600 * orders.cycle_time_mean_s(record)
        if not math.isclose(reported, expected, rel_tol=LITTLE, abs_tol=LITTLE):
            raise BooksDoNotBalance(
                f"Little's law: {reported} orders in the building, throughput x cycle time {expected}"
            )


def check_time(record: RunRecord) -> None:
    """Everybody's time adds up to the horizon, and nobody moved farther with a load than altogether."""
    total = record.activity_s.sum(axis=1)
    if len(total) and np.abs(total - record.horizon_s).max() > TIME * record.horizon_s:
        raise BooksDoNotBalance(f"somebody's time adds up to {total.min()}..{total.max()} s of {record.horizon_s} s")
    if (record.loaded_m > record.distance_m * (1 + TIME)).any():
        raise BooksDoNotBalance("somebody moved farther with a load than altogether")


def _orders_of(record: RunRecord, kind: EventKind) -> NDArray[np.int32]:
    return np.asarray(record.log.order[record.log.rows_of(kind)])
