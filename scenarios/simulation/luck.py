"""Chance, drawn before the run: the same order and the same person have the same luck in every variant.

Every stream is a numpy Generator from a SeedSequence keyed by (seed; replication, purpose, block).
Draws of an order lie at its index in arrays that grow only at their end, so an order keeps its luck
when demand, staffing or layout change around it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scenarios.document import Demand, Event, Span

_BLOCK = 8  # lines of an order are drawn in blocks of this many
PICK_CV = 0.4  # coefficients of variation of the log-normal handling times
PACK_CV = 0.35
SHIP_CV = 0.3


class Purpose(IntEnum):
    """What a stream is for; the value is part of its key and never changes."""

    ARRIVAL = 0
    LINES = 1
    SKU = 2
    PICK = 3
    PACK = 4
    SHIP = 5
    SPEED = 6
    REPLENISHMENT = 7
    UNITS = 8
    WINDOW = 9


def stream(seed: int, replication: int, purpose: Purpose, entity: int = 0) -> np.random.Generator:
    """The generator for one purpose (and entity or block) of one replication."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(replication, int(purpose), entity)))


def spread(cv: float, normals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-normal factors of mean 1 and coefficient of variation `cv` from standard normals."""
    sigma2 = math.log1p(cv * cv)
    return np.exp(math.sqrt(sigma2) * normals - sigma2 / 2)


@dataclass(frozen=True, eq=False)
class OrderBook:
    """All orders of a replication with their luck."""

    arrival_s: NDArray[np.float64]  # (N,) sorted
    line_start: NDArray[np.int64]  # (N + 1,) first line of each order
    line_u: NDArray[np.float64]  # (L,) uniform that picks the article
    units: NDArray[np.int64]  # (L,)
    pick_s: NDArray[np.float64]  # (L,)
    pack_s: NDArray[np.float64]  # (N,)
    ship_s: NDArray[np.float64]  # (N,)
    due_s: NDArray[np.float64]  # (N,)


def rate_pieces(
    windows: Iterable[tuple[Span, float]], events: Iterable[Event], horizon_s: float
) -> NDArray[np.float64]:
    """(P, 3) start_s, end_s, arrivals per second: windows with their rate per hour, which add up, and surges upon them."""
    rates = list(windows)
    surges = [e for e in events if e.kind == "demand_surge"]
    spans = [*(span for span, _ in rates), *surges]
    edges = {0.0, horizon_s} | {min(t, horizon_s) for span in spans for t in (span.start_s, span.end_s)}
    rows = []
    for start, end in pairwise(sorted(edges)):
        middle = (start + end) / 2
        rate = sum(per_hour for span, per_hour in rates if span.start_s <= middle < span.end_s) / 3600
        for surge in surges:
            if surge.start_s <= middle < surge.end_s:
                rate *= surge.amount
        rows.append((start, end, rate))
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def arrivals(pieces: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.float64]:
    """Times of a Poisson process with piecewise constant rate: unit-rate times through the inverse cumulative rate.

    Çinlar's time change; the n-th order keeps its unit-rate time when the rates change.
    """
    masses = (pieces[:, 1] - pieces[:, 0]) * pieces[:, 2]
    total = float(masses.sum())
    if total <= 0:
        return np.empty(0)
    unit = np.empty(0)
    block = 4096
    while not len(unit) or unit[-1] < total:
        more = np.cumsum(generator.standard_exponential(block)) + (unit[-1] if len(unit) else 0.0)
        unit = np.concatenate([unit, more])
    unit = unit[unit < total]
    ends = np.cumsum(masses)
    piece = np.searchsorted(ends, unit, side="right")
    into = unit - (ends[piece] - masses[piece])
    return np.asarray(pieces[piece, 0] + into / pieces[piece, 2])


def _blocks(seed: int, replication: int, purpose: Purpose, orders: int, lines: int) -> NDArray[np.float64]:
    """(orders, >= lines) draws of a purpose per order and line: uniforms for articles and units, else normals."""
    parts = []
    for block in range(max(1, -(-lines // _BLOCK))):
        generator = stream(seed, replication, purpose, block)
        shape = (orders, _BLOCK)
        is_uniform = purpose in (Purpose.SKU, Purpose.UNITS)
        parts.append(generator.random(shape) if is_uniform else generator.standard_normal(shape))
    return np.concatenate(parts, axis=1)


def _drawn(
    demand: Demand, events: list[Event], horizon_s: float, *, seed: int, replication: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """(arrival times, lines of each order) from the profile."""
    windows = [(w, w.orders_per_hour) for w in demand.windows]
    times = arrivals(rate_pieces(windows, events, horizon_s), stream(seed, replication, Purpose.ARRIVAL))
    uniform = stream(seed, replication, Purpose.LINES).random(len(times))
    return times, geometric(uniform, demand.lines_per_order_mean)


def geometric(uniform: NDArray[np.float64], mean: float) -> NDArray[np.int64]:
    """Geometric numbers on 1, 2, ... with a mean, by inversion."""
    if mean <= 1:
        return np.ones(uniform.shape, np.int64)
    return 1 + np.floor(np.log1p(-uniform) / math.log1p(-1 / mean)).astype(np.int64)


def due_times(
    demand: Demand, arrival_s: NDArray[np.float64], window_u: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """When each order is due: as its window promises, else at the first cut-off after it came, else by the demand.

    Which of the windows that are open an order belongs to is drawn by their rates, with `window_u` (N,).
    Recorded orders have due times of their own or follow the cut-offs and the demand.
    """
    if demand.recorded is not None and demand.recorded.due_s is not None:
        return np.array(demand.recorded.due_s[: len(arrival_s)], dtype=np.float64)
    due = arrival_s + demand.promise_s
    if demand.cutoffs_s:
        cutoffs = np.array([*sorted(demand.cutoffs_s), np.inf])
        at = cutoffs[np.searchsorted(cutoffs, arrival_s, side="right")]
        due = np.where(np.isfinite(at), at, due)
    if window_u is None or all(w.promise_s is None for w in demand.windows):
        return due
    spans = np.array([(w.start_s, w.end_s, w.orders_per_hour) for w in demand.windows])
    is_open = (spans[:, 0] <= arrival_s[:, None]) & (arrival_s[:, None] < spans[:, 1])  # (N, W)
    shares = np.cumsum(is_open * spans[:, 2], axis=1)
    window = np.minimum((window_u[:, None] * shares[:, -1:] >= shares).sum(axis=1), len(spans) - 1)
    promise = np.array([np.nan if w.promise_s is None else w.promise_s for w in demand.windows])[window]
    return np.where(np.isnan(promise), due, arrival_s + promise)


def draw_orders(demand: Demand, events: list[Event], horizon_s: float, *, seed: int, replication: int) -> OrderBook:
    """Everything about the orders that does not depend on the layout; recorded ones keep their times and lines."""
    if demand.recorded is not None:
        recorded = np.array(demand.recorded.arrival_s, dtype=np.float64)
        count = int(np.searchsorted(recorded, horizon_s))
        times = recorded[:count]
        lines = np.array([len(order) for order in demand.recorded.articles[:count]], dtype=np.int64)
    else:
        times, lines = _drawn(demand, events, horizon_s, seed=seed, replication=replication)
    count = len(times)
    starts = np.concatenate([[0], np.cumsum(lines)]).astype(np.int64)
    order_of = np.repeat(np.arange(count), lines)
    number = np.arange(starts[-1]) - starts[order_of]
    most = int(lines.max()) if count else 1
    if demand.recorded is None:
        units = geometric(_blocks(seed, replication, Purpose.UNITS, count, most), demand.units_per_line_mean)
        units = units[order_of, number]
    elif demand.recorded.units is None:
        units = np.ones(starts[-1], np.int64)
    else:
        units = np.array([n for order in demand.recorded.units[:count] for n in order], dtype=np.int64)
    of_order = np.bincount(order_of, units, minlength=count)
    article = _blocks(seed, replication, Purpose.SKU, count, most)[order_of, number]
    pick = _blocks(seed, replication, Purpose.PICK, count, most)[order_of, number]
    pack = stream(seed, replication, Purpose.PACK).standard_normal(count)
    ship = stream(seed, replication, Purpose.SHIP).standard_normal(count)
    return OrderBook(
        arrival_s=times,
        line_start=starts,
        line_u=article,
        units=units,
        pick_s=(demand.pick_s + demand.pick_unit_s * (units - 1)) * spread(PICK_CV, pick),
        pack_s=(demand.pack_s + demand.pack_unit_s * (of_order - 1)) * spread(PACK_CV, pack),
        ship_s=demand.ship_s * spread(SHIP_CV, ship),
        due_s=due_times(demand, times, stream(seed, replication, Purpose.WINDOW).random(count)),
    )


def zipf_ranks(uniform: NDArray[np.float64], count: int, exponent: float) -> NDArray[np.int64]:
    """Popularity ranks 0..count-1 of uniforms: P(rank k) proportional to (k + 1) ** -exponent."""
    weight = np.arange(1, count + 1, dtype=np.float64) ** -exponent
    edges = np.cumsum(weight)
    return np.minimum(np.searchsorted(edges / edges[-1], uniform, side="right"), count - 1).astype(np.int64)
