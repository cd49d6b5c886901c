"""Lines and servers of stations against a log small enough to work out by hand."""

import numpy as np
import pytest

from scenarios.contracts import EventKind, EventLog
from scenarios.metrics.record import BeltTotals, RunRecord, StationLine, StationTotals
from scenarios.metrics.stations import station_figures
from tests.scenarios.metrics.test_definitions import empty_record

QUEUED, STARTED = EventKind.QUEUED, EventKind.OPERATION_STARTED
INTERRUPTED, ENDED = EventKind.OPERATION_INTERRUPTED, EventKind.OPERATION_ENDED
LINES = (
    StationLine("pack-1", "pack", (10, 11)),
    StationLine("pack-2", "pack", (12,)),
    StationLine("ship", "ship", (20,)),
)


def figures(*rows, **more):
    """Of a log of (time, kind, order, place) over 100 s."""
    time_s, kind, order, place = (np.array(column) for column in zip(*rows, strict=True))
    log = EventLog(
        time_s.astype(np.float64),
        kind.astype(np.uint8),
        order.astype(np.int32),
        np.full(len(rows), -1, np.int32),
        place.astype(np.int32),
    )
    return station_figures(RunRecord(**vars(empty_record(4)) | {"log": log, "station_lines": LINES} | more))


def test_waits_and_work_are_counted_at_their_station():
    found = figures(
        (0.0, QUEUED, 0, 10),
        (0.0, STARTED, 0, 10),  # at once
        (5.0, QUEUED, 1, 10),
        (8.0, QUEUED, 2, 10),
        (20.0, ENDED, 0, 10),
        (20.0, QUEUED, 0, 20),
        (25.0, STARTED, 1, 11),
        (30.0, STARTED, 0, 20),
        (40.0, ENDED, 0, 20),
        (45.0, ENDED, 1, 11),
    )
    assert found["pack-1"] == pytest.approx(
        {
            "queue_mean": (20 + 92) / 100,  # order 1 from 5 to 25, order 2 from 8 to the end
            "queue_max": 2.0,
            "utilisation": (20 + 20) / 200,  # of two servers
            "served": 2.0,
        }
    )
    assert found["ship"] == pytest.approx({"queue_mean": 0.1, "queue_max": 1.0, "utilisation": 0.1, "served": 1.0})
    assert found["pack-2"] == {"queue_mean": 0.0, "queue_max": 0.0, "utilisation": 0.0, "served": 0.0}


def test_work_that_is_interrupted_and_a_line_that_is_moved():
    found = figures(
        (0.0, QUEUED, 0, 10),
        (0.0, QUEUED, 1, 10),
        (0.0, STARTED, 0, 10),
        (10.0, INTERRUPTED, 0, 10),
        (10.0, QUEUED, 1, 12),  # brought to the other station
        (16.0, STARTED, 1, 12),
        (50.0, STARTED, 0, 10),  # goes on after the repair
        (70.0, ENDED, 0, 10),
    )
    assert found["pack-1"]["utilisation"] == pytest.approx((10 + 20) / 200)
    assert found["pack-1"]["queue_mean"] == pytest.approx(0.1)
    assert found["pack-2"]["queue_mean"] == pytest.approx(0.06)
    assert found["pack-2"]["utilisation"] == pytest.approx(0.84)  # still at it at the end
    assert found["pack-2"]["served"] == 0


def test_work_stations_and_conveyors_come_from_the_engines_totals():
    found = station_figures(
        RunRecord(
            **vars(empty_record(0))
            | {
                "stations": (StationTotals("saw", queue_area=250.0, busy_area=60.0, open_area=200.0, served=7),),
                "belts": (BeltTotals("saw", entered=5, left=4, on=1, area=30.0, stays_s=30.0),),
            }
        )
    )
    assert found["saw"] == {"queue_mean": 2.5, "utilisation": 0.3, "served": 7.0}
    assert found["saw (conveyor)"] == {"queue_mean": 0.3, "served": 4.0}
