"""The laws that every replication is held to, each broken by hand."""

from dataclasses import replace

import numpy as np
import pytest

from scenarios.contracts import EventKind
from scenarios.metrics.books import BooksDoNotBalance, check_books, littles_law
from scenarios.metrics.record import BeltTotals, PalletTotals, RunRecord
from tests.scenarios.metrics.test_definitions import empty_record, log_of

ARRIVED, SHIPPED, FAILED = EventKind.ORDER_ARRIVED, EventKind.ORDER_SHIPPED, EventKind.ORDER_FAILED


def record_of(*rows, **changes):
    """Two orders that come at 10 and 20 s; the engine counted their 30 and 60 s."""
    fields = {"log": log_of(*rows), "arrival_s": np.array([10.0, 20.0]), "wip_area": 90.0, "orders_open": 0}
    return RunRecord(**vars(empty_record(2)) | fields | changes)


ROWS = ((10.0, ARRIVED, 0), (20.0, ARRIVED, 1), (40.0, SHIPPED, 0), (80.0, SHIPPED, 1))


def test_a_run_that_ends_empty():
    record = record_of(*ROWS)
    check_books(record)
    assert littles_law(record) == pytest.approx((0.9, 0.02, 45.0))


def test_open_and_failed_orders_are_counted_up_to_the_end_and_to_their_failure():
    check_books(record_of(*ROWS[:3], orders_open=1, wip_area=30.0 + 80.0))
    check_books(record_of(*ROWS[:3], (50.0, FAILED, 1), wip_area=30.0 + 30.0))


def test_a_run_without_orders():
    check_books(empty_record(0))
    with pytest.raises(BooksDoNotBalance, match="nothing came"):
        check_books(RunRecord(**vars(empty_record(0)) | {"wip_area": 1.0}))


def test_littles_law_to_nine_digits():
    check_books(record_of(*ROWS, wip_area=90.0 * (1 + 1e-10)))
    with pytest.raises(BooksDoNotBalance, match="Little"):
        check_books(record_of(*ROWS, wip_area=90.0 * (1 + 1e-8)))


@pytest.mark.parametrize(
    ("rows", "changes", "message"),
    [
        (ROWS[:3], {"wip_area": 110.0}, "0 are counted as open"),
        (ROWS, {"orders_open": 1}, "1 are counted as open"),
        ((*ROWS, (90.0, SHIPPED, 1)), {}, "3 left, but only 2"),
        ((*ROWS, (90.0, FAILED, 1)), {}, "3 left, but only 2"),
        ((*ROWS, (15.0, ARRIVED, 1)), {}, "3 came, but only 2"),
        (ROWS[1:], {}, "never came"),
        ((*ROWS[:3], (15.0, SHIPPED, 1)), {}, "before they came"),
    ],
)
def test_orders_are_neither_lost_nor_made(rows, changes, message):
    with pytest.raises(BooksDoNotBalance, match=message):
        check_books(record_of(*rows, **changes))


def test_everybodys_time_adds_up():
    spent = np.array([[40.0, 60.0, *[0.0] * 11]])
    someone = {
        "roles": ("picker",),
        **dict.fromkeys(("moving_s", "energy_j", "hourly_cost"), np.zeros(1)),
        "free_speed_mps": np.ones(1),
        "distance_m": np.array([10.0]),
        "loaded_m": np.array([10.0]),
        "activity_s": spent,
    }
    check_books(record_of(*ROWS, **someone))
    with pytest.raises(BooksDoNotBalance, match="adds up"):
        check_books(record_of(*ROWS, **someone | {"activity_s": spent * 0.99}))
    with pytest.raises(BooksDoNotBalance, match="farther with a load"):
        check_books(record_of(*ROWS, **someone | {"loaded_m": np.array([11.0])}))


def test_pallets_are_neither_lost_nor_made():
    check_books(record_of(*ROWS, pallets=PalletTotals(arrived=5, put_away=3, open=2)))
    with pytest.raises(BooksDoNotBalance, match="5 came, 3 were put away, 1 are open"):
        check_books(record_of(*ROWS, pallets=PalletTotals(arrived=5, put_away=3, open=1)))


def test_what_goes_onto_a_conveyor_comes_off_it():
    good = BeltTotals("b", entered=3, left=2, on=1, area=70.0, stays_s=70.0)
    check_books(record_of(*ROWS, belts=(good,)))
    with pytest.raises(BooksDoNotBalance, match="3 on, 3 off, 1 there"):
        check_books(record_of(*ROWS, belts=(replace(good, left=3),)))
    with pytest.raises(BooksDoNotBalance, match="Little's law on conveyor b"):
        check_books(record_of(*ROWS, belts=(replace(good, area=70.1),)))
