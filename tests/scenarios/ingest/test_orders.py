"""Order lines become the demand of a scenario, and what becomes of the rest is said."""

import io
from collections import Counter
from datetime import date

import numpy as np
import pytest

from scenarios.document import ScenarioDocument
from scenarios.ingest import orders as module
from scenarios.ingest.faults import TableError
from scenarios.ingest.orders import OrderChoice, OrderColumns, import_orders, opening_hours, with_orders

COLUMNS = OrderColumns("order", "sku", "when")
DAY = OrderChoice(opens_s=3600, closes_s=7200, horizon_s=28_800, day_starts_s=6 * 3600)
THREE = "order,sku,when\nA,x,2018-12-04\nB,y,2018-12-04\nA,y,2018-12-04\n"


def take(text, columns=COLUMNS, **choice):
    options = {**vars(DAY), **choice}
    return import_orders(io.BytesIO(text.encode()), columns, OrderChoice(**options))


def refused(text, **choice):
    with pytest.raises(TableError) as caught:
        take(text, **choice)
    return [(fault.line, fault.message) for fault in caught.value.faults]


def test_lines_of_an_order_come_together():
    found = take(THREE)
    assert found.recorded.articles == [["x", "y"], ["y"]]
    assert found.line_count == 3
    assert found.notes[0] == "2 orders with 3 lines of 2 articles were taken."


def test_dates_alone_are_spread_over_the_hours_and_the_planner_is_told():
    even = take(THREE, spread="even")
    assert even.recorded.arrival_s == [4500.0, 6300.0]
    assert even.notes[1] == (
        "The file has dates only (year first): orders come from 07:00 to 08:00, evenly spaced, in file order."
    )
    first, again, other = (take(THREE, seed=seed).recorded.arrival_s for seed in (1, 1, 2))
    assert first == again != other
    assert all(3600 <= t <= 7200 for t in first)


def test_random_times_are_uniform_given_their_number():
    text = "order,sku,when\n" + "".join(f"{k},x,2018-12-04\n" for k in range(4000))
    times = np.array(take(text).recorded.arrival_s)
    # Kolmogorov's bound at the 0.1 % level for 4000 draws.
    apart = np.abs((times - 3600) / 3600 - (np.arange(4000) + 0.5) / 4000).max()
    assert 0 < apart < 1.95 / np.sqrt(4000)


def test_written_times_are_kept_and_what_lies_outside_the_day_is_left_out():
    text = (
        "order,sku,when\nA,x,2018-12-04 06:30\nB,x,2018-12-04 05:59\nC,x,2018-12-04 06:10\n"
        "C,y,2018-12-04 06:40\nD,x,2018-12-04 14:00\n"
    )
    found = take(text)
    assert found.recorded.arrival_s == [600.0, 1800.0]
    assert found.recorded.articles == [["x", "y"], ["x"]]
    assert "2 orders outside the day from 06:00 to 14:00 were left out." in found.notes
    assert refused("order,sku,when\nA,x,2018-12-04 23:00\n") == [(0, "No order comes between 06:00 and 14:00.")]


def test_several_days_need_a_choice():
    text = THREE + "A,z,2018-12-05\nC,z,2018-12-05\nE,z,2018-12-05\n"
    ((_, message),) = refused(text)
    assert message == (
        "The file has 2 days, from 2018-12-04 to 2018-12-05: choose one or a range. "
        "The busiest: 2018-12-05 (3 orders), 2018-12-04 (2 orders)."
    )
    one = take(text, first_day=date(2018, 12, 5))
    assert one.recorded.articles == [["z"]] * 3
    assert "3 lines of other days were left out." in one.notes
    both = take(text, first_day=date(2018, 12, 4), last_day=date(2018, 12, 5))
    assert len(both.recorded.articles) == 5  # order A of the next day is another order
    assert "The orders of 2 days are played as one." in both.notes
    assert "no line from 2018-12-06" in refused(text, first_day=date(2018, 12, 6))[0][1]


def test_only_the_most_wanted_articles():
    text = "order,sku,when\n" + "".join(f"{k},{sku},2018-12-04\n" for k, sku in enumerate("xyxzxy"))
    found = take(text, top_articles=2)
    assert Counter(sku for order in found.recorded.articles for sku in order) == {"x": 3, "y": 2}
    assert found.notes[1].startswith("Of 3 articles the 2 most wanted are kept; 1 lines of the others were left out")


def test_returns_are_left_out_and_quantities_are_one_pick():
    columns = OrderColumns("order", "sku", "when", quantity="pcs")
    text = 'order,sku,when,pcs\nA,x,2018-12-04,1\nA,y,2018-12-04,-2\nB,y,2018-12-04,"3,5"\n'
    found = take(text, columns)
    assert found.recorded.articles == [["x"], ["y"]]
    assert "1 lines with a quantity of zero or less (returns) were left out." in found.notes
    with pytest.raises(TableError, match="line 2: The quantity “many” is no number"):
        take("order,sku,when,pcs\nA,x,2018-12-04,many\n", columns)


def test_articles_get_identifiers_that_never_collide():
    text = "order,sku,when\nA,Bolt 8/40,2018-12-04\nA,Bolt 8-40,2018-12-04\nA,Käse,2018-12-04\nA,箱,2018-12-04\nA,函,2018-12-04\n"
    found = take(text)
    assert found.recorded.articles == [["Bolt-8-40", "Bolt-8-40-2", "Kase", "article", "article-2"]]
    assert found.articles["Bolt-8-40-2"] == "Bolt 8-40"
    assert "5 articles got another name, as “Bolt 8/40” became “Bolt-8-40”." in found.notes


def test_blank_cells_and_bad_dates_are_told_with_their_lines():
    assert refused("order,sku,when\nA,x,2018-12-04\n,x,2018-12-04\nB,,2018-12-04\n") == [
        (3, "“order” is blank."),
        (4, "“sku” is blank."),
    ]
    assert refused("order,sku,when\nA,x,2018-12-04\nB,x,soon\n") == [(3, "“soon” is not a date.")]


def test_more_than_a_document_holds(monkeypatch):
    text = "order,sku,when\n" + "A,x,2018-12-04\n" * 501
    assert refused(text)[0] == (
        2,
        "Order “A” has 501 lines; at most 500 can be played. Is that the column of order numbers?",
    )
    monkeypatch.setattr(module, "MOST_ORDERS", 1)
    assert "These are 2 orders with 3 lines" in refused(THREE)[0][1]
    assert take(THREE, most_orders=1).recorded.articles == [["x", "y"]]


def test_a_choice_that_contradicts_itself():
    with pytest.raises(ValueError, match="within the horizon"):
        OrderChoice(opens_s=0, closes_s=30_000, horizon_s=28_800)
    with pytest.raises(ValueError, match="last day is before the first"):
        take(THREE, first_day=date(2018, 12, 5), last_day=date(2018, 12, 4))


def test_orders_take_the_place_of_the_windows_and_nothing_else_changes():
    data = {"demand": {"windows": [{"start_s": 600, "end_s": 3600, "orders_per_hour": 60}], "pick_s": 20}}
    document = ScenarioDocument.model_validate(data)
    assert opening_hours(document) == (600, 3600)
    merged = with_orders(document, take(THREE).recorded)
    assert merged.demand.windows == []
    assert merged.demand.recorded.articles == [["x", "y"], ["y"]]
    assert merged.demand.pick_s == 20
    assert opening_hours(merged) == (0, 28_800)
    assert ScenarioDocument.model_validate_json(merged.model_dump_json()) == merged


def test_the_order_lines_of_a_distribution_centre(shared_fixtures):
    path = shared_fixtures / "logistics" / "orders" / "df_lines.csv"
    if not path.is_file():
        pytest.skip("the order lines are not there")
    columns = OrderColumns("OrderNumber", "SKU", "DATE", quantity="PCS")
    whole = {**vars(DAY), "first_day": date(2018, 12, 1), "last_day": date(2018, 12, 31)}
    with path.open("rb") as stream:
        found = import_orders(stream, columns, OrderChoice(**whole))
    assert len(found.recorded.articles) == 3584
    assert found.line_count == 5000
    assert len(found.articles) == 1050
    lines = Counter(sku for order in found.recorded.articles for sku in order)
    share = sum(count for _, count in lines.most_common(210)) / 5000  # the top fifth
    assert share == pytest.approx(0.718, abs=0.001)
    single = sum(len(order) == 1 for order in found.recorded.articles) / 3584
    assert single == pytest.approx(0.737, abs=0.001)
    assert any("dates only (month first)" in note for note in found.notes)


BROKEN = (
    "order,sku,when,qty,due\n"
    "A,x,2018-12-04 08:00,1,2018-12-04 12:00\n"
    "B,,2018-12-04 08:01,1,2018-12-04 12:00\n"
    "C,y,yesterday,1,2018-12-04 12:00\n"
    "D,y,2018-02-30 08:00,1,2018-12-04 12:00\n"
    "E,y,2018-12-04 08:04,many,2018-12-04 12:00\n"
    "F\n"
    "G,y,2018-12-04 08:05,2,2018-12-04 07:00\n"
    "H,z,2018-12-04 08:06,3,2018-12-04 12:00\n"
)
EVERYTHING = OrderColumns("order", "sku", "when", "qty", "due")


def test_faulty_rows_are_left_out_on_wish_and_each_is_listed():
    with pytest.raises(TableError) as caught:
        import_orders(io.BytesIO(BROKEN.encode()), EVERYTHING, DAY)
    assert caught.value.rows  # could be left out

    found = import_orders(io.BytesIO(BROKEN.encode()), EVERYTHING, DAY, skip_faulty=True)
    assert found.recorded.articles == [["x"], ["z"]]
    assert [(row.line, row.message) for row in found.skipped] == [
        (3, "“sku” is blank."),
        (4, "“yesterday” is not a date."),
        (5, "“2018-02-30 08:00” is no day of the calendar."),
        (6, "The quantity “many” is no number."),
        (7, "There are 1 columns, but 5 are needed."),
        (8, "Order “G” is due before it came."),
    ]
    assert "6 lines that cannot be read were left out." in found.notes


def test_what_is_wrong_with_the_file_is_no_row_to_leave_out():
    unclear = b"order,sku,when\nA,x,04/05/2018\n"
    with pytest.raises(TableError, match="say which") as caught:
        import_orders(io.BytesIO(unclear), COLUMNS, DAY, skip_faulty=True)
    assert not caught.value.rows
    with pytest.raises(TableError, match="is not a date"):
        import_orders(io.BytesIO(b"order,sku,when\nA,x,soon\n"), COLUMNS, DAY, skip_faulty=True)
