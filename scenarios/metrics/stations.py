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
    times = _order_stays(record)
    for number, line in enumerate(record.station_lines):
        waits, work = times[number]
        seconds = len(line.places) * record.horizon_s
        ended = (record.log.kind == EventKind.OPERATION_ENDED) & np.isin(record.log.place, line.places)
        figures[_free(line.name, line.kind, figures)] = {
            "queue_mean": ratio(float((waits[1] - waits[0]).sum()), record.horizon_s),
            "queue_max": most_at_once(*waits),
            "utilisation": ratio(float((work[1] - work[0]).sum()), seconds),
            "served": float(ended.sum()),
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


def _order_stays(record: RunRecord) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """For each line the ((2, W) begin and end of every wait, (2, S) of every stretch of service).

    A wait ends when the order is begun, or is brought to another line; what is still going on ends with the horizon.
    """
    log = record.log
    line_of = np.full(max((p for line in record.station_lines for p in line.places), default=-1) + 2, -1)
    for number, found in enumerate(record.station_lines):
        line_of[list(found.places)] = number
    rows = np.flatnonzero(np.isin(log.kind, _OF_STATIONS) & (log.order >= 0))
    line = line_of[np.minimum(log.place[rows], len(line_of) - 1)]
    is_ship = np.array([f.kind == "ship" for f in record.station_lines] or [False])[line]
    sequence = np.lexsort((np.arange(len(rows)), is_ship, log.order[rows]))  # the log is in the order of time
    rows, line, is_ship = rows[sequence], line[sequence], is_ship[sequence]
    same = np.append((log.order[rows][1:] == log.order[rows][:-1]) & (is_ship[1:] == is_ship[:-1]), False)
    end = np.where(same, np.roll(log.time_s[rows], -1), record.horizon_s)
    spans = np.stack([log.time_s[rows], end])
    waits, works = log.kind[rows] == EventKind.QUEUED, log.kind[rows] == EventKind.OPERATION_STARTED
    return [(spans[:, waits & (line == k)], spans[:, works & (line == k)]) for k in range(len(record.station_lines))]
