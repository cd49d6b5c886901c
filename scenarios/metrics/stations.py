"""What each station did: who waited there, how busy its servers were; and how full the conveyors were."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import EventKind
from scenarios.metrics.orders import most_at_once, ratio
from scenarios.metrics.record import RunRecord

_OF_STATIONS = (
    EventKind.QUEUED,
    EventKind.OPERATION_STARTED,
    EventKind.OPERATION_INTERRUPTED,
    EventKind.OPERATION_ENDED,
)


def station_figures(record: RunRecord) -> dict[str, Mapping[str, float]]:
    """By the name of a station, pool or conveyor: `queue_mean`, `queue_max`, `utilisation` and `served`.

    `queue_mean` is the number that waits, averaged over the horizon (on a conveyor: that lies on it), `queue_max`
    the most at any time. `utilisation` is the share of its servers' time in which they worked: over the whole
    horizon, whether somebody stood there or not. What is not known of a place is left out.
    """
    figures: dict[str, Mapping[str, float]] = {}
    lines = record.station_lines
    ended = _line_of(record, record.log.rows_of(EventKind.OPERATION_ENDED))
    served = np.bincount(ended[ended >= 0], minlength=len(lines))
    for number, (line, (waits, work)) in enumerate(zip(lines, _order_stays(record), strict=True)):
        seconds = len(line.places) * record.horizon_s
        figures[_free(line.name, line.kind, figures)] = {
            "queue_mean": ratio(float((waits[1] - waits[0]).sum()), record.horizon_s),
            "queue_max": most_at_once(*waits),
            "utilisation": ratio(float((work[1] - work[0]).sum()), seconds),
            "served": float(served[number]),
        }
    for station in record.stations:
        figures[_free(station.name, "work", figures)] = {
            "queue_mean": ratio(station.queue_area, record.horizon_s),
            "utilisation": ratio(station.busy_area, station.open_area),
            "served": float(station.served),
        }
    for belt in record.belts:
        figures[_free(belt.name, "conveyor", figures)] = {
            "queue_mean": ratio(belt.area, record.horizon_s),
            "served": float(belt.left),
        }
    return figures


def _free(name: str, kind: str, taken: Collection[str]) -> str:
    """A name that nothing else has: a pool or conveyor may be called like a station."""
    return f"{name} ({kind})" if name in taken else name


def _line_of(record: RunRecord, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """(N,) the station line of the place of each of N rows of the log; -1 where it is none's."""
    places = record.log.place[rows]
    line_of = np.full(max((p for line in record.station_lines for p in line.places), default=-1) + 2, -1)
    for number, line in enumerate(record.station_lines):
        line_of[list(line.places)] = number
    return np.asarray(line_of[np.minimum(places, len(line_of) - 1)])


def _order_stays(record: RunRecord) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """For each line the ((2, W) begin and end of every wait, (2, S) of every stretch of service).

    A wait ends when the order is begun, or is brought to another line; what is still going on ends with the horizon.
    """
    log = record.log
    rows = log.rows_of(*_OF_STATIONS)
    rows = rows[log.order[rows] >= 0]
    line = _line_of(record, rows)
    is_ship = np.array([f.kind == "ship" for f in record.station_lines] or [False])[line]
    sequence = np.lexsort((is_ship, log.order[rows]))  # the log is in the order of time
    rows, line, is_ship = rows[sequence], line[sequence], is_ship[sequence]
    same = np.append((log.order[rows][1:] == log.order[rows][:-1]) & (is_ship[1:] == is_ship[:-1]), False)
    end = np.where(same, np.roll(log.time_s[rows], -1), record.horizon_s)
    spans = np.stack([log.time_s[rows], end])
    waits, works = (
        _split(spans[:, chosen], line[chosen], len(record.station_lines))
        for chosen in (log.kind[rows] == EventKind.QUEUED, log.kind[rows] == EventKind.OPERATION_STARTED)
    )
    return list(zip(waits, works, strict=True))


def _split(spans: NDArray[np.float64], line: NDArray[np.int64], lines: int) -> list[NDArray[np.float64]]:
    """(2, N) spans of N lines, by the number of the line."""
    sequence = np.argsort(line, kind="stable")
    return np.split(spans[:, sequence], np.searchsorted(line[sequence], np.arange(lines + 1)), axis=1)[1:-1]
